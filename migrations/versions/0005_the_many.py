"""how a round stood last and which daily run has gone through it; the term files as opened; the run behind a line of the trail.

Of a term file that was changed before, only the last version is known: it stands as opened when the round was.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema up to this revision."""
    op.add_column("event", sa.Column("run", sa.String(), nullable=False, server_default=""))
    op.add_column("round", sa.Column("verdict", sa.String(length=32), nullable=False, server_default="On track"))
    op.add_column("round", sa.Column("daily_run_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "term_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_term_file_round_id_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_file")),
    )
    op.create_index(op.f("ix_term_file_round_id"), "term_file", ["round_id"])
    seated = sa.text("what = 'seat'")
    op.create_index("ix_event_seated", "event", ["on_day"], sqlite_where=seated, postgresql_where=seated)
    op.execute(
        "INSERT INTO term_file (round_id, opened_at, opened_by, content)"
        " SELECT round.id, event.at, event.actor, round.definition FROM round JOIN event ON event.round_id = round.id"
        " WHERE event.what = 'round opened'"
    )


def downgrade() -> None:
    """Take the schema back to the revision before."""
    op.drop_index("ix_event_seated", "event")
    op.drop_table("term_file")
    op.drop_column("round", "daily_run_at")
    op.drop_column("round", "verdict")
    op.drop_column("event", "run")
