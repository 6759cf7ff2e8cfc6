"""Marks an answer in the mailbox as read, when it is no nomination."""

from prefect.client.schemas.objects import State

from flows.desk import record
from flows.fields import AnsweredLetter, RoundKey
from flows.forms import form
from models import recording
from models.entries import Initials, Text


@form("mark-answer-read")
async def mark_answer_read(
    round_key: RoundKey,
    *,
    letter: AnsweredLetter,
    reason: Text,
    initials: Initials,
    try_it: bool = False,
) -> State:
    """Take an answer off the page of letters that needs no registration. The message stays in the mailbox.

    Args:
        round_key: The round the letter belongs to.
        letter: The letter it answers.
        reason: What it was, for instance: thanks, no question.
        initials: Who read it: two to five letters.
        try_it: Only show what would happen, and store nothing.
    """
    return await record(
        round_key,
        lambda round_, at: recording.mark_answer_read(round_, letter=letter, reason=reason, initials=initials, at=at),
        try_it=try_it,
    )
