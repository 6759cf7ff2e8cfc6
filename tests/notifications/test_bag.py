"""A bag by RFC 8493: what is in it is listed, and what was changed since is found."""

import subprocess
from pathlib import Path

import pytest
from case_files import check_bag

from notifications.bag import Bag


@pytest.fixture
def bag(tmp_path: Path) -> Bag:
    bag = Bag(tmp_path)
    assert [bag.add(path, content) for path, content in (("to/b.txt", b"12"), ("a.txt", b""))] == ["to/b.txt", "a.txt"]
    return bag


def test_what_it_says_of_itself_is_what_is_in_it(bag: Bag, tmp_path: Path) -> None:
    bag.close({"External-Identifier": "prøve"})
    assert check_bag(tmp_path) == {"External-Identifier": "prøve", "Payload-Oxum": "2.2"}
    lines = (tmp_path / "manifest-sha256.txt").read_text().splitlines()
    assert [line.partition("  ")[2] for line in lines] == ["data/a.txt", "data/to/b.txt"]


def test_a_file_is_in_it_once(bag: Bag) -> None:
    with pytest.raises(ValueError, match="a.txt is in the bag already"):
        bag.add("a.txt", b"another")


@pytest.mark.parametrize("file", ["data/to/b.txt", "bag-info.txt"])
def test_what_was_changed_since_is_found(bag: Bag, tmp_path: Path, file: str) -> None:
    bag.close({"External-Identifier": "prøve"})
    (tmp_path / file).write_bytes(b"13")
    with pytest.raises(subprocess.CalledProcessError):
        check_bag(tmp_path)
