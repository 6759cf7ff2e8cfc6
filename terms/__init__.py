"""The shipped round definitions: one YAML file per round, and beside it the scenario of its rehearsal."""

from pathlib import Path

FOLDER = Path(__file__).parent


def term_file(name: str) -> Path:
    """The file of a shipped round by its key, else `name` read as a path."""
    shipped = {file.stem: file for file in FOLDER.glob("*.yaml")}
    return shipped.get(name, Path(name))


def scenario_file(term: Path) -> Path:
    """The scenario that stands beside a term file."""
    return term.with_suffix(".scenario.yaml")
