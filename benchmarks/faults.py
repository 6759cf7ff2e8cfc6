"""What becomes of what is due when something goes wrong: `python -m benchmarks.faults`. See README.md beside this file.

Rounds are carried day after day from the KKR's decision to a week after the board should have taken office, nobody answering:
requests, reminders, letters after the deadline, digests. They are carried once undisturbed, and then with a fault on every day.
What the undisturbed ones had done and the disturbed ones had not is lost, or overtaken where a later one made it needless; its
day is the first on which anything ran; a letter that arrived more than once was done twice. Every daily run has a process of
its own, as the worker gives it one.
"""

import argparse
import mailbox
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from operator import add
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from zoneinfo import ZoneInfo

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from benchmarks.many import IN_PLAY_KEY, multiply
from benchmarks.office import Databases, databases, with_rounds
from models.database import open_engine
from models.event import PLAN, Event
from models.letter import Letter
from models.settings import Settings
from models.words import LetterState
from notifications.carrying import span
from notifications.daily_run import next_batch
from notifications.delivery import deliver_due
from notifications.outbox import LEASE

ZONE = ZoneInfo("Europe/Copenhagen")
FIRST, LAST = date(2022, 1, 21), date(2022, 4, 8)
CLOCKS_GO_FORWARD = date(2022, 3, 27)
SEVEN = time(7)
BATCH = 2  # rounds: with few rounds, many transactions to be killed in
A_WEEK = timedelta(days=7)
FORK = get_context("fork")  # a process that has everything imported already


@dataclass(kw_only=True)
class Office:
    """An installation with some rounds; `took` is how long the undisturbed run of each day took, in seconds."""

    url: str
    letters: Path
    sharing: int
    chance: random.Random
    took: dict[date, float] = field(default_factory=dict)
    ran: set[date] = field(default_factory=set)

    def start(self, at: datetime) -> ForkProcess:
        """A daily run that begins at a moment, and a delivery after it, in a process."""
        process = FORK.Process(target=_daily_run, args=(self.url, self.letters, at))
        process.start()
        return process

    def run(self, at: datetime) -> None:
        """The same, to its end."""
        self.ran.add(at.astimezone(ZONE).date())
        process = self.start(at)
        process.join()
        if process.exitcode:
            raise SystemExit(f"the daily run of {at} ended with {process.exitcode}")

    def wait_for_the_dead(self) -> None:
        """Until PostgreSQL has noticed that who was killed is gone."""
        engine = open_engine(self.url)
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        if engine.dialect.name == "postgresql":
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                while connection.scalar(text(others)):
                    sleep(0.01)
        engine.dispose()

    def done(self) -> dict[str, date]:
        """What the plan has done, and for which day."""
        engine = open_engine(self.url)
        with Session(engine) as session:
            lines = session.execute(select(Event.key, Event.on).where(Event.actor == PLAN, Event.key.is_not(None)))
            done = {str(key): on for key, on in lines.tuples()}
        engine.dispose()
        return done

    def arrived(self) -> Counter[str]:
        """How often each letter arrived, by its key."""
        names = (str(letter["Message-ID"]) for letter in mailbox.Maildir(self.letters, create=False))
        return Counter(name.removeprefix("<").partition("@")[0].rpartition(".")[0] for name in names)

    def in_doubt(self) -> set[str]:
        """The letters of which nobody knows whether they arrived: a person is asked."""
        engine = open_engine(self.url)
        with Session(engine) as session:
            keys = session.scalars(select(Letter.key).where(Letter.state == LetterState.UNCERTAIN)).all()
        engine.dispose()
        return {key.replace("/", ".") for key in keys}


def _daily_run(url: str, letters: Path, at: datetime) -> None:
    engine = open_engine(url)
    while next_batch(engine, at, at.astimezone(ZONE).date(), lambda: at, BATCH):
        pass
    deliver_due(engine, Settings(letters_folder=letters), lambda: at)
    engine.dispose()


def moment(day: date, clock: time = SEVEN) -> datetime:
    """A moment of a day in Denmark."""
    return datetime.combine(day, clock, ZONE).astimezone(UTC)


Carriage = Callable[[Office, Sequence[date]], int]
"""Carries the rounds of an office through days; on how many daily runs the fault fell."""


def undisturbed(office: Office, days: Iterable[date]) -> int:
    """A daily run every morning at seven."""
    for day in days:
        began = monotonic()
        office.run(moment(day))
        office.took[day] = monotonic() - began
    return 0


def killed(office: Office, days: Iterable[date]) -> int:
    """Every morning the runs are killed somewhere in their work (on PostgreSQL two that share it); a later one does the rest."""
    fell = 0
    for day in days:
        began, runs = monotonic(), [office.start(moment(day)) for _ in range(office.sharing)]
        for run in runs:
            sleep(max(0.0, began + office.chance.uniform(0, office.took[day]) - monotonic()))
            os.kill(run.pid or 0, signal.SIGKILL)
        for run in runs:
            run.join()
            fell += run.exitcode == -signal.SIGKILL
        office.wait_for_the_dead()
        office.run(moment(day) + LEASE + timedelta(seconds=1))
    return fell


def two_at_once(office: Office, days: Iterable[date]) -> int:
    """Two daily runs begin at the same moment."""
    fell = 0
    for day in days:
        office.ran.add(day)
        runs = [office.start(moment(day)) for _ in range(2)]
        for run in runs:
            run.join()
        if any(run.exitcode for run in runs):
            raise SystemExit(f"two at once on {day} ended with {[run.exitcode for run in runs]}")
        fell += 2
    return fell


def a_week_down(office: Office, days: Sequence[date]) -> int:
    """Again and again nothing runs for a week; the first run afterwards does what fell due."""
    up = office.chance.randrange(1, 4)
    for place, day in enumerate(days):
        if place % (up + A_WEEK.days) < up or day == days[-1]:
            office.run(moment(day))
    return len(days) // (up + A_WEEK.days)


def clocks_that_jump(office: Office, days: Sequence[date]) -> int:
    """Runs at any time of the day and the night, some with a clock that is then set back an hour; on DST days too."""
    for day in days:
        at = moment(day, time(office.chance.randrange(24), office.chance.randrange(60)))
        office.run(at)
        again = at + timedelta(hours=office.chance.choice([-1, 1]))
        if again.astimezone(ZONE).date() == at.astimezone(ZONE).date():
            office.run(again)
    return 1


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What came of a fault: on how many daily runs it fell, what was done, lost, moved, done twice and left to a person."""

    fault: str
    database: str
    fell: int
    done: int
    lost: int
    overtaken: int
    moved: int
    twice: int
    in_doubt: int

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            fault=self.fault, database=self.database, fell=self.fell + other.fell, done=self.done + other.done,
            lost=self.lost + other.lost, overtaken=self.overtaken + other.overtaken, moved=self.moved + other.moved,
            twice=self.twice + other.twice, in_doubt=self.in_doubt + other.in_doubt,
        )  # fmt: skip

    def __str__(self) -> str:
        numbers = (self.fell, self.done, self.lost, self.overtaken, self.moved, self.twice, self.in_doubt)
        return f"| {self.fault} | {self.database} | {' | '.join(map(str, numbers))} |"


def compare(fault: str, database: str, fell: int, sound: Office, office: Office) -> Tally:
    """Hold an office against one that nothing happened to."""
    should, has = sound.done(), office.done()
    arrived, in_doubt = office.arrived(), office.in_doubt()
    missing = should.keys() - has.keys()
    overtaken = {key for key in missing if _overtaken(key, should[key], has, office.ran)}
    letters = {key for key in sound.arrived() if key not in {each.replace("/", ".") for each in overtaken}}
    extra = {key for key in has.keys() - should.keys() if "/skipped/" not in key}
    return Tally(
        fault=fault, database=database, fell=fell, done=len(has),
        lost=len(missing - overtaken) + len(letters - arrived.keys() - in_doubt),
        overtaken=len(overtaken),
        moved=sum(has[key] != _first_run(on, office.ran) for key, on in should.items() if key in has),
        twice=sum(times - 1 for times in arrived.values()) + len(extra),
        in_doubt=len(in_doubt - arrived.keys()),
    )  # fmt: skip


def _first_run(on: date, ran: set[date]) -> date:
    return min(day for day in ran if day >= on)


def _overtaken(key: str, on: date, has: Mapping[str, date], ran: set[date]) -> bool:
    """Whether it was overtaken while nothing ran: a line in the trail says so, or it is the overview of a week that is over."""
    over = _first_run(on, ran) > on + timedelta(days=6 - on.weekday())
    return any(each.startswith(f"{key}/skipped/") for each in has) or ("/digest/" in key and over)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A fault, and how many carriages of how many rounds over which days it takes."""

    name: str
    carriage: Carriage
    carriages: int = 1
    rounds: int = 6
    days: Sequence[date] = tuple(span(FIRST, LAST))


FAULTS = [
    Fault(name="killed in mid-run", carriage=killed),
    Fault(name="two daily runs at once", carriage=two_at_once),
    Fault(name="a week down", carriage=a_week_down, carriages=8, rounds=1),
    Fault(
        name="clocks that jump", carriage=clocks_that_jump, carriages=50, rounds=1,
        days=tuple(span(CLOCKS_GO_FORWARD - timedelta(days=2), CLOCKS_GO_FORWARD + timedelta(days=2))),
    ),
]  # fmt: skip


def office_of(kind: Databases, folder: Path, rounds: int, chance: random.Random) -> Office:
    """A new one with so many rounds in which the KKR has decided."""
    url = kind.url()
    engine = with_rounds(url, 1)
    if rounds > 1:
        multiply(engine, IN_PLAY_KEY, 1, rounds - 1)
    engine.dispose()
    sharing = 1 if kind.server is None else 2  # SQLite has one writer
    return Office(url=url, letters=folder / f"letters-{kind.title}-{kind.made}", sharing=sharing, chance=chance)


def tallies(kind: Databases, folder: Path, fault: Fault, chance: random.Random) -> Iterable[Tally]:
    """What came of each carriage."""
    sound = office_of(kind, folder, fault.rounds, chance)
    undisturbed(sound, fault.days)
    for _ in range(fault.carriages):
        office = office_of(kind, folder, fault.rounds, chance)
        office.took = sound.took
        yield compare(fault.name, kind.title, fault.carriage(office, fault.days), sound, office)


HEADINGS = ("fault", "database", "fell on", "done", "lost", "overtaken", "not on its day", "twice", "in doubt")


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options.add_argument("--fault", action="append", choices=[fault.name for fault in FAULTS])
    chosen = options.parse_args()
    sys.stdout.write(f"seed {chosen.seed}\n\n| {' | '.join(HEADINGS)} |\n{'|---' * len(HEADINGS)}|\n")
    with TemporaryDirectory() as made, databases(Path(made)) as kinds:
        for fault in FAULTS:
            for kind in kinds if fault.name in (chosen.fault or [fault.name]) else []:
                chance = random.Random(chosen.seed)  # noqa: S311  (not for secrets)
                sys.stdout.write(f"{reduce(add, tallies(kind, Path(made), fault, chance))}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
