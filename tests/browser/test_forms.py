"""The forms in the Prefect UI, as a person fills them."""

from datetime import date

from desk_in_browser import Desk
from system import System

ROUND = "nordjylland-2022-26"
ORGANISATIONS = ("di", "smvdanmark", "tekniq", "videninstitution-1")
MEETING = date(2022, 1, 28)


def assert_recorded(desk: Desk) -> None:
    ended = desk.finished()
    assert ended.state == "Recorded", ended.message


def test_a_round_that_is_open_already_stays_as_it_is(desk: Desk) -> None:
    desk.open_form("open-round")
    desk.fill("term", ROUND)
    desk.fill("initials", "tst")
    desk.submit()
    assert desk.finished() == ("Unchanged", f"Round {ROUND}: unchanged.")


def test_the_form_says_which_fields_are_missing_and_starts_nothing(desk: Desk) -> None:
    desk.open_form("record-decision", round_key=ROUND)
    desk.choose("kind", "organisations")
    desk.submit()
    assert desk.refused_in_form() == ["'decided_on' is a required property", "'initials' is a required property"]
    desk.fill("initials", "ABCDEF")
    desk.pick_date("decided_on", MEETING)
    desk.submit()
    assert desk.refused_in_form() == [
        "Error creating flow run: Validation failed for field 'initials'. Failure reason: 'ABCDEF' is too long"
    ]


def test_a_nomination_is_registered_and_its_nominee_stands_on_the_board_sheet_only(desk: Desk) -> None:
    desk.open_form("record-decision", round_key=ROUND)
    desk.choose("kind", "organisations")
    desk.pick_date("decided_on", MEETING)
    desk.fill("initials", "tst")
    for organisation in ORGANISATIONS:
        desk.add_text("organisations", organisation)
    desk.fill("consideration", "Saglig overvejelse")
    desk.submit()
    assert_recorded(desk)
    desk.open_form("register-nomination", round_key=ROUND)
    desk.pick_date("received_on", date(2022, 2, 10))
    desk.fill("initials", "tst")
    desk.fill("body", "di")
    nominee = desk.add_item("nominees")
    nominee.fill("Name", "Prøvekandidat 1")
    nominee.choose("Gender", "woman")
    nominee.switch("Active In Business", on=True)
    desk.submit()
    assert_recorded(desk)
    assert "Prøvekandidat 1" in desk.read_page(f"board-{ROUND}")
    assert "Prøvekandidat" not in desk.read_page(f"round-{ROUND}")


def test_letters_are_delivered_with_one_press(desk: Desk, system: System) -> None:
    system.pause_schedules("deliver-letters")
    desk.run_at_once("deliver-letters")
    assert desk.finished().state == "Delivered"
