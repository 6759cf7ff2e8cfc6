"""What comes next in all rounds, in one list: milestones that are not done and the dated tasks before the meetings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from models.progress import MilestoneState, deadlines, tasks_ahead
from models.round import Round

AHEAD = 3  # of each round, besides what is missed or due: one list holds many rounds


@dataclass(frozen=True, kw_only=True)
class Dated:
    """One line: its last day, the round, what it is, and where it stands on that day."""

    on: date
    round_key: str
    what: str
    state: MilestoneState

    @property
    def presses(self) -> bool:
        """Whether it should have been done, or is to be done now."""
        return self.state in (MilestoneState.MISSED, MilestoneState.DUE)


def agenda(rounds: Sequence[Round], today: date) -> list[Dated]:
    """What is missed or due in any round, then what comes next in each, both by date."""
    found = [line for round_ in rounds for line in _next(round_, today)]
    return sorted(found, key=lambda line: (not line.presses, line.on, line.round_key))


def _next(round_: Round, today: date) -> Iterator[Dated]:
    lines = sorted([*_milestones(round_, today), *_tasks(round_, today)], key=lambda line: line.on)
    yield from (line for line in lines if line.presses)
    yield from [line for line in lines if not line.presses][:AHEAD]


def _milestones(round_: Round, today: date) -> Iterator[Dated]:
    for row in deadlines(round_, today):
        if row.state is not MilestoneState.DONE:
            yield Dated(on=row.ends_on, round_key=round_.key, what=row.title, state=row.state)


def _tasks(round_: Round, today: date) -> Iterator[Dated]:
    """Nobody records that a task was done, so it is missed for nobody: it stays until its meeting is over."""
    for task in tasks_ahead(round_, today):
        if task.due_on is not None:
            state = MilestoneState.UPCOMING if today < task.due_on else MilestoneState.DUE
            yield Dated(on=task.due_on, round_key=round_.key, what=f"{task.rule}: {task.message}", state=state)
