"""Asking the rules. What they answer carries the reasons that were recorded with the round."""

from datetime import date

from models.finding import Finding, Reason, explained
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


def _ask(about: About, thing: object, round_: Round) -> list[Finding]:
    reasons = [
        Reason(rule=each.rule, subject=each.subject, text=each.text, recorded_by=each.recorded_by)
        for each in round_.explanations
    ]
    return explained(
        [finding for rule in in_order() if rule.about is about for finding in rule.findings(thing)], reasons
    )
