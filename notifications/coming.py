"""The letters that come next if nothing changes: the plan of the days to come. Nothing is sent or altered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from models.action import Action, ActionKind
from models.due.appointing import WELCOME_AHEAD, takes_office_on
from models.plan import plan
from models.references import person_reference
from models.round import Round
from models.words import LETTERS_IN_WORDS, LetterKind, MilestoneKind, counted
from notifications.letters import LETTER_OF

A_DAY = timedelta(days=1)
COMING = {action: kind for action, kind in LETTER_OF.items() if kind is not LetterKind.DIGEST}
"""The weekly overview comes whatever happens and is left out."""


@dataclass(frozen=True, kw_only=True)
class ComingLetters:
    """Letters of one kind that go out on one day; `to` are bodies, seats and references, and what staff are told of."""

    on: date
    kind: ActionKind
    what: str
    to: list[str]


def coming_letters(round_: Round, today: date) -> list[ComingLetters]:
    """What the plan sends from today on, in the order of the days, if nothing is recorded meanwhile."""
    found: dict[tuple[date, ActionKind], dict[str, str]] = {}
    seen: set[str] = set()
    for day in _days(round_, today):
        for action in plan(round_, day):
            if action.kind in COMING and action.key not in seen:
                seen.add(action.key)
                found.setdefault((day, action.kind), {})[action.key] = _to(round_, action)
    return [
        ComingLetters(on=day, kind=kind, what=_what(round_, kind, day), to=list(to.values()))
        for (day, kind), to in found.items()
    ]


def _days(round_: Round, today: date) -> list[date]:
    """The days to come on which something can fall due by itself. Planning every day would cost a second for a round."""
    return sorted({day for day in _turning_days(round_) if day > today} | {today})


def _turning_days(round_: Round) -> Iterator[date]:
    for milestone in round_.milestones:
        yield from (milestone.starts_on, milestone.ends_on, milestone.ends_on + A_DAY)
    deadline = round_.milestone(MilestoneKind.NOMINATIONS).ends_on
    yield from (deadline - timedelta(days=days) for days in round_.reminder_days)
    yield round_.milestone(MilestoneKind.IN_OFFICE).starts_on - WELCOME_AHEAD
    yield takes_office_on(round_)
    yield from (each.left_on for each in round_.appointments if each.left_on)


def _what(round_: Round, kind: ActionKind, day: date) -> str:
    """The kind of letter in words; of a reminder also how long before the deadline it goes out."""
    left = (round_.milestone(MilestoneKind.NOMINATIONS).ends_on - day).days
    reminds = kind in (ActionKind.REMIND, ActionKind.REMIND_INCOMPLETE)
    words = LETTERS_IN_WORDS[COMING[kind]]
    return f"{words}, {counted(left, 'day')} before the deadline" if reminds and left else words


def _to(round_: Round, action: Action) -> str:
    if action.seat:
        return action.seat
    if action.person is not None:
        return person_reference(round_, action.person)
    body = round_.body(action.body)
    return body.name if body else str(action.milestone)
