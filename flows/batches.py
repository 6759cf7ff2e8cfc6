"""Going through the rounds in play, batch after batch, alone or with other runs.

The tasks show what was done; nothing depends on them.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from math import ceil
from time import monotonic

from httpx import HTTPError
from prefect import get_client, task
from prefect.client.schemas.objects import State
from prefect.deployments import arun_deployment
from prefect.exceptions import PrefectHTTPStatusError
from prefect.states import Completed, Failed
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from flows.clock import now
from flows.desk import REFUSED
from flows.installation import office_day
from flows.logs import run_log
from flows.offer import flow_name, our_deployments
from flows.signals import emit
from models.progress import Deadline, MilestoneState, verdict
from models.settings import read_settings
from models.store import waiting_rounds
from models.words import Verdict, counted
from notifications.daily_run import BATCH, Batch, next_batch

WORTH_A_RUN = 10 * BATCH  # rounds: about what is done while another run starts
PATIENCE = 300  # seconds to wait for rounds that others hold
NAMED = 5  # rounds, in a message


async def go_through(engine: Engine, since: datetime, *, few: bool = False) -> Batch:
    """Claim batches of rounds for the daily run that began at `since` until none is left to claim, and tell what is done.

    Of a few rounds it has the deadlines, and each milestone is shown as a task; else each batch is one.
    """
    whole, day = Batch(), office_day(since)
    while batch := await asyncio.to_thread(next_batch, engine, since, day, now):
        for signal in batch.signals:
            emit(signal)
        if few:
            for key, table in batch.deadlines.items():
                await show_deadlines(key, table)
        else:
            named = show_batch.with_options(task_run_name=f"{counted(batch.rounds, 'round')}, {batch.done} done")
            await named(batch, return_state=True)  # type: ignore[misc]
            batch.deadlines.clear()
        batch.signals.clear()
        whole.add(batch)
    return whole


async def call_others(engine: Engine, since: datetime, rounds: int) -> None:
    """Start runs that share the rounds with this one; where none can be started, this one does them all.

    SQLite lets one write at a time, so others would only wait there.
    """
    others = min(read_settings().runs_at_once, ceil(rounds / WORTH_A_RUN)) - 1
    if others < 1 or engine.dialect.name == "sqlite":
        return
    try:
        async with get_client() as client:
            [share] = [each for each in await our_deployments(client) if flow_name(each) == "share-daily-run"]
        for _ in range(others):
            await arun_deployment(share.id, parameters={"since": since.isoformat()}, timeout=0)
    except (PrefectHTTPStatusError, HTTPError, ValueError) as error:
        run_log().warning("No other run could be started to share the rounds: %s", error)


async def until_all_are_done(engine: Engine, since: datetime, done: Batch, *, few: bool) -> None:
    """Wait for the rounds that others hold, and do those that they let go: a run that is killed drops what it has."""
    until = monotonic() + PATIENCE
    while left := waiting(engine, since):
        more = await go_through(engine, since, few=few)
        done.add(more)
        if more.rounds:
            until = monotonic() + PATIENCE
        elif monotonic() > until:
            done.stopped.append(f"{counted(left, 'round')}: somebody else has held them for {PATIENCE} seconds")
            return
        else:
            await asyncio.sleep(1)


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


@task(name="batch", persist_result=False)
async def show_batch(batch: Batch) -> State:
    """The state of the deadlines of a batch that was gone through. Nothing depends on it."""
    stand = Counter(verdict(rows) for rows in batch.deadlines.values())
    standing = ", ".join(f"{stand[each]} {each.value}" for each in reversed(Verdict) if stand[each])
    overall = verdict([row for rows in batch.deadlines.values() for row in rows])
    return as_verdict(overall, f"{counted(batch.rounds, 'round')}, {batch.done} done: {standing}.")


def as_state(tables: Mapping[str, list[Deadline]], message: str) -> State:
    """The state of a run that shows the deadlines of these rounds."""
    missed = {key: [row.title for row in rows if row.state is MilestoneState.MISSED] for key, rows in tables.items()}
    told = [f"Missed in {key}: {'; '.join(titles)}." for key, titles in missed.items() if titles]
    overall = verdict([row for rows in tables.values() for row in rows])
    return as_verdict(overall, " ".join([*told, message]) if overall is Verdict.DEADLINE_MISSED else message)


def as_verdict(overall: Verdict, message: str) -> State:
    """The state of a run that is called after how the deadlines stand."""
    made = Failed if overall is Verdict.DEADLINE_MISSED else Completed
    return made(name=overall.value, message=message)


def refused_in(stopped: list[str]) -> State:
    """The state of a run that could do nothing in some rounds."""
    more = f" And in {len(stopped) - NAMED} more." if len(stopped) > NAMED else ""
    return Failed(name=REFUSED, message=f"Nothing was done in {'; '.join(stopped[:NAMED])}{more}")


def waiting(engine: Engine, since: datetime) -> int:
    """How many rounds in play the daily run that began at `since` has not gone through."""
    with Session(engine) as session:
        return waiting_rounds(session, since)
