"""An office that acts as staff do, through the functions the flows call; for tests that need a round in some state."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from models.action import Action
from models.clarification import Point, PointState
from models.entries import (
    AttendanceEntry,
    DirectAppointment,
    ElectionEntry,
    NomineeChoice,
    PersonEntry,
    ReasonEntry,
)
from models.errors import EntryRefused
from models.recording import (
    Recorded,
    record_acceptance,
    record_appointments,
    record_clarification,
    record_decision,
    record_departure,
    register_nomination,
)
from models.round import Round
from models.words import (
    AppointingBody,
    BodyKind,
    DecisionKind,
    DepartureReason,
    Gender,
    LetterState,
    Question,
    SeatCategory,
)
from notifications.act import advance

DECIDED_ON = date(2022, 1, 21)
QUORUM = AttendanceEntry(members=22, present=20)
CLARIFIED = {"consent": True, "cv": True, "municipality": "Aalborg"}
WOMAN = PersonEntry(name="Prøvekandidat A", gender=Gender.WOMAN, active_in_business=True, smv=True)
MAN = PersonEntry(name="Prøvekandidat B", gender=Gender.MAN, active_in_business=True)
SEATED = "The board of nordjylland-2022-26 took office on 2022-04-01; nothing more is recorded in this round."
"""Said of whatever is entered after that day."""


def moment(day: date) -> datetime:
    """Ten o'clock in Denmark, near enough."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


@dataclass
class Office:
    """A round in memory and the staff who work on it, through the functions the flows call."""

    round: Round
    names: int = 0
    done: list[Action] = field(default_factory=list)

    def person(self, gender: Gender = Gender.WOMAN, **facts: str | bool) -> PersonEntry:
        """A sample person with a name of their own, about whom all is known; active in business, since most have to be."""
        self.names += 1
        return PersonEntry.model_validate(
            {"name": f"Prøvekandidat {self.names}", "gender": gender, "active_in_business": True, **CLARIFIED, **facts}
        )

    def decide(self, on: date = DECIDED_ON, organisations: list[str] | None = None) -> Recorded:
        """The KKR approves organisations and criteria: all of them unless named."""
        business = (BodyKind.BUSINESS, BodyKind.KNOWLEDGE)
        return record_decision(
            self.round,
            kind=DecisionKind.ORGANISATIONS,
            decided_on=on,
            organisations=organisations or [body.key for body in self.round.bodies if body.kind in business],
            consideration="De afspejler virksomhederne.",
            attendance=QUORUM,
            initials="TST",
            at=moment(on),
        )

    def constitute(
        self, on: date = DECIDED_ON, genders: str = "mwmw", election: ElectionEntry | None = None
    ) -> Recorded:
        """The KKR appoints the chair and three municipal members, by default two women and two men, by agreement."""
        chair, *members = [
            self.person(
                Gender.WOMAN if letter == "w" else Gender.MAN, council="Aalborg", private_business_background=True
            )
            for letter in genders
        ]
        return record_decision(
            self.round, kind=DecisionKind.CHAIR_AND_MEMBERS, decided_on=on, chair=chair, members=members, election=election,
            attendance=QUORUM, initials="TST", at=moment(on),
        )  # fmt: skip

    def nominate(
        self, body: str, *people: PersonEntry, on: date = date(2022, 2, 10), reason: str = "", in_writing: bool = True
    ) -> Recorded:
        """A body names these people, or a woman and a man."""
        nominees = people or (self.person(Gender.WOMAN, smv=True), self.person(Gender.MAN))
        return register_nomination(
            self.round, body=body, received_on=on, nominees=nominees, reason=reason, in_writing=in_writing,
            initials="TST", at=moment(on),
        )  # fmt: skip

    def accept(
        self, body: str, question: Question = Question.REASON, *, accepted: bool = True, on: date = date(2022, 3, 23)
    ) -> Recorded:
        """The KKR answers whether it accepts a body's reasons, or its late nomination."""
        return record_acceptance(
            self.round, body=body, question=question, accepted=accepted, decided_on=on, reason="KKR's grund.",
            initials="TST", at=moment(on),
        )  # fmt: skip

    def clarify(self, body: str, point: Point, state: PointState, answer: str = "", *, name: str = "") -> Recorded:
        """Staff record a point about a body's nominee of that name, or its first one."""
        nomination = next(each for each in reversed(self.round.nominations) if each.body.key == body)
        return record_clarification(
            self.round, body=body, name=name or nomination.nominees[0].name, point=point, state=state, answer=answer,
            initials="TST", at=moment(date(2022, 3, 10)),
        )  # fmt: skip

    def appoint_region(self, gender: Gender = Gender.WOMAN, on: date = date(2022, 2, 20)) -> Recorded:
        """The regional council appoints its member."""
        return record_appointments(
            self.round,
            decided_on=on,
            appointed_by=AppointingBody.REGION,
            others=[DirectAppointment(seat=SeatCategory.REGION, person=self.person(gender))],
            initials="TST",
            at=moment(on),
        )

    def appoint(
        self,
        *chosen: tuple[SeatCategory, str, str],
        on: date = date(2022, 3, 23),
        reasons: tuple[ReasonEntry, ...] = (),
    ) -> Recorded:
        """The KKR appoints nominees: seat, body, name."""
        return record_appointments(
            self.round,
            decided_on=on,
            appointed_by=AppointingBody.KKR,
            nominees=[NomineeChoice(seat=seat, nominated_by=body, name=name) for seat, body, name in chosen],
            reasons=reasons,
            initials="TST",
            at=moment(on),
        )

    def leave(
        self, member: str, on: date, reason: DepartureReason = DepartureReason.OWN_WISH, *, note: str = ""
    ) -> Recorded:
        """Who sits in that seat leaves on that day, which is also when staff hear of it."""
        return record_departure(
            self.round, member=member, left_on=on, reason=reason, note=note, initials="TST", at=moment(on)
        )

    def nominee(self, body: str, gender: Gender) -> str:
        """The name of a nominee of that gender in the body's latest nomination."""
        nominations = [each for each in self.round.nominations if each.body.key == body]
        return next(person.name for person in nominations[-1].nominees if person.gender is gender)

    def seat_everybody(self) -> None:
        """The whole round up to a complete, legal board of six women and five men."""
        self.decide()
        self.constitute()
        for body in ("di", "dansk-erhverv", "smvdanmark", "tekniq", "videninstitution-1", "fh-ac"):
            self.nominate(body, self.person(Gender.WOMAN, smv=True, trade=body), self.person(Gender.MAN, trade=body))
        self.appoint_region()
        woman, man = Gender.WOMAN, Gender.MAN
        self.appoint(
            (SeatCategory.COMPANY, "di", self.nominee("di", man)),
            (SeatCategory.COMPANY, "dansk-erhverv", self.nominee("dansk-erhverv", woman)),
            (SeatCategory.COMPANY, "smvdanmark", self.nominee("smvdanmark", woman)),
            (SeatCategory.COMPANY, "tekniq", self.nominee("tekniq", man)),
            (SeatCategory.KNOWLEDGE, "videninstitution-1", self.nominee("videninstitution-1", woman)),
            (SeatCategory.LABOUR, "fh-ac", self.nominee("fh-ac", man)),
        )

    def run(self, day: date) -> list[Action]:
        """The daily run of that day; every letter leaves at once."""
        actions = advance(self.round, day, moment(day))
        for letter in self.round.letters:
            if letter.state is LetterState.QUEUED:
                letter.state, letter.sent_at = LetterState.SENT, moment(day)
        self.done += actions
        return actions

    def run_until(self, last: date, *, first: date = DECIDED_ON) -> list[Action]:
        """The daily run on every day of a span."""
        return [
            action for count in range((last - first).days + 1) for action in self.run(first + timedelta(days=count))
        ]

    @property
    def told(self) -> list[tuple[str, str]]:
        """What the audit trail says: what happened, to what."""
        return [(event.what, event.subject) for event in self.round.events]

    def refused(self, step: Callable[["Office"], Recorded]) -> str:
        """What is said of an entry that is refused; the audit trail must not know of it."""
        before = self.told
        with pytest.raises(EntryRefused) as caught:
            step(self)
        assert self.told == before
        return str(caught.value)
