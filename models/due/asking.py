"""What falls due with the bodies that are asked: requests, a deadline that moves or passes, and reminders meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from models.action import Action, ActionKind
from models.completeness import OpenPoint, open_points
from models.event import PLAN
from models.nomination import Decision, Nomination
from models.progress import asked_on, unanswered
from models.recording.recorded import MOVED
from models.round import Body, Round
from models.transitions import DROPPED
from models.words import DecisionKind, LetterKind, LetterState, MilestoneKind

_NAME_THE_DEADLINE = {
    kind.value
    for kind in (
        ActionKind.REQUEST,
        ActionKind.REMIND,
        ActionKind.REMIND_INCOMPLETE,
        ActionKind.TELL_MOVED,
        ActionKind.RECEIPT,
    )
}


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """A body that is still to answer, or to complete its answer.

    `nomination` is the incomplete answer, None when there is none; `told` the deadline that the latest letter to the body
    names, and `told_on` the day of that letter.
    """

    body: Body
    nomination: Nomination | None
    told: date
    told_on: date


def requests(round_: Round, today: date) -> Iterator[Action]:
    """Every entitled body is asked once, when the decision on organisations is there and the window is open."""
    decision = round_.decision(DecisionKind.ORGANISATIONS)
    if decision is None:
        return
    due_on = max(round_.milestone(MilestoneKind.REQUESTS).starts_on, decision.decided_on)
    for body in round_.entitled_bodies if due_on <= today else []:
        key = _request_key(round_, body, decision)
        yield Action(key=key, kind=ActionKind.REQUEST, due_on=due_on, body=body.key)


def reminders(round_: Round, today: date) -> Iterator[Action]:
    """Bodies that have not answered are reminded."""
    for each in awaited(round_):
        if each.nomination is None:
            yield from staged(round_, today, each, ActionKind.REMIND, "reminder")


def moved(round_: Round) -> Iterator[Action]:
    """A body that was told another deadline than the one in force is told; once for several moves, never for a move back."""
    deadline = round_.milestone(MilestoneKind.NOMINATIONS).ends_on
    gone = {event.key for event in round_.events}
    for each in awaited(round_):
        if each.told != deadline:
            key = f"{round_.key}/deadline-moved/{deadline}/{each.body.key}"
            again = (f"{key}/{number}" for number in count(2))
            yield Action(
                key=key if key not in gone else next(each for each in again if each not in gone),
                kind=ActionKind.TELL_MOVED, due_on=max(event.on for event in round_.events if event.what == MOVED),
                body=each.body.key, milestone=MilestoneKind.NOMINATIONS, nomination=_number(each),
            )  # fmt: skip


def passed(round_: Round, today: date) -> Iterator[Action]:
    """The day after the deadline every body that was told of it in time is written to, once for each deadline."""
    deadline = round_.milestone(MilestoneKind.NOMINATIONS).ends_on
    for each in awaited(round_) if today > deadline else []:
        if each.told == deadline and each.told_on <= deadline:
            yield Action(
                key=f"{round_.key}/deadline-passed/{deadline}/{each.body.key}", kind=ActionKind.TELL_PASSED,
                due_on=deadline + timedelta(days=1), body=each.body.key, nomination=_number(each),
            )  # fmt: skip


def awaited(round_: Round) -> list[Awaited]:
    """The bodies that are still to answer or to complete their answer, for seats that are still open.

    A body counts once it has been written to: its request has left, or the receipt of its answer has been written. What is
    missing is said there first, so no other letter of the same day repeats it.
    """
    open_categories = {seat.category for seat in round_.open_seats}
    appointed = {id(member.person.nomination) for member in round_.members}
    silent = {id(body) for body in unanswered(round_)}
    incomplete = {id(each.body): each for each in round_.nominations if not each.replaced and lacking(each)}
    found, deadlines = [], _told_deadlines(round_)
    for body in round_.entitled_bodies:
        nomination = incomplete.get(id(body))
        concerned = id(body) in silent if nomination is None else id(nomination) not in appointed
        concerned = concerned and body.seat in open_categories
        if concerned and (told := _since(round_, body, nomination, deadlines.get(body.key))):
            found.append(Awaited(body=body, nomination=nomination, told=told[0], told_on=told[1]))
    return found


def lacking(nomination: Nomination) -> list[OpenPoint]:
    """What the body itself can still supply; whether a late answer counts is for the KKR."""
    return [point for point in open_points(nomination) if point is not OpenPoint.LATE]


def staged(round_: Round, today: date, each: Awaited, kind: ActionKind, name: str) -> Iterator[Action]:
    """The newest reminder that is due goes out; older ones that never did are skipped, and say so.

    Days up to the latest letter that names the deadline do not count. A skip is keyed by its day, so a reminder that was
    skipped comes back when the deadline moves; one that went out does not.
    """
    deadline = round_.milestone(MilestoneKind.NOMINATIONS).ends_on
    if each.told != deadline:
        return
    gone = {event.key for event in round_.events}
    stages = [(deadline - timedelta(days=days), days) for days in sorted(round_.reminder_days, reverse=True)]
    due = [(day, days) for day, days in stages if each.told_on < day <= today]
    for place, (day, days) in enumerate(due):
        key = f"{round_.key}/{name}/{days}/{each.body.key}"
        if key in gone:
            continue
        if today > deadline or place < len(due) - 1:
            late = "the deadline has passed" if today > deadline else "a later reminder was due as well"
            yield Action(
                key=f"{key}/skipped/{day}", kind=ActionKind.SKIP, due_on=day, body=each.body.key,
                reason=f"not sent on {day}, and by {today} {late}",
            )  # fmt: skip
        else:
            yield Action(key=key, kind=kind, due_on=day, body=each.body.key, nomination=_number(each))


def told_deadline(round_: Round, body: Body) -> tuple[date, date] | None:
    """The deadline that the latest letter to a body names, and the day of that letter; None before there is one."""
    return _told_deadlines(round_).get(body.key)


def _told_deadlines(round_: Round) -> dict[str, tuple[date, date]]:
    """The same of every body that has been written to.

    It is read from the audit trail backwards: before a move stood what the move replaced.
    """
    deadline = round_.milestone(MilestoneKind.NOMINATIONS).ends_on
    never_left = {letter.key for letter in round_.letters if letter.state is LetterState.CANCELLED}
    told: dict[str, tuple[date, date]] = {}
    for event in reversed(round_.events):
        if event.key in never_left:
            continue
        if event.what == MOVED and event.subject == MilestoneKind.NOMINATIONS:
            deadline = date.fromisoformat(event.old["ends_on"])
        elif event.what in _NAME_THE_DEADLINE:
            told.setdefault(event.subject, (deadline, event.on))
    return told


def _since(
    round_: Round, body: Body, nomination: Nomination | None, told: tuple[date, date] | None
) -> tuple[date, date] | None:
    """What a body was told, but on the day the request left when that is later; None for one not written to yet."""
    if told is None:
        return None
    if nomination is None:
        asked = asked_on(round_, body)
        return (told[0], max(told[1], asked)) if asked else None
    receipt = f"{round_.key}/receipt/{body.key}/{nomination.number}"
    return told if any(event.key == receipt for event in round_.events) else None


def _request_key(round_: Round, body: Body, decision: Decision) -> str:
    """The key of a body's request; another one for a body that is decided on again after staff dropped its request."""
    requests_to = (each for each in round_.letters if each.kind is LetterKind.REQUEST and each.body is body)
    cancelled = {each.key for each in requests_to if each.state is LetterState.CANCELLED}
    dropped = (
        each for each in round_.events if each.what == DROPPED and each.subject in cancelled and each.actor != PLAN
    )
    again = sum(each.at < decision.recorded_at for each in dropped)
    key = f"{round_.key}/request/{body.key}"
    return f"{key}/{again + 1}" if again else key


def _number(each: Awaited) -> int:
    return each.nomination.number if each.nomination else 0
