"""The README is true where a test can tell."""

import re
from pathlib import Path

import typer

from docs import letter_tables
from docs.legal_basis import with_table

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


def test_the_legal_basis_is_the_registry_of_rules() -> None:
    assert with_table(README) == README


def test_every_picture_and_file_it_links_to_is_there() -> None:
    linked = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert linked
    assert [path for path in linked if not (ROOT / path).exists()] == []


def test_every_picture_of_the_guide_is_shown_and_there() -> None:
    shown = set(re.findall(r"\]\((images/guide/[^)]+)\)", (ROOT / "docs" / "guide.md").read_text()))
    assert shown == {f"images/guide/{file.name}" for file in (ROOT / "docs" / "images" / "guide").iterdir()}


def test_every_form_stands_in_the_guide_by_its_name() -> None:
    guide = (ROOT / "docs" / "guide.md").read_text()
    forms = re.findall(r"^  - name: ([0-3]\d .+)$", (ROOT / "prefect.yaml").read_text(), re.MULTILINE)
    assert forms
    assert [name for name in forms if f"**{name}**" not in guide] == []


def test_the_plain_lines_are_those_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text().replace("$(BIN)", ".venv/bin")
    options = ("--no-deps --require-hashes --requirement", "--no-deps --no-build-isolation --editable .")
    started = re.findall(r"^\.venv/bin/(?:udpegning|python).*$", README, re.MULTILINE)
    assert len(started) == 2
    for line in (*options, *started):
        assert line in README
        assert line in makefile


def test_every_setting_is_explained_and_no_other() -> None:
    from models.settings import Settings

    explained = set(re.findall(r"`(UDPEGNING_\w+)`", README.partition("## Settings")[2].partition("\n## ")[0]))
    assert explained == {f"UDPEGNING_{name.upper()}" for name in Settings.model_fields}


def test_what_operations_says_of_settings_and_commands_is_there() -> None:
    from flows.command_line import app
    from models.settings import Settings

    page = (ROOT / "docs" / "operations.md").read_text()
    commands = set(re.findall(r"(?:`|bin/)udpegning ([a-z-]+)", page)) - {"health"}
    assert {"server", "worker", "up", "doubt-letters"} <= commands
    assert commands <= set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    named = set(re.findall(r"UDPEGNING_\w+", page))
    assert named <= {f"UDPEGNING_{name.upper()}" for name in Settings.model_fields}


def test_the_table_of_states_is_the_one_in_code() -> None:
    page = (ROOT / "docs" / "letters.md").read_text()
    assert letter_tables.with_table(page) == page
