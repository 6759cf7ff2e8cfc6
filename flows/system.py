"""Starting the whole system on one machine: server, work pool, deployments, worker. It does not import prefect itself."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from sqlalchemy.orm import Session

from flows.clock import now
from models.database import open_engine, upgrade
from models.definition import read_definition
from models.errors import PortTaken, RoundChanged, UdpegningError
from models.opening import open_round
from models.settings import Mail, Settings
from terms import term_file

SHIPPED = "nordjylland-2022-26"
POOL = "udpegning"
REHEARSAL = "rehearse-round/32 Rehearse"
PROJECT = Path(__file__).parent.parent
STARTING_SECONDS, STOPPING_SECONDS = 90, 20
HOST = "127.0.0.1"


class NotRunning(UdpegningError):
    """The system does not run."""


def prefect_settings(settings: Settings) -> dict[str, str]:
    """Prefect's settings for server, worker and runs: loopback only, no telemetry, and what was measured to hold."""
    address = f"http://{HOST}:{settings.port}"
    return {
        **_whole_paths(settings),
        "PREFECT_HOME": str(settings.folder.absolute() / "prefect"),
        "PREFECT_API_URL": f"{address}/api",
        "PREFECT_SERVER_API_HOST": HOST,
        "PREFECT_SERVER_API_PORT": str(settings.port),
        "PREFECT_SERVER_UI_API_URL": f"{address}/api",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": address,
        "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",  # below 1 it is cut to 0 and burns a whole core
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
        "PREFECT_CLI_PROMPT": "false",
    }


def _whole_paths(settings: Settings) -> dict[str, str]:
    """What our own settings say about files: the processes do not run in the folder that `up` was started in."""
    paths = {
        "UDPEGNING_FOLDER": settings.folder.absolute(),
        "UDPEGNING_DATABASE_URL": settings.database,
        "UDPEGNING_LETTERS_FOLDER": settings.letters.absolute(),
        "UDPEGNING_SMTP_CA_FILE": settings.smtp_ca_file and settings.smtp_ca_file.absolute(),
    }
    return {name: str(path) for name, path in paths.items() if path}


def run_system(settings: Settings, *, rehearse: bool, say: Callable[[str], None]) -> None:
    """Start everything, print where to look, and stay until Ctrl-C or SIGTERM; then stop worker and server.

    Raises:
        PortTaken: another program listens on the port.
        NotRunning: the server did not answer in time, or a step failed.

    """
    for stop in (signal.SIGINT, signal.SIGTERM):  # a shell starts what runs in its background with SIGINT ignored
        signal.signal(stop, signal.default_int_handler)
    try:
        with started(settings, say=say) as running:
            if rehearse:
                say(f"Rehearsing {SHIPPED} on the server ...")
                _prefect(running.environment, "deployment", "run", REHEARSAL, "--watch")
                say("The rehearsal is finished: see Runs and Artifacts.")
            say(_where_to_look(settings))
            running.watch()
    except KeyboardInterrupt:
        say("Stopped.")


@dataclass(frozen=True, kw_only=True)
class Running:
    """The running system: the environment in which Prefect's command line talks to it, and its processes by their log."""

    environment: dict[str, str]
    processes: "dict[Path, subprocess.Popen[bytes]]"

    def watch(self) -> NoReturn:
        """Stay until a process ends by itself.

        Raises:
            NotRunning: then; it names the process's log.

        """
        while True:
            for log, process in self.processes.items():
                if process.poll() is not None:
                    raise NotRunning(f"The {log.stem} stopped by itself. Its last words are in {log}. Start again.")
            time.sleep(1)


@contextmanager
def started(settings: Settings, *, say: Callable[[str], None]) -> Iterator[Running]:
    """The running system; it is stopped when the context ends.

    Raises:
        PortTaken: another program listens on the port.
        NotRunning: the server did not answer in time, or a step failed.

    """
    _see_that_port_is_free(settings.port)
    logs = settings.folder.absolute() / "logs"
    for private in (settings.folder.absolute(), logs):
        private.mkdir(parents=True, exist_ok=True, mode=0o700)
    _open_shipped(settings, say)
    environment = os.environ | prefect_settings(settings)
    say(f"Starting the Prefect server on http://{HOST}:{settings.port} ...")
    with _running(environment, logs / "server.log", "server", "start") as server:
        _wait_until_healthy(settings.port, server, logs / "server.log")
        if not _pool_exists(settings.port):
            _prefect(environment, "work-pool", "create", POOL, "--type", "process")
        say("Deploying prefect.yaml ...")
        paused = _python(environment, "flows.set_up_desk", "paused").split()  # deploying starts them again
        _prefect(environment, "--no-prompt", "deploy", "--all", "--prefect-file", str(PROJECT / "prefect.yaml"))
        say("Setting up the desk ...")
        _python(environment, "flows.set_up_desk", *paused)
        with _running(
            environment, logs / "worker.log", "worker", "start", "--pool", POOL, "--type", "process"
        ) as worker:
            yield Running(environment=environment, processes={logs / "server.log": server, logs / "worker.log": worker})


def _open_shipped(settings: Settings, say: Callable[[str], None]) -> None:
    engine = open_engine(settings.database)
    upgrade(engine)
    try:
        with Session(engine) as session, session.begin():
            opening = open_round(session, read_definition(term_file(SHIPPED))[0], initials="up", at=now())
            say(f"Round {opening.round.key}: {opening.outcome}.")
    except RoundChanged as changed:
        say(f"{changed}\nUse the form '01 Open round' for that. The round stays as it is.")
    finally:
        engine.dispose()


def _see_that_port_is_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise PortTaken(
                f"Port {port} on {HOST} is taken by another program, perhaps by udpegning itself. Stop it, or choose "
                f"another port: UDPEGNING_PORT={port + 1} udpegning up",
                port=port,
            ) from error


@contextmanager
def _running(environment: dict[str, str], log: Path, *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A prefect process in a group of its own, so that Ctrl-C reaches it from here, in order, and only once."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "prefect", *arguments],
            env=environment, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        _stop(process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    for again in (signal.SIGINT, signal.SIGTERM):  # the processes have sessions of their own: nobody else stops them
        signal.signal(again, signal.SIG_IGN)
    process.terminate()
    try:
        process.wait(STOPPING_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_until_healthy(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/api/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    how = f"did not start within {STARTING_SECONDS} seconds" if server.poll() is None else "stopped while it started"
    raise NotRunning(f"The Prefect server {how}. Its last words are in {log}.")


def _pool_exists(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/api/work_pools/{POOL}", timeout=10) as answer:
            return bool(json.load(answer)["name"] == POOL)
    except urllib.error.HTTPError:
        return False


def _prefect(environment: dict[str, str], *arguments: str) -> str:
    return _python(environment, "prefect", *arguments)


def _python(environment: dict[str, str], module: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=environment, cwd=PROJECT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise NotRunning(f"'{' '.join([module, *arguments])}' failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def _where_to_look(settings: Settings) -> str:
    address = f"http://{HOST}:{settings.port}"
    by_post = f"Letters are sent through {settings.smtp_host}:{settings.smtp_port}."
    in_folder = f"Letters land in {settings.letters}. Nothing is sent."
    letters = by_post if settings.mail is Mail.SMTP else in_folder
    return (
        f"\nudpegning is running. Look at\n"
        f"  {address}/artifacts/key/deadlines   where every round stands, and what to do next\n"
        f"  {address}/deployments   the forms, in the order of the round\n"
        f"  {address}/runs          what has happened\n"
        f"  {address}/artifacts     the other pages: each round, its board, its nominees, its letters\n"
        f"{letters}\n"
        "Press Ctrl-C to stop."
    )
