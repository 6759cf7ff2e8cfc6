"""The progress of a delivery, as a page in the Prefect UI. The delivery neither waits for it nor fails with it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from uuid import UUID

from prefect import get_run_logger
from prefect.artifacts import acreate_progress_artifact, aupdate_progress_artifact

KEY = "delivery"
EVERY = 1.0  # seconds
PATIENCE = 5.0  # seconds for the last page


@dataclass
class Progress:
    """How many letters have been tried, of how many. The delivery's thread calls it; the page follows."""

    done: int = 0
    of: int = 0

    def __call__(self, done: int, of: int) -> None:
        self.done, self.of = done, of

    def complete(self) -> None:
        """No letter is left: somebody else may have delivered some of those that were counted."""
        self.done = self.of


@asynccontextmanager
async def shown() -> AsyncIterator[Progress]:
    """A progress whose page is published under `KEY` while the block runs and at its end, if any letter was due."""
    progress, ended = Progress(), asyncio.Event()
    following = asyncio.create_task(_follow(progress, ended))
    try:
        yield progress
    finally:
        ended.set()
        try:
            await asyncio.wait_for(following, PATIENCE)
        except Exception as error:  # noqa: BLE001  (whatever the server says: the letters have left)
            get_run_logger().warning("The progress of the delivery could not be shown: %s", error or "no answer")


async def _follow(progress: Progress, ended: asyncio.Event) -> None:
    page: UUID | None = None
    last = (0, 0)
    while not ended.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), EVERY)
        now = (progress.done, progress.of)
        if now != last:
            page, last = await _show(page, *now), now


async def _show(page: UUID | None, done: int, of: int) -> UUID:
    percent, words = 100 * done / of, f"{done} of {of} letters tried"
    if page is None:
        return await acreate_progress_artifact(percent, key=KEY, description=words)
    return await aupdate_progress_artifact(page, percent, description=words)
