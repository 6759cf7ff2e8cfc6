"""Marks an answer in the mailbox as read, when it is no nomination."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.desk import record
from models import recording
from models.entries import Initials


@flow(name="mark-answer-read", description=__doc__, flow_run_name="answer to {letter} read")
async def mark_answer_read(round_key: str, letter: str, reason: str, initials: Initials) -> State:
    """Take an answer off the page *Letters* that needs no registration. The message stays in the mailbox.

    Args:
        round_key: The round, for instance nordjylland-2022-26.
        letter: The key of the letter it answers, as the page shows it.
        reason: What it was, for instance: thanks, no question.
        initials: Who read it: two to five letters.
    """
    return await record(
        round_key,
        lambda round_, at: recording.mark_answer_read(round_, letter=letter, reason=reason, initials=initials, at=at),
    )
