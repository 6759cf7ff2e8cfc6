"""How a rule is written down, and the list of all of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from models.finding import Citation, Finding, Severity
from models.round import Round


class About(StrEnum):
    """What a rule looks at: the plan (a round's timeline and set-up), one nomination, or the board."""

    PLAN = "plan"
    NOMINATION = "nomination"
    BOARD = "board"


@dataclass(frozen=True, kw_only=True)
class Board:
    """What the board rules look at.

    `on` is the day of the question; `final` whether the board is to be complete: before that, empty seats and a balance that
    can still be reached are no findings.
    """

    round: Round
    on: date
    final: bool


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What a rule's function yields; `severity` only where it departs from the rule's own."""

    subject: str = ""
    message: str
    remedy: str
    severity: Severity | None = None
    reason: str = ""
    reason_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule: its number in the list of rules, one sentence, how it acts, and where it stands."""

    number: str
    title: str
    severity: Severity
    about: About
    cites: Citation
    check: Callable[[Any], Iterator[Remark]]

    def findings(self, thing: object) -> list[Finding]:
        """What the rule has to say about a round, a nomination or a board."""
        return [
            Finding(
                rule=self.number,
                severity=remark.severity or self.severity,
                subject=remark.subject,
                message=remark.message,
                remedy=remark.remedy,
                source=str(self.cites),
                reason=remark.reason,
                reason_by=remark.reason_by,
            )
            for remark in self.check(thing)
        ]


RULES: dict[str, Rule] = {}


def in_order() -> list[Rule]:
    """Every rule, by its number: A1, A2, ... A10, ... D18."""
    return sorted(RULES.values(), key=lambda rule: (rule.number[0], int(rule.number[1:])))


Thing = TypeVar("Thing")


def rule(
    number: str, title: str, severity: Severity, about: About, cites: Citation
) -> Callable[[Callable[[Thing], Iterator[Remark]]], Callable[[Thing], Iterator[Remark]]]:
    """Register a function as the rule of that number; the function stays callable as it is."""

    def register(check: Callable[[Thing], Iterator[Remark]]) -> Callable[[Thing], Iterator[Remark]]:
        if number in RULES:
            raise ValueError(f"rule {number} is there twice")
        RULES[number] = Rule(number=number, title=title, severity=severity, about=about, cites=cites, check=check)
        return check

    return register
