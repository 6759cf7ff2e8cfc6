"""Opens a round from its term file."""

from pathlib import Path

from prefect.client.schemas.objects import State
from prefect.states import Completed
from sqlalchemy.orm import Session

from flows.clock import now
from flows.desk import refused
from flows.forms import form
from flows.installation import database
from flows.publishing import publish
from models.definition import read_definition
from models.entries import Initials
from models.errors import UdpegningError
from models.opening import open_round as open_in
from terms import term_file


@form("open-round")
async def open_round(
    term: str = "nordjylland-2022-26",
    *,
    accept_changes: bool = False,
    initials: Initials,
    try_it: bool = False,
) -> State:
    """Open a round, or take over a changed term file.

    Args:
        term: A shipped round's key, or the path of a term file on the server.
        accept_changes: Take over the differences of a changed file. Dates that staff moved stay.
        initials: Who opens it: two to five letters.
        try_it: Only say what would happen, and store nothing.
    """
    try:
        definition, _ = read_definition(Path(term_file(term)))
        with database() as engine, Session(engine) as session:
            opening = open_in(session, definition, initials=initials, at=now(), accept_changes=accept_changes)
            key, outcome = opening.round.key, opening.outcome
            if try_it:
                return Completed(name="Tried", message=f"Nothing was stored. It would say: Round {key}: {outcome}.")
            session.commit()
    except UdpegningError as error:
        return refused(error)
    await publish(key)
    return Completed(name=outcome.capitalize(), message=f"Round {key}: {outcome}.")
