"""Records the member whom the regional council appointed (regionsrådets medlem)."""

from datetime import date

from prefect.client.schemas.objects import State

from flows.desk import record
from flows.fields import ReasonForm, RegionMemberForm, RoundKey
from flows.forms import form
from models import recording
from models.entries import DirectAppointment, Initials
from models.words import AppointingBody, SeatCategory


@form("record-region-member")
async def record_region_member(
    round_key: RoundKey,
    *,
    decided_on: date,
    member: RegionMemberForm,
    reasons: list[ReasonForm] = [],  # noqa: B006  (Prefect reads the form's default from the signature)
    initials: Initials,
    try_it: bool = False,
) -> State:
    """Record whom the regional council appointed to its seat.

    Args:
        round_key: The round the appointment belongs to.
        decided_on: The day the regional council decided.
        member: The appointed member.
        reasons: Reasons for findings that ask for one.
        initials: Who records it: two to five letters.
        try_it: Only show what would happen, and store nothing.
    """
    return await record(
        round_key,
        lambda round_, at: recording.record_appointments(
            round_,
            decided_on=decided_on,
            appointed_by=AppointingBody.REGION,
            others=[DirectAppointment(seat=SeatCategory.REGION, person=member.entry())],
            reasons=[each.entry() for each in reasons],
            initials=initials,
            at=at,
        ),
        try_it=try_it,
    )
