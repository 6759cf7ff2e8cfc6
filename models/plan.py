"""The plan: what is due in a round on a day. Pure: no clock, no database, no Prefect.

Everything due up to today is planned, whatever day it fell on, so after a week of downtime the next run does it, once:
every action has a key, and what has been done is known by its keys.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from models.progress import MilestoneState, asked_on, deadlines, unanswered
from models.round import Round
from models.rules.check import check_board
from models.words import DecisionKind, MilestoneKind, RoundState


class ActionKind(StrEnum):
    """What an action does."""

    REQUEST = "request"
    REMIND = "remind"
    RECEIPT = "receipt"
    TELL_MISSED = "tell-missed"
    SKIP = "skip"
    CHECK = "check"
    SEAT = "seat"


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something to do now.

    `key` is unique for ever; `due_on` the day it fell due; `body` the key of the body it concerns, `milestone` the milestone
    missed, `nomination` the number of the body's answer; `reason` says why a letter is skipped.
    """

    key: str
    kind: ActionKind
    due_on: date
    body: str = ""
    milestone: MilestoneKind | None = None
    nomination: int = 0
    reason: str = ""


def plan(round_: Round, today: date) -> list[Action]:
    """What is due in this round up to and including `today`, in the order it is to be done.

    The caller hands the actions to `notifications.act`, which carries them out in the same transaction.
    """
    if round_.state is not RoundState.IN_PLAY:
        return []
    done = {event.key for event in round_.events}
    due = [
        *_requests(round_, today),
        *_reminders(round_, today),
        *_receipts(round_),
        *_missed(round_, today),
        *_checking(round_, today),
        *_seating(round_, today),
    ]
    return [action for action in due if action.key not in done]


def _requests(round_: Round, today: date) -> Iterator[Action]:
    decision = round_.decision(DecisionKind.ORGANISATIONS)
    if decision is None:
        return
    due_on = max(round_.milestone(MilestoneKind.REQUESTS).starts_on, decision.decided_on)
    for body in round_.entitled_bodies if due_on <= today else []:
        yield Action(key=f"{round_.key}/request/{body.key}", kind=ActionKind.REQUEST, due_on=due_on, body=body.key)


def _reminders(round_: Round, today: date) -> Iterator[Action]:
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


def _receipts(round_: Round) -> Iterator[Action]:
    for nomination in round_.nominations:
        if not nomination.replaced:
            yield Action(
                key=f"{round_.key}/receipt/{nomination.body.key}/{nomination.number}",
                kind=ActionKind.RECEIPT,
                due_on=nomination.received_on,
                body=nomination.body.key,
                nomination=nomination.number,
            )


def _missed(round_: Round, today: date) -> Iterator[Action]:
    for row in deadlines(round_, today):
        if row.state is MilestoneState.MISSED:
            yield Action(
                key=f"{round_.key}/missed/{row.kind}/{row.ends_on}",
                kind=ActionKind.TELL_MISSED,
                due_on=row.ends_on + timedelta(days=1),
                milestone=row.kind,
            )


def _checking(round_: Round, today: date) -> Iterator[Action]:
    """Every nomination is checked when it is registered, and again when the deadline has passed."""
    deadline = round_.milestone(MilestoneKind.NOMINATIONS).ends_on
    if today > deadline and any(not nomination.replaced for nomination in round_.nominations):
        yield Action(
            key=f"{round_.key}/nominations-checked/{deadline}",
            kind=ActionKind.CHECK,
            due_on=deadline + timedelta(days=1),
        )


def _seating(round_: Round, today: date) -> Iterator[Action]:
    complete_on = max((member.decided_on for member in round_.members), default=today)
    due_on = max(round_.milestone(MilestoneKind.IN_OFFICE).starts_on, complete_on)
    if due_on <= today and not any(finding.blocks for finding in check_board(round_, today, final=True)):
        yield Action(key=f"{round_.key}/seated", kind=ActionKind.SEAT, due_on=due_on)
