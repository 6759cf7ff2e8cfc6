"""Rehearses a whole round on a pretend clock, in a database of its own. Nothing is sent."""

from prefect import get_run_logger, task
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from sqlalchemy.orm import Session

from flows.batches import show_deadlines
from flows.forms import form
from flows.publishing import publish_rehearsal, show_page
from flows.rehearsal import Rehearsal, Scratch, scratch
from models.database import open_engine
from models.entries import Text
from models.settings import read_settings
from models.words import Verdict
from notifications.carrying import Day


@form("rehearse-round")
async def rehearse_round(term: Text = "nordjylland-2022-26") -> State:
    """Carry a round from its first milestone to the day the board takes office, on a pretend clock.

    It follows the scenario beside its term file, or a sample one in which everything goes as it should. One task per day on
    which something happens. Letters land as files in the installation's folder; the page `rehearsal-by-date-<round>` lists
    them by date.

    Args:
        term: A shipped round's key, or the path of a term file on the server.
    """
    place = scratch(read_settings(), term)
    engine = open_engine(place.database)
    try:
        return await _rehearsed(Rehearsal(term, engine=engine, folder=place.letters), place)
    finally:
        engine.dispose()


async def _rehearsed(rehearsal: Rehearsal, place: Scratch) -> State:
    key, days = rehearsal.definition.round, []
    for day in rehearsal.every_day():
        days.append(day)
        if day.did:
            await live_day.with_options(task_run_name=f"{day.on} {day.verdict}")(day, return_state=True)  # type: ignore[misc]
            await publish_rehearsal(rehearsal.engine, key, day=day.on)
    with Session(rehearsal.engine) as session:
        await show_deadlines(f"rehearsal of {key}", rehearsal.deadlines(session, rehearsal.last_day))
    await show_page(f"rehearsal-by-date-{key}", rehearsal.page(days), f"Letters of the rehearsal by date: {key}")
    get_run_logger().info("The letters are files in %s.", place.letters)
    report = rehearsal.report([day for day in days if day.did])
    return Completed(
        name="Rehearsed",
        message=f"{len(report['days'])} days, {len(report['letters'])} letters, "
        f"{len(report['board'])} members on the board.{' With a sample scenario.' if rehearsal.sample else ''}",
    )


@task(name="day", persist_result=False)
async def live_day(day: Day) -> State:
    """One day of the rehearsal, with what was done as its message and its log."""
    for line in day.did:
        get_run_logger().info(line)
    kind = Failed if day.verdict is Verdict.DEADLINE_MISSED else Completed
    return kind(name=day.verdict.value, message="; ".join(day.did))
