"""Writes the table of states in docs/letters.md from the table in code: python -m docs.letter_tables."""

from pathlib import Path

from models.transitions import TRANSITIONS

PAGE = Path(__file__).parent / "letters.md"
BEGIN, END = "(made by `python -m docs.letter_tables`, checked by a test) -->\n", "<!-- transitions: end -->"


def table() -> str:
    """The ways from state to state, one a row."""
    rows = [f"| {before} | {after} | {why} |" for before, ways in TRANSITIONS.items() for after, why in ways.items()]
    return "\n".join(("| From | To | When |", "|---|---|---|", *rows)) + "\n"


def with_table(page: str) -> str:
    """The page with the table in its place."""
    before, _, rest = page.partition(BEGIN)
    return before + BEGIN + table() + END + rest.partition(END)[2]


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
