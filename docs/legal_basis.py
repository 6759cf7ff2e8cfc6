"""Writes the table "Legal basis" of the README from the registry of rules: python -m docs.legal_basis."""

import re
from collections import defaultdict
from pathlib import Path

from models.rules.check import every_rule
from models.rules.registry import Rule

ROOT = Path(__file__).parent.parent
README, TESTS = ROOT / "README.md", ROOT / "tests" / "models" / "rules"
BEGIN, END = "(made by `python -m docs.legal_basis`, checked by a test) -->\n", "<!-- rules: end -->"
NAMED = re.compile(r"^def test_([a-d]\d+)_(?:kept|broken)_", re.MULTILINE)


def table() -> str:
    """The table, one rule a row, in the order of the rules' numbers."""
    tests = _tests()
    heading = ("| | Rule | Source | Acts as | Module | Tests |", "|---|---|---|---|---|---|")
    return "\n".join((*heading, *(_row(rule, tests[rule.number]) for rule in every_rule()))) + "\n"


def with_table(readme: str) -> str:
    """The README with the table in its place."""
    before, _, rest = readme.partition(BEGIN)
    return before + BEGIN + table() + END + rest.partition(END)[2]


def _row(rule: Rule, tests: set[str]) -> str:
    module = f"`{rule.module.removeprefix('models.rules.').replace('.', '/')}.py`"
    shown = ", ".join(f"`{name}`" for name in sorted(tests)) or f"not decided by software: {rule.left_to}"
    return f"| {rule.number} | {rule.title} | {rule.wordings[0]} | {rule.severity or 'people'} | {module} | {shown} |"


def _tests() -> dict[str, set[str]]:
    """The test modules that show a rule kept and broken, by its number."""
    tests = defaultdict(set)
    for path in TESTS.glob("test_*.py"):
        for number in NAMED.findall(path.read_text(encoding="utf-8")):
            tests[number.upper()].add(path.name)
    return tests


if __name__ == "__main__":
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
