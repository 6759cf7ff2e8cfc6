"""Writes the table "Legal basis" of the README from the registry of rules: python -m docs.legal_basis."""

from pathlib import Path

from models.rules.check import MODULES
from models.rules.registry import in_order

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "(made by `python -m docs.legal_basis`, checked by a test) -->\n", "<!-- rules: end -->"


def table() -> str:
    """The table, one rule a row, in the order of the rules' numbers."""
    rows = [
        f"| {rule.number} | {rule.title} | {rule.cites} | {rule.severity} | `{rule.check.__module__.replace('.', '/')}.py` |"
        for rule in in_order()
        if rule.check.__module__ in {module.__name__ for module in MODULES}
    ]
    return "\n".join(("| | Rule | Source | Acts as | Module |", "|---|---|---|---|---|", *rows)) + "\n"


def with_table(readme: str) -> str:
    """The README with the table in its place."""
    before, _, rest = readme.partition(BEGIN)
    return before + BEGIN + table() + END + rest.partition(END)[2]


if __name__ == "__main__":
    README.write_text(with_table(README.read_text()))
