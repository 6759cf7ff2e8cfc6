"""Opens a round from its term file."""

from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from sqlalchemy.orm import Session

from flows.clock import now
from flows.desk import REFUSED, show_page_of_trial, show_trial
from flows.forms import form
from flows.installation import database, office_day
from flows.publishing import publish
from models.definition import read_definition
from models.entries import Initials, Text
from models.errors import RoundChanged
from models.opening import open_round as open_in
from models.words import counted
from notifications.trial import opening_trial_page, refused_trial_page
from terms import term_file


@form("open-round")
async def open_round(
    term: Text = "nordjylland-2022-26",
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
        try_it: Only show what would happen, and store nothing.
    """
    try:
        definition, _ = read_definition(term_file(term))
        with database() as engine, Session(engine) as session:
            opening = open_in(session, definition, initials=initials, at=now(), accept_changes=accept_changes)
            key, outcome = opening.round.key, opening.outcome
            message = f"Round {key}: {outcome}."
            markdown = opening_trial_page(opening, office_day()) if try_it else ""
            if not try_it:
                session.commit()
    except RoundChanged as changed:  # the differences may hold addresses, and a run's message stays in logs
        page = await show_page_of_trial(definition.round, refused_trial_page(str(changed)))
        count = counted(len(changed.differences), "difference")
        return Failed(
            name=REFUSED,
            message=f"The file has {count} from the open round and nothing was stored: see the page '{page}'.",
        )
    if try_it:
        return await show_trial(key, message, markdown)
    await publish(key)
    return Completed(name=outcome.capitalize(), message=message)
