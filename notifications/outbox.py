"""The outbox: claiming letters that are due and writing down what became of them, each step in a transaction of its own."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, Engine, or_, select, update
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from models.errors import UdpegningError
from models.event import Event
from models.letter import Letter
from models.round import Body
from models.words import LetterState
from notifications.message import Envelope, Mailbox

LEASE = timedelta(minutes=15)  # renewed at the hand-over; whoever lost it can no longer change the letter
BATCH = 25
FIRST_WAIT = timedelta(minutes=5)
MOST_ATTEMPTS = 9  # the waits double: 5 minutes, 10, ... 10 hours 40; after 21 hours in all the letter has failed


class LeaseLost(UdpegningError):
    """This letter is no longer this worker's: its lease ran out, or somebody cancelled it."""


def claim(engine: Engine, worker: str, at: datetime) -> list[int]:
    """Claim up to `BATCH` queued letters that are due; returns their ids, oldest first. No two workers get the same."""
    due = (
        select(Letter.id)
        .where(
            Letter.state == LetterState.QUEUED,
            Letter.next_attempt_at <= at,
            or_(Letter.lease_until.is_(None), Letter.lease_until < at),
        )
        .order_by(Letter.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    with Session(engine) as session, session.begin():
        claimed = session.scalars(
            update(Letter)
            .where(Letter.id.in_(due.scalar_subquery()))
            .values(lease_until=at + LEASE, lease_by=worker, attempts=Letter.attempts + 1)
            .returning(Letter.id)
            .execution_options(synchronize_session=False)
        ).all()
    return sorted(claimed)


def doubt(engine: Engine, at: datetime) -> int:
    """Mark letters `uncertain` whose worker died between handing over and the answer; returns how many."""
    with Session(engine) as session, session.begin():
        left = session.scalars(
            select(Letter)
            .where(Letter.state == LetterState.SENDING, Letter.lease_until < at)
            .options(joinedload(Letter.round))
            .with_for_update(skip_locked=True, of=Letter)
        ).all()
        for letter in left:
            _become(session, letter, LetterState.UNCERTAIN, at, "the worker stopped before the server had answered")
    return len(left)


def envelope(engine: Engine, letter_id: int, at: datetime) -> Envelope:
    """What is to be sent, with the addresses as they are now."""
    whole = (
        undefer(Letter.text),
        undefer(Letter.html),
        joinedload(Letter.round),
        joinedload(Letter.body).options(selectinload(Body.contacts)),
    )
    with Session(engine) as session, session.begin():
        letter = session.get_one(Letter, letter_id, options=whole)
        secretariat = Mailbox(name=letter.round.secretariat_name, email=letter.round.secretariat_email)
        contacts = letter.body.contacts if letter.body else []
        return Envelope(
            key=letter.key,
            sender=secretariat,
            to=[Mailbox(name=c.name, email=c.email) for c in contacts] if letter.body else [secretariat],
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            at=at,
        )


def hand_over(engine: Engine, letter_id: int, worker: str, at: datetime) -> None:
    """Commit that the message is about to leave; from here on only its answer tells.

    Raises:
        LeaseLost: the letter is no longer this worker's.

    """
    with Session(engine) as session, session.begin():
        result = session.execute(
            update(Letter)
            .where(Letter.id == letter_id, Letter.state == LetterState.QUEUED, Letter.lease_by == worker)
            .values(state=LetterState.SENDING, lease_until=at + LEASE)
        )
        if not isinstance(result, CursorResult) or result.rowcount != 1:
            raise LeaseLost(letter=letter_id)


def settle(
    engine: Engine,
    letter_id: int,
    worker: str,
    state: LetterState,
    at: datetime,
    words: str,
    sent_to: Sequence[str] = (),
    left_out: str = "",
) -> None:
    """Write down what became of a letter: sent, failed or uncertain, with the server's words.

    `left_out` is whom the server refused although it took the letter for others: staff see it on the round page.

    Raises:
        LeaseLost: the letter is no longer this worker's.

    """  # fmt: skip
    with Session(engine) as session, session.begin():
        letter = _own(session, letter_id, worker)
        letter.sent_to = list(sent_to)
        letter.sent_at = at if state is LetterState.SENT else None
        _become(session, letter, state, at, words)
        letter.error = letter.error or left_out


def put_back(engine: Engine, letter_id: int, worker: str, at: datetime, words: str) -> LetterState:
    """Queue a letter again after a temporary refusal, with a longer wait each time; after `MOST_ATTEMPTS` it has failed.

    Raises:
        LeaseLost: the letter is no longer this worker's.

    """
    with Session(engine) as session, session.begin():
        letter = _own(session, letter_id, worker)
        if letter.attempts >= MOST_ATTEMPTS:
            _become(session, letter, LetterState.FAILED, at, f"given up after {letter.attempts} attempts: {words}")
        else:
            letter.next_attempt_at = at + FIRST_WAIT * 2 ** (letter.attempts - 1)
            _become(session, letter, LetterState.QUEUED, at, words)
        return letter.state


def release(engine: Engine, letter_ids: Sequence[int], worker: str, at: datetime, words: str) -> int:
    """Give back claimed letters that nobody tried to deliver; returns how many. It costs them no attempt."""
    with Session(engine) as session, session.begin():
        result = session.execute(
            update(Letter)
            .where(Letter.id.in_(letter_ids), Letter.state == LetterState.QUEUED, Letter.lease_by == worker)
            .values(
                lease_until=None,
                lease_by="",
                attempts=Letter.attempts - 1,
                next_attempt_at=at + FIRST_WAIT,
                error=words,
            )
        )
    return result.rowcount if isinstance(result, CursorResult) else 0


def _own(session: Session, letter_id: int, worker: str) -> Letter:
    letter = session.get_one(Letter, letter_id, options=[joinedload(Letter.round)], with_for_update={"of": Letter})
    if letter.lease_by != worker or letter.state not in (LetterState.QUEUED, LetterState.SENDING):
        raise LeaseLost(letter=letter_id)
    return letter


def _become(session: Session, letter: Letter, state: LetterState, at: datetime, words: str) -> None:
    event = Event(
        at=at, on=letter.round.day_of(at), actor="outbox", what=f"letter {state}", subject=letter.key,
        old={"state": letter.state}, new={"state": state}, reason=words,
    )  # fmt: skip
    event.round = letter.round
    session.add(event)
    letter.state, letter.lease_until, letter.lease_by = state, None, ""
    letter.error = "" if state is LetterState.SENT else words
