"""The days that follow from an election, held against the real ones and, for all 46 elections, against the calendar."""

from dataclasses import FrozenInstanceError
from datetime import date, timedelta

import pytest

from models.election_year import ElectionYear, election_before, election_year, third_tuesday_of_november
from models.errors import EntryRefused
from models.workdays import is_working_day

ELECTIONS = [election_year(year) for year in range(2005, 2186, 4)]
TUESDAY = 1


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(date(2005, 11, 15), id="the first with regions, and the earliest day it can be"),
        pytest.param(date(2009, 11, 17), id="2009"),
        pytest.param(date(2013, 11, 19), id="2013"),
        pytest.param(date(2017, 11, 21), id="the latest day it can be"),
        pytest.param(date(2021, 11, 16), id="of the boards 2022-26"),
        pytest.param(date(2025, 11, 18), id="of the boards 2026-30"),
        pytest.param(date(2029, 11, 20), id="of the boards 2030-34"),
    ],
)
def test_these_are_the_real_elections(day: date) -> None:
    assert election_year(day.year).election_day == day


@pytest.mark.parametrize(
    "year, working_day",
    [
        pytest.param(2017, date(2018, 1, 31), id="31 January 2018 is a Wednesday"),
        pytest.param(2021, date(2022, 1, 31), id="31 January 2022 is a Monday"),
        pytest.param(2025, date(2026, 1, 30), id="31 January 2026 is a Saturday"),
        pytest.param(2029, date(2030, 1, 31), id="31 January 2030 is a Thursday"),
        pytest.param(2041, date(2042, 1, 31), id="31 January 2042 is a Friday"),
        pytest.param(2045, date(2046, 1, 31), id="31 January 2046 is a Wednesday"),
        pytest.param(2009, date(2010, 1, 29), id="31 January 2010 is a Sunday"),
    ],
)
def test_the_latest_constituent_meeting_on_a_weekend_moves_back_to_the_friday(year: int, working_day: date) -> None:
    election = election_year(year)
    assert election.latest_constituent_meeting == date(year + 1, 1, 31)
    assert election.latest_constituent_meeting_working_day == working_day


def test_the_boards_of_the_election_of_2021_sit_from_april_2022_to_april_2026() -> None:
    assert (election_year(2021).term_start, election_year(2021).term_end) == (date(2022, 4, 1), date(2026, 4, 1))


def test_the_third_tuesday_is_the_only_tuesday_from_15_to_21_november() -> None:
    for year in range(2000, 2200):
        tuesdays = [day for day in range(1, 31) if date(year, 11, day).weekday() == TUESDAY]
        assert third_tuesday_of_november(year) == date(year, 11, tuesdays[2])


def test_each_term_starts_where_the_one_before_ends() -> None:
    assert [election.term_start for election in ELECTIONS[1:]] == [election.term_end for election in ELECTIONS[:-1]]


def test_the_days_of_every_election_come_in_this_order() -> None:
    for election in ELECTIONS:
        days = [
            election.election_day,
            election.latest_constituent_meeting_working_day,
            election.latest_constituent_meeting,
            election.term_start,
            election.term_end,
        ]
        assert days == sorted(days)
        assert is_working_day(election.latest_constituent_meeting_working_day)
        assert days[2] - days[1] < timedelta(days=3)


@pytest.mark.parametrize(
    "year, before, after",
    [
        pytest.param(2006, 2005, 2009, id="the year after the first"),
        pytest.param(2022, 2021, 2025, id="the year the boards take office"),
        pytest.param(2023, 2021, 2025, id="as near to both"),
        pytest.param(2024, 2021, 2025, id="the year before one"),
        pytest.param(2026, 2025, 2029, id="the year after one"),
        pytest.param(2184, 2181, 2185, id="the year before the last"),
    ],
)
def test_a_year_without_elections_is_refused_and_the_nearest_are_named(year: int, before: int, after: int) -> None:
    with pytest.raises(EntryRefused) as refused:
        election_year(year)
    assert str(refused.value) == f"{year} is no year of municipal elections. The nearest are {before} and {after}."


@pytest.mark.parametrize("year", [-1, 0, 21, 2001, 2004, 2186, 2189, 20211])
def test_a_year_outside_the_limits_is_refused_and_the_limits_are_named(year: int) -> None:
    with pytest.raises(EntryRefused) as refused:
        election_year(year)
    assert str(refused.value) == f"{year} is not known here. Give a year from 2005, the first with regions, to 2185."


def test_of_all_years_only_every_fourth_is_taken() -> None:
    taken = []
    for year in range(1990, 2200):
        try:
            taken.append(election_year(year).year)
        except EntryRefused:
            continue
    assert taken == list(range(2005, 2186, 4))


@pytest.mark.parametrize(
    "day, year",
    [
        pytest.param(date(2006, 4, 1), 2005, id="the first day known"),
        pytest.param(date(2021, 11, 16), 2017, id="on the day of the next election the old boards sit"),
        pytest.param(date(2022, 1, 21), 2017, id="at the constituent meeting too"),
        pytest.param(date(2022, 3, 31), 2017, id="the last day of the old term"),
        pytest.param(date(2022, 4, 1), 2021, id="the first day of the new one"),
        pytest.param(date(2024, 2, 29), 2021, id="a leap day"),
        pytest.param(date(2026, 3, 31), 2021, id="the last day of that term"),
        pytest.param(date(2026, 4, 1), 2025, id="the term after it"),
        pytest.param(date(2190, 3, 31), 2185, id="the last day known"),
    ],
)
def test_a_day_belongs_to_the_term_of_this_election(day: date, year: int) -> None:
    assert election_before(day) == ElectionYear(year=year)


def test_every_day_of_2020_to_2035_lies_in_the_term_of_its_election() -> None:
    days = [date(2020, 1, 1) + timedelta(days=count) for count in range(5844)]
    assert days[-1] == date(2035, 12, 31)
    elections = [election_before(day) for day in days]
    assert all(e.term_start <= day < e.term_end for day, e in zip(days, elections, strict=True))
    assert sorted({election.year for election in elections}) == [2017, 2021, 2025, 2029, 2033]


@pytest.mark.parametrize(
    "day, year",
    [
        pytest.param(date(2006, 3, 31), 2001, id="before the regions had boards"),
        pytest.param(date(2190, 4, 1), 2189, id="after the last term"),
        pytest.param(date.min, -3, id="the first day there is"),
        pytest.param(date.max, 9997, id="the last day there is"),
    ],
)
def test_a_day_of_no_known_term_is_refused(day: date, year: int) -> None:
    with pytest.raises(EntryRefused, match=f"^{year} is not known here"):
        election_before(day)


def test_an_election_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        election_year(2021).year = 2025  # type: ignore[misc]


def test_2021_by_its_number_and_by_a_day_of_its_term_is_one_election() -> None:
    assert len({election_year(2021), election_before(date(2023, 6, 1)), ElectionYear(year=2021)}) == 1
