"""Moves a milestone of a round (flytter en frist)."""

from datetime import date

from prefect import flow
from prefect.client.schemas.objects import State

from flows.desk import record
from models import recording
from models.entries import Initials
from models.words import MilestoneKind


@flow(name="move-milestone", description=__doc__, flow_run_name="{milestone} to {starts_on}: {round_key}")
async def move_milestone(
    round_key: str,
    milestone: MilestoneKind,
    starts_on: date,
    reason: str,
    initials: Initials,
    ends_on: date | None = None,
) -> State:
    """Move a milestone to another day or window.

    Reminders that have not gone out move with the deadline; those that have are not sent again. Tells nobody by itself.

    Args:
        round_key: The round, for instance nordjylland-2022-26.
        milestone: Which one.
        starts_on: The new day, or the first day of the new window.
        reason: Why it moves.
        initials: Who records it: two to five letters.
        ends_on: The last day of the new window; leave it out for a single day.
    """
    return await record(
        round_key,
        lambda round_, at: recording.move_milestone(
            round_, milestone=milestone, starts_on=starts_on, ends_on=ends_on, reason=reason, initials=initials, at=at
        ),
    )
