"""What falls due with the answers of the bodies: receipts, what is missing, the KKR's answer, the check after the deadline."""

from collections.abc import Iterator
from datetime import date, timedelta

from models.action import Action, ActionKind
from models.due.asking import awaited, staged
from models.nomination import Acceptance, Nomination
from models.round import Round
from models.rules.equality import departs
from models.rules.timeline import is_late
from models.words import MilestoneKind, Question


def receipts(round_: Round) -> Iterator[Action]:
    """Every answer gets a receipt."""
    for nomination in round_.nominations:
        if not nomination.replaced:
            yield Action(
                key=f"{round_.key}/receipt/{nomination.body.key}/{nomination.number}",
                kind=ActionKind.RECEIPT,
                due_on=nomination.received_on,
                body=nomination.body.key,
                nomination=nomination.number,
            )


def incomplete(round_: Round, today: date) -> Iterator[Action]:
    """Bodies whose answer is incomplete are reminded of what is missing, on the same days as those that have not answered."""
    for each in awaited(round_):
        if each.nomination is not None:
            yield from staged(round_, today, each, ActionKind.REMIND_INCOMPLETE, "incomplete")


def acceptances(round_: Round) -> Iterator[Action]:
    """A body is told what the KKR says to its special reasons or its late nomination, and again when that changes."""
    for key, acceptance in answers_of_the_kkr(round_).items():
        yield Action(
            key=key,
            kind=ActionKind.TELL_ACCEPTANCE,
            due_on=acceptance.decided_on,
            body=acceptance.nomination.body.key,
            nomination=acceptance.nomination.number,
        )


def answers_of_the_kkr(round_: Round) -> dict[str, Acceptance]:
    """The KKR's answers in force to what the nominations in force ask of it, by the key of the letter that tells it."""
    return {
        f"{round_.key}/acceptance/{nomination.body.key}/{nomination.number}/{question}/{len(answers)}": answers[-1]
        for nomination in round_.nominations
        for question in (() if nomination.replaced else questions(nomination))
        if (answers := [each for each in nomination.acceptances if each.question is question])
    }


def questions(nomination: Nomination) -> list[Question]:
    """What nominees ask of the KKR as things stand now: to accept the body's special reasons, or that they came late."""
    asked = {
        Question.REASON: departs(nomination) and bool(nomination.reason.strip()),
        Question.LATE: bool(nomination.nominees) and is_late(nomination),
    }
    return [question for question, is_asked in asked.items() if is_asked]


def checking(round_: Round, today: date) -> Iterator[Action]:
    """Every nomination is checked when it is registered, and again when the deadline has passed."""
    deadline = round_.milestone(MilestoneKind.NOMINATIONS).ends_on
    if today > deadline and any(not nomination.replaced for nomination in round_.nominations):
        yield Action(
            key=f"{round_.key}/nominations-checked/{deadline}",
            kind=ActionKind.CHECK,
            due_on=deadline + timedelta(days=1),
        )
