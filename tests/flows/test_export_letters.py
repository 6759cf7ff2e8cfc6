"""`udpegning export-letters`, the real command: the exact bytes that were handed over, and what it refuses."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from stat import S_IMODE

import pytest
from office import DECIDED_ON, Office, moment
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from system import UDPEGNING

from models.database import open_engine, upgrade
from models.definition import Definition
from models.opening import open_round
from models.settings import Settings, sqlite_url
from notifications.act import advance
from notifications.delivery import deliver_due

NOW = moment(DECIDED_ON)
ROUND = "nordjylland-2022-26"
NAME = f"{ROUND}.request.di"


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory, definition: Definition) -> Iterator[tuple[Path, Engine]]:
    """A folder with a database whose letters have been delivered to the Maildir `letters` beside it."""
    folder = tmp_path_factory.mktemp("sent")
    engine = open_engine(sqlite_url(folder / "udpegning.db"))
    upgrade(engine)
    with Session(engine) as session, session.begin():
        round_ = open_round(session, definition, initials="TST", at=NOW).round
        Office(round=round_).decide(organisations=["di", "smvdanmark"])
        advance(round_, DECIDED_ON, NOW)
    deliver_due(engine, Settings(letters_folder=folder / "letters"), lambda: NOW)
    yield folder, engine
    engine.dispose()


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command `export-letters` with its folder set."""
    return subprocess.run(
        [UDPEGNING, "export-letters", *arguments], env=os.environ | {"UDPEGNING_FOLDER": str(folder)}, cwd=folder,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def exported(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_what_is_exported_is_what_was_delivered_to_the_byte(sent: tuple[Path, Engine], tmp_path: Path) -> None:
    folder, _ = sent
    to = tmp_path / "made" / "for it"
    done = run(folder, ROUND, str(to))
    delivered = exported(folder / "letters" / "new")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{len(delivered)} hand-overs written to {to}\n"
    assert exported(to) == delivered
    assert f"{NAME}.eml" in delivered
    assert (S_IMODE(to.stat().st_mode), {S_IMODE(file.stat().st_mode) for file in to.iterdir()}) == (0o700, {0o600})
    again = run(folder, ROUND, str(to))
    assert (again.stdout, exported(to)) == (done.stdout, delivered)


@pytest.mark.parametrize(
    "round_key, to, said",
    [
        pytest.param("nope", "new", f"There is no round 'nope'. Open rounds are: {ROUND}.", id="a round that is not there"),
        pytest.param(ROUND, "file", "The letters cannot be written to {to}: File exists. Name another folder.", id="a file"),
        pytest.param(ROUND, "file/in", "The letters cannot be written to {to}: Not a directory. Name another folder.",
                     id="a folder in a file"),
    ],
)  # fmt: skip
def test_what_cannot_be_exported_is_told_and_nothing_is_written(
    sent: tuple[Path, Engine], tmp_path: Path, round_key: str, to: str, said: str
) -> None:
    (tmp_path / "file").write_text("x")
    target = tmp_path / to
    done = run(sent[0], round_key, str(target))
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{said.format(to=target)}\n")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_without_a_database_it_says_what_to_do(tmp_path: Path) -> None:
    done = run(tmp_path, ROUND, "out")
    said = f"There is no database at {tmp_path / 'udpegning.db'} yet. Start with 'udpegning up'.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)
    assert list(tmp_path.iterdir()) == []
