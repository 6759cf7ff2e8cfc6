"""Letters that wait and must not leave as they are: what they say was overtaken, or another letter says the opposite."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile

from models.event import Event
from models.letter import Letter
from models.nomination import same_name
from models.recording.recorded import MOVED
from models.round import Body, Round
from models.transitions import WAITING
from models.words import LetterKind, LetterState, MilestoneKind

CHASING = (LetterKind.REMINDER, LetterKind.INCOMPLETE, LetterKind.DEADLINE_PASSED, LetterKind.DEADLINE_MOVED)
"""They ask a body for an answer, so its next answer overtakes them."""
ANSWERING = (LetterKind.RECEIPT, LetterKind.ACCEPTANCE)
"""They are about one answer, so a corrected one overtakes them."""
COUNTING = (LetterKind.REMINDER, LetterKind.INCOMPLETE)
"""They say how many days are left."""
GAINED = (LetterKind.APPOINTED, LetterKind.WELCOME)


@dataclass(frozen=True, kw_only=True)
class Objection:
    """Why a waiting letter must not leave as it is, and what becomes of it: `cancelled`, or `held` for a person to see."""

    letter: Letter
    becomes: LetterState
    cause: str


def objections(round_: Round) -> list[Objection]:
    """Everything that speaks against letters that wait; one that some receivers have already is not called back."""
    waiting = [letter for letter in round_.letters if letter.state in WAITING and not letter.sent_to]
    return [objection for letter in waiting for objection in _against(round_, letter)]


def contradicted(round_: Round, letter: Letter) -> Letter | None:
    """The letter that tells the same human the opposite and has not been dropped, or None.

    Who has been told that they were not appointed may be appointed later; the other way round nobody is told so.
    """
    person = letter.person
    if person is None or letter.kind not in (*GAINED, LetterKind.NOT_APPOINTED):
        return None
    gained = letter.kind in GAINED
    opposite = (LetterKind.NOT_APPOINTED,) if gained else GAINED
    over = (LetterState.CANCELLED, LetterState.FAILED, *((LetterState.SENT,) if gained else ()))
    for other in round_.letters:
        alive = other.kind in opposite and other.state not in over
        if alive and other.person and same_name(other.person.name) == same_name(person.name):
            return other
    return None


def obstacle(round_: Round, letter: Letter) -> str:
    """Why a waiting letter must not leave, whoever releases it; nothing when it may."""
    if letter.person is not None and not letter.person.email:
        return "the address is not known: record it with 'record-address', then release the letter"
    if letter.kind is LetterKind.REQUEST and letter.body not in round_.entitled_bodies:
        return "the KKR's present decision does not have this body: drop the letter"
    other = contradicted(round_, letter)
    return f"it contradicts {other.key}, which is {other.state}: drop one of the two" if other else ""


def aged(round_: Round, letter: Letter, today: date) -> str:
    """What a person should read again in a held letter before releasing it, because time has gone on; nothing when fresh."""
    since = dropwhile(lambda event: event.key != letter.key, round_.events)
    moved = any(event.what == MOVED and event.subject == MilestoneKind.NOMINATIONS for event in since)
    if moved and letter.kind in (LetterKind.REQUEST, *CHASING):
        return "the deadline has moved since it was written: edit it, or release the letter about the new deadline too"
    if letter.enqueued_on < today and letter.kind in COUNTING:
        return f"it was written on {letter.enqueued_on} and says how many days were left then: edit or drop it"
    return ""


def _against(round_: Round, letter: Letter) -> Iterator[Objection]:
    if _overtaken(round_, letter):
        yield Objection(letter=letter, becomes=LetterState.CANCELLED, cause="overtaken by a later answer")
    elif letter.state is LetterState.QUEUED and (cause := obstacle(round_, letter)):
        yield Objection(letter=letter, becomes=LetterState.HELD, cause=cause)


def _overtaken(round_: Round, letter: Letter) -> bool:
    """Whether an answer stands after the letter in the trail; moments do not tell, a run that waited has an early one."""
    body = letter.body
    if letter.kind not in (*CHASING, *ANSWERING) or body is None:
        return False
    since = dropwhile(lambda event: event.key != letter.key, round_.events)
    return any(_overtakes(event, letter, body) for event in since)


def _overtakes(event: Event, letter: Letter, body: Body) -> bool:
    if event.subject != body.key:
        return False
    if letter.kind is LetterKind.ACCEPTANCE and event.what == "acceptance recorded":
        return f"/{event.new['question']}/" in letter.key
    return event.what == "nomination registered"
