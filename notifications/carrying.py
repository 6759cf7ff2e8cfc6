"""Carrying a round through days on a pretend clock: the real plan, real letters, in a database that is there for nothing else."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.action import Action, ActionKind
from models.contradictions import objections
from models.plan import plan
from models.progress import Deadline, deadlines, verdict
from models.recording import Recorded
from models.round import Round
from models.settings import Mail, Settings
from models.store import load_round
from models.words import LetterState, Verdict, counted
from notifications.act import advance
from notifications.delivery import deliver_due

MORNING, OFFICE_HOURS = time(7), time(10)
Step = Callable[[Round, datetime], Recorded]
"""What a person does in the round at a moment."""


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day on which something happened.

    `did` says what, in its order, `recorded` what of it people recorded; `turned` are the milestones that stand elsewhere
    than the day before, `deadlines` all of them in the evening. On a day when only a milestone turned, `did` is empty.
    """

    on: date
    did: list[str]
    recorded: list[str]
    turned: list[Deadline]
    deadlines: list[Deadline]

    @property
    def verdict(self) -> Verdict:
        """The state of the round in the evening."""
        return verdict(self.deadlines)


@dataclass(kw_only=True)
class PretendClock:
    """Carries one round of a scratch database; its letters land in `folder` as a Maildir, and nothing is sent.

    The letters leave without the installation's rate limit. No moment lies before `not_before`.
    """

    engine: Engine
    folder: Path
    round_key: str
    time_zone: str
    not_before: datetime | None = None
    _settings: Settings = field(init=False)
    _seen: tuple[Session, Round] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._settings = Settings(mail=Mail.MAILDIR, letters_folder=self.folder, letters_per_minute=0)

    def carry(
        self, days: Iterable[date], steps: Callable[[date], Sequence[Step]], *, before: Sequence[Deadline]
    ) -> Iterator[Day]:
        """Go through the days: each morning the plan, then in office hours what `steps` says of the day.

        Yields the days on which something happened. `before` is how the milestones stand at the start.
        """
        stood = {row.kind: row.state for row in before}
        for day in days:
            done, recorded, rows = self._day(day, steps(day))
            turned = [row for row in rows if row.state is not stood[row.kind]]
            stood = {row.kind: row.state for row in rows}
            if done or turned:
                yield Day(on=day, did=done, recorded=recorded, turned=turned, deadlines=rows)

    def at(self, day: date, clock: time) -> datetime:
        """A moment of a day where the round is held."""
        moment = datetime.combine(day, clock, ZoneInfo(self.time_zone)).astimezone(UTC)
        return max(moment, self.not_before or moment)

    def _day(self, day: date, steps: Sequence[Step]) -> tuple[list[str], list[str], list[Deadline]]:
        seen = self._round()
        if not steps and _is_quiet(seen, day):
            return [], [], deadlines(seen, day)
        self._seen = None
        at, recorded = self.at(day, MORNING), []
        with self._changed() as round_:
            done = [told(round_, action) for action in advance(round_, day, at)]
        done += self._deliver(at)
        at = self.at(day, OFFICE_HOURS)
        for step in steps:
            with self._changed() as round_:
                said = step(round_, at)
                if said.changed:
                    recorded.append(said.message)
                    done += [said.message, *(told(round_, action) for action in advance(round_, day, at))]
        done += self._deliver(at) if recorded else []
        return done, recorded, deadlines(self._round(), day)

    def _round(self) -> Round:
        """The round as it is, loaded again only when something may have happened: most days are quiet."""
        if self._seen is None:
            reader = Session(self.engine, expire_on_commit=False)
            self._seen = reader, load_round(reader, self.round_key)
            reader.commit()  # it holds no lock while the days go by, and is kept since the parts of a round need it
        return self._seen[1]

    @contextmanager
    def _changed(self) -> Iterator[Round]:
        with Session(self.engine) as session, session.begin():
            yield load_round(session, self.round_key, to_change=True)

    def _deliver(self, at: datetime) -> list[str]:
        sent = deliver_due(self.engine, self._settings, lambda: at).states[LetterState.SENT]
        return [f"{counted(sent, 'letter')} delivered"] if sent else []


def _is_quiet(round_: Round, day: date) -> bool:
    """Whether nothing is due on the day, and no letter is on its way."""
    on_the_way = (LetterState.QUEUED, LetterState.SENDING)
    if any(letter.state in on_the_way for letter in round_.letters):
        return False
    return not plan(round_, day) and not objections(round_, day)


def span(first: date, last: date) -> Iterator[date]:
    """The days from the first to the last, both included."""
    return (first + timedelta(days=count) for count in range((last - first).days + 1))


PHRASES = {
    ActionKind.REQUEST: "request to {}",
    ActionKind.REMIND: "reminder to {}",
    ActionKind.REMIND_INCOMPLETE: "reminder of what is missing to {}",
    ActionKind.TELL_PASSED: "letter after the deadline to {}",
    ActionKind.TELL_MOVED: "the moved deadline to {}",
    ActionKind.RECEIPT: "receipt to {}",
    ActionKind.TELL_ACCEPTANCE: "the KKR's answer to {}",
    ActionKind.TELL_APPOINTED: "appointment letter to the member in seat '{}'",
    ActionKind.TELL_NOT_APPOINTED: "letter to a nominee of {} who was not appointed",
    ActionKind.TELL_OUTCOME: "outcome to {}",
    ActionKind.TELL_REGION: "the composed board to {}",
    ActionKind.WELCOME: "welcome to '{}'",
    ActionKind.THANK: "thanks to the member who left seat '{}'",
    ActionKind.TELL_MISSED: "message to staff: missed '{}'",
    ActionKind.DIGEST: "weekly digest to staff",
    ActionKind.NOTICE: "notice to staff",
    ActionKind.SKIP: "reminder to {} skipped",
    ActionKind.CHECK: "the nominations of {} checked again",
    ActionKind.SEAT: "the board of {} takes office",
}


def told(round_: Round, action: Action) -> str:
    """An action of the plan in words, for the list of what was done. It names bodies and seats, not people."""
    body = round_.body(action.body)
    about = body.name if body else action.seat or action.milestone or round_.house
    reason = f": {action.reason}" if action.reason else ""
    return PHRASES[action.kind].format(about) + reason
