"""Appointments and the observer: once, twice, refused, explained; in memory."""

from collections.abc import Callable
from datetime import date

import pytest
from office import MAN, SEATED, WOMAN, Office, moment

from models.entries import DirectAppointment, PersonEntry, ReasonEntry
from models.errors import RulesBroken
from models.recording import Recorded, record_appointments, record_observer
from models.words import AppointingBody, SeatCategory

FEBRUARY, MARCH, LATE = date(2022, 2, 10), date(2022, 3, 23), date(2022, 3, 3)
COMPANY = SeatCategory.COMPANY


def nominated(office: Office, on: date = FEBRUARY) -> None:
    """DI has named its two."""
    office.decide()
    office.nominate("di", WOMAN, MAN, on=on)


def appoint_directly(office: Office, seat: SeatCategory, person: PersonEntry, on: date = MARCH) -> Recorded:
    return record_appointments(
        office.round, decided_on=on, appointed_by=AppointingBody.KKR,
        others=[DirectAppointment(seat=seat, person=person)], initials="TST", at=moment(MARCH),
    )  # fmt: skip


def test_an_appointment_is_recorded_once(office: Office) -> None:
    nominated(office)
    first = office.appoint((COMPANY, "di", "prøvekandidat  a"))
    again = office.appoint((COMPANY, "di", "Prøvekandidat A"))
    assert (first.changed, first.message) == (True, "Recorded 1 appointment of 2022-03-23; still open: 10 seats.")
    assert (again.changed, again.message) == (False, "These appointments are recorded already; nothing was changed.")
    assert [(a.seat.key, a.person.name) for a in office.round.members if a.seat] == [("company-1", "Prøvekandidat A")]


def test_a_form_sent_again_with_one_more_nominee_appoints_only_that_one(office: Office) -> None:
    nominated(office)
    office.appoint((COMPANY, "di", "Prøvekandidat A"))
    office.appoint((COMPANY, "di", "Prøvekandidat A"), (COMPANY, "di", "Prøvekandidat B"))
    assert [(a.seat.key, a.person.name) for a in office.round.members if a.seat] == [
        ("company-1", "Prøvekandidat A"), ("company-2", "Prøvekandidat B"),
    ]  # fmt: skip


def test_an_observer_is_recorded_once_and_takes_no_seat(office: Office) -> None:
    def observe() -> Recorded:
        return record_observer(office.round, person=WOMAN, from_day=MARCH, initials="TST", at=moment(MARCH))

    assert [observe().changed, observe().changed] == [True, False]
    assert (len(office.round.appointments), office.round.members, len(office.round.open_seats)) == (1, [], 11)


@pytest.mark.parametrize(
    "step, message",
    [
        pytest.param(
            lambda office: office.appoint(),
            "Nobody is named. Name the nominees or the others who were appointed.", id="nobody named",
        ),
        pytest.param(
            lambda office: office.appoint((COMPANY, "di", "Prøvekandidat C")),
            "nominees: nobody of that name was nominated by 'di'. Write the name as it stands in the nomination.",
            id="unknown nominee",
        ),
        pytest.param(
            lambda office: office.appoint((SeatCategory.LABOUR, "di", "Prøvekandidat A")),
            "nominees: DI nominates for the seat 'company', not for 'labour'.", id="another seat",
        ),
        pytest.param(
            lambda office: appoint_directly(office, SeatCategory.CHAIR, MAN),
            "1 named for 0 open seats 'chair'. Name only who takes an open seat, with 'record-appointments' (the region's member "
            "with 'record-region-member'); who has left one is recorded first, with 'record-departure'.", id="no open seat",
        ),
        pytest.param(
            lambda office: appoint_directly(office, SeatCategory.REGION, MAN, date(2022, 3, 24)),
            "decided_on: 2022-03-24 lies in the future. Record it once it has happened.", id="appointment ahead",
        ),
        pytest.param(
            lambda office: record_observer(
                office.round, person=WOMAN, from_day=MARCH, initials="TST", at=moment(FEBRUARY)
            ),
            "from_day: 2022-03-23 lies in the future. Record it once it has happened.", id="observer ahead",
        ),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused_and_says_what_to_do(
    office: Office, step: Callable[[Office], Recorded], message: str
) -> None:
    nominated(office)
    office.constitute()
    assert office.refused(step) == message


def test_a_late_nominee_is_appointed_only_with_the_acceptance_as_a_reason(office: Office) -> None:
    nominated(office, on=LATE)
    chosen = (COMPANY, "di", "Prøvekandidat A")
    with pytest.raises(RulesBroken) as caught:
        office.appoint(chosen)
    assert [(finding.rule, finding.subject) for finding in caught.value.findings] == [("B12", "di")]


def test_the_acceptance_of_a_late_nomination_is_kept_with_the_appointment(office: Office) -> None:
    nominated(office, on=LATE)
    reason = ReasonEntry(rule="B12", subject="di", reason="KKR accepterer den.")
    office.appoint((COMPANY, "di", "Prøvekandidat A"), reasons=(reason,))
    kept = [(each.rule, each.subject, each.text, each.recorded_by) for each in office.round.explanations]
    assert kept == [("B12", "di", "KKR accepterer den.", "TST")]
    assert len(office.round.members) == 1


def test_nothing_is_recorded_after_the_board_is_seated(office: Office) -> None:
    office.seat_everybody()
    office.run(date(2022, 4, 1))
    assert office.refused(lambda office: appoint_directly(office, SeatCategory.REGION, MAN)) == SEATED


def test_a_form_that_is_sent_twice_changes_nothing_though_the_address_was_corrected_meanwhile(office: Office) -> None:
    def again() -> Recorded:
        return appoint_directly(office, SeatCategory.CHAIR, MAN.model_copy(update={"council": "Aalborg"}))

    assert again().changed
    office.round.members[0].person.email = "ny@kandidater.example"
    assert not again().changed
