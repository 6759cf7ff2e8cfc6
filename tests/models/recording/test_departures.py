"""Who leaves before the board takes office, and appointments entered in error: once, twice, refused; in memory and stored."""

from collections.abc import Callable
from datetime import date

import pytest
from findings import said
from office import DECIDED_ON, MAN, WOMAN, Office, moment
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.board import Appointment
from models.definition import Definition
from models.entries import DirectAppointment, ElectionEntry, PersonEntry
from models.finding import Severity
from models.opening import open_round
from models.outlook import outlook, outlook_on, turning_points
from models.plan import plan
from models.progress import Deadline, MilestoneState, deadlines, unanswered
from models.recording import Recorded, record_appointments, record_decision, record_departure, record_observer
from models.rules.check import check_board, check_plan
from models.slates import slates
from models.store import load_round
from models.words import AppointingBody, BodyKind, DecisionKind, DepartureReason, Gender, MilestoneKind, SeatCategory

APPOINTED_ON = date(2022, 3, 23)
LEFT_ON = date(2022, 3, 24)
ERROR = DepartureReason.ENTERED_IN_ERROR
COMPANY = SeatCategory.COMPANY


@pytest.fixture
def seated(office: Office) -> Office:
    """All seats are filled; nothing has been written to anybody."""
    office.seat_everybody()
    return office


def in_seat(office: Office, seat: str) -> Appointment:
    return next(each for each in office.round.members if each.seat and each.seat.key == seat)


def row(office: Office, kind: MilestoneKind, on: date) -> Deadline:
    return next(each for each in deadlines(office.round, on) if each.kind is kind)


def appoint_municipal(office: Office, person: PersonEntry, on: date) -> Recorded:
    return record_appointments(
        office.round, decided_on=on, appointed_by=AppointingBody.KKR,
        others=[DirectAppointment(seat=SeatCategory.MUNICIPAL, person=person)], initials="TST", at=moment(on),
    )  # fmt: skip


def test_a_departure_is_recorded_once_and_the_trail_names_the_seat_only(seated: Office) -> None:
    leaving = in_seat(seated, "municipal-2")
    first = seated.leave("municipal-2", LEFT_ON, note="Flytter  til\nSønderborg.")
    again = seated.leave("municipal-2", LEFT_ON, note="Flytter til Sønderborg.")
    assert first.message == (
        "Recorded that municipal-2 left on 2022-03-24; still open: 1 seat. "
        "Record with 'record-appointments' whom the KKR appoints instead."
    )
    assert again.changed is False
    assert again.message == (
        "This departure is recorded already; nothing was changed. "
        "If it is another member who leaves this seat, say so in the note."
    )
    assert (leaving.left_on, leaving.left_reason) == (LEFT_ON, "own-wish: Flytter til Sønderborg.")
    event = seated.round.events[-1]
    assert (event.what, event.subject, event.new, event.reason) == (
        "departure recorded", "municipal-2", {"left_on": "2022-03-24", "reason": "own-wish"}, "",
    )  # fmt: skip


def test_a_form_that_was_sent_twice_does_not_remove_the_successor_and_another_note_does(seated: Office) -> None:
    seated.leave("municipal-2", LEFT_ON)
    successor = seated.person(Gender.MAN, council="Aalborg")
    appoint_municipal(seated, successor, LEFT_ON)
    assert seated.leave("municipal-2", LEFT_ON).changed is False
    assert in_seat(seated, "municipal-2").person.name == successor.name
    assert seated.leave("municipal-2", LEFT_ON, note="Også efterfølgeren.").changed is True
    assert [seat.key for seat in seated.round.open_seats] == ["municipal-2"]


def test_a_form_of_appointments_that_was_sent_twice_does_not_appoint_again_who_has_left(seated: Office) -> None:
    name = in_seat(seated, "company-1").person.name
    seated.leave("company-1", LEFT_ON)
    again = seated.appoint((COMPANY, "di", name))
    assert (again.changed, len(seated.round.open_seats)) == (False, 1)


@pytest.mark.parametrize(
    "step, message",
    [
        pytest.param(
            lambda office: office.leave("municipal-9", LEFT_ON),
            "member: nobody sits in 'municipal-9' now. Choose one of chair, company-1, company-2, company-3, company-4, "
            "knowledge, labour, municipal-1, municipal-2, municipal-3, region.", id="no such seat",
        ),
        pytest.param(
            lambda office: office.leave("observer", LEFT_ON),
            "member: nobody sits in 'observer' now. Choose one of chair, company-1, company-2, company-3, company-4, "
            "knowledge, labour, municipal-1, municipal-2, municipal-3, region.", id="nobody in it",
        ),
        pytest.param(
            lambda office: office.leave("company-1", date(2022, 3, 22)),
            "left_on: company-1 was appointed on 2022-03-23, after 2022-03-22. Write a later day, or choose "
            "'entered-in-error' if the appointment is wrong.", id="before the appointment",
        ),
        pytest.param(
            lambda office: record_departure(
                office.round, member="company-1", left_on=date(2022, 3, 25), reason=ERROR, initials="TST",
                at=moment(LEFT_ON),
            ),
            "left_on: 2022-03-25 lies in the future. Record it once it has happened.", id="a day ahead",
        ),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused_and_says_what_to_do(
    seated: Office, step: Callable[[Office], Recorded], message: str
) -> None:
    assert seated.refused(step) == message


def test_before_anybody_is_appointed_nobody_can_leave(office: Office) -> None:
    message = "member: nobody sits in 'chair' now. Nobody has been appointed yet."
    assert office.refused(lambda office: office.leave("chair", LEFT_ON)) == message


def test_a_departure_from_a_sitting_board_is_refused(seated: Office) -> None:
    seated.run(date(2022, 4, 1))
    assert seated.refused(lambda office: office.leave("chair", date(2022, 4, 2))) == (
        "The board of nordjylland-2022-26 took office on 2022-04-01. Here is recorded who leaves before that; "
        "departures from a sitting board come later."
    )


def test_the_seat_is_open_again_and_no_earlier_deadline_is_missed_by_it(seated: Office) -> None:
    seated.leave("municipal-2", LEFT_ON)
    seated.leave("region", LEFT_ON)
    assert row(seated, MilestoneKind.APPOINTMENT, LEFT_ON).missing == ["municipal-2", "region"]
    assert row(seated, MilestoneKind.CONSTITUENT_MEETING, LEFT_ON).state is MilestoneState.DONE
    assert [body.key for body in unanswered(seated.round) if body.kind is BodyKind.REGION] == []
    assert "deadline-passed/2022-02-28/region" not in {a.key.partition("/")[2] for a in plan(seated.round, LEFT_ON)}


def test_the_rules_ask_for_a_successor_and_not_for_a_reason(seated: Office) -> None:
    recorded = seated.leave("labour", LEFT_ON)
    rules = [each.rule for each in recorded.findings]
    assert ("A19" in rules, "A20" in rules, "A9" in rules) == (True, False, False)
    final = check_board(seated.round, LEFT_ON, final=True)
    assert ("A9", Severity.ERROR, "labour") in said(final)


def test_who_has_left_is_proposed_for_no_seat(seated: Office) -> None:
    name = in_seat(seated, "company-2").person.name
    seated.leave("company-2", LEFT_ON)
    proposed = {choice.name for slate in slates(seated.round, top=99).best for choice in slate.members}
    assert (proposed != set(), name in proposed) == (True, False)


def test_who_was_entered_in_error_is_proposed_still(seated: Office) -> None:
    name = in_seat(seated, "company-2").person.name
    seated.leave("company-2", LEFT_ON, ERROR)
    assert name in {choice.name for slate in slates(seated.round, top=99).best for choice in slate.members}


def test_the_body_may_send_a_corrected_nomination_once_its_nominee_has_left(seated: Office) -> None:
    refused = "DI has a nominee on the board already, so its nomination cannot be replaced."
    assert seated.refused(lambda office: office.nominate("di", WOMAN, MAN, on=LEFT_ON)) == refused
    message = seated.leave("company-1", LEFT_ON).message
    assert message.endswith(
        "DI may send a corrected nomination. Record with 'record-appointments' whom the KKR appoints instead."
    )
    assert seated.nominate("di", WOMAN, MAN, on=LEFT_ON).changed is True


def test_the_body_may_not_while_another_nominee_of_its_sits(seated: Office) -> None:
    nomination = in_seat(seated, "company-1").person.nomination
    assert nomination is not None
    [other] = [each for each in nomination.nominees if each is not in_seat(seated, "company-1").person]
    in_seat(seated, "company-2").person = other
    message = seated.leave("company-1", LEFT_ON).message
    assert message.endswith("1 seat. Record with 'record-appointments' whom the KKR appoints instead.")


def test_who_was_entered_in_error_counts_on_no_day(seated: Office) -> None:
    before = outlook(seated.round)
    wrong = in_seat(seated, "region")
    recorded = seated.leave("region", LEFT_ON, ERROR, note="Forkert navn.")
    assert recorded.message == (
        "Recorded that region was never appointed; still open: 1 seat. Record with 'record-region-member' who was appointed."
    )
    assert (wrong.left_on, wrong.entered_in_error) == (date(2022, 2, 20), True)
    assert [wrong in seated.round.members_on(day) for day in (date(2022, 2, 20), date(2022, 3, 1), LEFT_ON)] == [
        False
    ] * 3
    assert outlook_on(seated.round, APPOINTED_ON).women == before.women - 1
    assert [day for day, _ in turning_points(seated.round)] == [DECIDED_ON, APPOINTED_ON]
    assert {"A19", "A20"} & {each.rule for each in recorded.findings} == set()
    seated.appoint_region(Gender.WOMAN)
    assert outlook_on(seated.round, APPOINTED_ON) == before


def test_an_error_recorded_twice_changes_nothing_and_the_same_person_can_be_appointed_to_another_seat(
    office: Office,
) -> None:
    office.decide()
    office.nominate("di", WOMAN, MAN)
    office.nominate("tekniq", office.person(Gender.WOMAN), office.person(Gender.MAN))
    office.appoint((COMPANY, "di", WOMAN.name), (COMPANY, "tekniq", office.nominee("tekniq", Gender.MAN)))
    assert [office.leave("company-1", APPOINTED_ON, ERROR).changed for _ in range(2)] == [True, False]
    office.appoint((COMPANY, "di", MAN.name))
    assert office.leave("company-1", APPOINTED_ON, ERROR).changed is False
    office.appoint((COMPANY, "di", WOMAN.name))
    assert [(each.seat.key, each.person.name) for each in office.round.members if each.seat][::2] == [
        ("company-1", MAN.name), ("company-3", WOMAN.name),
    ]  # fmt: skip


def test_an_election_entered_wrong_can_be_corrected_with_the_member_it_elects(office: Office) -> None:
    chair, right, wrong, second, third = (
        office.person(gender, council="Aalborg", private_business_background=True)
        for gender in (Gender.MAN, Gender.WOMAN, Gender.WOMAN, Gender.MAN, Gender.WOMAN)
    )

    def decide(*members: PersonEntry) -> Recorded:
        lists = [{"name": "Liste A", "votes": 20, "candidates": [each.name for each in members]}]
        election = ElectionEntry.model_validate({"members_by": "proportional", "lists": lists})
        return record_decision(
            office.round, kind=DecisionKind.CHAIR_AND_MEMBERS, decided_on=DECIDED_ON, chair=chair, members=members,
            election=election, initials="TST", at=moment(DECIDED_ON),
        )  # fmt: skip

    decide(wrong, second, third)
    office.leave("municipal-1", DECIDED_ON, ERROR)
    decide(right, second, third)
    assert [each.person.name for each in office.round.members] == [each.name for each in (chair, right, second, third)]
    assert [each for each in check_plan(office.round) if each.rule == "D10"] == []


def test_the_observer_is_replaced_with_the_same_form(office: Office) -> None:
    def observe(person: PersonEntry) -> Recorded:
        return record_observer(
            office.round, person=person, from_day=APPOINTED_ON, initials="TST", at=moment(APPOINTED_ON)
        )

    observe(WOMAN)
    assert office.leave("observer", APPOINTED_ON).message == (
        "Recorded that observer left on 2022-03-23; still open: 11 seats. "
        f"Record with 'record-observer' whom {office.round.observer} sends instead."
    )
    assert observe(MAN).changed is True
    assert [each.person.name for each in office.round.appointments if each.left_on is None] == [MAN.name]


def test_a_death_says_that_no_letter_is_written(seated: Office) -> None:
    message = seated.leave("region", LEFT_ON, DepartureReason.DEATH).message
    assert message.endswith(
        "Ask the region to appoint another member, and record that with 'record-region-member'. "
        "No letter is written to thank for it: write to the family yourself."
    )


def test_a_departure_and_the_successor_are_stored(database: Engine, definition: Definition) -> None:
    with Session(database) as session, session.begin():
        office = Office(round=open_round(session, definition, initials="TST", at=moment(DECIDED_ON)).round)
        office.seat_everybody()
        office.run(APPOINTED_ON)
        key = office.round.key
    with Session(database) as session, session.begin():
        office = Office(round=load_round(session, key, to_change=True), names=90)
        office.leave("region", APPOINTED_ON, ERROR)
        office.run(APPOINTED_ON)
    with Session(database) as session, session.begin():
        office = Office(round=load_round(session, key, to_change=True), names=91)
        office.appoint_region(on=APPOINTED_ON)
        office.run(APPOINTED_ON)
    with Session(database) as session:
        round_ = load_round(session, key)
        told = [each.key.partition("/")[2] for each in round_.letters if "/appointed/region/" in each.key]
        assert (told, round_.open_seats) == (["appointed/region/2022-02-20", "appointed/region/2022-03-23"], [])
