"""A finding is what a rule has to say; a citation is where the rule stands. Rules never decide silently."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How a finding acts: an error blocks, `explain` blocks until a reason is recorded, advice is only shown."""

    ERROR = "error"
    EXPLAIN = "explain"
    ADVICE = "advice"


@dataclass(frozen=True, kw_only=True)
class Citation:
    """Where a rule stands: an act or document, its provision, and the days it is in force.

    `reference` is the ELI address of an act or the name of the source document; `in_force_to` is the last day, None
    while it is in force; `checked` is the day somebody last held the rule against the text, None where nobody has.
    """

    document: str
    provision: str
    reference: str
    in_force_from: date
    in_force_to: date | None = None
    checked: date | None = None

    def __str__(self) -> str:
        return f"{self.document} {self.provision}".strip()

    def in_force_on(self, day: date) -> bool:
        """Whether the provision applies on that day."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One remark (bemærkning) of one rule about one thing.

    `rule` is the rule's number or `file` for a file's form; `subject` the key of what it is about (a seat, a body, a path
    in a file). Set where they apply: `file` and `line` (1-based) of a file, `reason`, `reason_by` and `reason_on` of an
    explanation, `due_on` of a task for a day.
    """

    rule: str
    severity: Severity
    subject: str = ""
    message: str
    remedy: str
    source: str = ""
    file: str = ""
    line: int | None = None
    reason: str = ""
    reason_by: str = ""
    reason_on: date | None = None
    due_on: date | None = None

    @property
    def blocks(self) -> bool:
        """Whether the step may not be taken as things stand."""
        return self.severity is Severity.ERROR or (self.severity is Severity.EXPLAIN and not self.reason)

    def as_json(self) -> dict[str, Any]:
        """Every field, ready for JSON: days as year-month-day."""
        return {name: str(value) if isinstance(value, date) else value for name, value in asdict(self).items()}

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.line else f"{self.file}: " if self.file else ""
        source = f" ({self.source})" if self.source else ""
        reason = f" {self.given_reason}" if self.reason else ""
        return f"{place}{self.severity} {self.rule}{source}: {self.message} {self.remedy}{reason}".strip()

    @property
    def given_reason(self) -> str:
        """The reason that was given, by whom and when; empty when there is none."""
        on = f" on {self.reason_on}" if self.reason_on else ""
        return f"Reason given by {self.reason_by}{on}: {self.reason}" if self.reason else ""


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that nothing explains away: what has one is not legal."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]
