"""Delivers the letters that wait in the outbox."""

import asyncio

from prefect import task
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows import delivery_progress
from flows.clock import now
from flows.forms import by_itself
from flows.installation import database
from flows.publishing import publish
from flows.signals import signalling
from models.settings import read_settings
from notifications.delivery import Delivery, deliver_due


@by_itself("deliver-letters")
async def deliver_letters() -> State:
    """Deliver every letter that is due.

    It ends *Delivered*, or *Action needed* when a letter failed, is in doubt or missed a recipient: such a letter is never
    sent again by itself. While the mail server cannot be reached it ends *Action needed* too, and the letters wait.
    """
    delivery = await deliver_batch()
    if delivery.rounds:
        await publish(*sorted(delivery.rounds))
    if delivery.needs_staff:
        return Failed(name="Action needed", message=f"Letters: {delivery}. See the page of letters.")
    return Completed(name="Delivered", message=f"Letters: {delivery}.")


@task(name="deliver a batch", retries=0, persist_result=False)
async def deliver_batch() -> Delivery:
    """Deliver in a thread, since SMTP waits. Never retried: the outbox itself knows what may be sent again."""
    with database() as engine, signalling(engine):
        async with delivery_progress.shown() as progress:
            delivery = await asyncio.to_thread(deliver_due, engine, read_settings(), now, progress)
            if not delivery.unreachable:
                progress.complete()
    return delivery
