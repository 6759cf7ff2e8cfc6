"""The README is true where a test can tell."""

import re
from pathlib import Path

from docs.legal_basis import with_table

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


def test_the_legal_basis_is_the_registry_of_rules() -> None:
    assert with_table(README) == README


def test_every_picture_and_file_it_links_to_is_there() -> None:
    linked = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert linked
    assert [path for path in linked if not (ROOT / path).exists()] == []


def test_the_plain_pip_lines_are_those_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for options in ("--no-deps --require-hashes --requirement", "--no-deps --no-build-isolation --editable ."):
        assert options in README
        assert options in makefile


def test_every_setting_is_explained() -> None:
    from models.settings import Settings

    short = {f"_{name.removeprefix('smtp_').upper()}" for name in ("smtp_port", "smtp_user", "smtp_password")}
    assert all(each in README for each in short)
    hidden = {"letters_folder", "smtp_port", "smtp_user", "smtp_password"}
    assert [n for n in Settings.model_fields if n not in hidden and f"UDPEGNING_{n.upper()}" not in README] == []
