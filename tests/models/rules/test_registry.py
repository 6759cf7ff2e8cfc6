"""The list of the rules: a number is taken once, and each finding cites the text in force."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from findings import EXPLAIN
from office import Office

from models.finding import Severity
from models.nomination import Nomination
from models.rules.check import check_nomination
from models.rules.equality import PROPOSING, one_seat_both_sexes
from models.rules.registry import RULES, About, Remark, also, left_to_people, rule
from models.words import Gender

OLDEST, MIDDLE, NEWEST = "LBK 751 af 26/04/2021,", "LBK 1575 af 19/12/2022,", "LBK 5 af 06/01/2025,"


def silent(_: Nomination) -> Iterator[Remark]:
    """Has nothing to say."""
    yield from ()


def entries() -> dict[str, tuple[Severity | None, str, dict[About, object]]]:
    """What the list holds now."""
    return {number: (each.severity, each.left_to, dict(each.checks)) for number, each in RULES.items()}


@pytest.mark.parametrize(
    "register, message",
    [
        pytest.param(
            lambda: rule("B7", "Again", EXPLAIN, About.NOMINATION, *PROPOSING)(silent),
            "rule B7 is there twice", id="another rule of that number",
        ),
        pytest.param(
            lambda: left_to_people("B7", "Again", "The KKR decides.", *PROPOSING, module=__name__),
            "rule B7 is there twice", id="left to people what is asked already",
        ),
        pytest.param(
            lambda: rule("B3", "Again", EXPLAIN, About.NOMINATION, *PROPOSING)(silent),
            "rule B3 is there twice", id="asked what is left to people already",
        ),
        pytest.param(
            lambda: also("B7", About.NOMINATION)(silent),
            "rule B7 is asked about the nomination already", id="another function about the same thing",
        ),
    ],
)  # fmt: skip
def test_a_number_that_is_taken_is_refused_and_the_list_stays_as_it_was(
    register: Callable[[], object], message: str
) -> None:
    before = entries()
    with pytest.raises(ValueError, match=f"^{message}$"):
        register()
    assert entries() == before


def test_a_registered_function_stays_callable_as_it_is(office: Office) -> None:
    office.decide()
    office.nominate("di", office.person(Gender.MAN))
    assert [remark.subject for remark in one_seat_both_sexes(office.round.nominations[-1])] == ["di"]
    assert RULES["B7"].checks == {About.NOMINATION: one_seat_both_sexes}


@pytest.mark.parametrize(
    "day, cited",
    [
        pytest.param(date(1849, 6, 5), OLDEST, id="a day before all of them has the oldest"),
        pytest.param(date(2021, 4, 25), OLDEST, id="the day before the oldest"),
        pytest.param(date(2022, 4, 1), OLDEST, id="the boards of 2022-26"),
        pytest.param(date(2022, 12, 31), OLDEST, id="its last day"),
        pytest.param(date(2023, 1, 1), MIDDLE, id="the first day of the next"),
        pytest.param(date(2023, 7, 1), MIDDLE, id="in 2023"),
        pytest.param(date(2025, 1, 5), MIDDLE, id="its last day too"),
        pytest.param(date(2025, 1, 6), NEWEST, id="the first day of the newest"),
        pytest.param(date(2026, 4, 1), NEWEST, id="the boards of 2026-30"),
    ],
)
def test_the_wording_is_the_one_in_force_on_the_day(day: date, cited: str) -> None:
    assert RULES["B7"].wording_on(day).document == f"Ligestillingsloven, {cited}"


@pytest.mark.parametrize(
    "term_from, source",
    [
        pytest.param(date(2022, 4, 1), f"Ligestillingsloven, {OLDEST} § 9 stk. 1, § 10 a stk. 1", id="2022"),
        pytest.param(date(2026, 4, 1), f"Ligestillingsloven, {NEWEST} kapitel 4", id="2026"),
    ],
)
def test_a_finding_cites_the_wording_in_force_when_the_board_takes_office(
    office: Office, term_from: date, source: str
) -> None:
    office.round.term_from = term_from
    office.decide()
    office.nominate("di", office.person(Gender.MAN))
    assert [each.source for each in check_nomination(office.round.nominations[-1]) if each.rule == "B7"] == [source]
