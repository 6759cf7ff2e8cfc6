"""What rules say, short enough to compare."""

from collections.abc import Iterable

from models.finding import Finding, Severity

ERROR, EXPLAIN, ADVICE = Severity.ERROR, Severity.EXPLAIN, Severity.ADVICE
Said = list[tuple[str, Severity, str]]


def said(findings: Iterable[Finding]) -> Said:
    """Rule, severity and subject of each finding, sorted."""
    return sorted((finding.rule, finding.severity, finding.subject) for finding in findings)
