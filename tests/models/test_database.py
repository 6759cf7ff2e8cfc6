"""What the rest relies on in a database, on a real SQLite and a real PostgreSQL."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from office import DECIDED_ON, Office, moment
from sqlalchemy import Connection, Engine, func, inspect, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session
from term import KEY

from models.base import Base
from models.clarification import Point, PointState
from models.database import MIGRATIONS, open_engine, require, upgrade
from models.definition import Definition
from models.errors import DatabaseNotReady
from models.event import RUN, Event
from models.letter import Enclosure, Letter
from models.opening import build_round, open_round
from models.recording import record_observer
from models.round import Round, TermFile
from models.settings import Settings, sqlite_url
from models.store import load_round
from models.words import AppointingBody, BoardRole, Gender, LetterKind, Question, RoundState
from notifications.act import advance
from notifications.delivery import deliver_due

OPENED_AT = datetime(2021, 10, 15, 8, tzinfo=UTC)


@pytest.fixture
def opened(database: Engine, definition: Definition) -> Engine:
    """A database with the shipped round."""
    with Session(database) as session, session.begin():
        open_round(session, definition, initials="TST", at=OPENED_AT)
    return database


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Base.metadata))


def moments(engine: Engine) -> list[datetime]:
    with Session(engine) as session:
        return list(session.scalars(select(Event.at)))


def set_moment(engine: Engine, at: datetime) -> None:
    with Session(engine) as session, session.begin():
        session.execute(update(Event).values(at=at))


def downgrade(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def test_an_upgraded_database_is_what_the_models_say(database: Engine) -> None:
    with database.connect() as connection:
        assert differences(connection) == []


def test_upgrading_twice_changes_nothing(database: Engine) -> None:
    upgrade(database)
    with database.connect() as connection:
        assert differences(connection) == []


def test_downgrading_to_the_base_leaves_nothing_and_it_can_be_upgraded_again(database: Engine) -> None:
    downgrade(database, "base")
    assert inspect(database).get_table_names() == ["alembic_version"]
    upgrade(database)
    with database.connect() as connection:
        assert differences(connection) == []


def test_a_round_of_the_first_version_is_kept_and_gets_what_the_second_knows(
    database: Engine, definition: Definition
) -> None:
    office = Office(round=build_round(definition))
    office.seat_everybody()
    record_observer(office.round, person=office.person(), from_day=DECIDED_ON, initials="TST", at=moment(DECIDED_ON))
    with Session(database) as session, session.begin():
        session.add(office.round)
    downgrade(database, "0001")
    with database.begin() as connection:
        appointed_by = text("SELECT DISTINCT appointed_by FROM appointment WHERE role = 'observer'")
        assert connection.scalars(appointed_by).all() == ["kkr"]
    upgrade(database)
    with Session(database) as session:
        round_ = load_round(session, definition.round)
        observer = next(each for each in round_.appointments if each.role is BoardRole.OBSERVER)
        assert (observer.appointed_by, len(round_.members)) == (AppointingBody.MINISTRY, 11)
        assert {(p.municipality, p.consent, p.cv, str(p.points)) for p in round_.people} == {("", False, False, "{}")}
        assert [(each.attendance, each.election) for each in round_.decisions] == [({}, {}), ({}, {})]
        assert [nomination.acceptances for nomination in round_.nominations] == [[]] * 6


def test_letters_of_earlier_versions_are_kept_and_get_what_later_ones_know(
    database: Engine, definition: Definition
) -> None:
    office = Office(round=build_round(definition))
    office.decide()
    office.seat_everybody()
    office.run(DECIDED_ON)
    with Session(database) as session, session.begin():
        session.add(office.round)

    def stored() -> tuple[dict[LetterKind, int], int, set[int]]:
        """How many letters of each kind, how many enclosures, and how long the tokens are."""
        with Session(database) as session:
            letters = session.scalars(select(Letter)).all()
            assert len({letter.token for letter in letters}) == len(letters)
            enclosures = session.scalar(select(func.count(Enclosure.id))) or 0
            return Counter(letter.kind for letter in letters), enclosures, {len(letter.token) for letter in letters}

    before, enclosed, length = stored()
    assert before[LetterKind.REQUEST] > 1
    assert before[LetterKind.APPOINTED] > 1
    assert (enclosed > 1, length) == (True, {16})
    downgrade(database, "0003")
    upgrade(database)
    assert stored() == (before, enclosed, length)
    downgrade(database, "0002")  # which has no letters to people and no enclosures
    upgrade(database)
    known = {LetterKind.REQUEST, LetterKind.REMINDER, LetterKind.RECEIPT, LetterKind.DEADLINE_MISSED}
    assert stored() == ({kind: count for kind, count in before.items() if kind in known}, 0, length)


def test_a_round_of_an_earlier_version_has_the_term_file_it_was_opened_from(
    opened: Engine, definition: Definition
) -> None:
    def opened_from() -> list[tuple[datetime, str, str]]:
        with Session(opened) as session:
            query = select(TermFile.opened_at, TermFile.opened_by, TermFile.content)
            return [row._tuple() for row in session.execute(query)]

    at_first = opened_from()
    assert at_first == [(OPENED_AT, "TST", definition.model_dump_json(by_alias=True))]
    downgrade(opened, "0004")
    upgrade(opened)
    assert opened_from() == at_first


def test_every_line_of_the_trail_has_the_run_that_added_it(opened: Engine, tmp_path: Path) -> None:
    def runs() -> list[str]:
        with Session(opened) as session:
            return list(session.scalars(select(Event.run).order_by(Event.id)))

    assert runs() == [""]
    before = RUN.set("3f0a")
    with Session(opened) as session, session.begin():
        office = Office(round=load_round(session, KEY, to_change=True))
        office.decide()
        advance(office.round, DECIDED_ON, moment(DECIDED_ON))
    written = len(runs())
    deliver_due(opened, Settings(letters_folder=tmp_path / "letters"), lambda: moment(DECIDED_ON + timedelta(days=1)))
    RUN.reset(before)
    assert len(runs()) > written > 2
    assert set(runs()[1:]) == {"3f0a"}


def test_acceptances_and_points_come_back_as_they_were_recorded(opened: Engine) -> None:
    with Session(opened) as session, session.begin():
        office = Office(round=load_round(session, KEY, to_change=True))
        office.decide()
        office.nominate("di", office.person(Gender.MAN, cv=False), reason="Ingen kvinde ville stille op.")
        office.accept("di")
        office.clarify("di", Point.CV, PointState.WAIVED)
    with Session(opened) as session:
        (nomination,) = load_round(session, KEY).nominations
        answer = nomination.acceptance(Question.REASON)
        assert answer is not None
        assert (answer.accepted, answer.recorded_by) == (True, "TST")
        assert nomination.nominees[0].points == {"cv": "waived"}


def test_a_naive_moment_is_refused(opened: Engine) -> None:
    with pytest.raises(StatementError, match="a moment needs its time zone"):
        set_moment(opened, datetime(2022, 1, 21, 9))  # noqa: DTZ001  (that is what is refused)
    assert moments(opened) == [OPENED_AT]


def test_a_moment_comes_back_aware_and_in_utc(opened: Engine) -> None:
    set_moment(opened, datetime(2022, 7, 1, 1, 30, tzinfo=timezone(timedelta(hours=2))))
    assert [(at, at.tzinfo) for at in moments(opened)] == [(datetime(2022, 6, 30, 23, 30, tzinfo=UTC), UTC)]


def test_words_are_stored_by_their_value_and_others_are_refused(opened: Engine) -> None:
    with opened.connect() as connection:
        assert connection.scalar(text("SELECT state FROM round")) == "in-play"
    with Session(opened) as session:
        assert session.scalars(select(Round.state)).one() is RoundState.IN_PLAY
        with pytest.raises(StatementError, match="'IN_PLAYING' is not among the defined enum values"):
            session.execute(update(Round).values(state="IN_PLAYING"))


def test_a_body_of_no_round_is_refused(opened: Engine) -> None:
    with pytest.raises(IntegrityError), opened.begin() as connection:
        connection.execute(text("UPDATE body SET round_id = 999"))


def test_deleting_a_round_deletes_what_hangs_on_it(opened: Engine) -> None:
    with opened.begin() as connection:
        connection.execute(text("DELETE FROM round"))
        tables = ["milestone", "seat", "body", "contact", "event"]
        assert [connection.scalar(text(f"SELECT count(*) FROM {table}")) for table in tables] == [0] * 5  # noqa: S608


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session, session.begin():
        round_ = session.scalars(select(Round).with_for_update()).one()
        yield session
        round_.title = f"{round_.title}+"


def test_two_writers_wait_for_each_other_and_neither_is_lost(opened: Engine) -> None:
    inside: list[int] = []

    def write() -> None:
        for _ in range(5):
            with writing(opened):
                inside.append(1)
                assert sum(inside) == 1
                time.sleep(0.01)
                inside.append(-1)

    failed: list[BaseException] = []

    def write_and_tell() -> None:
        try:
            write()
        except BaseException as error:  # noqa: BLE001  (a thread's error would not fail the test)
            failed.append(error)

    threads = [threading.Thread(target=write_and_tell) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with Session(opened) as session:
        assert session.scalars(select(Round.title)).one().endswith("22-26" + "+" * 15)


def test_sqlite_writes_ahead_keeps_foreign_keys_and_waits_half_a_minute(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "udpegning.db"))
    upgrade(engine)
    with engine.connect() as connection:
        settings = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "foreign_keys")]
        assert settings == ["wal", 1]
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 30_000
    engine.dispose()


def test_an_empty_or_missing_database_says_how_to_start(empty_database: Engine, tmp_path: Path) -> None:
    with pytest.raises(DatabaseNotReady, match="Start with 'udpegning up'"):
        require(empty_database)
    with pytest.raises(DatabaseNotReady, match=r"There is no database at .*none\.db yet"):
        require(open_engine(sqlite_url(tmp_path / "none.db")))
    upgrade(empty_database)
    require(empty_database)


@pytest.mark.parametrize("address", ["", "nonsens", "oracle-of-delphi://x/y", "sqlite3.db"])
def test_an_address_that_is_none_says_what_to_write(address: str) -> None:
    with pytest.raises(DatabaseNotReady, match="Write sqlite:///file.db or postgresql://user@host/name"):
        open_engine(address)


def test_a_database_that_cannot_be_reached_does_not_tell_the_password() -> None:
    with pytest.raises(DatabaseNotReady) as caught:
        upgrade(open_engine("postgresql://udp:hemmelig@127.0.0.1:1/x"))
    assert "hemmelig" not in str(caught.value)
    assert "postgresql+psycopg://udp:***@127.0.0.1:1/x cannot be opened" in str(caught.value)


@pytest.mark.parametrize(
    "address, message",
    [
        ("postgresql://u@127.0.0.1:notaport/x", "The database address cannot be used here. Write sqlite"),
        ("sqlite+aiosqlite:///rounds.db", "The driver 'aiosqlite' of the database address cannot be used here"),
    ],
)
def test_an_address_that_cannot_be_used_says_what_to_write(address: str, message: str) -> None:
    with pytest.raises(DatabaseNotReady, match=message):
        open_engine(address)


def test_a_database_of_another_version_is_neither_read_nor_changed(database: Engine) -> None:
    require(database)
    with database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseNotReady, match="is at revision 9999, and this version wants 0005"):
        require(database)
    with pytest.raises(DatabaseNotReady, match="is not one of this version"):
        upgrade(database)
