"""What Alembic runs: on the connection that `models.database.upgrade` hands over, else on the configured database."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection

import models.store  # noqa: F401  (knows every mapped class)
from models.base import Base, UtcDateTime
from models.database import open_engine
from models.settings import read_settings


def _column_type(kind: str, column_type: object, _context: object) -> str | Literal[False]:
    """Write our own column type as the plain one, so that old migrations do not depend on today's code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(column_type, UtcDateTime) else False


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=_column_type,
    )
    with context.begin_transaction():
        context.run_migrations()


connection = context.config.attributes.get("connection")
if connection is not None:
    _migrate(connection)
else:
    with open_engine(read_settings().database).begin() as own:
        _migrate(own)
