"""Shows what happens next in a round if nobody does anything: which letters leave on which day, which deadlines pass."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.clock import now
from flows.fields import RoundKey
from flows.forms import form
from flows.installation import database
from flows.publishing import show_page
from notifications.looking_ahead import look_ahead


@form("what-happens-next")
async def what_happens_next(round_key: RoundKey) -> State:
    """Carry a copy of the round from today to some days past its last milestone, nobody doing anything.

    Nothing is stored and nothing is sent. The answer is the page `next-<round>`, and in a sentence the message of this run.

    Args:
        round_key: The round, for instance nordjylland-2022-26.
    """
    with database() as engine, TemporaryDirectory() as folder:  # the copy has personal data: it goes with the run
        ahead = await asyncio.to_thread(look_ahead, engine, round_key, folder=Path(folder), now=now())
    await show_page(f"next-{round_key}", ahead.page, f"What happens next until {ahead.until}: {round_key}")
    return Completed(name="Looked ahead", message=ahead.summary)
