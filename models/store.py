"""Loading rounds whole, so that what reads them needs no database."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.interfaces import ORMOption

import models.board
import models.event  # noqa: F401  (every mapped class must be known before the first query)
from models.errors import RoundNotFound
from models.letter import Letter
from models.nomination import Nomination
from models.round import Body, Round
from models.words import RoundState

WHOLE: tuple[ORMOption, ...] = (
    selectinload(Round.milestones),
    selectinload(Round.seats),
    selectinload(Round.bodies).selectinload(Body.contacts),
    selectinload(Round.decisions),
    selectinload(Round.people),
    selectinload(Round.nominations).selectinload(Nomination.nominees),
    selectinload(Round.nominations).selectinload(Nomination.acceptances),
    selectinload(Round.appointments),
    selectinload(Round.explanations),
    selectinload(Round.letters).selectinload(Letter.received),
    selectinload(Round.events),
)


def load_round(session: Session, key: str, *, to_change: bool = False) -> Round:
    """One round with everything in it; `to_change` locks it until the transaction ends.

    Raises:
        RoundNotFound: there is none of that key.

    """
    query = select(Round).where(Round.key == key).options(*WHOLE)
    found = session.scalar(query.with_for_update() if to_change else query)
    if found is None:
        known = ", ".join(session.scalars(select(Round.key).order_by(Round.key))) or "none yet"
        raise RoundNotFound(f"There is no round {key!r}. Open rounds are: {known}.", round=key)
    return found


def round_keys(session: Session, *, in_play: bool = False) -> Sequence[str]:
    """The keys of all rounds, or of those in play."""
    query = select(Round.key).order_by(Round.key)
    return session.scalars(query.where(Round.state == RoundState.IN_PLAY) if in_play else query).all()
