"""Clarification of the nominees: asked, answered, waived, taken back, refused; in memory."""

from collections.abc import Callable
from datetime import date

import pytest
from office import MAN, SEATED, WOMAN, Office, moment

from models.clarification import Point, PointState, clarification
from models.nomination import Person
from models.recording import Recorded, record_clarification
from models.words import Gender

MARCH = date(2022, 3, 4)
OPEN, ASKED, ANSWERED, WAIVED = PointState.OPEN, PointState.ASKED, PointState.ANSWERED, PointState.WAIVED
NOMINATING = (
    "di, dansk-erhverv, landbrug-foedevarer, smvdanmark, tekniq, finans-danmark, forsikring-pension, horesta, "
    "videninstitution-1, videninstitution-2, fh-ac"
)


@pytest.fixture
def woman(office: Office) -> Person:
    """A nominee of DI, of whom neither consent nor curriculum vitae nor municipality is known."""
    office.decide()
    office.nominate("di", WOMAN, MAN)
    return office.round.nominations[-1].nominees[0]


def clarify(office: Office, state: PointState, answer: str = "", **fields: object) -> Recorded:
    entered = {
        "body": "di", "name": WOMAN.name, "point": Point.CV, "state": state, "answer": answer, "initials": "TST",
        "at": moment(MARCH), **fields,
    }  # fmt: skip
    return record_clarification(office.round, **entered)  # type: ignore[arg-type]


def lines(office: Office) -> list[tuple[str, dict[str, str], dict[str, str]]]:
    """What the audit trail says of clarifications: about whose nominee, old and new."""
    events = [event for event in office.round.events if event.what == "clarification recorded"]
    return [(event.subject, event.old, event.new) for event in events]


def test_a_point_is_asked_once(office: Office, woman: Person) -> None:
    first, again = clarify(office, ASKED), clarify(office, ASKED, name="prøvekandidat  a")
    assert (first.changed, first.message) == (True, "Recorded 'cv' of a nominee of DI as asked.")
    assert (again.changed, again.message) == (False, "'cv' is recorded as asked already; nothing was changed.")
    assert clarification(woman)[Point.CV] is ASKED
    assert lines(office) == [("di", {"cv": "open"}, {"cv": "asked", "nominee": "di/1/1"})]


@pytest.mark.parametrize(
    "point, answer, fact, known",
    [
        pytest.param(Point.CONSENT, "yes", "consent", True, id="consent"),
        pytest.param(Point.CONSENT, "no", "consent", False, id="no consent is an answer too"),
        pytest.param(Point.CV, "yes", "cv", True, id="curriculum vitae"),
        pytest.param(Point.MUNICIPALITY, " Læsø ", "municipality", "Læsø", id="municipality"),
        pytest.param(Point.GENDER, "man", "gender", Gender.MAN, id="gender"),
        pytest.param(Point.GENDER, "not-stated", "gender", Gender.NOT_STATED, id="who does not say has answered"),
    ],
)
def test_an_answer_becomes_the_fact_and_is_recorded_once(
    office: Office, woman: Person, point: Point, answer: str, fact: str, known: object
) -> None:
    first, again = (clarify(office, ANSWERED, answer, point=point) for _ in range(2))
    assert (first.changed, again.changed) == (True, False)
    assert first.message == f"Recorded '{point}' of a nominee of DI as answered."
    assert again.message == f"'{point}' is recorded as answered already; nothing was changed."
    assert (getattr(woman, fact), clarification(woman)[point]) == (known, ANSWERED)


@pytest.mark.parametrize("answer, known", [("yes", True), ("no", False)])
def test_whether_a_nominee_comes_from_an_smv_is_answered_where_one_was_asked_for(
    office: Office, answer: str, known: bool
) -> None:
    office.decide()
    office.nominate("smvdanmark", WOMAN.model_copy(update={"smv": False}), MAN)
    assert clarify(office, ANSWERED, answer, body="smvdanmark", point=Point.SMV).changed
    person = office.round.nominations[-1].nominees[0]
    assert (person.smv, clarification(person)[Point.SMV]) == (known, ANSWERED)


def test_a_point_is_asked_then_answered_and_the_trail_has_the_steps_but_neither_name_nor_answer(
    office: Office, woman: Person
) -> None:
    clarify(office, ASKED, point=Point.MUNICIPALITY)
    clarify(office, ANSWERED, "Læsø", point=Point.MUNICIPALITY)
    assert woman.municipality == "Læsø"
    assert lines(office) == [
        ("di", {"municipality": "open"}, {"municipality": "asked", "nominee": "di/1/1"}),
        ("di", {"municipality": "asked"}, {"municipality": "answered", "nominee": "di/1/1"}),
    ]


def test_another_answer_replaces_the_fact(office: Office, woman: Person) -> None:
    for answer in ("Læsø", "Thisted"):
        assert clarify(office, ANSWERED, answer, point=Point.MUNICIPALITY).changed
    assert woman.municipality == "Thisted"


def test_a_waived_point_is_recorded_once_and_its_fact_stays_unknown(office: Office, woman: Person) -> None:
    assert [clarify(office, WAIVED).changed for _ in range(2)] == [True, False]
    assert (woman.cv, clarification(woman)[Point.CV]) == (False, WAIVED)


@pytest.mark.parametrize(
    "state, answer",
    [
        pytest.param(ANSWERED, "yes", id="answered"),
        pytest.param(ANSWERED, "no", id="answered with a no"),
        pytest.param(WAIVED, "", id="waived"),
    ],
)
def test_asked_again_after_it_is_settled_changes_nothing(
    office: Office, woman: Person, state: PointState, answer: str
) -> None:
    clarify(office, state, answer)
    again = clarify(office, ASKED)
    assert (again.changed, again.message) == (False, f"'cv' is recorded as {state} already; nothing was changed.")
    assert clarification(woman)[Point.CV] is state
    assert len(lines(office)) == 1


def test_asked_about_what_the_nomination_said_already_changes_nothing(office: Office, woman: Person) -> None:
    assert woman.gender is Gender.WOMAN
    assert not clarify(office, ASKED, point=Point.GENDER).changed
    assert lines(office) == []


@pytest.mark.parametrize(
    "state, answer",
    [
        pytest.param(ASKED, "", id="asked"),
        pytest.param(WAIVED, "", id="waived"),
        pytest.param(ANSWERED, "no", id="answered with a no"),
        pytest.param(ANSWERED, "yes", id="answered with a fact"),
    ],
)
def test_a_mistake_is_taken_back(office: Office, woman: Person, state: PointState, answer: str) -> None:
    clarify(office, state, answer)
    assert clarify(office, OPEN).changed
    assert clarification(woman)[Point.CV] is OPEN
    assert clarify(office, ASKED).changed


def test_what_was_never_recorded_cannot_be_taken_back(office: Office, woman: Person) -> None:
    assert not clarify(office, OPEN).changed
    assert woman.points == {}


@pytest.mark.parametrize("state", [OPEN, WAIVED])
def test_what_is_known_is_taken_back_or_waived_at_most_once(office: Office, woman: Person, state: PointState) -> None:
    woman.cv = True
    clarify(office, state)
    assert not clarify(office, state).changed


def test_the_other_nominee_and_the_other_points_stay_as_they_are(office: Office, woman: Person) -> None:
    clarify(office, WAIVED)
    clarify(office, ASKED, point=Point.CONSENT)
    assert woman.points == {"cv": "waived", "consent": "asked"}
    assert [person.points for person in office.round.people if person is not woman] == [{}]


def test_the_findings_are_those_of_the_nomination_with_the_new_fact(office: Office) -> None:
    office.decide()
    office.nominate("di", WOMAN, MAN.model_copy(update={"gender": Gender.NOT_STATED}))
    answered = clarify(office, ANSWERED, "woman", name=MAN.name, point=Point.GENDER)
    assert [finding.rule for finding in answered.findings] == ["B7", "B9"]
    answered = clarify(office, ANSWERED, "man", name=MAN.name, point=Point.GENDER)
    assert answered.findings == []


def test_the_form_of_the_nomination_sent_again_does_not_undo_an_answer(office: Office, woman: Person) -> None:
    clarify(office, ANSWERED, "yes")
    assert not office.nominate("di", WOMAN, MAN).changed
    assert [(each.replaced, each.nominees[0].cv) for each in office.round.nominations] == [(False, True)]
    assert woman.cv


def test_a_nominee_of_the_latest_nomination_is_clarified(office: Office, woman: Person) -> None:
    office.nominate("di", WOMAN, on=date(2022, 2, 11), reason="Manden trak sig.")
    clarify(office, WAIVED)
    assert (woman.points, office.round.nominations[-1].nominees[0].points) == ({}, {"cv": "waived"})


@pytest.mark.parametrize(
    "step, message",
    [
        pytest.param(
            lambda office: clarify(office, ASKED, body="dsb"),
            f"body: 'dsb' does not nominate in nordjylland-2022-26. Write one of {NOMINATING}.", id="unknown body",
        ),
        pytest.param(
            lambda office: clarify(office, ASKED, body="tekniq"),
            "body: Tekniq has not answered. Register its nomination first.", id="nobody to ask about",
        ),
        pytest.param(
            lambda office: clarify(office, ASKED, name="Prøvekandidat C"),
            "nominees: nobody of that name was nominated by 'di'. Write the name as it stands in the nomination.",
            id="unknown nominee",
        ),
        pytest.param(
            lambda office: clarify(office, ASKED, point=Point.SMV),
            "point: DI was not asked for an SMV. Choose another point.", id="an SMV nobody asked for",
        ),
        *(
            pytest.param(
                lambda office, state=state, answer=answer: clarify(office, state, answer),
                "answer: write it when the state is 'answered', and leave it empty otherwise.", id=reason,
            )
            for state, answer, reason in (
                (ANSWERED, "", "answered without its answer"), (ANSWERED, " ", "blanks are no answer"),
                (ASKED, "yes", "asked with an answer"), (WAIVED, "yes", "waived with an answer"),
                (OPEN, "yes", "taken back with an answer"),
            )
        ),
        pytest.param(
            lambda office: clarify(office, ANSWERED, "kvinde", point=Point.GENDER),
            "answer: 'kvinde' is unknown. Write one of woman, man, not-stated.", id="unknown gender",
        ),
        pytest.param(
            lambda office: clarify(office, ANSWERED, "ja"), "answer: 'ja' is unknown. Write yes or no.",
            id="neither yes nor no",
        ),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused_and_says_what_to_do(
    office: Office, woman: Person, step: Callable[[Office], Recorded], message: str
) -> None:
    assert office.refused(step) == message
    assert (woman.points, woman.cv, woman.gender) == ({}, False, Gender.WOMAN)


def test_nothing_is_recorded_after_the_board_is_seated(office: Office) -> None:
    office.seat_everybody()
    office.run(date(2022, 4, 1))
    name = office.nominee("di", Gender.WOMAN)
    assert office.refused(lambda office: clarify(office, ANSWERED, "no", name=name)) == SEATED
