"""Starting the system: all of it on one machine, or the server and the workers each by themselves."""

import json
import os
import socket
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EADDRINUSE
from http import HTTPStatus
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy.orm import Session

from flows.clock import now
from flows.environment import (
    PREFECT_DATABASE,
    client_environment,
    on_this_machine,
    prefect_database,
    see_that_others_must_log_in,
    server_environment,
)
from flows.processes import PROJECT, NotRunning, Running, become, prefect, python, running, stopped_by_hand, watch
from models.database import open_engine, require, tables, upgrade
from models.definition import read_definition
from models.errors import PortTaken, RoundChanged, SettingRefused
from models.opening import open_round
from models.settings import Mail, Settings
from terms import term_file

SHIPPED = "nordjylland-2022-26"
POOL = "udpegning"
REHEARSAL = "rehearse-round/32 Rehearse"
STARTING_SECONDS = 90
Say = Callable[[str], None]


def run_system(settings: Settings, *, rehearse: bool, say: Say) -> None:
    """Start server and worker, print where to look, and stay until Ctrl-C or SIGTERM; then stop both.

    Raises:
        SettingRefused: a setting does not let it start.
        PortTaken: another program listens on the port.
        DatabaseNotReady: a database cannot be opened.
        NotRunning: the server did not answer in time, or a step failed.

    """
    with stopped_by_hand(say), _serving(settings, say, shipped=True) as server:
        environment = os.environ | client_environment(settings, on_this_machine(settings))
        with running(environment, _logs(settings) / "worker.log", *_joining()) as worker:
            if rehearse:
                say(f"Rehearsing {SHIPPED} on the server ...")
                prefect(environment, "deployment", "run", REHEARSAL, "--watch")
                say("The rehearsal is finished: see Runs and Artifacts.")
            say(f"{_where_to_look(settings)}\n{_where_letters_go(settings)}\nPress Ctrl-C to stop.")
            watch(server, worker)


def run_server(settings: Settings, *, say: Say) -> None:
    """Start the server alone, for workers to join, and stay until Ctrl-C or SIGTERM. It opens no round: staff do.

    Raises:
        SettingRefused: a setting does not let it start.
        PortTaken: another program listens on the port.
        DatabaseNotReady: a database cannot be opened.
        NotRunning: the server did not answer in time, or a step failed.

    """
    with stopped_by_hand(say), _serving(settings, say, shipped=False) as server:
        say(
            f"{_where_to_look(settings)}\nNothing is done before a worker joins: udpegning worker\nPress Ctrl-C to stop."
        )
        watch(server)


def run_worker(settings: Settings, *, name: str, say: Say) -> NoReturn:
    """Become a worker that does what staff and the calendar start, beside others or alone.

    Raises:
        DatabaseNotReady: the database cannot be reached, or is not of this version.
        NotRunning: the server cannot be reached, takes no such log-in, or has no work pool.

    """
    engine = open_engine(settings.database)
    try:
        require(engine)
    finally:
        engine.dispose()
    if not _pool_is_there(settings, settings.server):
        raise NotRunning(
            f"There is no work pool '{POOL}' at {settings.server}. Wait until 'udpegning server' is up, or correct "
            "UDPEGNING_ADDRESS."
        )
    _make_folders(settings)
    name = name or f"{socket.gethostname()}-{os.getpid()}"
    say(f"Worker {name} joins {settings.server}. {_where_letters_go(settings)}\nPress Ctrl-C to stop.")
    become(os.environ | client_environment(settings, settings.server), *_joining(), "--name", name)


@contextmanager
def _serving(settings: Settings, say: Say, *, shipped: bool) -> Iterator[Running]:
    """The server with its work pool, the deployments and the desk; it is stopped when the context ends."""
    see_that_others_must_log_in(settings)
    serving, here = os.environ | server_environment(settings), on_this_machine(settings)
    asking = os.environ | client_environment(settings, here)
    _see_that_port_is_free(settings.host, settings.port)
    _make_folders(settings)
    _make_database_ready(settings, say, shipped=shipped)
    _see_that_prefect_has_a_database_of_its_own(settings)
    say(f"Starting the Prefect server on {here} ...")
    with running(serving, _logs(settings) / "server.log", "server", "start") as server:
        _wait_until_healthy(here, server)
        if not _pool_is_there(settings, here):
            prefect(asking, "work-pool", "create", POOL, "--type", "process")
        say("Deploying prefect.yaml ...")
        paused = python(asking, "flows.set_up_desk", "paused").split()  # deploying starts them again
        prefect(asking, "--no-prompt", "deploy", "--all", "--prefect-file", str(PROJECT / "prefect.yaml"))
        say("Setting up the desk ...")
        python(asking, "flows.set_up_desk", *paused)
        yield server


def _joining() -> list[str]:
    return ["worker", "start", "--pool", POOL, "--type", "process"]


def _logs(settings: Settings) -> Path:
    return settings.folder.absolute() / "logs"


def _make_folders(settings: Settings) -> None:
    for private in (settings.folder.absolute(), _logs(settings)):
        private.mkdir(parents=True, exist_ok=True, mode=0o700)


def _make_database_ready(settings: Settings, say: Say, *, shipped: bool) -> None:
    engine = open_engine(settings.database)
    upgrade(engine)
    try:
        if shipped:
            with Session(engine) as session, session.begin():
                opening = open_round(session, read_definition(term_file(SHIPPED))[0], initials="up", at=now())
                say(f"Round {opening.round.key}: {opening.outcome}.")
    except RoundChanged as changed:
        say(f"{changed}\nUse the form '01 Open round' for that. The round stays as it is.")
    finally:
        engine.dispose()


def _see_that_prefect_has_a_database_of_its_own(settings: Settings) -> None:
    if address := prefect_database(settings):
        engine = open_engine(address.render_as_string(hide_password=False))
        try:
            found = tables(engine)
        finally:
            engine.dispose()
        if "round" in found:
            raise SettingRefused(
                f"{PREFECT_DATABASE} is where the rounds are. Make another database for the server; it may be on the same "
                "PostgreSQL."
            )


def _see_that_port_is_free(host: str, port: int) -> None:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno != EADDRINUSE:
            raise SettingRefused(
                f"The server cannot listen on port {port} of {host}: {error.strerror}. Correct UDPEGNING_HOST or UDPEGNING_PORT."
            ) from error
        raise PortTaken(
            f"Port {port} on {host} is taken by another program, perhaps by udpegning itself. Stop it, or choose "
            f"another port: UDPEGNING_PORT={port + 1} udpegning up",
            port=port,
        ) from error


def _wait_until_healthy(address: str, server: Running) -> None:
    until = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < until and server.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/api/health", timeout=2):  # noqa: S310  (an address of ours)
                return
        except OSError:
            time.sleep(0.2)
    stopped = server.process.poll() is not None
    how = "stopped while it started" if stopped else f"did not start within {STARTING_SECONDS} seconds"
    raise NotRunning(f"The Prefect server {how}. Its last words are in {server.log}.")


def see_that_a_worker_is_there(settings: Settings) -> None:
    """See that the server answers and that a worker does what is started on it.

    Raises:
        NotRunning: it cannot be reached, does not take the log-in, or no worker is online.

    """
    pool = _pool(settings, settings.server)
    if not pool or pool["status"] != "READY":
        raise NotRunning(f"No worker is online at {settings.server}, so nothing is done. Start one: udpegning worker")


def _pool_is_there(settings: Settings, address: str) -> bool:
    return bool(_pool(settings, address))


def _pool(settings: Settings, address: str) -> dict[str, Any]:
    """Our work pool on the server at that address; empty when it has none.

    Raises:
        NotRunning: it cannot be reached, or does not take the log-in.

    """
    shown = b64encode(settings.login.get_secret_value().encode()).decode()
    asked = urllib.request.Request(  # noqa: S310  (http or https: the settings see to that)
        f"{address}/api/work_pools/{POOL}", headers={"Authorization": f"Basic {shown}"} if shown else {}
    )
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310
            return dict(json.load(answer))
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == HTTPStatus.NOT_FOUND:
            return {}
        if error.code == HTTPStatus.UNAUTHORIZED:
            raise NotRunning(
                f"The server at {address} does not take this log-in. Set UDPEGNING_LOGIN as it is set for the server."
            ) from error
        raise NotRunning(
            f"The server at {address} answers {error.code} {error.reason}. See whether 'udpegning server' runs there."
        ) from error
    except (OSError, ValueError) as error:
        raise NotRunning(
            f"The server at {address} cannot be reached: {getattr(error, 'reason', error)}. Start it with 'udpegning server', "
            "or correct UDPEGNING_ADDRESS."
        ) from error


def _where_to_look(settings: Settings) -> str:
    address = settings.server
    return (
        f"\nudpegning is running. Look at\n"
        f"  {address}/artifacts/key/deadlines   where every round stands, and what to do next\n"
        f"  {address}/deployments   the forms, in the order of the round\n"
        f"  {address}/runs          what has happened\n"
        f"  {address}/artifacts     the other pages: each round, its board, its nominees, its letters"
    )


def _where_letters_go(settings: Settings) -> str:
    if settings.mail is Mail.SMTP:
        return f"Letters are sent through {settings.smtp_host}:{settings.smtp_port}."
    return f"Letters land in {settings.letters}. Nothing is sent."
