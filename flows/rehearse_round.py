"""Rehearses a whole round on a pretend clock, in a database of its own. Nothing is sent."""

from prefect import flow, get_run_logger, task
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from sqlalchemy.orm import Session

from flows.advance_rounds import show_deadlines
from flows.desk import publish, refused
from flows.rehearsal import Day, Rehearsal, scratch
from models.database import open_engine
from models.errors import UdpegningError
from models.progress import Verdict
from models.settings import read_settings


@flow(name="rehearse-round", description=__doc__, flow_run_name="rehearse {term}")
async def rehearse_round(term: str = "nordjylland-2022-26") -> State:
    """Carry a round from its first milestone to the day the board takes office, with the scenario beside its term file.

    One task per day on which something happens. Letters land as files in the installation's folder.

    Args:
        term: A shipped round's key, or the path of a term file on the server.
    """
    place = scratch(read_settings(), term)
    engine = open_engine(place.database)
    days = []
    try:
        rehearsal = Rehearsal(term, engine=engine, folder=place.letters)
        key = rehearsal.definition.round
        for day in rehearsal.days():
            await live_day.with_options(task_run_name=f"{day.on} {day.verdict}")(day, return_state=True)  # type: ignore[misc]
            await publish(engine, key, day=day.on, prefix="rehearsal-")
            days.append(day)
        with Session(engine) as session:
            await show_deadlines(f"rehearsal of {key}", rehearsal.deadlines(session, rehearsal.last_day))
        report = rehearsal.report(days)
    except UdpegningError as error:
        return refused(error)
    finally:
        engine.dispose()
    return Completed(
        name="Rehearsed",
        message=f"{len(days)} days, {len(report['letters'])} letters in {place.letters}, "
        f"{len(report['board'])} members on the board.",
    )


@task(name="day", persist_result=False)
async def live_day(day: Day) -> State:
    """One day of the rehearsal, with what was done as its message and its log."""
    for line in day.did:
        get_run_logger().info(line)
    kind = Failed if day.verdict is Verdict.DEADLINE_MISSED else Completed
    return kind(name=day.verdict.value, message="; ".join(day.did))
