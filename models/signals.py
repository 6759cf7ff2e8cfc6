"""State as signal: what of the audit trail is told to the world outside the database, and in which words. It names no person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from models.action import ActionKind
from models.event import Event
from models.progress import STEPS
from models.round import Round
from models.transitions import LEFT_OUT
from models.words import LetterState, MilestoneKind, SignalName

BOARD = "board"
"""The subject of a signal that concerns the whole board."""
_SIGNALS = UUID("5f0c6d2e-6f5b-4b0e-9d51-7c1f5a3b9e04")
_BECAME = {
    f"letter {LetterState.FAILED}": "was refused",
    f"letter {LetterState.BOUNCED}": "came back as undeliverable",
    f"letter {LetterState.UNCERTAIN}": "may not have arrived",
}


@dataclass(frozen=True, kw_only=True)
class Signal:
    """Something that others may want to act on.

    `subject` is the key of a body, of a letter (without the round's) or of a milestone, or `BOARD`; `sentence` says it in
    words; `at` is when it was written down. `id` follows from the line in the trail, so that it is the same whoever tells it.
    """

    id: UUID
    name: SignalName
    round_key: str
    round_title: str
    subject: str
    sentence: str
    at: datetime


def signals(events: Iterable[Event]) -> list[Signal]:
    """The signals in these lines of the trail, in their order; of their rounds the bodies are read."""
    return [signal for event in events if (signal := _signal(event)) is not None]


def _signal(event: Event) -> Signal | None:
    round_ = event.round
    told = _told(round_, event)
    if told is None:
        return None
    name, subject, sentence = told
    line = f"{round_.key}/{event.at.isoformat()}/{event.what}/{event.subject}/{event.id}"
    return Signal(
        id=uuid5(_SIGNALS, line), name=name, round_key=round_.key, round_title=round_.title, subject=subject,
        sentence=sentence, at=event.at,
    )  # fmt: skip


def _told(round_: Round, event: Event) -> tuple[SignalName, str, str] | None:
    """Name, subject and sentence; None when it is nobody's business."""
    subject = event.subject.removeprefix(f"{round_.key}/")
    if event.what in _BECAME:
        return SignalName.LETTER_FAILED, subject, f"The letter {subject} {_BECAME[event.what]}."
    if event.new.get(LEFT_OUT):
        return SignalName.LETTER_FAILED, subject, f"The letter {subject} did not reach all of its receivers."
    if event.what == ActionKind.TELL_MISSED:
        title = STEPS[MilestoneKind(subject)].title
        return SignalName.DEADLINE_MISSED, subject, f"Deadline missed (frist overskredet): {title}."
    if event.what == "nomination registered":
        body = round_.body(subject)
        sentence = f"{body.name if body else subject} has answered (indstilling), answer {event.new['number']}."
        return SignalName.NOMINATION_RECEIVED, subject, sentence
    if event.what == ActionKind.SEAT:
        return SignalName.BOARD_SEATED, BOARD, f"The board of {round_.house} has taken office (tiltrådt)."
    return None
