"""Delivering what is due in the outbox: a batch over one connection, a commit on each side of each hand-over.

A letter whose message was handed over and not answered is `uncertain` and is never sent again by itself.
"""

import smtplib
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from models.database import soon_on_disk
from models.errors import LetterRefused
from models.settings import Settings
from models.words import LetterState
from notifications import outbox
from notifications.message import compose, file_name
from notifications.outbox import Parcel
from notifications.returns import return_path
from notifications.steps import LeaseLost
from notifications.transports import Carrier, Refused, Taken, open_transport

MINUTE = 60.0  # seconds
Progress = Callable[[int, int], None]
"""Told how many letters have been tried, and of how many."""
LONGEST_BATCH = 5  # minutes: what is claimed under a rate limit leaves well within its lease


@dataclass(kw_only=True)
class Delivery:
    """What became of the letters of one call, by their state afterwards.

    `rounds` are the keys of the rounds they belong to; `left_out` the keys of letters that not every recipient got;
    `unreachable` says why the transport could not be opened: then the letters wait.
    """

    states: Counter[LetterState] = field(default_factory=Counter)
    rounds: set[str] = field(default_factory=set)
    left_out: list[str] = field(default_factory=list)
    unreachable: str = ""

    def __str__(self) -> str:
        counts = ", ".join(f"{count} {state}" for state, count in sorted(self.states.items()) if count)
        reasons = [f"not for every recipient of {key}" for key in self.left_out] + [self.unreachable]
        return "; ".join(filter(None, [counts or "nothing was due", *reasons]))

    def count(self, key: str, state: LetterState) -> None:
        """Count a letter that is in that state now."""
        self.states[state] += 1
        self.rounds.add(key.partition("/")[0])

    @property
    def needs_staff(self) -> bool:
        """Whether a letter failed, is in doubt, missed a recipient, or none can leave."""
        in_trouble = self.states[LetterState.FAILED] or self.states[LetterState.UNCERTAIN]
        return bool(in_trouble or self.left_out or self.unreachable)


def deliver_due(
    engine: Engine, settings: Settings, clock: Callable[[], datetime], progress: Progress | None = None
) -> Delivery:
    """Deliver every letter that is due, batch after batch, until none is left or the transport cannot be opened.

    `progress` is called before the first letter that is due, and after each.
    """
    with soon_on_disk(engine) as results:
        postman = _Postman(engine=engine, results=results, settings=settings, clock=clock, progress=progress)
        return postman.deliver_due()


@dataclass(kw_only=True)
class _Postman:
    """`results` is where the answers of servers are committed: lost with the power, they leave a letter in doubt."""

    engine: Engine
    results: Engine
    settings: Settings
    clock: Callable[[], datetime]
    progress: Progress | None = None
    worker: str = field(default_factory=lambda: uuid4().hex)
    delivery: Delivery = field(default_factory=Delivery)
    not_before: float = 0.0
    tried: int = 0
    of: int = 0

    def deliver_due(self) -> Delivery:
        for key in outbox.doubt(self.engine, self.clock()):
            self.delivery.count(key, LetterState.UNCERTAIN)
        limit = self.settings.letters_per_minute * LONGEST_BATCH
        most = min(limit or outbox.BATCH, outbox.BATCH)
        self.of = outbox.waiting(self.engine, self.clock()) if self.progress else 0
        self._tell(0)
        while not self.delivery.unreachable and (batch := outbox.claim(self.engine, self.worker, self.clock(), most)):
            self._deliver_batch(outbox.parcels(self.engine, batch, self.clock()))
        return self.delivery

    def _deliver_batch(self, batch: Sequence[Parcel]) -> None:
        """Over one connection; another is opened when it was lost, so that no letter pays for the one before it."""
        with ThreadPoolExecutor(max_workers=1) as ahead, ExitStack() as connection:
            carrier: Carrier | None = None
            following = ahead.submit(compose, batch[0].envelope)
            for place, parcel in enumerate(batch):
                composed = following
                if place + 1 < len(batch):  # while this one is on its way
                    following = ahead.submit(compose, batch[place + 1].envelope)
                self._pace()
                if carrier is None or not carrier.ready():
                    connection.close()
                    try:
                        carrier = connection.enter_context(open_transport(self.settings))
                    except Refused as error:
                        self._give_back(batch[place:], str(error))
                        return
                try:
                    handing = _Handing(postman=self, parcel=parcel, composed=composed)
                    self.delivery.count(parcel.envelope.key, handing.deliver(carrier))
                except LeaseLost:
                    continue
                finally:
                    self._tell(1)

    def _tell(self, more: int) -> None:
        """Tell of so many more letters tried; some may have fallen due since they were counted."""
        self.tried += more
        self.of = max(self.of, self.tried)
        if self.progress and self.of:
            self.progress(self.tried, self.of)

    def _pace(self) -> None:
        """Under a rate limit, wait until the next letter may leave."""
        if self.settings.letters_per_minute:
            time.sleep(max(0.0, self.not_before - time.monotonic()))
            self.not_before = time.monotonic() + MINUTE / self.settings.letters_per_minute

    def _give_back(self, batch: Sequence[Parcel], words: str) -> None:
        letters = [parcel.letter for parcel in batch]
        waiting = outbox.give_back(self.engine, letters, self.worker, self.clock(), words)
        self.delivery.states[LetterState.QUEUED] += waiting
        self.delivery.unreachable = words


@dataclass(kw_only=True)
class _Handing:
    """One letter on its way; `state` is the state it is in while it goes."""

    postman: _Postman
    parcel: Parcel
    composed: Future[bytes]
    state: LetterState = LetterState.QUEUED

    def deliver(self, carrier: Carrier) -> LetterState:
        parcel, envelope = self.parcel, self.parcel.envelope
        to = [box.email for box in parcel.pending]
        try:
            if parcel.reached and not to:  # somebody's address became that of another who has it
                return self._conclude(LetterState.SENT, "everybody has it already")
            self._allowed(to)
            wire = self.composed.result()
            taken = carrier.deliver(
                file_name(envelope.key), self._return_path(), to, wire, lambda taken: self._hand_over(wire, taken)
            )
        except LetterRefused as error:
            return self._conclude(LetterState.FAILED, str(error))
        except Refused as error:
            return self._refused(error)
        except (smtplib.SMTPException, OSError) as error:
            return self._conclude(LetterState.UNCERTAIN, f"no answer: {error}")
        except (
            LeaseLost,
            SQLAlchemyError,
        ):  # the outbox's, not the letter's: it stays where it is until its lease ends
            raise
        except Exception as error:  # noqa: BLE001  (whatever is wrong with one letter: those behind it still go)
            handed_over = self.state is LetterState.SENDING
            state = LetterState.UNCERTAIN if handed_over else LetterState.FAILED
            return self._conclude(state, f"an error of the program: {type(error).__name__}")
        return self._taken(taken)

    def _hand_over(self, wire: bytes, to: Sequence[str]) -> None:
        postman = self.postman
        outbox.hand_over(postman.engine, self.parcel, postman.worker, postman.clock(), wire, to)
        self.state = LetterState.SENDING

    def _allowed(self, to: Sequence[str]) -> None:
        allowed = self.postman.settings.allowed_domains
        outside = [email for email in to if email.rpartition("@")[2].casefold() not in allowed]
        if allowed and outside:
            raise LetterRefused(f"{', '.join(outside)}: UDPEGNING_ALLOWED_DOMAINS does not have this domain")

    def _return_path(self) -> str:
        own, envelope = self.postman.settings.return_address, self.parcel.envelope
        return return_path(own, envelope.token) if own else envelope.sender.email

    def _taken(self, taken: Taken) -> LetterState:
        reached = [box.email for box in self.parcel.pending if box.email not in taken.refused]
        if not taken.refused:
            return self._conclude(LetterState.SENT, taken.words, reached=reached)
        left_out = self._named(taken.refused)
        words = f"{taken.words}; {left_out}"
        if not all(refusal.permanent for refusal in taken.refused.values()):
            return self._put_back(words, reached)
        return self._conclude(LetterState.SENT, words, reached=reached, error=left_out)

    def _refused(self, error: Refused) -> LetterState:
        if not error.permanent:
            return self._put_back(str(error))
        if self.parcel.reached:  # the others have it
            words = self._named({box.email: error for box in self.parcel.pending})
            return self._conclude(LetterState.SENT, words, error=words)
        return self._conclude(LetterState.FAILED, str(error))

    def _named(self, refused: Mapping[str, Refused]) -> str:
        names = {box.email: box.name for box in self.parcel.pending}
        said = {address: str(error).replace("; ", ", ") for address, error in refused.items()}
        return "; ".join(f"refused {names[address]} <{address}>: {words}" for address, words in said.items())

    def _put_back(self, words: str, reached: Sequence[str] = ()) -> LetterState:
        postman = self.postman
        return self._counted(
            outbox.put_back(
                postman.results, self.parcel, postman.worker, postman.clock(), self.state, words, reached=reached
            ),
            left_out=bool(reached or self.parcel.reached),
        )

    def _conclude(self, state: LetterState, words: str, *, reached: Sequence[str] = (), error: str = "") -> LetterState:
        postman = self.postman
        outbox.conclude(
            postman.results, self.parcel, postman.worker, postman.clock(), self.state, state, words,
            reached=reached, error=error,
        )  # fmt: skip
        return self._counted(state, left_out=bool(error))

    def _counted(self, state: LetterState, *, left_out: bool) -> LetterState:
        if left_out and state is LetterState.SENT:
            self.postman.delivery.left_out.append(self.parcel.envelope.key)
        return state
