"""What rules say, short enough to compare."""

from collections.abc import Iterable
from datetime import date

from models.definition import Definition, MilestoneDefinition
from models.finding import Finding, Severity
from models.opening import build_round
from models.rules.check import check_plan
from models.words import MilestoneKind

ERROR, EXPLAIN, ADVICE = Severity.ERROR, Severity.EXPLAIN, Severity.ADVICE
Said = list[tuple[str, Severity, str]]


def said(findings: Iterable[Finding]) -> Said:
    """Rule, severity and subject of each finding, sorted."""
    return sorted((finding.rule, finding.severity, finding.subject) for finding in findings)


def on_plan(definition: Definition, **changes: object) -> Said:
    """What the rules say about the plan of the shipped round with something changed in its term file."""
    return said(check_plan(build_round(definition.model_copy(update=changes))))


def on_day(definition: Definition, kind: str, first: date, last: date | None = None) -> Definition:
    """The shipped term with one milestone on another day or in another window."""
    days = {"on": first} if last is None else {"from": first, "to": last}
    milestone = MilestoneDefinition.model_validate({**days, "source": "a test"})
    return definition.model_copy(update={"milestones": {**definition.milestones, MilestoneKind(kind): milestone}})


def moved(definition: Definition, kind: str, first: date, last: date | None = None) -> Said:
    """What the rules say when one milestone of the shipped plan is on another day or in another window."""
    return on_plan(on_day(definition, kind, first, last))
