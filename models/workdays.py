"""Danish working days (hverdage): Monday to Friday less the holidays, 5 June, 24 and 31 December."""

from datetime import date, timedelta
from functools import cache

import holidays

LABOUR_DAY = (5, 1)  # 1 May is a working day in this sense, though the library lists it as optional


@cache
def _days_off(year: int) -> frozenset[date]:
    listed = holidays.country_holidays("DK", years=year, categories=("public", "optional"), language="da")
    public = holidays.country_holidays("DK", years=year, categories=("public",), language="da")
    return frozenset(day for day in listed if (day.month, day.day) != LABOUR_DAY or day in public)


def is_working_day(day: date) -> bool:
    """Whether offices work on that day."""
    return day.weekday() < 5 and day not in _days_off(day.year)  # noqa: PLR2004  (Monday is 0, Friday 4)


def working_days_between(first: date, last: date) -> int:
    """The working days after `first` up to and including `last`."""
    span = (last - first).days
    return sum(is_working_day(first + timedelta(days=count)) for count in range(1, span + 1))
