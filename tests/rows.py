"""Everything in a database, to be compared with what was there before or elsewhere."""

from sqlalchemy import Engine, select

from models.base import Base

Rows = dict[str, list[tuple[object, ...]]]


def rows(engine: Engine) -> Rows:
    """Every row of every table, by the table's name."""
    with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(table.c.id))]
            for table in Base.metadata.sorted_tables
        }
