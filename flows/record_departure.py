"""Records that a member withdrew before the board took office, or was entered by mistake (udtræden)."""

from datetime import date

from prefect.client.schemas.objects import State

from flows.desk import record
from flows.fields import Member, RoundKey
from flows.forms import form
from models import recording
from models.entries import Initials, Text
from models.words import DepartureReason


@form("record-departure")
async def record_departure(
    round_key: RoundKey,
    *,
    member: Member,
    left_on: date,
    reason: DepartureReason,
    note: Text = "",
    initials: Initials,
    try_it: bool = False,
) -> State:
    """Record that a member left before the board took office. The seat is open again.

    Args:
        round_key: The round of the board.
        member: Who left, by the seat on the board sheet.
        left_on: The day the member left; for a wrong entry the day of the appointment.
        reason: Why; entered-in-error takes an appointment back that was never made.
        note: A remark for the records.
        initials: Who records it: two to five letters.
        try_it: Only show what would happen, with the name of the member, and store nothing.
    """
    return await record(
        round_key,
        lambda round_, at: recording.record_departure(
            round_, member=member, left_on=left_on, reason=reason, note=note, initials=initials, at=at
        ),
        try_it=try_it,
    )
