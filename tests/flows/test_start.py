"""Starting the system, as far as it can be shown without starting all of it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
from debian_postgresql import new_database
from system import UDPEGNING, free_port

from flows.environment import client_environment, on_this_machine, server_environment
from flows.processes import NotRunning, Running, watch
from flows.system import run_server, run_worker
from models.database import open_engine, upgrade
from models.errors import DatabaseGone, DatabaseNotReady, SettingRefused
from models.settings import Settings, read_settings, sqlite_url

LOGIN = "kontor:en-lang-adgang"
OTHERS_REACH_IT = (
    " lets other machines reach the server, and without a log-in everybody there could read the pages and submit the forms. Set "
    "UDPEGNING_LOGIN to name:password, or leave UDPEGNING_HOST at 127.0.0.1 and UDPEGNING_ADDRESS unset."
)


@pytest.fixture(autouse=True)
def signals_as_before() -> Iterator[None]:
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    yield
    for each, handler in before.items():
        signal.signal(each, handler)


def refusal(settings: Settings) -> str:
    """Why the server does not start with these."""
    with pytest.raises(SettingRefused) as refused:
        run_server(settings, say=lambda _: None)
    assert not settings.folder.exists()
    return str(refused.value)


def test_a_process_that_ends_by_itself_ends_the_system_and_says_where_its_log_is(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    with (
        subprocess.Popen([sys.executable, "-c", ""]) as process,
        pytest.raises(NotRunning, match=f"The worker stopped by itself. Its last words are in {log}."),
    ):
        watch(Running(process=process, log=log))


def test_files_named_from_the_working_folder_are_the_same_for_every_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings(
        folder=Path("here"),
        database_url="sqlite:///rounds.db",
        letters_folder=Path("post"),
        smtp_ca_file=Path("ca.pem"),
    )
    passed = client_environment(settings, settings.server)
    assert {name: value for name, value in passed.items() if name.startswith("UDPEGNING_")} == {
        "UDPEGNING_FOLDER": str(tmp_path / "here"),
        "UDPEGNING_DATABASE_URL": sqlite_url(tmp_path / "rounds.db"),
        "UDPEGNING_LETTERS_FOLDER": str(tmp_path / "post"),
        "UDPEGNING_SMTP_CA_FILE": str(tmp_path / "ca.pem"),
    }


@pytest.mark.parametrize("url", ["postgresql://user@host/rounds", "sqlite:////var/rounds.db", "sqlite:///:memory:"])
def test_other_database_addresses_stay_as_they_are(url: str) -> None:
    assert Settings(database_url=url).database == url


# Where the server is, who reaches it, and what they must show


def test_by_default_the_server_is_on_loopback_without_a_log_in_and_on_sqlite() -> None:
    told = server_environment(Settings())
    assert told["PREFECT_SERVER_API_HOST"] == "127.0.0.1"
    assert {told["PREFECT_API_URL"], told["PREFECT_SERVER_UI_API_URL"]} == {"http://127.0.0.1:4200/api"}
    assert told["PREFECT_SERVER_CORS_ALLOWED_ORIGINS"] == "http://127.0.0.1:4200"
    assert told["PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED"] == "true"
    assert not any("AUTH" in name or "DATABASE" in name for name in told if name.startswith("PREFECT_"))


def test_behind_a_proxy_browsers_and_workers_come_by_its_address_and_what_runs_beside_the_server_does_not() -> None:
    settings = Settings(address="https://Udpegning.example/", login=LOGIN)
    beside, elsewhere = server_environment(settings), client_environment(settings, settings.server)
    assert beside["PREFECT_API_URL"] == "http://127.0.0.1:4200/api"
    assert beside["PREFECT_SERVER_UI_API_URL"] == elsewhere["PREFECT_API_URL"] == "https://udpegning.example/api"
    assert beside["PREFECT_SERVER_CORS_ALLOWED_ORIGINS"] == elsewhere["PREFECT_UI_URL"] == "https://udpegning.example"
    assert beside["PREFECT_SERVER_API_AUTH_STRING"] == elsewhere["PREFECT_API_AUTH_STRING"] == LOGIN
    assert not any("SERVER" in name for name in elsewhere), "a worker is told what only the server needs"


@pytest.mark.parametrize(
    "host, here",
    [("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("::1", "[::1]"), ("10.0.0.5", "10.0.0.5"), ("localhost", "localhost")],  # noqa: S104
)
def test_what_runs_beside_the_server_finds_it_wherever_it_listens(host: str, here: str) -> None:
    assert on_this_machine(Settings(host=host, port=4300)) == f"http://{here}:4300"


@pytest.mark.parametrize(
    "given, open_to_others",
    [
        ({}, False),
        ({"host": "::1"}, False),
        ({"host": "localhost"}, False),
        ({"address": "http://localhost:8080"}, False),
        ({"host": "127.0.0.9"}, False),
        ({"host": "0.0.0.0"}, True),  # noqa: S104
        ({"host": "10.0.0.5"}, True),
        ({"host": "kontor.example"}, True),  # whatever a name leads to
        ({"address": "https://udpegning.example"}, True),  # what passes on to it
    ],
)
def test_whether_other_machines_reach_the_server(given: dict[str, Any], open_to_others: bool) -> None:
    assert Settings(**given).open_to_others is open_to_others


@pytest.mark.parametrize("command", ["up", "server"])
def test_a_server_that_others_reach_does_not_start_without_a_log_in(tmp_path: Path, command: str) -> None:
    environment = os.environ | {"UDPEGNING_FOLDER": str(tmp_path / "new"), "UDPEGNING_HOST": "10.0.0.5"}
    done = subprocess.run([UDPEGNING, command], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, f"UDPEGNING_HOST=10.0.0.5{OTHERS_REACH_IT}\n")
    assert not (tmp_path / "new").exists()


def test_nor_does_one_behind_a_proxy(tmp_path: Path) -> None:
    settings = Settings(folder=tmp_path / "new", address="https://udpegning.example")
    assert refusal(settings) == f"UDPEGNING_ADDRESS=https://udpegning.example{OTHERS_REACH_IT}"


def test_a_server_that_listens_everywhere_has_to_be_told_its_address(tmp_path: Path) -> None:
    assert refusal(Settings(folder=tmp_path / "new", host="0.0.0.0", login=LOGIN)) == (  # noqa: S104
        "UDPEGNING_HOST=0.0.0.0 is no address to go to. Say with UDPEGNING_ADDRESS how browsers and workers reach the server, "
        "for instance http://udpegning.example:4200"
    )


def test_a_host_that_is_not_this_machine_is_refused(tmp_path: Path) -> None:
    assert refusal(Settings(folder=tmp_path / "new", host="192.0.2.1", login=LOGIN)) == (
        "The server cannot listen on port 4200 of 192.0.2.1: Cannot assign requested address. Correct UDPEGNING_HOST or "
        "UDPEGNING_PORT."
    )


LOGIN_REFUSED = "write name:password, the password of at least 12 characters, without æ, ø, å and the like"
ADDRESS_REFUSED = "write a scheme and a host, for instance https://udpegning.example, without a folder behind it"
DATABASE_REFUSED = (
    "UDPEGNING_PREFECT_DATABASE_URL cannot be used. Write postgresql://user:password@host/name, with @ and % in the password as "
    "%40 and %25, and behind a '?' at most host, port and sslmode."
)


@pytest.mark.parametrize(
    "name, value, said",
    [
        pytest.param("LOGIN", "kontor:hemmelig", LOGIN_REFUSED, id="a short password"),
        pytest.param("LOGIN", "hemmelighedskræmmer", LOGIN_REFUSED, id="no name"),
        pytest.param("LOGIN", ":hemmelighedskraemmer", LOGIN_REFUSED, id="an empty name"),
        pytest.param("LOGIN", "kontor:hemmelighedskræmmer", LOGIN_REFUSED, id="what browsers do not send alike"),
        pytest.param("ADDRESS", "kontor.example", ADDRESS_REFUSED, id="no scheme"),
        pytest.param("ADDRESS", "ftp://udpegning.example", ADDRESS_REFUSED, id="another scheme"),
        pytest.param("ADDRESS", "https://kontor.example/udpegning", ADDRESS_REFUSED, id="a folder: links lead to the root"),
        pytest.param("ADDRESS", "https://kontor:hemmelig@udpegning.example", ADDRESS_REFUSED, id="a log-in in the address"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_used_is_refused_without_being_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(f"UDPEGNING_{name}", value)
    with pytest.raises(SettingRefused) as refused:
        read_settings()
    assert str(refused.value) == f"UDPEGNING_{name}: {said}. Correct it; the README lists the settings."
    assert value not in str(refused.value.__cause__), "a log of the whole error would show it"


def test_secrets_may_come_as_files_from_systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "UDPEGNING_SMTP_PASSWORD").write_text("fra-en-fil\n")
    (tmp_path / "UDPEGNING_LOGIN").write_text(LOGIN)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    settings = read_settings()
    assert (settings.smtp_password.get_secret_value(), settings.login.get_secret_value()) == ("fra-en-fil", LOGIN)


# The server's own database


@pytest.mark.parametrize(
    "given, told",
    [
        ("postgresql://prefect:pw@db.example/prefect", "postgresql+asyncpg://prefect:pw@db.example/prefect"),
        ("postgresql+psycopg://prefect:p%40%2F@db.example:5433/p", "postgresql+asyncpg://prefect:p%40%2F@db.example:5433/p"),
        ("postgresql://postgres:@/prefect?host=/run/pg", "postgresql+asyncpg://postgres:@/prefect?host=%2Frun%2Fpg"),
        ("postgresql://p@db.example/p?sslmode=verify-full", "postgresql+asyncpg://p@db.example/p?ssl=verify-full"),
        ("postgresql+asyncpg://p@db.example/p?ssl=require", "postgresql+asyncpg://p@db.example/p?ssl=require"),
    ],
)  # fmt: skip
def test_the_servers_database_is_told_to_prefect_with_its_driver(given: str, told: str) -> None:
    environment = server_environment(Settings(prefect_database_url=given))
    assert environment["PREFECT_SERVER_DATABASE_CONNECTION_URL"] == told


@pytest.mark.parametrize(
    "url",
    [
        "postgres://prefect:hemmelig@db.example/prefect",
        "sqlite:///prefect.db",
        "prefect:hemmelig@db.example",
        "postgresql://prefect:hemmelig@db.example",
        "postgresql://prefect:hemmelig@db.example:en/prefect",
        "postgresql://prefect:hemmelig@db.example/prefect?sslrootcert=/ca.pem",
    ],
)
def test_another_address_of_the_servers_database_is_refused_without_being_shown(url: str) -> None:
    with pytest.raises(SettingRefused) as refused:
        server_environment(Settings(prefect_database_url=url))
    assert (str(refused.value), refused.value.__cause__) == (DATABASE_REFUSED, None)


def test_a_database_of_the_servers_that_cannot_be_reached_is_told_before_anything_starts(tmp_path: Path) -> None:
    url = f"postgresql://prefect:hemmelig@127.0.0.1:{free_port()}/prefect"
    with pytest.raises(DatabaseGone) as gone:
        run_server(Settings(folder=tmp_path, port=free_port(), prefect_database_url=url), say=lambda _: None)
    assert str(gone.value).startswith("The database postgresql+psycopg://prefect:***@127.0.0.1:")
    assert not (tmp_path / "logs" / "server.log").exists()


def test_the_server_does_not_take_the_database_of_the_rounds(tmp_path: Path, postgresql_server: str) -> None:
    url = new_database(postgresql_server, "for_two")
    settings = Settings(folder=tmp_path, port=free_port(), database_url=url, prefect_database_url=url)
    with pytest.raises(SettingRefused, match="UDPEGNING_PREFECT_DATABASE_URL is where the rounds are."):
        run_server(settings, say=lambda _: None)


# A worker by itself


START_IT = "Start it with 'udpegning server', or correct UDPEGNING_ADDRESS."


class Answering(BaseHTTPRequestHandler):
    """A web server that answers every question alike."""

    answer: ClassVar[int] = 0

    def do_GET(self) -> None:
        self.send_response(self.answer)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def answering(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a server that answers with a number."""
    made = type("", (Answering,), {"answer": request.param})
    with ThreadingHTTPServer(("127.0.0.1", 0), made) as server:
        Thread(target=server.serve_forever, args=(0.01,)).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database."""
    folder = tmp_path_factory.mktemp("worker")
    engine = open_engine(sqlite_url(folder / "udpegning.db"))
    upgrade(engine)
    engine.dispose()
    return folder


@pytest.mark.parametrize(
    "answering, said",
    [
        (401, "The server at {} does not take this log-in. Set UDPEGNING_LOGIN as it is set for the server."),
        (
            404,
            "There is no work pool 'udpegning' at {}. Wait until 'udpegning server' is up, or correct UDPEGNING_ADDRESS.",
        ),
        (502, "The server at {} answers 502 Bad Gateway. See whether 'udpegning server' runs there."),
        (200, "The server at {} cannot be reached: Expecting value: line 1 column 1 (char 0). " + START_IT),
    ],
    indirect=["answering"],
)
def test_a_worker_that_cannot_join_says_why(folder: Path, answering: str, said: str) -> None:
    with pytest.raises(NotRunning) as not_running:
        run_worker(Settings(folder=folder, address=answering, login=LOGIN), name="", say=lambda _: None)
    assert str(not_running.value) == said.format(answering)


def test_a_worker_without_a_server_or_a_database_says_so(folder: Path, tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(NotRunning) as not_running:
        run_worker(Settings(folder=folder, address=address), name="", say=lambda _: None)
    said = f"The server at {address} cannot be reached: [Errno 111] Connection refused. {START_IT}"
    assert str(not_running.value) == said
    with pytest.raises(DatabaseNotReady, match="There is no database at"):
        run_worker(Settings(folder=tmp_path, address=address), name="", say=lambda _: None)
