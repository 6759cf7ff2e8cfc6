"""Which letter an action of the plan asks for, and what stands in it."""

from datetime import date

from models.completeness import OpenPoint, open_points
from models.errors import LetterRefused
from models.plan import Action, ActionKind
from models.progress import asked_on, unanswered
from models.round import Body, Round
from models.rules.equality import departs
from models.rules.timeline import COMMON_DEADLINES
from models.words import BodyKind, DecisionKind, LetterKind, MilestoneKind
from notifications import danish
from notifications.rendering import Rendered, render_letter

LETTER_OF = {
    ActionKind.REQUEST: LetterKind.REQUEST,
    ActionKind.REMIND: LetterKind.REMINDER,
    ActionKind.RECEIPT: LetterKind.RECEIPT,
    ActionKind.TELL_MISSED: LetterKind.DEADLINE_MISSED,
}


def write_letter(round_: Round, action: Action, today: date) -> Rendered:
    """The letter of an action in `LETTER_OF`, as it reads today; nothing is stored.

    Raises:
        LetterRefused: a value does not fit into a letter.

    """
    deadline = round_.milestone(MilestoneKind.NOMINATIONS).ends_on
    common = {"round": round_, "key": action.key, "deadline": deadline, "overdue": today > deadline}
    body = round_.body(action.body)
    match action.kind, body:
        case ActionKind.REQUEST, Body():
            return _request(round_, body, today, common)
        case ActionKind.REMIND, Body():
            return _reminder(round_, body, today, common)
        case ActionKind.RECEIPT, Body():
            return _receipt(round_, body, action, common)
        case ActionKind.TELL_MISSED, None:
            return _deadline_missed(round_, action, common)
    raise LetterRefused(f"No letter is written for '{action.kind}' to {action.body!r}.")


def _request(round_: Round, body: Body, today: date, common: dict[str, object]) -> Rendered:
    return render_letter(
        f"request-{body.kind}",
        **common,
        body=body,
        today=today,
        decision=round_.decision(DecisionKind.ORGANISATIONS),
        seat=danish.SEATS[body.seat],
        places=sum(seat.category is body.seat for seat in round_.seats),
        deadline_is_common=COMMON_DEADLINES.get(round_.term_from) == common["deadline"],
        appointment=round_.milestone(MilestoneKind.APPOINTMENT),
    )


def _reminder(round_: Round, body: Body, today: date, common: dict[str, object]) -> Rendered:
    deadline = round_.milestone(MilestoneKind.NOMINATIONS).ends_on
    return render_letter(
        "reminder",
        **common,
        body=body,
        region=body.kind is BodyKind.REGION,
        asked_on=asked_on(round_, body),
        days_left=(deadline - today).days,
    )


def _receipt(round_: Round, body: Body, action: Action, common: dict[str, object]) -> Rendered:
    answers = (each for each in round_.nominations if each.body is body and each.number == action.nomination)
    nomination = next(answers)
    points = open_points(nomination)
    return render_letter(
        "receipt",
        **common,
        body=body,
        nomination=nomination,
        nominees=nomination.nominees,
        late=OpenPoint.LATE in points,
        explained=departs(nomination) and OpenPoint.BOTH_SEXES not in points,
        missing=[danish.open_point(point, seats=body.seats) for point in points if point is not OpenPoint.LATE],
    )


def _deadline_missed(round_: Round, action: Action, common: dict[str, object]) -> Rendered:
    kind = action.milestone
    if kind is None:
        raise LetterRefused(f"The action '{action.key}' names no milestone.")
    milestone = round_.milestone(kind)
    answering = kind is MilestoneKind.NOMINATIONS
    filling = kind in (MilestoneKind.APPOINTMENT, MilestoneKind.IN_OFFICE)
    return render_letter(
        "deadline-missed",
        **common | {"deadline": milestone.ends_on},
        milestone=danish.MILESTONES[kind],
        bodies=[body.name for body in unanswered(round_)] if answering else [],
        seats=[danish.SEATS[seat.category] for seat in round_.open_seats] if filling else [],
    )
