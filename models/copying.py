"""Copying a round with everything that hangs on it into another database, for trying out what nobody may see happen."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import ColumnElement, Engine, ForeignKey, Table, insert, select
from sqlalchemy.orm import Session

from models.base import Base
from models.round import Round
from models.store import not_found  # with it every mapped class is known

ROWS_AT_ONCE = 50  # those of enclosures and hand-overs may be large


@contextmanager
def one_moment(engine: Engine) -> Iterator[Session]:
    """A session that sees the whole database as it is at one moment, whoever writes meanwhile; nothing it does is kept."""
    frozen = engine if engine.dialect.name == "sqlite" else engine.execution_options(isolation_level="REPEATABLE READ")
    with Session(frozen) as session:
        yield session


def copy_round(session: Session, key: str, into: Session) -> None:
    """Copy a round and the rows of every table that belong to it, keeping their ids; the caller commits `into`.

    Texts, enclosures and what went out are copied too. `session` is best one of `one_moment`; `into` is a database with the
    newest schema that holds nothing of these ids.

    Raises:
        RoundNotFound: there is none of that key.

    """
    if session.scalar(select(Round.id).where(Round.key == key)) is None:
        raise not_found(session, key)
    for table in Base.metadata.sorted_tables:
        found = session.execute(
            select(table).where(of_round(table, key)), execution_options={"yield_per": ROWS_AT_ONCE}
        )
        for rows in found.mappings().partitions():
            into.execute(insert(table), [dict(row) for row in rows])


def owner(table: Table) -> ForeignKey | None:
    """The foreign key to what the rows of a table belong to: the one by which they are deleted with it. A round has none."""
    return next((key for key in table.foreign_keys if key.ondelete == "CASCADE"), None)


def of_round(table: Table, key: str) -> ColumnElement[bool]:
    """Whether a row belongs to the round."""
    owned = owner(table)
    if owned is None:
        return table.c.key == key
    belongs_to = owned.column.table
    return owned.parent.in_(select(belongs_to.c.id).where(of_round(belongs_to, key)))
