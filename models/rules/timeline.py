"""Rules of the timeline and process memo for the boards 2022-26 (TL, agenda item 5.5), and the meeting rules (FO).

Not implemented yet: elections (FO § 4 stk. 4), agenda and alliance deadlines (FO §§ 4-5), publication (FO §§ 5-6).
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from models.finding import Citation, Severity
from models.nomination import Nomination
from models.round import Round
from models.rules.registry import About, Remark, rule
from models.words import MilestoneKind
from models.workdays import working_days_between

TL = Citation(
    document="Tidslinje og proces for udpegelser til erhvervshuse 2022-2026",
    provision="",
    reference="KKR Nordjyllands dagsordenspunkt 5.5",
    in_force_from=date(2021, 10, 15),
    checked=date(2026, 11, 23),
)
FO = Citation(
    document="Forretningsorden for KKR 2022-2026",
    provision="§ 4 stk. 1",
    reference="KKR Nordjyllands dagsordenspunkt 5.2",
    in_force_from=date(2022, 1, 1),
    checked=date(2026, 11, 23),
)
ELECTION_MONTH, TUESDAY, THIRD_WEEK = 11, 1, range(15, 22)
LATEST_CONSTITUENT = (1, 31)  # month, day
COMMON_DEADLINES = {date(2022, 4, 1): date(2022, 2, 28)}  # by the day the boards take office
FAIR_WORKING_DAYS = 20  # our default, not in the sources


@rule("B6", "Nominations are made in writing", Severity.ADVICE, About.NOMINATION, TL)
def nomination_is_written(nomination: Nomination) -> Iterator[Remark]:
    """Skriftligt."""
    if not nomination.in_writing:
        yield Remark(
            subject=nomination.body.key,
            message=f"{nomination.body.name} has not nominated in writing.",
            remedy="Ask for the nomination in writing.",
        )


def is_late(nomination: Nomination) -> bool:
    """Whether it came after the deadline as it stands now."""
    return nomination.received_on > nomination.round.milestone(MilestoneKind.NOMINATIONS).ends_on


@rule("B12", "A nomination after the deadline needs the KKR's acceptance", Severity.EXPLAIN, About.NOMINATION, TL)
def nomination_is_in_time(nomination: Nomination) -> Iterator[Remark]:
    """It is kept and marked late."""
    if is_late(nomination):
        deadline = nomination.round.milestone(MilestoneKind.NOMINATIONS).ends_on
        yield Remark(
            subject=nomination.body.key,
            message=f"{nomination.body.name} answered on {nomination.received_on}, after the deadline {deadline}.",
            remedy="Record the KKR's acceptance as the reason if it is to count.",
        )


@rule("D2", "The KKR constitutes itself by 31 January after the municipal election", Severity.ERROR, About.PLAN, FO)
def constituted_by_january(round_: Round) -> Iterator[Remark]:
    """The election is on the third Tuesday of November."""
    election = round_.election_day
    if (election.month, election.weekday()) != (ELECTION_MONTH, TUESDAY) or election.day not in THIRD_WEEK:
        yield Remark(
            subject="election_day",
            message=f"{election} is not the third Tuesday of November.",
            remedy="Correct the election day.",
        )
    latest = date(election.year + 1, *LATEST_CONSTITUENT)
    meeting = round_.milestone(MilestoneKind.CONSTITUENT_MEETING)
    if not election < meeting.starts_on <= meeting.ends_on <= latest:
        yield Remark(
            subject=f"milestones.{meeting.kind.value}",
            message=f"The constituent meeting on {meeting.ends_on} is not between the election and {latest}.",
            remedy=f"Hold it by {latest}.",
        )


@rule("D6", "One deadline, common to all five KKR and the regions", Severity.ERROR, About.PLAN, TL)
def deadline_is_common(round_: Round) -> Iterator[Remark]:
    """A window is an error; another day than the common one is shown."""
    deadline = round_.milestone(MilestoneKind.NOMINATIONS)
    subject = f"milestones.{deadline.kind.value}"
    if deadline.starts_on != deadline.ends_on:
        yield Remark(subject=subject, message="The deadline is not one day.", remedy="Write it as 'on: <day>'.")
    common = COMMON_DEADLINES.get(round_.term_from)
    if common is not None and deadline.ends_on != common:
        yield Remark(
            subject=subject,
            severity=Severity.ADVICE,
            message=f"The deadline {deadline.ends_on} is not the common one, {common}.",
            remedy="Agree it with the other KKR and the region.",
        )


@rule("D9", "The board takes office on 1 April", Severity.ERROR, About.PLAN, TL)
def in_office_with_the_term(round_: Round) -> Iterator[Remark]:
    """The day of the milestone and the first day of the term are one."""
    milestone = round_.milestone(MilestoneKind.IN_OFFICE)
    if not milestone.starts_on == milestone.ends_on == round_.term_from:
        yield Remark(
            subject=f"milestones.{milestone.kind.value}",
            message=f"The board takes office on {milestone.ends_on}, the term starts on {round_.term_from}.",
            remedy="Make them the same day.",
        )


@rule("D18", "The milestones come in order and leave a fair time to answer", Severity.ERROR, About.PLAN, TL)
def milestones_in_order(round_: Round) -> Iterator[Remark]:
    """Out of order is an error; a short time to answer is shown."""
    ordered = [round_.milestone(kind) for kind in MilestoneKind]
    overlapping = (MilestoneKind.CONSTITUENT_MEETING, MilestoneKind.REQUESTS)  # requests may go out the same day
    for earlier, later in pairwise(ordered):
        same_day = earlier.kind in overlapping and later.starts_on == earlier.ends_on
        if later.starts_on <= earlier.ends_on and not same_day:
            yield Remark(
                subject=f"milestones.{later.kind.value}",
                message=f"'{later.kind.value}' starts on {later.starts_on}, "
                f"not after '{earlier.kind.value}', which ends on {earlier.ends_on}.",
                remedy="Put the dates in order.",
            )
    requests, deadline = round_.milestone(MilestoneKind.REQUESTS), round_.milestone(MilestoneKind.NOMINATIONS)
    days = working_days_between(requests.ends_on, deadline.ends_on)
    if days < FAIR_WORKING_DAYS:
        yield Remark(
            subject=f"milestones.{deadline.kind.value}",
            severity=Severity.ADVICE,
            message=f"The organisations have {days} working days to answer, fewer than {FAIR_WORKING_DAYS}.",
            remedy="Send the requests earlier or move the deadline.",
        )
