"""What falls due in the office: what staff are told."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from models.action import Action, ActionKind
from models.errors import EntryRefused
from models.finding import Finding
from models.progress import Deadline, MilestoneState, deadlines, tasks_ahead
from models.recording.letters import in_doubt
from models.round import Round
from models.signals import signals
from models.words import LetterState, SignalName

A_WEEK = timedelta(days=7)
NOT_TOLD = (ActionKind.DIGEST.value, ActionKind.NOTICE.value, ActionKind.CHECK.value)
TOLD_OF_LETTERS = tuple(f"letter {each}" for each in (LetterState.FAILED, LetterState.BOUNCED, LetterState.UNCERTAIN))


@dataclass(frozen=True, kw_only=True)
class Week:
    """What there is to say to staff on a Monday.

    `happened` counts the kinds of events of the seven days before it, in the order in which they happened; `deadlines`
    are due, missed or end within a week, and `tasks` are for a day of that week; `letters` is how many wait for a person.
    """

    happened: dict[str, int]
    deadlines: list[Deadline]
    tasks: list[Finding]
    letters: int

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.happened or self.deadlines or self.tasks or self.letters)


def week(round_: Round, monday: date) -> Week:
    """The week that begins on that Monday."""
    before = (event.what for event in round_.events if monday - A_WEEK <= event.on < monday)
    next_monday = monday + A_WEEK
    return Week(
        happened=dict(Counter(what for what in before if _is_told(what))),
        deadlines=[row for row in deadlines(round_, monday) if _is_due(row, next_monday)],
        tasks=[
            task for task in tasks_ahead(round_, monday) if task.due_on is not None and monday <= task.due_on <= next_monday
        ],
        letters=sum(letter.state is LetterState.HELD or in_doubt(letter) for letter in round_.letters),
    )  # fmt: skip


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


def digest(round_: Round, today: date) -> Iterator[Action]:
    """Staff get an overview of every week in which there is something to say, from the round's first milestone on.

    It is due on Monday; a run later in the week still sends it, one in a later week does not.
    """
    monday = today - timedelta(days=today.weekday())
    begins_on, key = min(milestone.starts_on for milestone in round_.milestones), f"{round_.key}/digest/{monday}"
    written = any(event.key == key for event in round_.events)
    if begins_on <= monday and not written and not week(round_, monday).is_quiet:
        yield Action(key=key, kind=ActionKind.DIGEST, due_on=monday)


def notice(round_: Round, *, signal: SignalName, subject: str) -> Action:
    """What gives staff notice of the newest signal of that name and subject; `needless` says whether it is to be done.

    Raises:
        EntryRefused: the round has given no such signal.

    """
    given = [each for each in signals(round_.events) if (each.name, each.subject) == (signal, subject)]
    if not given:
        raise EntryRefused(f"subject: the trail of {round_.key} has no '{signal}' of {subject!r}.", round=round_.key)
    words = signal.removeprefix("udpegning.").replace(".", "-")
    return Action(
        key=f"{round_.key}/notice/{words}/{subject}/{len(given)}", kind=ActionKind.NOTICE,
        due_on=round_.day_of(given[-1].at), signal=signal, subject=subject,
    )  # fmt: skip


def needless(round_: Round, action: Action) -> str:
    """Why staff are not to be given that notice, or nothing."""
    keys = [event.key for event in round_.events if event.key]
    if action.key in keys:
        return f"Staff have been told already: {action.key}."
    if action.signal is SignalName.DEADLINE_MISSED:
        written = [key for key in keys if key.startswith(f"{round_.key}/missed/{action.subject}/")]
        return f"The letter to staff is written already: {written[-1]}."
    letter = next((each for each in round_.letters if each.key == f"{round_.key}/{action.subject}"), None)
    if letter is None:
        return ""
    if letter.body is None and letter.person is None:
        return (
            f"{action.subject} goes to staff itself, and another letter would go the same way. See the page of letters."
        )
    return "" if in_doubt(letter) else f"{action.subject} is '{letter.state}' now and needs nobody."


def _is_told(what: str) -> bool:
    return what in TOLD_OF_LETTERS or not (what in NOT_TOLD or what.startswith("letter "))


def _is_due(row: Deadline, next_monday: date) -> bool:
    ends_soon = row.state is MilestoneState.UPCOMING and row.ends_on <= next_monday
    return row.state in (MilestoneState.DUE, MilestoneState.MISSED) or ends_soon
