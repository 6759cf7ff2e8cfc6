"""the rules: elections and attendance, acceptances, clarification, days of one's own."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NOTHING = sa.text("'{}'")
COLUMNS = (  # table, name, type, and the default that makes it not null
    ("decision", "attendance", sa.JSON(), NOTHING),
    ("decision", "election", sa.JSON(), NOTHING),
    ("person", "municipality", sa.String(), ""),
    ("person", "consent", sa.Boolean(), sa.false()),
    ("person", "cv", sa.Boolean(), sa.false()),
    ("person", "points", sa.JSON(), NOTHING),
    ("appointment", "starts_on", sa.Date(), None),
    ("appointment", "ends_on", sa.Date(), None),
)
"""Added and dropped in place: SQLite would drop and copy a whole table otherwise, which its foreign keys forbid."""


def upgrade() -> None:
    """Bring the schema up to this revision."""
    for table, name, kind, default in COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=default is None, server_default=default))
    op.execute("UPDATE appointment SET appointed_by = 'ministry' WHERE role = 'observer'")
    op.create_table(
        "acceptance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column(
            "question", sa.Enum("reason", "late", name="question", native_enum=False, length=32), nullable=False
        ),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["nomination_id"],
            ["nomination.id"],
            name=op.f("fk_acceptance_nomination_id_nomination"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance")),
    )
    op.create_index(op.f("ix_acceptance_nomination_id"), "acceptance", ["nomination_id"])


def downgrade() -> None:
    """Take the schema back to the revision before."""
    op.drop_index(op.f("ix_acceptance_nomination_id"), "acceptance")
    op.drop_table("acceptance")
    op.execute("UPDATE appointment SET appointed_by = 'kkr' WHERE role = 'observer'")
    for table, name, _, _ in reversed(COLUMNS):
        op.drop_column(table, name)
