"""What becomes of the letters when a member leaves, or was entered in error: those that wait, and those that have left."""

from datetime import date

import pytest
from office import Office, moment

from models.board import Appointment
from models.contradictions import aged
from models.entries import PersonEntry
from models.errors import EntryRefused
from models.letter import Letter
from models.nomination import Person
from models.recording import drop_letters, record_observer, release_letters, settle_letters
from models.words import (
    AppointingBody,
    BoardRole,
    DepartureReason,
    Gender,
    LetterKind,
    LetterOutcome,
    LetterState,
    ReleaseMode,
    SeatCategory,
)
from notifications.act import advance

APPOINTED_ON, LEFT_ON, WELCOMED_ON = date(2022, 3, 23), date(2022, 3, 24), date(2022, 3, 25)
FILLED_ON = date(2022, 3, 28)
ERROR = DepartureReason.ENTERED_IN_ERROR
COMPANY = SeatCategory.COMPANY
HELD, QUEUED, SENT, CANCELLED = LetterState.HELD, LetterState.QUEUED, LetterState.SENT, LetterState.CANCELLED
OUTCOMES = ["di", "dansk-erhverv", "smvdanmark", "tekniq", "videninstitution-1", "fh-ac"]


def letter(office: Office, key: str) -> Letter:
    return next(each for each in office.round.letters if each.key == f"{office.round.key}/{key}")


def letters(office: Office, kind: LetterKind, state: LetterState | None = None) -> list[str]:
    """The keys of the letters of that kind, without the round's and the kind's."""
    start = f"{office.round.key}/{kind}"
    chosen = [each for each in office.round.letters if each.kind is kind and state in (None, each.state)]
    return [each.key.removeprefix(start).removeprefix("/") for each in chosen]


def run_only(office: Office, day: date) -> None:
    """The daily run, while no letter can leave."""
    advance(office.round, day, moment(day))


def written(office: Office, key: str) -> str:
    return letter(office, key).text


def seat(office: Office) -> None:
    """All seats are filled; everybody can be reached."""
    office.seat_everybody()
    for number, person in enumerate(office.round.people):
        person.email = f"kandidat-{number}@prove.example"


def who_sits(office: Office, seat: str) -> Person:
    return next(each.person for each in office.round.members if each.seat and each.seat.key == seat)


@pytest.fixture
def waiting(office: Office) -> Office:
    """All seats are filled, and every letter waits for approval."""
    office.round.release = ReleaseMode.AFTER_APPROVAL
    seat(office)
    run_only(office, WELCOMED_ON)
    return office


@pytest.fixture
def told(office: Office) -> Office:
    """All seats are filled, and every letter up to the welcomes has left."""
    seat(office)
    office.run(WELCOMED_ON)
    return office


def replace(office: Office, on: date = FILLED_ON) -> str:
    """The KKR appoints the woman whom DI named to its seat; her name."""
    name = office.nominee("di", Gender.WOMAN)
    office.appoint((COMPANY, "di", name), on=on)
    return name


def test_what_waits_and_counts_on_a_member_is_cancelled_and_written_anew_when_the_board_is_complete(
    waiting: Office,
) -> None:
    waiting.leave("company-1", WELCOMED_ON)
    run_only(waiting, WELCOMED_ON)
    kinds = (LetterKind.OUTCOME, LetterKind.REGION, LetterKind.NOT_APPOINTED, LetterKind.WELCOME)
    assert [letters(waiting, kind, HELD) for kind in kinds] == [[], [], [], []]
    assert letters(waiting, LetterKind.APPOINTED, CANCELLED) == ["company-1/2022-03-23"]
    cancelled = letter(waiting, "region")
    assert (cancelled.error, waiting.round.events[-1].reason) == (
        "overtaken by a departure",
        "overtaken by a departure",
    )
    name = replace(waiting)
    for _ in range(2):
        run_only(waiting, FILLED_ON)
    assert letters(waiting, LetterKind.OUTCOME, HELD) == [f"{body}/anew/1" for body in OUTCOMES]
    assert letters(waiting, LetterKind.REGION, HELD) == ["anew/1"]
    assert len(letters(waiting, LetterKind.WELCOME, HELD)) == 11
    assert letters(waiting, LetterKind.APPOINTED, HELD)[-1] == "company-1/2022-03-28"
    assert letters(waiting, LetterKind.NOT_APPOINTED, HELD) == [f"{body}/1/{place}/anew/1" for body, place in (
        ("dansk-erhverv", 2), ("smvdanmark", 2), ("tekniq", 1), ("videninstitution-1", 2), ("fh-ac", 1),
    )]  # fmt: skip
    assert all(name in written(waiting, key) for key in ("region/anew/1", "outcome/di/anew/1"))


def test_a_letter_that_staff_dropped_before_they_recorded_the_departure_is_written_anew_too(waiting: Office) -> None:
    drop_letters(waiting.round, letters=["region"], reason="Forkert.", initials="TST", at=moment(WELCOMED_ON))
    waiting.leave("company-1", WELCOMED_ON, ERROR)
    run_only(waiting, WELCOMED_ON)
    replace(waiting)
    run_only(waiting, FILLED_ON)
    assert letters(waiting, LetterKind.REGION) == ["", "anew/1"]


def test_a_letter_that_staff_dropped_without_a_departure_is_not_written_again(waiting: Office) -> None:
    drop_letters(waiting.round, letters=["region"], reason="Ringet.", initials="TST", at=moment(WELCOMED_ON))
    run_only(waiting, FILLED_ON)
    assert letters(waiting, LetterKind.REGION) == [""]


def test_a_second_departure_has_the_letters_written_a_third_time(waiting: Office) -> None:
    for day in (WELCOMED_ON, FILLED_ON):
        waiting.leave("region", day)
        run_only(waiting, day)
        waiting.appoint_region(on=day)
        run_only(waiting, day)
    assert letters(waiting, LetterKind.REGION, HELD) == ["anew/2"]
    assert letters(waiting, LetterKind.REGION, CANCELLED) == ["", "anew/1"]


def test_the_departure_of_the_member_of_the_region_takes_no_rejection_back(waiting: Office) -> None:
    rejected = letters(waiting, LetterKind.NOT_APPOINTED, HELD)
    waiting.leave("region", WELCOMED_ON)
    run_only(waiting, WELCOMED_ON)
    assert letters(waiting, LetterKind.NOT_APPOINTED, HELD) == rejected != []
    run_only(waiting, WELCOMED_ON)
    assert letters(waiting, LetterKind.OUTCOME, HELD) == [f"{body}/anew/1" for body in OUTCOMES]
    assert letters(waiting, LetterKind.REGION, HELD) == []


def test_what_has_left_is_named_so_that_staff_write_and_is_not_written_again(told: Office) -> None:
    said = told.leave("company-1", WELCOMED_ON).message
    assert said == (
        "Recorded that company-1 left on 2022-03-25; still open: 1 seat. DI may send a corrected nomination. Record with "
        "'record-appointments' whom the KKR appoints instead. These letters have left and name who sat there: outcome/di, "
        "region, 10 welcomes. Write to those who have them."
    )
    told.run(WELCOMED_ON)
    replace(told)
    told.run(FILLED_ON)
    assert letters(told, LetterKind.OUTCOME) == OUTCOMES
    assert letters(told, LetterKind.REGION) == [""]
    assert letters(told, LetterKind.WELCOME)[11:] == ["company-1/2022-03-28"]


def test_the_outcome_of_a_corrected_nomination_is_told_although_that_of_the_first_has_left(told: Office) -> None:
    told.leave("company-1", WELCOMED_ON)
    woman, man = told.person(Gender.WOMAN, smv=True), told.person(Gender.MAN)
    told.nominate("di", woman, man, on=WELCOMED_ON)
    told.run(WELCOMED_ON)
    assert letters(told, LetterKind.OUTCOME) == OUTCOMES
    told.round.nominations[-1].received_on = date(2022, 2, 20)  # in time, so that nothing has to be accepted
    told.appoint((COMPANY, "di", man.name), on=FILLED_ON)
    told.run(FILLED_ON)
    assert letters(told, LetterKind.OUTCOME) == [*OUTCOMES, "di/anew/1"]
    assert all(each.name in written(told, "outcome/di/anew/1") for each in (woman, man))


def test_an_outcome_that_waits_is_overtaken_by_a_corrected_nomination(waiting: Office) -> None:
    waiting.round.appointments.remove(
        next(each for each in waiting.round.members if each.seat and each.seat.key == "company-1")
    )
    waiting.nominate("di", on=WELCOMED_ON)
    run_only(waiting, WELCOMED_ON)
    assert letters(waiting, LetterKind.OUTCOME, CANCELLED) == ["di"]


def test_a_letter_that_came_back_is_written_anew_when_staff_send_it_again_after_a_departure(told: Office) -> None:
    back = letter(told, "region")
    back.state = LetterState.BOUNCED
    told.leave("region", WELCOMED_ON)
    assert aged(told.round, back, WELCOMED_ON) == (
        "somebody on whom it counts has left since it was written: edit it, or drop it"
    )
    settle_letters(
        told.round, letters=["region"], outcome=LetterOutcome.SEND_AGAIN, reason="Ny adresse.", initials="TST",
        at=moment(WELCOMED_ON),
    )  # fmt: skip
    assert back.state is HELD
    told.run(WELCOMED_ON)
    told.appoint_region(on=FILLED_ON)
    told.run(FILLED_ON)
    assert (back.state, letters(told, LetterKind.REGION, SENT)) == (CANCELLED, ["anew/1"])


def test_who_leaves_of_their_own_wish_is_thanked_in_a_letter_that_waits(told: Office) -> None:
    told.leave("company-1", WELCOMED_ON)
    told.run(WELCOMED_ON)
    assert letters(told, LetterKind.THANKS, HELD) == ["company-1/2022-03-25"]


@pytest.mark.parametrize("reason", [ERROR, DepartureReason.DEATH])
def test_who_never_was_a_member_is_not_thanked_nor_is_a_family(told: Office, reason: DepartureReason) -> None:
    told.leave("company-1", WELCOMED_ON, reason)
    told.run(WELCOMED_ON)
    assert letters(told, LetterKind.THANKS) == []


def test_two_who_leave_a_seat_on_one_day_are_both_told_and_both_thanked(told: Office) -> None:
    leaving = [who_sits(told, "company-1").name]
    told.leave("company-1", FILLED_ON)
    leaving.append(replace(told))
    told.run(FILLED_ON)
    told.leave("company-1", FILLED_ON, note="Også efterfølgeren.")
    told.run(FILLED_ON)
    assert letters(told, LetterKind.THANKS) == ["company-1/2022-03-28", "company-1/2022-03-28/2"]
    thanked = [each.person.name for each in told.round.letters if each.kind is LetterKind.THANKS and each.person]
    assert thanked == leaving


def test_a_second_person_in_a_seat_on_the_same_day_is_told_and_welcomed_too(told: Office) -> None:
    told.leave("company-1", WELCOMED_ON, ERROR)
    told.run(WELCOMED_ON)
    name = replace(told, on=APPOINTED_ON)
    told.run(WELCOMED_ON)
    new = letter(told, "appointed/company-1/2022-03-23/2")
    assert (new.state, new.person and new.person.name) == (SENT, name)
    assert letters(told, LetterKind.WELCOME)[11:] == ["company-1/2022-03-23/2"]


def test_the_letter_to_who_was_entered_in_error_is_cancelled_when_it_waits(waiting: Office) -> None:
    said = waiting.leave("company-1", WELCOMED_ON, ERROR).message
    assert said == (
        "Recorded that company-1 was never appointed; still open: 1 seat. "
        "Record with 'record-appointments' who was appointed."
    )
    run_only(waiting, WELCOMED_ON)
    assert letter(waiting, "appointed/company-1/2022-03-23").state is CANCELLED


def test_who_was_entered_in_error_and_had_no_letter_is_told_that_there_was_no_appointment(waiting: Office) -> None:
    wrong = who_sits(waiting, "company-1")
    waiting.leave("company-1", WELCOMED_ON, ERROR)
    run_only(waiting, WELCOMED_ON)
    replace(waiting)
    run_only(waiting, FILLED_ON)
    said_no = next(
        each for each in waiting.round.letters if each.kind is LetterKind.NOT_APPOINTED and each.person is wrong
    )
    assert (said_no.key.partition("/")[2], said_no.error) == ("not-appointed/di/1/2", "")


def test_who_was_congratulated_in_error_is_called_first_and_the_refusal_waits(told: Office) -> None:
    wrong = who_sits(told, "company-1")
    said = told.leave("company-1", WELCOMED_ON, ERROR).message
    assert (
        "Call the person: a letter has left that tells of the appointment (appointed/company-1/2022-03-23, 1 welcome)."
        in said
    )
    told.run(WELCOMED_ON)
    replace(told)
    told.run(FILLED_ON)
    said_no = letter(told, "not-appointed/di/1/2")
    assert (said_no.person is wrong, said_no.state, said_no.error) == (True, HELD, "")
    released = release_letters(told.round, initials="TST", at=moment(FILLED_ON))
    assert (
        "not-appointed/di/1/2 (the person was told of an appointment that was entered in error: call first"
        in released.message
    )
    assert release_letters(told.round, letters=["not-appointed/di/1/2"], initials="TST", at=moment(FILLED_ON)).changed
    run_only(told, FILLED_ON)
    assert said_no.state is QUEUED


def test_who_was_entered_in_error_in_one_seat_and_appointed_to_another_is_told_of_that_and_not_refused(
    told: Office,
) -> None:
    """Not in the seat of a company, as entered, but as the member of the region."""
    wrong = who_sits(told, "company-1")
    told.leave("company-1", WELCOMED_ON, ERROR)
    told.leave("region", WELCOMED_ON, ERROR)
    told.round.appointments.append(
        Appointment(
            role=BoardRole.MEMBER, appointed_by=AppointingBody.REGION, decided_on=FILLED_ON,
            recorded_by="TST", recorded_at=moment(FILLED_ON), person=wrong,
            seat=next(seat for seat in told.round.seats if seat.key == "region"),
        )
    )  # fmt: skip
    replace(told)
    told.run(FILLED_ON)
    kinds = [each.kind for each in told.round.letters if each.person is wrong]
    assert kinds == [LetterKind.APPOINTED, LetterKind.WELCOME, LetterKind.APPOINTED, LetterKind.WELCOME]


def test_who_was_entered_in_error_can_be_appointed_to_the_same_seat_and_the_letter_has_the_right_day(
    told: Office,
) -> None:
    name = who_sits(told, "company-1").name
    told.leave("company-1", WELCOMED_ON, ERROR)
    told.run(WELCOMED_ON)
    told.appoint((COMPANY, "di", name), on=WELCOMED_ON)
    told.run(WELCOMED_ON)
    text = written(told, "appointed/company-1/2022-03-25")
    assert ("udpegede dig den 25. marts 2022" in text, "23. marts" in text) == (True, False)


def test_a_waiting_welcome_names_the_new_observer(waiting: Office) -> None:
    def observe(name: str, on: date) -> None:
        observer = PersonEntry(name=name, gender=Gender.WOMAN)
        record_observer(waiting.round, person=observer, from_day=on, initials="TST", at=moment(on))

    observe("Prøveobservatør 1", WELCOMED_ON)
    run_only(waiting, WELCOMED_ON)
    waiting.leave("observer", WELCOMED_ON)
    observe("Prøveobservatør 2", WELCOMED_ON)
    for _ in range(2):
        run_only(waiting, WELCOMED_ON)
    keys = letters(waiting, LetterKind.WELCOME, HELD)
    assert (len(keys), keys[0], keys[-1]) == (12, "observer/2022-03-25/2", "region/2022-02-20/anew/1")
    assert letters(waiting, LetterKind.WELCOME, CANCELLED)[-1] == "observer/2022-03-25"
    assert {"Prøveobservatør 2" in written(waiting, f"welcome/{key}") for key in keys} == {True}
    assert letters(waiting, LetterKind.OUTCOME, CANCELLED) == []


def test_a_held_letter_about_somebody_who_has_left_cannot_be_released_after_the_next_run(waiting: Office) -> None:
    waiting.leave("company-1", WELCOMED_ON)
    run_only(waiting, WELCOMED_ON)
    with pytest.raises(EntryRefused, match="it is 'cancelled', and only a held letter is released"):
        release_letters(waiting.round, letters=["outcome/di"], initials="TST", at=moment(WELCOMED_ON))
