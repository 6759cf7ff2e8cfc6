"""What falls due with the appointments: the letters to those who were appointed and who were not, and taking office."""

from collections.abc import Iterator
from datetime import date

from models.action import Action, ActionKind
from models.round import Round
from models.rules.check import check_board
from models.words import MilestoneKind


def seating(round_: Round, today: date) -> Iterator[Action]:
    """The board takes office on its day once it is complete and the rules allow it."""
    complete_on = max((member.decided_on for member in round_.members), default=today)
    due_on = max(round_.milestone(MilestoneKind.IN_OFFICE).starts_on, complete_on)
    if due_on <= today and not any(finding.blocks for finding in check_board(round_, today, final=True)):
        yield Action(key=f"{round_.key}/seated", kind=ActionKind.SEAT, due_on=due_on)
