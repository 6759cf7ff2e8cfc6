"""What falls due with the answers of the bodies: what is missing, and what the KKR says to them."""

from datetime import date

import pytest
from office import DECIDED_ON, Office

from models.action import ActionKind
from models.plan import plan
from models.words import Gender, Question

ROUND = "nordjylland-2022-26"


@pytest.fixture
def asked(office: Office) -> Office:
    """The requests have left on the day of the decision."""
    office.decide()
    office.constitute()
    office.run(DECIDED_ON)
    return office


def stages(office: Office, body: str = "di") -> list[tuple[str, date]]:
    """The reminders of what is missing that went to a body: the days before the deadline, and when they fell due."""
    reminders = [a for a in office.done if a.kind is ActionKind.REMIND_INCOMPLETE and a.body == body]
    return [(action.key.split("/")[2], action.due_on) for action in reminders]


def told(office: Office) -> list[str]:
    """The letters about the KKR's answers, by what follows the round in their keys."""
    return [a.key.removeprefix(f"{ROUND}/acceptance/") for a in office.done if a.kind is ActionKind.TELL_ACCEPTANCE]


def test_what_is_missing_is_asked_for_on_the_days_of_the_reminders_and_no_other_reminder_is_sent(asked: Office) -> None:
    asked.nominate("di", asked.person(Gender.MAN), on=date(2022, 2, 10))
    asked.run_until(date(2022, 2, 28), first=date(2022, 2, 10))
    assert stages(asked) == [("14", date(2022, 2, 14)), ("7", date(2022, 2, 21)), ("2", date(2022, 2, 26))]
    assert [a for a in asked.done if a.kind is ActionKind.REMIND and a.body == "di"] == []


@pytest.mark.parametrize(
    "on, expected",
    [(14, ["7", "2"]), (13, ["14", "7", "2"]), (21, ["2"]), (26, []), (28, [])],
    ids=["on the day itself", "the day before", "on the second day", "on the last day", "on the deadline"],
)
def test_only_the_days_after_the_receipt_of_an_answer_count(asked: Office, on: int, expected: list[str]) -> None:
    asked.run_until(date(2022, 2, on))
    asked.nominate("di", asked.person(Gender.MAN), on=date(2022, 2, on))
    asked.run_until(date(2022, 3, 2), first=date(2022, 2, on))
    assert [stage for stage, _ in stages(asked)] == expected


def test_a_receipt_that_comes_late_and_a_reminder_do_not_say_the_same_on_one_day(asked: Office) -> None:
    asked.nominate("di", asked.person(Gender.MAN), on=date(2022, 2, 10))
    asked.run(date(2022, 2, 15))
    assert stages(asked) == []
    asked.run_until(date(2022, 2, 21), first=date(2022, 2, 16))
    assert stages(asked) == [("7", date(2022, 2, 21))]


def test_after_downtime_only_the_newest_goes_out_and_the_skipped_one_says_why(asked: Office) -> None:
    asked.nominate("di", asked.person(Gender.MAN), on=date(2022, 2, 10))
    asked.run(date(2022, 2, 10))
    done = [a for a in asked.run(date(2022, 2, 22)) if a.body == "di"]
    assert [(a.kind, a.key) for a in done] == [
        (ActionKind.SKIP, f"{ROUND}/incomplete/14/di/skipped/2022-02-14"),
        (ActionKind.REMIND_INCOMPLETE, f"{ROUND}/incomplete/7/di"),
    ]
    assert done[0].reason == "not sent on 2022-02-14, and by 2022-02-22 a later reminder was due as well"


def test_a_complete_answer_or_a_clarified_one_stops_it(asked: Office) -> None:
    for body in ("di", "tekniq", "horesta"):
        asked.nominate(body, asked.person(Gender.NOT_STATED), asked.person(), asked.person(Gender.MAN))
    asked.run_until(date(2022, 2, 14), first=date(2022, 2, 10))
    asked.nominate("di", on=date(2022, 2, 15))
    tekniq = next(each for each in asked.round.nominations if each.body.key == "tekniq")
    tekniq.nominees[0].gender = Gender.WOMAN
    asked.run_until(date(2022, 3, 5), first=date(2022, 2, 15))
    assert [len(stages(asked, body)) for body in ("di", "tekniq", "horesta")] == [1, 1, 3]


def test_a_correction_that_is_incomplete_too_is_reminded_of_on_the_days_left(asked: Office) -> None:
    asked.nominate("di", asked.person(Gender.MAN))
    asked.run_until(date(2022, 2, 16), first=date(2022, 2, 10))
    asked.nominate("di", asked.person(Gender.WOMAN), on=date(2022, 2, 17))
    asked.run_until(date(2022, 2, 28), first=date(2022, 2, 17))
    numbers = [a.nomination for a in asked.done if a.kind is ActionKind.REMIND_INCOMPLETE]
    assert (numbers, [stage for stage, _ in stages(asked)]) == ([1, 2, 2], ["14", "7", "2"])


def test_an_answer_that_is_only_late_lacks_nothing_the_body_could_send(asked: Office) -> None:
    asked.nominate("di", on=date(2022, 3, 2))
    asked.run_until(date(2022, 3, 8), first=date(2022, 3, 2))
    assert [
        a.kind for a in asked.done if a.body == "di" and a.due_on > DECIDED_ON and a.kind is not ActionKind.SKIP
    ] == [ActionKind.RECEIPT]


def test_an_answer_of_the_kkr_is_told_once_and_a_changed_one_again(asked: Office) -> None:
    asked.nominate("di", asked.person(Gender.MAN), reason="Ingen kvinde ønskede at stille op.", on=date(2022, 3, 2))
    asked.accept("di", Question.REASON, accepted=False, on=date(2022, 3, 3))
    asked.run_until(date(2022, 3, 5), first=date(2022, 3, 3))
    asked.accept("di", Question.LATE, on=date(2022, 3, 7))
    asked.accept("di", Question.REASON, accepted=True, on=date(2022, 3, 7))
    asked.run(date(2022, 3, 15))
    assert told(asked) == ["di/1/reason/1", "di/1/reason/2", "di/1/late/1"]
    assert plan(asked.round, date(2022, 3, 15)) == []


def test_of_two_answers_between_two_runs_only_the_one_in_force_is_told(asked: Office) -> None:
    asked.nominate("di", on=date(2022, 3, 2))
    asked.accept("di", Question.LATE, accepted=False, on=date(2022, 3, 3))
    asked.accept("di", Question.LATE, accepted=True, on=date(2022, 3, 4))
    asked.run(date(2022, 3, 5))
    assert told(asked) == ["di/1/late/2"]
    assert [a.due_on for a in asked.done if a.kind is ActionKind.TELL_ACCEPTANCE] == [date(2022, 3, 4)]


def test_nothing_is_told_of_a_nomination_that_was_replaced_nor_of_a_question_that_fell_away(asked: Office) -> None:
    for body in ("di", "tekniq"):
        asked.nominate(body, asked.person(Gender.NOT_STATED), asked.person(), reason="Ingen mand.", on=date(2022, 2, 9))
        asked.accept(body, Question.REASON, accepted=False, on=date(2022, 2, 10))
    asked.nominate("di", on=date(2022, 2, 11))
    tekniq = next(each for each in asked.round.nominations if each.body.key == "tekniq")
    tekniq.nominees[0].gender = Gender.MAN
    asked.run(date(2022, 2, 12))
    assert told(asked) == []


def test_who_names_nobody_after_the_deadline_is_not_told_whether_that_counts(asked: Office) -> None:
    asked.nominate("di", on=date(2022, 3, 2))
    asked.accept("di", Question.LATE, on=date(2022, 3, 3))
    asked.round.nominations[0].nominees.clear()
    asked.run(date(2022, 3, 4))
    assert told(asked) == []
