"""Edits a letter while it is held (retter et brev)."""

from datetime import datetime

from prefect.client.schemas.objects import State

from flows.desk import record
from flows.fields import HeldLetter, RoundKey
from flows.forms import form
from models import recording
from models.entries import Initials, Text
from models.recording import Recorded
from models.round import Round
from models.store import load_texts
from notifications.editing import replace_words


@form("edit-letter")
async def edit_letter(
    round_key: RoundKey,
    *,
    letter: HeldLetter,
    words: Text,
    instead: Text = "",
    reason: Text,
    initials: Initials,
    try_it: bool = False,
) -> State:
    """Replace words in a held letter by others. What stood there is kept; the footer stays.

    The form takes no more of the letter than changes, since what is entered here stays in the list of runs.

    Args:
        round_key: The round the letter belongs to.
        letter: The letter.
        words: The words as they stand in the subject or the text, enough of them to be found once.
        instead: What is to stand there instead. To add something, repeat the words and write on.
        reason: Why it is edited.
        initials: Who edits it: two to five letters.
        try_it: Only show what would happen, and store nothing.
    """

    def step(round_: Round, at: datetime) -> Recorded:
        [found] = recording.letters_named(round_, [letter])
        load_texts([found])
        return replace_words(found, words=words, instead=instead, reason=reason, initials=initials, at=at)

    return await record(round_key, step, try_it=try_it)
