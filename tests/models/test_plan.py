"""What the plan promises, shown on the shipped round, by example and by property."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office import DECIDED_ON, Office

from models.action import ActionKind
from models.definition import Definition, read_definition
from models.opening import build_round
from models.plan import plan
from models.progress import MilestoneState, deadlines
from models.round import Round
from models.words import Gender, LetterState, MilestoneKind, RoundState, SeatCategory
from terms import term_file

DEADLINE = date(2022, 2, 28)
DEFINITION: Definition = read_definition(term_file("nordjylland-2022-26"))[0]
ANSWERING = ["di", "dansk-erhverv", "smvdanmark", "tekniq", "horesta", "videninstitution-1", "fh-ac"]
days = st.dates(min_value=DECIDED_ON, max_value=date(2022, 4, 10))
answers = st.dictionaries(st.sampled_from(ANSWERING), st.dates(date(2022, 1, 22), date(2022, 3, 10)), max_size=7)


def fresh() -> Office:
    return Office(round=build_round(DEFINITION))


def decided() -> Office:
    office = fresh()
    office.decide()
    office.constitute()
    return office


def work(office: Office, run_days: set[date], answered: dict[str, date], last: date) -> None:
    """Staff register answers on their days; the daily run runs on some of the days."""
    for count in range((last - DECIDED_ON).days + 1):
        day = DECIDED_ON + timedelta(days=count)
        if day in run_days:
            office.run(day)
        for body, on in answered.items():
            if on == day:
                office.nominate(body, on=on)


def put_deadline_on(round_: Round, day: date) -> None:
    """As move-milestone does, without its rules: here the deadline may pass the later milestones."""
    milestone = round_.milestone(MilestoneKind.NOMINATIONS)
    milestone.starts_on = milestone.ends_on = day


def letters(office: Office) -> list[str]:
    return [letter.key for letter in office.round.letters]


@given(run_days=st.sets(days, max_size=20), answered=answers, today=days)
@settings(max_examples=60, deadline=None)
def test_planning_twice_gives_the_same(run_days: set[date], answered: dict[str, date], today: date) -> None:
    office = decided()
    work(office, run_days, answered, today)
    events, sent = len(office.round.events), letters(office)
    first = plan(office.round, today)
    assert plan(office.round, today) == first
    assert (len(office.round.events), letters(office)) == (events, sent)


@given(run_days=st.sets(days, max_size=20), answered=answers, today=days)
@settings(max_examples=60, deadline=None)
def test_acting_on_everything_and_planning_again_the_same_day_gives_nothing(
    run_days: set[date], answered: dict[str, date], today: date
) -> None:
    office = decided()
    work(office, run_days, answered, today)
    office.run(today)
    assert plan(office.round, today) == []


@given(run_days=st.sets(days, max_size=20), answered=answers, last=days)
@settings(max_examples=60, deadline=None)
def test_skipping_days_and_then_planning_does_each_thing_once(
    run_days: set[date], answered: dict[str, date], last: date
) -> None:
    office = decided()
    work(office, {*run_days, last}, answered, last)
    keys = [action.key for action in office.done]
    assert len(keys) == len(set(keys)), "an action was done twice"
    requests = [key for key in letters(office) if "/request/" in key]
    assert len(requests) == len(set(requests)) == 12
    answered_by_now = {body for body, on in answered.items() if on <= last}
    office.run(last)
    assert {key.split("/")[2] for key in letters(office) if "/receipt/" in key} == answered_by_now


@given(moved_on=st.dates(date(2022, 2, 1), DEADLINE), shift=st.integers(min_value=1, max_value=30))
@settings(max_examples=40, deadline=None)
def test_moving_the_deadline_moves_the_reminders_that_have_not_gone_out_and_no_others(
    moved_on: date, shift: int
) -> None:
    office = decided()
    gone = {a.key for a in office.run_until(moved_on) if a.kind is ActionKind.REMIND}
    deadline = DEADLINE + timedelta(days=shift)
    put_deadline_on(office.round, deadline)
    later = [a for a in office.run_until(deadline, first=moved_on + timedelta(days=1)) if a.kind is ActionKind.REMIND]
    expected = {
        f"nordjylland-2022-26/reminder/{before}/{body.key}": deadline - timedelta(days=before)
        for before in (14, 7, 2)
        for body in office.round.entitled_bodies
    }
    assert {a.key: a.due_on for a in later} == {key: day for key, day in expected.items() if key not in gone}
    assert len(later) == len({a.key for a in later})


def test_nothing_goes_out_before_the_decision_on_organisations_is_recorded() -> None:
    office = fresh()
    office.run_until(date(2022, 2, 20), first=date(2021, 10, 1))
    assert {action.kind for action in office.done} == {ActionKind.TELL_MISSED, ActionKind.DIGEST}


def test_the_decision_sends_one_request_to_each_entitled_body_and_to_nobody_else() -> None:
    office = fresh()
    office.decide(organisations=["di", "smvdanmark", "videninstitution-1"])
    office.run(DECIDED_ON)
    assert [key for key in letters(office) if key.split("/")[1] not in ("missed", "digest")] == [
        f"nordjylland-2022-26/request/{body}" for body in ("di", "smvdanmark", "videninstitution-1", "fh-ac", "region")
    ]


def test_reminders_go_14_7_and_2_days_before_the_deadline_to_those_who_have_not_answered() -> None:
    office = decided()
    office.run(DECIDED_ON)
    office.nominate("di", on=date(2022, 2, 10))
    office.run_until(date(2022, 2, 15))
    office.nominate("tekniq", on=date(2022, 2, 15))
    office.run_until(DEADLINE, first=date(2022, 2, 16))
    sent = [
        (a.due_on, a.body) for a in office.done if a.kind is ActionKind.REMIND and a.body in ("di", "tekniq", "horesta")
    ]
    assert sent == [
        (date(2022, 2, 14), "tekniq"),
        (date(2022, 2, 14), "horesta"),
        (date(2022, 2, 21), "horesta"),
        (date(2022, 2, 26), "horesta"),
    ]


def test_after_downtime_only_the_newest_reminder_goes_out_and_the_skipped_one_says_why() -> None:
    office = decided()
    office.run(DECIDED_ON)
    done = [a for a in office.run(date(2022, 2, 22)) if a.body == "di"]
    assert [(a.kind, a.key.split("/")[2]) for a in done] == [(ActionKind.SKIP, "14"), (ActionKind.REMIND, "7")]
    assert done[0].reason == "not sent on 2022-02-14, and by 2022-02-22 a later reminder was due as well"


def test_a_skipped_reminder_comes_back_when_the_deadline_moves() -> None:
    office = decided()
    office.run(DECIDED_ON)
    office.run(date(2022, 2, 22))
    put_deadline_on(office.round, date(2022, 3, 14))
    done = [a.key for a in office.run(date(2022, 2, 28)) if a.body == "di"]
    assert done == ["nordjylland-2022-26/reminder/14/di"]


def test_a_request_after_a_reminder_day_is_not_followed_by_that_reminder() -> None:
    office = fresh()
    office.decide(on=date(2022, 2, 22))
    office.run(date(2022, 2, 22))
    office.run(date(2022, 2, 23))
    assert not [key for key in letters(office) if "/reminder/" in key]


def test_a_missed_deadline_is_told_once_and_again_when_it_was_moved_and_missed_again() -> None:
    office = decided()
    office.run_until(date(2022, 3, 3))
    put_deadline_on(office.round, date(2022, 3, 8))
    office.run_until(date(2022, 3, 10), first=date(2022, 3, 4))
    told = [key.split("/", 2)[2] for key in letters(office) if "/missed/nominations" in key]
    assert told == ["nominations/2022-02-28", "nominations/2022-03-08"]


def test_nominations_are_checked_again_once_the_deadline_has_passed_and_what_was_found_is_kept() -> None:
    office = decided()
    office.nominate("di")
    office.nominate("tekniq", office.person(Gender.MAN), reason="Ingen kvinde ville stille op.")
    office.nominate("horesta", on=DEADLINE + timedelta(days=1))
    checks = [action for action in office.run_until(date(2022, 3, 4)) if action.kind is ActionKind.CHECK]
    assert [(action.key, action.due_on) for action in checks] == [
        (f"nordjylland-2022-26/nominations-checked/{DEADLINE}", DEADLINE + timedelta(days=1))
    ]
    (event,) = [event for event in office.round.events if event.what == "check"]
    assert (event.on, event.new) == (date(2022, 3, 1), {"findings": {"tekniq": ["B7", "B10"], "horesta": ["B12"]}})


def test_nothing_is_checked_again_when_nobody_has_answered() -> None:
    office = decided()
    assert [action for action in office.run_until(date(2022, 3, 4)) if action.kind is ActionKind.CHECK] == []


def test_the_board_takes_office_on_the_day_when_it_is_complete_and_legal() -> None:
    office = fresh()
    office.seat_everybody()
    assert not [a for a in office.run(date(2022, 3, 31)) if a.kind is ActionKind.SEAT]
    assert [a.kind for a in office.run(date(2022, 4, 1))] == [ActionKind.SEAT]
    assert (office.round.state, office.round.seated_on) == (RoundState.SEATED, date(2022, 4, 1))
    assert office.run(date(2022, 4, 2)) == []


def test_a_board_completed_after_its_day_takes_office_on_the_day_it_was_completed() -> None:
    office = fresh()
    office.seat_everybody()
    office.round.members[-1].decided_on = date(2022, 4, 20)
    office.run(date(2022, 4, 22))
    assert (office.round.state, office.round.seated_on) == (RoundState.SEATED, date(2022, 4, 20))


@pytest.mark.parametrize(
    "state, missing",
    [
        (LetterState.HELD, "DI"),
        (LetterState.FAILED, "DI (not reached: call them)"),
        (LetterState.UNCERTAIN, "DI"),
        (LetterState.CANCELLED, "DI"),
    ],
)
def test_a_request_that_has_not_left_is_still_missing_and_is_followed_by_no_reminder(
    state: LetterState, missing: str
) -> None:
    office = decided()
    office.run(DECIDED_ON)
    request = next(letter for letter in office.round.letters if letter.body and letter.body.key == "di")
    request.state, request.sent_at = state, None
    rows = {row.kind: row for row in deadlines(office.round, date(2022, 2, 14))}
    assert (rows[MilestoneKind.REQUESTS].state, rows[MilestoneKind.REQUESTS].missing) == (
        MilestoneState.MISSED,
        [missing],
    )
    reminded = [action.body for action in office.run(date(2022, 2, 14)) if action.kind is ActionKind.REMIND]
    assert (len(reminded), "di" in reminded) == (11, False)


def test_an_incomplete_board_does_not_take_office() -> None:
    office = fresh()
    office.seat_everybody()
    labour = next(a for a in office.round.appointments if a.seat and a.seat.category is SeatCategory.LABOUR)
    office.round.appointments.remove(labour)
    assert not [a for a in office.run(date(2022, 4, 1)) if a.kind is ActionKind.SEAT]
    assert office.round.state is RoundState.IN_PLAY
