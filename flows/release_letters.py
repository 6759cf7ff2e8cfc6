"""Releases letters that wait for approval (frigiver breve)."""

from datetime import datetime

from prefect.client.schemas.objects import State

from flows.desk import record
from flows.fields import HeldLetter, RoundKey
from flows.forms import form
from models import recording
from models.entries import Initials
from models.errors import EntryRefused
from models.recording import Recorded
from models.round import Round


@form("release-letters")
async def release_letters(
    round_key: RoundKey,
    *,
    letters: list[HeldLetter] = [],  # noqa: B006  (Prefect reads the form's default from the signature)
    every_letter: bool = False,
    initials: Initials,
    try_it: bool = False,
) -> State:
    """Let held letters leave. They go out with the next delivery and cannot be called back then.

    Args:
        round_key: The round the letters belong to.
        letters: The letters; click each.
        every_letter: Release all that can leave, instead of some.
        initials: Who releases them: two to five letters.
        try_it: Only show what would happen, and store nothing.
    """

    def step(round_: Round, at: datetime) -> Recorded:
        if bool(letters) == every_letter:
            raise EntryRefused("letters: choose the letters to release, or switch on 'every letter', one of the two.")
        return recording.release_letters(round_, letters=letters, initials=initials, at=at)

    return await record(round_key, step, try_it=try_it)
