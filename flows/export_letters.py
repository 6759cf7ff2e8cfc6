"""The command that writes letters as they were sent."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.command("export-letters")
def export_letters(
    round_key: Annotated[str, typer.Argument(metavar="ROUND", help="A round's key.")],
    folder: Annotated[Path, typer.Argument(help="Where the files go; made if it is not there.")],
) -> None:
    """Write every letter of a round that was handed over, as the exact bytes that were: one .eml file each."""
    from sqlalchemy.orm import Session

    from flows.installation import database
    from models.errors import EntryRefused
    from models.kept import handed_over
    from models.store import load_round
    from notifications.keeping import keep

    written = 0
    try:
        with database() as engine, Session(engine) as session:
            load_round(session, round_key)
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for _, name, wire in handed_over(session, round_key):
                keep(folder / name, wire)
                written += 1
    except OSError as error:
        raise EntryRefused(
            f"The letters cannot be written to {folder}: {error.strerror}. Name another folder."
        ) from error
    typer.echo(f"{written} hand-overs written to {folder}")
