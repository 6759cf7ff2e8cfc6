"""The rehearsal of the shipped round, held against its scenario: nothing too much, nothing too little."""

import email
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email import policy
from pathlib import Path
from typing import Any

import pytest
from case_files import check_bag, payload, read_page, tables
from office import moment
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from trail import Transaction, committed, untold

from flows.rehearsal import Rehearsal, scratch
from models.copying import one_moment
from models.database import open_engine, upgrade
from models.definition import Definition
from models.errors import EntryRefused, FileRefused
from models.opening import open_round
from models.scenario import AppointmentsStep, NominationStep, Scenario, read_scenario
from models.settings import Settings, sqlite_url
from models.store import load_round, round_keys
from notifications.case_file import write_case_file
from terms import scenario_file, term_file

KEY = "nordjylland-2022-26"
ASKED_ON, DEADLINE = date(2022, 1, 21), date(2022, 2, 28)
SEATS = [
    "chair", "municipal-1", "municipal-2", "municipal-3", "company-1", "company-2", "company-3", "company-4", "knowledge",
    "labour", "region",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A rehearsal that has run to its end."""

    engine: Engine
    folder: Path
    report: dict[str, Any]
    page: str
    transactions: list[Transaction]

    def again(self) -> Rehearsal:
        """A second rehearsal on the same database, with the same letters."""
        return Rehearsal(KEY, engine=self.engine, folder=self.folder)

    def letters(self, kind: str) -> list[dict[str, Any]]:
        """The report's letters of a kind."""
        return [letter for letter in self.report["letters"] if letter["kind"] == kind]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finished]:
    folder = tmp_path_factory.mktemp("rehearsal")
    engine = open_engine(sqlite_url(folder / "udpegning.db"))
    with committed() as transactions:
        rehearsal = Rehearsal(KEY, engine=engine, folder=folder / "letters")
        days = list(rehearsal.every_day())
    report = rehearsal.report([day for day in days if day.did])
    yield Finished(
        engine=engine, folder=folder / "letters", report=report, page=rehearsal.page(days), transactions=transactions
    )
    engine.dispose()


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return read_scenario(scenario_file(term_file(KEY)))


def answered_on(scenario: Scenario) -> dict[str, date]:
    """When each body answers; the region does by appointing its member."""
    nominated = {step.body: step.on for step in scenario.steps if isinstance(step, NominationStep)}
    region = [s.on for s in scenario.steps if isinstance(s, AppointmentsStep) and s.appointed_by == "region"]
    return {**nominated, "region": min(region)}


def test_the_report_has_this_shape_and_no_other(finished: Finished) -> None:
    report = finished.report
    assert list(report) == ["round", "days", "letters", "board", "findings"]
    assert {tuple(day) for day in report["days"]} == {("on", "did")}
    assert {tuple(letter) for letter in report["letters"]} == {("key", "kind", "body", "to", "sent_on", "state")}
    assert {tuple(member) for member in report["board"]} == {("seat", "name", "gender")}
    assert {tuple(finding) for finding in report["findings"]} == {
        (
            *("rule", "severity", "subject", "message", "remedy", "source", "file", "line"),
            *("reason", "reason_by", "reason_on", "due_on"),
        )
    }
    assert json.loads(json.dumps(report)) == report


def test_every_letter_was_sent_once(finished: Finished) -> None:
    assert {letter["state"] for letter in finished.report["letters"]} == {"sent"}
    assert Counter(letter["kind"] for letter in finished.report["letters"]) == {
        "request": 12, "reminder": 16, "incomplete": 2, "deadline-passed": 2, "receipt": 11, "acceptance": 2,
        "appointed": 11, "not-appointed": 12, "outcome": 10, "region": 1, "welcome": 12, "deadline-missed": 1, "digest": 11,
    }  # fmt: skip
    assert len({letter["key"] for letter in finished.report["letters"]}) == len(finished.report["letters"])


def test_no_nominee_was_told_both_that_they_were_appointed_and_that_they_were_not(finished: Finished) -> None:
    appointed, rejected = (
        {tuple(each["to"]) for each in finished.letters(kind)} for kind in ("appointed", "not-appointed")
    )
    assert (len(appointed), len(rejected)) == (11, 12)
    assert appointed & rejected == set()


def test_each_body_was_asked_once_on_the_day_of_the_decision(finished: Finished, definition: Definition) -> None:
    asked = [(letter["body"], letter["sent_on"]) for letter in finished.letters("request")]
    assert asked == [(body.id, ASKED_ON.isoformat()) for body in definition.bodies]


def test_only_those_who_had_not_answered_were_reminded(
    finished: Finished, definition: Definition, scenario: Scenario
) -> None:
    """The morning's run comes before the answers of its day."""
    answers = answered_on(scenario)
    assert {letter["key"]: letter["sent_on"] for letter in finished.letters("reminder")} == {
        f"{KEY}/reminder/{days}/{body.id}": (DEADLINE - timedelta(days=days)).isoformat()
        for days in definition.reminders
        for body in definition.bodies
        if answers[body.id] >= DEADLINE - timedelta(days=days)
    }


def test_every_answer_got_a_receipt_on_its_day(finished: Finished, scenario: Scenario) -> None:
    answers = [(step.body, step.on.isoformat()) for step in scenario.steps if isinstance(step, NominationStep)]
    assert [(letter["body"], letter["sent_on"]) for letter in finished.letters("receipt")] == answers


def test_staff_were_told_of_the_missed_deadline_on_the_day_after(finished: Finished, definition: Definition) -> None:
    assert finished.letters("deadline-missed") == [
        {
            "key": f"{KEY}/missed/nominations/{DEADLINE}", "kind": "deadline-missed", "body": "",
            "to": [definition.secretariat.email], "sent_on": "2022-03-01", "state": "sent",
        }
    ]  # fmt: skip


def test_letters_went_to_every_contact_of_their_body(finished: Finished, definition: Definition) -> None:
    contacts = {body.id: [contact.email for contact in body.contacts] for body in definition.bodies}
    to_bodies = [letter for letter in finished.report["letters"] if letter["body"]]
    assert [letter["to"] for letter in to_bodies] == [contacts[letter["body"]] for letter in to_bodies]


def test_each_letter_lies_in_the_folder_once_addressed_as_reported(finished: Finished) -> None:
    files = [path for path in finished.folder.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".eml"}
    read = [email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]
    written = Counter(tuple(address.addr_spec for address in message["To"].addresses) for message in read)
    assert written == Counter(tuple(letter["to"]) for letter in finished.report["letters"])


def test_the_board_has_eleven_members_and_nothing_stands_against_it(finished: Finished) -> None:
    board = finished.report["board"]
    assert [member["seat"] for member in board] == SEATS
    assert Counter(member["gender"] for member in board) == {"woman": 6, "man": 5}
    assert [(each["rule"], each["severity"], bool(each["reason"])) for each in finished.report["findings"]] == [
        ("A3", "advice", False), ("B7", "explain", True), ("B10", "explain", True), ("B12", "explain", True),
    ]  # fmt: skip
    assert finished.report["days"][-1] == {
        "on": "2022-04-01", "did": ["the board of Erhvervshus Nordjylland takes office"],
    }  # fmt: skip


def test_its_page_has_every_letter_on_its_day_and_names_nobody(finished: Finished) -> None:
    assert "A rehearsal with the scenario beside its term file." in finished.page
    assert f"**{len(finished.report['letters'])} letters, 11 members on the board.**" in finished.page
    assert "Prøvekandidat" not in finished.page
    by_day = Counter(date.fromisoformat(letter["sent_on"]) for letter in finished.report["letters"])
    glance = [
        line.split(" | ") for line in finished.page.splitlines() if line.startswith("| ") and "Letters" not in line
    ]
    told = {datetime.strptime(row[0], "| %a %d %b %Y").date(): int(row[2].strip(" |") or 0) for row in glance}  # noqa: DTZ007
    assert {day: number for day, number in told.items() if number} == {day: by_day[day] for day in told if by_day[day]}
    left_out = {day for day in by_day if day not in told}
    overviews = {date.fromisoformat(each["sent_on"]) for each in finished.letters("digest")}
    assert left_out <= overviews
    assert all(by_day[day] == 1 and f"{day:%-d %B %Y}" in finished.page.splitlines()[-1] for day in left_out)


def test_its_page_tells_a_day_in_its_order(finished: Finished, definition: Definition) -> None:
    day = finished.page.partition("### Friday 21 January 2022: On track\n\n")[2].partition("\n\n")[0]
    assert day.splitlines() == [
        "- *Recorded 'organisations' of 2022-01-21 with 10 organisations.*",
        "- *Recorded 4 appointments of 2022-01-21; still open: 7 seats.*",
        f"- Request for nominations (anmodning om indstilling) to {', '.join(body.name for body in definition.bodies)}",
        "- Appointment letter (udpegningsbrev) to chair, municipal-1, municipal-2, municipal-3",
    ]


def test_a_milestone_that_comes_on_a_quiet_day_is_on_the_page_and_not_in_the_report(finished: Finished) -> None:
    quiet = "### Monday 21 March 2022: Action needed"
    assert quiet in finished.page
    assert "- **Due until 25 March:** Appointment of the others (udpegning)" in finished.page.partition(quiet)[2]


def test_a_term_file_without_a_scenario_is_rehearsed_with_a_sample_one(tmp_path: Path) -> None:
    term = tmp_path / "new.yaml"
    term.write_text(term_file(KEY).read_text(encoding="utf-8"), encoding="utf-8")
    engine = open_engine(sqlite_url(tmp_path / "udpegning.db"))
    rehearsal = Rehearsal(str(term), engine=engine, folder=tmp_path / "letters")
    days = list(rehearsal.days())
    report = rehearsal.report(days)
    assert ([member["seat"] for member in report["board"]], report["findings"]) == (SEATS, [])
    assert {letter["state"] for letter in report["letters"]} == {"sent"}
    assert days[-1].did == ["the board of Erhvervshus Nordjylland takes office"]
    assert "A rehearsal with a sample scenario: everything goes as it should." in rehearsal.page(days)
    engine.dispose()


def test_a_broken_scenario_beside_the_term_file_is_refused_and_no_sample_takes_its_place(tmp_path: Path) -> None:
    term = tmp_path / "new.yaml"
    term.write_text(term_file(KEY).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "new.scenario.yaml").write_text("initials: TST\nsteps: [{on: 2022-01-21, do: nothing}]\n")
    engine = open_engine(sqlite_url(tmp_path / "udpegning.db"))
    with pytest.raises(FileRefused, match=r"new\.scenario\.yaml"):
        Rehearsal(str(term), engine=engine, folder=tmp_path / "letters")
    assert not (tmp_path / "udpegning.db").exists()


def test_the_trail_tells_of_every_change(finished: Finished) -> None:
    assert len(finished.transactions) > len(finished.report["letters"])
    assert untold(finished.transactions) == []


def test_its_case_file_has_every_letter_as_it_left(finished: Finished, tmp_path: Path) -> None:
    with one_moment(finished.engine) as session:
        write_case_file(session, KEY, tmp_path / "sag", date(2022, 4, 2))
    check_bag(tmp_path / "sag")
    read_page(tmp_path / "sag")
    kept = {path.partition("letters/")[2]: content for path, content in payload(tmp_path / "sag").items()}
    left = {file.name: file.read_bytes() for file in (finished.folder / "new").iterdir()}
    assert len(left) == len(finished.report["letters"]) == len(tables(tmp_path / "sag")["letters"])
    assert {name: content for name, content in kept.items() if name} == left


def test_running_it_again_does_nothing(finished: Finished) -> None:
    before = sorted(finished.folder.rglob("*.eml"))
    again = finished.again()
    assert list(again.days()) == []
    assert again.report([]) == {**finished.report, "days": []}
    assert sorted(finished.folder.rglob("*.eml")) == before
    with Session(finished.engine) as session:
        assert [e.what for e in load_round(session, KEY).events].count("round opened") == 1


def test_it_stops_after_the_last_day_asked_for_and_goes_on_from_there(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "udpegning.db"))
    rehearsal = Rehearsal(KEY, engine=engine, folder=tmp_path / "letters")
    early = date(2022, 1, 20)
    days = list(rehearsal.days(early))
    digests = [date(2021, 10, 18), date(2022, 1, 10), date(2022, 1, 17)]
    assert [day.on for day in days] == [date(2021, 10, 15), *digests]
    assert rehearsal.report(days, early)["findings"] == []  # A18, no observer, is found on the last day only
    days = list(rehearsal.days(ASKED_ON))
    assert [(day.on, day.did[0], day.did[-1]) for day in days] == [
        (ASKED_ON, "Recorded 'organisations' of 2022-01-21 with 10 organisations.", "16 letters delivered")
    ]
    engine.dispose()


@pytest.mark.parametrize("key", [KEY, "en-anden"], ids=["this one", "another one"])
def test_a_database_that_holds_a_round_for_real_is_refused_and_left_alone(
    tmp_path: Path, definition: Definition, key: str
) -> None:
    engine = open_engine(sqlite_url(tmp_path / "udpegning.db"))
    upgrade(engine)
    with Session(engine) as session, session.begin():
        open_round(session, definition.model_copy(update={"round": key}), initials="ABC", at=moment(ASKED_ON))
    with pytest.raises(EntryRefused, match=f"The database holds the round {key} for real"):
        Rehearsal(KEY, engine=engine, folder=tmp_path / "letters")
    with Session(engine) as session:
        assert round_keys(session) == [key]
        assert [event.actor for event in load_round(session, key).events] == ["ABC"]
    assert not (tmp_path / "letters").exists()
    engine.dispose()


@pytest.mark.parametrize("name", ["..", ".", "/", "../rehearsals"])
def test_a_name_that_is_no_term_file_empties_no_folder(tmp_path: Path, name: str) -> None:
    kept = tmp_path / "rehearsals" / "other" / "letter.eml"
    kept.parent.mkdir(parents=True)
    kept.touch()
    with pytest.raises(FileRefused):
        scratch(Settings(folder=tmp_path), name)
    assert kept.exists()


def test_the_scratch_folder_is_named_after_the_round_and_emptied(tmp_path: Path) -> None:
    renamed = tmp_path / "udpegning.yaml"
    renamed.write_text(term_file(KEY).read_text(encoding="utf-8"), encoding="utf-8")
    old = tmp_path / "rehearsals" / KEY / "letters"
    old.mkdir(parents=True)
    place = scratch(Settings(folder=tmp_path), str(renamed))
    assert (place.letters, old.exists()) == (old, False)


def test_a_scenario_in_which_nobody_does_anything_runs_to_the_day_of_the_term(tmp_path: Path) -> None:
    term = tmp_path / "idle.yaml"
    term.write_text(term_file(KEY).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "idle.scenario.yaml").write_text("initials: TST\nsteps: []\n")
    engine = open_engine(sqlite_url(tmp_path / "udpegning.db"))
    rehearsal = Rehearsal(str(term), engine=engine, folder=tmp_path / "letters")
    assert rehearsal.last_day == date(2022, 4, 1)
    assert [day.did[0] for day in rehearsal.days(date(2021, 10, 16))] == ["message to staff: missed 'recommendation'"]
    engine.dispose()


def test_a_file_where_the_letters_should_go_is_refused_before_anything_is_stored(tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.write_text("")
    engine = open_engine(sqlite_url(tmp_path / "udpegning.db"))
    with pytest.raises(EntryRefused, match="The letters go into a folder, and .*letters is a file"):
        Rehearsal(KEY, engine=engine, folder=letters)
    assert not (tmp_path / "udpegning.db").exists()


def test_the_command_prints_the_report_as_json(tmp_path: Path) -> None:
    letters, database = tmp_path / "letters", tmp_path / "udpegning.db"
    done = subprocess.run(
        [
            Path(sys.executable).with_name("udpegning"), "rehearse", KEY, "--json", "--until", "2022-01-21",
            "--database", sqlite_url(database), "--letters", letters,
        ],
        env={"UDPEGNING_FOLDER": str(tmp_path / "folder"), "PYTHONUTF8": "1"}, capture_output=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    report = json.loads(done.stdout)
    assert list(report) == ["round", "days", "letters", "board", "findings"]
    assert Counter((each["kind"], each["state"]) for each in report["letters"]) == {
        ("digest", "sent"): 3, ("request", "sent"): 12, ("appointed", "sent"): 4,
    }  # fmt: skip
    assert len(list(letters.rglob("*.eml"))) == 19
    assert (database.is_file(), (tmp_path / "folder").exists()) == (True, False)
