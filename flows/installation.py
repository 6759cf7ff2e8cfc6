"""This installation, for the flows: its database, and what day it is where the secretariat is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError

from flows.clock import today
from models.database import open_engine, require
from models.errors import DatabaseGone
from models.settings import read_settings


@contextmanager
def database() -> Iterator[Engine]:
    """The installation's database, for one run.

    Raises:
        DatabaseNotReady: there is none yet.
        DatabaseGone: it cannot be reached, or went away meanwhile.

    """
    engine = open_engine(read_settings().database)
    try:
        require(engine)
        yield engine
    except (OperationalError, InterfaceError) as error:
        raise DatabaseGone(
            "The database went away while this ran. What was being done is not stored: do it again once it is back."
        ) from error
    finally:
        engine.dispose()


def office_day(at: datetime | None = None) -> date:
    """Today where the secretariat is, or the day of a moment."""
    zone = read_settings().time_zone
    return at.astimezone(ZoneInfo(zone)).date() if at else today(zone)
