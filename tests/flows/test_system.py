"""The whole system, really running: server, work pool, deployments, worker, schedules, and what staff do."""

import asyncio
import json
import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from answer_forms import MAN, WOMAN, filled
from prefect.exceptions import PrefectHTTPStatusError
from rows import rows
from sqlalchemy import delete, update
from sqlalchemy.orm import Session
from system import UDPEGNING, System
from term import SHIPPED

from benchmarks.many import multiply
from flows.clock import now, today
from flows.offer import our_deployments
from flows.sweep_runs import UNSTARTED, close_dead_runs
from models.definition import Definition
from models.opening import open_round
from models.round import Round
from models.store import FEW, load_round

ROUND = "nordjylland-2022-26"
COPIES = 230  # of the round: enough for another run to be worth its start
ORGANISATIONS = ["di", "smvdanmark", "tekniq", "videninstitution-1"]
TODAY = today("Europe/Copenhagen").isoformat()
DECISION = {
    "round_key": ROUND, "kind": "organisations", "decided_on": TODAY, "organisations": ORGANISATIONS,
    "consideration": "Saglig overvejelse", "initials": "tst",
}  # fmt: skip


def stored(system: System) -> Round:
    with system.engine() as engine, Session(engine) as session:
        return load_round(session, ROUND)


def task_names(system: System, run: Any) -> dict[str, str]:
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    until = time.monotonic() + 20
    while True:  # task runs are recorded a moment after the run has ended
        with system.client() as client:
            tasks = client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[run.id])))
        if len(tasks) >= 7 or time.monotonic() > until:
            return {task.name: task.state_name for task in tasks}
        time.sleep(0.5)


def test_the_scheduler_creates_scheduled_runs_of_the_calendar_flows(system: System) -> None:
    until, names = time.monotonic() + 60, set[str]()
    calendar = {
        "40 Daily run",
        "41 Deliver",
        "42 Mailbox",
        "45 Sweep",
    }
    while names != calendar and time.monotonic() < until:
        with system.client() as client:
            deployments = {each.id: each.name for each in client.read_deployments()}
            runs = [run for run in client.read_flow_runs(limit=200) if run.auto_scheduled]
        names = {deployments[run.deployment_id] for run in runs}
        time.sleep(0.5)
    assert names == calendar


def test_advance_rounds_by_hand_shows_the_timeline_and_ends_as_its_deadlines_stand(system: System) -> None:
    run = system.run("advance-rounds")
    assert (run.state.type.value, run.state.name) == ("FAILED", "Deadline missed")
    assert run.state.message.startswith(f"Missed in {ROUND}: Outgoing KKR's recommendation")
    assert task_names(system, run)[f"{ROUND}: recommendation 2021-10-15"] == "Deadline missed"
    assert len(task_names(system, run)) == 7
    for key in ("deadlines", f"round-{ROUND}"):
        assert "| **missed** | Outgoing KKR" in system.artifact(key)


def test_advance_rounds_by_schedule(system: System) -> None:
    from prefect.client.schemas.actions import DeploymentUpdate
    from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId
    from prefect.client.schemas.schedules import IntervalSchedule

    soon = IntervalSchedule(interval=timedelta(days=1), anchor_date=now() + timedelta(seconds=12))
    deployment = system.deployment("advance-rounds")
    with system.client() as client:
        (schedule,) = client.create_deployment_schedules(deployment.id, [(soon, True)])
        # The scheduler looks every 60 seconds, but every 5 at a deployment that was just updated.
        client.update_deployment(deployment.id, DeploymentUpdate(description=deployment.description))
    its_own = DeploymentFilter(id=DeploymentFilterId(any_=[deployment.id]))
    until, ended = time.monotonic() + 90, []
    while not ended and time.monotonic() < until:
        time.sleep(0.5)
        with system.client() as client:
            runs = client.read_flow_runs(deployment_filter=its_own, limit=200)
        ended = [run for run in runs if run.auto_scheduled and run.state is not None and run.state.is_final()]
    with system.client() as client:
        client.delete_deployment_schedule(deployment.id, schedule.id)
    assert [run.state.name for run in ended if run.state] == ["Deadline missed"]


WRONG = [
    (
        {"decided_on": "28.2.2022"},
        "decided_on: '28.2.2022' is not a date. Write it as year-month-day, for instance 2022-02-28.",
    ),
    ({"initials": "A1"}, "initials: write two to five letters, for instance ABC. Correct it."),
    ({"decided_on": "2190-01-01"}, "decided_on: 2190-01-01 lies in the future. Record it once it has happened."),
]


@pytest.mark.parametrize("wrong, said", WRONG)
def test_what_the_server_lets_through_is_refused_in_words_and_nothing_is_stored(
    system: System, wrong: dict[str, str], said: str
) -> None:
    before = len(stored(system).events)
    run = system.run("record-decision", **(DECISION | wrong))
    assert (run.state.type.value, run.state.name, run.state.message) == ("FAILED", "Refused", said)
    assert run.name == said, "the list of runs shows names, not messages"
    assert len(stored(system).events) == before


def test_what_is_none_of_the_choices_is_refused_by_the_server(system: System) -> None:
    with pytest.raises(PrefectHTTPStatusError, match="'dii' is not one of"):
        system.run("record-decision", **(DECISION | {"organisations": ["dii"]}))


def test_a_round_opened_today_is_in_the_forms_today(system: System) -> None:
    term = system.folder / "another.yaml"
    term.write_text(SHIPPED.replace(f"round: {ROUND}", "round: another-2022-26"))
    assert system.run("open-round", term=str(term), initials="tst").state.name == "Opened"
    form = system.deployment("register-nomination")
    assert form.parameter_openapi_schema["properties"]["round_key"]["enum"] == ["another-2022-26", ROUND]
    assert form.parameters == {}, "with two rounds none is filled in"
    term.write_text(term.read_text().replace("indstilling@di.example", "ny@di.example"))
    changed = system.run("open-round", term=str(term), initials="tst")
    assert (changed.state.name, changed.state.message) == (
        "Refused",
        "The file has 1 difference from the open round and nothing was stored: see the page 'trial-another-2022-26'.",
    )
    assert "indstilling@di.example -> ny@di.example" in system.artifact("trial-another-2022-26")
    with system.engine() as engine, Session(engine) as session, session.begin():
        session.execute(delete(Round).where(Round.key == "another-2022-26"))
    system.run("check-board", round_key=ROUND)
    assert system.deployment("register-nomination").parameters == {"round_key": ROUND}


def test_what_is_only_tried_is_shown_and_nothing_is_stored(system: System) -> None:
    with system.engine() as engine:
        before = rows(engine)
    run = system.run("record-decision", **DECISION, try_it=True)
    assert (run.state.type.value, run.state.name) == ("COMPLETED", "Tried")
    assert f"- `{ROUND}/request/di` to DI: would leave with the next delivery" in system.artifact(f"trial-{ROUND}")
    with system.engine() as engine:
        assert rows(engine) == before


def test_a_round_in_trouble_does_not_stop_the_others(system: System, definition: Definition) -> None:
    with system.engine() as engine, Session(engine) as session, session.begin():
        bad = open_round(session, definition.model_copy(update={"round": "a-bad-one"}), initials="TST", at=now()).round
        bad.house = "To\nlinjer"
    before = system.newest(f"round-{ROUND}").created
    run = system.run("advance-rounds")
    with system.engine() as engine, Session(engine) as session, session.begin():
        session.execute(delete(Round).where(Round.key == "a-bad-one"))
    assert (run.state.type.value, run.state.name) == ("FAILED", "Refused")
    assert run.state.message.startswith("Nothing was done in a-bad-one: The subject of the letter")
    assert system.newest(f"round-{ROUND}").created > before


def test_staff_record_the_decision_and_the_requests_go_out_once(system: System) -> None:
    system.pause_schedules("deliver-letters")
    assert system.run("record-decision", **DECISION).state.name == "Recorded"
    assert system.run("record-decision", **DECISION).state.name == "Nothing new"
    delivered = system.run("deliver-letters")
    assert delivered.state.name == "Delivered"
    requests = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in maildir(system)]
    requested = sorted(
        ", ".join(f"{each.display_name} <{each.addr_spec}>" for each in letter["To"].addresses)
        for letter in requests
        if ".request." in letter["Message-ID"]
    )
    assert requested == [
        "DI <indstilling@di.example>",
        "FH - Fagbevægelsens Hovedorganisation <indstilling@fh.example>, AC - Akademikerne <indstilling@ac.example>",
        "Prøvevideninstitution 1 <indstilling@videninstitution-1.example>",
        "Region Nordjylland <udpegning@region-nordjylland.example>",
        "SMVdanmark <indstilling@smvdanmark.example>",
        "Tekniq <indstilling@tekniq.example>",
    ]
    assert stored(system).decisions[-1].recorded_by == "TST"
    assert system.run("deliver-letters").state.message == "Letters: nothing was due."


def test_staff_preview_and_register_a_form_that_came_back(system: System) -> None:
    system.run("record-decision", **DECISION)
    file = system.folder / "svar.xlsx"
    file.write_bytes(filled(stored(system), WOMAN, MAN, body="tekniq"))
    entered = {"round_key": ROUND, "received_on": TODAY, "initials": "tst", "body": "tekniq", "answer_form": str(file)}
    preview = system.run("register-nomination", try_it=True, **entered)
    assert preview.state.name == "Tried"
    page = system.artifact(f"trial-{ROUND}")
    assert "Answer new; 2 nominees: 2 new." in page
    assert f"- `{ROUND}/receipt/tekniq/1` to Tekniq" in page
    receipt = f"{ROUND}/receipt/tekniq/1"
    assert receipt not in [letter.key for letter in stored(system).letters]
    registered = system.run("register-nomination", **entered)
    assert registered.state.name == "Recorded"
    assert receipt in [letter.key for letter in stored(system).letters]


def test_without_a_mailbox_reading_it_says_so(system: System) -> None:
    assert system.run("read-mailbox").state.name == "No mailbox"


def maildir(system: System) -> list[Path]:
    return sorted((system.folder / "letters" / "new").iterdir())


def test_staff_register_a_nomination_and_check_the_board(system: System) -> None:
    system.run("record-decision", **DECISION)
    man = {"name": "Prøvekandidat 1", "gender": "man", "active_in_business": True}
    run = system.run(
        "register-nomination", round_key=ROUND, body="di", received_on=TODAY, nominees=[man], initials="TST"
    )
    assert run.state.name == "Recorded"
    assert "Prøvekandidat" not in run.state.message
    assert [letter.key for letter in stored(system).letters if "receipt/di" in letter.key] == [f"{ROUND}/receipt/di/1"]
    board = system.run("check-board", round_key=ROUND)
    assert board.state.name == "Action needed"
    assert board.state.message.startswith("The board may not take office yet: 11 seats open (chair, municipal-1, ")
    assert "| chair | *open* |" in system.artifact(f"board-{ROUND}")
    assert "Prøvekandidat" not in system.artifact(f"round-{ROUND}")


def test_staff_record_what_the_kkr_accepts_and_what_a_nominee_answers(system: System) -> None:
    system.run("record-decision", **DECISION)
    man = {"name": "Prøvekandidat 2", "gender": "man", "active_in_business": True}
    entered = {"round_key": ROUND, "body": "smvdanmark", "initials": "TST"}
    system.run("register-nomination", **entered, received_on=TODAY, nominees=[man], reason="Ingen kvinde ville.")
    answer = {"question": "reason", "answer": "accepted", "decided_on": TODAY, "reason": "Vi har set deres opslag."}
    accepted = system.run("record-acceptance", **entered, **answer)
    asked = system.run(
        "record-clarification", round_key=ROUND, nominee="smvdanmark/1/1", point="cv", state="asked", initials="TST"
    )
    assert [run.state.name for run in (accepted, asked)] == ["Recorded", "Recorded"]
    assert "Prøvekandidat" not in accepted.state.message + asked.state.message
    (row,) = [line for line in system.artifact(f"round-{ROUND}").splitlines() if line.startswith("| SMVdanmark")]
    assert "| **incomplete** |" in row
    assert "\n- SMVdanmark: B12, consent, cv, municipality, smv\n" in system.artifact(f"round-{ROUND}")
    row = "| `smvdanmark/1/1` | Prøvekandidat 2 | man | consent, cv (asked), municipality, smv |"
    assert row in system.artifact(f"selection-{ROUND}")


def test_moving_a_milestone_out_of_order_is_refused_with_the_rule(system: System) -> None:
    run = system.run(
        "move-milestone",
        round_key=ROUND,
        milestone="nominations",
        starts_on="2022-03-20",
        reason="Test",
        initials="TST",
    )
    assert run.state.name == "Refused"
    assert "error D18 (Tidslinje og proces" in run.state.message


def test_the_rehearsal_runs_on_the_server_and_leaves_its_pages(system: System) -> None:
    run = system.run("rehearse-round")
    assert run.state.name == "Rehearsed"
    assert run.state.message.startswith("31 days, 103 letters, 11 members on the board.")
    assert run.state.message.endswith("11 members on the board.")
    assert "the board took office on 2022-04-01" in system.artifact(f"rehearsal-round-{ROUND}")
    assert "Prøvekandidat 11" in system.artifact(f"rehearsal-board-{ROUND}")
    by_date = system.artifact(f"rehearsal-by-date-{ROUND}")
    assert by_date.startswith("# Rehearsal: Bestyrelsen for Erhvervshus Nordjylland 2022-26")
    assert "- **The board takes office (tiltrædelse)**" in by_date
    assert [round_.key for round_ in [stored(system)] if round_.seated_on] == [], "the real round was touched"


def test_a_term_file_that_is_not_there_is_refused_in_words(system: System) -> None:
    run = system.run("rehearse-round", term="no-such-file.yaml")
    assert (run.state.type.value, run.state.name) == ("FAILED", "Refused")
    assert run.state.message.startswith("no-such-file.yaml: error file: there is no such file.")


def test_staff_ask_what_happens_next(system: System) -> None:
    run = system.run("what-happens-next", round_key=ROUND)
    assert (run.state.type.value, run.state.name) == ("COMPLETED", "Looked ahead")
    assert run.state.message.startswith("Until ")
    page = system.artifact(f"next-{ROUND}")
    assert page.startswith("# What happens next: Bestyrelsen for Erhvervshus Nordjylland 2022-26")
    assert f"**{run.state.message}**" in page


def set_up_desk(system: System, *arguments: str) -> str:
    """What `udpegning up` runs around deploying."""
    environment = os.environ | system.environment | {"PREFECT_API_URL": f"{system.address}/api"}
    command = [sys.executable, "-m", "flows.set_up_desk", *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def test_setting_up_again_removes_former_forms_and_leaves_what_others_deployed_and_what_staff_paused(
    system: System,
) -> None:
    system.pause_schedules("read-mailbox")
    paused = system.deployment("read-mailbox")
    decision = system.deployment("record-decision")
    with system.client() as client:
        client.create_deployment(decision.flow_id, name="record-decision", entrypoint=decision.entrypoint)
        theirs = client.create_deployment(decision.flow_id, name="theirs", entrypoint="theirs.flow")
        before = client.read_deployment(theirs)
    flows = set_up_desk(system, "paused").split()
    assert "read-mailbox" in flows
    with system.client() as client:
        client.update_deployment_schedule(paused.id, paused.schedules[0].id, active=True)  # as deploying does
    set_up_desk(system, *flows)
    assert [schedule.active for schedule in system.deployment("read-mailbox").schedules] == [False]
    assert system.deployment("record-decision").id == decision.id, "the form of an earlier version is there still"
    with system.client() as client:
        assert client.read_deployment(theirs) == before
        client.delete_deployment(theirs)


def test_hundreds_of_rounds_are_gone_through_in_batches_by_runs_that_share_them(system: System) -> None:
    if not system.environment.get("UDPEGNING_DATABASE_URL"):
        pytest.skip("SQLite has one writer: one run does them all")
    system.pause_schedules("advance-rounds")
    with system.engine() as engine:
        multiply(engine, ROUND, 1, COPIES)
        try:
            run = system.run("advance-rounds")
            [share] = [each for each in system.runs("share-daily-run") if each.created > run.created]
            shared = system.finished(share.id)
            table = system.artifact("deadlines")
        finally:
            with engine.begin() as connection:
                connection.execute(delete(Round).where(Round.key.like(f"{ROUND}-copy-%")))
    assert run.state.message.startswith(f"{COPIES + 1} rounds in play on ")
    assert run.state.name in run.state.message
    assert shared.state.name == "Shared"
    assert f"Of {COPIES + 1} rounds in play: " in table
    assert table.count(f"· round `{ROUND}") == FEW
    system.run("check-board", round_key=ROUND)  # the pages are of one round again


def test_the_sweep_closes_dead_runs_and_makes_up_for_a_daily_run_that_did_not_get_through(system: System) -> None:
    from prefect.states import Pending

    daily = system.deployment("advance-rounds")
    with system.client() as client:
        client.update_deployment_schedule(daily.id, daily.schedules[0].id, active=True)
        share = system.deployment("share-daily-run")
        since = {"since": now().isoformat()}
        stuck = client.create_flow_run_from_deployment(share.id, parameters=since, state=Pending())
    with system.engine() as engine, engine.begin() as connection:
        connection.execute(update(Round).values(daily_run_at=now() - timedelta(days=3)))
    swept = system.run("sweep-runs")
    assert (swept.state.name, swept.state.message) == (
        "Swept", "Started the daily run, since 1 round had not been gone through.",
    )  # fmt: skip
    system.finished(system.runs("advance-rounds")[0].id)
    assert system.run("sweep-runs").state.name == "Nothing to sweep"
    closed = asyncio.run(closed_dead_runs(system, now() + UNSTARTED))
    assert [each.id for each in closed] == [stuck.id]
    with system.client() as client:
        assert client.read_flow_run(stuck.id).state.name == "Crashed"


async def closed_dead_runs(system: System, at: datetime) -> list[Any]:
    """What the sweep would have closed at that moment."""
    from prefect.client.orchestration import PrefectClient

    async with PrefectClient(f"{system.address}/api") as client:
        return await close_dead_runs(client, [each.id for each in await our_deployments(client)], at)


def test_monitoring_sees_that_all_is_well_and_that_it_is_not(system: System) -> None:
    asked = partial(subprocess.run, [UDPEGNING, "health", "--json"], env=os.environ | system.environment, text=True)
    well = asked(stdout=subprocess.PIPE, check=True)
    assert {each["what"]: each["well"] for each in json.loads(well.stdout)["checks"]} == {
        "server": True, "daily run": True, "outbox": True,
    }  # fmt: skip
    with system.engine() as engine, engine.begin() as connection:
        connection.execute(update(Round).values(daily_run_at=now() - timedelta(days=3)))
    unwell = asked(stdout=subprocess.PIPE, check=False)
    assert (unwell.returncode, json.loads(unwell.stdout)["well"]) == (1, False)
    system.run("advance-rounds")


def test_a_second_up_on_the_same_port_says_that_it_is_taken(system: System, tmp_path: Path) -> None:
    environment = os.environ | {"UDPEGNING_FOLDER": str(tmp_path), "UDPEGNING_PORT": str(system.port)}
    second = subprocess.run([UDPEGNING, "up"], env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 1
    assert second.stderr.startswith(f"Port {system.port} on 127.0.0.1 is taken by another program")
    assert not (tmp_path / "udpegning.db").exists()
