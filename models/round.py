"""The round (udpegningsrunde) and what its term file lays down: milestones, seats, bodies and their contacts."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, by_value
from models.words import (
    AppointingBody,
    BalanceReading,
    BoardRole,
    BodyKind,
    DecisionKind,
    MilestoneKind,
    ReleaseMode,
    RoundState,
    SeatCategory,
    Verdict,
)

if TYPE_CHECKING:
    from models.board import Appointment, Explanation
    from models.event import Event
    from models.letter import Letter
    from models.nomination import Decision, Nomination, Person


class Round(Base):
    """One appointment process for one board and one term; the aggregate that everything else hangs on."""

    __tablename__ = "round"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    key: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    house: Mapped[str]
    appointing_body: Mapped[str]
    region: Mapped[str]
    municipalities: Mapped[list[str]]
    observer: Mapped[str]
    secretariat_name: Mapped[str]
    secretariat_email: Mapped[str]
    term_from: Mapped[date]
    term_to: Mapped[date]
    election_day: Mapped[date]
    time_zone: Mapped[str]
    balance: Mapped[BalanceReading] = mapped_column(by_value(BalanceReading))
    release: Mapped[ReleaseMode] = mapped_column(by_value(ReleaseMode))
    rule_set: Mapped[str]
    reminder_days: Mapped[list[int]]
    definition: Mapped[str]
    """The term file's content as last opened, as JSON: what a changed file is compared with."""
    state: Mapped[RoundState] = mapped_column(by_value(RoundState), index=True, default=RoundState.IN_PLAY)
    seated_on: Mapped[date | None] = mapped_column(default=None)
    verdict: Mapped[Verdict] = mapped_column(by_value(Verdict), default=Verdict.ON_TRACK)
    """How its deadlines stood when what is due in it was last done: a list of many rounds is read from this alone."""
    daily_run_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the latest daily run began that has gone through it."""

    term_files: Mapped[list["TermFile"]] = relationship(
        back_populates="round", default_factory=list, lazy="raise", cascade="all, delete-orphan", order_by="TermFile.id"
    )
    milestones: Mapped[list["Milestone"]] = relationship(
        back_populates="round", default_factory=list, lazy="raise", cascade="all, delete-orphan",
        order_by="Milestone.place",
    )  # fmt: skip
    seats: Mapped[list["Seat"]] = relationship(
        back_populates="round", default_factory=list, lazy="raise", cascade="all, delete-orphan", order_by="Seat.place"
    )
    bodies: Mapped[list["Body"]] = relationship(
        back_populates="round", default_factory=list, lazy="raise", cascade="all, delete-orphan", order_by="Body.place"
    )
    decisions: Mapped[list["Decision"]] = relationship(
        back_populates="round", default_factory=list, lazy="raise", cascade="all, delete-orphan", order_by="Decision.id"
    )
    nominations: Mapped[list["Nomination"]] = relationship(
        back_populates="round", default_factory=list, lazy="raise", cascade="all, delete-orphan",
        order_by="Nomination.id",
    )  # fmt: skip
    people: Mapped[list["Person"]] = relationship(
        back_populates="round", default_factory=list, lazy="raise", cascade="all, delete-orphan", order_by="Person.id"
    )
    appointments: Mapped[list["Appointment"]] = relationship(
        back_populates="round", default_factory=list, lazy="raise", cascade="all, delete-orphan",
        order_by="Appointment.id",
    )  # fmt: skip
    explanations: Mapped[list["Explanation"]] = relationship(
        back_populates="round", default_factory=list, lazy="raise", cascade="all, delete-orphan",
        order_by="Explanation.id",
    )  # fmt: skip
    letters: Mapped[list["Letter"]] = relationship(
        back_populates="round", default_factory=list, lazy="raise", cascade="all, delete-orphan", order_by="Letter.id"
    )
    events: Mapped[list["Event"]] = relationship(
        back_populates="round", default_factory=list, lazy="raise", cascade="all, delete-orphan", order_by="Event.id"
    )

    def milestone(self, kind: MilestoneKind) -> "Milestone":
        """The milestone of that kind; every round has all seven."""
        return next(milestone for milestone in self.milestones if milestone.kind is kind)

    def body(self, key: str) -> "Body | None":
        """The body with that key, or None."""
        return next((body for body in self.bodies if body.key == key), None)

    def decision(self, kind: DecisionKind) -> "Decision | None":
        """The latest decision of that kind, which is the one in force, or None."""
        return next((decision for decision in reversed(self.decisions) if decision.kind is kind), None)

    def day_of(self, moment: datetime) -> date:
        """The calendar day of a moment where the round is held."""
        return moment.astimezone(ZoneInfo(self.time_zone)).date()

    @property
    def entitled_bodies(self) -> list["Body"]:
        """The bodies that are asked in this term; none before the KKR has decided on organisations.

        FH with AC and the region follow from the statutes (§ 5.2); the others are entitled by the KKR's decision.
        """
        decision = self.decision(DecisionKind.ORGANISATIONS)
        if decision is None:
            return []
        by_statutes = (BodyKind.LABOUR, BodyKind.REGION)
        return [body for body in self.bodies if body.kind in by_statutes or body.key in decision.organisations]

    @property
    def members(self) -> list["Appointment"]:
        """Those who sit in a seat now, in the order of the seats."""
        sitting = [a for a in self.appointments if a.role is BoardRole.MEMBER and a.left_on is None]
        return sorted(sitting, key=lambda appointment: appointment.seat.place if appointment.seat else 0)

    def members_on(self, day: date) -> list["Appointment"]:
        """Those who had been appointed to a seat by the end of that day and had not left."""
        return [
            appointment
            for appointment in self.appointments
            if appointment.role is BoardRole.MEMBER
            and appointment.decided_on <= day
            and (appointment.left_on is None or day < appointment.left_on)
        ]

    @property
    def open_seats(self) -> list["Seat"]:
        """The seats nobody sits in now, in their order."""
        return self.seats_without(self.members)

    def has_member_of(self, body: "Body") -> bool:
        """Whether a nominee of the body sits on the board."""
        answers = (member.person.nomination for member in self.members)
        return any(nomination is not None and nomination.body is body for nomination in answers)

    def seats_without(self, members: Iterable["Appointment"]) -> list["Seat"]:
        """The seats that none of these members sits in, in their order."""
        taken = {id(member.seat) for member in members}
        return [seat for seat in self.seats if id(seat) not in taken]


class TermFile(Base):
    """A term file as it was opened: when, by whom, and its content as JSON. The last one is what the round follows."""

    __tablename__ = "term_file"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), init=False, index=True)
    opened_at: Mapped[datetime]
    opened_by: Mapped[str]
    content: Mapped[str] = mapped_column(deferred=True, deferred_raiseload=True)
    round: Mapped[Round] = relationship(back_populates="term_files", init=False, lazy="raise_on_sql")


class Milestone(Base):
    """A step of the timeline (milepæl): a day, or a window from `starts_on` to `ends_on`, both included."""

    __tablename__ = "milestone"
    __table_args__ = (UniqueConstraint("round_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), init=False)
    place: Mapped[int]
    kind: Mapped[MilestoneKind] = mapped_column(by_value(MilestoneKind))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    source: Mapped[str]
    moved: Mapped[bool] = mapped_column(default=False)
    """Whether staff moved it: a changed term file then does not move it back."""
    round: Mapped[Round] = relationship(back_populates="milestones", init=False, lazy="raise_on_sql")


class Seat(Base):
    """One place on the board (plads): its category, who appoints and which kind of body nominates (None: nobody)."""

    __tablename__ = "seat"
    __table_args__ = (UniqueConstraint("round_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), init=False)
    place: Mapped[int]
    key: Mapped[str]
    category: Mapped[SeatCategory] = mapped_column(by_value(SeatCategory))
    appointed_by: Mapped[AppointingBody] = mapped_column(by_value(AppointingBody))
    nominated_by: Mapped[BodyKind | None] = mapped_column(by_value(BodyKind))
    round: Mapped[Round] = relationship(back_populates="seats", init=False, lazy="raise_on_sql")


class Body(Base):
    """A body that receives a request (indstillingsberettiget organisation; the region appoints by itself).

    `seats` is how many seats it nominates for; `asked_for_smv` whether its request asks for somebody from a small or
    medium-sized enterprise. A group such as FH and AC is one body with several contacts.
    """

    __tablename__ = "body"
    __table_args__ = (UniqueConstraint("round_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), init=False)
    place: Mapped[int]
    key: Mapped[str]
    name: Mapped[str]
    kind: Mapped[BodyKind] = mapped_column(by_value(BodyKind))
    seat: Mapped[SeatCategory] = mapped_column(by_value(SeatCategory))
    seats: Mapped[int]
    asked_for_smv: Mapped[bool]
    round: Mapped[Round] = relationship(back_populates="bodies", init=False, lazy="raise_on_sql")
    contacts: Mapped[list["Contact"]] = relationship(
        back_populates="body", default_factory=list, lazy="raise", cascade="all, delete-orphan", order_by="Contact.id"
    )


class Contact(Base):
    """Where a body receives letters; looked up when a letter is delivered, so that a corrected address takes effect.

    `formerly` are earlier addresses: who had a letter at one of them has it.
    """

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id", ondelete="CASCADE"), init=False, index=True)
    name: Mapped[str]
    email: Mapped[str]
    formerly: Mapped[list[str]] = mapped_column(default_factory=list)
    body: Mapped[Body] = relationship(back_populates="contacts", init=False, lazy="raise_on_sql")

    def move_to(self, email: str) -> None:
        """Take another address, and remember the one before."""
        if email != self.email:
            self.formerly, self.email = [*self.formerly, self.email], email
