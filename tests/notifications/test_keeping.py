"""Files for their owner alone, and folders that are whole or not there; with a disk that is full for real."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_IMODE

import pytest

from models.errors import EntryRefused
from notifications.keeping import keep, whole

FULL = 1000  # bytes


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_and_its_folders_are_for_their_owner_alone(tmp_path: Path) -> None:
    keep(tmp_path / "en" / "to" / "fil", b"x")
    made = {each.name: S_IMODE(each.stat().st_mode) for each in (tmp_path / "en", *(tmp_path / "en").rglob("*"))}
    assert made == {"en": 0o700, "to": 0o700, "fil": 0o600}


def test_a_folder_is_there_once_it_is_whole(tmp_path: Path) -> None:
    with whole(tmp_path / "ny" / "sag") as place:
        keep(place / "fil", b"x")
        assert not (tmp_path / "ny" / "sag").exists()
    assert [each.name for each in tmp_path.rglob("*")] == ["ny", "sag", "fil"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "sag").mkdir()
    with whole(tmp_path / "sag") as place:
        keep(place / "fil", b"x")
    assert [each.name for each in tmp_path.rglob("*")] == ["sag", "fil"]


def test_of_what_the_disk_does_not_take_nothing_is_left(tmp_path: Path) -> None:
    def write_too_much() -> None:
        with no_file_larger_than(FULL), whole(tmp_path / "sag") as place:
            keep(place / "lille", b"x" * FULL)
            keep(place / "stor", b"x" * (FULL + 1))

    with pytest.raises(OSError, match="File too large"):
        write_too_much()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", ["a file", "a folder with something in it"])
def test_what_is_there_is_refused_and_stays(tmp_path: Path, there: str) -> None:
    keep(tmp_path / "sag" if there == "a file" else tmp_path / "sag" / "fil", b"x")
    before = list(tmp_path.rglob("*"))
    with pytest.raises(EntryRefused, match="Name another one"), whole(tmp_path / "sag"):
        pytest.fail("it was begun")
    assert list(tmp_path.rglob("*")) == before


def test_what_came_into_the_folder_meanwhile_stays_and_nothing_else_does(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="not empty"), whole(tmp_path / "sag"):
        keep(tmp_path / "sag" / "fil", b"x")
    assert [each.name for each in tmp_path.rglob("*")] == ["sag", "fil"]
