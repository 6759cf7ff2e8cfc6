"""The outbox (udbakke): every letter (brev) that leaves the house, and where it is."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, by_value
from models.round import Body, Round
from models.words import LetterKind, LetterState


class Letter(Base):
    """One letter. Its text is frozen when it is enqueued; `body` None means the secretariat's own staff.

    `key` is unique, so a letter exists once; `sent_to` are the addresses the server took it for; `lease_until` is until
    when the worker that claimed it may act on it; `error` are the server's words. The texts load only where asked for.
    """

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_due", "state", "next_attempt_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), init=False, index=True)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), init=False)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[LetterKind] = mapped_column(by_value(LetterKind))
    state: Mapped[LetterState] = mapped_column(by_value(LetterState))
    subject: Mapped[str]
    text: Mapped[str] = mapped_column(deferred=True, deferred_raiseload=True)
    html: Mapped[str] = mapped_column(deferred=True, deferred_raiseload=True)
    enqueued_on: Mapped[date]
    next_attempt_at: Mapped[datetime]
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    lease_by: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    sent_to: Mapped[list[str]] = mapped_column(default_factory=list)
    error: Mapped[str] = mapped_column(default="")
    round: Mapped[Round] = relationship(back_populates="letters", init=False, lazy="raise_on_sql")
    body: Mapped[Body | None] = relationship(default=None, lazy="raise_on_sql")
