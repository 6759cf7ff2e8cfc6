"""The real command in a process of its own: what it prints, how it exits, and that no error is a traceback."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session
from term import KEY, SHIPPED, TERM, changed

from models.database import open_engine, upgrade
from models.definition import Definition
from models.opening import open_round
from models.round import Round
from models.settings import sqlite_url
from models.store import FEW
from models.words import Verdict

COMMAND = Path(sys.executable).with_name("udpegning")
ROOT = Path(__file__).parents[2]
LATE_MEETING = ("on: 2022-01-21", "on: 2022-02-01")


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `udpegning` with its folder set; what it prints is read as UTF-8."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("UDPEGNING_", "PYTHON"))}
    done = subprocess.run(
        [COMMAND, *arguments],
        env={**inherited, "UDPEGNING_FOLDER": str(folder), "PYTHONUTF8": "1", **environment},
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def january(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose database holds the round as it stood on 21 January 2022."""
    folder = tmp_path_factory.mktemp("january")
    run(folder, "rehearse", KEY, "--until", "2022-01-21", "--database", f"sqlite:///{folder / 'udpegning.db'}")
    return folder


def test_the_shipped_term_has_no_finding(tmp_path: Path) -> None:
    done = run(tmp_path, "check", str(TERM))
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{TERM}: 0 errors, 0 other findings\n", "")


@pytest.mark.parametrize(
    "content, message",
    [
        pytest.param(SHIPPED.replace("release: automatic", "release: auto").encode(),
                     ":32: error file: 'release' is 'auto', which is unknown. Write one of 'automatic' or 'after-approval'.",
                     id="a word that is not known"),
        pytest.param(SHIPPED.replace("    name: Tekniq", "\tname: Tekniq").encode(),
                     ":96: error file: this is not valid YAML: found character '\\t' that cannot start any token. "
                     "Correct the line; check its indentation, colons and quotes.", id="a tab"),
        pytest.param(SHIPPED.encode("latin-1", "replace"), ":2: error file: the file is not UTF-8 text. Save it as UTF-8.",
                     id="Latin-1"),
    ],
)  # fmt: skip
def test_a_broken_file_is_told_with_its_line(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "term.yaml"
    path.write_bytes(content)
    done = run(tmp_path, "check", str(path))
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{path}{message}\n")


@pytest.mark.parametrize(
    "name, message",
    [
        pytest.param(
            ".",
            "the file cannot be read: it is a folder, a pipe or a device. Check the path and its rights.",
            id="a folder",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, name: str, message: str) -> None:
    done = run(tmp_path, "check", name)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{name}: error file: {message}\n")


def test_a_plan_that_breaks_a_rule_is_told_with_line_rule_source_and_remedy(tmp_path: Path) -> None:
    path = changed(tmp_path, LATE_MEETING)
    done = run(tmp_path, "check", str(path))
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        (
            f"{path}:39: error D2 (Forretningsorden for KKR 2022-2026 § 4 stk. 1): The constituent meeting on 2022-02-01 is "
            "not between the election and 2022-01-31. Hold it by 2022-01-31."
        ),
        (
            f"{path}:42: error D18 (Tidslinje og proces for udpegelser til erhvervshuse 2022-2026): 'requests' starts on "
            "2022-01-21, not after 'constituent-meeting', which ends on 2022-02-01. Put the dates in order."
        ),
        f"{path}: 2 errors, 0 other findings",
    ]


def test_advice_is_told_and_is_no_error(tmp_path: Path) -> None:
    path = changed(tmp_path, ("on: 2022-02-28", "on: 2022-02-25"))
    done = run(tmp_path, "check", str(path))
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, f"{path}: 0 errors, 2 other findings")
    assert [line.split(" (")[0] for line in done.stdout.splitlines()[:-1]] == [
        f"{path}:46: advice D6", f"{path}:46: advice D18",
    ]  # fmt: skip


def test_status_without_a_database_says_what_to_do(tmp_path: Path) -> None:
    done = run(tmp_path, "status")
    message = f"There is no database at {tmp_path / 'udpegning.db'} yet. Start with 'udpegning up'.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", message)
    assert list(tmp_path.iterdir()) == []


def test_status_shows_every_deadline_of_a_day(january: Path) -> None:
    done = run(january, "status", KEY, "--on", "2022-03-01", "--json")
    (shown,) = json.loads(done.stdout)["rounds"]
    assert (shown["round"], shown["verdict"]) == (KEY, "Deadline missed")
    assert [(each["kind"], each["state"], each["days_left"]) for each in shown["milestones"]] == [
        ("recommendation", "done", -137), ("constituent-meeting", "done", -39), ("requests", "done", -29),
        ("nominations", "missed", -1), ("clarification", "due", 14), ("appointment", "upcoming", 24),
        ("in-office", "upcoming", 31),
    ]  # fmt: skip
    assert shown["milestones"][3]["missing"][:2] == ["DI", "Dansk Erhverv"]


def test_status_prints_a_table(january: Path) -> None:
    done = run(january, "status", "--on", "2022-01-22", COLUMNS="160")
    first = done.stdout.splitlines()[0]
    assert first.rstrip() == f"Bestyrelsen for Erhvervshus Nordjylland 2022-26 ({KEY}) on 2022-01-22: On track"
    assert "Landbrug & Fødevarer" in done.stdout


def test_status_of_many_rounds_says_how_they_stand_and_which_need_somebody_most(
    tmp_path: Path, definition: Definition
) -> None:
    engine = open_engine(sqlite_url(tmp_path / "udpegning.db"))
    upgrade(engine)
    with Session(engine) as session, session.begin():
        for number in range(FEW + 1):
            numbered = definition.model_copy(update={"round": f"round-{number}"})
            open_round(session, numbered, initials="TST", at=datetime(2021, 10, 1, tzinfo=UTC))
        session.execute(update(Round).where(Round.key == "round-7").values(verdict=Verdict.DEADLINE_MISSED))
    engine.dispose()
    counts, pressing, _ = run(tmp_path, "status").stdout.splitlines()
    assert counts.startswith(f"{FEW + 1} rounds in play, as they stood when ")
    assert counts.endswith(f": 1 Deadline missed, {FEW} On track.")
    assert pressing.startswith("Those that need somebody most: round-7, round-0, ")
    assert len(json.loads(run(tmp_path, "status", "--json").stdout)["rounds"]) == FEW + 1
    assert "(round-3)" in run(tmp_path, "status", "round-3").stdout


@pytest.mark.parametrize(
    "encoding, shown",
    [
        pytest.param("ascii", "Landbrug & F?devarer", id="no Danish letters"),
        pytest.param("cp1252", "Landbrug & Fødevarer", id="no lines for tables"),
    ],
)
def test_a_terminal_that_cannot_show_everything_is_no_reason_to_stop(january: Path, encoding: str, shown: str) -> None:
    arguments = ("status", "--on", "2022-01-22")
    plain = {"PYTHONUTF8": "0", "PYTHONIOENCODING": encoding, "LC_ALL": "C", "COLUMNS": "160"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("UDPEGNING_", "PYTHON"))}
    done = subprocess.run(
        [COMMAND, *arguments], env={**kept, "UDPEGNING_FOLDER": str(january), **plain}, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert shown in done.stdout.decode(encoding)


def test_json_loses_nothing_on_a_terminal_that_cannot_show_it(january: Path) -> None:
    arguments = ("status", "--on", "2022-01-22", "--json")
    ascii_only = run(january, *arguments, PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C")
    whole = run(january, *arguments)
    assert json.loads(ascii_only.stdout) == json.loads(whole.stdout)
    assert ("Fødevarer" in whole.stdout, ascii_only.stdout.isascii()) == (True, True)


@pytest.mark.parametrize(
    "arguments, code, words",
    [
        pytest.param(["status", "--on", "21-01-2022"], 2, "'21-01-2022' does not match the formats", id="a day"),
        pytest.param(["status", "nope"], 1, f"There is no round 'nope'. Open rounds are: {KEY}.", id="a round"),
        pytest.param(["rehearse", "nope"], 1, "nope: error file: there is no such file. Check the path.", id="a term"),
        pytest.param(["rehearse", KEY, "--database", "nope"], 1, "The database address cannot be used here",
                     id="no address"),
        pytest.param(["rehearse", KEY, "--database", "postgresql://127.0.0.1:1/x"], 1,
                     "The database postgresql+psycopg://127.0.0.1:1/x cannot be opened", id="nobody answers"),
        pytest.param(["nope"], 2, "No such command 'nope'", id="a command"),
    ],
)  # fmt: skip
def test_a_wrong_word_is_told(january: Path, arguments: list[str], code: int, words: str) -> None:
    done = run(january, *arguments, COLUMNS="200")
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr


def test_a_password_in_a_database_address_is_not_printed(tmp_path: Path) -> None:
    done = run(tmp_path, "rehearse", KEY, "--database", "postgresql://me:hunter2@127.0.0.1:1/x")
    assert (done.returncode, "hunter2" in done.stdout + done.stderr) == (1, False)


@pytest.mark.parametrize("arguments", [["--help"], ["status"], ["check", str(TERM)]], ids=lambda words: words[0])
def test_what_has_to_be_quick_does_not_import_prefect(tmp_path: Path, arguments: list[str]) -> None:
    script = (
        "import sys\n"
        "from flows.command_line import main\n"
        "try:\n    main()\n"
        "except SystemExit:\n    pass\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'prefect', 'flows'}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], env={**os.environ, "UDPEGNING_FOLDER": str(tmp_path)}, cwd=ROOT,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "['flows']"
