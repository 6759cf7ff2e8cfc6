"""State as signal on the running system: from a line in the trail to an event, an automation, a run, and a letter to staff."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from office import Office
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session
from system import System, free_port

from flows.automations import FILE, install_automations
from flows.clock import now
from models.database import open_engine, upgrade
from models.definition import Definition
from models.opening import open_round
from models.round import Round
from models.settings import sqlite_url
from models.signals import signals
from models.store import load_round
from models.words import LetterKind, LetterState, ReleaseMode, SignalName
from notifications.act import advance

ROUND = "signals-2022-26"
TELL, DIED = "Tell staff", "Mark runs that died"
RECEIVED, FAILED = SignalName.NOMINATION_RECEIVED.value, SignalName.LETTER_FAILED.value


def on_server(system: System) -> AbstractContextManager[Any]:
    """This process as one that talks to the system's server."""
    from prefect.settings import PREFECT_API_URL, temporary_settings

    return temporary_settings({PREFECT_API_URL: f"{system.address}/api"})


def until(found: Callable[[], list[Any]], seconds: int = 60) -> list[Any]:
    """What is found, once it is something."""
    end = time.monotonic() + seconds
    while not (it := found()) and time.monotonic() < end:
        time.sleep(0.5)
    return it


def events(system: System, name: str) -> list[Any]:
    """The events of that name that the server has, newest first."""
    with system.client() as client:
        answer = client.request("POST", "/events/filter", json={"filter": {"event": {"name": [name]}}})
    return list(answer.json()["events"])


def runs(system: System, flow: str) -> list[Any]:
    from prefect.client.schemas.filters import FlowFilter, FlowFilterName

    with system.client() as client:
        return list(client.read_flow_runs(flow_filter=FlowFilter(name=FlowFilterName(any_=[flow]))))


@pytest.fixture(scope="module")
def engine(system: System, definition: Definition) -> Iterator[Engine]:
    """The system's database with a round of its own for these tests, whose letters to bodies wait for approval."""
    its_own = definition.model_copy(update={"round": ROUND, "release": ReleaseMode.AFTER_APPROVAL})
    with system.engine() as engine:
        with Session(engine) as session, session.begin():
            Office(round=open_round(session, its_own, initials="TST", at=now()).round).decide(on=now().date())
        yield engine
        with Session(engine) as session, session.begin():
            session.execute(delete(Round).where(Round.key == ROUND))


def notices(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return [each.key for each in load_round(session, ROUND).letters if each.kind is LetterKind.NOTICE]


async def installed(file: Path = FILE) -> list[Any]:
    """Install once more, as another `up` does, and list what is there."""
    from prefect.client.orchestration import get_client

    async with get_client() as client:
        await install_automations(client, file)
        return [each for each in await client.read_automations() if each.name in (TELL, DIED)]


def hasty(folder: Path, seconds: int) -> Path:
    """The file with another time after which a run counts as dead."""
    file = folder / "automations.yaml"
    file.write_text(FILE.read_text(encoding="utf-8").replace("within: 90", f"within: {seconds}"), encoding="utf-8")
    return file


def of_those_that_died(automations: list[Any]) -> Any:
    return next(each for each in automations if each.name == DIED)


def test_a_nomination_becomes_an_event_a_run_and_one_letter_to_staff(system: System, engine: Engine) -> None:
    from flows.signals import emit, signalling

    with on_server(system):
        with signalling(engine), Session(engine) as session, session.begin():
            Office(round=load_round(session, ROUND, to_change=True)).nominate("horesta", on=now().date())
        with Session(engine) as session:
            round_ = load_round(session, ROUND)
            given = signals(round_.events)[-1]
        [event] = until(lambda: [each for each in events(system, RECEIVED) if each["id"] == str(given.id)])
        assert (event["resource"]["prefect.resource.id"], event["resource"]["prefect.resource.name"]) == (
            f"udpegning.round.{ROUND}", given.round_title,
        )  # fmt: skip
        said = "HORESTA has answered (indstilling), answer 1."
        assert event["payload"] == {"round": ROUND, "subject": "horesta", "sentence": said}
        [first] = until(lambda: about(system, "horesta"))
        told = system.finished(first.id)
        emit(given)  # as a run does that saw the same line
        time.sleep(10)  # nothing comes of it
    key = f"{ROUND}/notice/nomination-received/horesta/1"
    assert (told.state.name, told.state.message.split(" Letters written")[0]) == (
        "Recorded",
        f"{said} Wrote {key} to staff.",
    )
    assert [run.id for run in about(system, "horesta")] == [first.id]
    assert notices(engine) == [key]
    assert len([each for each in events(system, RECEIVED) if each["id"] == str(given.id)]) == 1


def about(system: System, subject: str) -> list[Any]:
    return [run for run in runs(system, "tell-staff") if run.parameters["subject"] == subject]


def test_installing_again_leaves_one_automation_of_each_name_and_a_paused_one_paused(system: System) -> None:
    from prefect.events.schemas.automations import AutomationCore

    with on_server(system):
        before = asyncio.run(installed())
        assert sorted(each.name for each in before) == [DIED, TELL]
        with system.client() as client:
            client.create_automation(AutomationCore.model_validate(of_those_that_died(before).model_dump()))
            for each in client.read_automations_by_name(DIED):
                client.pause_automation(each.id)
        after = asyncio.run(installed())
        assert sorted((each.name, each.enabled) for each in after) == [(DIED, False), (TELL, True)]
        with system.client() as client:
            client.resume_automation(of_those_that_died(after).id)
        assert [each.enabled for each in asyncio.run(installed())] == [True, True]


def test_an_automation_of_an_older_file_becomes_that_of_this_one(system: System, tmp_path: Path) -> None:
    with on_server(system):
        older = of_those_that_died(asyncio.run(installed(hasty(tmp_path, 45))))
        newer = of_those_that_died(asyncio.run(installed()))
    assert (newer.id, newer.name) == (older.id, older.name)
    assert [each.trigger.within.total_seconds() for each in (older, newer)] == [45, 90]


def test_a_run_that_was_killed_with_its_worker_is_marked_as_crashed(system: System, tmp_path: Path) -> None:
    """With a shorter time than the file has; heartbeats come every 30 seconds, the first at once.

    The run has no worker: one that lives sees by itself that its process has died.
    """
    environment = os.environ | {"PREFECT_API_URL": f"{system.address}/api", "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30"}
    with on_server(system):
        asyncio.run(installed(hasty(tmp_path, 15)))
        with subprocess.Popen(
            [sys.executable, "-c", LONG], env=environment, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            run = UUID(process.stdout.readline().strip())
            until(lambda: beats(system, run))
            process.kill()
        ended = system.finished(run)
        asyncio.run(installed())
    assert (ended.state.type.value, ended.state.name) == ("CRASHED", "Crashed")
    assert ended.state.message.startswith("No sign of life for 90 seconds")
    ends = {each.state_name for flow in ("tell-staff", "deliver-letters") for each in runs(system, flow)}
    assert "Crashed" not in ends, "a run that had ended was marked too"


LONG = """
import asyncio
from prefect import flow
from prefect.runtime import flow_run

@flow(name="a-long-one")
async def long():
    print(flow_run.id, flush=True)
    await asyncio.sleep(600)

asyncio.run(long())
"""


def beats(system: System, run: UUID) -> list[Any]:
    """The signs of life of a run."""
    resource = f"prefect.flow-run.{run}"
    found = events(system, "prefect.flow-run.heartbeat")
    return [each for each in found if each["resource"]["prefect.resource.id"] == resource]


def test_a_delivery_shows_its_progress_and_staff_are_told_of_the_letter_that_failed(
    system: System, engine: Engine
) -> None:
    with Session(engine) as session, session.begin():
        round_ = load_round(session, ROUND, to_change=True)
        Office(round=round_).nominate("tekniq", on=now().date())
        advance(round_, round_.day_of(now()), now())
        spoiled = next(each for each in round_.letters if each.key == f"{ROUND}/receipt/tekniq/1")
        spoiled.state, spoiled.subject = LetterState.QUEUED, "To\nlinjer"
    with no_delivery_by_schedule(system):
        run = system.run("deliver-letters")
        assert (run.state.name, "1 failed" in run.state.message) == ("Action needed", True)
        shown = system.newest("delivery")
        assert float(shown.data) == 100
        key = f"{ROUND}/notice/letter-failed/receipt/tekniq/1/1"
        assert until(lambda: [each for each in notices(engine) if each == key]) == [key]
        [event] = [each for each in events(system, FAILED) if each["payload"]["subject"] == "receipt/tekniq/1"]
        assert f"prefect.flow-run.{run.id}" in [each["prefect.resource.id"] for each in event["related"]]
        system.run("deliver-letters")
        assert system.newest("delivery").flow_run_id != run.id, "the notice is delivered with a progress of its own"
        last = system.newest("delivery").id
        assert system.run("deliver-letters").state.message == "Letters: nothing was due."
        assert system.newest("delivery").id == last, "nothing was due, and a progress was shown"


@contextmanager
def no_delivery_by_schedule(system: System) -> Iterator[None]:
    """One run at a time: a scheduled one would cancel the one that is started by hand."""
    deployment = system.deployment("deliver-letters")
    [schedule] = deployment.schedules
    with system.client() as client:
        client.update_deployment_schedule(deployment.id, schedule.id, active=False)
    try:
        yield
    finally:
        with system.client() as client:
            client.update_deployment_schedule(deployment.id, schedule.id, active=True)


def test_a_server_that_is_away_is_logged_and_stops_nothing(tmp_path: Path, definition: Definition) -> None:
    url = sqlite_url(tmp_path / "udpegning.db")
    engine = open_engine(url)
    upgrade(engine)
    with Session(engine) as session, session.begin():
        open_round(session, definition, initials="TST", at=now())
    engine.dispose()
    tests = str(Path(__file__).parents[1])  # the office is there; pytest's own path is not the program's
    environment = os.environ | {"PREFECT_API_URL": f"http://127.0.0.1:{free_port()}/api", "PYTHONPATH": tests}
    done = subprocess.run(
        [sys.executable, "-c", SIGNALLING, url], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    took, signals_given = done.stdout.split()
    assert (float(took) < 1, signals_given) == (True, "1")
    assert "Unable to connect" in done.stderr


SIGNALLING = """
import sys, time
from sqlalchemy.orm import Session
from flows.clock import now
from flows.signals import signalling
from models.database import open_engine
from models.signals import signals
from models.store import load_round
from office import Office
engine = open_engine(sys.argv[1])
begun = time.monotonic()
with signalling(engine), Session(engine) as session, session.begin():
    round_ = load_round(session, "nordjylland-2022-26", to_change=True)
    Office(round=round_).decide()
    Office(round=round_).nominate("di")
    given = signals([event for event in round_.events if event.what == "nomination registered"])
print(time.monotonic() - begun, len(given))
"""
