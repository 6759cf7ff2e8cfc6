"""Records whom the KKR appointed to the board (udpegning)."""

from datetime import date, datetime

from prefect.client.schemas.objects import State

from flows.desk import record
from flows.fields import Nominee, ReasonForm, RoundKey, SeatForm
from flows.forms import form
from models import recording
from models.entries import Initials
from models.recording import Recorded
from models.references import choice_of
from models.round import Round
from models.words import AppointingBody


@form("record-appointments")
async def record_appointments(
    round_key: RoundKey,
    *,
    decided_on: date,
    nominees: list[Nominee] = [],  # noqa: B006  (Prefect reads the form's default from the signature)
    others: list[SeatForm] = [],  # noqa: B006
    reasons: list[ReasonForm] = [],  # noqa: B006
    initials: Initials,
    try_it: bool = False,
) -> State:
    """Record appointments by the KKR. They are refused as a whole when a rule forbids one, or asks for a reason not given.

    Args:
        round_key: The round the appointments belong to.
        decided_on: The day of the meeting.
        nominees: The appointed nominees, by their id on the selection page, such as di/1/2; click each.
        others: A chair or municipal member who is appointed later than at the constituent meeting.
        reasons: Reasons for findings that ask for one, such as C2 for a board that is not balanced.
        initials: Who records it: two to five letters.
        try_it: Only show what would happen, with the names of those appointed, and store nothing.
    """

    def step(round_: Round, at: datetime) -> Recorded:
        return recording.record_appointments(
            round_,
            decided_on=decided_on,
            appointed_by=AppointingBody.KKR,
            nominees=[choice_of(round_, nominee) for nominee in nominees],
            others=[other.appointment() for other in others],
            reasons=[each.entry() for each in reasons],
            initials=initials,
            at=at,
        )

    return await record(round_key, step, try_it=try_it)
