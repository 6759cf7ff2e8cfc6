"""The letters to the bodies that have answered."""

from models.action import ActionKind
from models.completeness import OpenPoint, open_points
from models.rules.equality import departs
from models.words import LetterKind
from notifications import danish
from notifications.letters.case import Case
from notifications.rendering import Rendered, render_letter


def receipt(case: Case) -> Rendered:
    """Says what was registered, and what is missing."""
    body, nomination = case.body, case.nomination
    points = open_points(nomination)
    return render_letter(
        "receipt",
        **case.common,
        body=body,
        nomination=nomination,
        nominees=nomination.nominees,
        late=OpenPoint.LATE in points,
        explained=departs(nomination) and OpenPoint.BOTH_SEXES not in points,
        missing=[danish.open_point(point, seats=body.seats) for point in points if point is not OpenPoint.LATE],
    )


LETTERS = {ActionKind.RECEIPT: (LetterKind.RECEIPT, receipt)}
