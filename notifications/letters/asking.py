"""The letters to the bodies that are asked: requests, a deadline that moved or passed, and reminders meanwhile."""

from typing import Any

from models.action import ActionKind
from models.due.asking import lacking, told_deadline
from models.progress import asked_on
from models.rules.timeline import COMMON_DEADLINES
from models.words import BodyKind, DecisionKind, LetterKind, MilestoneKind
from notifications import danish
from notifications.enclosures.statutes import statutes_of
from notifications.letters.case import Case
from notifications.rendering import Rendered, render_letter


def request(case: Case) -> Rendered:
    """Asks a body for its nomination, or the region to appoint; names what goes with the letter."""
    round_, body = case.round, case.body
    decision, region = round_.decision(DecisionKind.ORGANISATIONS), body.kind is BodyKind.REGION
    return render_letter(
        f"request-{body.kind}",
        **case.common,
        body=body,
        region=region,
        today=case.today,
        asked_for=danish.ASKED_FOR[body.kind],
        both=danish.both_sexes(body.seats),
        decision=decision,
        seat=danish.SEATS[body.seat],
        places=sum(seat.category is body.seat for seat in round_.seats),
        deadline_is_common=COMMON_DEADLINES.get(round_.term_from) == case.deadline,
        appointment=round_.milestone(MilestoneKind.APPOINTMENT),
        has_statutes=bool(statutes_of(round_.house)),
        has_criteria=bool(decision and decision.criteria.strip()) and not region,
    )


def reminder(case: Case) -> Rendered:
    """Reminds a body that has not answered."""
    return render_letter("reminder", **still_open(case))


def incomplete(case: Case) -> Rendered:
    """Reminds a body of what its answer still lacks."""
    return render_letter("incomplete", **still_open(case))


def deadline_moved(case: Case) -> Rendered:
    """Tells a body that has not answered, or not completely, which deadline it was told and which is in force."""
    told = told_deadline(case.round, case.body)
    return render_letter("deadline-moved", **still_open(case), old_deadline=told[0] if told else case.deadline)


def deadline_passed(case: Case) -> Rendered:
    """Asks a body that has not answered, or not completely, to do so now, and says how the round goes on."""
    appointment = case.round.milestone(MilestoneKind.APPOINTMENT)
    return render_letter("deadline-passed", **still_open(case), today=case.today, appointment=appointment)


def still_open(case: Case) -> dict[str, Any]:
    """What the letters share that ask for an answer, or for what is missing in the one that the action names."""
    body, asked_for = case.body, danish.ASKED_FOR[case.body.kind]
    nomination = case.nomination if case.action.nomination else None
    named = nomination is None or bool(nomination.nominees)
    return case.common | {
        "body": body,
        "region": body.kind is BodyKind.REGION,
        "asked_for": asked_for,
        "asked_on": asked_on(case.round, body),
        "answer": asked_for if named else f"svar om {asked_for}",
        "nomination": nomination,
        "missing": [danish.open_point(point, seats=body.seats) for point in lacking(nomination)] if nomination else [],
    }


LETTERS = {
    ActionKind.REQUEST: (LetterKind.REQUEST, request),
    ActionKind.REMIND: (LetterKind.REMINDER, reminder),
    ActionKind.REMIND_INCOMPLETE: (LetterKind.INCOMPLETE, incomplete),
    ActionKind.TELL_MOVED: (LetterKind.DEADLINE_MOVED, deadline_moved),
    ActionKind.TELL_PASSED: (LetterKind.DEADLINE_PASSED, deadline_passed),
}
