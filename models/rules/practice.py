"""What the secretariats do where no source says it: working days (hverdage).

Not implemented: local closing days of an office.
"""

from collections.abc import Iterator
from datetime import date

from models.finding import Citation, Severity
from models.round import Round
from models.rules.registry import About, Remark, rule
from models.words import MilestoneKind
from models.workdays import is_working_day, last_working_day, next_working_day

PRACTICE = Citation(
    document="Practice of the secretariats (hverdage), no legal source",
    provision="",
    reference="the list of rules, D17",
    in_force_from=date(2018, 12, 1),
    checked=date(2026, 11, 24),
)
LATEST = (MilestoneKind.RECOMMENDATION, MilestoneKind.CONSTITUENT_MEETING)  # each has a day it must not pass
BY_LAW = (MilestoneKind.IN_OFFICE,)  # 1 April, whatever its weekday


@rule("D17", "Meetings and deadlines are on working days", Severity.ADVICE, About.PLAN, PRACTICE)
def on_a_working_day(round_: Round) -> Iterator[Remark]:
    """A forward deadline moves on to the next working day; what must come before a day moves back to the last one."""
    for milestone in round_.milestones:
        day = milestone.ends_on
        if milestone.kind in BY_LAW or is_working_day(day):
            continue
        proposed = last_working_day(day) if milestone.kind in LATEST else next_working_day(day)
        yield Remark(
            subject=f"milestones.{milestone.kind.value}",
            message=f"'{milestone.kind.value}' ends on {day:%A} {day}, which is no working day.",
            remedy=f"Choose {proposed:%A} {proposed}.",
        )
