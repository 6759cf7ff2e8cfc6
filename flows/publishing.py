"""Publishing what staff look at: the pages, under stable keys so that history shows how they came about, and the choices."""

from collections.abc import Mapping, Sequence
from datetime import date

from httpx import HTTPError
from prefect import get_client
from prefect.artifacts import acreate_markdown_artifact
from prefect.client.schemas.responses import DeploymentResponse
from prefect.exceptions import PrefectHTTPStatusError
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from flows.installation import database, office_day
from flows.logs import run_log
from flows.offer import as_in_menu, flow_name, offer, our_deployments
from models.choices import Choice, choices, choices_of_many
from models.errors import UdpegningError
from models.round import Round
from models.store import FEW, load_round, load_rounds, load_texts, most_pressing, rounds_at_hand, standings
from models.words import LetterState, RoundState, Verdict
from notifications.links import Links
from notifications.pages import Page, deadline_table, pages_of


async def publish(*round_keys: str) -> None:
    """Publish the pages of some rounds and the deadline table, and offer in the forms what can be chosen now.

    Of more than `FEW` rounds the pages are made of those that need somebody most: what it costs has a limit, however many rounds
    there are. It comes after everything is stored, and never fails: what cannot be published is logged, and the next run
    publishes anew.
    """
    day = office_day()
    try:
        with database() as engine:
            async with get_client() as client:
                deployments = await our_deployments(client)
                links = _links(deployments)
                for key in _to_show(engine, round_keys):
                    await _show(_pages(engine, key, day, links))
                with Session(engine) as session:
                    table, values = _overview(session, day, links)
                await _show(table)
                await offer(client, values, deployments)
    except (PrefectHTTPStatusError, HTTPError, UdpegningError) as error:
        run_log().warning("Not all pages of %s could be published: %s", ", ".join(round_keys), error)


async def publish_rehearsal(engine: Engine, round_key: str, *, day: date) -> None:
    """Publish the pages of a rehearsal under keys of their own; they link to no form, since those are for the real round."""
    links = Links(prefix="rehearsal-")
    with Session(engine) as session:
        table = _table([load_round(session, round_key)], day, links)
    try:
        await _show(_pages(engine, round_key, day, links) | table, prefix=links.prefix)
    except (PrefectHTTPStatusError, HTTPError) as error:
        run_log().warning("The pages of the rehearsal of %s could not be published: %s", round_key, error)


async def _show(pages: Mapping[str, Page], *, prefix: str = "") -> None:
    for key, page in pages.items():
        await show_page(f"{prefix}{key}", page.markdown, page.description)


async def show_page(key: str, markdown: str, description: str) -> None:
    """Publish a page, in which the forms are called as in the menu."""
    await acreate_markdown_artifact(key=key, markdown=as_in_menu(markdown), description=description)


def _links(deployments: Sequence[DeploymentResponse]) -> Links:
    return Links(
        forms={flow_name(each): str(each.id) for each in deployments},
        names={flow_name(each): each.name for each in deployments},
    )


def _pages(engine: Engine, round_key: str, day: date, links: Links) -> dict[str, Page]:
    """The pages of a round, by key."""
    with Session(engine) as session:
        round_ = load_round(session, round_key)
        load_texts(letter for letter in round_.letters if letter.state is LetterState.HELD)
        return pages_of(round_, day, links=links)


def _to_show(engine: Engine, round_keys: Sequence[str]) -> Sequence[str]:
    if len(round_keys) <= FEW:
        return round_keys
    with Session(engine) as session:
        return most_pressing(session, FEW, among=round_keys)


def _overview(session: Session, day: date, links: Links) -> tuple[dict[str, Page], dict[Choice, list[str]]]:
    """The deadline table, and what can be chosen in the forms."""
    keys = rounds_at_hand(session, day)
    if len(keys) <= FEW:
        rounds = load_rounds(session, keys)
        return _table(rounds, day, links), choices(rounds)
    shown = load_rounds(session, most_pressing(session, FEW))
    return _table(shown, day, links, standings(session)), choices_of_many(keys)


def _table(
    rounds: Sequence[Round], day: date, links: Links, of_many: Mapping[Verdict, int] | None = None
) -> dict[str, Page]:
    in_play = [round_ for round_ in rounds if round_.state is RoundState.IN_PLAY] or list(rounds[:1])
    table = deadline_table(in_play, day, links=links, of_many=of_many or {})
    return {"deadlines": Page(markdown=table, description="Deadline table of the rounds in play")}
