"""The audit trail: who, when, what, old and new. It is only ever added to."""

from contextvars import ContextVar
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.action import ActionKind
from models.base import Base
from models.round import Round

PLAN = "plan"
"""The actor of what the timeline does."""

RUN: ContextVar[str] = ContextVar("run", default="")
"""What runs now: the id of a run in Prefect, or the command. Every line of the trail that is added has it."""

SEATED = f"what = '{ActionKind.SEAT}'"
"""The lines by which boards took office; written out, since an index of these alone is used for nothing else."""


class Event(Base):
    """Something that happened in a round.

    `actor` is the initials of who recorded it, or `PLAN`; `key` is set when it carries out an action of the plan: it is unique,
    so an action is carried out once. `run` is the id of the run in Prefect that added it, or the command.
    """

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_seated", "on_day", sqlite_where=text(SEATED), postgresql_where=text(SEATED)),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), init=False, index=True)
    at: Mapped[datetime]
    on: Mapped[date] = mapped_column("on_day")
    actor: Mapped[str]
    what: Mapped[str]
    key: Mapped[str | None] = mapped_column(unique=True, default=None)
    subject: Mapped[str] = mapped_column(default="")
    old: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    new: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    reason: Mapped[str] = mapped_column(default="")
    run: Mapped[str] = mapped_column(default_factory=RUN.get)
    round: Mapped[Round] = relationship(back_populates="events", init=False, lazy="raise_on_sql")
