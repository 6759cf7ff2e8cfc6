"""Letters that wait and must not leave: what a later answer overtakes, and what tells the same human the opposite."""

from datetime import date, timedelta

import pytest
from office import DECIDED_ON, MAN, WOMAN, Office, moment

from models.contradictions import Objection, aged, contradicted, objections, obstacle
from models.entries import PersonEntry
from models.errors import EntryRefused
from models.event import Event
from models.letter import Letter
from models.nomination import Person
from models.plan import plan
from models.recording import drop_letters, move_milestone, release_letters
from models.recording.people import add_person
from models.words import Gender, LetterKind, LetterState, MilestoneKind, Question, ReleaseMode, SeatCategory
from notifications.act import advance

ANSWERED_ON, NOW = date(2022, 2, 10), moment(DECIDED_ON)
HELD, QUEUED, SENT, CANCELLED = LetterState.HELD, LetterState.QUEUED, LetterState.SENT, LetterState.CANCELLED
WAITING = (HELD, QUEUED)
OVERTAKEN = "overtaken by a later answer"

BOARD_SITS = "the board took office on 2022-04-01, since it was written: edit it, or drop it"


@pytest.fixture
def asked(office: Office) -> Office:
    """The requests have left; what is written from now on waits for approval."""
    office.decide()
    office.run(DECIDED_ON)
    office.round.release = ReleaseMode.AFTER_APPROVAL
    return office


DEADLINE = date(2022, 2, 28)


def letter(office: Office, key: str) -> Letter:
    return next(each for each in office.round.letters if each.key.endswith(f"/{key}"))


def enqueue(office: Office, kind: LetterKind, key: str, person: Person, state: LetterState = QUEUED) -> Letter:
    """A letter to a person as the plan would have it, without its text."""
    written = Letter(
        key=f"{office.round.key}/{key}", kind=kind, state=state, subject=key, text="", html="", enqueued_on=DECIDED_ON,
        next_attempt_at=NOW, person=person,
    )  # fmt: skip
    office.round.letters.append(written)
    office.round.events.append(Event(at=NOW, on=DECIDED_ON, actor="plan", what=kind.value, key=written.key))
    return written


def human(office: Office, name: str = "Prøvekandidat 1") -> Person:
    """Another entry of a human in the round."""
    return add_person(office.round, PersonEntry(name=name, gender=Gender.WOMAN, email="en@prove.example"))


# What a later answer overtakes


def test_a_reminder_that_waits_is_cancelled_when_the_answer_is_registered(asked: Office) -> None:
    asked.run(date(2022, 2, 14))
    reminder, other = letter(asked, "reminder/14/di"), letter(asked, "reminder/14/tekniq")
    assert (reminder.state, objections(asked.round, DECIDED_ON)) == (HELD, [])
    asked.nominate("di", on=date(2022, 2, 15))
    advance(asked.round, date(2022, 2, 15), moment(date(2022, 2, 15)))
    assert (reminder.state, reminder.error, other.state) == (CANCELLED, OVERTAKEN, HELD)
    event = next(each for each in asked.round.events if each.what == "letter cancelled")
    assert (event.actor, event.subject, event.reason) == ("plan", reminder.key, OVERTAKEN)


def test_a_receipt_that_waits_is_cancelled_when_a_corrected_nomination_comes_and_the_new_one_is_not(
    asked: Office,
) -> None:
    asked.nominate("di", WOMAN, on=ANSWERED_ON)
    asked.run(ANSWERED_ON)
    asked.nominate("di", WOMAN, MAN, on=ANSWERED_ON)
    asked.run(ANSWERED_ON)  # at the very same moment
    assert [letter(asked, f"receipt/di/{number}").state for number in (1, 2)] == [CANCELLED, HELD]


@pytest.mark.parametrize("state", [*WAITING, LetterState.SENDING, SENT, LetterState.UNCERTAIN, LetterState.FAILED])
def test_only_a_letter_that_waits_is_cancelled(asked: Office, state: LetterState) -> None:
    asked.nominate("di", WOMAN, on=ANSWERED_ON)
    asked.run(ANSWERED_ON)
    receipt = letter(asked, "receipt/di/1")
    receipt.state, receipt.lease_by = state, "a"
    asked.nominate("di", WOMAN, MAN, on=ANSWERED_ON)
    advance(asked.round, ANSWERED_ON, moment(ANSWERED_ON))
    assert (receipt.state, receipt.lease_by) == ((CANCELLED, "") if state in WAITING else (state, "a"))


def test_an_answer_registered_by_a_run_that_had_to_wait_overtakes_too(asked: Office) -> None:
    asked.run(date(2022, 2, 14))
    asked.nominate("di", on=date(2022, 2, 13))  # its run asked the clock first and got the round second
    assert [each.letter.key for each in objections(asked.round, DECIDED_ON)] == [letter(asked, "reminder/14/di").key]


def test_a_moved_deadline_need_not_be_told_to_who_has_answered(asked: Office) -> None:
    move_milestone(
        asked.round, milestone=MilestoneKind.NOMINATIONS, starts_on=date(2022, 2, 25), ends_on=date(2022, 2, 25),
        reason="Aftalt med regionerne.", initials="TST", at=moment(ANSWERED_ON),
    )  # fmt: skip
    asked.run(ANSWERED_ON)
    told = letter(asked, "deadline-moved/2022-02-25/di")
    asked.nominate("di", on=ANSWERED_ON)
    assert objections(asked.round, DECIDED_ON) == [Objection(letter=told, becomes=CANCELLED, cause=OVERTAKEN)]


@pytest.fixture
def one_sex(asked: Office) -> Office:
    """DI named a man only and says why; the KKR has accepted that, and the letter about it waits."""
    asked.nominate("di", MAN, on=ANSWERED_ON, reason="Ingen kvinde ville.")
    asked.run(ANSWERED_ON)
    asked.accept("di", on=date(2022, 3, 1))
    asked.run(date(2022, 3, 1))
    return asked


def test_the_letter_about_the_answer_of_the_kkr_is_cancelled_when_the_kkr_answers_anew(one_sex: Office) -> None:
    first = letter(one_sex, "acceptance/di/1/reason/1")
    assert first.state is HELD
    one_sex.accept("di", accepted=False, on=date(2022, 3, 2))
    one_sex.run(date(2022, 3, 2))
    assert (first.state, letter(one_sex, "acceptance/di/1/reason/2").state) == (CANCELLED, HELD)


def test_the_letter_about_the_answer_of_the_kkr_is_cancelled_when_a_corrected_nomination_comes(one_sex: Office) -> None:
    first = letter(one_sex, "acceptance/di/1/reason/1")
    one_sex.nominate("di", WOMAN, MAN, on=date(2022, 3, 2))
    one_sex.run(date(2022, 3, 2))
    assert first.state is CANCELLED


def test_an_answer_to_another_question_or_body_overtakes_nothing(asked: Office) -> None:
    late = date(2022, 3, 2)
    for body in ("di", "tekniq"):
        asked.nominate(body, MAN, on=late, reason="Ingen kvinde ville.")
    asked.run(late)
    asked.accept("di", on=late)
    asked.run(late)
    first = letter(asked, "acceptance/di/1/reason/1")
    for body, question in (("di", Question.LATE), ("tekniq", Question.REASON), ("tekniq", Question.LATE)):
        asked.accept(body, question, on=late)
    assert (objections(asked.round, DECIDED_ON), first.state) == ([], HELD)


# What tells the same human the opposite


@pytest.mark.parametrize(
    "gained, lost, name",
    [
        pytest.param(LetterKind.APPOINTED, LetterKind.NOT_APPOINTED, "Prøvekandidat 1", id="two entries of one human"),
        pytest.param(LetterKind.APPOINTED, LetterKind.NOT_APPOINTED, " prøvekandidat  1", id="written another way"),
        pytest.param(LetterKind.WELCOME, LetterKind.NOT_APPOINTED, "Prøvekandidat 1", id="welcome"),
    ],
)
def test_two_letters_that_say_the_opposite_are_both_held_until_one_is_dropped(
    office: Office, gained: LetterKind, lost: LetterKind, name: str
) -> None:
    won = enqueue(office, gained, "won", human(office))
    out = enqueue(office, lost, "out", human(office, name))
    another = human(office, "Prøvekandidat 2")
    another.email = "proevekandidat-2@kandidater.example"
    beside = enqueue(office, lost, "beside", another)
    advance(office.round, DECIDED_ON, NOW)
    assert [won.state, out.state, beside.state] == [HELD, HELD, QUEUED]
    assert won.error == f"it contradicts {out.key}, which is held: drop one of the two"
    assert won.key in out.error
    for keys in (["won"], ["out"], ["won", "out"]):
        with pytest.raises(EntryRefused, match=r"^letters: .*: it contradicts .*, which is held: drop one of the two$"):
            release_letters(office.round, letters=keys, initials="TST", at=NOW)
    first, second = (f"it contradicts {each.key}, which is held: drop one of the two" for each in (out, won))
    assert release_letters(office.round, initials="TST", at=NOW).message == (
        f"Released 0 letters. Still held: {won.key} ({first}); {out.key} ({second})."
    )
    drop_letters(office.round, letters=["out"], reason="Forkert.", initials="TST", at=NOW)
    assert release_letters(office.round, initials="TST", at=NOW).message == "Released 1 letter."
    advance(office.round, DECIDED_ON, NOW)
    assert (won.state, won.error, out.state) == (QUEUED, "", CANCELLED)


@pytest.mark.parametrize("state", [SENT, LetterState.SENDING, LetterState.UNCERTAIN, LetterState.BOUNCED, HELD])
def test_who_was_or_may_have_been_told_of_an_appointment_is_not_told_the_opposite(
    office: Office, state: LetterState
) -> None:
    won = enqueue(office, LetterKind.APPOINTED, "won", human(office), state)
    out = enqueue(office, LetterKind.NOT_APPOINTED, "out", human(office))
    advance(office.round, DECIDED_ON, NOW)
    assert (won.state, out.state) == (state, HELD)
    with pytest.raises(EntryRefused, match="it contradicts"):
        release_letters(office.round, letters=["out"], initials="TST", at=NOW)


@pytest.mark.parametrize("state", [CANCELLED, LetterState.FAILED])
def test_what_never_leaves_contradicts_nothing(office: Office, state: LetterState) -> None:
    enqueue(office, LetterKind.APPOINTED, "won", human(office), state)
    out = enqueue(office, LetterKind.NOT_APPOINTED, "out", human(office))
    assert contradicted(office.round, out) is None


def test_who_was_told_no_can_be_told_of_a_later_appointment(office: Office) -> None:
    out = enqueue(office, LetterKind.NOT_APPOINTED, "out", human(office), SENT)
    won = enqueue(office, LetterKind.APPOINTED, "won", human(office))
    advance(office.round, DECIDED_ON, NOW)
    assert (won.state, out.state) == (QUEUED, SENT)


def test_a_letter_that_a_worker_has_claimed_is_held_and_the_worker_finds_it_gone(office: Office) -> None:
    out = enqueue(office, LetterKind.NOT_APPOINTED, "out", human(office))
    out.lease_by, out.lease_until = "a", NOW + timedelta(minutes=15)
    enqueue(office, LetterKind.APPOINTED, "won", human(office))
    advance(office.round, DECIDED_ON, NOW)
    assert (out.state, out.lease_by, out.lease_until) == (HELD, "", None)


def test_one_human_named_by_two_bodies_and_appointed_once_gets_one_letter(office: Office) -> None:
    office.decide()
    office.constitute()
    both = office.person(Gender.WOMAN, smv=True, email="en@prove.example")
    for body in ("di", "dansk-erhverv"):
        office.nominate(body, both, office.person(Gender.MAN, email="to@prove.example"))
    for body in ("smvdanmark", "tekniq", "videninstitution-1", "fh-ac"):
        office.nominate(body, office.person(Gender.WOMAN, email="tre@prove.example"), office.person(Gender.MAN))
    office.appoint_region()
    woman, man = Gender.WOMAN, Gender.MAN
    office.appoint(
        (SeatCategory.COMPANY, "dansk-erhverv", both.name),
        (SeatCategory.COMPANY, "di", office.nominee("di", man)),
        (SeatCategory.COMPANY, "smvdanmark", office.nominee("smvdanmark", woman)),
        (SeatCategory.COMPANY, "tekniq", office.nominee("tekniq", man)),
        (SeatCategory.KNOWLEDGE, "videninstitution-1", office.nominee("videninstitution-1", woman)),
        (SeatCategory.LABOUR, "fh-ac", office.nominee("fh-ac", man)),
    )
    advance(office.round, date(2022, 3, 23), moment(date(2022, 3, 23)))
    told = [each.kind for each in office.round.letters if each.person and each.person.name == both.name]
    assert (told, objections(office.round, DECIDED_ON)) == ([LetterKind.APPOINTED], [])


def test_a_request_to_a_body_that_a_new_decision_left_out_is_held_and_cannot_be_released(office: Office) -> None:
    office.round.release = ReleaseMode.AFTER_APPROVAL
    office.decide()
    office.run(DECIDED_ON)
    request = next(each for each in office.round.letters if each.key.endswith("/request/di"))
    others = [body.key for body in office.round.entitled_bodies if body.key not in ("di", "fh-ac", "region")]
    office.decide(organisations=others)
    cause = "the KKR's present decision does not have this body: drop the letter"
    assert obstacle(office.round, request) == cause
    with pytest.raises(EntryRefused, match=cause):
        release_letters(office.round, letters=["request/di"], initials="TST", at=NOW)
    request.state = LetterState.QUEUED
    office.run(DECIDED_ON)
    assert (request.state, request.error) == (LetterState.HELD, cause)


def test_a_held_request_says_that_the_deadline_has_moved_since(office: Office) -> None:
    office.round.release = ReleaseMode.AFTER_APPROVAL
    office.decide()
    office.run(DECIDED_ON)
    request = next(each for each in office.round.letters if each.key.endswith("/request/di"))
    assert aged(office.round, request, DECIDED_ON) == ""
    move_milestone(
        office.round, milestone=MilestoneKind.NOMINATIONS, starts_on=date(2022, 2, 25), reason="Helligdag.",
        initials="TST", at=NOW,
    )  # fmt: skip
    assert aged(office.round, request, DECIDED_ON).startswith("the deadline has moved since it was written")


def test_a_held_letter_says_that_the_deadline_it_names_has_passed_since(office: Office) -> None:
    office.round.release = ReleaseMode.AFTER_APPROVAL
    office.decide()
    office.run(DECIDED_ON)
    request = next(each for each in office.round.letters if each.key.endswith("/request/di"))
    assert aged(office.round, request, date(2022, 2, 28)) == ""
    said = "the deadline has passed since it was written, on 2022-02-28: edit it, or drop it"
    assert aged(office.round, request, date(2022, 3, 1)) == said
    request.enqueued_on = date(2022, 3, 1)  # it says so itself
    assert aged(office.round, request, date(2022, 3, 2)) == ""


def test_a_body_whose_request_was_overtaken_by_its_answer_is_not_asked_again(office: Office) -> None:
    office.decide()
    run_only(office, DECIDED_ON)
    office.nominate("di", on=DECIDED_ON)
    office.appoint_region(on=DECIDED_ON)
    run_only(office, DECIDED_ON)
    cancelled = {each.key.partition("/")[2] for each in office.round.letters if each.state is LetterState.CANCELLED}
    assert cancelled == {"request/di", "request/region"}
    office.decide(on=DECIDED_ON + timedelta(days=3))
    run_only(office, DECIDED_ON + timedelta(days=3))
    assert not [each.key for each in office.round.letters if each.key.endswith(("request/di/2", "request/region/2"))]


def run_only(office: Office, day: date) -> None:
    """The daily run, while no letter can leave."""
    advance(office.round, day, moment(day))


def test_a_reminder_that_waits_is_overtaken_by_the_next_one_and_by_the_deadline(office: Office) -> None:
    """As when the mail server cannot be reached for weeks."""
    office.decide()
    office.run(DECIDED_ON)
    for days_before in (14, 7, 2):
        run_only(office, DEADLINE - timedelta(days=days_before))
    waiting = [
        each for each in office.round.letters if each.kind is LetterKind.REMINDER and each.state is LetterState.QUEUED
    ]
    assert {each.key.split("/")[2] for each in waiting} == {"2"}
    run_only(office, DEADLINE + timedelta(days=1))
    assert {each.state for each in office.round.letters if each.kind is LetterKind.REMINDER} == {LetterState.CANCELLED}
    passed = [each for each in office.round.letters if each.kind is LetterKind.DEADLINE_PASSED]
    assert {each.state for each in passed} == {LetterState.QUEUED}


def test_a_reminder_to_the_region_is_overtaken_by_its_member(office: Office) -> None:
    office.decide()
    office.run(DECIDED_ON)
    run_only(office, DEADLINE - timedelta(days=14))
    reminder = next(each for each in office.round.letters if each.key.endswith("/reminder/14/region"))
    office.appoint_region(on=DEADLINE - timedelta(days=8))
    run_only(office, DEADLINE - timedelta(days=8))
    assert reminder.state is LetterState.CANCELLED


def test_a_letter_about_a_moved_deadline_is_not_overtaken_by_a_reminder(office: Office) -> None:
    office.decide()
    office.run(DECIDED_ON)
    move_milestone(
        office.round, milestone=MilestoneKind.NOMINATIONS, starts_on=date(2022, 2, 25), reason="Møde flyttet.",
        initials="TST", at=moment(date(2022, 2, 9)),
    )  # fmt: skip
    run_only(office, date(2022, 2, 9))
    told = next(each for each in office.round.letters if each.key.endswith("/deadline-moved/2022-02-25/di"))
    run_only(office, date(2022, 2, 14))
    assert told.state is LetterState.QUEUED


def test_a_body_that_is_decided_on_again_after_its_request_was_dropped_is_asked_again(office: Office) -> None:
    office.round.release = ReleaseMode.AFTER_APPROVAL
    office.decide()
    office.run(DECIDED_ON)
    others = [body.key for body in office.round.entitled_bodies if body.key not in ("di", "fh-ac", "region")]
    office.decide(organisations=others)
    drop_letters(office.round, letters=["request/di"], reason="Ikke indstillingsberettiget.", initials="TST", at=NOW)
    assert [action for action in plan(office.round, DECIDED_ON) if action.body == "di"] == []
    office.decide(on=DECIDED_ON + timedelta(days=3))
    again = [action.key for action in plan(office.round, DECIDED_ON + timedelta(days=3)) if action.body == "di"]
    assert again == ["nordjylland-2022-26/request/di/2"]


def test_a_held_request_to_a_body_that_has_answered_is_overtaken(office: Office) -> None:
    office.round.release = ReleaseMode.AFTER_APPROVAL
    office.decide()
    office.run(DECIDED_ON)
    office.nominate("di")
    office.run(date(2022, 2, 10))
    request = next(each for each in office.round.letters if each.key.endswith("/request/di"))
    assert request.state is LetterState.CANCELLED


def test_two_names_with_one_address_are_one_inbox(office: Office) -> None:
    won = enqueue(office, LetterKind.APPOINTED, "won", human(office))
    out = enqueue(office, LetterKind.NOT_APPOINTED, "out", human(office, "Åse Østergård"))
    advance(office.round, DECIDED_ON, NOW)
    assert won.person is not None
    assert out.person is not None
    assert (won.person.name != out.person.name, won.person.email) == (True, out.person.email)
    assert (won.state, out.state) == (HELD, HELD)


@pytest.mark.parametrize("written_on, said", [(date(2022, 3, 23), BOARD_SITS), (date(2022, 4, 1), "")])
def test_a_letter_about_the_board_ages_only_when_the_board_takes_office_after_it_was_written(
    office: Office, written_on: date, said: str
) -> None:
    office.seat_everybody()
    office.run_until(date(2022, 4, 1))
    letter = next(each for each in office.round.letters if each.kind is LetterKind.WELCOME)
    letter.state, letter.enqueued_on = LetterState.HELD, written_on
    assert aged(office.round, letter, date(2022, 4, 2)) == said
