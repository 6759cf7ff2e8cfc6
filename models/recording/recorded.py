"""What every recording has in common: its result, what it refuses, and the line it adds to the audit trail.

Opening a round shares the last two.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from models.errors import EntryRefused, RulesBroken
from models.event import Event
from models.finding import Finding
from models.nomination import Person
from models.round import Round
from models.rules.check import check_board, check_plan
from models.words import RoundState

A_YEAR = timedelta(days=365)
MOVED = "milestone moved"  # in the audit trail, by whatever way it moved


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What recording did, in a sentence that names nobody, what the rules say about it, and whom it is about."""

    changed: bool
    message: str
    findings: list[Finding] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)


def in_play(round_: Round) -> None:
    """Refuse what comes after the board took office."""
    if round_.state is not RoundState.IN_PLAY:
        raise EntryRefused(
            f"The board of {round_.key} took office on {round_.seated_on}; nothing more is recorded in this round.",
            round=round_.key,
        )


def plausible_day(round_: Round, name: str, day: date, at: datetime) -> None:
    """Refuse a day that lies ahead, or so far back that its year is wrong; `name` is the field it stands in."""
    if day > round_.day_of(at):
        raise EntryRefused(f"{name}: {day} lies in the future. Record it once it has happened.")
    if day < round_.election_day - A_YEAR:
        raise EntryRefused(f"{name}: {day} lies more than a year before the election. Check the year.")


def reason_given(reason: str, what: str) -> None:
    """Refuse an empty reason; `what` says what to write."""
    if not reason.strip():
        raise EntryRefused(f"reason: it is empty. Write {what}.")


def all_findings(round_: Round, at: datetime) -> list[Finding]:
    """What the rules say about the plan and about the board as far as it goes."""
    both = [*check_plan(round_), *check_board(round_, round_.day_of(at), final=False)]
    return list(dict.fromkeys(both))  # an illegal set of seats is seen by both


def keep_legal(round_: Round, step: str, known: list[Finding], at: datetime) -> list[Finding]:
    """What the rules say after a step; `known` is what they said before it.

    Raises:
        RulesBroken: the step breaks a rule that was kept.

    """
    findings = all_findings(round_, at)
    blocking = [finding for finding in findings if finding.blocks and finding not in known]
    if blocking:
        raise RulesBroken(step, blocking)
    return findings


def log(
    round_: Round,
    what: str,
    subject: str,
    initials: str,
    at: datetime,
    *,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Add a line to the audit trail: who, when, what, old and new."""
    round_.events.append(
        Event(
            at=at, on=round_.day_of(at), actor=initials, what=what, subject=str(subject), old=old or {}, new=new or {},
            reason=reason.strip(),
        )
    )  # fmt: skip
