"""What falls due with the answers of the bodies: receipts, and the check after the deadline."""

from collections.abc import Iterator
from datetime import date, timedelta

from models.action import Action, ActionKind
from models.round import Round
from models.words import MilestoneKind


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


def checking(round_: Round, today: date) -> Iterator[Action]:
    """Every nomination is checked when it is registered, and again when the deadline has passed."""
    deadline = round_.milestone(MilestoneKind.NOMINATIONS).ends_on
    if today > deadline and any(not nomination.replaced for nomination in round_.nominations):
        yield Action(
            key=f"{round_.key}/nominations-checked/{deadline}",
            kind=ActionKind.CHECK,
            due_on=deadline + timedelta(days=1),
        )
