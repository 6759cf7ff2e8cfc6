"""Starting the system, as far as it can be shown without starting all of it."""

import subprocess
import sys
from pathlib import Path

import pytest

from flows.system import NotRunning, Running, prefect_settings
from models.settings import Settings, sqlite_url


def test_a_process_that_ends_by_itself_ends_the_system_and_says_where_its_log_is(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        running = Running(environment={}, processes={log: process})
        with pytest.raises(NotRunning, match=f"The worker stopped by itself. Its last words are in {log}."):
            running.watch()


def test_files_named_from_the_working_folder_are_the_same_for_every_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings(
        folder=Path("here"),
        database_url="sqlite:///rounds.db",
        letters_folder=Path("post"),
        smtp_ca_file=Path("ca.pem"),
    )
    passed = prefect_settings(settings)
    assert {name: value for name, value in passed.items() if name.startswith("UDPEGNING_")} == {
        "UDPEGNING_FOLDER": str(tmp_path / "here"),
        "UDPEGNING_DATABASE_URL": sqlite_url(tmp_path / "rounds.db"),
        "UDPEGNING_LETTERS_FOLDER": str(tmp_path / "post"),
        "UDPEGNING_SMTP_CA_FILE": str(tmp_path / "ca.pem"),
    }


@pytest.mark.parametrize("url", ["postgresql://user@host/rounds", "sqlite:////var/rounds.db", "sqlite:///:memory:"])
def test_other_database_addresses_stay_as_they_are(url: str) -> None:
    assert Settings(database_url=url).database == url
