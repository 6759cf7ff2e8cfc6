"""The letters to the bodies that are asked: requests, and reminders until they have answered."""

from models.action import ActionKind
from models.progress import asked_on
from models.rules.timeline import COMMON_DEADLINES
from models.words import BodyKind, DecisionKind, LetterKind, MilestoneKind
from notifications import danish
from notifications.letters.case import Case
from notifications.rendering import Rendered, render_letter


def request(case: Case) -> Rendered:
    """Asks a body for its nomination, or the region to appoint."""
    round_, body = case.round, case.body
    return render_letter(
        f"request-{body.kind}",
        **case.common,
        body=body,
        today=case.today,
        decision=round_.decision(DecisionKind.ORGANISATIONS),
        seat=danish.SEATS[body.seat],
        places=sum(seat.category is body.seat for seat in round_.seats),
        deadline_is_common=COMMON_DEADLINES.get(round_.term_from) == case.deadline,
        appointment=round_.milestone(MilestoneKind.APPOINTMENT),
    )


def reminder(case: Case) -> Rendered:
    """Reminds a body that has not answered."""
    return render_letter(
        "reminder",
        **case.common,
        body=case.body,
        region=case.body.kind is BodyKind.REGION,
        asked_on=asked_on(case.round, case.body),
        days_left=(case.deadline - case.today).days,
    )


LETTERS = {
    ActionKind.REQUEST: (LetterKind.REQUEST, request),
    ActionKind.REMIND: (LetterKind.REMINDER, reminder),
}
