"""What falls due with the bodies that are asked, from the request to the day after the deadline."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office import DECIDED_ON, Office, moment

from models.action import ActionKind
from models.definition import read_definition
from models.entries import PersonEntry
from models.opening import build_round
from models.plan import plan
from models.recording import move_milestone
from models.words import Gender, LetterState, MilestoneKind, SeatCategory
from terms import term_file

ROUND = "nordjylland-2022-26"
DEADLINE = date(2022, 2, 28)
LAST = date(2022, 3, 20)
ABOUT_THE_ANSWER = {
    ActionKind.RECEIPT, ActionKind.REMIND, ActionKind.REMIND_INCOMPLETE, ActionKind.TELL_MOVED, ActionKind.TELL_PASSED,
}  # fmt: skip
DEFINITION = read_definition(term_file(ROUND))[0]
MAN = PersonEntry(name="Prøvekandidat B", gender=Gender.MAN, active_in_business=True)
ASKED = [
    "di", "dansk-erhverv", "landbrug-foedevarer", "smvdanmark", "tekniq", "finans-danmark", "forsikring-pension",
    "horesta", "videninstitution-1", "videninstitution-2", "fh-ac", "region",
]  # fmt: skip


def asked(organisations: list[str] | None = None) -> Office:
    """The requests have left on the day of the decision."""
    office = Office(round=build_round(DEFINITION))
    office.decide(organisations=organisations)
    office.constitute()
    office.run(DECIDED_ON)
    return office


def move(office: Office, day: date, on: date) -> None:
    """After that day's run; the clarification waits until the latest day the deadline is moved to here."""
    moves = [(MilestoneKind.CLARIFICATION, date(2022, 3, 15), date(2022, 3, 18)), (MilestoneKind.NOMINATIONS, day, day)]
    for milestone, starts_on, ends_on in moves:
        move_milestone(
            office.round, milestone=milestone, starts_on=starts_on, ends_on=ends_on, reason="Efter aftale.",
            initials="TST", at=moment(on),
        )  # fmt: skip


def sent(office: Office, name: str, body: str = "di") -> list[str]:
    """The letters of that name to a body, by what else stands in their keys."""
    parts = [letter.key.split("/")[1:] for letter in office.round.letters]
    return ["/".join(each for each in part[1:] if each != body) for part in parts if part[0] == name and body in part]


def test_the_day_after_the_deadline_each_body_that_has_not_answered_is_written_to_once() -> None:
    office = asked()
    office.nominate("di")
    office.appoint_region()
    office.run_until(date(2022, 3, 10), first=date(2022, 2, 20))
    told = [(a.body, a.due_on) for a in office.done if a.kind is ActionKind.TELL_PASSED]
    assert told == [(body, date(2022, 3, 1)) for body in ASKED if body not in ("di", "region")]


def test_after_a_week_without_a_run_the_day_after_the_deadline_is_made_up_for_once() -> None:
    office = asked()
    first, second = office.run(date(2022, 3, 8)), office.run(date(2022, 3, 9))
    assert [a.body for a in first if a.kind is ActionKind.TELL_PASSED] == ASKED
    assert [a for a in second if a.body] == []


def test_nobody_is_told_of_a_deadline_that_passed_before_their_request_left() -> None:
    office = asked()
    (request,) = [each for each in office.round.letters if each.key == f"{ROUND}/request/di"]
    request.sent_at = moment(DEADLINE + timedelta(days=1))
    office.run_until(date(2022, 3, 5), first=date(2022, 3, 1))
    assert (sent(office, "deadline-passed"), sent(office, "deadline-passed", "tekniq")) == ([], ["2022-02-28"])


def test_a_request_that_never_left_is_followed_by_no_letter_at_all() -> None:
    office = asked()
    (request,) = [each for each in office.round.letters if each.key == f"{ROUND}/request/di"]
    request.state, request.sent_at = LetterState.FAILED, None
    move(office, date(2022, 3, 7), on=date(2022, 2, 11))
    office.run_until(date(2022, 3, 10), first=date(2022, 2, 12))
    assert [letter.key for letter in office.round.letters if letter.body and letter.body.key == "di"] == [request.key]


def test_an_incomplete_answer_is_asked_for_the_rest_the_day_after_the_deadline_and_a_complete_one_is_not() -> None:
    office = asked()
    office.nominate("di", MAN)
    office.nominate("tekniq")
    office.run_until(date(2022, 3, 3), first=date(2022, 2, 10))
    (told,) = [a for a in office.done if a.kind is ActionKind.TELL_PASSED and a.body == "di"]
    assert told.nomination == 1
    assert sent(office, "deadline-passed", "tekniq") == []


def test_what_a_receipt_after_the_deadline_asked_for_is_not_asked_for_again_the_same_day() -> None:
    office = asked()
    office.nominate("di", MAN, on=DEADLINE)  # after the run of that day
    office.run_until(date(2022, 3, 5), first=date(2022, 3, 1))
    assert (sent(office, "receipt"), sent(office, "deadline-passed")) == (["1"], [])


@pytest.mark.parametrize(
    "body, spared",
    [("videninstitution-2", True), ("horesta", False)],
    ids=["the only seat for a knowledge institution is filled", "two of the four company seats are still open"],
)
def test_nobody_is_asked_for_names_once_the_seats_they_nominate_for_are_filled(body: str, spared: bool) -> None:
    office = asked()
    for name in ("di", "tekniq", "videninstitution-1"):
        office.nominate(name, on=date(2022, 2, 1))
    office.run(date(2022, 2, 1))
    office.appoint(
        (SeatCategory.COMPANY, "di", office.nominee("di", Gender.MAN)),
        (SeatCategory.COMPANY, "tekniq", office.nominee("tekniq", Gender.WOMAN)),
        (SeatCategory.KNOWLEDGE, "videninstitution-1", office.nominee("videninstitution-1", Gender.WOMAN)),
        on=date(2022, 2, 8),
    )
    move(office, date(2022, 3, 7), on=date(2022, 2, 15))
    office.run_until(date(2022, 3, 10), first=date(2022, 2, 9))
    names = ("reminder", "deadline-moved", "deadline-passed")
    assert [bool(sent(office, name, body)) for name in names] == [not spared] * 3


def test_a_body_with_a_member_on_the_board_is_not_asked_for_what_its_answer_lacks() -> None:
    office = asked()
    office.nominate("di", office.person(Gender.MAN), reason="Ingen kvinde ønskede at stille op.", in_writing=False)
    office.accept("di", on=date(2022, 2, 10))
    office.run(date(2022, 2, 10))
    office.appoint((SeatCategory.COMPANY, "di", office.nominee("di", Gender.MAN)), on=date(2022, 2, 12))
    office.run_until(date(2022, 3, 5), first=date(2022, 2, 13))
    assert (sent(office, "incomplete"), sent(office, "deadline-passed")) == ([], [])


def test_a_moved_deadline_is_told_once_to_those_who_have_not_answered_completely() -> None:
    office = asked()
    office.nominate("di", MAN)
    office.nominate("tekniq")
    office.run(date(2022, 2, 10))
    move(office, date(2022, 3, 7), on=date(2022, 2, 10))
    office.run_until(date(2022, 2, 13), first=date(2022, 2, 11))
    told = [a for a in office.done if a.kind is ActionKind.TELL_MOVED]
    assert [a.body for a in told] == [body for body in ASKED if body != "tekniq"]
    assert {a.due_on for a in told} == {date(2022, 2, 10)}
    assert {a.nomination for a in told if a.body == "di"} == {1}


def test_of_several_moves_only_the_latest_is_told_and_a_move_back_not_at_all() -> None:
    office = asked()
    move(office, date(2022, 3, 4), on=date(2022, 2, 1))
    move(office, date(2022, 3, 7), on=date(2022, 2, 1))
    office.run(date(2022, 2, 2))
    assert sent(office, "deadline-moved") == ["2022-03-07"]
    move(office, date(2022, 3, 4), on=date(2022, 2, 3))
    move(office, date(2022, 3, 7), on=date(2022, 2, 3))
    office.run(date(2022, 2, 4))
    assert sent(office, "deadline-moved") == ["2022-03-07"]


def test_a_move_back_to_the_day_of_the_request_is_told_only_when_the_move_away_was() -> None:
    office = asked()
    move(office, date(2022, 3, 7), on=date(2022, 2, 1))
    move(office, DEADLINE, on=date(2022, 2, 1))
    office.run(date(2022, 2, 2))
    assert sent(office, "deadline-moved") == []
    for day, to in ((3, date(2022, 3, 7)), (5, DEADLINE), (7, date(2022, 3, 7))):
        move(office, to, on=date(2022, 2, day))
        office.run_until(date(2022, 2, day + 2), first=date(2022, 2, day + 1))
    assert sent(office, "deadline-moved") == ["2022-03-07", "2022-02-28", "2022-03-07/2"]


def test_a_request_written_after_the_move_needs_no_letter_about_it() -> None:
    office = Office(round=build_round(DEFINITION))
    move(office, date(2022, 3, 7), on=date(2022, 1, 20))
    office.decide()
    office.run_until(date(2022, 2, 1))
    assert [a.kind for a in office.done if a.kind is ActionKind.TELL_MOVED] == []


def test_a_request_written_before_the_move_and_released_after_it_is_followed_by_the_new_deadline() -> None:
    office = asked()
    (request,) = [each for each in office.round.letters if each.key == f"{ROUND}/request/di"]
    request.state, request.sent_at = LetterState.HELD, None
    move(office, date(2022, 3, 7), on=date(2022, 2, 1))
    office.run(date(2022, 2, 2))
    assert sent(office, "deadline-moved") == []
    request.state, request.sent_at = LetterState.SENT, moment(date(2022, 2, 3))
    office.run(date(2022, 2, 4))
    assert sent(office, "deadline-moved") == ["2022-03-07"]


def test_no_reminder_goes_out_with_the_letter_about_the_new_deadline() -> None:
    office = asked()
    move(office, date(2022, 2, 25), on=date(2022, 2, 11))  # 14 days before it were yesterday
    office.run_until(date(2022, 2, 17), first=date(2022, 2, 12))
    assert (sent(office, "deadline-moved"), sent(office, "reminder")) == (["2022-02-25"], [])
    office.run(date(2022, 2, 18))
    assert sent(office, "reminder") == ["7"]


def test_who_learnt_of_the_new_deadline_too_late_is_not_told_that_it_passed() -> None:
    office = asked()
    move(office, date(2022, 2, 24), on=date(2022, 2, 21))
    office.run_until(date(2022, 3, 10), first=date(2022, 2, 26))
    assert (sent(office, "deadline-moved"), sent(office, "deadline-passed")) == (["2022-02-24"], [])


def test_a_deadline_that_passed_moved_and_passed_again_is_told_each_time() -> None:
    office = asked()
    office.run_until(date(2022, 3, 3), first=date(2022, 2, 28))
    move(office, date(2022, 3, 10), on=date(2022, 3, 3))
    office.run_until(date(2022, 3, 15), first=date(2022, 3, 4))
    assert sent(office, "deadline-moved") == ["2022-03-10"]
    assert sent(office, "deadline-passed") == ["2022-02-28", "2022-03-10"]


@given(
    run_days=st.sets(st.dates(DECIDED_ON, LAST), max_size=15),
    answers=st.dictionaries(
        st.sampled_from(["di", "smvdanmark", "fh-ac"]),
        st.tuples(
            st.sampled_from(["complete", "incomplete", "not-in-writing"]),
            st.dates(date(2022, 1, 22), date(2022, 3, 12)),
        ),
    ),
    moves=st.dictionaries(
        st.dates(date(2022, 1, 22), date(2022, 3, 12)), st.dates(date(2022, 2, 20), date(2022, 3, 14)), max_size=3
    ),
)
@settings(max_examples=25, deadline=None)
def test_whatever_happens_a_day_is_planned_once_and_brings_a_body_one_letter_about_its_answer_at_most(
    run_days: set[date], answers: dict[str, tuple[str, date]], moves: dict[date, date]
) -> None:
    office = asked(["di", "smvdanmark"])
    latest_answer = max((on for _, on in answers.values()), default=DECIDED_ON)  # none is made late by a move
    for count in range((LAST - DECIDED_ON).days + 1):
        day = DECIDED_ON + timedelta(days=count)
        for body, (answer, on) in answers.items():
            people = {"incomplete": [office.person(Gender.MAN)]}.get(answer, [])
            if on == day:
                office.nominate(body, *people, on=on, in_writing=answer != "not-in-writing")
        if day in moves and moves[day] >= latest_answer:
            move(office, moves[day], on=day)
        if day in run_days:
            done = [action.body for action in office.run(day) if action.kind in ABOUT_THE_ANSWER]
            assert len(done) == len(set(done))
            assert plan(office.round, day) == []
    assert len({action.key for action in office.done}) == len(office.done)
