"""A scenario: what people do on which day of a rehearsal, in the words of the forms."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from models.clarification import Point, PointState
from models.definition import Day, Key, Line
from models.entries import (
    AttendanceEntry,
    DirectAppointment,
    ElectionEntry,
    Initials,
    NomineeChoice,
    PersonEntry,
    ReasonEntry,
    Text,
)
from models.recording import (
    Recorded,
    move_milestone,
    record_acceptance,
    record_appointments,
    record_clarification,
    record_decision,
    record_observer,
    register_nomination,
)
from models.round import Round
from models.words import AppointingBody, DecisionKind, MilestoneKind, Question
from models.yaml_file import read_document, validated


class _Step(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    on: Day

    def _entered(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in type(self).model_fields if name not in ("on", "do")}


class DecisionStep(_Step):
    """The KKR decides on the day of the step."""

    do: Literal["record-decision"]
    kind: DecisionKind
    organisations: list[Key] = []
    criteria: Text = ""
    consideration: Text = ""
    chair: PersonEntry | None = None
    members: list[PersonEntry] = []
    election: ElectionEntry | None = None
    attendance: AttendanceEntry | None = None
    reasons: list[ReasonEntry] = []

    def apply(self, round_: Round, initials: str, at: datetime) -> Recorded:
        """Record it."""
        return record_decision(round_, decided_on=self.on, initials=initials, at=at, **self._entered())  # type: ignore[arg-type]


class NominationStep(_Step):
    """A body answers on the day of the step."""

    do: Literal["register-nomination"]
    body: Key
    nominees: list[PersonEntry] = []
    reason: Text = ""
    in_writing: StrictBool = True

    def apply(self, round_: Round, initials: str, at: datetime) -> Recorded:
        """Register it."""
        return register_nomination(round_, received_on=self.on, initials=initials, at=at, **self._entered())  # type: ignore[arg-type]


class AcceptanceStep(_Step):
    """The KKR accepts reasons or a late nomination, or does not, on the day of the step."""

    do: Literal["record-acceptance"]
    body: Key
    question: Question
    accepted: StrictBool
    reason: Text

    def apply(self, round_: Round, initials: str, at: datetime) -> Recorded:
        """Record it."""
        return record_acceptance(round_, decided_on=self.on, initials=initials, at=at, **self._entered())  # type: ignore[arg-type]


class ClarificationStep(_Step):
    """Staff ask a nominee something, or hear the answer, on the day of the step."""

    do: Literal["record-clarification"]
    body: Key
    name: Line
    point: Point
    state: PointState
    answer: Text = ""

    def apply(self, round_: Round, initials: str, at: datetime) -> Recorded:
        """Record it."""
        return record_clarification(round_, initials=initials, at=at, **self._entered())  # type: ignore[arg-type]


class AppointmentsStep(_Step):
    """An appointing body appoints on the day of the step."""

    do: Literal["record-appointments"]
    appointed_by: AppointingBody
    nominees: list[NomineeChoice] = []
    others: list[DirectAppointment] = []
    reasons: list[ReasonEntry] = []

    def apply(self, round_: Round, initials: str, at: datetime) -> Recorded:
        """Record it."""
        return record_appointments(round_, decided_on=self.on, initials=initials, at=at, **self._entered())  # type: ignore[arg-type]


class ObserverStep(_Step):
    """The ministry names its observer on the day of the step."""

    do: Literal["record-observer"]
    person: PersonEntry

    def apply(self, round_: Round, initials: str, at: datetime) -> Recorded:
        """Record it."""
        return record_observer(round_, person=self.person, from_day=self.on, initials=initials, at=at)


class MoveStep(_Step):
    """Staff move a milestone on the day of the step."""

    do: Literal["move-milestone"]
    milestone: MilestoneKind
    starts_on: Day
    ends_on: Day | None = None
    reason: Text

    def apply(self, round_: Round, initials: str, at: datetime) -> Recorded:
        """Record it."""
        return move_milestone(round_, initials=initials, at=at, **self._entered())  # type: ignore[arg-type]


Step = Annotated[
    DecisionStep | NominationStep | AcceptanceStep | ClarificationStep | AppointmentsStep | ObserverStep | MoveStep,
    Field(discriminator="do"),
]


class Scenario(BaseModel):
    """The whole scenario file; `initials` is who records in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    initials: Initials
    steps: list[Step]

    def on_day(self, day: date) -> list[Step]:
        """The steps of one day, in the order of the file."""
        return [step for step in self.steps if step.on == day]


def read_scenario(path: Path) -> Scenario:
    """Read a scenario file.

    Raises:
        FileRefused: with a finding for everything that is wrong with its form.

    """
    return validated(read_document(path), Scenario)
