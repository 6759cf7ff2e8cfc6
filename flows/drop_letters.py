"""Drops letters that are not to leave (annullerer breve)."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.desk import record
from models import recording
from models.entries import Initials


@flow(name="drop-letters", description=__doc__, flow_run_name="drop: {round_key}")
async def drop_letters(
    round_key: str,
    letters: list[str],
    reason: str,
    initials: Initials,
) -> State:
    """Cancel letters that are held, queued, in doubt, failed or bounced. Their texts are kept; they never leave.

    Args:
        round_key: The round, for instance nordjylland-2022-26.
        letters: The keys of the letters as the page *Letters* shows them.
        reason: Why they are not to leave.
        initials: Who drops them: two to five letters.
    """
    return await record(
        round_key,
        lambda round_, at: recording.drop_letters(round_, letters=letters, reason=reason, initials=initials, at=at),
    )
