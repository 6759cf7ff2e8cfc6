"""Letters that wait and must not leave as they are: what they say was overtaken, or another letter says the opposite."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile

from models.action import ActionKind
from models.departed import overtaken
from models.event import Event
from models.letter import Letter
from models.nomination import Person, same_name
from models.recording.recorded import MOVED
from models.round import Body, Round
from models.transitions import WAITING
from models.words import BodyKind, LetterKind, LetterState, MilestoneKind

CHASING = (LetterKind.REMINDER, LetterKind.INCOMPLETE, LetterKind.DEADLINE_PASSED, LetterKind.DEADLINE_MOVED)
"""They ask a body for an answer, so its next answer overtakes them."""
REMINDING = (LetterKind.REMINDER, LetterKind.INCOMPLETE)
"""They say that the deadline is still to come."""
FOLLOWED_BY = {
    **dict.fromkeys(REMINDING, CHASING),
    LetterKind.DEADLINE_MOVED: (LetterKind.DEADLINE_MOVED, LetterKind.DEADLINE_PASSED),
}
"""Which later letters to the same body say what a waiting one says; only its own kind says that the deadline moved."""
ANSWERING = (LetterKind.RECEIPT, LetterKind.ACCEPTANCE)
"""They are about one answer, so a corrected one overtakes them."""
ABOUT_THE_BOARD = (LetterKind.APPOINTED, LetterKind.OUTCOME, LetterKind.REGION, LetterKind.WELCOME)
GAINED = (LetterKind.APPOINTED, LetterKind.WELCOME)


@dataclass(frozen=True, kw_only=True)
class Objection:
    """Why a waiting letter must not leave as it is, and what becomes of it: `cancelled`, or `held` for a person to see."""

    letter: Letter
    becomes: LetterState
    cause: str


def objections(round_: Round, today: date) -> list[Objection]:
    """Everything that speaks against letters that wait; one that some receivers have already is not called back."""
    waiting = [letter for letter in round_.letters if letter.state in WAITING and not letter.sent_to]
    return [objection for letter in waiting for objection in _against(round_, letter, today)]


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
        alive = other.kind in opposite and other.state not in over and not _told_in_error(round_, other)
        if alive and other.person and _same_human(other.person, person):
            return other
    return None


def _told_in_error(round_: Round, letter: Letter) -> bool:
    """Whether the person it congratulates was entered in error and does not sit anywhere now."""
    theirs = [each for each in round_.appointments if each.person is letter.person]
    return letter.kind in GAINED and bool(theirs) and all(each.entered_in_error for each in theirs)


def _congratulated(round_: Round, person: Person) -> bool:
    """Whether somebody who was entered in error may have read of the appointment."""
    never_read = (*WAITING, LetterState.CANCELLED, LetterState.FAILED)
    return any(
        each.person
        and _told_in_error(round_, each)
        and each.state not in never_read
        and _same_human(each.person, person)
        for each in round_.letters
    )


def _same_human(one: Person, other: Person) -> bool:
    """By name, or by address: who is written with and without a middle name has one inbox."""
    inbox = one.email.casefold()
    return same_name(one.name) == same_name(other.name) or (inbox != "" and inbox == other.email.casefold())


def obstacle(round_: Round, letter: Letter) -> str:
    """Why a waiting letter must not leave, whoever releases it; nothing when it may."""
    if letter.person is not None and not letter.person.email:
        return "the address is not known: record it with 'record-address', then release the letter"
    if letter.kind in (LetterKind.REQUEST, *CHASING) and letter.body not in round_.entitled_bodies:
        return "the KKR's present decision does not have this body: drop the letter"
    other = contradicted(round_, letter)
    return f"it contradicts {other.key}, which is {other.state}: drop one of the two" if other else ""


def aged(round_: Round, letter: Letter, today: date) -> str:
    """What a person should read again in a held letter before releasing it, because time has gone on; nothing when fresh."""
    since = dropwhile(lambda event: event.key != letter.key, round_.events)
    moved = any(event.what == MOVED and event.subject == MilestoneKind.NOMINATIONS for event in since)
    if moved and letter.kind in (LetterKind.REQUEST, *CHASING):
        return "the deadline has moved since it was written: edit it, or release the letter about the new deadline too"
    deadline = round_.milestone(MilestoneKind.NOMINATIONS).ends_on
    if letter.enqueued_on <= deadline < today and letter.kind in (LetterKind.REQUEST, *CHASING, *ANSWERING):
        return f"the deadline has passed since it was written, on {deadline}: edit it, or drop it"
    if letter.kind is LetterKind.NOT_APPOINTED and letter.person and _congratulated(round_, letter.person):
        return "the person was told of an appointment that was entered in error: call first, then release it"
    if overtaken(round_, letter):
        return "somebody on whom it counts has left since it was written: edit it, or drop it"
    seated = any(event.what == ActionKind.SEAT and event.on > letter.enqueued_on for event in round_.events)
    if seated and letter.kind in ABOUT_THE_BOARD:
        return f"the board took office on {round_.seated_on}, since it was written: edit it, or drop it"
    return ""


def _against(round_: Round, letter: Letter, today: date) -> Iterator[Objection]:
    if cause := _overtaken(round_, letter, today):
        yield Objection(letter=letter, becomes=LetterState.CANCELLED, cause=cause)
    elif letter.state is LetterState.QUEUED and (cause := obstacle(round_, letter)):
        yield Objection(letter=letter, becomes=LetterState.HELD, cause=cause)


def _overtaken(round_: Round, letter: Letter, today: date) -> str:
    """By what; an answer stands after the letter in the trail. Moments do not tell: a run that waited has an early one."""
    body = letter.body
    if overtaken(round_, letter):
        return "overtaken by a departure"
    if letter.kind not in (LetterKind.REQUEST, LetterKind.OUTCOME, *CHASING, *ANSWERING) or body is None:
        return ""
    since = dropwhile(lambda event: event.key != letter.key, round_.events)
    if any(_overtakes(round_, event, letter, body) for event in since):
        return "overtaken by a later answer"
    if letter.kind in REMINDING and today > round_.milestone(MilestoneKind.NOMINATIONS).ends_on:
        return "overtaken: the deadline has passed"
    later = round_.letters[round_.letters.index(letter) + 1 :]
    says_it_too = FOLLOWED_BY.get(letter.kind, ())
    newer = (each for each in later if each.body is body and each.kind in says_it_too)
    chased = any(each.state is not LetterState.CANCELLED for each in newer)
    return "overtaken by a later letter that asks for the same" if chased else ""


def _overtakes(round_: Round, event: Event, letter: Letter, body: Body) -> bool:
    if body.kind is BodyKind.REGION:  # its answer is the member it appoints
        seats = [seat.key for seat in round_.seats if seat.category is body.seat]
        return event.what == "member appointed" and event.subject in seats
    if event.subject != body.key:
        return False
    if letter.kind is LetterKind.ACCEPTANCE and event.what == "acceptance recorded":
        return f"/{event.new['question']}/" in letter.key
    return event.what == "nomination registered"
