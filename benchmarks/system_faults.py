"""Faults in the running system: `python -m benchmarks.system_faults`. See README.md beside this file.

A real Prefect server, a real worker and PostgreSQL for both, as `udpegning server` and `udpegning worker` start them. Each time
some new rounds are put into play in which all deadlines have passed, the daily run is started, and in the middle of it
something is killed and started again; then the daily run is started once more. What a round has not that an undisturbed one has
is lost; what arrived more than once was done twice.
"""

import argparse
import mailbox
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from urllib.request import urlopen
from uuid import UUID

import psutil
from httpx import HTTPError
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import StateType
from prefect.exceptions import PrefectHTTPStatusError
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from benchmarks.many import multiply
from benchmarks.office import HOST, free_port
from models.database import open_engine
from models.definition import read_definition
from models.event import Event
from models.opening import open_round
from models.round import Round
from models.words import RoundState
from terms import term_file

TERM = "nordjylland-2022-26"
PROTOTYPE = "fault"
ROUNDS = 30  # more than FEW, so that they are done in batches
UDPEGNING = Path(sys.executable).with_name("udpegning")
A_MINUTE = 60.0
PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path())
LONGEST = 1200.0  # seconds until a daily run that was started must have ended


@dataclass(kw_only=True)
class Database:
    """A PostgreSQL server of its own, as Debian ships it, that can be taken away."""

    folder: Path

    def __post_init__(self) -> None:
        if not PROGRAMS.name:
            raise SystemExit("Debian's postgresql is not installed; Prefect's server needs its pg_trgm")
        self.user = "postgres" if os.geteuid() == 0 else None  # it does not start as root
        shutil.chown(self.folder, self.user or os.geteuid())
        self._run("initdb", "--username=postgres", "--auth=trust", "--locale=C.UTF-8")
        self.start()
        server = open_engine(self.url("postgres")).execution_options(isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            for name in ("rounds", "prefect"):
                connection.execute(text(f"CREATE DATABASE {name}"))
        server.dispose()

    def url(self, name: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def start(self) -> None:
        """Bring it up."""
        self._run(
            "pg_ctl", "start", "--wait", f"--options=-k {self.folder} -c listen_addresses= -c max_connections=200"
        )

    def stop(self) -> None:
        """Take it away, as a machine does whose power fails."""
        self._run("pg_ctl", "stop", "--mode=immediate")

    def _run(self, program: str, *arguments: str) -> None:
        command = [PROGRAMS / program, "--pgdata", self.folder / "data", *arguments]
        subprocess.run(command, check=True, user=self.user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@dataclass(kw_only=True)
class Installation:
    """A server, a worker and their database, and what a person does in the UI, through the same API."""

    folder: Path
    database: Database
    chance: random.Random
    port: int = field(default_factory=free_port)
    programs: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What its programs are given."""
        return os.environ | {
            "UDPEGNING_FOLDER": str(self.folder / "udpegning"),
            "UDPEGNING_PORT": str(self.port),
            "UDPEGNING_DATABASE_URL": self.database.url("rounds"),
            "UDPEGNING_PREFECT_DATABASE_URL": self.database.url("prefect"),
        }

    def start(self, program: str) -> None:
        """Start `server` or `worker`, and wait until it is ready for work."""
        with (self.folder / f"{program}.log").open("ab") as log:
            self.programs[program] = subprocess.Popen(
                [UDPEGNING, program], env=self.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        if program == "server":
            self._wait(self._is_healthy, "the server does not answer")

    def kill(self, program: str) -> None:
        """Kill it with everything it has started, as the end of a machine does."""
        process = self.programs.pop(program)
        started = psutil.Process(process.pid).children(recursive=True)
        for each in [*started, process]:
            with suppress(psutil.NoSuchProcess, ProcessLookupError):
                each.kill()
        process.wait()

    def run(self, flow: str) -> UUID:
        """Press Run on its deployment."""
        with self._client() as client:
            [deployed] = [each for each in client.read_deployments(limit=200) if f".{flow}." in f".{each.entrypoint}."]
            return client.create_flow_run_from_deployment(deployed.id).id

    def state(self, run: UUID) -> StateType | None:
        """Where a run stands; None while nobody can say."""
        try:
            with self._client() as client:
                state = client.read_flow_run(run).state
        except (HTTPError, PrefectHTTPStatusError):
            return None
        return state.type if state else None

    def wait_for(self, run: UUID, *states: StateType) -> None:
        """Until a run is in one of these states."""
        self._wait(lambda: self.state(run) in states, f"run {run} is not {' or '.join(states)}")

    def _is_healthy(self) -> bool:
        try:
            with urlopen(f"http://{HOST}:{self.port}/api/health", timeout=2):
                return b"is running" in (self.folder / "server.log").read_bytes().rpartition(b"Starting the Prefect")[2]
        except OSError:
            return False

    def _wait(self, done: Callable[[], bool], words: str) -> None:
        until = monotonic() + LONGEST
        while not done():
            if monotonic() > until:
                raise SystemExit(words)
            sleep(0.2)

    @contextmanager
    def _client(self) -> Iterator[SyncPrefectClient]:
        with SyncPrefectClient(f"http://{HOST}:{self.port}/api") as client:
            yield client

    @contextmanager
    def rounds(self) -> Iterator[Session]:
        """The database of the rounds, in a transaction."""
        engine = open_engine(self.database.url("rounds"))
        with Session(engine) as session, session.begin():
            yield session
        engine.dispose()


def new_rounds(installation: Installation, copies: int) -> None:
    """Put thirty rounds into play in which every deadline has passed, and take those before out of play."""
    with installation.rounds() as session:
        session.execute(update(Round).values(state=RoundState.SEATED))
    engine = open_engine(installation.database.url("rounds"))
    multiply(engine, PROTOTYPE, copies + 1, copies + ROUNDS)
    with engine.begin() as connection:
        fresh = Round.key.in_([f"{PROTOTYPE}-copy-{number}" for number in range(copies + 1, copies + ROUNDS + 1)])
        connection.execute(update(Round).where(fresh).values(state=RoundState.IN_PLAY, daily_run_at=None))
    engine.dispose()


def done_in(installation: Installation, copies: int) -> dict[str, set[str]]:
    """What the plan has done in each of the last thirty rounds, without the rounds' names."""
    keys = [f"{PROTOTYPE}-copy-{number}" for number in range(copies + 1, copies + ROUNDS + 1)]
    done: dict[str, set[str]] = {key: set() for key in keys}
    with installation.rounds() as session:
        lines = select(Round.key, Event.key).join(Event).where(Round.key.in_(keys), Event.key.is_not(None))
        for key, line in session.execute(lines).tuples():
            done[key].add(str(line).removeprefix(key))
    return done


Fault = Callable[[Installation], None]


def worker_killed(installation: Installation) -> None:
    """The worker and all its runs are killed; another worker comes."""
    installation.kill("worker")
    installation.start("worker")


def server_restarted(installation: Installation) -> None:
    """The server is killed, and started again a little later."""
    installation.kill("server")
    sleep(installation.chance.uniform(0, 5))
    installation.start("server")


def database_gone(installation: Installation) -> None:
    """The database of the rounds and of Prefect is gone for a minute."""
    installation.database.stop()
    sleep(A_MINUTE)
    installation.database.start()


FAULTS: dict[str, Fault] = {
    "worker killed in mid-run": worker_killed,
    "server restarted in mid-run": server_restarted,
    "database gone for a minute": database_gone,
}
ENDS = (StateType.COMPLETED, StateType.FAILED, StateType.CRASHED, StateType.CANCELLED)


def suffer(
    installation: Installation, fault: Fault, copies: int, should: set[str], longest: float
) -> tuple[int, int, str]:
    """A daily run with a fault in its middle, and another; what was lost, what should not have been done, how the first ended."""
    new_rounds(installation, copies)
    struck = installation.run("advance_rounds")
    installation.wait_for(struck, StateType.RUNNING, *ENDS)
    sleep(installation.chance.uniform(0, longest))
    fault(installation)
    again = installation.run("advance_rounds")
    installation.wait_for(again, *ENDS)
    done = done_in(installation, copies)
    lost = sum(len(should - each) for each in done.values())
    extra = sum(len(each - should) for each in done.values())
    return lost, extra, str(installation.state(struck))


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options.add_argument("--times", type=int, default=50)
    options.add_argument("--fault", action="append", choices=list(FAULTS))
    chosen = options.parse_args()
    say = sys.stdout.write
    say(
        f"seed {chosen.seed}\n\n| fault | times | lost | done that should not | arrived twice | how the struck runs ended |\n"
    )
    with TemporaryDirectory(ignore_cleanup_errors=True) as made:
        folder = Path(made)
        chance = random.Random(chosen.seed)  # noqa: S311  (not for secrets)
        (folder / "postgresql").mkdir()
        folder.chmod(0o755)  # PostgreSQL does not run as root, and its folder is in here
        database = Database(folder=folder / "postgresql")
        installation = Installation(folder=folder, database=database, chance=chance)
        try:
            measure(installation, chosen.fault or list(FAULTS), chosen.times, say)
        finally:
            for program in list(installation.programs):
                installation.kill(program)
            installation.database.stop()


def measure(installation: Installation, faults: Sequence[str], times: int, say: Callable[[str], object]) -> None:
    """Start everything, carry out an undisturbed daily run, and then those with faults."""
    (installation.folder / "udpegning").mkdir()
    installation.start("server")
    installation.start("worker")
    with installation.rounds() as session:
        term = read_definition(term_file(TERM))[0].model_copy(update={"round": PROTOTYPE})
        open_round(session, term, initials="BEN", at=datetime.now(UTC))
    copies = 0
    new_rounds(installation, copies)
    began = monotonic()
    installation.wait_for(installation.run("advance_rounds"), *ENDS)
    took = monotonic() - began
    [should] = {frozenset(each) for each in done_in(installation, copies).values()}
    for name in faults:
        lost = extra = 0
        ended: Counter[str] = Counter()
        for _ in range(times):
            copies += ROUNDS
            one_lost, one_extra, how = suffer(installation, FAULTS[name], copies, set(should), took / 2)
            lost, extra, ended[how] = lost + one_lost, extra + one_extra, ended[how] + 1
        installation.wait_for(installation.run("deliver_letters"), *ENDS)
        arrived = Counter(
            str(each["Message-ID"]) for each in mailbox.Maildir(installation.folder / "udpegning/letters")
        )
        twice = sum(number - 1 for number in arrived.values())
        ends = ", ".join(f"{count} {how}" for how, count in ended.most_common())
        say(f"| {name} | {times} | {lost} | {extra} | {twice} of {len(arrived):,} | {ends} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
