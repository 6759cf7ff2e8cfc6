"""Delivering what is due in the outbox: a batch over one connection, a commit on each side of each hand-over.

A letter whose message was handed over and not answered is `uncertain` and is never sent again by itself.
"""

import smtplib
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Engine

from models.errors import LetterRefused
from models.settings import Settings
from models.words import LetterState
from notifications import outbox
from notifications.message import compose, message_id
from notifications.transports import Carrier, Refused, open_transport


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What became of the letters of one call, by their state afterwards; `keys` are those of the letters sent."""

    states: Counter[LetterState] = field(default_factory=Counter)
    keys: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return ", ".join(f"{count} {state}" for state, count in sorted(self.states.items())) or "nothing was due"


def deliver_due(engine: Engine, settings: Settings, clock: Callable[[], datetime]) -> Delivery:
    """Deliver every letter that is due, batch after batch, until none is left."""
    worker = uuid4().hex
    delivery = Delivery()
    if doubtful := outbox.doubt(engine, clock()):
        delivery.states[LetterState.UNCERTAIN] = doubtful
    while batch := outbox.claim(engine, worker, clock()):
        with ExitStack() as open_batch:
            try:
                carrier = open_batch.enter_context(open_transport(settings))
            except Refused as error:
                for letter in batch:
                    delivery.states[outbox.put_back(engine, letter, clock(), str(error))] += 1
                continue
            for letter in batch:
                _deliver_one(engine, carrier, letter, worker, clock, delivery)
    return delivery


def _deliver_one(
    engine: Engine, carrier: Carrier, letter: int, worker: str, clock: Callable[[], datetime], delivery: Delivery
) -> None:
    at = clock()
    envelope = outbox.envelope(engine, letter, at)
    addresses = [box.email for box in envelope.to]
    name = message_id(envelope.key, envelope.sender).strip("<>").partition("@")[0]
    try:
        wire = compose(envelope)
        taken = carrier.deliver(
            name, envelope.sender.email, addresses, wire, lambda: outbox.hand_over(engine, letter, worker)
        )
    except LetterRefused as error:
        state = _settle(engine, letter, LetterState.FAILED, clock(), str(error), [])
    except Refused as error:
        if error.permanent:
            state = _settle(engine, letter, LetterState.FAILED, clock(), str(error), [])
        else:
            state = outbox.put_back(engine, letter, clock(), str(error))
    except outbox.LeaseLost:
        return
    except (smtplib.SMTPException, OSError) as error:
        state = _settle(engine, letter, LetterState.UNCERTAIN, clock(), f"no answer: {error}", [])
    else:
        sent_to = [address for address in addresses if address not in taken.refused]
        left_out = "; ".join(f"refused {address}: {said}" for address, said in taken.refused.items())
        words = "; ".join(filter(None, (taken.words, left_out)))
        state = _settle(engine, letter, LetterState.SENT, clock(), words, sent_to, left_out)
        delivery.keys.append(envelope.key)
    delivery.states[state] += 1


def _settle(
    engine: Engine, letter: int, state: LetterState, at: datetime, words: str, sent_to: list[str], left_out: str = ""
) -> LetterState:
    outbox.settle(engine, letter, state, at, words, sent_to, left_out)
    return state
