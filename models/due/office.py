"""What falls due in the office: what staff are told."""

from collections.abc import Iterator
from datetime import date, timedelta

from models.action import Action, ActionKind
from models.progress import MilestoneState, deadlines
from models.round import Round


def missed(round_: Round, today: date) -> Iterator[Action]:
    """Staff are told once of every deadline that passed."""
    for row in deadlines(round_, today):
        if row.state is MilestoneState.MISSED:
            yield Action(
                key=f"{round_.key}/missed/{row.kind}/{row.ends_on}",
                kind=ActionKind.TELL_MISSED,
                due_on=row.ends_on + timedelta(days=1),
                milestone=row.kind,
            )
