"""the letters: whom they go to, what goes with them, what went out, and what came back."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _of_letter(name: str, *columns: sa.schema.SchemaItem, nullable: bool = False) -> None:
    """A table of things that hang on a letter and go with it."""
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=nullable),
        *columns,
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f(f"fk_{name}_letter_id_letter"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_letter_id"), name, ["letter_id"])


def upgrade() -> None:
    """Bring the schema up to this revision."""
    op.add_column("person", sa.Column("email", sa.String(), nullable=False, server_default=""))
    op.execute(
        "ALTER TABLE letter ADD COLUMN person_id INTEGER CONSTRAINT fk_letter_person_id_person REFERENCES person (id)"
    )
    op.create_index(op.f("ix_letter_person_id"), "letter", ["person_id"])
    _of_letter(
        "enclosure",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    _of_letter(
        "draft",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        _moment("replaced_at"),
        sa.Column("replaced_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
    )
    _of_letter(
        "handover",
        _moment("at"),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("wire", sa.LargeBinary(), nullable=False),
    )
    _of_letter(
        "received",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "bounce", "automatic", "answer", "unrelated", name="receivedkind", native_enum=False, length=32
            ),
            nullable=False,
        ),
        _moment("received_at"),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.UniqueConstraint("message_id", name=op.f("uq_received_message_id")),
        nullable=True,
    )


def downgrade() -> None:
    """Take the schema back to the revision before; letters that it does not know go, or they would reach the secretariat."""
    kinds = ", ".join(f"'{kind}'" for kind in ("request", "reminder", "receipt", "deadline-missed"))
    op.execute(f"DELETE FROM letter WHERE person_id IS NOT NULL OR kind NOT IN ({kinds})")
    op.drop_index(op.f("ix_letter_person_id"), "letter")
    for name in ("received", "handover", "draft", "enclosure"):
        op.drop_table(name)
    with op.batch_alter_table("letter") as table:
        table.drop_column("person_id")
    op.drop_column("person", "email")
