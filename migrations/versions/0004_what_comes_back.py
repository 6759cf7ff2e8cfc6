"""a token of each letter, by which what comes back is recognised; when that was read; the earlier addresses of contacts.

Letters that have left before get one too, but it is not in their headers, so what comes back to them is not recognised.
"""

from secrets import token_hex

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_LETTER = sa.table("letter", sa.column("id", sa.Integer()), sa.column("token", sa.String()))


def upgrade() -> None:
    """Bring the schema up to this revision."""
    op.add_column("letter", sa.Column("token", sa.String(), nullable=False, server_default=""))
    connection = op.get_bind()
    for letter in connection.scalars(sa.select(_LETTER.c.id)).all():
        connection.execute(sa.update(_LETTER).where(_LETTER.c.id == letter).values(token=token_hex(8)))
    op.add_column("contact", sa.Column("formerly", sa.JSON(), nullable=False, server_default="[]"))
    op.create_index(op.f("ix_letter_token"), "letter", ["token"], unique=True)
    _rename("message_id", "identity")
    long_ago = "1970-01-01 00:00:00+00:00"
    op.add_column("received", sa.Column("read_at", sa.DateTime(timezone=True), nullable=False, server_default=long_ago))
    op.execute("UPDATE received SET read_at = received_at")


def downgrade() -> None:
    """Take the schema back to the revision before."""
    op.drop_column("received", "read_at")
    _rename("identity", "message_id")
    op.drop_index(op.f("ix_letter_token"), "letter")
    op.drop_column("contact", "formerly")
    op.drop_column("letter", "token")


def _rename(before: str, after: str) -> None:
    """What a message that was read is known by is a hash, not its Message-ID."""
    with op.batch_alter_table("received") as table:
        table.drop_constraint(op.f(f"uq_received_{before}"))
        table.alter_column(before, new_column_name=after)
    with op.batch_alter_table("received") as table:  # a batch cannot constrain a column that it renames
        table.create_unique_constraint(op.f(f"uq_received_{after}"), [after])
