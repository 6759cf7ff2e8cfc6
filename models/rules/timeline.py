"""Rules of the timeline and process memo for the boards 2022-26 (TL, agenda item 5.5).

Not implemented: that the five KKR hold their meetings alike; each round knows its own.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from models.clarification import unsettled
from models.finding import Citation, Severity
from models.nomination import Nomination
from models.round import Round
from models.rules.registry import About, Board, Remark, rule
from models.words import BodyKind, DecisionKind, MilestoneKind, Question
from models.workdays import working_days_between

TL = Citation(
    document="Tidslinje og proces for udpegelser til erhvervshuse 2022-2026",
    provision="",
    reference="KKR Nordjyllands dagsordenspunkt 5.5",
    in_force_from=date(2021, 10, 15),
    checked=date(2026, 11, 24),
)
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
    """It is kept and marked late; what the KKR did not accept no other reason explains."""
    if is_late(nomination):
        deadline = nomination.round.milestone(MilestoneKind.NOMINATIONS).ends_on
        answer = nomination.acceptance(Question.LATE)
        accepted = answer if answer is not None and answer.accepted else None
        refused = answer is not None and not answer.accepted
        yield Remark(
            subject=nomination.body.key,
            severity=Severity.ERROR if refused else None,
            message=f"{nomination.body.name} answered on {nomination.received_on}, "
            f"after the deadline {deadline}.{' The KKR did not accept that.' if refused else ''}",
            remedy="" if accepted else "If it is to count, record the KKR's acceptance with 'record-acceptance'.",
            reason=accepted.reason if accepted else "",
            reason_by=accepted.recorded_by if accepted else "",
            reason_on=accepted.decided_on if accepted else None,
        )


@rule(
    "D1", "The outgoing KKR recommends organisations and criteria at its last meeting", Severity.ADVICE, About.PLAN, TL
)
def outgoing_kkr_recommends(round_: Round) -> Iterator[Remark]:
    """That none is recorded is said by the deadline table; here, that one is dated after the old KKR's time."""
    recommendation = round_.decision(DecisionKind.RECOMMENDATION)
    constituent = round_.milestone(MilestoneKind.CONSTITUENT_MEETING)
    if recommendation is not None and recommendation.decided_on >= constituent.starts_on:
        yield Remark(
            subject=DecisionKind.RECOMMENDATION.value,
            message=f"The recommendation of {recommendation.decided_on} is not from before the constituent meeting.",
            remedy="Check its date: the outgoing KKR recommends, and it stands down at that meeting.",
        )


@rule(
    "D3",
    "The constituent meeting appoints chair and members and approves organisations",
    Severity.ADVICE,
    About.PLAN,
    TL,
)
def decided_at_the_constituent_meeting(round_: Round) -> Iterator[Remark]:
    """Shown for a decision that is dated another day."""
    meeting = round_.milestone(MilestoneKind.CONSTITUENT_MEETING)
    for kind in (DecisionKind.ORGANISATIONS, DecisionKind.CHAIR_AND_MEMBERS):
        decision = round_.decision(kind)
        if decision is not None and not meeting.starts_on <= decision.decided_on <= meeting.ends_on:
            yield Remark(
                subject=kind.value,
                message=f"The decision '{kind}' is dated {decision.decided_on}, "
                f"and the constituent meeting is on {meeting.starts_on}.",
                remedy="Check the date, or move the milestone to the day on which the meeting was held.",
            )


@rule("D4", "The KKR asks business, labour and knowledge organisations in writing", Severity.ADVICE, About.PLAN, TL)
def every_kind_is_asked(round_: Round) -> Iterator[Remark]:
    """Shown once the KKR has decided and nobody is asked for a seat that is filled on nomination."""
    asked = {body.seat for body in round_.entitled_bodies}
    for seat in {seat.category: seat for seat in round_.seats if seat.nominated_by}.values():
        if round_.decision(DecisionKind.ORGANISATIONS) is not None and seat.category not in asked:
            yield Remark(
                subject=seat.category.value,
                message=f"The decision on organisations names nobody who nominates for the seat '{seat.category}'.",
                remedy="Record a decision that names at least one, or the seat stays empty.",
            )


@rule("D5", "The KKR asks the region to let the regional council appoint one member", Severity.ERROR, About.PLAN, TL)
def region_is_asked(round_: Round) -> Iterator[Remark]:
    """By the common deadline."""
    if not any(body.kind is BodyKind.REGION for body in round_.bodies):
        yield Remark(
            subject="bodies",
            message="No body of kind 'region' is asked.",
            remedy="Add the region under 'bodies' in the term file.",
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


@rule("D7", "The candidates are clarified between the deadline and the appointments", Severity.ADVICE, About.BOARD, TL)
def candidates_are_clarified(board: Board) -> Iterator[Remark]:
    """Shown when the window has closed, for nominees for seats that are still open."""
    window = board.round.milestone(MilestoneKind.CLARIFICATION)
    open_categories = {seat.category for seat in board.open_seats}
    for nomination in board.round.nominations if board.on > window.ends_on else ():
        if nomination.replaced or nomination.body.seat not in open_categories:
            continue
        points = Counter(point for person in nomination.nominees for point in unsettled(person))
        if points:
            yield Remark(
                subject=nomination.body.key,
                message=f"Nominees of {nomination.body.name} have open points: {', '.join(sorted(points))}.",
                remedy="Ask, and record the answers with 'record-clarification', or waive what is not needed.",
            )


@rule("D8", "The KKR appoints the remaining members in the window for it", Severity.ADVICE, About.BOARD, TL)
def appointed_in_the_window(board: Board) -> Iterator[Remark]:
    """Shown for the members appointed on nomination on another day."""
    window = board.round.milestone(MilestoneKind.APPOINTMENT)
    for member in board.members:
        on_nomination = member.seat is not None and member.seat.nominated_by is not None
        if on_nomination and not window.starts_on <= member.decided_on <= window.ends_on:
            yield Remark(
                subject=member.seat.key if member.seat else "",
                message=f"The member was appointed on {member.decided_on}, "
                f"and the window is {window.starts_on} - {window.ends_on}.",
                remedy="Check the date; a day before the deadline for nominations would pass over those still to answer.",
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
