"""Where a letter can go from where it is. Nothing else changes the state of a letter, and each change is in the trail."""

from datetime import datetime

from models.errors import EntryRefused
from models.event import Event
from models.letter import Letter
from models.words import LetterState

_READ_FIRST = "a person sends it again, but time has overtaken what it says: it is to be read first"
TRANSITIONS: dict[LetterState, dict[LetterState, str]] = {
    LetterState.HELD: {
        LetterState.QUEUED: "a person released it",
        LetterState.CANCELLED: "a person dropped it, or what it says was overtaken",
        LetterState.SENT: "some have it: a person dropped it for the others",
    },
    LetterState.QUEUED: {
        LetterState.HELD: "it contradicts another letter that waits",
        LetterState.SENDING: "the server is ready to take it: it is being handed over",
        LetterState.QUEUED: "refused for now before it was handed over",
        LetterState.SENT: "everybody has it already, or some do and the others were refused, or a person dropped it for them",
        LetterState.FAILED: "it cannot go as it is, or was refused for good before it was handed over",
        LetterState.CANCELLED: "a person dropped it, or what it says was overtaken",
        LetterState.UNCERTAIN: "the database was restored from a back-up: it may have left since",
    },
    LetterState.SENDING: {
        LetterState.SENT: "the server took it",
        LetterState.QUEUED: "the server refused it for now, or took it for some recipients only",
        LetterState.FAILED: "the server refused it for good, or for now too often",
        LetterState.UNCERTAIN: "nobody heard whether the server took it",
    },
    LetterState.UNCERTAIN: {
        LetterState.HELD: _READ_FIRST,
        LetterState.SENT: "a person found that it arrived",
        LetterState.QUEUED: "a person found that it did not arrive: it is sent again",
        LetterState.CANCELLED: "a person dropped it",
        LetterState.BOUNCED: "it came back as undeliverable",
    },
    LetterState.SENT: {
        LetterState.HELD: _READ_FIRST,
        LetterState.BOUNCED: "it came back as undeliverable",
        LetterState.QUEUED: "some have it: a person sends it again to those that were refused",
    },
    LetterState.FAILED: {
        LetterState.HELD: _READ_FIRST,
        LetterState.SENT: "a person found that it arrived, or arrived in another way",
        LetterState.QUEUED: "a person sends it again, once the cause is mended",
        LetterState.CANCELLED: "a person dropped it",
    },
    LetterState.BOUNCED: {
        LetterState.HELD: _READ_FIRST,
        LetterState.BOUNCED: "it came back from another of its receivers too",
        LetterState.SENT: "a person found that it arrived, or arrived in another way",
        LetterState.QUEUED: "a person sends it again, to the corrected address",
        LetterState.CANCELLED: "a person dropped it",
    },
    LetterState.CANCELLED: {},
}
"""From, to, and what that means. A letter begins as `held` or `queued`; `cancelled` is the only end that nothing follows."""

WAITING = (LetterState.HELD, LetterState.QUEUED)
"""Not handed to anybody yet."""


DROPPED = f"letter {LetterState.CANCELLED}"
"""What the trail says of a letter that a person or an event dropped."""


LEFT_OUT = "left-out"
"""Beside the state in the trail of a letter that has left, but not for every receiver."""


def sources(to: LetterState) -> list[LetterState]:
    """The states from which a letter can become `to`."""
    return [before for before, ways in TRANSITIONS.items() if to in ways]


def change(letter: Letter, to: LetterState, at: datetime, *, actor: str, cause: str) -> None:
    """Bring a letter into another state and write that down; its lease ends with it.

    Raises:
        EntryRefused: there is no way from its state to that one.

    """
    if to not in TRANSITIONS[letter.state]:
        raise EntryRefused(
            f"letters: {letter.key} is '{letter.state}', so it cannot become '{to}'. "
            f"Only a letter that is {' or '.join(sources(to))} can.",
            letter=letter.key,
        )
    event = Event(
        at=at, on=letter.round.day_of(at), actor=actor, what=f"letter {to}", subject=letter.key,
        old={"state": letter.state}, new={"state": to}, reason=cause.strip(),
    )  # fmt: skip
    letter.round.events.append(event)
    letter.state, letter.lease_until, letter.lease_by = to, None, ""
