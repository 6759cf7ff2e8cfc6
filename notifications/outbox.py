"""The outbox: claiming letters that are due and writing down what became of them, each step in a transaction of its own.

What staff do with letters is in `models.recording`. A step names the state it starts from, and changes nothing when the
letter is not there any more, or not this worker's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Engine, Table, func, insert, or_, select, update
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

import models.store  # noqa: F401  (every mapped class must be known before the first query)
from models.letter import Enclosure, Handover, Letter
from models.round import Body, Round
from models.words import LetterKind, LetterState
from notifications.message import Attachment, Envelope, Mailbox, message_id
from notifications.steps import Step, take, take_alone

LEASE = timedelta(minutes=15)  # renewed at the hand-over; whoever lost it can no longer change the letter
BATCH = 25
FIRST_WAIT = timedelta(minutes=5)
MOST_ATTEMPTS = 9  # the waits double: 5 minutes, 10, ... 10 hours 40; after 21 hours in all the letter has failed
_ADD_HANDOVER = insert(cast("Table", Handover.__table__))


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A claimed letter, ready to be handed over: its envelope, whom it has reached already, and whom it has not."""

    letter: int
    round: int
    time_zone: str
    attempts: int
    envelope: Envelope
    reached: Sequence[str]
    pending: Sequence[Mailbox]

    def step(
        self, worker: str, at: datetime, before: LetterState, after: LetterState, words: str = "",
        values: Mapping[str, Any] | None = None,
    ) -> Step:  # fmt: skip
        """The step of this letter from a state to another."""
        return Step(
            letter=self.letter, round=self.round, key=self.envelope.key, time_zone=self.time_zone, worker=worker, at=at,
            before=before, after=after, words=words, values=values or {},
        )  # fmt: skip


def claim(engine: Engine, worker: str, at: datetime, most: int | None = None) -> list[int]:
    """Claim queued letters that are due, `BATCH` at most; returns their ids, oldest first. No two workers get the same."""
    in_order = select(Letter.id).where(*_due(at)).order_by(Letter.id)
    due = in_order.limit(most or BATCH).with_for_update(skip_locked=True)
    with engine.begin() as connection:
        claimed = connection.execute(
            update(Letter)
            .where(Letter.id.in_(due.scalar_subquery()))
            .values(lease_until=at + LEASE, lease_by=worker, attempts=Letter.attempts + 1)
            .returning(Letter.id)
        )
        return sorted(claimed.scalars())


def waiting(engine: Engine, at: datetime) -> int:
    """How many letters are due."""
    with engine.connect() as connection:
        return connection.execute(select(func.count(Letter.id)).where(*_due(at))).scalar_one()


def _due(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """A queued letter whose time has come and that no worker holds."""
    free = or_(Letter.lease_until.is_(None), Letter.lease_until < at)
    return Letter.state == LetterState.QUEUED, Letter.next_attempt_at <= at, free


def doubt(engine: Engine, at: datetime) -> list[str]:
    """Mark letters `uncertain` whose worker died between handing over and the answer; returns their keys."""
    left = (
        select(Letter.id, Letter.round_id, Letter.key, Round.time_zone, Letter.lease_by)
        .join(Letter.round)
        .where(Letter.state == LetterState.SENDING, Letter.lease_until < at)
        .with_for_update(skip_locked=True, of=Letter)
    )
    words = "the worker stopped before the server had answered"
    with engine.begin() as connection:
        found = connection.execute(left).all()
        for letter, round_id, key, time_zone, worker in found:
            step = Step(
                letter=letter, round=round_id, key=key, time_zone=time_zone, worker=worker, at=at, words=words,
                before=LetterState.SENDING, after=LetterState.UNCERTAIN, values=_without_lease({"error": words}),
            )  # fmt: skip
            take(connection, step)
    return [key for _, _, key, _, _ in found]


def parcels(engine: Engine, letters: Sequence[int], at: datetime) -> list[Parcel]:
    """What is to be sent, in the order asked for, with the addresses as they are now."""
    whole = (
        undefer(Letter.text),
        undefer(Letter.html),
        joinedload(Letter.round),
        joinedload(Letter.person),
        joinedload(Letter.body).options(selectinload(Body.contacts)),
        selectinload(Letter.enclosures).undefer(Enclosure.content),
    )
    with Session(engine) as session, session.begin():
        found = session.scalars(select(Letter).where(Letter.id.in_(letters)).options(*whole)).all()
        by_id = {letter.id: letter for letter in found}
        asked = _asked(session, [letter for letter in found if letter.kind is not LetterKind.REQUEST])
        return [_parcel(by_id[letter], at, asked.get(letter)) for letter in letters]


def hand_over(engine: Engine, parcel: Parcel, worker: str, at: datetime, wire: bytes, to: Sequence[str]) -> None:
    """Commit that these bytes are about to leave, to these addresses; from here on only the server's answer tells.

    Raises:
        LeaseLost: the letter is no longer this worker's.

    """
    renewed = {"lease_until": at + LEASE}
    with engine.begin() as connection:
        take(connection, parcel.step(worker, at, LetterState.QUEUED, LetterState.SENDING, values=renewed))
        connection.execute(_ADD_HANDOVER, {"letter_id": parcel.letter, "at": at, "recipients": list(to), "wire": wire})


def conclude(
    engine: Engine,
    parcel: Parcel,
    worker: str,
    at: datetime,
    before: LetterState,
    after: LetterState,
    words: str,
    *,
    reached: Iterable[str] = (),
    error: str = "",
) -> None:
    """Write down what became of a letter: sent, failed or uncertain, with the server's words.

    `reached` are the addresses it was taken for; `error` is whom it was not taken for although others have it: staff see
    that on the round page.

    Raises:
        LeaseLost: the letter is no longer this worker's.

    """  # fmt: skip
    values = {"error": error or ("" if after is LetterState.SENT else words), **_reached(parcel, reached, at)}
    take_alone(engine, parcel.step(worker, at, before, after, words, _without_lease(values)))


def put_back(
    engine: Engine,
    parcel: Parcel,
    worker: str,
    at: datetime,
    before: LetterState,
    words: str,
    *,
    reached: Iterable[str] = (),
) -> LetterState:
    """Queue a letter again after a temporary refusal, with a longer wait each time; after `MOST_ATTEMPTS` it has failed.

    A letter that some have and some do not is queued for those; after `MOST_ATTEMPTS` it counts as sent, and `error` says
    for whom it does not.

    Raises:
        LeaseLost: the letter is no longer this worker's.

    """  # fmt: skip
    values = _reached(parcel, reached, at)
    after, cause = LetterState.QUEUED, words
    if parcel.attempts >= MOST_ATTEMPTS:
        after = LetterState.SENT if values.get("sent_to", parcel.reached) else LetterState.FAILED
        cause = f"given up after {parcel.attempts} attempts: {words}"
    waits = min(parcel.attempts, MOST_ATTEMPTS) - 1  # attempts of workers that were killed count too
    values |= {"error": cause, "next_attempt_at": at + FIRST_WAIT * 2**waits}
    take_alone(engine, parcel.step(worker, at, before, after, cause, _without_lease(values)))
    return after


def give_back(engine: Engine, letters: Sequence[int], worker: str, at: datetime, words: str) -> int:
    """Give back claimed letters that nobody tried to deliver; returns how many. It costs them no attempt."""
    mine = (Letter.id.in_(letters), Letter.state == LetterState.QUEUED, Letter.lease_by == worker)
    in_order = select(Letter.id).where(*mine).order_by(Letter.id).with_for_update()  # as whoever locks a round does
    values = {"attempts": Letter.attempts - 1, "next_attempt_at": at + FIRST_WAIT, "error": words}
    with engine.begin() as connection:
        ours = connection.execute(in_order).scalars().all()
        return connection.execute(update(Letter).where(Letter.id.in_(ours)).values(**_without_lease(values))).rowcount


def _asked(session: Session, letters: Sequence[Letter]) -> dict[int, tuple[str, str]]:
    """By the id of a letter that follows up a request: key and token of the latest one that its body has."""
    requests = (
        select(Letter.body_id, Letter.key, Letter.token)
        .where(Letter.body_id.in_({letter.body_id for letter in letters if letter.body_id}))
        .where(Letter.kind == LetterKind.REQUEST, Letter.sent_at.is_not(None))
        .order_by(Letter.id)
    )
    latest = {body: (key, token) for body, key, token in session.execute(requests)}
    return {letter.id: latest[letter.body_id] for letter in letters if letter.body_id in latest}


def _parcel(letter: Letter, at: datetime, asked: tuple[str, str] | None) -> Parcel:
    secretariat = Mailbox(name=letter.round.secretariat_name, email=letter.round.secretariat_email)
    return Parcel(
        letter=letter.id,
        round=letter.round_id,
        time_zone=letter.round.time_zone,
        attempts=letter.attempts,
        reached=tuple(letter.sent_to),
        pending=[Mailbox(name=name, email=email) for name, email in letter.pending],
        envelope=Envelope(
            key=letter.key,
            token=letter.token,
            sender=secretariat,
            to=[Mailbox(name=name, email=email) for name, email in letter.recipients],
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            at=at,
            answers=message_id(*asked, secretariat) if asked else "",
            attachments=[
                Attachment(name=each.name, media_type=each.media_type, content=each.content)
                for each in letter.enclosures
            ],
        ),
    )


def _reached(parcel: Parcel, reached: Iterable[str], at: datetime) -> dict[str, Any]:
    """The addresses that have the letter now; empty when nobody new got it."""
    new = list(reached)
    return {"sent_to": [*parcel.reached, *new], "sent_at": at} if new else {}


def _without_lease(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"lease_until": None, "lease_by": "", **values}
