"""Releases letters that wait for approval (frigiver breve)."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.desk import record
from models import recording
from models.entries import Initials


@flow(name="release-letters", description=__doc__, flow_run_name="release: {round_key}")
async def release_letters(
    round_key: str,
    initials: Initials,
    letters: list[str] = [],  # noqa: B006  (Prefect reads the form's default from the signature)
) -> State:
    """Let held letters leave. They go out with the next delivery and cannot be called back then.

    Read them first on the page *Letters* of the round; what is wrong, 'edit-letter' or 'drop-letters' first.

    Args:
        round_key: The round, for instance nordjylland-2022-26.
        initials: Who releases them: two to five letters.
        letters: The keys of the letters as the page shows them; leave it empty to release all that can leave.
    """
    return await record(
        round_key, lambda round_, at: recording.release_letters(round_, letters=letters, initials=initials, at=at)
    )
