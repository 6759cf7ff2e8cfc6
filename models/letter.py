"""The outbox (udbakke): every letter (brev) that leaves the house, where it is, what went out, and what came back."""

from datetime import date, datetime
from functools import partial
from secrets import token_hex

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, by_value
from models.nomination import Person
from models.round import Body, Round
from models.words import LetterKind, LetterState, ReceivedKind

TOKEN = 8  # bytes, written as twice as many hexadecimal digits


class Letter(Base):
    """One letter. Its text and its enclosures are frozen when it is enqueued; whom it reaches is looked up when it leaves.

    It goes to `person`, or to the contacts of `body`, or with neither to the secretariat's own staff. `key` is unique, so a
    letter exists once; `token` stands in its Message-ID and its return address, and nobody can guess it who has not seen the
    letter. `sent_to` are the addresses a server took it for; `lease_until` is until when the worker that claimed it may act
    on it; `error` says what is wrong with it. The texts load only where asked for.
    """

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_due", "state", "next_attempt_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), init=False, index=True)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), init=False)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), init=False, index=True)
    key: Mapped[str] = mapped_column(unique=True)
    token: Mapped[str] = mapped_column(unique=True, index=True, init=False, default_factory=partial(token_hex, TOKEN))
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
    person: Mapped[Person | None] = relationship(default=None, lazy="raise_on_sql")
    enclosures: Mapped[list["Enclosure"]] = relationship(
        back_populates="letter", default_factory=list, lazy="raise_on_sql", cascade="all, delete-orphan",
        order_by="Enclosure.id",
    )  # fmt: skip
    drafts: Mapped[list["Draft"]] = relationship(
        back_populates="letter", default_factory=list, lazy="raise_on_sql", cascade="all, delete-orphan",
        order_by="Draft.id",
    )  # fmt: skip
    handovers: Mapped[list["Handover"]] = relationship(
        back_populates="letter", default_factory=list, lazy="raise_on_sql", cascade="all, delete-orphan",
        order_by="Handover.id",
    )  # fmt: skip
    received: Mapped[list["Received"]] = relationship(
        back_populates="letter", default_factory=list, lazy="raise_on_sql", order_by="Received.id"
    )

    @property
    def recipients(self) -> list[tuple[str, str]]:
        """Names and addresses as they are now; none when the address of a person is not known."""
        if self.person is not None:
            return [(self.person.name, self.person.email)] if self.person.email else []
        if self.body is not None:
            return [(contact.name, contact.email) for contact in self.body.contacts]
        return [(self.round.secretariat_name, self.round.secretariat_email)]

    @property
    def pending(self) -> list[tuple[str, str]]:
        """The recipients that no server has taken it for, neither at their present address nor at one of their earlier ones."""
        contacts = self.body.contacts if self.body is not None and self.person is None else []
        present = {contact.email for contact in contacts}
        formerly = {contact.email: set(contact.formerly) - present for contact in contacts}
        return [
            (name, email)
            for name, email in self.recipients
            if email not in self.sent_to and formerly.get(email, set()).isdisjoint(self.sent_to)
        ]


class Enclosure(Base):
    """What goes with a letter (bilag): a file by its name and media type, made when the letter was written."""

    __tablename__ = "enclosure"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id", ondelete="CASCADE"), init=False, index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    letter: Mapped[Letter] = relationship(back_populates="enclosures", init=False, lazy="raise_on_sql")


class Draft(Base):
    """A text that staff replaced while the letter was held: what it was, who replaced it, when and why."""

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id", ondelete="CASCADE"), init=False, index=True)
    subject: Mapped[str]
    text: Mapped[str]
    replaced_at: Mapped[datetime]
    replaced_by: Mapped[str]
    reason: Mapped[str]
    letter: Mapped[Letter] = relationship(back_populates="drafts", init=False, lazy="raise_on_sql")


class Handover(Base):
    """One handing over of a letter to a server: when, to which addresses, and the exact bytes (an .eml file)."""

    __tablename__ = "handover"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id", ondelete="CASCADE"), init=False, index=True)
    at: Mapped[datetime]
    to: Mapped[list[str]] = mapped_column("recipients")
    wire: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    letter: Mapped[Letter] = relationship(back_populates="handovers", init=False, lazy="raise_on_sql")


class Received(Base):
    """A message in the mailbox that has been looked at. The message itself stays where it is.

    `identity` is a hash by which it is known again; `letter` is the one it answers, or None; `sender` is kept of answers
    only; `reason` is what a bounce says; `received_at` is when it came, `read_at` when it was looked at. Of a message that
    belongs to no letter nothing else is kept.
    """

    __tablename__ = "received"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id", ondelete="CASCADE"), init=False, index=True)
    identity: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[ReceivedKind] = mapped_column(by_value(ReceivedKind))
    received_at: Mapped[datetime]
    read_at: Mapped[datetime]
    sender: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    letter: Mapped[Letter | None] = relationship(back_populates="received", default=None, lazy="raise_on_sql")
