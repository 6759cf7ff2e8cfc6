"""What people decided and answered: decisions (beslutning), nominations (indstilling) and the people in them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, by_value
from models.round import Body, Round
from models.words import DecisionKind, Gender, Question


class Decision(Base):
    """What the KKR decided, when, why, and who recorded it. The latest of a kind is in force; earlier ones are kept.

    `attendance` is how many were present and voted, or that it was decided in writing; `election` how the chair and the
    municipal members were elected. Both hold the fields of the entries of the same names, and nothing when not recorded.
    """

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), init=False, index=True)
    kind: Mapped[DecisionKind] = mapped_column(by_value(DecisionKind))
    decided_on: Mapped[date]
    organisations: Mapped[list[str]]
    criteria: Mapped[str]
    consideration: Mapped[str]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
    attendance: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    election: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    round: Mapped[Round] = relationship(back_populates="decisions", init=False, lazy="raise_on_sql")


class Nomination(Base):
    """What a body answered. A corrected nomination replaces the earlier one, which is kept.

    `number` counts a body's answers from 1; `reason` is the body's own for departing from one woman and one man; an
    answer without nominees says in `reason` why the body names nobody.
    """

    __tablename__ = "nomination"
    __table_args__ = (UniqueConstraint("body_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), init=False, index=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), init=False)
    number: Mapped[int]
    received_on: Mapped[date]
    in_writing: Mapped[bool]
    reason: Mapped[str]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
    body: Mapped[Body] = relationship(lazy="raise_on_sql")
    replaced: Mapped[bool] = mapped_column(default=False)
    round: Mapped[Round] = relationship(back_populates="nominations", init=False, lazy="raise_on_sql")
    nominees: Mapped[list["Person"]] = relationship(
        back_populates="nomination", default_factory=list, lazy="raise", order_by="Person.id"
    )
    acceptances: Mapped[list["Acceptance"]] = relationship(
        back_populates="nomination", default_factory=list, lazy="raise", cascade="all, delete-orphan",
        order_by="Acceptance.id",
    )  # fmt: skip

    def acceptance(self, question: "Question") -> "Acceptance | None":
        """The KKR's latest answer to that question about this nomination, or None."""
        return next((each for each in reversed(self.acceptances) if each.question is question), None)


class Acceptance(Base):
    """What the KKR decided on one question about a nomination, why, and who recorded it. The latest is in force."""

    __tablename__ = "acceptance"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id", ondelete="CASCADE"), init=False, index=True)
    question: Mapped[Question] = mapped_column(by_value(Question))
    accepted: Mapped[bool]
    decided_on: Mapped[date]
    reason: Mapped[str]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
    nomination: Mapped[Nomination] = relationship(back_populates="acceptances", init=False, lazy="raise_on_sql")


class Person(Base):
    """A person in one nomination, or appointed without one.

    `council` is the municipality or region whose council the person is an elected member of ("" for none); `trade`
    (branche) and `municipality` serve the breadth of the board; `email` is where letters reach the person ("" when it is
    not known). `points` has what staff did about an open point, by its name: asked or waived. The same human in two
    nominations is two of these.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), init=False, index=True)
    nomination_id: Mapped[int | None] = mapped_column(ForeignKey("nomination.id"), init=False, default=None, index=True)
    name: Mapped[str]
    gender: Mapped[Gender] = mapped_column(by_value(Gender))
    council: Mapped[str] = mapped_column(default="")
    smv: Mapped[bool] = mapped_column(default=False)
    active_in_business: Mapped[bool] = mapped_column(default=False)
    private_business_background: Mapped[bool] = mapped_column(default=False)
    trade: Mapped[str] = mapped_column(default="")
    municipality: Mapped[str] = mapped_column(default="")
    director_of_house: Mapped[bool] = mapped_column(default=False)
    consent: Mapped[bool] = mapped_column(default=False)
    cv: Mapped[bool] = mapped_column(default=False)
    email: Mapped[str] = mapped_column(default="")
    points: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    round: Mapped[Round] = relationship(back_populates="people", init=False, lazy="raise_on_sql")
    nomination: Mapped[Nomination | None] = relationship(
        back_populates="nominees", init=False, default=None, lazy="raise_on_sql"
    )


def same_name(name: str) -> str:
    """A name without case and extra spaces: people are told apart by it, since the software knows no personal number."""
    return " ".join(name.casefold().split())
