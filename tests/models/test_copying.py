"""A round is copied whole, and nothing else with it."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from office import Office, moment
from rows import Rows, rows
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.base import Base
from models.copying import copy_round, one_moment, owner
from models.database import open_engine
from models.definition import Definition
from models.errors import RoundNotFound
from models.opening import open_round
from models.settings import Mail, Settings, sqlite_url
from models.store import load_round, round_keys
from notifications.act import advance
from notifications.delivery import deliver_due

KEY, OTHER = "nordjylland-2022-26", "en-anden"


@pytest.fixture
def two_rounds(database: Engine, definition: Definition, tmp_path: Path) -> Engine:
    """A database with two rounds in which letters have left."""
    on = date(2022, 1, 21)
    for key in (OTHER, KEY):
        with Session(database) as session, session.begin():
            open_round(session, definition.model_copy(update={"round": key}), initials="TST", at=moment(on))
            office = Office(round=load_round(session, key, to_change=True))
            office.decide(on)
            office.constitute(on)
            advance(office.round, on, moment(on))
    settings = Settings(mail=Mail.MAILDIR, letters_folder=tmp_path / "real")
    deliver_due(database, settings, lambda: moment(on) + timedelta(hours=1))
    return database


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(sqlite_url(tmp_path / "scratch.db"))
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


def copied(source: Engine, key: str, scratch: Engine) -> Rows:
    with one_moment(source) as session, Session(scratch) as into, into.begin():
        copy_round(session, key, into)
    return rows(scratch)


def test_a_copied_round_is_the_same_row_by_row(two_rounds: Engine, scratch: Engine) -> None:
    """The rows of both rounds, copied one after the other, are those of the database; nothing is changed there."""
    before = rows(two_rounds)
    assert min(len(before[name]) for name in ("letter", "enclosure", "handover", "event", "person", "appointment")) >= 2
    copied(two_rounds, KEY, scratch)
    assert copied(two_rounds, OTHER, scratch) == before
    assert rows(two_rounds) == before


def test_the_other_rounds_are_left_out(two_rounds: Engine, scratch: Engine) -> None:
    copied(two_rounds, KEY, scratch)
    with Session(scratch) as session:
        assert round_keys(session) == [KEY]
        there = {letter.key.partition("/")[0] for letter in load_round(session, KEY).letters}
    assert there == {KEY}
    assert len(rows(scratch)["letter"]) * 2 == len(rows(two_rounds)["letter"])


def test_a_round_that_is_not_there_is_told_with_those_that_are(two_rounds: Engine, scratch: Engine) -> None:
    with pytest.raises(RoundNotFound, match=f"no round 'nordjyland'. Open rounds are: {OTHER}, {KEY}"):
        copied(two_rounds, "nordjyland", scratch)


def test_every_table_but_the_round_belongs_to_exactly_one_other() -> None:
    owners = {
        table.name: [key.column.table.name for key in table.foreign_keys if key.ondelete == "CASCADE"]
        for table in Base.metadata.sorted_tables
    }
    assert [name for name, owning in owners.items() if len(owning) != 1] == ["round"]
    assert owner(Base.metadata.tables["round"]) is None
