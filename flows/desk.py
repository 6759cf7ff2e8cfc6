"""What the forms of the desk share: recording a fact or only trying it, and how a run ends."""

from collections.abc import Callable, Sequence
from datetime import datetime

from prefect import get_run_logger
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from sqlalchemy.orm import Session

from flows.clock import now
from flows.installation import database
from flows.publishing import publish, show_page
from flows.signals import signalling
from models.errors import DatabaseGone, DatabaseNotReady, RoundNotFound, UdpegningError
from models.nomination_import import Row
from models.recording import Recorded
from models.round import Round
from models.store import load_round
from notifications.doing import carry_out
from notifications.trial import refused_trial_page, trial_page

REFUSED = "Refused"


async def record(
    round_key: str,
    step: Callable[[Round, datetime], Recorded],
    *,
    try_it: bool = False,
    compare: Callable[[Round], Sequence[Row]] = lambda _: (),
) -> State:
    """Record a fact in one transaction with all that it makes due, publish the pages, and say so as the run's state.

    With `try_it` nothing is stored: the page `trial-<round>` shows what would happen, and beside what is registered already
    what `compare` finds different. What the rules or the database refuse
    ends as a failed state named *Refused*; nothing is stored then either.
    """
    at, markdown, said = now(), "", ""
    try:
        with database() as engine, signalling(engine), Session(engine) as session:  # the signals look after the session
            round_ = load_round(session, round_key, to_change=True)
            rows = compare(round_) if try_it else ()
            done = carry_out(round_, step, at)
            said = str(done)  # while what it speaks of is at hand
            if try_it:
                markdown = trial_page(round_, done, rows)
            else:
                session.commit()
    except DatabaseGone:
        raise
    except UdpegningError as error:
        if try_it and not isinstance(error, RoundNotFound | DatabaseNotReady):
            await show_page_of_trial(round_key, refused_trial_page(str(error)))
        return refused(error)
    for finding in done.recorded.findings:
        get_run_logger().info("%s %s: %s", finding.severity, finding.rule, finding.subject)
    if try_it:
        return await show_trial(round_key, said, markdown)
    await publish(round_key)
    return Completed(name="Recorded" if done.recorded.changed else "Nothing new", message=said)


async def show_trial(round_key: str, message: str, markdown: str) -> State:
    """Publish the page of a trial, and say as the run's state that nothing was stored."""
    key = await show_page_of_trial(round_key, markdown)
    return Completed(name="Tried", message=f"Nothing was stored. It would say: {message} See the page '{key}'.")


async def show_page_of_trial(round_key: str, markdown: str) -> str:
    """Publish the page of a trial; its key."""
    key = f"trial-{round_key}"
    await show_page(key, markdown, "What would happen. Names people")
    return key


def refused(error: UdpegningError) -> State:
    """A failed state that says, in the run list, what was wrong and what to do."""
    return Failed(name=REFUSED, message=str(error))
