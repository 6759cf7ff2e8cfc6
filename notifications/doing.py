"""Carrying out what a person does: the fact is recorded, and all that falls due with it is done, in the caller's transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from models.action import Action
from models.event import Event
from models.progress import Deadline, deadlines
from models.recording import Recorded
from models.round import Round
from models.transitions import DROPPED
from notifications.act import advance

NAMED = 5  # letters, in a message


@dataclass(frozen=True, kw_only=True)
class Done:
    """What one step did: what was recorded, what fell due with it, and what it says of the round before and after."""

    day: date
    recorded: Recorded
    due: list[Action]
    events: list[Event]
    before: list[Deadline]
    after: list[Deadline]

    @property
    def dropped(self) -> list[str]:
        """The keys of letters that the step overtook."""
        return [event.subject for event in self.events if event.what == DROPPED]

    def __str__(self) -> str:
        also = f" Fell due with it: {len(self.due)}." if self.due else ""
        if self.dropped:
            more = f" and {len(self.dropped) - NAMED} more" if len(self.dropped) > NAMED else ""
            also += f" Cancelled, since something overtook them: {', '.join(self.dropped[:NAMED])}{more}."
        return self.recorded.message + also


def carry_out(round_: Round, step: Callable[[Round, datetime], Recorded], at: datetime) -> Done:
    """Record what a person did and do what it makes due. The caller commits, or rolls back what was only tried.

    Raises:
        UdpegningError: the step was refused; the round is spoilt, and the caller rolls back.

    """
    day = round_.day_of(at)
    before = deadlines(round_, day)
    recorded = step(round_, at)
    known = len(round_.events)
    due = advance(round_, day, at)
    return Done(
        day=day, recorded=recorded, due=due, events=round_.events[known:], before=before, after=deadlines(round_, day)
    )
