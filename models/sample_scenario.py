"""A sample scenario for a round that has none of its own: everything goes as it should, with sample people.

Every organisation is approved and answers in time with as many women as men, and the board is the first of the legal slates.
It is worked out on a round in memory, with the recordings and the rules of the real one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, cycle
from zoneinfo import ZoneInfo

from models.definition import BodyDefinition, Definition
from models.entries import AttendanceEntry, DirectAppointment, NomineeChoice, PersonEntry
from models.errors import EntryRefused
from models.opening import build_round
from models.recording.recorded import keep_legal
from models.round import Round
from models.scenario import AppointmentsStep, DecisionStep, NominationStep, ObserverStep, Scenario, Step
from models.slates import slates
from models.words import AppointingBody, BodyKind, DecisionKind, Gender, MilestoneKind, SeatCategory
from models.workdays import last_working_day, next_working_day

INITIALS = "SCEN"
OFFICE_HOURS = time(10)
ANSWERS_BEFORE = 12, 2  # the first body answers so many days before the deadline, the last ones so many
ATTENDANCE = AttendanceEntry(members=20, present=19)
CRITERIA = "Indsigt i virksomhedernes behov, erfaring med bestyrelsesarbejde og kendskab til området."
CONSIDERATION = "De nævnte organisationer afspejler tilsammen de virksomheder, som {house}s ydelser skal møde."
BOTH = (Gender.WOMAN, Gender.MAN)


def sample_scenario(definition: Definition) -> Scenario:
    """The scenario of a round in which everybody does what is asked of them, on the day it is asked for.

    Raises:
        RulesBroken: the plan of the round breaks a rule, as opening it would say.
        EntryRefused: the bodies and seats of the round allow no legal board.

    """
    return _Sample(definition=definition).scenario()


@dataclass(kw_only=True)
class _Sample:
    definition: Definition
    names: Iterator[int] = field(default_factory=lambda: count(1))

    def scenario(self) -> Scenario:
        round_ = build_round(self.definition)
        keep_legal(round_, f"Opening {round_.key}", [], self._at(self._first(MilestoneKind.RECOMMENDATION)))
        steps: list[Step] = [*self._decisions(), *self._nominations(), self._regions_member()]
        steps.sort(key=lambda step: step.on)
        for step in steps:
            step.apply(round_, INITIALS, self._at(step.on))
        appointed_on = self._in_window(MilestoneKind.APPOINTMENT)
        steps.append(self._appointments(round_, appointed_on))
        person = self._person(Gender.WOMAN, name="Prøveobservatør 1", email="proeveobservatoer-1@kandidater.example")
        steps.append(ObserverStep(on=appointed_on, do="record-observer", person=person))
        return Scenario(initials=INITIALS, steps=steps)

    def _decisions(self) -> Iterator[DecisionStep]:
        organisations = [
            body.id for body in self.definition.bodies if body.kind in (BodyKind.BUSINESS, BodyKind.KNOWLEDGE)
        ]
        consideration = CONSIDERATION.format(house=self.definition.house)
        constituted_on = self._first(MilestoneKind.CONSTITUENT_MEETING)
        for kind, on in (
            (DecisionKind.RECOMMENDATION, self._first(MilestoneKind.RECOMMENDATION)),
            (DecisionKind.ORGANISATIONS, constituted_on),
        ):
            yield DecisionStep(
                on=on, do="record-decision", kind=kind, organisations=organisations, criteria=CRITERIA,
                consideration=consideration, attendance=ATTENDANCE,
            )  # fmt: skip
        councils, genders = cycle(self.definition.municipalities), cycle(BOTH)
        chair, *members = [
            self._person(next(genders), council=next(councils), private_business_background=True)
            for _ in range(1 + self._seats(SeatCategory.MUNICIPAL))
        ]
        yield DecisionStep(
            on=constituted_on, do="record-decision", kind=DecisionKind.CHAIR_AND_MEMBERS, chair=chair, members=members,
            attendance=ATTENDANCE,
        )  # fmt: skip

    def _nominations(self) -> Iterator[NominationStep]:
        municipalities = cycle(self.definition.municipalities)
        nominating = [body for body in self.definition.bodies if body.kind is not BodyKind.REGION]
        for place, body in enumerate(nominating):
            nominees = [
                self._person(
                    gender, municipality=next(municipalities), consent=True, cv=True, **_business(body, place, gender)
                )
                for _ in range(self._pairs(body))
                for gender in BOTH
            ]
            yield NominationStep(on=self._answers_on(place), do="register-nomination", body=body.id, nominees=nominees)

    def _pairs(self, body: BodyDefinition) -> int:
        """How many women and how many men a body names: enough for the seats when there are few bodies."""
        asked = sum(each.seat is body.seat for each in self.definition.bodies)
        return max(body.seats, -(-self._seats(body.seat) // asked))

    def _regions_member(self) -> AppointmentsStep:
        person = self._person(Gender.WOMAN, council=self.definition.region)
        return AppointmentsStep(
            on=self._answers_on(ANSWERS_BEFORE[0]), do="record-appointments", appointed_by=AppointingBody.REGION,
            others=[DirectAppointment(seat=SeatCategory.REGION, person=person)],
        )  # fmt: skip

    def _appointments(self, round_: Round, on: date) -> AppointmentsStep:
        found = slates(round_, top=1)
        if not found.best:
            raise EntryRefused(
                f"No sample scenario for {round_.key}: no choice among its nominees is a legal board. What it lacks: "
                f"{found.smallest_change}. Write a scenario file beside the term file, or correct its seats and bodies.",
                round=round_.key,
            )
        return AppointmentsStep(
            on=on, do="record-appointments", appointed_by=AppointingBody.KKR,
            nominees=[
                NomineeChoice(seat=each.seat, nominated_by=each.bodies[0], name=each.name) for each in found.best[0].members
            ],
        )  # fmt: skip

    def _person(self, gender: Gender, **facts: str | bool) -> PersonEntry:
        number = next(self.names) if "name" not in facts else 0
        sample = {"name": f"Prøvekandidat {number}", "email": f"proevekandidat-{number}@kandidater.example"}
        return PersonEntry.model_validate({**sample, "gender": gender, **facts})

    def _seats(self, category: SeatCategory) -> int:
        return sum(seat.number for seat in self.definition.seats if seat.id is category)

    def _first(self, kind: MilestoneKind) -> date:
        return self.definition.milestones[kind].days[0]

    def _in_window(self, kind: MilestoneKind) -> date:
        """The first working day of a window, or its first day when it has none."""
        first, last = self.definition.milestones[kind].days
        return day if (day := next_working_day(first)) <= last else first

    def _answers_on(self, place: int) -> date:
        """Body after body a day later, on working days, after the requests and before the deadline."""
        _, requested = self.definition.milestones[MilestoneKind.REQUESTS].days
        deadline = self._first(MilestoneKind.NOMINATIONS)
        earliest, latest = ANSWERS_BEFORE
        day = last_working_day(deadline - timedelta(days=max(latest, earliest - place)))
        return max(day, requested + timedelta(days=1))

    def _at(self, day: date) -> datetime:
        return datetime.combine(day, OFFICE_HOURS, ZoneInfo(self.definition.time_zone)).astimezone(UTC)


def _business(body: BodyDefinition, place: int, gender: Gender) -> dict[str, str | bool]:
    """What is asked of those whom a business organisation names; one of each pair comes from an SMV where that is asked."""
    if body.kind is not BodyKind.BUSINESS:
        return {}
    smv = body.smv and gender is BOTH[0]
    return {"active_in_business": True, "trade": f"Prøvebranche {place + 1}", "smv": smv}
