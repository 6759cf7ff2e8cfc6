"""What a departure leaves behind: seats to fill again, and letters that say what is no longer so."""

from itertools import dropwhile

from models.letter import Letter
from models.nomination import same_name
from models.round import Round, Seat
from models.words import AppointingBody, BoardRole, LetterKind, LetterState

DEPARTED = "departure recorded"  # in the audit trail, of a seat or of the observer
ANEW = "anew"  # in the key of a letter that is written again
COUNTING = (LetterKind.APPOINTED, LetterKind.NOT_APPOINTED, LetterKind.OUTCOME, LetterKind.REGION, LetterKind.WELCOME)
"""What these say depends on who sits where."""


def overtaken(round_: Round, letter: Letter) -> bool:
    """Whether a member or the observer on whom a letter counts has left since it was written."""
    if letter.kind not in COUNTING:
        return False
    since = dropwhile(lambda event: event.key != letter.key, round_.events)
    return any(_counts_on(round_, letter, event.subject) for event in since if event.what == DEPARTED)


def key_of(round_: Round, key: str) -> str:
    """The key of a letter, or one of its own when the letter of that key was overtaken: then it is written anew.

    One that has left because of a departure is not written again by itself: staff write to those who have it.
    """
    anew = f"{key}/{ANEW}/"
    written = [each for each in round_.letters if each.key == key or each.key.startswith(anew)]
    if not written:
        return key
    return f"{anew}{len(written)}" if is_outdated(round_, written[-1]) else written[-1].key


def is_outdated(round_: Round, letter: Letter) -> bool:
    """Whether another letter is to say anew what this one says.

    It was dropped and a departure came after it, or it is about an answer that its body has corrected since.
    """
    if letter.state is LetterState.CANCELLED and overtaken(round_, letter):
        return True
    if letter.kind is not LetterKind.OUTCOME or letter.body is None:
        return False
    since = dropwhile(lambda event: event.key != letter.key, round_.events)
    return any(event.what == "nomination registered" and event.subject == letter.body.key for event in since)


def never_filled(round_: Round) -> list[Seat]:
    """The open seats that nobody has been recorded in, in their order.

    A seat that somebody left is filled again with the remaining ones; no earlier deadline is missed by it.
    """
    left = {id(each.seat) for each in round_.appointments if each.left_on is not None}
    return [seat for seat in round_.open_seats if id(seat) not in left]


def withdrawn(round_: Round) -> set[str]:
    """The names of the members who have left; who was entered in error never was one."""
    return {
        same_name(each.person.name)
        for each in round_.appointments
        if each.role is BoardRole.MEMBER and each.left_on is not None and not each.entered_in_error
    }


def _counts_on(round_: Round, letter: Letter, place: str) -> bool:
    """Whether what a letter says depends on who sits in that place: the key of a seat, or the role of who sits in none."""
    seat = next((seat for seat in round_.seats if seat.key == place), None)
    match letter.kind:
        case LetterKind.APPOINTED:
            return f"/{LetterKind.APPOINTED}/{place}/" in letter.key
        case LetterKind.WELCOME:
            return True
        case LetterKind.OUTCOME | LetterKind.REGION:
            return seat is not None
        case _:  # a nominee who has not been told may still take a seat that the KKR fills
            return seat is not None and seat.appointed_by is AppointingBody.KKR
