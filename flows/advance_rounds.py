"""The daily run: does what is due in every round in play and shows the state of every deadline."""

from collections.abc import Mapping

from prefect import task
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from sqlalchemy.orm import Session

from flows.clock import now
from flows.desk import refused
from flows.forms import by_itself
from flows.installation import database, office_day
from flows.publishing import publish
from flows.signals import signalling
from models.errors import UdpegningError
from models.progress import Deadline, MilestoneState, deadlines, verdict
from models.store import load_round, round_keys
from models.words import Verdict, counted
from notifications.act import advance


@by_itself("advance-rounds")
async def advance_rounds() -> State:
    """Do what is due today in every round in play.

    Safe to repeat: everything due is done once, whatever day it fell on. It ends *On track*, *Action needed* or
    *Deadline missed*.
    """
    day, done = office_day(), 0
    tables: dict[str, list[Deadline]] = {}
    stopped: list[str] = []
    try:
        with database() as engine, signalling(engine):
            with Session(engine) as session:
                keys = round_keys(session, in_play=True)
            for key in keys:
                try:
                    with Session(engine) as session, session.begin():
                        round_ = load_round(session, key, to_change=True)
                        done += len(advance(round_, day, now()))
                        table = deadlines(round_, day)
                except UdpegningError as error:  # the other rounds still get their day
                    stopped.append(f"{key}: {error}")
                    continue
                tables[key] = table
                await show_deadlines(key, table)
    except UdpegningError as error:
        return refused(error)
    await publish(*tables)
    if stopped:
        return Failed(name="Refused", message=f"Nothing was done in {'; '.join(stopped)}")
    return as_state(tables, f"{counted(len(keys), 'round')} in play, {done} done on {day}.")


async def show_deadlines(round_key: str, rows: list[Deadline]) -> None:
    """One task per milestone, so that the run's graph reads as the timeline. Nothing depends on them."""
    for row in rows:
        named = milestone.with_options(task_run_name=f"{round_key}: {row.kind} {row.ends_on}")
        await named(row, return_state=True)  # type: ignore[misc]


@task(name="milestone", persist_result=False)
async def milestone(row: Deadline) -> State:
    """The state of one milestone."""
    missing = f" Missing: {', '.join(row.missing)}." if row.missing else ""
    match row.state:
        case MilestoneState.MISSED:
            return Failed(name=Verdict.DEADLINE_MISSED.value, message=f"{row.title} was due {row.ends_on}.{missing}")
        case MilestoneState.DUE:
            return Completed(name=Verdict.ACTION_NEEDED.value, message=f"{row.title}: {row.to_do}{missing}")
        case MilestoneState.UPCOMING:
            return Completed(name=Verdict.ON_TRACK.value, message=f"{row.title} in {row.days_left} days.")
        case MilestoneState.DONE:
            return Completed(name="Done", message=row.title)


def as_state(tables: Mapping[str, list[Deadline]], message: str) -> State:
    """The state of a run that shows the deadlines of these rounds."""
    missed = {key: [row.title for row in rows if row.state is MilestoneState.MISSED] for key, rows in tables.items()}
    told = [f"Missed in {key}: {'; '.join(titles)}." for key, titles in missed.items() if titles]
    overall = verdict([row for rows in tables.values() for row in rows])
    if overall is Verdict.DEADLINE_MISSED:
        return Failed(name=overall.value, message=" ".join([*told, message]))
    return Completed(name=overall.value, message=message)
