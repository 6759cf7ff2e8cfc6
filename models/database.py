"""Opening and upgrading the database. The caller owns the transaction: `with Session(engine) as s, s.begin(): ...`."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from models.errors import DatabaseGone, DatabaseNotReady

MIGRATIONS = Path(__file__).parent.parent / "migrations"
BUSY_SECONDS = 30


def open_engine(url: str) -> Engine:
    """An engine for a database address; on SQLite one that locks at BEGIN, so that two writers wait, not fail.

    Raises:
        DatabaseNotReady: the address is not one.

    """
    try:
        address = make_url(url)
        if address.get_backend_name() == "postgresql" and "+" not in address.drivername:
            address = address.set(drivername="postgresql+psycopg")
        engine = create_engine(address, hide_parameters=True)  # an error is logged, and they may be names
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError) as error:
        raise DatabaseNotReady(
            "The database address cannot be used here. "
            "Write sqlite:///file.db or postgresql://user@host/name (UDPEGNING_DATABASE_URL)."
        ) from error
    if engine.dialect.is_async:
        raise DatabaseNotReady(
            f"The driver '{engine.dialect.driver}' of the database address cannot be used here. "
            "Write postgresql://user@host/name, without '+' and a driver (UDPEGNING_DATABASE_URL)."
        )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
    return engine


@contextmanager
def soon_on_disk(engine: Engine) -> Iterator[Engine]:
    """An engine on the same database whose commits do not wait for the disk on SQLite; elsewhere the same engine.

    What it committed outlives this program at once, and a power cut from the next commit of `engine` on, or from the end of
    the context. Only for what may be lost with the power: then it is as if it had not been committed.
    """
    if engine.dialect.name != "sqlite":
        yield engine
        return
    relaxed = open_engine(engine.url.render_as_string(hide_password=False))
    event.listen(relaxed, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = NORMAL"))
    try:
        yield relaxed
    finally:
        relaxed.dispose()
        connection = engine.raw_connection()
        connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
        connection.close()


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest schema; an empty one is made from nothing.

    Raises:
        DatabaseNotReady: it cannot be opened.

    """
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    if engine.dialect.name == "sqlite" and engine.url.database:
        folder = Path(engine.url.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise DatabaseNotReady(f"The folder {folder} for the database cannot be made: {error.strerror}.") from error
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DatabaseError as error:
        raise _unreachable(engine, error) from error
    except CommandError as error:
        raise DatabaseNotReady(f"The database {_shown(engine)} is not one of this version: {error}.") from error


def require(engine: Engine) -> None:
    """See that the database is there before reading it.

    Raises:
        DatabaseNotReady: there is none, or it cannot be reached.

    """
    file = engine.url.database
    if engine.dialect.name == "sqlite" and file and not Path(file).exists():
        raise DatabaseNotReady(f"There is no database at {file} yet. Start with 'udpegning up'.")
    if not {"round", "alembic_version"} <= tables(engine):
        raise DatabaseNotReady(f"The database {_shown(engine)} is empty. Start with 'udpegning up'.")
    newest = max(file.name for file in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]
    with engine.connect() as connection:
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""
    if revision != newest:
        newer = "Install on this machine the version that brought it there"
        older = "'udpegning up' or 'udpegning server' brings it up to date"
        raise DatabaseNotReady(
            f"The database {_shown(engine)} is at revision {revision}, and this version wants {newest}. "
            f"{newer if revision > newest else older}."
        )


def tables(engine: Engine) -> set[str]:
    """The names of the tables in a database.

    Raises:
        DatabaseGone: it cannot be reached.

    """
    try:
        return set(inspect(engine).get_table_names())
    except DatabaseError as error:
        raise _unreachable(engine, error) from error


def _shown(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)


def _unreachable(engine: Engine, error: DatabaseError) -> DatabaseGone:
    return DatabaseGone(f"The database {_shown(engine)} cannot be opened: {error.orig}.")


def _on_connect(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # a hand-over that is lost with the power would leave twice
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
