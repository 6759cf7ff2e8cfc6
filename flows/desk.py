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
from flows.signals import signalling
from models.database import open_engine, require
from models.errors import UdpegningError
from models.recording import Recorded
from models.round import Round
from models.settings import read_settings
from models.store import load_round, load_texts
from models.store import round_keys as round_keys_in
from models.words import LetterState
from notifications.doing import carry_out
from notifications.pages import board_sheet, deadline_table, letters_page, round_page
from notifications.trial import trial_page


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


async def record(round_key: str, step: Callable[[Round, datetime], Recorded], *, try_it: bool = False) -> State:
    """Record a fact in one transaction with all that it makes due, publish the pages, and say so as the run's state.

    With `try_it` nothing is stored: the page `trial-<round>` shows what would happen. What the rules or the database refuse
    ends as a failed state named *Refused*; nothing is stored then either.
    """
    at = now()
    try:
        with database() as engine:
            with signalling(engine), Session(engine) as session:
                round_ = load_round(session, round_key, to_change=True)
                done = carry_out(round_, step, at)
                if try_it:
                    markdown = trial_page(round_, done)
                else:
                    session.commit()
            for finding in done.recorded.findings:
                get_run_logger().info("%s %s: %s", finding.severity, finding.rule, finding.subject)
            if try_it:
                return await show_trial(round_key, done.recorded.message, markdown)
            await publish(engine, round_key, day=done.day)
    except UdpegningError as error:
        return refused(error)
    return Completed(name="Recorded" if done.recorded.changed else "Nothing new", message=str(done))


async def show_trial(round_key: str, message: str, markdown: str) -> State:
    """Publish the page of a trial, and say as the run's state that nothing was stored."""
    key = f"trial-{round_key}"
    await acreate_markdown_artifact(key=key, markdown=markdown, description="What would happen. Names people")
    return Completed(name="Tried", message=f"Nothing was stored. It would say: {message} See the page '{key}'.")


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
