"""The server by itself behind a log-in, and a worker of its own whose project lies in another folder; on PostgreSQL."""

import shutil
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from system import STARTED, System, started

from models.event import Event

ROUND = "nordjylland-2022-26"
LOGIN, PASSWORD = "kontor:meget-hemmeligt-ord", "meget-hemmeligt-ord"
PROJECT = Path(__file__).parents[2]
PACKAGES = ("flows", "models", "notifications", "terms", "migrations")


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it lies on the worker's machine; it says so when it opens a round."""
    folder = tmp_path_factory.mktemp("elsewhere")
    for package in PACKAGES:
        shutil.copytree(PROJECT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "prefect.yaml", folder)
    form = folder / "flows" / "open_round.py"
    form.write_text(form.read_text(encoding="utf-8").replace("{outcome}.", "{outcome} elsewhere."), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def server(environment: dict[str, str]) -> Iterator[System]:
    """`udpegning server`, as it is started on a machine that other machines reach."""
    environment = environment | {"UDPEGNING_LOGIN": LOGIN}
    with started("server", environment=environment, says=STARTED):
        running = System(environment)
        yield running
        running.close()


@pytest.fixture(scope="module")
def workers(server: System, elsewhere: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two workers of another machine, which know of the server its address and the log-in; the folder they have there."""
    folder = tmp_path_factory.mktemp("worker")
    environment = {
        "UDPEGNING_FOLDER": str(folder), "UDPEGNING_ADDRESS": server.address, "UDPEGNING_LOGIN": LOGIN,
        "UDPEGNING_DATABASE_URL": server.database_url, "PYTHONPATH": str(elsewhere),
    }  # fmt: skip
    with ExitStack() as stack:
        for name in ("nord", "syd"):
            worker = started(
                "worker", "--name", name, environment=environment, says=STARTED, ends=f"Worker '{name}' stopped!"
            )
            stack.enter_context(worker)
        yield folder


@pytest.mark.parametrize(
    "login, answer", [("", 401), ("kontor:et-andet-hemmeligt", 401), (PASSWORD, 401), (LOGIN, 200)]
)
def test_who_does_not_show_the_log_in_is_answered_nothing(server: System, login: str, answer: int) -> None:
    shown = {"Authorization": f"Basic {b64encode(login.encode()).decode()}"} if login else {}
    assert httpx.get(f"{server.address}/api/work_pools/udpegning", headers=shown).status_code == answer
    assert httpx.get(f"{server.address}/api/health", headers=shown).json() is True, "which monitoring asks"


def test_no_round_is_open_before_staff_open_one(server: System) -> None:
    with server.engine() as engine, Session(engine) as session:
        assert session.scalars(select(Event)).all() == []


def test_no_deployment_knows_where_a_project_lies(server: System) -> None:
    with server.client() as client:
        deployments = client.read_deployments()
    assert deployments
    assert [each.name for each in deployments if each.path or each.pull_steps or each.storage_document_id] == []


def test_a_form_runs_on_a_worker_elsewhere_and_its_page_is_there(server: System, workers: Path) -> None:
    run = server.run("open-round", initials="tst")
    assert (run.state.name, run.state.message) == ("Opened", f"Round {ROUND}: opened elsewhere.")
    with server.engine() as engine, Session(engine) as session:
        assert {event.run for event in session.scalars(select(Event))} == {str(run.id)}
    assert ROUND in server.artifact("deadlines")
    assert sorted(each.name for each in workers.iterdir()) == ["logs", "prefect"]


@pytest.mark.usefixtures("workers")
def test_each_worker_is_there_under_its_name(server: System) -> None:
    with server.client() as client:
        found = client.request("POST", "/work_pools/udpegning/workers/filter", json={}).json()
    assert {each["name"] for each in found} == {"nord", "syd"}


def test_the_password_stands_in_no_command_line_and_no_file(server: System, workers: Path) -> None:
    commands = subprocess.run(
        [shutil.which("ps") or "ps", "-e", "-o", "args"], capture_output=True, text=True, check=True
    ).stdout
    assert "worker start" in commands
    files = [each for folder in (server.folder, workers) for each in folder.rglob("*") if each.is_file()]
    assert server.folder / "logs" / "server.log" in files
    assert PASSWORD not in commands
    assert [each for each in files if PASSWORD.encode() in each.read_bytes()] == []
