"""This installation, for the flows: its database, and what day it is where the secretariat is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import Engine

from flows.clock import today
from models.database import open_engine, require
from models.settings import read_settings


@contextmanager
def database() -> Iterator[Engine]:
    """The installation's database, for one run.

    Raises:
        DatabaseNotReady: there is none yet.

    """
    engine = open_engine(read_settings().database)
    require(engine)
    try:
        yield engine
    finally:
        engine.dispose()


def office_day() -> date:
    """Today where the secretariat is."""
    return today(read_settings().time_zone)
