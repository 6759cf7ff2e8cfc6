"""The shipped term file, and copies of it with something changed."""

from pathlib import Path

from terms import term_file

KEY = "nordjylland-2022-26"
TERM = term_file(KEY)
SHIPPED = TERM.read_text(encoding="utf-8")


def changed(folder: Path, *edits: tuple[str, str]) -> Path:
    """A copy of the shipped term with texts replaced, each of which stands there once."""
    text = SHIPPED
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path = folder / "term.yaml"
    path.write_text(text, encoding="utf-8")
    return path
