"""Commands that answer a question without a database: of a board file, an election, the rules, or the calendar.

They exit with 0, with 1 when the answer holds an error finding, and with 2 and one message on bad input.
`docs/command-line.md` has the shapes of their JSON.
"""

import functools
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, ParamSpec, TypeVar

import typer

app = typer.Typer()
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
BoardFilePath = Annotated[Path, typer.Argument(metavar="FILE", help="A board file; see docs/command-line.md.")]
Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")
ERRORS, BAD_INPUT = 1, 2
MOST_DIGITS = 15  # of votes; more is a slip of the keyboard


def print_json(content: object) -> None:
    """As it is where the stream can carry it, else escaped, so that nothing is lost; days as year-month-day."""
    unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    typer.echo(json.dumps(content, ensure_ascii=not unicode, indent=2, default=str))


def bad_input_is_told(command: Callable[Parameters, Answer]) -> Callable[Parameters, Answer]:
    """What cannot be read or counted is said on the error stream, and the command exits with 2."""

    @functools.wraps(command)
    def telling(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Answer:
        from models.errors import UdpegningError

        try:
            return command(*args, **kwargs)
        except UdpegningError as error:
            typer.secho(str(error), fg="red", err=True)
            raise typer.Exit(BAD_INPUT) from error

    return telling


@app.command("check-board")
@bad_input_is_told
def check_board(file: BoardFilePath, *, as_json: AsJson = False) -> None:
    """Check a board and its nominations against every rule; exit 1 on an error finding."""
    from models.board_file import read_board_file
    from models.board_in_file import board_in, check_file
    from models.finding import Severity, errors
    from models.outlook import outlook

    board = board_in(read_board_file(file))
    findings, seen = check_file(board), outlook(board)
    legal = not errors(findings)
    if as_json:
        to_explain = dict.fromkeys(f.rule for f in findings if f.severity is Severity.EXPLAIN and f.blocks)
        print_json(
            {
                "legal": legal,
                "to_explain": list(to_explain),
                "findings": [finding.as_json() for finding in findings],
                "outlook": asdict(seen) | {"possible": seen.possible},
            }
        )
    else:
        for finding in findings:
            typer.echo("".join(letter if letter.isprintable() else " " for letter in str(finding)))
        typer.echo(
            f"{file}: {'legal' if legal else 'not legal'}; {seen.women} women, {seen.men} men, "
            f"{seen.not_stated} not stated, {seen.needed} of each sex needed"
        )
    if not legal:
        raise typer.Exit(ERRORS)


@app.command()
@bad_input_is_told
def slates(
    file: BoardFilePath,
    *,
    as_json: AsJson = False,
    top: Annotated[int, typer.Option(min=0, max=1000, help="How many of the first slates to show.")] = 3,
) -> None:
    """Count the legal choices of nominees for the open seats and show the first ones; exit 1 when there is none."""
    from models.board_file import read_board_file
    from models.board_in_file import board_in
    from models.slates import NO_RECOMMENDATION
    from models.slates import slates as slates_of

    found = slates_of(board_in(read_board_file(file)), top=top)
    if as_json:
        print_json(
            {
                "count": found.count,
                "best": [
                    {
                        "members": [
                            {"name": choice.name, "seat": choice.seat.value, "nominated_by": list(choice.bodies)}
                            for choice in slate.members
                        ],
                        "why": list(slate.why),
                    }
                    for slate in found.best
                ],
                "smallest_change": found.smallest_change,
            }
        )
    else:
        typer.echo(f"{found.count} legal slates. {NO_RECOMMENDATION}")
        for place, slate in enumerate(found.best, start=1):
            chosen = ", ".join(f"{choice.name} ({choice.seat.value})" for choice in slate.members)
            typer.echo(f"{place}. {chosen}")
            for reason in slate.why:
                typer.echo(f"     {reason}")
        if found.smallest_change:
            typer.echo(f"Smallest change: {found.smallest_change}.")
    if not found.count:
        raise typer.Exit(ERRORS)


@app.command()
@bad_input_is_told
def elect(
    votes: Annotated[list[str], typer.Argument(metavar="LIST=VOTES...", help="Each list and its votes.")],
    *,
    seats: Annotated[int, typer.Option(help="How many seats are shared out.")],
    alliance: Annotated[list[str] | None, typer.Option(metavar="A+B", help="Lists that pool their votes.")] = None,
    lot: Annotated[list[str] | None, typer.Option(help="Who was drawn by lot, in the order drawn.")] = None,
    as_json: AsJson = False,
) -> None:
    """Count a proportional election (forholdstalsvalg, d'Hondt). A tie is reported, and its lot is drawn by people."""
    from models.elections import proportional

    allied = [[name.strip() for name in each.split("+")] for each in alliance or []]
    result = proportional(_votes(votes), seats, allied, [each.strip() for each in lot or []])
    if as_json:
        ties = [asdict(tie) for tie in result.ties]
        print_json(
            {
                "seats": result.seats,
                "quotients": [
                    {
                        "list": each.name,
                        "divisor": each.divisor,
                        "votes": each.votes,
                        "quotient": float(each.quotient),
                        "exact": str(each.quotient),
                        "alliance": each.alliance,
                    }
                    for each in result.quotients
                ],
                "tie": ties[0] if ties else None,
                "ties": ties,
                "lots": list(result.lots),
            }
        )
        return
    for name, number in result.seats.items():
        typer.echo(f"{name}: {number}")
    for tie in result.ties:
        typer.echo(f"Tie: draw lots for {tie.seats} among {', '.join(tie.lists)}, then count again with --lot.")


@app.command()
def rules(*, as_json: AsJson = False) -> None:
    """List every rule, how it acts, where it stands, and what software cannot decide."""
    from models.rules.check import every_rule

    listed = every_rule()
    if as_json:
        print_json(
            [
                {
                    "rule": rule.number,
                    "title": rule.title,
                    "severity": rule.severity,
                    "sources": [asdict(wording) for wording in rule.wordings],
                    "module": rule.module,
                    "about": list(rule.checks),
                    "left_to_people": rule.left_to,
                }
                for rule in listed
            ]
        )
        return
    for rule in listed:
        typer.echo(f"{rule.number:4}{rule.severity or 'people':8}{rule.title} ({rule.wordings[0]})")


@app.command()
@bad_input_is_told
def calendar(
    year: Annotated[int, typer.Argument(metavar="YEAR", help="A year of municipal elections.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Say what follows from an election: the latest constituent meeting, the term, and the days off."""
    from models.election_year import election_year
    from models.workdays import days_off

    election = election_year(year)
    until_term = {day: name for day, name in days_off(year + 1).items() if day <= election.term_start}
    days = {
        "election_day": election.election_day,
        "latest_constituent_meeting": election.latest_constituent_meeting,
        "latest_constituent_meeting_working_day": election.latest_constituent_meeting_working_day,
        "term_start": election.term_start,
        "term_end": election.term_end,
    }
    if as_json:
        print_json(
            days
            | {
                "days_off": {str(day): name for day, name in days_off(year).items()},
                "days_off_until_term_start": {str(day): name for day, name in until_term.items()},
            }
        )
        return
    for what, day in days.items():
        typer.echo(f"{what.replace('_', ' ')}: {day:%A} {day}")
    typer.echo("days off:")
    for day, name in (days_off(year) | until_term).items():
        typer.echo(f"  {day:%a} {day} {name}")


def _votes(votes: list[str]) -> dict[str, int]:
    from models.errors import EntryRefused

    counted: dict[str, int] = {}
    for each in votes:
        name, _, number = each.rpartition("=")
        if not name.strip() or not number.strip().isdecimal() or len(number) > MOST_DIGITS:
            raise EntryRefused(f"{each!r} is not LIST=VOTES. Write for instance A=12.")
        if name.strip() in counted:
            raise EntryRefused(f"The list {name.strip()!r} is there twice. Write it once, with all its votes.")
        counted[name.strip()] = int(number)
    return counted
