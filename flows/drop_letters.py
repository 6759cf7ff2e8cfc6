"""Drops letters that are not to leave (annullerer breve)."""

from prefect.client.schemas.objects import State

from flows.desk import record
from flows.fields import RoundKey, WaitingLetter
from flows.forms import form
from models import recording
from models.entries import Initials, Text


@form("drop-letters")
async def drop_letters(
    round_key: RoundKey,
    *,
    letters: list[WaitingLetter],
    reason: Text,
    initials: Initials,
    try_it: bool = False,
) -> State:
    """Cancel letters that are held, queued, in doubt, failed or bounced. Their texts are kept; they never leave.

    Args:
        round_key: The round the letters belong to.
        letters: The letters; click each.
        reason: Why they are not to leave.
        initials: Who drops them: two to five letters.
        try_it: Only show what would happen, and store nothing.
    """
    return await record(
        round_key,
        lambda round_, at: recording.drop_letters(round_, letters=letters, reason=reason, initials=initials, at=at),
        try_it=try_it,
    )
