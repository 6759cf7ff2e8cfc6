"""Delivering what is due in the outbox: a batch over one connection, a commit on each side of each hand-over.

A letter whose message was handed over and not answered is `uncertain` and is never sent again by itself.
"""

import smtplib
from collections import Counter
from collections.abc import Callable, Sequence
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


@dataclass(kw_only=True)
class Delivery:
    """What became of the letters of one call, by their state afterwards.

    `left_out` are the keys of letters that not every recipient got; `unreachable` says why the transport could not be
    opened: then the letters wait.
    """

    states: Counter[LetterState] = field(default_factory=Counter)
    left_out: list[str] = field(default_factory=list)
    unreachable: str = ""

    def __str__(self) -> str:
        counts = ", ".join(f"{count} {state}" for state, count in sorted(self.states.items()) if count)
        reasons = [f"not for every recipient of {key}" for key in self.left_out] + [self.unreachable]
        return "; ".join(filter(None, [counts or "nothing was due", *reasons]))

    @property
    def needs_staff(self) -> bool:
        """Whether a letter failed, is in doubt, missed a recipient, or none can leave."""
        in_trouble = self.states[LetterState.FAILED] or self.states[LetterState.UNCERTAIN]
        return bool(in_trouble or self.left_out or self.unreachable)


def deliver_due(engine: Engine, settings: Settings, clock: Callable[[], datetime]) -> Delivery:
    """Deliver every letter that is due, batch after batch, until none is left or the transport cannot be opened."""
    return _Postman(engine=engine, settings=settings, clock=clock).deliver_due()


@dataclass(kw_only=True)
class _Postman:
    engine: Engine
    settings: Settings
    clock: Callable[[], datetime]
    worker: str = field(default_factory=lambda: uuid4().hex)
    delivery: Delivery = field(default_factory=Delivery)

    def deliver_due(self) -> Delivery:
        if doubtful := outbox.doubt(self.engine, self.clock()):
            self.delivery.states[LetterState.UNCERTAIN] = doubtful
        while not self.delivery.unreachable and (batch := outbox.claim(self.engine, self.worker, self.clock())):
            self._deliver_batch(batch)
        return self.delivery

    def _deliver_batch(self, batch: Sequence[int]) -> None:
        """Over one connection; another is opened when it was lost, so that no letter pays for the one before it."""
        with ExitStack() as connection:
            carrier: Carrier | None = None
            for place, letter in enumerate(batch):
                if carrier is None or not carrier.ready():
                    connection.close()
                    try:
                        carrier = connection.enter_context(open_transport(self.settings))
                    except Refused as error:
                        self._release(batch[place:], str(error))
                        return
                try:
                    self.delivery.states[self._deliver_one(carrier, letter)] += 1
                except outbox.LeaseLost:
                    continue

    def _release(self, batch: Sequence[int], words: str) -> None:
        waiting = outbox.release(self.engine, batch, self.worker, self.clock(), words)
        self.delivery.states[LetterState.QUEUED] += waiting
        self.delivery.unreachable = words

    def _deliver_one(self, carrier: Carrier, letter: int) -> LetterState:
        envelope = outbox.envelope(self.engine, letter, self.clock())
        addresses = [box.email for box in envelope.to]
        name = message_id(envelope.key, envelope.sender).strip("<>").partition("@")[0]
        try:
            wire = compose(envelope)
            taken = carrier.deliver(
                name, envelope.sender.email, addresses, wire,
                lambda: outbox.hand_over(self.engine, letter, self.worker, self.clock()),
            )  # fmt: skip
        except LetterRefused as error:
            return self._settle(letter, LetterState.FAILED, str(error))
        except Refused as error:
            if error.permanent:
                return self._settle(letter, LetterState.FAILED, str(error))
            return outbox.put_back(self.engine, letter, self.worker, self.clock(), str(error))
        except (smtplib.SMTPException, OSError) as error:
            return self._settle(letter, LetterState.UNCERTAIN, f"no answer: {error}")
        left_out = "; ".join(f"refused {address}: {said}" for address, said in taken.refused.items())
        words = "; ".join(filter(None, (taken.words, left_out)))
        sent_to = [address for address in addresses if address not in taken.refused]
        self._settle(letter, LetterState.SENT, words, sent_to=sent_to, left_out=left_out)
        self.delivery.left_out += [envelope.key] if left_out else []
        return LetterState.SENT

    def _settle(
        self, letter: int, state: LetterState, words: str, sent_to: Sequence[str] = (), left_out: str = ""
    ) -> LetterState:
        outbox.settle(self.engine, letter, self.worker, state, self.clock(), words, sent_to, left_out)
        return state
