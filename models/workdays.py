"""Danish working days (hverdage): Monday to Friday less the holidays, 5 June, 24 and 31 December.

"At the latest" counts backwards and never moves later; a forward deadline moves on to the next working day.
Not implemented: local closing days, such as those a municipality gives its offices.
"""

from calendar import SATURDAY
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from holidays.countries.denmark import Denmark

LABOUR_DAY = (5, 1)  # month, day; a working day in this sense, though the library lists it as optional
ONE_DAY = timedelta(days=1)
DAYS_OF_A_WEEK = 7


class _Denmark(Denmark):
    end_year = 4099  # as far as Easter is computed; by the library's own 2100 later years silently have no holidays


def _listed(year: int, *categories: str) -> dict[date, str]:
    return dict(sorted(_Denmark(years=year, categories=categories, language="da").items()))  # type: ignore[no-untyped-call]


@cache
def _days_off(year: int) -> Mapping[date, str]:
    listed, public = _listed(year, "public", "optional"), _listed(year, "public")
    labour_day = date(year, *LABOUR_DAY)
    names = {day: public.get(day) if day == labour_day else name for day, name in listed.items()}
    return MappingProxyType({day: name for day, name in names.items() if name})


def days_off(year: int) -> dict[date, str]:
    """The days of a year that are no working days whatever their weekday, in order, with their Danish names.

    Two on one day are named together, such as "Grundlovsdag; Pinsedag". Source: the library `holidays`.
    """
    return dict(_days_off(year))


def is_working_day(day: date) -> bool:
    """Whether offices work on that day."""
    return day.weekday() < SATURDAY and day not in _days_off(day.year)


def working_days_between(first: date, last: date) -> int:
    """The working days after `first` up to and including `last`."""
    span = (last - first).days
    return sum(is_working_day(first + timedelta(days=count)) for count in range(1, span + 1))


def next_working_day(day: date) -> date:
    """The day itself or the first working day after it: what is proposed for a forward deadline on a day off."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def last_working_day(day: date) -> date:
    """The day itself or the last working day before it: where a latest day on a day off moves to."""
    while not is_working_day(day):
        day -= ONE_DAY
    return day


def working_days_before(day: date, count: int) -> date:
    """The `count`-th working day before `day`, and `day` itself for 0; raises ValueError for a negative count.

    Source: "senest tre hverdage før" (FO § 4 stk. 2); three before a Friday is the Tuesday.
    """
    for _ in range(_not_negative(count)):
        day = last_working_day(day - ONE_DAY)
    return day


def working_days_after(day: date, count: int) -> date:
    """The `count`-th working day after `day`, and `day` itself for 0; raises ValueError for a negative count."""
    for _ in range(_not_negative(count)):
        day = next_working_day(day + ONE_DAY)
    return day


def days_before(day: date, count: int) -> date:
    """The last working day at least `count` calendar days before `day` (FO § 5 stk. 4: 10); ValueError if negative."""
    return last_working_day(day - timedelta(days=_not_negative(count)))


def week_before(day: date) -> date:
    """The same weekday the week before, or the last working day before that (FO § 5 stk. 5: "senest ugedagen forud")."""
    return days_before(day, DAYS_OF_A_WEEK)


def _not_negative(count: int) -> int:
    if count < 0:
        raise ValueError(f"{count} days cannot be counted. Give 0 or more.")
    return count
