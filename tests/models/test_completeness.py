"""What a nomination lacks, point by point, in the order in which a receipt names it."""

from datetime import date

import pytest
from office import Office

from models.completeness import OpenPoint, open_points
from models.entries import PersonEntry
from models.words import Gender

IN_TIME, DEADLINE, LATE = date(2022, 2, 10), date(2022, 2, 28), date(2022, 3, 1)
WOMAN = PersonEntry(name="Prøvekandidat 1", gender=Gender.WOMAN, smv=True, active_in_business=True)
MAN = PersonEntry(name="Prøvekandidat 2", gender=Gender.MAN, active_in_business=True)
UNKNOWN = PersonEntry(name="Prøvekandidat 3", gender=Gender.NOT_STATED, active_in_business=True)
IDLE = PersonEntry(name="Prøvekandidat 4", gender=Gender.MAN)
IN_NO_SMV = WOMAN.model_copy(update={"smv": False})


def points(
    office: Office,
    *people: PersonEntry,
    body: str = "smvdanmark",
    on: date = IN_TIME,
    reason: str = "",
    in_writing: bool = True,
) -> list[OpenPoint]:
    """The open points of what a body answered; SMVdanmark is the one asked for an SMV."""
    office.decide()
    office.nominate(body, *people, on=on, reason=reason, in_writing=in_writing)
    nomination = office.round.nominations[-1]
    if not people:
        nomination.nominees.clear()
    return open_points(nomination)


def test_a_complete_nomination_has_no_open_points(office: Office) -> None:
    assert points(office, WOMAN, MAN) == []


def test_all_points_come_in_the_order_of_a_receipt(office: Office) -> None:
    everything = points(office, UNKNOWN, IDLE, on=LATE, in_writing=False)
    assert everything == list(OpenPoint)


@pytest.mark.parametrize("people", [(WOMAN,), (WOMAN, UNKNOWN)], ids=["a woman only", "and one not stated"])
def test_both_sexes_is_open_when_one_is_missing_and_no_reason_was_given(
    office: Office, people: tuple[PersonEntry, ...]
) -> None:
    expected = [OpenPoint.BOTH_SEXES, *([OpenPoint.GENDER] if UNKNOWN in people else [])]
    assert points(office, *people) == expected


def test_both_sexes_is_closed_by_the_reason_given_with_the_nomination(office: Office) -> None:
    assert points(office, WOMAN, reason="Ingen mand ville stille op.") == []


def test_both_sexes_is_open_when_two_seats_are_not_answered_with_equally_many(office: Office) -> None:
    body = office.round.body("smvdanmark")
    assert body is not None
    body.seats = 2
    other = MAN.model_copy(update={"name": "Prøvekandidat 5"})
    assert points(office, WOMAN, MAN, other) == [OpenPoint.BOTH_SEXES]


def test_smv_is_open_when_the_body_was_asked_for_one_and_names_none(office: Office) -> None:
    assert points(office, IN_NO_SMV, MAN) == [OpenPoint.SMV]


def test_smv_is_not_asked_of_the_other_bodies(office: Office) -> None:
    assert points(office, IN_NO_SMV, MAN, body="di") == []


def test_active_in_business_is_open_when_one_of_the_business_nominees_is_not(office: Office) -> None:
    assert points(office, WOMAN, IDLE) == [OpenPoint.ACTIVE_IN_BUSINESS]


@pytest.mark.parametrize("body", ["videninstitution-1", "fh-ac"])
def test_active_in_business_is_not_asked_of_knowledge_and_labour_nominees(office: Office, body: str) -> None:
    assert points(office, IN_NO_SMV.model_copy(update={"active_in_business": False}), IDLE, body=body) == []


def test_gender_is_open_when_somebodys_is_not_stated(office: Office) -> None:
    assert points(office, WOMAN, MAN, UNKNOWN) == [OpenPoint.GENDER]


def test_in_writing_is_open_when_the_answer_came_by_word_of_mouth(office: Office) -> None:
    assert points(office, WOMAN, MAN, in_writing=False) == [OpenPoint.IN_WRITING]


def test_late_is_open_the_day_after_the_deadline_and_not_on_it(office: Office) -> None:
    assert points(office, WOMAN, MAN, on=DEADLINE) == []
    assert points(office, WOMAN, MAN, body="tekniq", on=LATE) == [OpenPoint.LATE]


def test_an_answer_that_names_nobody_lacks_at_most_writing_and_time(office: Office) -> None:
    nobody = "Vi ønsker ikke at indstille nogen."
    assert points(office, reason=nobody) == []
    assert points(office, body="tekniq", reason=nobody, on=LATE, in_writing=False) == [
        OpenPoint.IN_WRITING,
        OpenPoint.LATE,
    ]
