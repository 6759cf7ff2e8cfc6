"""The command that writes the case file of a round."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.command("export-case")
def export_case(
    round_key: Annotated[str, typer.Argument(metavar="ROUND", help="A round's key.")],
    folder: Annotated[Path, typer.Argument(help="Where it goes; made if it is not there, and empty if it is.")],
) -> None:
    """Write the case file (sagsmappe) of a round for a records system: letters, tables, a page, checksums. It names people."""
    from flows.installation import database, office_day
    from models.copying import one_moment
    from models.errors import EntryRefused
    from notifications.case_file import write_case_file

    try:
        with database() as engine, one_moment(engine) as session:
            files = write_case_file(session, round_key, folder, office_day())
    except OSError as error:
        raise EntryRefused(
            f"The case file cannot be written to {folder}: {error.strerror}. Nothing of it was left there. "
            "Mend that, or name another folder."
        ) from error
    begin = "Begin with data/index.html; to check them: sha256sum -c manifest-sha256.txt"
    typer.echo(f"{files} files written to {folder}. {begin}")
