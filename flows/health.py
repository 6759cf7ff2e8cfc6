"""The command that monitoring asks whether everything does what it should."""

from dataclasses import asdict

import typer

from flows.questions import AsJson, print_json

app = typer.Typer()
UNWELL = 1


@app.command()
def health(*, as_json: AsJson = False) -> None:
    """Say whether the database, the server, a worker, the daily run and the outbox do what they should; exit 1 if not."""
    from sqlalchemy.orm import Session

    from flows.clock import now
    from flows.processes import NotRunning
    from flows.system import see_that_a_worker_is_there
    from models.database import open_engine, require
    from models.errors import DatabaseNotReady
    from models.health import Check, checks
    from models.settings import read_settings

    settings, found = read_settings(), []
    try:
        see_that_a_worker_is_there(settings)
        found.append(Check(what="server", well=True, words=f"{settings.server} answers, and a worker is online"))
    except NotRunning as error:
        found.append(Check(what="server", well=False, words=str(error)))
    engine = open_engine(settings.database)
    try:
        require(engine)
        with Session(engine) as session:
            found += checks(session, now(), settings.time_zone)
    except DatabaseNotReady as error:
        found.append(Check(what="database", well=False, words=str(error)))
    finally:
        engine.dispose()
    if as_json:
        print_json({"well": all(check.well for check in found), "checks": [asdict(check) for check in found]})
    else:
        for check in found:
            typer.echo(f"{'ok' if check.well else 'NOT OK'}  {check.what}: {check.words}")
    if not all(check.well for check in found):
        raise typer.Exit(UNWELL)
