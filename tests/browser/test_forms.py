"""The forms and pages of the desk in the Prefect UI, as a person fills and reads them, wrong input included."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest
from desk_in_browser import Desk, Entered
from ruamel.yaml import YAML
from sqlalchemy.orm import Session
from system import System

from flows.offer import ROUND as ROUND_FIELD
from flows.offer import TITLES
from models.correspondence import unread_answers
from models.letter import Received
from models.round import Round
from models.store import load_round
from models.words import LetterState, ReceivedKind

ROUND = "nordjylland-2022-26"
MEETING = date(2022, 1, 21)
NOW = datetime(2022, 2, 1, 12, tzinfo=UTC)
DEPLOYMENTS = YAML(typ="safe").load(Path(__file__).parents[2] / "prefect.yaml")["deployments"]
FORMS = [resolve_name(each["entrypoint"]) for each in DEPLOYMENTS if "by-itself" not in each["tags"]]
DECISION: dict[str, Entered] = {
    "Kind": "recommendation",
    "Decided on": MEETING,
    "Organisations": ["di"],
    "Consideration": "Saglig overvejelse.",
    "Initials": "tst",
}
CHAIR = {"name": "Prøvekandidat 1", "gender": "man", "council": "Aalborg", "email": "1@kandidater.example"}
MEMBERS = [  # nobody knows where letters reach them
    {"name": f"Prøvekandidat {number}", "gender": gender, "council": council}
    for number, gender, council in ((2, "woman", "Hjørring"), (3, "man", "Thisted"), (4, "woman", "Rebild"))
]


def stored(system: System) -> Round:
    """The round as it is in the database."""
    with system.engine() as engine, Session(engine) as session:
        return load_round(session, ROUND)


@contextmanager
def in_database(system: System) -> Iterator[Round]:
    """The round in the database while it is looked at, or changed by what lies outside of the desk."""
    with system.engine() as engine, Session(engine) as session, session.begin():
        yield load_round(session, ROUND, to_change=True)


def appointed_letter(seat: str) -> str:
    return f"{ROUND}/appointed/{seat}/{MEETING}"


@pytest.fixture(scope="module")
def constituted(system: System) -> System:
    """The system once the chair and three members are recorded, whose letters wait for their addresses."""
    fields: dict[str, Any] = {"round_key": ROUND, "decided_on": "2022-01-21", "initials": "tst"}
    ended = system.run("record-chair-and-members", chair=CHAIR, members=MEMBERS, **fields)
    assert ended.state.name == "Recorded", ended.state.message
    return system


def test_every_form_opens_from_the_list_with_its_fields_and_the_round_filled_in(desk: Desk) -> None:
    for flow in FORMS:
        asked = list(inspect.signature(flow.fn).parameters)
        desk.open_form(flow.name)
        words = [TITLES.get(name, name.replace("_", " ").capitalize()) for name in asked]
        assert desk.labels() == words, flow.name
        if ROUND_FIELD in asked:
            desk.shows(TITLES[ROUND_FIELD], ROUND)


def test_the_form_says_what_is_missing_and_starts_nothing(desk: Desk, system: System) -> None:
    desk.open_form("record-decision")
    desk.enter({"Kind": "organisations"})
    desk.submit()
    assert desk.refused_in_form() == [
        f"'{name}' is a required property" for name in ("decided_on", "organisations", "consideration", "initials")
    ]
    assert "/runs/" not in desk.page.url
    assert stored(system).decisions == []


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"Initials": "A1"}, "initials: write two to five letters"),
        ({"Decided on": date(2035, 1, 2)}, "2035-01-02"),
        ({"Consideration": " "}, "SV § 5.2"),
    ],
    ids=["a digit in the initials", "a day in the future", "what a rule forbids"],
)
def test_wrong_input_ends_refused_in_words_and_stores_nothing(
    desk: Desk, system: System, wrong: dict[str, Entered], says: str
) -> None:
    ended = desk.send("record-decision", DECISION | wrong)
    assert ended.state == "Refused"
    assert says in ended.message
    assert stored(system).decisions == []


def test_a_letter_without_an_address_is_edited_addressed_released_and_delivered(
    desk: Desk, constituted: System
) -> None:
    first, second = appointed_letter("municipal-1"), appointed_letter("municipal-2")
    assert "Prøvekandidat 2" in desk.read_page(f"held-letters-{ROUND}")
    desk.open_form("release-letters")
    assert desk.choices("Letters") == [appointed_letter(f"municipal-{number}") for number in (1, 2, 3)]
    by = {"Initials": "tst"}
    edit = {"Letter": first, "Words": "Prøvekandidat 2", "Instead": "Prøvekandidat Due", "Reason": "Kaldes så."}
    assert desk.send("edit-letter", edit | by).state == "Recorded"
    assert "Prøvekandidat Due" in desk.read_page(f"held-letters-{ROUND}")
    assert desk.send("release-letters", {"Letters": [first], **by}).state == "Refused"
    address = {"Receiver": "municipal-1", "Email": "2@kandidater.example"}
    assert desk.send("record-address", address | by).state == "Recorded"
    assert desk.send("release-letters", {"Letters": [first], **by}).state == "Recorded"
    assert desk.send("drop-letters", {"Letters": [second], "Reason": "Har fået det.", **by}).state == "Recorded"
    constituted.pause_schedules("deliver-letters")
    desk.run_at_once("deliver-letters")
    assert desk.finished().state == "Delivered"
    states = {letter.key: letter.state for letter in stored(constituted).letters}
    assert (states[first], states[second]) == ("sent", "cancelled")


def test_a_letter_that_bounced_is_settled_and_an_answer_is_marked_as_read(desk: Desk, constituted: System) -> None:
    key = appointed_letter("chair")
    with in_database(constituted) as round_:
        letter = next(each for each in round_.letters if each.key == key)
        letter.state = LetterState.BOUNCED
        letter.received.append(Received(identity="1", kind=ReceivedKind.ANSWER, received_at=NOW, read_at=NOW))
    desk.run_at_once("advance-rounds")
    desk.finished()
    assert desk.choices_of("settle-letters", "Letters") == [key]
    assert desk.choices_of("mark-answer-read", "Letter") == [key]
    by = {"Initials": "tst"}
    settled = {"Letters": [key], "Outcome": "arrived", "Reason": "Formanden har ringet."}
    assert desk.send("settle-letters", settled | by).message == "Settled as arrived: 1 letter."
    assert desk.send("mark-answer-read", {"Letter": key, "Reason": "En tak.", **by}).state == "Recorded"
    with in_database(constituted) as round_:
        assert [each.state for each in round_.letters if each.key == key] == ["sent"]
        assert unread_answers(round_) == []


def test_a_term_file_is_tried_and_rehearsed_and_a_wrong_one_is_refused(desk: Desk) -> None:
    by = {"Initials": "tst"}
    wrong = desk.send("open-round", {"Term": "nordjylland-2022", **by})
    assert (wrong.state, wrong.message) == (
        "Refused", "nordjylland-2022: error file: there is no such file. Check the path.",
    )  # fmt: skip
    tried = desk.send("open-round", {"Only try it": True, **by})
    assert (tried.state, "unchanged" in tried.message) == ("Tried", True)
    assert "Requests and answers" in desk.read_page(f"trial-{ROUND}")
    assert desk.send("rehearse-round", {}).state == "Rehearsed"
    assert "took office" in desk.read_page(f"rehearsal-round-{ROUND}")


def test_what_is_only_tried_is_shown_with_the_name_and_not_stored(desk: Desk, constituted: System) -> None:
    departure = {"Member": "municipal-3", "Left on": date(2022, 2, 1), "Reason": "entered-in-error"}
    tried = desk.send("record-departure", {**departure, "Initials": "tst", "Only try it": True})
    assert tried.state == "Tried"
    assert "Prøvekandidat 4" in desk.read_page(f"trial-{ROUND}")
    assert [each.left_on for each in stored(constituted).appointments] == [None] * 4


@pytest.mark.usefixtures("constituted")
def test_a_moved_deadline_stands_in_the_table_and_what_comes_next_can_be_read(desk: Desk) -> None:
    moved = {"Milestone": "appointment", "Starts on": date(2022, 3, 23), "Reason": "Mødet er flyttet."}
    recorded = desk.send("move-milestone", {**moved, "Initials": "tst"})
    assert recorded.state == "Recorded", recorded.message
    assert "2022-03-23" in desk.read_page("deadlines")
    assert desk.send("what-happens-next", {}).state == "Looked ahead"
    assert "What happens next: Bestyrelsen for Erhvervshus Nordjylland 2022-26" in desk.read_page(f"next-{ROUND}")


@pytest.mark.usefixtures("constituted")
def test_the_round_names_nobody_the_board_does_and_the_round_leads_to_forms_filled_in(desk: Desk) -> None:
    assert "Prøvekandidat 3" in desk.read_page(f"board-{ROUND}")
    assert "municipal-3" in desk.read_page(f"letters-{ROUND}")
    assert "Prøvekandidat" not in desk.read_page(f"selection-{ROUND}")
    assert "Prøvekandidat" not in desk.read_page(f"round-{ROUND}")
    form = desk.follow("02 Decision")
    form.shows(TITLES[ROUND_FIELD], ROUND)
    form.shows("Kind", "organisations")
