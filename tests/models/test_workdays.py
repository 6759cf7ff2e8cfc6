"""Working days, checked on every day of 2020-2035 against a small computation of its own."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest

from models.workdays import (
    days_before,
    days_off,
    is_working_day,
    last_working_day,
    next_working_day,
    week_before,
    working_days_after,
    working_days_before,
    working_days_between,
)

FIRST, LAST = date(2020, 1, 1), date(2035, 12, 31)
DAYS = [FIRST + timedelta(days=count) for count in range((LAST - FIRST).days + 1)]
FIXED = {(1, 1), (6, 5), (12, 24), (12, 25), (12, 26), (12, 31)}  # month, day
AROUND_EASTER = {-3, -2, 0, 1, 39, 49, 50}  # Thursday to Monday, Ascension, Pentecost and the Monday after it
GREAT_PRAYER_DAY, ITS_LAST_YEAR = 26, 2023
COUNTS = (0, 1, 2, 3, 5, 10, 23)
ONE_DAY = timedelta(days=1)


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


def test_the_days_off_of_2023_in_order_with_their_danish_names() -> None:
    assert list(days_off(2023).items()) == [
        (date(2023, 1, 1), "Nytårsdag"),
        (date(2023, 4, 6), "Skærtorsdag"),
        (date(2023, 4, 7), "Langfredag"),
        (date(2023, 4, 9), "Påskedag"),
        (date(2023, 4, 10), "Anden påskedag"),
        (date(2023, 5, 5), "Store bededag"),
        (date(2023, 5, 18), "Kristi himmelfartsdag"),
        (date(2023, 5, 28), "Pinsedag"),
        (date(2023, 5, 29), "Anden pinsedag"),
        (date(2023, 6, 5), "Grundlovsdag"),
        (date(2023, 12, 24), "Juleaftensdag"),
        (date(2023, 12, 25), "Juledag"),
        (date(2023, 12, 26), "Anden juledag"),
        (date(2023, 12, 31), "Nytårsaften"),
    ]


@pytest.mark.parametrize("year", range(2020, 2036))
def test_a_year_has_fourteen_names_of_days_off_and_thirteen_without_great_prayer_day(year: int) -> None:
    names = [name for joined in days_off(year).values() for name in joined.split("; ")]
    assert len(names) == len(set(names)) == (14 if year <= ITS_LAST_YEAR else 13)
    assert ("Store bededag" in names) is (year <= ITS_LAST_YEAR)
    assert "Arbejdernes kampdag" not in names


@pytest.mark.parametrize("year", range(2020, 2036))
def test_on_weekdays_the_days_off_are_those_computed_here(year: int) -> None:
    off = days_off(year)
    assert list(off) == sorted(off)
    assert {day for day in DAYS if day.year == year and day.weekday() < 5 and not expected(day)} == {
        day for day in off if day.weekday() < 5
    }


@pytest.mark.parametrize(
    "day, name",
    [
        pytest.param(date(2023, 5, 5), "Store bededag", id="the last Great Prayer Day"),
        pytest.param(date(2024, 4, 26), None, id="abolished from 2024"),
        pytest.param(date(2023, 5, 1), None, id="1 May is a working day"),
        pytest.param(date(2022, 5, 1), None, id="1 May on a Sunday is a Sunday like others"),
        pytest.param(date(2008, 5, 1), "Kristi himmelfartsdag", id="1 May that was Ascension Day is named so only"),
        pytest.param(date(2025, 6, 5), "Grundlovsdag", id="Constitution Day"),
        pytest.param(date(2022, 6, 5), "Grundlovsdag; Pinsedag", id="Constitution Day at Pentecost is named for both"),
        pytest.param(date(2101, 4, 18), "Anden påskedag", id="later than the library lists by itself"),
    ],
)
def test_the_name_of_a_day_off(day: date, name: str | None) -> None:
    assert days_off(day.year).get(day) == name


def test_who_changes_the_days_off_changes_a_copy() -> None:
    days_off(2031).clear()
    assert not is_working_day(date(2031, 12, 24))
    assert days_off(2031)[date(2031, 12, 24)] == "Juleaftensdag"


def test_the_next_working_day_is_the_first_from_the_day_on() -> None:
    for day in DAYS:
        found = next_working_day(day)
        assert found >= day
        assert expected(found)
        assert not any(expected(day + timedelta(days=skipped)) for skipped in range((found - day).days))


def test_the_last_working_day_is_the_latest_up_to_the_day() -> None:
    for day in DAYS:
        found = last_working_day(day)
        assert found <= day
        assert expected(found)
        assert not any(expected(day - timedelta(days=skipped)) for skipped in range((day - found).days))


def test_no_day_off_is_further_than_five_days_from_a_working_day() -> None:
    assert max((next_working_day(day) - day).days for day in DAYS) == 5  # from Maundy Thursday to the Tuesday
    assert max((day - last_working_day(day)).days for day in DAYS) == 5


@pytest.mark.parametrize("count", COUNTS[1:])
def test_so_many_working_days_before_is_a_working_day_with_the_rest_of_them_before_the_day(count: int) -> None:
    for day in DAYS:
        found = working_days_before(day, count)
        assert found < day
        assert expected(found)
        assert working_days_between(found - ONE_DAY, day - ONE_DAY) == count


@pytest.mark.parametrize("count", COUNTS[1:])
def test_so_many_working_days_after_is_a_working_day_that_ends_them(count: int) -> None:
    for day in DAYS:
        found = working_days_after(day, count)
        assert found > day
        assert expected(found)
        assert working_days_between(day, found) == count


def test_no_working_days_before_or_after_is_the_day_itself_even_on_a_day_off() -> None:
    assert [working_days_before(day, 0) for day in DAYS] == [working_days_after(day, 0) for day in DAYS] == DAYS


@pytest.mark.parametrize("count", COUNTS[1:])
def test_there_and_back_is_the_working_day_nearest_to_the_day_on_the_side_one_comes_from(count: int) -> None:
    for day in DAYS:
        assert working_days_after(working_days_before(day, count), count) == next_working_day(day)
        assert working_days_before(working_days_after(day, count), count) == last_working_day(day)


@pytest.mark.parametrize("count", COUNTS)
def test_there_and_back_from_a_working_day_is_that_day(count: int) -> None:
    for day in filter(expected, DAYS):
        assert working_days_after(working_days_before(day, count), count) == day
        assert working_days_before(working_days_after(day, count), count) == day


@pytest.mark.parametrize("function", [working_days_before, working_days_after, days_before])
@pytest.mark.parametrize("count", COUNTS)
def test_a_later_day_never_has_an_earlier_result(function: Callable[[date, int], date], count: int) -> None:
    results = [function(day, count) for day in DAYS]
    assert results == sorted(results)


@pytest.mark.parametrize("function", [next_working_day, last_working_day, week_before])
def test_a_later_day_never_has_an_earlier_result_without_a_count_either(function: Callable[[date], date]) -> None:
    results = [function(day) for day in DAYS]
    assert results == sorted(results)


def test_one_more_working_day_is_the_next_one_in_that_direction() -> None:
    for day in DAYS:
        for fewer, more in pairwise(range(6)):
            assert working_days_before(day, more) == working_days_before(working_days_before(day, fewer), 1)
            assert working_days_before(day, more) < working_days_before(day, fewer)
            assert working_days_after(day, more) == working_days_after(working_days_after(day, fewer), 1)
            assert working_days_after(day, more) > working_days_after(day, fewer)


@pytest.mark.parametrize("count", COUNTS)
def test_so_many_calendar_days_before_never_moves_later_and_no_further_back_than_needed(count: int) -> None:
    for day in DAYS:
        counted, found = day - timedelta(days=count), days_before(day, count)
        assert found <= counted
        assert expected(found)
        assert not any(expected(counted - timedelta(days=skipped)) for skipped in range((counted - found).days))


def test_one_more_calendar_day_is_never_later() -> None:
    for day in DAYS:
        results = [days_before(day, count) for count in range(15)]
        assert results == sorted(results, reverse=True)


def test_the_week_before_is_the_same_weekday_unless_that_is_a_day_off() -> None:
    for day in DAYS:
        found = week_before(day)
        assert found <= day - timedelta(days=7)
        assert expected(found)
        assert (found == day - timedelta(days=7)) is expected(day - timedelta(days=7))


@pytest.mark.parametrize("function", [working_days_before, working_days_after, days_before])
@pytest.mark.parametrize("count", [-1, -7])
def test_a_negative_count_is_refused(function: Callable[[date, int], date], count: int) -> None:
    with pytest.raises(ValueError, match=f"^{count} days cannot be counted. Give 0 or more.$"):
        function(date(2022, 1, 21), count)


@pytest.mark.parametrize(
    "meeting, agenda, alliances, items",
    [
        pytest.param(
            date(2022, 1, 21), date(2022, 1, 14), date(2022, 1, 18), date(2022, 1, 11), id="Nordjylland's, a Friday"
        ),
        pytest.param(
            date(2026, 1, 30),
            date(2026, 1, 23),
            date(2026, 1, 27),
            date(2026, 1, 20),
            id="the latest in 2026, a Friday",
        ),
        pytest.param(
            date(2022, 4, 25), date(2022, 4, 13), date(2022, 4, 20), date(2022, 4, 13), id="a week after Easter Monday"
        ),
        pytest.param(
            date(2022, 4, 19), date(2022, 4, 12), date(2022, 4, 11), date(2022, 4, 8), id="the Tuesday after Easter"
        ),
        pytest.param(
            date(2022, 1, 10),
            date(2022, 1, 3),
            date(2022, 1, 5),
            date(2021, 12, 30),
            id="10 days before is New Year's Eve",
        ),
        pytest.param(
            date(2022, 1, 3),
            date(2021, 12, 27),
            date(2021, 12, 28),
            date(2021, 12, 23),
            id="10 days before is Christmas Eve",
        ),
        pytest.param(
            date(2023, 5, 12), date(2023, 5, 4), date(2023, 5, 9), date(2023, 5, 2), id="a week after Great Prayer Day"
        ),
        pytest.param(
            date(2025, 6, 12), date(2025, 6, 4), date(2025, 6, 6), date(2025, 6, 2), id="a week after Constitution Day"
        ),
        pytest.param(
            date(2023, 5, 8), date(2023, 5, 1), date(2023, 5, 2), date(2023, 4, 28), id="a week after 1 May, no day off"
        ),
    ],
)
def test_these_are_the_latest_days_before_a_meeting(meeting: date, agenda: date, alliances: date, items: date) -> None:
    assert (week_before(meeting), working_days_before(meeting, 3), days_before(meeting, 10)) == (
        agenda,
        alliances,
        items,
    )


@pytest.mark.parametrize(
    "deadline, proposed, latest",
    [
        pytest.param(date(2022, 2, 28), date(2022, 2, 28), date(2022, 2, 28), id="a Monday stays"),
        pytest.param(date(2026, 2, 28), date(2026, 3, 2), date(2026, 2, 27), id="28 February 2026 is a Saturday"),
        pytest.param(date(2024, 3, 29), date(2024, 4, 2), date(2024, 3, 27), id="Good Friday: Wednesday or Tuesday"),
        pytest.param(date(2022, 12, 24), date(2022, 12, 27), date(2022, 12, 23), id="Christmas Eve"),
        pytest.param(date(2024, 1, 1), date(2024, 1, 2), date(2023, 12, 29), id="New Year, back into the old one"),
        pytest.param(
            date(2022, 12, 31), date(2023, 1, 2), date(2022, 12, 30), id="New Year's Eve, on into the new one"
        ),
    ],
)
def test_a_deadline_on_a_day_off_moves_to_these(deadline: date, proposed: date, latest: date) -> None:
    assert (next_working_day(deadline), last_working_day(deadline)) == (proposed, latest)
