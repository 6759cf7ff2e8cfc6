"""What the flows share: the installation's settings and database, recording a fact, and publishing the pages."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from httpx import HTTPError
from prefect import get_run_logger
from prefect.artifacts import acreate_markdown_artifact
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
from notifications.pages import board_sheet, deadline_table, letters_page, round_page


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

    A server that does not take a page is logged and stops nothing.
    """
    pages: dict[str, tuple[str, str]] = {}
    for key in round_keys:
        pages |= _pages(engine, key, day)
    with Session(engine) as session:
        keys = round_keys_in(session, in_play=True) or round_keys[:1]
        table = deadline_table([load_round(session, key) for key in keys], day)
    pages["deadlines"] = table, "Deadline table of the rounds in play"
    try:
        for key, (markdown, description) in pages.items():
            await acreate_markdown_artifact(key=f"{prefix}{key}", markdown=markdown, description=description)
    except (PrefectHTTPStatusError, HTTPError) as error:  # what was done stands; the next run publishes anew
        get_run_logger().warning("The pages of %s could not be published: %s", ", ".join(round_keys), error)


def _pages(engine: Engine, round_key: str, day: date) -> dict[str, tuple[str, str]]:
    """The pages of a round with their descriptions, by key."""
    with Session(engine) as session:
        round_ = load_round(session, round_key)
        load_texts(letter for letter in round_.letters if letter.state is LetterState.HELD)
        return {
            f"round-{round_key}": (round_page(round_, day), f"Round page: {round_.title}"),
            f"board-{round_key}": (board_sheet(round_, day), f"Board sheet: {round_.title}. Names people"),
            f"letters-{round_key}": (
                letters_page(round_, day), f"Letters that wait or are in doubt: {round_.title}. Names people"
            ),
        }  # fmt: skip


async def publish_changed(round_keys: Iterable[str]) -> None:
    """Publish the pages of rounds whose letters have changed, if there are any."""
    changed = sorted(round_keys)
    if changed:
        with database() as engine:
            await publish(engine, *changed, day=office_day())


def office_day() -> date:
    """Today where the secretariat is."""
    return today(read_settings().time_zone)
