"""Edits a letter while it is held (retter et brev)."""

from datetime import datetime

from prefect import flow
from prefect.client.schemas.objects import State

from flows.desk import record
from models import recording
from models.entries import Initials
from models.recording import Recorded
from models.round import Round
from models.store import load_texts
from notifications.editing import edit_letter as edit


@flow(name="edit-letter", description=__doc__, flow_run_name="edit {letter}")
async def edit_letter(
    round_key: str,
    letter: str,
    text: str,
    reason: str,
    initials: Initials,
    subject: str = "",
) -> State:
    """Replace the text of a held letter. What stood there is kept; the footer stays. It sends nothing.

    Args:
        round_key: The round, for instance nordjylland-2022-26.
        letter: The letter's key as the page *Letters* shows it.
        text: The whole new text, without the footer. Paragraphs are separated by an empty line, list items begin with "- ".
        reason: Why it is edited.
        initials: Who edits it: two to five letters.
        subject: The new subject; leave it empty to keep the present one.
    """

    def step(round_: Round, at: datetime) -> Recorded:
        [found] = recording.letters_named(round_, [letter])
        load_texts([found])
        return edit(found, subject=subject, text=text, reason=reason, initials=initials, at=at)

    return await record(round_key, step)
