"""Carrying out what a person does: the fact is recorded, and all that falls due with it is done, in the caller's transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from models.action import Action, ActionKind
from models.event import Event
from models.progress import Deadline, deadlines
from models.recording import Recorded
from models.round import Round
from models.transitions import DROPPED
from notifications.act import advance
from notifications.letters import LETTER_OF

NAMED = 5  # letters, in a message


@dataclass(frozen=True, kw_only=True)
class Done:
    """What one step did: what was recorded, what fell due with it, and the deadlines before and after.

    `letters` are the changes of letters in the trail, by the step itself and by what fell due with it; `overtaken` the keys
    of those that were cancelled by the latter.
    """

    recorded: Recorded
    due: list[Action]
    letters: list[Event]
    overtaken: list[str]
    before: list[Deadline]
    after: list[Deadline]

    def __str__(self) -> str:
        letters = sum(action.kind in LETTER_OF for action in self.due)
        also = f" Letters written with it: {letters}." if letters else ""
        if any(action.kind is ActionKind.SEAT for action in self.due):
            also += " The board took office."
        if self.overtaken:
            more = f" and {len(self.overtaken) - NAMED} more" if len(self.overtaken) > NAMED else ""
            also += f" Cancelled, since something overtook them: {', '.join(self.overtaken[:NAMED])}{more}."
        return self.recorded.message + also


def carry_out(round_: Round, step: Callable[[Round, datetime], Recorded], at: datetime) -> Done:
    """Record what a person did and do what it makes due. The caller commits, or rolls back what was only tried.

    Raises:
        UdpegningError: the step was refused; the round is spoilt, and the caller rolls back.

    """
    day = round_.day_of(at)
    before, first = deadlines(round_, day), len(round_.events)
    recorded = step(round_, at)
    then = len(round_.events)
    due = advance(round_, day, at)
    return Done(
        recorded=recorded,
        due=due,
        letters=[event for event in round_.events[first:] if event.what.startswith("letter ")],
        overtaken=[event.subject for event in round_.events[then:] if event.what == DROPPED],
        before=before,
        after=deadlines(round_, day),
    )
