"""Settles letters in doubt (afklarer breve, hvis skæbne er uvis)."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.desk import record
from models import recording
from models.entries import Initials
from models.words import LetterOutcome


@flow(name="settle-letters", description=__doc__, flow_run_name="settle as {outcome}: {round_key}")
async def settle_letters(
    round_key: str,
    letters: list[str],
    outcome: LetterOutcome,
    reason: str,
    initials: Initials,
) -> State:
    """Say what became of letters that are uncertain, or send again what failed or bounced.

    Ask the receiver first. *Send again* sends: a letter that did arrive would then arrive twice, with the same Message-ID.

    Args:
        round_key: The round, for instance nordjylland-2022-26.
        letters: The keys of the letters as the page *Letters* shows them.
        outcome: arrived (it is counted as sent), or send-again.
        reason: How you found out, or what was mended.
        initials: Who settles them: two to five letters.
    """
    return await record(
        round_key,
        lambda round_, at: recording.settle_letters(
            round_, letters=letters, outcome=outcome, reason=reason, initials=initials, at=at
        ),
    )
