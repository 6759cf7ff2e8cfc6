"""`udpegning export-case`, the real command: what it says, and what it refuses. `tests/notifications` has what it writes."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from case_files import check_bag, read_page
from office import DECIDED_ON, moment
from sqlalchemy.orm import Session
from system import UDPEGNING
from term import KEY

from flows.export_case import export_case
from models.database import open_engine, upgrade
from models.definition import Definition
from models.errors import DatabaseNotReady, UdpegningError
from models.opening import open_round
from models.settings import sqlite_url


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, definition: Definition) -> Iterator[Path]:
    """A folder with a database in which the round has been opened."""
    folder = tmp_path_factory.mktemp("installation")
    engine = open_engine(sqlite_url(folder / "udpegning.db"))
    upgrade(engine)
    with Session(engine) as session, session.begin():
        open_round(session, definition, initials="TST", at=moment(DECIDED_ON))
    yield folder
    engine.dispose()


def test_the_command_writes_a_case_file_and_says_where_to_begin(installation: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [UDPEGNING, "export-case", KEY, str(tmp_path / "sag")], env=os.environ | {"UDPEGNING_FOLDER": str(installation)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    files = int(check_bag(tmp_path / "sag")["Payload-Oxum"].partition(".")[2])
    assert done.stdout == (
        f"{files} files written to {tmp_path / 'sag'}. Begin with data/index.html; to check them: "
        "sha256sum -c manifest-sha256.txt\n"
    )
    assert read_page(tmp_path / "sag").texts[0] == (
        "title", "Case file (sagsmappe): Bestyrelsen for Erhvervshus Nordjylland 2022-26",
    )  # fmt: skip


@pytest.mark.parametrize(
    "round_key, to, said",
    [
        pytest.param("nope", "new", f"There is no round 'nope'. Open rounds are: {KEY}.", id="a round that is not there"),
        pytest.param(KEY, "file", "{to} is there already and is no empty folder; it was left as it is. Name another one.",
                     id="a file"),
        pytest.param(KEY, "file/in", "The case file cannot be written to {to}: Not a directory. Nothing of it was left there. "
                     "Mend that, or name another folder.", id="a folder in a file"),
    ],
)  # fmt: skip
def test_what_cannot_be_exported_is_told_and_nothing_is_written(
    installation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, round_key: str, to: str, said: str
) -> None:
    monkeypatch.setenv("UDPEGNING_FOLDER", str(installation))
    (tmp_path / "file").write_text("x")
    with pytest.raises(UdpegningError) as refused:
        export_case(round_key, tmp_path / to)
    assert str(refused.value) == said.format(to=tmp_path / to)
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_without_a_database_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UDPEGNING_FOLDER", str(tmp_path))
    with pytest.raises(DatabaseNotReady, match="There is no database at .* yet. Start with 'udpegning up'"):
        export_case(KEY, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
