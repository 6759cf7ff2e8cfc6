"""How a rule is written down, and the list of all of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from models.board import Appointment
from models.finding import Citation, Finding, Severity
from models.round import Round, Seat


class About(StrEnum):
    """What a rule looks at.

    The plan (a round's timeline, set-up and decisions), one nomination, the board, or the days that follow from a meeting.
    """

    PLAN = "plan"
    NOMINATION = "nomination"
    BOARD = "board"
    DAYS = "days"


@dataclass(frozen=True, kw_only=True)
class Board:
    """What the board rules look at.

    `members` are those who sit, or who would sit if the question is a hypothetical one; `on` is the day of the question;
    `final` whether the board is to be complete: before that, empty seats and a balance that can still be reached are no
    findings.
    """

    round: Round
    members: Sequence[Appointment]
    on: date
    final: bool

    @property
    def open_seats(self) -> list[Seat]:
        """The seats none of the members sits in, in their order."""
        return self.round.seats_without(self.members)


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What a rule's function yields; `severity` only where it departs from the rule's own, `due_on` for a dated task."""

    subject: str = ""
    message: str
    remedy: str
    severity: Severity | None = None
    reason: str = ""
    reason_by: str = ""
    reason_on: date | None = None
    due_on: date | None = None


Check = Callable[[Any], Iterator[Remark]]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule: its number in the list of rules, one sentence, how it acts, where it stands, and the functions that ask it.

    `wordings` are the successive texts, oldest first. `checks` has a function for each thing the rule looks at; a rule
    that software cannot decide has none and no severity, and `left_to` says who decides it and what is recorded.
    """

    number: str
    title: str
    severity: Severity | None
    wordings: tuple[Citation, ...]
    module: str
    checks: dict[About, Check] = field(default_factory=dict)
    left_to: str = ""

    def wording_on(self, day: date) -> Citation:
        """The text in force on that day; the oldest for a day before all of them."""
        begun = [wording for wording in self.wordings if wording.in_force_from <= day]
        return begun[-1] if begun else self.wordings[0]

    def findings(self, about: About, thing: object, day: date) -> list[Finding]:
        """What the rule has to say about a round, a nomination or a board, citing the text in force on that day."""
        check = self.checks.get(about)
        return [
            Finding(
                rule=self.number,
                severity=remark.severity or self.severity or Severity.ADVICE,
                subject=remark.subject,
                message=remark.message,
                remedy=remark.remedy,
                source=str(self.wording_on(day)),
                reason=remark.reason,
                reason_by=remark.reason_by,
                reason_on=remark.reason_on,
                due_on=remark.due_on,
            )
            for remark in (check(thing) if check else ())
        ]


RULES: dict[str, Rule] = {}


def in_order() -> list[Rule]:
    """Every rule, by its number: A1, A2, ... A10, ... D18."""
    return sorted(RULES.values(), key=lambda rule: (rule.number[0], int(rule.number[1:])))


Thing = TypeVar("Thing")
Registering = Callable[[Callable[[Thing], Iterator[Remark]]], Callable[[Thing], Iterator[Remark]]]


def rule(number: str, title: str, severity: Severity, about: About, *wordings: Citation) -> Registering[Thing]:
    """Register a function as the rule of that number; the function stays callable as it is."""

    def register(check: Callable[[Thing], Iterator[Remark]]) -> Callable[[Thing], Iterator[Remark]]:
        _enter(
            Rule(
                number=number,
                title=title,
                severity=severity,
                wordings=wordings,
                module=check.__module__,
                checks={about: check},
            )
        )
        return check

    return register


def also(number: str, about: About) -> Registering[Thing]:
    """Register a function that asks a rule which is there already about another thing."""

    def register(check: Callable[[Thing], Iterator[Remark]]) -> Callable[[Thing], Iterator[Remark]]:
        if RULES[number].checks.setdefault(about, check) is not check:
            raise ValueError(f"rule {number} is asked about the {about} already")
        return check

    return register


def left_to_people(number: str, title: str, left_to: str, *wordings: Citation, module: str) -> None:
    """Register a rule that software cannot decide; `left_to` says who decides it and what is recorded."""
    _enter(Rule(number=number, title=title, severity=None, wordings=wordings, module=module, left_to=left_to))


def _enter(new: Rule) -> None:
    if new.number in RULES:
        raise ValueError(f"rule {new.number} is there twice")
    RULES[new.number] = new
