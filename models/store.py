"""Loading rounds whole, so that what reads them needs no database."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, case, func, or_, select, text, update
from sqlalchemy.orm import Session, contains_eager, object_session, selectinload, undefer
from sqlalchemy.orm.interfaces import ORMOption

import models.board  # noqa: F401  (every mapped class must be known before the first query)
from models.errors import RoundNotFound
from models.event import SEATED, Event
from models.letter import Letter
from models.nomination import Nomination
from models.round import Body, Round
from models.words import RoundState, Verdict

A_YEAR = timedelta(days=365)
NAMED = 20  # rounds, in an error
FEW = 25  # rounds of which everything is shown; of more, those that need somebody most
WORST_FIRST = tuple(reversed(Verdict))
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
    if to_change:
        _lock_letters(
            session, session.scalars(select(Round.id).where(Round.key == key).with_for_update(key_share=True))
        )
    found = session.scalar(select(Round).where(Round.key == key).options(*WHOLE))
    if found is None:
        raise not_found(session, key)
    return found


def not_found(session: Session, key: str) -> RoundNotFound:
    """The error that names the rounds there are, the newest of them where they are many."""
    newest = session.scalars(select(Round.key).order_by(Round.id.desc()).limit(NAMED + 1)).all()
    known = ", ".join(sorted(newest[:NAMED])) or "none yet"
    return RoundNotFound(
        f"There is no round {key!r}. Open rounds are: {known}{' and others' if len(newest) > NAMED else ''}.", round=key
    )


def load_rounds(session: Session, keys: Sequence[str]) -> list[Round]:
    """These rounds with everything in them, in the order of these keys; a fixed number of queries for all of them."""
    found = {each.key: each for each in session.scalars(select(Round).where(Round.key.in_(keys)).options(*WHOLE))}
    return [found[key] for key in keys if key in found]


def claim_rounds(session: Session, since: datetime, most: int) -> list[Round]:
    """Rounds in play that the daily run which began at `since` has not gone through, whole.

    They and their letters are locked until the transaction ends, and count as gone through from then on. Rounds that somebody
    else has locked are left to them; on SQLite the whole database is locked. The number of queries does not depend on how many
    rounds there are.
    """
    waiting = select(Round.id).where(*_waiting(since)).order_by(Round.id).limit(most)
    claimed = session.scalars(waiting.with_for_update(key_share=True, skip_locked=True)).all()
    if not claimed:
        return []
    _lock_letters(session, claimed)
    session.execute(update(Round).where(Round.id.in_(claimed)).values(daily_run_at=since))
    return list(session.scalars(select(Round).where(Round.id.in_(claimed)).order_by(Round.id).options(*WHOLE)))


def waiting_rounds(session: Session, since: datetime) -> int:
    """How many rounds in play the daily run which began at `since` has not gone through."""
    return session.scalar(select(func.count(Round.id)).where(*_waiting(since))) or 0


def _waiting(since: datetime) -> tuple[ColumnElement[bool], ...]:
    return Round.state == RoundState.IN_PLAY, or_(Round.daily_run_at.is_(None), Round.daily_run_at < since)


def _lock_letters(session: Session, rounds: Iterable[int]) -> None:
    """Lock the letters of rounds that are locked: those that another transaction wrote meanwhile are then among them."""
    letters = select(Letter.id).where(Letter.round_id.in_(list(rounds))).order_by(Letter.id)
    session.execute(letters.with_for_update()).all()


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


def end_of_trail(session: Session) -> int:
    """The number of the newest line in the trail of all rounds; 0 when there is none."""
    return session.scalar(select(func.max(Event.id))) or 0


def trail_since(session: Session, end: int) -> Sequence[Event]:
    """The lines that the trail has got since that end, each with its round and the round's bodies, in two queries."""
    with_bodies = contains_eager(Event.round).selectinload(Round.bodies)
    lines = select(Event).join(Event.round).where(Event.id > end).order_by(Event.round_id, Event.id)
    return session.scalars(lines.options(with_bodies)).all()


def standings(session: Session) -> dict[Verdict, int]:
    """How many rounds in play stand how, as they stood when what is due in them was last done; the worst first."""
    in_play = select(Round.verdict, func.count()).where(Round.state == RoundState.IN_PLAY).group_by(Round.verdict)
    counts = dict(session.execute(in_play).tuples().all())
    return {verdict: counts[verdict] for verdict in WORST_FIRST if verdict in counts}


def most_pressing(session: Session, most: int, *, among: Collection[str] = ()) -> Sequence[str]:
    """The keys of the rounds in play that need somebody first, as they stood last: the worst, then the oldest."""
    worst_first = case({verdict.value: place for place, verdict in enumerate(WORST_FIRST)}, value=Round.verdict)
    query = select(Round.key).where(Round.state == RoundState.IN_PLAY).order_by(worst_first, Round.term_from, Round.key)
    return session.scalars((query.where(Round.key.in_(among)) if among else query).limit(most)).all()


def round_keys(session: Session, *, in_play: bool = False) -> Sequence[str]:
    """The keys of all rounds, or of those in play."""
    query = select(Round.key).order_by(Round.key)
    return session.scalars(query.where(Round.state == RoundState.IN_PLAY) if in_play else query).all()


def rounds_at_hand(session: Session, day: date) -> Sequence[str]:
    """The keys of the rounds that staff still work on: those in play, and those that were seated within a year.

    The day on which that was done counts: a round that is entered years later takes office on a day of the past.
    """
    seated = select(Event.round_id).where(text(SEATED), Event.on > day - A_YEAR)
    at_hand = or_(Round.state == RoundState.IN_PLAY, Round.id.in_(seated))
    return session.scalars(select(Round.key).where(at_hand).order_by(Round.key)).all()
