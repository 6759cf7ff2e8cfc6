"""The letters to the bodies that have answered."""

from models.action import ActionKind
from models.completeness import OpenPoint, open_points
from models.due.answering import answers_of_the_kkr, questions
from models.errors import LetterRefused
from models.nomination import Acceptance
from models.rules.equality import departs
from models.words import LetterKind, Question
from notifications import danish
from notifications.letters.asking import still_open
from notifications.letters.case import Case
from notifications.rendering import Rendered, render_letter


def receipt(case: Case) -> Rendered:
    """Says what was registered, and what is missing."""
    points = open_points(case.nomination)
    return render_letter(
        "receipt",
        **still_open(case),
        nominees=case.nomination.nominees,
        reason=danish.quoted(case.nomination.reason) if case.nomination.reason else "",
        late=OpenPoint.LATE in points,
        explained=departs(case.nomination) and OpenPoint.BOTH_SEXES not in points,
    )


def acceptance(case: Case) -> Rendered:
    """Tells what the KKR says to a body's special reasons or its late nomination, on what ground, and what follows.

    Raises:
        LetterRefused: the action names no answer of the KKR that is in force.

    """
    given = answers_of_the_kkr(case.round).get(case.action.key)
    if given is None:
        raise LetterRefused(f"The action '{case.action.key}' names no answer of {case.round.appointing_body}.")
    common, about_reason = still_open(case), given.question is Question.REASON
    seats_open = any(seat.category is case.body.seat for seat in case.round.open_seats)
    against = _other(case, given, refused=True)
    counts = given.accepted and not against
    supplement = about_reason and not given.accepted and seats_open and not against
    lost = against is Question.LATE or (not about_reason and not given.accepted)
    missing = common["missing"] if seats_open and not lost else []
    waiting = _other(case, given, refused=False) if given.accepted else None
    return render_letter(
        "acceptance",
        **common | {"missing": missing},
        about_reason=about_reason,
        accepted=given.accepted,
        counts=counts,
        decided_on=given.decided_on,
        ground=danish.quoted(given.reason),
        both=danish.both_sexes(case.body.seats),
        supplement=supplement,
        against=against,
        waiting=waiting,
        nothing_more=not supplement and not waiting and (counts or not given.accepted),
    )


def _other(case: Case, given: Acceptance, *, refused: bool) -> Question | None:
    """The other question that the nomination asks of the KKR, when it was answered with no, or is not answered yet."""
    for question in questions(case.nomination):
        answer = case.nomination.acceptance(question)
        if question is not given.question and (
            answer is not None and not answer.accepted if refused else answer is None
        ):
            return question
    return None


LETTERS = {
    ActionKind.RECEIPT: (LetterKind.RECEIPT, receipt),
    ActionKind.TELL_ACCEPTANCE: (LetterKind.ACCEPTANCE, acceptance),
}
