"""The command line. It imports what a command needs when that command runs, so that `--help` and `status` are quick."""

import io
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows import doubt_letters, export_case, export_letters, health, import_nominations, questions
from flows.questions import AsJson, print_json

if TYPE_CHECKING:
    from models.words import Verdict

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Carries the appointment of a public board from the first recommendation to the day the board takes office.",
)
RoundName = Annotated[str, typer.Argument(metavar="ROUND", help="A shipped round's key, or the path of a term file.")]
app.add_typer(questions.app)
app.add_typer(import_nominations.app)
app.add_typer(export_letters.app)
app.add_typer(export_case.app)
app.add_typer(health.app)
app.add_typer(doubt_letters.app)


def main() -> None:
    """Run a command; an error of ours is printed as a sentence, never as a traceback."""
    from models.errors import UdpegningError

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show 'ø' shows '?'
    try:
        app()
    except UdpegningError as error:
        typer.secho(str(error), fg="red", err=True)
        raise SystemExit(1) from error


@app.command()
def up(
    *,
    rehearse: Annotated[
        bool, typer.Option("--rehearse", help="Then rehearse the shipped round as a flow on the server.")
    ] = False,
) -> None:
    """Start the Prefect server with its UI and a worker, deploy the flows, open the shipped round, and stay up."""
    from flows.system import run_system
    from models.settings import read_settings

    run_system(read_settings(), rehearse=rehearse, say=typer.echo)


@app.command()
def server() -> None:
    """Start the Prefect server with its UI alone, deploy the flows, and stay up: the first of several machines."""
    from flows.system import run_server
    from models.settings import read_settings

    run_server(read_settings(), say=typer.echo)


@app.command()
def worker(
    *,
    name: Annotated[str, typer.Option(help="What it is called among the workers; by default after this machine.")] = "",
) -> None:
    """Join the server at UDPEGNING_ADDRESS and do what staff and the calendar start; several workers share the runs."""
    from flows.system import run_worker
    from models.settings import read_settings

    run_worker(read_settings(), name=name, say=typer.echo)


@app.command()
def check(file: Annotated[Path, typer.Argument(help="A term file.")]) -> None:
    """Check a term file and its plan; exit 1 on an error."""
    from models.definition import read_definition
    from models.finding import Severity
    from models.opening import build_round
    from models.rules.check import check_plan
    from models.yaml_file import located

    definition, document = read_definition(file)
    findings = [located(document, finding) for finding in check_plan(build_round(definition))]
    for finding in findings:
        typer.echo(str(finding))
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    typer.echo(f"{file}: {errors} errors, {len(findings) - errors} other findings")
    if errors:
        raise typer.Exit(1)


@app.command()
def rehearse(
    round_name: RoundName,
    *,
    letters: Annotated[Path | None, typer.Option(help="Folder for the letters (a Maildir).")] = None,
    database: Annotated[str, typer.Option(help="Database address; by default a scratch one, made anew.")] = "",
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day.")] = None,
    as_json: AsJson = False,
) -> None:
    """Run a whole round on a pretend clock, with the scenario beside its term file or a sample one. Nothing is sent."""
    from flows.rehearsal import Rehearsal, scratch
    from models.database import open_engine
    from models.settings import read_settings

    folder = scratch(read_settings(), round_name, keep=bool(database))
    engine = open_engine(database or folder.database)
    rehearsal = Rehearsal(round_name, engine=engine, folder=letters or folder.letters)
    days, last = [], until.date() if until else None
    for day in rehearsal.days(last):
        days.append(day)
        if not as_json:
            typer.echo(f"{day.on:%a %d %b %Y}  {day.verdict}")
            for line in day.did:
                typer.echo(f"    {line}")
    report = rehearsal.report(days, last)
    if as_json:
        print_json(report)
    else:
        _print_board(report, letters or folder.letters)
    engine.dispose()


@app.command()
def status(
    round_key: Annotated[
        str | None, typer.Argument(metavar="[ROUND]", help="A round's key; all rounds by default.")
    ] = None,
    *,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Count from this day instead of today.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print the deadline table; of many rounds how they stand, and which need somebody most."""
    from sqlalchemy.orm import Session

    from flows.clock import today
    from models.database import open_engine, require
    from models.progress import deadlines, tasks_ahead, verdict
    from models.settings import read_settings
    from models.store import FEW, load_round, load_rounds, most_pressing, round_keys, standings

    settings = read_settings()
    day = on.date() if on else today(settings.time_zone)
    engine = open_engine(settings.database)
    require(engine)
    with Session(engine) as session:
        keys = [] if round_key else round_keys(session)
        if len(keys) > FEW and not as_json:
            _print_standings(standings(session), most_pressing(session, FEW))
            return
        rounds = [load_round(session, round_key)] if round_key else load_rounds(session, keys)
        tables = [(each.key, each.title, deadlines(each, day), tasks_ahead(each, day)) for each in rounds]
    engine.dispose()
    if as_json:
        shown = [
            {
                "round": key,
                "verdict": verdict(rows).value,
                "milestones": [asdict(row) for row in rows],
                "tasks": [{"on": task.due_on, "what": task.message, "rule": task.rule} for task in tasks],
            }
            for key, _, rows, tasks in tables
        ]
        print_json({"on": day, "rounds": shown})
    else:
        for key, title, rows, tasks in tables:
            _print_deadlines(f"{title} ({key}) on {day}: {verdict(rows)}", rows)
            for task in tasks:
                typer.echo(f"{task.due_on} {task.message} ({task.rule})")


def _print_deadlines(title: str, rows: list[Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left", show_lines=True)
    for heading in ("Milestone", "Date", "Days left", "State", "Missing", "What to do"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        window = str(row.starts_on) if row.starts_on == row.ends_on else f"{row.starts_on} to {row.ends_on}"
        left = "" if row.state == "done" else str(row.days_left)
        table.add_row(row.title, window, left, row.state, ", ".join(row.missing), row.to_do)
    Console().print(table)


def _print_standings(counts: "Mapping[Verdict, int]", pressing: Sequence[str]) -> None:
    standing = ", ".join(f"{count} {verdict}" for verdict, count in counts.items()) or "none"
    typer.echo(
        f"{sum(counts.values())} rounds in play, as they stood when the daily run last went through them: {standing}."
    )
    typer.echo(f"Those that need somebody most: {', '.join(pressing)}")
    typer.echo("'udpegning status ROUND' prints one of them, and --json all.")


def _print_board(report: dict[str, Any], letters: Path) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("Seat", "Name", "Gender", title=f"The board of {report['round']}", title_justify="left")
    for member in report["board"]:
        table.add_row(member["seat"], member["name"], member["gender"])
    console = Console()
    console.print(table)
    for finding in report["findings"]:
        reason = f" Reason ({finding['reason_by']}): {finding['reason']}" if finding["reason"] else ""
        console.print(
            f"{finding['severity']} {finding['rule']} {finding['subject']}: {finding['message']}{reason}", markup=False
        )
    console.print(f"{len(report['letters'])} letters, in {letters}", markup=False)
