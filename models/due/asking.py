"""What falls due with the bodies that are asked: requests, and reminders until they have answered."""

from collections.abc import Iterator
from datetime import date, timedelta

from models.action import Action, ActionKind
from models.progress import asked_on, unanswered
from models.round import Round
from models.words import DecisionKind, MilestoneKind


def requests(round_: Round, today: date) -> Iterator[Action]:
    """Every entitled body is asked once, when the decision on organisations is there and the window is open."""
    decision = round_.decision(DecisionKind.ORGANISATIONS)
    if decision is None:
        return
    due_on = max(round_.milestone(MilestoneKind.REQUESTS).starts_on, decision.decided_on)
    for body in round_.entitled_bodies if due_on <= today else []:
        yield Action(key=f"{round_.key}/request/{body.key}", kind=ActionKind.REQUEST, due_on=due_on, body=body.key)


def reminders(round_: Round, today: date) -> Iterator[Action]:
    """The newest reminder that is due goes out; older ones that never did are skipped, and say so.

    A skip is keyed by its day, so a reminder that was skipped comes back when the deadline moves; one that went out
    does not.
    """
    deadline = round_.milestone(MilestoneKind.NOMINATIONS).ends_on
    gone = {event.key for event in round_.events}
    for body in unanswered(round_):
        asked = asked_on(round_, body)
        if asked is None:
            continue
        stages = [(deadline - timedelta(days=days), days) for days in sorted(round_.reminder_days, reverse=True)]
        due = [(day, days) for day, days in stages if asked < day <= today]
        for place, (day, days) in enumerate(due):
            key = f"{round_.key}/reminder/{days}/{body.key}"
            if key in gone:
                continue
            if today > deadline or place < len(due) - 1:
                late = "the deadline has passed" if today > deadline else "a later reminder was due as well"
                yield Action(
                    key=f"{key}/skipped/{day}", kind=ActionKind.SKIP, due_on=day, body=body.key,
                    reason=f"not sent on {day}, and by {today} {late}",
                )  # fmt: skip
            else:
                yield Action(key=key, kind=ActionKind.REMIND, due_on=day, body=body.key)
