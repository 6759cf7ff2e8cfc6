"""Where a round stands on a day: the state of every milestone, as staff see it in the deadline table."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from models.correspondence import as_missing
from models.departed import never_filled
from models.finding import Finding
from models.form import Form, form
from models.round import Body, Milestone, Round
from models.rules.check import dated_tasks
from models.words import (
    BodyKind,
    DecisionKind,
    LetterKind,
    LetterState,
    MilestoneKind,
    RoundState,
    SeatCategory,
    Verdict,
)


class MilestoneState(StrEnum):
    """What a milestone is on a day. `due`: its day has come, or its window is open, and it is not done."""

    DONE = "done"
    UPCOMING = "upcoming"
    DUE = "due"
    MISSED = "missed"


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A row of the deadline table. `days_left` counts to the last day; `missing` are names; `to_do` is for staff.

    `forms` are those that `to_do` names in quotes.
    """

    kind: MilestoneKind
    title: str
    starts_on: date
    ends_on: date
    days_left: int
    state: MilestoneState
    missing: list[str]
    to_do: str
    forms: tuple[Form, ...]
    source: str


@dataclass(frozen=True, kw_only=True)
class _Step:
    title: str
    to_do: str
    missing: Callable[[Round], list[str]]
    forms: tuple[Form, ...] = field(default=())


def unanswered(round_: Round) -> list[Body]:
    """The entitled bodies that have not answered; the region has once it has appointed a member."""
    answered = {id(nomination.body) for nomination in round_.nominations}
    region_done = not any(seat.category is SeatCategory.REGION for seat in never_filled(round_))
    return [
        body
        for body in round_.entitled_bodies
        if not (region_done if body.kind is BodyKind.REGION else id(body) in answered)
    ]


def deadlines(round_: Round, today: date) -> list[Deadline]:
    """Every milestone of the round in its order, as it stands on that day."""
    return [_deadline(round_, milestone, today) for milestone in round_.milestones]


def verdict(rows: list[Deadline]) -> Verdict:
    """The worst of the rows decides."""
    states = {row.state for row in rows}
    if MilestoneState.MISSED in states:
        return Verdict.DEADLINE_MISSED
    return Verdict.ACTION_NEEDED if MilestoneState.DUE in states else Verdict.ON_TRACK


def tasks_ahead(round_: Round, today: date) -> list[Finding]:
    """The dated tasks before the meetings that are not over, in the order of their days; some days may have passed."""
    return [task for task in dated_tasks(round_) if today <= round_.milestone(MilestoneKind(task.subject)).ends_on]


def _deadline(round_: Round, milestone: Milestone, today: date) -> Deadline:
    step = STEPS[milestone.kind]
    missing = step.missing(round_)
    if milestone.kind is MilestoneKind.CLARIFICATION:
        missing = missing if today <= milestone.ends_on else []
    if not missing:
        state = MilestoneState.DONE
    elif today < milestone.starts_on:
        state = MilestoneState.UPCOMING
    else:
        state = MilestoneState.DUE if today <= milestone.ends_on else MilestoneState.MISSED
    return Deadline(
        kind=milestone.kind,
        title=step.title,
        starts_on=milestone.starts_on,
        ends_on=milestone.ends_on,
        days_left=(milestone.ends_on - today).days,
        state=state,
        missing=missing,
        to_do=step.to_do if state in (MilestoneState.DUE, MilestoneState.MISSED) else "",
        forms=step.forms,
        source=milestone.source,
    )


def asked_on(round_: Round, body: Body) -> date | None:
    """The day a body's request left, or None: a request that has not left asks nobody."""
    requests = (each for each in round_.letters if each.kind is LetterKind.REQUEST and each.body is body)
    return min((round_.day_of(each.sent_at) for each in requests if each.sent_at), default=None)


def _not_recommended(round_: Round) -> list[str]:
    return [] if round_.decision(DecisionKind.RECOMMENDATION) else ["the recommendation"]


def _not_constituted(round_: Round) -> list[str]:
    filled_there = (SeatCategory.CHAIR, SeatCategory.MUNICIPAL)
    missing = [] if round_.decision(DecisionKind.ORGANISATIONS) else ["organisations and criteria"]
    open_there = any(seat.category in filled_there for seat in never_filled(round_))
    return [*missing, "chair and municipal members"] if open_there else missing


def _not_requested(round_: Round) -> list[str]:
    on_the_way = (LetterState.QUEUED, LetterState.SENDING, LetterState.SENT)
    requests = [letter for letter in round_.letters if letter.kind is LetterKind.REQUEST]
    requested = {id(letter.body) for letter in requests if letter.state in on_the_way}
    bodies = round_.entitled_bodies
    answered = {id(body) for body in bodies} - {id(body) for body in unanswered(round_)}
    missing = [as_missing(round_, body) for body in bodies if id(body) not in requested | answered]
    return missing if bodies else ["organisations and criteria"]


def _not_answered(round_: Round) -> list[str]:
    if not round_.entitled_bodies:
        return ["organisations and criteria"]
    return [as_missing(round_, body) for body in unanswered(round_)] if round_.open_seats else []


def _not_appointed(round_: Round) -> list[str]:
    return [seat.key for seat in round_.open_seats]


def _not_seated(round_: Round) -> list[str]:
    return [] if round_.state is RoundState.SEATED else _not_appointed(round_) or ["the board takes office"]


STEPS = {
    MilestoneKind.RECOMMENDATION: _Step(
        title="Outgoing KKR's recommendation (indstilling)",
        to_do="Record the recommendation with 'record-decision'.",
        forms=(form("record-decision", kind=DecisionKind.RECOMMENDATION.value),),
        missing=_not_recommended,
    ),
    MilestoneKind.CONSTITUENT_MEETING: _Step(
        title="Constituent meeting (konstituerende møde)",
        to_do="Record the organisations and criteria with 'record-decision', and the chair and members with "
        "'record-chair-and-members'.",
        forms=(form("record-decision", kind=DecisionKind.ORGANISATIONS.value), form("record-chair-and-members")),
        missing=_not_constituted,
    ),
    MilestoneKind.REQUESTS: _Step(
        title="Requests for nominations (anmodninger)",
        to_do="Record the decision on organisations with 'record-decision': the requests then go out by themselves. If one "
        "has not left, see the page of letters.",
        forms=(form("record-decision", kind=DecisionKind.ORGANISATIONS.value),),
        missing=_not_requested,
    ),
    MilestoneKind.NOMINATIONS: _Step(
        title="Deadline for nominations (indstillingsfrist)",
        to_do="Call those who have not answered; register answers with 'register-nomination', and the region's member "
        "with 'record-region-member'.",
        forms=(form("register-nomination"), form("record-region-member")),
        missing=_not_answered,
    ),
    MilestoneKind.CLARIFICATION: _Step(
        title="Clarification of nominees (afklaring)",
        to_do="Prepare the appointments; look at the round page.",
        missing=_not_appointed,
    ),
    MilestoneKind.APPOINTMENT: _Step(
        title="Appointment of the others (udpegning)",
        to_do="Record the appointments with 'record-appointments'.",
        forms=(form("record-appointments"),),
        missing=_not_appointed,
    ),
    MilestoneKind.IN_OFFICE: _Step(
        title="The board takes office (tiltrædelse)",
        to_do="Complete the board; 'check-board' says what stands in its way. Until then the present members keep their seats.",
        forms=(form("check-board"),),
        missing=_not_seated,
    ),
}
