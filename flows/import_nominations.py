"""The command that takes in forms for the answer (svarskema) that came back: a preview of each, then all or none of them.

It exits with 0, with 1 when a row is wrong or an answer would be refused, and with 2 and one message per problem on bad input.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.questions import ERRORS, AsJson, bad_input_is_told, print_json

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models.answer_form import AnswerForm
    from models.finding import Finding
    from models.nomination_import import Row
    from models.round import Round

app = typer.Typer()
Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Forms for the answer (.xlsx) that came back.")]


@dataclass(frozen=True, kw_only=True)
class Imported:
    """One form: what it changes, what the rules say of it, and why it would be refused ("" when it would not)."""

    form: "AnswerForm"
    rows: "list[Row]"
    findings: "list[Finding]" = field(default_factory=list)
    refused: str = ""

    def as_json(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "file": self.form.file,
            "round": self.form.round,
            "body": self.form.body,
            "reason": self.form.reason,
            "rows": [row.as_json() for row in self.rows],
            "findings": [finding.as_json() for finding in self.findings],
            "refused": self.refused,
        }


@app.command("import-nominations")
@bad_input_is_told
def import_nominations(
    files: Files,
    *,
    received_on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day the answers arrived.")],
    initials: Annotated[str, typer.Option(help="Who registers them: two to five letters.")],
    store: Annotated[bool, typer.Option("--store", help="Store them; without it they are only shown.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what the nominations in forms that came back would change; with --store, store all of them or none."""
    from sqlalchemy.orm import Session

    from flows.clock import now
    from models.database import open_engine, require
    from models.settings import read_settings

    by, forms, engine = checked_initials(initials), _read(files), open_engine(read_settings().database)
    require(engine)
    with Session(engine) as session:
        imported = import_forms(session, forms, received_on=received_on.date(), initials=by, at=now())
        legal = not any(each.refused for each in imported)
        stored = store and legal
        if stored:
            session.commit()
    engine.dispose()
    if as_json:
        print_json({"stored": stored, "files": [each.as_json() for each in imported]})
    else:
        _print(imported)
        typer.echo("Stored." if stored else "Nothing was stored." + (" Add --store to store them." if legal else ""))
    if not legal:
        raise typer.Exit(ERRORS)


def import_forms(
    session: "Session", forms: "list[AnswerForm]", *, received_on: date, initials: str, at: datetime
) -> list[Imported]:
    """Register the forms with all that falls due with them, and tell what each changed; the caller commits, or does not.

    When one of them is refused the session must not be committed.

    Raises:
        FileRefused: a form belongs to no round here.

    """
    from models.errors import EntryRefused, FileRefused, RoundNotFound
    from models.nomination_import import preview, register_form
    from models.spreadsheet import refused
    from models.store import load_round
    from notifications.act import advance

    rounds: dict[str, Round] = {}
    imported: list[Imported] = []
    for form in forms:
        try:
            rounds[form.round] = rounds.get(form.round) or load_round(session, form.round, to_change=True)
        except RoundNotFound as error:
            raise refused(form.file, str(error), "Open the round first, or ask for the right form.") from error
        rows = preview(rounds[form.round], form, received_on=received_on)
        try:
            recorded = register_form(rounds[form.round], form, received_on=received_on, initials=initials, at=at)
            imported.append(Imported(form=form, rows=rows, findings=recorded.findings))
        except (EntryRefused, FileRefused) as error:
            imported.append(Imported(form=form, rows=rows, refused=str(error)))
    if not any(each.refused for each in imported):
        for round_ in rounds.values():
            advance(round_, round_.day_of(at), at)
    return imported


def _read(files: list[Path]) -> "list[AnswerForm]":
    """Every form; everything that is wrong with any of the files is told at once."""
    from models.answer_form import read_answer_form
    from models.errors import FileRefused
    from models.spreadsheet import refused

    forms: list[AnswerForm] = []
    findings: list[Finding] = []
    for file in files:
        try:
            form = read_answer_form(file)
            same = [each.file for each in forms if (each.round, each.body) == (form.round, form.body)]
            if same:
                message = f"it is an answer of {form.body!r}, as {same[0]} is."
                raise refused(form.file, message, "Give only the one that holds.")
            forms.append(form)
        except FileRefused as error:
            findings += error.findings
    if findings:
        raise FileRefused(", ".join(map(str, files)), findings)
    return forms


def checked_initials(text: str) -> str:
    """The initials that a command was given, as they are stored.

    Raises:
        EntryRefused: they are none.

    """
    from pydantic import TypeAdapter, ValidationError

    from models.entries import Initials
    from models.errors import EntryRefused

    try:
        return str(TypeAdapter(Initials).validate_python(text))
    except ValidationError as error:
        raise EntryRefused("--initials: write two to five letters, for instance ABC.") from error


def _print(imported: list[Imported]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from models.nomination_import import summary

    console = Console()
    for each in imported:
        title = f"{each.form.file}: {each.form.body} in {each.form.round}. {summary(each.rows)}"
        console.print(_plain(title), markup=False, soft_wrap=True)
        table = Table(show_lines=True)
        for heading in ("Row", "Name", "Standing", "What"):
            table.add_column(heading, overflow="fold")
        for row in each.rows:
            what = [f"{change.fact}: {change.old or '(empty)'} -> {change.new or '(empty)'}" for change in row.changes]
            what += [
                f"{finding.subject.rpartition('!')[2]} {finding.message} {finding.remedy}" for finding in row.wrong
            ]
            name = row.name or ("" if row.row else "(the answer as a whole)")
            cells = (str(row.row or ""), name, row.standing.value, "\n".join(what))
            table.add_row(*(Text(_plain(cell)) for cell in cells))
        console.print(table)
        for finding in each.findings:
            console.print(_plain(str(finding)), markup=False)
        if each.refused and not any(row.wrong for row in each.rows):
            console.print(_plain(each.refused), markup=False)


def _plain(text: str) -> str:
    """Without what could steer a terminal; what somebody else wrote is shown, not obeyed."""
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)
