"""The daily run, batch after batch: rounds are claimed, what is due in them is done, and they are let go in one transaction.

Who claims shares the work with whoever else does: what one holds, the others pass by; what one drops when it is killed, another
claims. A round is gone through once for each daily run, and a run that is repeated finds nothing left to do.
"""

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

import models.errors
from models.errors import UdpegningError
from models.progress import Deadline, deadlines
from models.round import Round
from models.signals import Signal, signals
from models.store import claim_rounds
from notifications.act import advance

ROOMS = (Path(__file__).parent, Path(models.errors.__file__).parent)  # our own code
BATCH = 20  # rounds in one transaction: few enough for a form to wait for, enough for the queries to cost little


@dataclass(kw_only=True)
class Batch:
    """What was done in some rounds.

    `rounds` is how many they are; `deadlines` how they stand now, by the key of the round; `done` how many actions were carried
    out; `signals` what is to be told of it; `stopped` says of each round in which nothing was done what stopped it.
    """

    rounds: int = 0
    deadlines: dict[str, list[Deadline]] = field(default_factory=dict)
    done: int = 0
    signals: list[Signal] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)

    def add(self, other: "Batch") -> None:
        """Take in what was done in others."""
        self.rounds += other.rounds
        self.deadlines |= other.deadlines
        self.done += other.done
        self.signals += other.signals
        self.stopped += other.stopped


def next_batch(
    engine: Engine, since: datetime, day: date, clock: Callable[[], datetime], most: int = BATCH
) -> Batch | None:
    """Claim rounds that the daily run which began at `since` has not gone through, and do what is due in them up to `day`.

    None when there is none left, or others hold what is left. What goes wrong in one round stops no other: nothing is done in
    that one, and the batch says so.

    Raises:
        DBAPIError: the database went away; nothing of the batch is stored, and whoever claims next does it.

    """
    claimed: dict[int, str] = {}
    try:
        with Session(engine, expire_on_commit=False) as session:
            rounds = claim_rounds(session, since, most)
            claimed = {each.id: each.key for each in rounds}
            known = {each.id: len(each.events) for each in rounds}
            at, batch = clock(), Batch(rounds=len(rounds))
            for each in rounds:
                batch.done += len(advance(each, day, at))
                batch.deadlines[each.key] = deadlines(each, day)
            session.commit()
            for each in rounds:
                batch.signals += signals(each.events[known[each.id] :])
    except Exception as error:
        gone = isinstance(error, DBAPIError) and error.connection_invalidated
        if gone or not claimed:
            raise
        if len(claimed) > 1:
            return _one_by_one(engine, since, day, clock, len(claimed))
        return _passed_by(engine, since, claimed, error)
    return batch if claimed else None


def _one_by_one(engine: Engine, since: datetime, day: date, clock: Callable[[], datetime], rounds: int) -> Batch:
    """The rounds of a batch in which something went wrong, each in a transaction of its own."""
    batch = Batch()
    for _ in range(rounds):
        if one := next_batch(engine, since, day, clock, most=1):
            batch.add(one)
    return batch


def _passed_by(engine: Engine, since: datetime, claimed: Mapping[int, str], error: Exception) -> Batch:
    """A round in which something went wrong: it counts as gone through, and the next daily run tries it again."""
    with engine.begin() as connection:
        connection.execute(update(Round).where(Round.id.in_(claimed)).values(daily_run_at=since))
    return Batch(rounds=len(claimed), stopped=[f"{key}: {_in_words(error)}" for key in claimed.values()])


def _in_words(error: Exception) -> str:
    """What went wrong; of an error of the program only where, since its message may name people."""
    if isinstance(error, UdpegningError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    where = [frame for frame in frames if any(Path(frame.filename).is_relative_to(room) for room in ROOMS)][-1]
    place = f"{Path(where.filename).name}, line {where.lineno}"
    return f"an error of the program, {type(error).__name__} in {place}. Report it."
