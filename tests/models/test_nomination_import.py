"""What a form would change in a round, row by row, and that it registers just that; in memory."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from answer_forms import MAN, WOMAN, filled
from office import Office, moment

from models.answer_form import AnswerForm, read_answer_form
from models.clarification import Point, PointState
from models.entries import PersonEntry
from models.errors import EntryRefused, FileRefused, RulesBroken
from models.nomination import Person
from models.nomination_import import Row, entered_form, preview, register_form, summary
from models.words import Gender

FEBRUARY = date(2022, 2, 10)


@pytest.fixture(autouse=True)
def _decided(office: Office) -> None:
    office.decide()


def form(office: Office, *people: dict[str, Any], **more: Any) -> AnswerForm:
    return read_answer_form(filled(office.round, *people, **more), name="svar.xlsx")


def register(office: Office, *people: dict[str, Any], on: date = FEBRUARY, **more: Any) -> str:
    answer = form(office, *people, **more)
    return register_form(office.round, answer, received_on=on, initials="TST", at=moment(on)).message


def shown(
    office: Office, *people: dict[str, Any], on: date = FEBRUARY, **more: Any
) -> list[tuple[str, str, list[str]]]:
    return [short(row) for row in preview(office.round, form(office, *people, **more), received_on=on)]


def short(row: Row) -> tuple[str, str, list[str]]:
    changes = [f"{change.fact}: {change.old!r} -> {change.new!r}" for change in row.changes]
    return row.name, row.standing, changes or [finding.subject for finding in row.wrong]


def current(office: Office, body: str = "di") -> list[Person]:
    return next(each for each in office.round.nominations if each.body.key == body and not each.replaced).nominees


@pytest.mark.parametrize(
    "people, more, expected",
    [
        pytest.param([WOMAN, MAN], {}, [("", "unchanged", []), ("Prøvekandidat 1", "unchanged", []),
                                        ("Prøvekandidat 2", "unchanged", [])], id="the same again"),
        pytest.param([MAN, WOMAN], {}, [("", "unchanged", []), ("Prøvekandidat 2", "unchanged", []),
                                        ("Prøvekandidat 1", "unchanged", [])], id="in another order"),
        pytest.param([{**WOMAN, "name": " PRØVEKANDIDAT  1"}, MAN], {},
                     [("", "unchanged", []), ("PRØVEKANDIDAT 1", "changed", ["name: 'Prøvekandidat 1' -> 'PRØVEKANDIDAT 1'"]),
                      ("Prøvekandidat 2", "unchanged", [])], id="a name in capitals is the same person"),
        pytest.param([{**WOMAN, "smv": "nej", "trade": "handel"}, MAN], {},
                     [("", "unchanged", []),
                      ("Prøvekandidat 1", "changed", ["smv: 'True' -> 'False'", "trade: 'industri' -> 'handel'"]),
                      ("Prøvekandidat 2", "unchanged", [])], id="facts that are others"),
        pytest.param([WOMAN, {**MAN, "name": "Prøvekandidat 3"}], {},
                     [("", "unchanged", []), ("Prøvekandidat 1", "unchanged", []), ("Prøvekandidat 3", "new", []),
                      ("Prøvekandidat 2", "gone", [])], id="one for another"),
        pytest.param([WOMAN], {"reason": "Manden trak sig.", "on": date(2022, 2, 11)},
                     [("", "changed", ["received_on: '2022-02-10' -> '2022-02-11'", "reason: '' -> 'Manden trak sig.'"]),
                      ("Prøvekandidat 1", "unchanged", []), ("Prøvekandidat 2", "gone", [])], id="one less, with a reason"),
        pytest.param([WOMAN, {**MAN, "email": "nej"}], {},
                     [("", "unchanged", []), ("Prøvekandidat 1", "unchanged", []),
                      ("Prøvekandidat 2", "wrong", ["Indstilling!C10"])], id="a wrong row names somebody all the same"),
        pytest.param([], {"declines": "ja"},
                     [("", "changed", ["reason: '' -> 'Vi ønsker ikke at indstille.'"]), ("Prøvekandidat 1", "gone", []),
                      ("Prøvekandidat 2", "gone", [])], id="nobody any more"),
        pytest.param([WOMAN, MAN], {"declines": "ja"},
                     [("", "wrong", ["Indstilling!B6"]), ("Prøvekandidat 1", "unchanged", []),
                      ("Prøvekandidat 2", "unchanged", [])], id="an answer that contradicts itself"),
        pytest.param([{**WOMAN, "municipality": "aalborg kommune"}, MAN], {},
                     [("", "unchanged", []), ("Prøvekandidat 1", "unchanged", []), ("Prøvekandidat 2", "unchanged", [])],
                     id="a municipality in small letters is spelt as the round spells it"),
    ],
)  # fmt: skip
def test_each_row_is_held_against_the_nomination_there_is(
    office: Office, people: list[dict[str, Any]], more: dict[str, Any], expected: list[tuple[str, str, list[str]]]
) -> None:
    register(office, WOMAN, MAN)
    before = (office.told, [vars(person).copy() for person in office.round.people])
    assert shown(office, *people, **more) == expected
    assert (office.told, [vars(person) for person in office.round.people]) == before, "the preview changed the round"


def test_without_an_earlier_nomination_everything_is_new(office: Office) -> None:
    register(office, WOMAN, body="tekniq")
    assert shown(office, WOMAN, MAN, reason="Fordi.") == [
        ("", "new", ["reason: '' -> 'Fordi.'"]), ("Prøvekandidat 1", "new", []), ("Prøvekandidat 2", "new", []),
    ]  # fmt: skip


def test_a_form_is_registered_as_its_preview_says(office: Office) -> None:
    assert register(office, WOMAN, MAN) == "Registered nomination 1 of DI with 2 nominees."
    assert register(office, WOMAN, MAN) == "This nomination of DI is registered already; nothing was changed."
    woman, man = current(office)
    assert (woman.gender, woman.email, woman.smv, woman.cv, woman.municipality) == (
        Gender.WOMAN, "en@di.example", True, True, "Aalborg",
    )  # fmt: skip
    assert (man.gender, man.cv) == (Gender.MAN, False)


def test_what_the_form_does_not_ask_for_stays_as_it_was_recorded(office: Office) -> None:
    office.nominate(
        "di",
        PersonEntry(name="Prøvekandidat 1", gender=Gender.WOMAN, director_of_house=True, council="Aalborg"),
        reason=".",
    )
    register(office, WOMAN, MAN)
    assert [(person.director_of_house, person.council) for person in current(office)] == [
        (True, "Aalborg"),
        (False, ""),
    ]


def test_what_was_clarified_meanwhile_is_neither_lost_nor_shown_as_changed(office: Office) -> None:
    register(office, WOMAN, MAN)
    office.clarify("di", Point.CV, PointState.ANSWERED, "yes", name="Prøvekandidat 2")
    assert shown(office, WOMAN, MAN)[2] == ("Prøvekandidat 2", "unchanged", [])
    register(office, WOMAN, {**MAN, "trade": "handel"})
    assert [(person.trade, person.cv) for person in current(office)] == [("industri", True), ("handel", True)]


def other_round(office: Office) -> None:
    answer = form(office, WOMAN)
    office.round.key = "fyn-2022-26"
    preview(office.round, answer, received_on=FEBRUARY)


def other_body(office: Office) -> None:
    answer = form(office, WOMAN)
    office.round.bodies = [body for body in office.round.bodies if body.key != "di"]
    register_form(office.round, answer, received_on=FEBRUARY, initials="TST", at=moment(FEBRUARY))


@pytest.mark.parametrize(
    "step, error, said",
    [
        pytest.param(lambda office: register(office, {**WOMAN, "email": "nej"}, {**MAN, "smv": "tja"}), FileRefused,
                     "svar.xlsx, cell C9: error file: E-mail: it is not an e-mail address. Correct it.\n"
                     "svar.xlsx, cell F10: error file: Kommer fra en SMV (ja/nej): it holds none of the answers. "
                     "Write ja or nej.", id="wrong rows, all at once"),
        pytest.param(other_round, FileRefused,
                     "svar.xlsx: error file: it is a form of the round 'nordjylland-2022-26', not of 'fyn-2022-26'. "
                     "Import it into its own round.", id="another round's form"),
        pytest.param(other_body, FileRefused,
                     "svar.xlsx: error file: it is an answer of 'di', which is not in 'nordjylland-2022-26'. Check whose it is.",
                     id="a body that has left the round"),
        pytest.param(lambda office: register(office, WOMAN, on=date(2020, 1, 1)), EntryRefused,
                     "received_on: 2020-01-01 lies more than a year before the election. Check the year.", id="a wrong year"),
    ],
)  # fmt: skip
def test_a_form_that_does_not_fit_is_refused_and_nothing_is_recorded(
    office: Office, step: Callable[[Office], object], error: type[Exception], said: str
) -> None:
    before = office.told
    with pytest.raises(error) as caught:
        step(office)
    assert (str(caught.value), office.told) == (said, before)


def test_a_body_that_is_not_entitled_is_refused_by_the_rule(office: Office) -> None:
    office.decide(organisations=["smvdanmark"])
    with pytest.raises(RulesBroken, match="DI is not entitled to nominate in this term"):
        register(office, WOMAN, MAN)


def test_what_was_typed_is_previewed_like_a_form_and_says_all_it_can(office: Office) -> None:
    office.nominate("di", PersonEntry(name="Prøvekandidat 1", gender=Gender.WOMAN, council="Aalborg"), reason=".")
    typed = PersonEntry(name="Prøvekandidat 1", gender=Gender.WOMAN)
    rows = preview(
        office.round, entered_form(office.round, body="di", nominees=[typed], reason=". "), received_on=FEBRUARY
    )
    assert [short(row) for row in rows] == [
        ("", "unchanged", []),
        ("Prøvekandidat 1", "changed", ["council: 'Aalborg' -> ''"]),
    ]


def test_an_address_that_is_not_typed_again_stays_and_is_no_change(office: Office) -> None:
    office.nominate("di", PersonEntry(name="Prøvekandidat 1", gender=Gender.WOMAN, email="1@kandidater.example"))
    typed = PersonEntry(name="Prøvekandidat 1", gender=Gender.WOMAN)
    answer = entered_form(office.round, body="di", nominees=[typed], reason="Ingen mand ville.")
    assert [row.standing for row in preview(office.round, answer, received_on=FEBRUARY)] == ["changed", "unchanged"]
    register_form(office.round, answer, received_on=FEBRUARY, initials="TST", at=moment(FEBRUARY))
    assert [person.email for person in current(office)] == ["1@kandidater.example"]


@pytest.mark.parametrize(
    "people, more, said",
    [
        pytest.param([WOMAN, {**MAN, "name": "Prøvekandidat 3"}, {**MAN, "gender": "?!", "name": None}], {},
                     "answer unchanged; 4 nominees: 1 new, 1 unchanged, 1 gone, 1 wrong", id="one of most kinds"),
        pytest.param([WOMAN], {"declines": "ja"}, "answer wrong; 2 nominees: 1 unchanged, 1 gone", id="a wrong answer"),
    ],
)  # fmt: skip
def test_a_preview_is_summed_up_without_names(
    office: Office, people: list[dict[str, Any]], more: dict[str, Any], said: str
) -> None:
    register(office, WOMAN, MAN)
    assert summary(preview(office.round, form(office, *people, **more), received_on=FEBRUARY)) == said
