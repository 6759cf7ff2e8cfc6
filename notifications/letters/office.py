"""The messages to staff."""

from models.action import ActionKind
from models.progress import unanswered
from models.words import LetterKind, MilestoneKind
from notifications import danish
from notifications.letters.case import Case
from notifications.rendering import Rendered, render_letter


def deadline_missed(case: Case) -> Rendered:
    """Tells staff that a deadline has passed, and what is missing."""
    round_, kind = case.round, case.milestone
    answering = kind is MilestoneKind.NOMINATIONS
    filling = kind in (MilestoneKind.APPOINTMENT, MilestoneKind.IN_OFFICE)
    return render_letter(
        "deadline-missed",
        **case.common | {"deadline": round_.milestone(kind).ends_on},
        milestone=danish.MILESTONES[kind],
        bodies=[body.name for body in unanswered(round_)] if answering else [],
        seats=[danish.SEATS[seat.category] for seat in round_.open_seats] if filling else [],
    )


LETTERS = {ActionKind.TELL_MISSED: (LetterKind.DEADLINE_MISSED, deadline_missed)}
