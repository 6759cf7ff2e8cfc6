"""Asking the rules. What they answer carries the reasons that were recorded with the round."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from models.board import Appointment, Explanation
from models.finding import Finding, Severity
from models.nomination import Nomination
from models.round import Round
from models.rules import equality, practice, procedure, timeline
from models.rules.registry import About, Board, Rule, in_order
from models.rules.statutes import board, nominating

MODULES = (board, nominating, equality, timeline, procedure, practice)  # importing a module registers its rules


def every_rule() -> list[Rule]:
    """Every rule, in the order of their numbers; what software cannot decide is among them."""
    return in_order()


def check_plan(round_: Round) -> list[Finding]:
    """What the rules say about a round's timeline, its set-up and its decisions."""
    return _ask(About.PLAN, round_, round_)


def check_nomination(nomination: Nomination) -> list[Finding]:
    """What the rules say about one nomination."""
    return _ask(About.NOMINATION, nomination, nomination.round)


def check_members(
    round_: Round, on: date, *, final: bool, members: Sequence[Appointment] | None = None
) -> list[Finding]:
    """What the rules say about the board: as it is, or as it would be with these members.

    `final` asks whether the board may take office: then an empty seat is a finding.
    """
    sitting = round_.members if members is None else members
    return _ask(About.BOARD, Board(round=round_, members=sitting, on=on, final=final), round_)


def check_board(round_: Round, on: date, *, final: bool) -> list[Finding]:
    """What the rules say about the board, and about the nominations its members came from."""
    nominations = {id(m.person.nomination): m.person.nomination for m in round_.members if m.person.nomination}
    origins = [finding for nomination in nominations.values() for finding in check_origin(nomination)]
    return check_members(round_, on, final=final) + origins


def check_origin(nomination: Nomination) -> list[Finding]:
    """What the rules say about the nomination that a member comes from.

    What they ask of the members themselves is left out: a nominee who was not appointed stands in nobody's way.
    """
    of_members = {rule.number for rule in in_order() if About.BOARD in rule.checks}
    return [finding for finding in check_nomination(nomination) if finding.rule not in of_members]


def dated_tasks(round_: Round) -> list[Finding]:
    """What is to be done by which day before each meeting; the day is in `due_on`, and they come in its order."""
    tasks = _ask(About.DAYS, round_, round_)
    return sorted(tasks, key=lambda task: (task.due_on or date.max, task.rule))


def explained(findings: Iterable[Finding], reasons: Sequence[Explanation]) -> list[Finding]:
    """Attach the recorded reasons to the findings they explain; an error cannot be explained away."""

    def with_reason(finding: Finding) -> Finding:
        if finding.severity is not Severity.EXPLAIN or finding.reason:
            return finding
        fitting = [r for r in reasons if r.rule == finding.rule and r.subject in ("", finding.subject)]
        if not fitting:
            return finding
        latest = fitting[-1]
        return replace(finding, reason=latest.text, reason_by=latest.recorded_by, reason_on=latest.recorded_on)

    return [with_reason(finding) for finding in findings]


def _ask(about: About, thing: object, round_: Round) -> list[Finding]:
    day = round_.term_from
    findings = [finding for rule in in_order() for finding in rule.findings(about, thing, day)]
    return explained(findings, round_.explanations)
