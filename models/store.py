"""Loading rounds whole, so that what reads them needs no database."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, object_session, selectinload, undefer
from sqlalchemy.orm.interfaces import ORMOption

import models.board  # noqa: F401  (every mapped class must be known before the first query)
from models.action import ActionKind
from models.errors import RoundNotFound
from models.event import Event
from models.letter import Handover, Letter
from models.nomination import Nomination
from models.round import Body, Round
from models.words import RoundState

A_YEAR = timedelta(days=365)
WHOLE: tuple[ORMOption, ...] = (
    selectinload(Round.term_files),
    selectinload(Round.milestones),
    selectinload(Round.seats),
    selectinload(Round.bodies).selectinload(Body.contacts),
    selectinload(Round.decisions),
    selectinload(Round.people),
    selectinload(Round.nominations).selectinload(Nomination.nominees),
    selectinload(Round.nominations).selectinload(Nomination.acceptances),
    selectinload(Round.appointments),
    selectinload(Round.explanations),
    selectinload(Round.letters).selectinload(Letter.handovers),
    selectinload(Round.letters).selectinload(Letter.received),
    selectinload(Round.events),
)


def load_round(session: Session, key: str, *, to_change: bool = False) -> Round:
    """One round with everything in it; `to_change` locks it and its letters until the transaction ends.

    Raises:
        RoundNotFound: there is none of that key.

    """
    query = select(Round).where(Round.key == key).options(*WHOLE)
    if to_change:  # the round first: letters that another transaction writes meanwhile are then among those locked
        round_id = session.scalar(select(Round.id).where(Round.key == key).with_for_update(key_share=True))
        letters = select(Letter.id).where(Letter.round_id == round_id).order_by(Letter.id)
        session.execute(letters.with_for_update()).all()
    found = session.scalar(query)
    if found is None:
        known = ", ".join(session.scalars(select(Round.key).order_by(Round.key))) or "none yet"
        raise RoundNotFound(f"There is no round {key!r}. Open rounds are: {known}.", round=key)
    return found


def load_texts(letters: Iterable[Letter]) -> None:
    """Load what is left out of a round: the texts of these letters, their enclosures and earlier drafts."""
    stored = [letter for letter in letters if object_session(letter) is not None]
    if stored and (session := object_session(stored[0])):
        whole = (
            undefer(Letter.text),
            undefer(Letter.html),
            selectinload(Letter.enclosures),
            selectinload(Letter.drafts),
        )
        query = select(Letter).where(Letter.id.in_([letter.id for letter in stored])).options(*whole)
        session.scalars(query).all()  # fills in what the letters in the session have not loaded, and nothing else


def handed_over(session: Session, round_key: str) -> Iterator[tuple[str, bytes]]:
    """A file name and the exact bytes of every hand-over of a round, one at a time: all of them may be large."""
    query = select(Letter.key, Handover.wire).join(Letter).join(Round).where(Round.key == round_key)
    times: Counter[str] = Counter()
    for key, wire in session.execute(query.order_by(Handover.id).execution_options(yield_per=10)):
        times[key] += 1
        again = f"+{times[key]}" if times[key] > 1 else ""  # no key has a plus
        yield key.replace("/", ".") + again, wire


def end_of_trail(session: Session) -> int:
    """The number of the newest line in the trail of all rounds; 0 when there is none."""
    return session.scalar(select(func.max(Event.id))) or 0


def trail_since(session: Session, end: int) -> Iterator[tuple[Round, list[Event]]]:
    """Each round whose trail has got lines since that end, whole, and those lines."""
    changed = select(Round.key).join(Event).where(Event.id > end).distinct().order_by(Round.key)
    for key in session.scalars(changed).all():
        round_ = load_round(session, key)
        yield round_, [event for event in round_.events if event.id > end]


def round_keys(session: Session, *, in_play: bool = False) -> Sequence[str]:
    """The keys of all rounds, or of those in play."""
    query = select(Round.key).order_by(Round.key)
    return session.scalars(query.where(Round.state == RoundState.IN_PLAY) if in_play else query).all()


def rounds_at_hand(session: Session, day: date) -> Sequence[str]:
    """The keys of the rounds that staff still work on: those in play, and those that were seated within a year.

    The day on which that was done counts: a round that is entered years later takes office on a day of the past.
    """
    seated = select(Event.round_id).where(Event.what == ActionKind.SEAT.value, Event.on > day - A_YEAR)
    at_hand = or_(Round.state == RoundState.IN_PLAY, Round.id.in_(seated))
    return session.scalars(select(Round.key).where(at_hand).order_by(Round.key)).all()
