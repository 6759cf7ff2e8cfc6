"""Working days, checked on every day of 2020-2035 against a small computation of its own."""

from datetime import date, timedelta

import pytest

from models.workdays import is_working_day, working_days_between

FIRST, LAST = date(2020, 1, 1), date(2035, 12, 31)
DAYS = [FIRST + timedelta(days=count) for count in range((LAST - FIRST).days + 1)]
FIXED = {(1, 1), (6, 5), (12, 24), (12, 25), (12, 26), (12, 31)}  # month, day
AROUND_EASTER = {-3, -2, 0, 1, 39, 49, 50}  # Thursday to Monday, Ascension, Pentecost and the Monday after it
GREAT_PRAYER_DAY, ITS_LAST_YEAR = 26, 2023


def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian algorithm."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    r = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * r) // 451
    month, day = divmod(h + r - 7 * m + 114, 31)
    return date(year, month, day + 1)


def expected(day: date) -> bool:
    after_easter = (day - easter(day.year)).days
    prayed = after_easter == GREAT_PRAYER_DAY and day.year <= ITS_LAST_YEAR
    return day.weekday() < 5 and (day.month, day.day) not in FIXED and after_easter not in AROUND_EASTER and not prayed


@pytest.mark.parametrize(
    "day",
    [date(2020, 4, 12), date(2022, 4, 17), date(2024, 3, 31), date(2026, 4, 5), date(2035, 3, 25)],
    ids=str,
)
def test_the_computation_here_knows_easter(day: date) -> None:
    assert easter(day.year) == day


def test_every_day_of_sixteen_years_is_a_working_day_or_not_as_computed_here() -> None:
    assert len(DAYS) == 5844
    assert [day for day in DAYS if is_working_day(day) is not expected(day)] == []


@pytest.mark.parametrize(
    "day, working",
    [
        pytest.param(date(2023, 5, 5), False, id="the last Great Prayer Day"),
        pytest.param(date(2024, 4, 26), True, id="abolished from 2024"),
        pytest.param(date(2022, 5, 1), False, id="1 May on a Sunday"),
        pytest.param(date(2023, 5, 1), True, id="1 May is a working day"),
        pytest.param(date(2008, 5, 1), False, id="1 May that was Ascension Day"),
        pytest.param(date(2025, 6, 5), False, id="Constitution Day"),
        pytest.param(date(2021, 12, 24), False, id="Christmas Eve"),
        pytest.param(date(2021, 12, 31), False, id="New Year's Eve"),
        pytest.param(date(2021, 12, 27), True, id="between the two"),
        pytest.param(date(2026, 2, 28), False, id="28 February 2026 is a Saturday"),
    ],
)
def test_these_days_are_easily_taken_for_the_other_kind(day: date, working: bool) -> None:
    assert is_working_day(day) is working


def test_the_bodies_have_twenty_working_days_from_31_january_to_28_february_2022() -> None:
    assert working_days_between(date(2022, 1, 31), date(2022, 2, 28)) == 20


def test_no_working_days_lie_between_a_day_and_itself_or_an_earlier_one() -> None:
    assert [working_days_between(day, day) for day in DAYS[:31]] == [0] * 31
    assert working_days_between(date(2022, 2, 28), date(2022, 1, 31)) == 0


def test_the_first_day_does_not_count_and_the_last_one_does() -> None:
    spans = [(day, day + timedelta(days=1)) for day in DAYS]
    assert [last for first, last in spans if working_days_between(first, last) != is_working_day(last)] == []


def test_working_days_of_two_spans_that_meet_add_up() -> None:
    meeting = [(day, day + timedelta(days=17), day + timedelta(days=60)) for day in DAYS[::50]]
    assert [
        first
        for first, middle, last in meeting
        if working_days_between(first, last) != working_days_between(first, middle) + working_days_between(middle, last)
    ] == []


def test_sixteen_years_hold_as_many_working_days_as_computed_here() -> None:
    assert working_days_between(FIRST - timedelta(days=1), LAST) == sum(map(expected, DAYS))
