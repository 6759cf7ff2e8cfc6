"""Records the chair and the municipal members of the constituent meeting (konstituerende møde)."""

from datetime import date

from prefect.client.schemas.objects import State

from flows.desk import record
from flows.fields import AtMostOne, ChairForm, MemberForm, ReasonForm, RoundKey
from flows.forms import form
from models import recording
from models.entries import AttendanceEntry, ElectionEntry, Initials
from models.words import DecisionKind


@form("record-chair-and-members")
async def record_chair_and_members(
    round_key: RoundKey,
    *,
    decided_on: date,
    chair: ChairForm,
    members: list[MemberForm],
    election: AtMostOne[ElectionEntry] = [],  # noqa: B006  (Prefect reads the form's default from the signature)
    attendance: AtMostOne[AttendanceEntry] = [],  # noqa: B006
    reasons: list[ReasonForm] = [],  # noqa: B006  (Prefect reads the form's default from the signature)
    initials: Initials,
    try_it: bool = False,
) -> State:
    """Record whom the KKR appointed at its constituent meeting: the chair (formand) and the municipal members.

    Args:
        round_key: The round the meeting is part of.
        decided_on: The day of the meeting.
        chair: The chair (formand).
        members: The municipal members; add an item for each.
        election: How they were elected, with the votes: one item, or none when they were agreed upon (enighed).
        attendance: How many were present and voted: one item, or none to leave it out.
        reasons: Reasons for findings that ask for one.
        initials: Who records it: two to five letters.
        try_it: Only show what would happen, and store nothing.
    """
    return await record(
        round_key,
        lambda round_, at: recording.record_decision(
            round_,
            kind=DecisionKind.CHAIR_AND_MEMBERS,
            decided_on=decided_on,
            chair=chair.entry(),
            members=[member.entry() for member in members],
            election=next(iter(election), None),
            attendance=next(iter(attendance), None),
            reasons=[each.entry() for each in reasons],
            initials=initials,
            at=at,
        ),
        try_it=try_it,
    )
