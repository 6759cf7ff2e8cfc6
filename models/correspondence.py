"""Whether a body was reached, and whether an answer of it lies in the mailbox that nobody has registered."""

from collections import defaultdict
from datetime import datetime

from models.letter import Letter, Received
from models.round import Body, Round
from models.words import AppointingBody, BodyKind, LetterState, ReceivedKind

ANSWER_READ = "answer read"  # in the audit trail
RECEIVED = "answer received, not yet registered"
NOT_REACHED = "not reached: call them"


def letters_to(round_: Round, body: Body) -> list[Letter]:
    """The letters to a body, oldest first, without those that were dropped."""
    dropped = LetterState.CANCELLED
    return [letter for letter in round_.letters if letter.body is body and letter.state is not dropped]


def not_reached(round_: Round, body: Body) -> bool:
    """Whether the last letter to a body that went out or should have did not reach it."""
    tried = (LetterState.SENT, LetterState.BOUNCED, LetterState.FAILED)
    states = [letter.state for letter in letters_to(round_, body) if letter.state in tried]
    return bool(states) and states[-1] is not LetterState.SENT


def unread_answers(round_: Round) -> list[tuple[Letter, datetime]]:
    """The letters to which an answer lies in the mailbox that nobody has registered or marked as read, and when it came."""
    of_bodies: dict[Body | None, list[Received]] = defaultdict(list)
    for letter in round_.letters:
        if answers := [each for each in letter.received if each.kind is ReceivedKind.ANSWER]:
            of_bodies[letter.body] += answers
    unseen: list[Received] = []
    for body, answers in of_bodies.items():
        unseen += _unseen(answers, _registered_at(round_, body) if body else [])
    found = []
    for letter in round_.letters if unseen else []:
        if its := [each for each in unseen if each.letter is letter]:
            marked = [event.at for event in round_.events if event.what == ANSWER_READ and event.subject == letter.key]
            if left := _unseen(its, marked):
                found.append((letter, left[-1].received_at))
    return found


def _unseen(answers: list[Received], seen: list[datetime]) -> list[Received]:
    """The answers that nobody has seen, oldest first.

    Who registers one has seen all that were listed by then, or else the first that had come: straight from the mailbox.
    """
    unseen = sorted(answers, key=lambda each: each.received_at)
    for at in sorted(seen):
        listed = [each for each in unseen if each.read_at <= at]
        come = [each for each in unseen if each.received_at <= at]
        gone = {id(each) for each in listed or come[:1]}
        unseen = [each for each in unseen if id(each) not in gone]
    return unseen


def unregistered_answer(round_: Round, body: Body) -> datetime | None:
    """When the newest answer of a body came that nobody has registered or marked as read, or None."""
    return max((at for letter, at in unread_answers(round_) if letter.body is body), default=None)


def as_missing(round_: Round, body: Body) -> str:
    """A body's name in a list of who has not answered, with what staff can do about it."""
    if unregistered_answer(round_, body):
        return f"{body.name} ({RECEIVED})"
    return f"{body.name} ({NOT_REACHED})" if not_reached(round_, body) else body.name


def _registered_at(round_: Round, body: Body) -> list[datetime]:
    """When answers of a body were registered."""
    registered = [nomination.recorded_at for nomination in round_.nominations if nomination.body is body]
    if body.kind is BodyKind.REGION:  # its answer is the member it appoints
        by_region = (each for each in round_.appointments if each.appointed_by is AppointingBody.REGION)
        registered += [each.recorded_at for each in by_region]
    return registered
