"""What the flows share: the installation's settings and database, recording a fact, and publishing the pages."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from httpx import HTTPError
from prefect import get_run_logger
from prefect.artifacts import acreate_markdown_artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.exceptions import PrefectHTTPStatusError
from prefect.states import Completed, Failed
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from flows.clock import now, today
from models.database import open_engine, require
from models.errors import UdpegningError
from models.recording import Recorded
from models.round import Round
from models.settings import read_settings
from models.store import load_round, load_texts
from models.store import round_keys as round_keys_in
from models.transitions import DROPPED
from models.words import LetterState
from notifications.act import advance
from notifications.links import Links
from notifications.pages import Page, deadline_table, pages_of

FORMS = 200  # as many deployments as the server lists at once


@contextmanager
def database() -> Iterator[Engine]:
    """The installation's database, for one run.

    Raises:
        DatabaseNotReady: there is none yet.

    """
    engine = open_engine(read_settings().database)
    require(engine)
    try:
        yield engine
    finally:
        engine.dispose()


async def record(round_key: str, step: Callable[[Round, datetime], Recorded]) -> State:
    """Record a fact in one transaction with all that it makes due, publish the pages, and say so as the run's state.

    What the rules or the database refuse ends as a failed state named *Refused*; nothing is stored then.
    """
    at = now()
    try:
        with database() as engine:
            with Session(engine) as session, session.begin():
                round_ = load_round(session, round_key, to_change=True)
                recorded = step(round_, at)
                day, known = round_.day_of(at), len(round_.events)
                due = advance(round_, day, at)
                dropped = [event.subject for event in round_.events[known:] if event.what == DROPPED]
            for finding in recorded.findings:
                get_run_logger().info("%s %s: %s", finding.severity, finding.rule, finding.subject)
            await publish(engine, round_key, day=day)
    except UdpegningError as error:
        return refused(error)
    also = f" Fell due with it: {len(due)}." if due else ""
    also += f" Cancelled, since something overtook them: {', '.join(dropped)}." if dropped else ""
    return Completed(name="Recorded" if recorded.changed else "Nothing new", message=recorded.message + also)


def refused(error: UdpegningError) -> State:
    """A failed state that says, in the run list, what was wrong and what to do."""
    return Failed(name="Refused", message=str(error))


async def publish(engine: Engine, *round_keys: str, day: date, prefix: str = "") -> None:
    """Publish the pages of some rounds, and the deadline table of all, under their stable keys.

    A prefix is for a rehearsal: its pages link to no form. A server that does not take a page is logged and stops nothing.
    """
    try:
        links = Links(prefix=prefix) if prefix else await form_links()
        for key, page in _pages(engine, round_keys, day, links).items():
            await acreate_markdown_artifact(key=f"{prefix}{key}", markdown=page.markdown, description=page.description)
    except (PrefectHTTPStatusError, HTTPError) as error:  # what was done stands; the next run publishes anew
        get_run_logger().warning("The pages of %s could not be published: %s", ", ".join(round_keys), error)


async def form_links() -> Links:
    """Where the form of each flow is on the server: its deployment, whatever that is called."""
    async with get_client() as client:
        deployments = await client.read_deployments(limit=FORMS)
    by_flow = {_flow_name(each.entrypoint): each for each in deployments if each.entrypoint}
    return Links(
        forms={flow: str(each.id) for flow, each in by_flow.items()},
        names={flow: each.name for flow, each in by_flow.items()},
    )


def _flow_name(entrypoint: str) -> str:
    """«record-decision» of «flows.record_decision.record_decision»: a flow is called after its function."""
    return re.split(r"[.:]", entrypoint)[-1].replace("_", "-")


def _pages(engine: Engine, round_keys: Sequence[str], day: date, links: Links) -> dict[str, Page]:
    """The pages of some rounds and the deadline table of those in play, by key."""
    pages: dict[str, Page] = {}
    for round_key in round_keys:
        with Session(engine) as session:
            round_ = load_round(session, round_key)
            load_texts(letter for letter in round_.letters if letter.state is LetterState.HELD)
            pages |= pages_of(round_, day, links=links)
    with Session(engine) as session:
        in_play = round_keys_in(session, in_play=True) or round_keys[:1]
        table = deadline_table([load_round(session, key) for key in in_play], day, links=links)
    return pages | {"deadlines": Page(markdown=table, description="Deadline table of the rounds in play")}


async def publish_changed(round_keys: Iterable[str]) -> None:
    """Publish the pages of rounds whose letters have changed, if there are any."""
    changed = sorted(round_keys)
    if changed:
        with database() as engine:
            await publish(engine, *changed, day=office_day())


def office_day() -> date:
    """Today where the secretariat is."""
    return today(read_settings().time_zone)
