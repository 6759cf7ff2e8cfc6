"""Opens a round from its term file."""

from pathlib import Path

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed
from sqlalchemy.orm import Session

from flows.clock import now
from flows.desk import database, office_day, publish, refused
from models.definition import read_definition
from models.entries import Initials
from models.errors import UdpegningError
from models.opening import open_round as open_in
from terms import term_file


@flow(name="open-round", description=__doc__, flow_run_name="open {term}")
async def open_round(initials: Initials, term: str = "nordjylland-2022-26", accept_changes: bool = False) -> State:
    """Open a round, or take over a changed term file.

    Sends nothing. The same file twice changes nothing; a changed file is refused with the differences until you accept them.

    Args:
        initials: Who opens it: two to five letters.
        term: A shipped round's key, or the path of a term file on the server.
        accept_changes: Take over the differences of a changed file. Dates that staff moved stay.
    """
    try:
        definition, _ = read_definition(Path(term_file(term)))
        with database() as engine:
            with Session(engine) as session, session.begin():
                opening = open_in(session, definition, initials=initials, at=now(), accept_changes=accept_changes)
                key, outcome = opening.round.key, opening.outcome
            await publish(engine, key, day=office_day())
    except UdpegningError as error:
        return refused(error)
    return Completed(name=outcome.capitalize(), message=f"Round {key}: {outcome}.")
