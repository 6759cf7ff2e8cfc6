"""The command for after a restore: no letter leaves before staff have said what became of it."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flows.import_nominations import checked_initials

if TYPE_CHECKING:
    from sqlalchemy import Engine

app = typer.Typer()


@app.command("doubt-letters")
def doubt_letters(
    *,
    initials: Annotated[str, typer.Option(help="Who restored it: two to five letters.")],
    reason: Annotated[str, typer.Option(help="What was restored.")] = "the database was restored from a back-up",
) -> None:
    """After a restore: put every letter that would leave in doubt, for it may have left before. Staff settle each."""
    from flows.clock import now
    from models.database import open_engine, require
    from models.errors import LetterRefused
    from models.settings import read_settings

    by, engine = checked_initials(initials), open_engine(read_settings().database)
    require(engine)
    doubted, stopped = put_in_doubt(engine, reason=reason, initials=by, at=now())
    engine.dispose()
    for key in doubted:
        typer.echo(key)
    typer.echo(f"{len(doubted)} letters are in doubt now: settle each with the form '23 Settle letters'.")
    if stopped:
        raise LetterRefused("\n".join(stopped))


def put_in_doubt(engine: "Engine", *, reason: str, initials: str, at: datetime) -> tuple[list[str], list[str]]:
    """Put in doubt what waits to leave in every round, then also what is due by now, which may have been written before.

    The keys of those letters are returned, and of each round in which what is due could not be written, what stopped it.
    """
    from sqlalchemy.orm import Session

    from models import recording
    from models.errors import UdpegningError
    from models.store import load_round, round_keys
    from notifications.act import advance

    doubted: list[str] = []
    stopped: list[str] = []
    with Session(engine) as session:
        keys = round_keys(session)
    for key, due_too in [(key, due_too) for due_too in (False, True) for key in keys]:
        try:
            with Session(engine) as session, session.begin():
                round_ = load_round(session, key, to_change=True)
                if due_too:
                    advance(round_, round_.day_of(at), at)
                doubted += recording.doubt_letters(round_, reason=reason, initials=initials, at=at)
        except UdpegningError as error:
            stopped.append(f"{key}: {error}")
    return doubted, stopped
