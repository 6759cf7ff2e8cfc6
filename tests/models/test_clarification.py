"""Which points are open for a nominee: by what is known of them, and by what staff did."""

from datetime import date

import pytest
from office import MAN, WOMAN, Office

from models.clarification import Point, PointState, clarification, unsettled
from models.entries import PersonEntry
from models.nomination import Person
from models.words import Gender

OPEN, ASKED, ANSWERED, WAIVED = PointState.OPEN, PointState.ASKED, PointState.ANSWERED, PointState.WAIVED
UNKNOWN = PersonEntry(name="Prøvekandidat C", gender=Gender.NOT_STATED)
KNOWN = {"consent": True, "cv": True, "municipality": "Thisted", "gender": Gender.WOMAN}


def nominee(office: Office, body: str = "di", *others: PersonEntry, **facts: object) -> Person:
    """Somebody of whom only these facts are known, named by a body together with others."""
    office.decide()
    office.nominate(body, UNKNOWN.model_copy(update=facts), *others)
    return office.round.nominations[-1].nominees[0]


def test_everything_is_open_of_whom_nothing_is_known(office: Office) -> None:
    person = nominee(office)
    assert clarification(person) == {
        Point.CONSENT: OPEN, Point.CV: OPEN, Point.MUNICIPALITY: OPEN, Point.GENDER: OPEN,
    }  # fmt: skip
    assert unsettled(person) == [Point.CONSENT, Point.CV, Point.MUNICIPALITY, Point.GENDER]


def test_nothing_is_open_of_whom_all_is_known(office: Office) -> None:
    person = nominee(office, **KNOWN)
    assert set(clarification(person).values()) == {ANSWERED}
    assert unsettled(person) == []


@pytest.mark.parametrize(
    "facts, point",
    [
        pytest.param({"consent": True}, Point.CONSENT, id="consent"),
        pytest.param({"cv": True}, Point.CV, id="curriculum vitae"),
        pytest.param({"municipality": "Thisted"}, Point.MUNICIPALITY, id="municipality"),
        pytest.param({"council": "Thisted"}, Point.MUNICIPALITY, id="the council says the municipality too"),
        pytest.param({"gender": Gender.MAN}, Point.GENDER, id="gender"),
    ],
)
def test_a_fact_answers_its_own_point_and_no_other(office: Office, facts: dict[str, object], point: Point) -> None:
    points = clarification(nominee(office, **facts))
    assert [each for each, state in points.items() if state is ANSWERED] == [point]


@pytest.mark.parametrize("state", list(PointState))
def test_a_point_stands_where_staff_left_it_until_its_fact_is_known(office: Office, state: PointState) -> None:
    person = nominee(office)
    person.points = {"cv": state.value}
    assert clarification(person)[Point.CV] is state
    assert (Point.CV in unsettled(person)) is (state in (OPEN, ASKED))
    person.cv = True
    assert clarification(person)[Point.CV] is ANSWERED


@pytest.mark.parametrize(
    "body, others, smv, state",
    [
        pytest.param("di", (), False, None, id="not asked of a body that was not asked for one"),
        pytest.param("di", (), True, None, id="not even when it names one"),
        pytest.param("smvdanmark", (), False, OPEN, id="open where one was asked for"),
        pytest.param("smvdanmark", (), True, ANSWERED, id="answered by the nominee"),
        pytest.param("smvdanmark", (WOMAN,), False, ANSWERED, id="answered by another nominee of the body"),
        pytest.param("smvdanmark", (MAN,), False, OPEN, id="not answered by another who comes from none either"),
        pytest.param("fh-ac", (), False, None, id="not asked of FH and AC"),
    ],
)
def test_an_smv_is_a_point_only_where_one_was_asked_for(
    office: Office, body: str, others: tuple[PersonEntry, ...], smv: bool, state: PointState | None
) -> None:
    assert clarification(nominee(office, body, *others, smv=smv)).get(Point.SMV) is state


def test_who_was_appointed_without_a_nomination_is_not_asked_for_an_smv(office: Office) -> None:
    office.appoint_region(on=date(2022, 2, 20))
    (member,) = office.round.members
    assert clarification(member.person) == {
        Point.CONSENT: ANSWERED, Point.CV: ANSWERED, Point.MUNICIPALITY: ANSWERED, Point.GENDER: ANSWERED,
    }  # fmt: skip
