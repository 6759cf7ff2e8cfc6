"""Letters a person has to see: those that wait and those in doubt; for whom, since when, why, and which forms are for them.

Nothing here names a nominee: who receives a letter is a body or a reference.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.contradictions import aged, obstacle
from models.form import Form, form
from models.letter import Letter
from models.recording.letters import in_doubt
from models.references import contact_reference, person_reference
from models.round import Round
from models.words import LetterState

WAITS = "waits for approval"
SAID_ELSEWHERE = "what the server said may name its receiver: see the held letters"
_CODES = re.compile(r"\b[245]\d\d(?: [245]\.\d{1,3}\.\d{1,3})?\b")


@dataclass(frozen=True, kw_only=True)
class LetterToSee:
    """One line of the letters page. `receiver` is what a form calls who receives it, "" for staff; `to` is that in words."""

    letter: Letter
    receiver: str
    to: str
    since: date
    why: str
    forms: list[Form]


def letters_to_see(round_: Round, today: date) -> list[LetterToSee]:
    """The letters that are held and those in doubt, oldest first."""
    return [
        LetterToSee(
            letter=letter,
            receiver=receiver_of(letter),
            to=letter.body.name if letter.body else receiver_of(letter) or "the secretariat",
            since=_since(round_, letter),
            why=why_of(round_, letter, today),
            forms=list(_forms(round_, letter, today)),
        )
        for letter in round_.letters
        if letter.state is LetterState.HELD or in_doubt(letter)
    ]


def receiver_of(letter: Letter) -> str:
    """Who receives a letter, as forms call them: a body's key, a nominee's or a member's reference; "" for staff."""
    if letter.person is not None:
        return person_reference(letter.round, letter.person)
    return letter.body.key if letter.body else ""


def why_of(round_: Round, letter: Letter, today: date) -> str:
    """Why a letter waits or is in doubt. What a server said of a person may hold the name: only its codes are shown."""
    if letter.state is LetterState.HELD:
        return obstacle(round_, letter) or aged(round_, letter, today) or WAITS
    if letter.person is None or not letter.error:
        return letter.error
    return "; ".join([*dict.fromkeys(_CODES.findall(letter.error)), SAID_ELSEWHERE])


def _since(round_: Round, letter: Letter) -> date:
    """The day of the last thing that happened to it."""
    days = (event.on for event in reversed(round_.events) if letter.key in (event.subject, event.key))
    return next(days, letter.enqueued_on)


def _forms(round_: Round, letter: Letter, today: date) -> Iterator[Form]:
    only = [letter.key]
    if letter.state is not LetterState.HELD:
        yield form("settle-letters", letters=only)
        if receiver_of(letter):
            yield _address_form(letter)
    elif not letter.recipients:
        yield _address_form(letter)
        yield form("drop-letters", letters=only)
    elif obstacle(round_, letter):
        yield form("drop-letters", letters=only)
    elif aged(round_, letter, today):
        yield form("edit-letter", letter=letter.key)
        yield form("release-letters", letters=only)
        yield form("drop-letters", letters=only)
    else:
        yield form("release-letters", letters=only)
        yield form("edit-letter", letter=letter.key)
        yield form("drop-letters", letters=only)


def _address_form(letter: Letter) -> Form:
    """With the receiver filled in, unless several contacts of a body could be meant."""
    if letter.person is not None or letter.body is None:
        return form("record-address", receiver=receiver_of(letter))
    contacts = letter.body.contacts
    return form("record-address", **({"receiver": contact_reference(contacts[0])} if len(contacts) == 1 else {}))
