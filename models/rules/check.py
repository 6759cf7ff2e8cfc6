"""Asking the rules. What they answer carries the reasons that were recorded with the round."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from models.board import Explanation
from models.finding import Finding, Severity
from models.nomination import Nomination
from models.round import Round
from models.rules import equality, statutes, timeline
from models.rules.registry import RULES, About, Board, in_order

MODULES = (statutes, equality, timeline)  # importing a module registers its rules


def check_plan(round_: Round) -> list[Finding]:
    """What the rules say about a round's timeline and set-up; an illegal set of seats (A1) is seen before any request."""
    seats = RULES["A1"].findings(Board(round=round_, on=round_.term_from, final=False))
    return seats + _ask(About.PLAN, round_, round_)


def check_nomination(nomination: Nomination) -> list[Finding]:
    """What the rules say about one nomination."""
    return _ask(About.NOMINATION, nomination, nomination.round)


def check_board(round_: Round, on: date, *, final: bool) -> list[Finding]:
    """What the rules say about the board and about the nominations its members came from.

    `final` asks whether the board may take office as it is: then an empty seat is a finding.
    """
    nominations = {id(m.person.nomination): m.person.nomination for m in round_.members if m.person.nomination}
    findings = _ask(About.BOARD, Board(round=round_, on=on, final=final), round_)
    return findings + [finding for nomination in nominations.values() for finding in check_nomination(nomination)]


def explained(findings: Iterable[Finding], reasons: Sequence[Explanation]) -> list[Finding]:
    """Attach the recorded reasons to the findings they explain; an error cannot be explained away."""

    def with_reason(finding: Finding) -> Finding:
        if finding.severity is not Severity.EXPLAIN or finding.reason:
            return finding
        fitting = [r for r in reasons if r.rule == finding.rule and r.subject in ("", finding.subject)]
        return replace(finding, reason=fitting[-1].text, reason_by=fitting[-1].recorded_by) if fitting else finding

    return [with_reason(finding) for finding in findings]


def _ask(about: About, thing: object, round_: Round) -> list[Finding]:
    findings = [finding for rule in in_order() if rule.about is about for finding in rule.findings(thing)]
    return explained(findings, round_.explanations)
