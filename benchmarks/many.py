"""What many rounds cost: `python -m benchmarks.many`. See README.md beside this file.

Databases and rounds are made for the run and are gone after it.
"""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from multiprocessing import get_context
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import (
    ColumnElement,
    Engine,
    String,
    cast,
    delete,
    event,
    func,
    insert,
    literal,
    select,
    text,
    true,
    update,
)
from sqlalchemy.orm import Session

from benchmarks.office import TERM, Databases, databases, free_port, with_rounds
from flows.rehearsal import Rehearsal
from models.base import Base
from models.copying import of_round
from models.database import open_engine
from models.letter import Enclosure, Handover, Letter
from models.settings import Settings
from models.store import load_rounds
from models.words import LetterState
from notifications.act import advance
from notifications.daily_run import next_batch
from notifications.delivery import deliver_due
from notifications.enclosures.typesetting import typeset

FIRST_NEW_ID = 2_000_000_000  # of what is not a copy
APART = 10_000  # between the ids of a copy and those of the next
IN_PLAY, IN_PLAY_KEY = 10, f"{TERM}-1"
STORED = (10, 100, 1_000, 10_000)
DECIDED, REQUESTED = date(2022, 1, 21), date(2022, 1, 24)
QUIET = date(2022, 1, 26)  # nothing is due
SPAWN = get_context("spawn")
UP = Path(sys.executable).with_name("udpegning")
CONSOLE = Console(width=130)
AIM_IDLE, AIM_WORKERS, AIM_RUNS = 1.3, 1.6, 2


def multiply(engine: Engine, key: str, first: int, last: int) -> None:
    """Copy a round with everything that hangs on it, inside the database; copy 7 of `x` is called `x-copy-7`.

    What must be unique gets the number of the copy too.
    """
    numbers = select(literal(first).label("number")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.number + 1).where(numbers.c.number < last))
    with engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            values = [_in_copy(column, key, numbers.c.number) for column in table.c]
            rows = select(*values).select_from(table.join(numbers, true())).where(of_round(table, key))
            connection.execute(insert(table).from_select(table.c.keys(), rows))
            if engine.dialect.name == "postgresql":
                ids = f"pg_get_serial_sequence('{table.name}', 'id')"
                connection.execute(text(f"SELECT setval({ids}, greatest(nextval({ids}), {FIRST_NEW_ID}))"))
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _in_copy(column: ColumnElement[Any], key: str, number: ColumnElement[int]) -> ColumnElement[Any]:
    """A column of a row as it is in a copy of its round."""
    if column.primary_key or column.foreign_keys:
        return column + number * APART
    if column.name == "token":
        return cast(number, String) + "-" + column
    if column.name in ("key", "subject"):
        return func.replace(column, key, literal(f"{key}-copy-") + cast(number, String))
    return column


def seated_round(url: str) -> None:
    """A round that is over, carried by the scenario; without what is bulky in its letters, which nothing here reads."""
    engine = open_engine(url)
    with TemporaryDirectory() as letters:
        list(Rehearsal(TERM, engine=engine, folder=Path(letters)).every_day())
    with engine.begin() as connection:
        for bulky in (Handover, Enclosure):
            connection.execute(delete(bulky))
        connection.execute(update(Letter).values(text="", html=""))
    engine.dispose()


def requested(url: str, folder: Path) -> None:
    """The one round of a database in which the KKR has decided: its requests have left."""
    engine, at = open_engine(url), _moment(REQUESTED)
    daily_run(engine, REQUESTED, at)
    deliver_due(engine, Settings(letters_folder=folder / "letters"), lambda: at)
    engine.dispose()


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(6), UTC)


def daily_run(engine: Engine, day: date, since: datetime) -> tuple[int, int]:
    """A daily run that begins at `since`; how many rounds it went through, and how much it did."""
    rounds = done = 0
    while batch := next_batch(engine, since, day, lambda: _moment(day)):
        if batch.stopped:
            raise SystemExit(f"stopped: {batch.stopped}")
        rounds, done = rounds + batch.rounds, done + batch.done
    return rounds, done


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a daily run took: seconds, statements, MiB of memory at its highest, and how many rounds it went through."""

    seconds: float
    queries: int
    memory: int
    rounds: int

    @property
    def a_round(self) -> float:
        """Seconds for each round in play."""
        return self.seconds / self.rounds


def measured(url: str, day: date, repetitions: int) -> Cost:
    """The median of several daily runs of a day on which nothing is due, in a process of its own."""
    with SPAWN.Pool(1) as pool:
        return pool.apply(_measure, (url, day, repetitions))


def _measure(url: str, day: date, repetitions: int) -> Cost:
    engine, queries = open_engine(url), [0]
    event.listen(engine, "before_cursor_execute", lambda *_: queries.__setitem__(0, queries[0] + 1))
    seconds, rounds = [], 0
    for _ in range(repetitions):
        queries[0], begin = 0, perf_counter()
        rounds, done = daily_run(engine, day, datetime.now(UTC))
        if done:
            raise SystemExit(f"{day} is not quiet: {done} done")
        seconds.append(perf_counter() - begin)
    engine.dispose()
    memory = getrusage(RUSAGE_SELF).ru_maxrss // 1024
    return Cost(seconds=median(seconds), queries=queries[0], memory=memory, rounds=rounds)


@dataclass(kw_only=True)
class Growing:
    """A database with ten rounds in play whose requests have left, and more of one kind: over, or in play too."""

    kind: Databases
    folder: Path
    all_in_play: bool
    copies: int = 0

    def __post_init__(self) -> None:
        self.url = self.kind.url()
        if not self.all_in_play:
            seated_round(self.url)
        with_rounds(self.url, 1).dispose()
        requested(self.url, self.folder / f"{self.kind.title}-{self.kind.made}")
        self._copy(IN_PLAY_KEY, 1, IN_PLAY - 1)
        self.copies = IN_PLAY - 1 if self.all_in_play else 0

    def grow(self, stored: int) -> None:
        """Until so many rounds are stored; of those that are over there is one from the start, which is not counted."""
        wanted = stored - 1 if self.all_in_play else stored - IN_PLAY
        if wanted > self.copies:
            self._copy(IN_PLAY_KEY if self.all_in_play else TERM, self.copies + 1, wanted)
            self.copies = wanted

    def _copy(self, key: str, first: int, last: int) -> None:
        engine = open_engine(self.url)
        multiply(engine, key, first, last)
        engine.dispose()


def measure_stored(kinds: Sequence[Databases], folder: Path, most: int, repetitions: int) -> None:
    """(a) The daily run of a quiet day over ever more stored rounds, first with ten of them in play, then with all."""
    table = Table("(a) a quiet day", "stored", "in play", "time", "a round", "statements", "memory", "to 10 stored")
    for kind in kinds:
        for all_in_play in (False, True):
            growing, first = Growing(kind=kind, folder=folder, all_in_play=all_in_play), None
            for stored in (each for each in STORED if each <= most):
                growing.grow(stored)
                cost = measured(growing.url, QUIET, repetitions)
                first = first or cost
                table.add_row(
                    kind.title, f"{stored:,}", f"{cost.rounds:,}", f"{cost.seconds:.2f} s", f"{1000 * cost.a_round:.1f} ms",
                    f"{cost.queries:,}", f"{cost.memory} MiB", _ratio(cost, first, all_in_play=all_in_play),
                )  # fmt: skip
    CONSOLE.print(table)


def _ratio(cost: Cost, first: Cost, *, all_in_play: bool) -> str:
    if all_in_play:
        return f"{cost.a_round / first.a_round:.2f} x a round"
    ratio = cost.seconds / first.seconds
    return f"{ratio:.2f} x ({'aim met' if ratio <= AIM_IDLE else 'above the aim'}: {AIM_IDLE} x)"


def measure_sharing(kind: Databases, folder: Path, rounds: int, repetitions: int) -> None:
    """(b) Runs that share rounds, each of which has its requests to write and to deliver: one, two and four at once."""
    table = Table("(b) sharing, PostgreSQL", "runs", "rounds", "letters", "time", "to one run")
    seconds: dict[int, list[float]] = {1: [], 2: [], 4: []}
    letters = 0
    for _ in range(repetitions):
        for runs, took in seconds.items():
            engine = with_rounds(url := kind.url(), 1)
            multiply(engine, IN_PLAY_KEY, 1, rounds - 1)
            maildir = folder / f"shared-{kind.made}"
            with SPAWN.Pool(runs) as pool:
                pool.map(_warm_up, [url] * runs, chunksize=1)
                begin = perf_counter()
                pool.starmap(_share, [(url, maildir, datetime.now(UTC))] * runs, chunksize=1)
                took.append(perf_counter() - begin)
            with engine.connect() as connection:
                letters = connection.scalar(select(func.count()).where(Letter.state == LetterState.SENT)) or 0
            arrived = len(list((maildir / "new").iterdir()))
            if arrived != letters or connection_waits(engine):
                raise SystemExit(f"{letters} letters sent, {arrived} arrived")
            engine.dispose()
    one = median(seconds[1])
    for runs, took in seconds.items():
        ratio = one / median(took)
        aim = (
            f" ({'aim met' if ratio >= AIM_WORKERS else 'below the aim'}: {AIM_WORKERS} x)" if runs == AIM_RUNS else ""
        )
        table.add_row("", str(runs), str(rounds), f"{letters:,}", f"{median(took):.2f} s", f"{ratio:.2f} x{aim}")
    CONSOLE.print(table)


def connection_waits(engine: Engine) -> int:
    """How many letters have not left."""
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).where(Letter.state != LetterState.SENT)) or 0


def _warm_up(url: str) -> None:
    """Everything imported, and the fonts read."""
    engine = open_engine(url)
    with Session(engine) as session:
        [round_] = load_rounds(session, [IN_PLAY_KEY])
        advance(round_, DECIDED, _moment(DECIDED))
        session.rollback()
    typeset.cache_clear()
    engine.dispose()


def _share(url: str, letters: Path, since: datetime) -> None:
    engine = open_engine(url)
    daily_run(engine, DECIDED, since)
    deliver_due(engine, Settings(letters_folder=letters), lambda: _moment(REQUESTED))
    engine.dispose()


def measure_start(folder: Path, repetitions: int) -> None:
    """(d) How long a person waits: for `udpegning status`, for Prefect to be imported beside it, and for `udpegning up`."""
    table = Table("(d) start-up", "time", "to Python alone")
    port = free_port()
    environment = os.environ | {"UDPEGNING_FOLDER": str(folder / "up"), "UDPEGNING_PORT": str(port)}
    up = [_up(environment) for _ in range(repetitions)]
    commands: dict[str, list[str | Path]] = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "udpegning status": [UP, "status"],
        "python -c 'import prefect'": [sys.executable, "-c", "import prefect"],
    }
    took = {name: median(_ran(command, environment) for _ in range(5)) for name, command in commands.items()}
    took |= (
        {"udpegning up, first": up[0], "udpegning up, again": median(up[1:])}
        if up[1:]
        else {"udpegning up, first": up[0]}
    )
    for name, seconds in took.items():
        table.add_row(name, f"{seconds:.2f} s", f"{seconds / took['python -c pass']:.1f} x")
    CONSOLE.print(table)


def _ran(command: Sequence[str | Path], environment: Mapping[str, str]) -> float:
    begin = perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    return perf_counter() - begin


def _up(environment: Mapping[str, str]) -> float:
    """Until it says that it is running: the pages are there then, and the forms."""
    begin = perf_counter()
    with subprocess.Popen([UP, "up"], env=environment, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            if "is running" in line:
                break
        took = perf_counter() - begin
        process.send_signal(signal.SIGINT)
    return took


def main() -> None:
    """Measure, and print the tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--part", action="append", choices=list("abd"))
    options.add_argument("--stored", type=int, default=STORED[-1])
    options.add_argument("--rounds", type=int, default=120)
    options.add_argument("--repetitions", type=int, default=3)
    chosen = options.parse_args()
    parts = chosen.part or list("abd")
    with TemporaryDirectory() as made, databases(folder := Path(made)) as kinds:
        if "a" in parts:
            measure_stored(kinds, folder, chosen.stored, chosen.repetitions)
        if "b" in parts:
            measure_sharing(kinds[1], folder, chosen.rounds, chosen.repetitions)
        if "d" in parts:
            measure_start(folder, chosen.repetitions)


if __name__ == "__main__":
    main()
