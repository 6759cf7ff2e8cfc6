"""The one place that asks what time it is."""

from datetime import UTC, date, datetime

import pendulum


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today(time_zone: str) -> date:
    """The calendar day it is in a time zone."""
    day = pendulum.now(time_zone)
    return date(day.year, day.month, day.day)
