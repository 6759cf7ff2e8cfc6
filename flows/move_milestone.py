"""Moves a milestone of a round (flytter en frist)."""

from datetime import date

from prefect.client.schemas.objects import State

from flows.desk import record
from flows.fields import RoundKey
from flows.forms import form
from models import recording
from models.entries import Initials, Text
from models.words import MilestoneKind


@form("move-milestone")
async def move_milestone(
    round_key: RoundKey,
    *,
    milestone: MilestoneKind,
    starts_on: date,
    ends_on: date | None = None,
    reason: Text,
    initials: Initials,
    try_it: bool = False,
) -> State:
    """Move a milestone to another day or window.

    Args:
        round_key: The round it belongs to.
        milestone: Which one.
        starts_on: The new day, or the first day of the new window.
        ends_on: The last day of the new window; None for a single day.
        reason: Why it moves.
        initials: Who records it: two to five letters.
        try_it: Only show what would happen, and store nothing.
    """
    return await record(
        round_key,
        lambda round_, at: recording.move_milestone(
            round_, milestone=milestone, starts_on=starts_on, ends_on=ends_on, reason=reason, initials=initials, at=at
        ),
        try_it=try_it,
    )
