"""Who sits where: appointments (udpegning), and the reasons recorded with them (følg eller forklar)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, by_value
from models.nomination import Person
from models.round import Round, Seat
from models.words import AppointingBody, BoardRole, DepartureReason


class Appointment(Base):
    """A person on the board. A member sits in a seat; a vice-chair, observer or substitute is recorded without one.

    `appointed_by` is the appointing body that decided; `starts_on` and `ends_on` are set when they are not the term's;
    `left_on` and `left_reason` are set when a member leaves early; who was entered in error left on the day of the decision,
    and so sat on no day.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        Index(
            "uq_appointment_seat_id_sitting", "seat_id", unique=True,
            sqlite_where=text("left_on IS NULL"), postgresql_where=text("left_on IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), init=False, index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"), init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False, index=True)
    role: Mapped[BoardRole] = mapped_column(by_value(BoardRole))
    appointed_by: Mapped[AppointingBody] = mapped_column(by_value(AppointingBody))
    decided_on: Mapped[date]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    starts_on: Mapped[date | None] = mapped_column(default=None)
    ends_on: Mapped[date | None] = mapped_column(default=None)
    left_on: Mapped[date | None] = mapped_column(default=None)
    left_reason: Mapped[str] = mapped_column(default="")
    round: Mapped[Round] = relationship(back_populates="appointments", init=False, lazy="raise_on_sql")
    seat: Mapped[Seat | None] = relationship(default=None, lazy="raise_on_sql")

    @property
    def left_because(self) -> str:
        """The reason for leaving, without the note that may follow it."""
        return self.left_reason.partition(":")[0]

    @property
    def entered_in_error(self) -> bool:
        """Whether the person was never appointed."""
        return self.left_because == DepartureReason.ENTERED_IN_ERROR


class Explanation(Base):
    """A reason recorded with a step for a rule that asks for one; `subject` is empty or the finding's subject."""

    __tablename__ = "explanation"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), init=False, index=True)
    rule: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
    round: Mapped[Round] = relationship(back_populates="explanations", init=False, lazy="raise_on_sql")

    @property
    def recorded_on(self) -> date:
        """The calendar day on which it was recorded, where the round is held."""
        return self.round.day_of(self.recorded_at)
