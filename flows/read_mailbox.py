"""Reads what came back to the letters: bounces, automatic replies and answers."""

import asyncio

from prefect import task
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.clock import now
from flows.forms import by_itself
from flows.installation import database, office_day
from flows.publishing import publish
from flows.signals import signalling
from models.settings import read_settings
from notifications.returns import Returns, read_returns


@by_itself("read-mailbox")
async def read_mailbox() -> State:
    """Read what is new in the mailbox; nothing in it is moved, marked or deleted.

    It ends *Read*, or *Action needed* when a letter came back as undeliverable, or a bounce fits no letter: then call the
    body, or look into the mailbox. Without a mailbox in the settings it ends *No mailbox*.
    """
    settings = read_settings()
    if settings.mailbox_folder is None and not settings.imap_host:
        words = "No mailbox is set, so bounces are not seen. Set UDPEGNING_MAILBOX_FOLDER or UDPEGNING_IMAP_HOST."
        return Completed(name="No mailbox", message=words)
    returns = await read_new()
    if returns.rounds:
        await publish(*sorted(returns.rounds))
    if returns.needs_staff:
        return Failed(
            name="Action needed",
            message=f"Mailbox: {returns}. See the page of letters, or the mailbox itself.",
        )
    return Completed(name="Read", message=f"Mailbox: {returns}.")


@task(name="read the mailbox", retries=0, persist_result=False)
async def read_new() -> Returns:
    """Read in a thread, since IMAP waits. Not retried: the next run reads what this one did not."""
    with database() as engine, signalling(engine):
        return await asyncio.to_thread(read_returns, engine, read_settings(), office_day(), now())
