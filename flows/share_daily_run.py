"""Shares the daily run: does what is due in the rounds that no other run has claimed."""

from datetime import datetime

from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.batches import go_through, refused_in
from flows.forms import by_itself
from flows.installation import database
from models.words import counted


@by_itself("share-daily-run")
async def share_daily_run(since: datetime) -> State:
    """Go through rounds in play beside the daily run that began at a moment; that run starts this one.

    Args:
        since: When that run began, with its time zone.
    """
    with database() as engine:
        done = await go_through(engine, since)
    if done.stopped:
        return refused_in(done.stopped)
    return Completed(name="Shared", message=f"{counted(done.rounds, 'round')}, {done.done} done.")
