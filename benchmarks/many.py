"""What many rounds cost: `python -m benchmarks.many`. See README.md beside this file.

Databases, rounds and servers are made for the run and are gone after it.
"""

from typing import Any

from sqlalchemy import ColumnElement, Engine, String, cast, func, insert, literal, select, text, true

from models.base import Base
from models.copying import of_round
from models.store import WHOLE  # noqa: F401  (with it every mapped class is known)

APART = 10_000  # between the ids of a copy and those of the next


def multiply(engine: Engine, key: str, copies: int) -> None:
    """Copy a round with everything that hangs on it so many times, inside the database; copy 7 of `x` is called `x-7`.

    What must be unique gets the number of the copy too.
    """
    numbers = select(literal(1).label("number")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.number + 1).where(numbers.c.number < copies))
    with engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            values = [_in_copy(column, key, numbers.c.number) for column in table.c]
            rows = select(*values).select_from(table.join(numbers, true())).where(of_round(table, key))
            connection.execute(insert(table).from_select(table.c.keys(), rows))
            if engine.dialect.name == "postgresql":
                connection.execute(
                    text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {2**31 - 10**6})")
                )


def _in_copy(column: ColumnElement[Any], key: str, number: ColumnElement[int]) -> ColumnElement[Any]:
    """A column of a row as it is in a copy of its round."""
    if column.primary_key or column.foreign_keys:
        return column + number * APART
    if column.name == "token":
        return cast(number, String) + "-" + column
    if column.name in ("key", "subject"):
        return func.replace(column, key, literal(f"{key}-") + cast(number, String))
    return column
