"""The daily run: does what is due in every round in play and shows the state of every deadline."""

from datetime import date

from prefect.client.schemas.objects import State
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from flows.batches import NAMED, as_state, as_verdict, call_others, go_through, refused_in, until_all_are_done, waiting
from flows.clock import now
from flows.forms import by_itself
from flows.installation import database, office_day
from flows.publishing import publish
from models.store import FEW, most_pressing, standings
from models.words import Verdict, counted
from notifications.daily_run import Batch


@by_itself("advance-rounds")
async def advance_rounds() -> State:
    """Do what is due today in every round in play.

    Safe to repeat: everything due is done once, whatever day it fell on. It ends *On track*, *Action needed* or
    *Deadline missed*. Many rounds are done in batches, on PostgreSQL by several runs at once.
    """
    since = now()
    day = office_day(since)
    with database() as engine:
        rounds = waiting(engine, since)
        few = rounds <= FEW
        if not few:
            await call_others(engine, since, rounds)
        done = await go_through(engine, since, few=few)
        await until_all_are_done(engine, since, done, few=few)
        state, shown = _ended(done, day) if few else _ended_of_many(engine, done, day)
    await publish(*shown)
    return state


def _ended(done: Batch, day: date) -> tuple[State, list[str]]:
    """How a run over few rounds ends, and the rounds whose pages are to be made anew."""
    message = f"{counted(done.rounds, 'round')} in play, {done.done} done on {day}."
    return refused_in(done.stopped) if done.stopped else as_state(done.deadlines, message), list(done.deadlines)


def _ended_of_many(engine: Engine, done: Batch, day: date) -> tuple[State, list[str]]:
    """The same of a run over many rounds, some of which others have done."""
    with Session(engine) as session:
        counts, pressing = standings(session), list(most_pressing(session, FEW))
    if done.stopped:
        return refused_in(done.stopped), pressing
    overall, worst = next(iter(counts.items()), (Verdict.ON_TRACK, 0))
    standing = ", ".join(f"{count} {each.value}" for each, count in counts.items())
    named = f" {overall.value}: {', '.join(pressing[: min(worst, NAMED)])}{' ...' if worst > NAMED else '.'}"
    message = f"{sum(counts.values())} rounds in play on {day}: {standing}; {done.done} done by this run."
    return as_verdict(overall, message + (named if overall is not Verdict.ON_TRACK else "")), pressing
