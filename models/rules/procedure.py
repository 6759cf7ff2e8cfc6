"""Rules of procedure of the KKR 2022-26 (forretningsorden, FO, agenda item 5.2).

Not implemented: how the KKR itself is composed and constituted (§§ 3 and 4 stk. 2) beyond the dates, and its finances (§ 6).
Of kommunestyrelsesloven, to which § 4 stk. 4 refers, only the counting of § 24 is built (`models.elections`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from models.election_record import elected
from models.election_year import LATEST_CONSTITUENT, third_tuesday_of_november
from models.entries import AttendanceEntry, ElectionEntry
from models.errors import EntryRefused
from models.finding import Citation, Severity
from models.nomination import Decision, same_name
from models.round import Milestone, Round
from models.rules.registry import About, Remark, rule
from models.words import DecisionKind, MilestoneKind, SeatCategory
from models.workdays import days_before, week_before, working_days_before

FO = Citation(
    document="Forretningsorden for KKR 2022-2026",
    provision="",
    reference="KKR Nordjyllands dagsordenspunkt 5.2",
    in_force_from=date(2022, 1, 1),
    checked=date(2026, 11, 24),
)
OWN_ITEMS_DAYS = 10  # § 5 stk. 4, calendar days
ALLIANCE_WORKING_DAYS = 3  # § 4 stk. 2
MEETINGS = (MilestoneKind.RECOMMENDATION, MilestoneKind.CONSTITUENT_MEETING, MilestoneKind.APPOINTMENT)
ORDINARY_MEETINGS = (MilestoneKind.RECOMMENDATION, MilestoneKind.APPOINTMENT)


def _fo(provision: str) -> Citation:
    return replace(FO, provision=provision)


@rule(
    "D2",
    "The KKR constitutes itself by 31 January after the municipal election",
    Severity.ERROR,
    About.PLAN,
    _fo("§ 4 stk. 1"),
)
def constituted_by_january(round_: Round) -> Iterator[Remark]:
    """The election is on the third Tuesday of November."""
    election = round_.election_day
    if election != third_tuesday_of_november(election.year):
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


@rule(
    "D10",
    "One is elected by majority, several by proportional election, ties by lot",
    Severity.ERROR,
    About.PLAN,
    _fo("§ 4 stk. 4; kommunestyrelsesloven § 24 stk. 1 og 3"),
)
def elected_are_appointed(round_: Round) -> Iterator[Remark]:
    """Of a recorded election: who it elects is who was appointed. An agreement (enighed) is not counted."""
    decision = round_.decision(DecisionKind.CHAIR_AND_MEMBERS)
    if decision is None or not decision.election:
        return
    seats = sum(seat.category is SeatCategory.MUNICIPAL for seat in round_.seats)
    subject = decision.kind.value
    try:
        result = elected(ElectionEntry.model_validate(decision.election), seats)
    except EntryRefused as refused:
        yield Remark(subject=subject, message=str(refused), remedy="Correct the record of the election.")
        return
    for category, names in (
        (SeatCategory.CHAIR, None if result.chair is None else [result.chair]),
        (SeatCategory.MUNICIPAL, result.members),
    ):
        if names is not None and _names(names) != _names(_appointed_then(round_, decision, category)):
            yield Remark(
                subject=subject,
                message=f"The election gives the seats '{category}' to others than those who were appointed.",
                remedy="Correct the votes, the order of the candidates, or who was appointed.",
            )


def _names(names: Iterable[str]) -> list[str]:
    return sorted(map(same_name, names))


def _appointed_then(round_: Round, decision: Decision, category: SeatCategory) -> list[str]:
    return [
        appointment.person.name
        for appointment in round_.appointments
        if appointment.seat
        and appointment.seat.category is category
        and appointment.decided_on == decision.decided_on
        and not appointment.entered_in_error
    ]


def _meetings(round_: Round, kinds: Iterable[MilestoneKind]) -> list[Milestone]:
    """Those that these rules of procedure are in force for: the outgoing KKR may have met under its own."""
    return [meeting for kind in kinds if FO.in_force_on((meeting := round_.milestone(kind)).starts_on)]


@rule("D11", "The agenda goes out a week before the meeting", Severity.ADVICE, About.DAYS, _fo("§ 5 stk. 5"))
def agenda_goes_out(round_: Round) -> Iterator[Remark]:
    """Senest ugedagen forud; of a window, before its first day."""
    for meeting in _meetings(round_, MEETINGS):
        yield Remark(
            subject=meeting.kind.value,
            due_on=week_before(meeting.starts_on),
            message=f"The agenda (dagsorden) of the meeting on {meeting.starts_on} goes out.",
            remedy="In special cases it may be later; then say so in the minutes.",
        )


@rule(
    "D12",
    "Members' own items arrive 10 days before an ordinary meeting",
    Severity.ADVICE,
    About.DAYS,
    _fo("§ 5 stk. 4"),
)
def own_items_arrive(round_: Round) -> Iterator[Remark]:
    """Skriftligt; the constituent meeting is no ordinary one."""
    for meeting in _meetings(round_, ORDINARY_MEETINGS):
        yield Remark(
            subject=meeting.kind.value,
            due_on=days_before(meeting.starts_on, OWN_ITEMS_DAYS),
            message=f"Last day for members' own items (forslag) for the meeting on {meeting.starts_on}.",
            remedy="They come in writing.",
        )


@rule(
    "D13",
    "Electoral alliances are notified three working days before the constituent meeting",
    Severity.ADVICE,
    About.DAYS,
    _fo("§ 4 stk. 2"),
)
def alliances_are_notified(round_: Round) -> Iterator[Remark]:
    """Only for the election of the KKR's own chair and vice-chair."""
    meeting = round_.milestone(MilestoneKind.CONSTITUENT_MEETING)
    yield Remark(
        subject=meeting.kind.value,
        due_on=working_days_before(meeting.starts_on, ALLIANCE_WORKING_DAYS),
        message="Last day to notify alliances (valgforbund) for the election of the KKR's chair and vice-chair.",
        remedy="The parties notify the secretariat.",
    )


@rule(
    "D14", "The KKR decides with half its members present, by majority", Severity.ERROR, About.PLAN, _fo("§ 5 stk. 9")
)
def kkr_could_decide(round_: Round) -> Iterator[Remark]:
    """On a tie the chair's vote decides. That nothing is recorded about it is shown only."""
    for decision in _in_force(round_):
        if not FO.in_force_on(decision.decided_on):
            continue  # decided by the outgoing KKR, under its own rules of procedure
        if not decision.attendance:
            yield Remark(
                subject=decision.kind.value,
                severity=Severity.ADVICE,
                message=f"How many were present at the decision '{decision.kind}' is not recorded.",
                remedy="Record the decision again with its attendance.",
            )
            continue
        recorded = AttendanceEntry.model_validate(decision.attendance)
        voted = (recorded.votes_for or 0) + (recorded.votes_against or 0)
        could_vote = recorded.members if recorded.in_writing else recorded.present
        if recorded.present > recorded.members or voted > could_vote:
            yield Remark(
                subject=decision.kind.value,
                message=f"{recorded.present} of {recorded.members} members were present and {voted} voted: "
                "the numbers do not fit.",
                remedy="Correct the numbers.",
            )
        if not recorded.in_writing and 2 * recorded.present < recorded.members:
            yield Remark(
                subject=decision.kind.value,
                message=f"{recorded.present} of {recorded.members} members were present, fewer than half: "
                "the KKR could not decide.",
                remedy="Correct the numbers, or let a meeting with a quorum (beslutningsdygtigt) decide.",
            )
        if not _carried(recorded):
            yield Remark(
                subject=decision.kind.value,
                message=f"{recorded.votes_for or 0} voted for it and {recorded.votes_against or 0} against: "
                "it was not carried.",
                remedy="Correct the numbers; on a tie the chair's vote decides (formandens stemme).",
            )


@rule("D15", "Cases are heard in writing in special cases only", Severity.ADVICE, About.PLAN, _fo("§ 5 stk. 10"))
def heard_in_writing(round_: Round) -> Iterator[Remark]:
    """Skriftlig høring: what made the case special is recorded with the decision."""
    for decision in _in_force(round_):
        if decision.attendance.get("in_writing") and not decision.attendance.get("special_case", "").strip():
            yield Remark(
                subject=decision.kind.value,
                message=f"The decision '{decision.kind}' was heard in writing, and why is not recorded.",
                remedy="Record the decision again with what made it a special case.",
            )


def _in_force(round_: Round) -> list[Decision]:
    return [decision for kind in DecisionKind if (decision := round_.decision(kind)) is not None]


def _carried(recorded: AttendanceEntry) -> bool:
    """Whether it was; what nobody asked a vote about was agreed upon."""
    if recorded.votes_for is None and recorded.votes_against is None:
        return True
    votes_for, votes_against = recorded.votes_for or 0, recorded.votes_against or 0
    return votes_for > votes_against or (votes_for == votes_against and recorded.chair_for)


@rule(
    "D16",
    "Names and reasons of nominees stay out of what is published",
    Severity.ERROR,
    About.PLAN,
    _fo("§ 5 stk. 1, 5 og 6"),
)
def nominees_are_not_published(round_: Round) -> Iterator[Remark]:
    """Of the decisions, whose words stand in the published agendas and minutes and in the requests."""
    for decision in _in_force(round_):
        if names_nominees(round_, f"{decision.criteria} {decision.consideration}"):
            yield Remark(
                subject=decision.kind.value,
                message="Its criteria or its consideration name a nominee, or repeat the reason of a body.",
                remedy="Agendas and minutes are published: leave names and reasons out.",
            )


def names_nominees(round_: Round, text: str) -> bool:
    """Whether a text meant for publication holds the name of a nominee or the reason of a body."""
    said = same_name(text)
    reasons = [same_name(nomination.reason) for nomination in round_.nominations]
    names = [same_name(person.name) for person in round_.people if person.nomination is not None]
    telling = [words for words in (*reasons, *names) if " " in words]  # one word alone may mean something else
    return any(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", said) for words in telling)
