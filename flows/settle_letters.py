"""Settles letters in doubt (afklarer breve, hvis skæbne er uvis)."""

from prefect.client.schemas.objects import State

from flows.desk import record
from flows.fields import DoubtfulLetter, RoundKey
from flows.forms import form
from models import recording
from models.entries import Initials, Text
from models.words import LetterOutcome


@form("settle-letters")
async def settle_letters(
    round_key: RoundKey,
    *,
    letters: list[DoubtfulLetter],
    outcome: LetterOutcome,
    reason: Text,
    initials: Initials,
    try_it: bool = False,
) -> State:
    """Say what became of letters that are uncertain, or send again what failed or bounced.

    Args:
        round_key: The round the letters belong to.
        letters: The letters; click each.
        outcome: arrived (it is counted as sent), or send-again.
        reason: How you found out, or what was mended.
        initials: Who settles them: two to five letters.
        try_it: Only show what would happen, and store nothing.
    """
    return await record(
        round_key,
        lambda round_, at: recording.settle_letters(
            round_, letters=letters, outcome=outcome, reason=reason, initials=initials, at=at
        ),
        try_it=try_it,
    )
