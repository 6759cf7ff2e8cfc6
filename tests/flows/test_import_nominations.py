"""The command that takes in forms that came back: what it shows, how it exits, and that it stores all of them or none."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from answer_forms import MAN, WOMAN, filled
from office import DECIDED_ON, Office, moment
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from term import KEY
from typer.testing import CliRunner

from flows.command_line import app
from flows.import_nominations import Imported, import_forms
from models.answer_form import read_answer_form
from models.database import open_engine, upgrade
from models.definition import Definition
from models.errors import FileRefused
from models.opening import open_round
from models.round import Round
from models.settings import sqlite_url
from models.store import load_round

COMMAND = Path(sys.executable).with_name("udpegning")
SAMPLE = Path(__file__).parents[1] / "models" / "answer_by_libreoffice.xlsx"
WRONG = {**MAN, "email": "nej"}
AT = moment(DECIDED_ON.replace(month=2, day=10))


def opened(engine: Engine, definition: Definition) -> Round:
    """The round on the day after the decision, stored, and the same in memory."""
    at = moment(DECIDED_ON)
    with Session(engine) as session, session.begin():
        Office(round=open_round(session, definition, initials="TST", at=at).round).decide()
    return stored(engine)


def stored(engine: Engine) -> Round:
    with Session(engine) as session:
        return load_round(session, KEY)


@pytest.fixture
def installed(tmp_path: Path, definition: Definition) -> Iterator[Path]:
    """A folder with a database in which the KKR has decided on organisations, and the forms of two of them."""
    engine = open_engine(sqlite_url(tmp_path / "udpegning.db"))
    upgrade(engine)
    round_ = opened(engine, definition)
    (tmp_path / "di.xlsx").write_bytes(filled(round_, WOMAN, MAN))
    (tmp_path / "fh.xlsx").write_bytes(filled(round_, WOMAN, body="fh-ac", reason="Kun en kvinde ville."))
    (tmp_path / "wrong.xlsx").write_bytes(filled(round_, WOMAN, WRONG, body="tekniq"))
    yield tmp_path
    engine.dispose()


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a command printed and how it ended."""

    returncode: int
    stdout: str
    stderr: str


def run(folder: Path, *arguments: str, received_on: str = "2022-02-10") -> Done:
    """Run the command in this process, which spares its start, with the folder as installation and working folder."""
    kept = {name: None for name in os.environ if name.startswith("UDPEGNING_")}
    settings = {**kept, "UDPEGNING_FOLDER": str(folder), "COLUMNS": "160"}
    with contextlib.chdir(folder):
        done = CliRunner().invoke(app, ["import-nominations", *arguments, "--received-on", received_on], env=settings)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Done(returncode=done.exit_code, stdout=done.stdout, stderr=done.stderr)


def as_json(folder: Path, *arguments: str, code: int = 0) -> Any:
    done = run(folder, *arguments, "--initials", "tst", "--json")
    assert (done.returncode, done.stderr) == (code, "")
    return json.loads(done.stdout)


def in_database(place: Path | Engine) -> list[tuple[str, int, str]]:
    """Body, number of nominees and initials of every nomination that is stored."""
    engine = open_engine(sqlite_url(place / "udpegning.db")) if isinstance(place, Path) else place
    with Session(engine) as session:
        round_ = load_round(session, KEY)
        found = [(each.body.key, len(each.nominees), each.recorded_by) for each in round_.nominations]
    if isinstance(place, Path):
        engine.dispose()
    return found


def test_a_preview_shows_every_row_and_stores_nothing(installed: Path) -> None:
    shown = as_json(installed, "di.xlsx", "fh.xlsx")
    assert (shown["stored"], [(each["file"], each["round"], each["body"]) for each in shown["files"]]) == (
        False, [("di.xlsx", KEY, "di"), ("fh.xlsx", KEY, "fh-ac")],
    )  # fmt: skip
    assert shown["files"][0]["rows"] == [
        {"row": row, "name": name, "standing": "new", "changes": [], "wrong": []}
        for row, name in ((None, ""), (9, "Prøvekandidat 1"), (10, "Prøvekandidat 2"))
    ]
    assert [(each["refused"], [finding["rule"] for finding in each["findings"]]) for each in shown["files"]] == [
        ("", []), ("", ["B7", "B10"]),
    ]  # fmt: skip
    assert in_database(installed) == []


def test_what_is_stored_is_what_was_shown_and_a_second_time_changes_nothing(installed: Path) -> None:
    assert as_json(installed, "di.xlsx", "fh.xlsx", "--store")["stored"]
    assert in_database(installed) == [("di", 2, "TST"), ("fh-ac", 1, "TST")]
    again = as_json(installed, "di.xlsx", "fh.xlsx", "--store")
    assert {row["standing"] for each in again["files"] for row in each["rows"]} == {"unchanged"}
    assert len(in_database(installed)) == 2


def test_the_table_is_for_people(installed: Path) -> None:
    done = run(installed, "di.xlsx", "wrong.xlsx", "--initials", "TST", "--store")
    assert (done.returncode, done.stderr) == (1, "")
    assert f"di.xlsx: di in {KEY}. answer new; 2 nominees: 2 new" in done.stdout
    (row,) = [line for line in done.stdout.splitlines() if "wrong " in line]
    assert [part.strip() for part in row.split("│")[1:-1]] == [
        "10", "Prøvekandidat 2", "wrong", "C10 E-mail: it is not an e-mail address. Correct it.",
    ]  # fmt: skip
    assert done.stdout.splitlines()[-1] == "Nothing was stored."
    assert in_database(installed) == []


def test_without_store_it_says_how_to_store(installed: Path) -> None:
    done = run(installed, "di.xlsx", "--initials", "TST")
    assert done.stdout.splitlines()[-1] == "Nothing was stored. Add --store to store them."
    assert run(installed, "di.xlsx", "--initials", "TST", "--store").stdout.splitlines()[-1] == "Stored."


def test_a_name_cannot_steer_the_terminal_or_the_table(installed: Path) -> None:
    engine = open_engine(sqlite_url(installed / "udpegning.db"))
    name = "[red]Prøvekandidat[/red]"
    (installed / "di.xlsx").write_bytes(filled(stored(engine), {**WOMAN, "name": name}))
    engine.dispose()
    assert name in run(installed, "di.xlsx", "--initials", "TST").stdout


def test_an_answer_the_rules_do_not_allow_is_refused_with_the_rule(installed: Path) -> None:
    engine = open_engine(sqlite_url(installed / "udpegning.db"))
    with Session(engine) as session, session.begin():
        Office(round=load_round(session, KEY)).decide(organisations=["smvdanmark"])
    engine.dispose()
    (di, fh) = as_json(installed, "di.xlsx", "fh.xlsx", "--store", code=1)["files"]
    assert (fh["refused"], "B1" in di["refused"], "DI is not entitled" in di["refused"]) == ("", True, True)
    assert in_database(installed) == []


@pytest.mark.parametrize(
    "arguments, said",
    [
        pytest.param(["nej.xlsx", "udpegning.db", "di.xlsx", "--initials", "TST"],
                     "nej.xlsx: error file: there is no such file. Check the path.\n"
                     "udpegning.db: error file: it is not an Excel workbook (.xlsx), whatever its name says. Open it in the "
                     "program it was made with and save it as an Excel workbook (.xlsx).\n", id="every file that is no form"),
        pytest.param(["di.xlsx", "./di.xlsx", "--initials", "TST"],
                     "di.xlsx: error file: it is an answer of 'di', as di.xlsx is. Give only the one that holds.\n",
                     id="two answers of one body"),
        pytest.param(["di.xlsx", "--initials", "T1"], "--initials: write two to five letters, for instance ABC.\n",
                     id="initials that are none"),
    ],
)  # fmt: skip
def test_bad_input_exits_with_2_and_is_told_at_once(installed: Path, arguments: list[str], said: str) -> None:
    done = run(installed, *arguments, "--store")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
    assert in_database(installed) == []


def test_the_installed_command_says_what_to_do_without_a_database(tmp_path: Path) -> None:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("UDPEGNING_", "PYTHON"))}
    asked = [COMMAND, "import-nominations", SAMPLE, "--received-on", "2022-02-10", "--initials", "TST"]
    settings = {**inherited, "UDPEGNING_FOLDER": str(tmp_path), "PYTHONUTF8": "1"}
    done = subprocess.run(asked, env=settings, capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (
        2, "", f"There is no database at {tmp_path / 'udpegning.db'} yet. Start with 'udpegning up'.\n"
    )  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def taken_in(engine: Engine, *answers: bytes) -> list[Imported]:
    """As the command does with --store."""
    forms = [read_answer_form(answer, name=f"{place}.xlsx") for place, answer in enumerate(answers)]
    with Session(engine) as session:
        imported = import_forms(session, forms, received_on=AT.date(), initials="TST", at=AT)
        if not any(each.refused for each in imported):
            session.commit()
    return imported


def letters(engine: Engine) -> list[str]:
    return [letter.key for letter in stored(engine).letters if "/receipt/" in letter.key]


def test_all_are_stored_with_their_receipts(database: Engine, definition: Definition) -> None:
    round_ = opened(database, definition)
    taken_in(database, filled(round_, WOMAN, MAN), filled(round_, WOMAN, MAN, body="tekniq"))
    assert in_database(database) == [("di", 2, "TST"), ("tekniq", 2, "TST")]
    assert letters(database) == [f"{KEY}/receipt/di/1", f"{KEY}/receipt/tekniq/1"]


def test_one_wrong_form_keeps_all_of_them_out(database: Engine, definition: Definition) -> None:
    round_ = opened(database, definition)
    before = len(round_.events)
    imported = taken_in(database, filled(round_, WOMAN, MAN), filled(round_, WOMAN, WRONG, body="tekniq"))
    assert [bool(each.refused) for each in imported] == [False, True]
    after = stored(database)
    assert (after.nominations, after.people, letters(database), len(after.events)) == ([], [], [], before)


def test_a_form_of_a_round_that_is_not_here_is_refused_by_its_name(database: Engine, definition: Definition) -> None:
    round_ = opened(database, definition)
    round_.key = "fyn-2022-26"
    with pytest.raises(FileRefused) as caught:
        taken_in(database, filled(round_, WOMAN))
    assert str(caught.value) == (
        f"0.xlsx: error file: There is no round 'fyn-2022-26'. Open rounds are: {KEY}. "
        "Open the round first, or ask for the right form."
    )


def test_it_does_not_import_prefect() -> None:
    probe = "import sys, flows.command_line; sys.exit('prefect' in sys.modules or 'openpyxl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0
