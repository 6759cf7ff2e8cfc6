"""What a person should do now, and in which form."""

from datetime import date

import pytest
from office import DECIDED_ON, Office, moment

from models.clarification import Point, PointState
from models.form import form
from models.open_tasks import OpenTask, open_tasks
from models.recording import record_observer
from models.words import Gender, LetterState, Question, ReleaseMode

MARCH = date(2022, 3, 2)


def tasks_with(office: Office, day: date, name: str) -> list[OpenTask]:
    return [task for task in open_tasks(office.round, day) if any(each.name == name for each in task.forms)]


@pytest.fixture
def asked(office: Office) -> Office:
    """All have been asked and nobody has answered."""
    office.decide()
    office.constitute()
    office.run(DECIDED_ON)
    office.round.letters[:] = [letter for letter in office.round.letters if letter.body]
    return office


def test_before_its_first_milestone_a_round_has_nothing_to_do(office: Office) -> None:
    assert open_tasks(office.round, date(2021, 10, 1)) == []


def test_the_decisions_of_the_kkr_are_recorded_when_their_day_has_come(office: Office) -> None:
    assert [(task.by, task.forms) for task in open_tasks(office.round, DECIDED_ON) if task.forms] == [
        (date(2021, 10, 15), [form("record-decision", kind="recommendation")]),
        (DECIDED_ON, [form("record-decision", kind="organisations")]),
        (DECIDED_ON, [form("record-chair-and-members")]),
    ]


def test_while_answers_may_still_come_nobody_is_to_be_called(asked: Office) -> None:
    assert tasks_with(asked, date(2022, 2, 28), "register-nomination") == []


def test_after_the_deadline_each_body_that_has_not_answered_is_called(asked: Office) -> None:
    for body in asked.round.bodies[1:-2]:
        asked.nominate(body.key)
    assert [(task.what, task.forms) for task in open_tasks(asked.round, MARCH) if task.by == date(2022, 2, 28)] == [
        ("DI has not answered: call them, and record what they say.", [form("register-nomination", body="di")]),
        (
            "FH og AC has not answered: call them, and record what they say.",
            [form("register-nomination", body="fh-ac")],
        ),
        (
            "Region Nordjylland has not answered: call them, and record what they say.",
            [form("record-region-member")],
        ),
    ]


def test_what_the_kkr_has_to_accept_is_asked_until_it_has_answered(asked: Office) -> None:
    asked.nominate("di", asked.person(Gender.MAN), reason="Ingen ville.", on=MARCH)
    assert [task.forms for task in tasks_with(asked, MARCH, "record-acceptance")] == [
        [form("record-acceptance", body="di", question="reason")],
        [form("record-acceptance", body="di", question="late")],
    ]
    asked.accept("di", accepted=False)
    asked.accept("di", Question.LATE)
    assert tasks_with(asked, MARCH, "record-acceptance") == []


def test_what_an_answer_lacks_is_asked_for_by_a_person_once_the_reminders_are_over(asked: Office) -> None:
    asked.nominate("di", asked.person(Gender.MAN))
    assert tasks_with(asked, date(2022, 2, 28), "register-nomination") == []
    assert tasks_with(asked, MARCH, "register-nomination")[-1].what == (
        "The answer of DI lacks a woman and a man, or the reason why not. Ask them, and register the whole answer anew."
    )


def test_a_nominee_stands_by_reference_with_the_points_that_are_open(asked: Office) -> None:
    asked.nominate("di", asked.person(), asked.person(Gender.MAN, cv=False, consent=False))
    [task] = tasks_with(asked, date(2022, 3, 10), "record-clarification")
    assert (task.what, task.by) == ("Ask nominee di/1/2 about: consent, cv.", date(2022, 3, 15))
    assert task.forms == [form("record-clarification", nominee="di/1/2", point="consent")]
    asked.clarify("di", Point.CONSENT, PointState.WAIVED, name=asked.nominee("di", Gender.MAN))
    asked.clarify("di", Point.CV, PointState.WAIVED, name=asked.nominee("di", Gender.MAN))
    assert tasks_with(asked, date(2022, 3, 10), "record-clarification") == []


def test_letters_that_wait_are_one_task_and_each_in_doubt_is_one(office: Office) -> None:
    office.round.release = ReleaseMode.AFTER_APPROVAL
    office.decide(organisations=["di", "smvdanmark", "videninstitution-1"])
    office.run(DECIDED_ON)
    office.round.letters[0].state, office.round.letters[0].error = LetterState.BOUNCED, "550"
    key = office.round.key
    assert [(task.what, task.forms) for task in open_tasks(office.round, DECIDED_ON) if "etter" in task.what] == [
        (
            "4 letters wait: read, then let leave.",
            [
                form(
                    "release-letters",
                    letters=[
                        f"{key}/request/{body}" for body in ("smvdanmark", "videninstitution-1", "fh-ac", "region")
                    ],
                )
            ],
        ),
        (
            "Letter request/di to DI is bounced: 550.",
            [
                form("settle-letters", letters=[f"{key}/request/di"]),
                form("record-address", receiver="di: indstilling@di.example"),
            ],
        ),
    ]


def test_an_address_that_letters_wait_for_is_asked_for_once(office: Office) -> None:
    office.constitute()
    office.run(DECIDED_ON)
    assert [task.forms for task in tasks_with(office, DECIDED_ON, "record-address")] == [
        [form("record-address", receiver=seat)] for seat in ("chair", "municipal-1", "municipal-2", "municipal-3")
    ]


def test_in_the_window_for_it_the_appointments_and_the_observer_are_recorded(asked: Office) -> None:
    day = date(2022, 3, 21)
    [appointments] = tasks_with(asked, day, "record-appointments")
    assert appointments.forms == [form("record-appointments")]
    assert (
        appointments.what
        == "Record whom the KKR appointed to company-1, company-2, company-3, company-4, knowledge, labour."
    )
    assert [task.forms for task in tasks_with(asked, day, "record-observer")] == [[form("record-observer")]]


def test_a_complete_board_that_may_not_take_office_is_told_with_the_rules(office: Office) -> None:
    office.seat_everybody()
    assert tasks_with(office, date(2022, 3, 24), "check-board") == []
    for member in office.round.members:
        member.person.gender = Gender.MAN
    [task] = tasks_with(office, date(2022, 3, 24), "check-board")
    assert "C2" in task.what


def test_a_seated_round_has_its_observer_to_record_letters_in_doubt_to_settle_and_nothing_else(office: Office) -> None:
    office.seat_everybody()
    office.run_until(date(2022, 4, 1))
    for letter in office.round.letters:
        letter.state, letter.error = LetterState.SENT, ""
    [observer] = open_tasks(office.round, date(2022, 4, 2))
    assert observer.forms == [form("record-observer")]
    after = date(2022, 4, 2)
    record_observer(office.round, person=office.person(), from_day=after, initials="TST", at=moment(after))
    office.run_until(date(2022, 4, 2))
    for letter in office.round.letters:
        letter.state, letter.error = LetterState.SENT, ""
    assert open_tasks(office.round, date(2022, 4, 2)) == []
    office.round.letters[0].state = LetterState.UNCERTAIN
    assert len(open_tasks(office.round, date(2022, 4, 2))) == 1
