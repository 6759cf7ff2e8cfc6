"""What follows from the year of a Danish municipal election: the third Tuesday of November every fourth year.

Not implemented: extraordinary elections.
"""

from calendar import TUESDAY
from dataclasses import dataclass
from datetime import date, timedelta

from models.errors import EntryRefused
from models.workdays import DAYS_OF_A_WEEK, last_working_day

YEARS_BETWEEN = 4
FIRST, LAST = 2005, 2185  # the regions exist since the election of 2005
EARLIEST_THIRD_WEEKDAY = (11, 15)  # month, day; the third of any weekday falls on 15 to 21 November
LATEST_CONSTITUENT = (1, 31)  # month, day; FO § 4 stk. 1
TERM_STARTS = (4, 1)  # month, day; standard statutes § 5.2


def third_tuesday_of_november(year: int) -> date:
    """The day of the elections in a year that has them."""
    earliest = date(year, *EARLIEST_THIRD_WEEKDAY)
    return earliest + timedelta(days=(TUESDAY - earliest.weekday()) % DAYS_OF_A_WEEK)


@dataclass(frozen=True, kw_only=True)
class ElectionYear:
    """The days that follow from one election; made by `election_year`, which refuses a year that has none.

    `year` is the year of the election; its boards take office the year after.
    """

    year: int

    @property
    def election_day(self) -> date:
        """The third Tuesday of November."""
        return third_tuesday_of_november(self.year)

    @property
    def latest_constituent_meeting(self) -> date:
        """31 January of the year after, whatever its weekday (FO § 4 stk. 1)."""
        return date(self.year + 1, *LATEST_CONSTITUENT)

    @property
    def latest_constituent_meeting_working_day(self) -> date:
        """The last working day that is not after 31 January: a latest day never moves later."""
        return last_working_day(self.latest_constituent_meeting)

    @property
    def term_start(self) -> date:
        """The first 1 April after the election (standard statutes § 5.2)."""
        return date(self.year + 1, *TERM_STARTS)

    @property
    def term_end(self) -> date:
        """The first 1 April after the next election, when the next term starts."""
        return date(self.year + 1 + YEARS_BETWEEN, *TERM_STARTS)


def election_year(year: int) -> ElectionYear:
    """The election of a year. Raises EntryRefused, naming what is possible, for a year without one."""
    if not FIRST <= year <= LAST:
        raise EntryRefused(f"{year} is not known here. Give a year from {FIRST}, the first with regions, to {LAST}.")
    before = year - (year - FIRST) % YEARS_BETWEEN
    if year != before:
        after = before + YEARS_BETWEEN
        raise EntryRefused(f"{year} is no year of municipal elections. The nearest are {before} and {after}.")
    return ElectionYear(year=year)


def election_before(day: date) -> ElectionYear:
    """The election whose term holds `day`: from its `term_start` to the day before its `term_end`.

    Between an election and 1 April it is still the one before. Raises EntryRefused for a day outside the known terms.
    """
    latest_start = day.year if day >= date(day.year, *TERM_STARTS) else day.year - 1
    latest = latest_start - 1
    return election_year(latest - (latest - FIRST) % YEARS_BETWEEN)
