"""A rehearsal: a whole round on a pretend clock, with the real plan, the real rules and real letters, in a database of its own.

It needs no server and does not import prefect; the flow `rehearse-round` runs the same on one.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.action import Action, ActionKind
from models.database import upgrade
from models.definition import Definition, read_definition
from models.errors import EntryRefused
from models.event import Event
from models.opening import OPENED, open_round
from models.progress import Deadline, Verdict, deadlines, verdict
from models.round import Round
from models.rules.check import check_board
from models.scenario import Scenario, read_scenario
from models.settings import Mail, Settings, sqlite_url
from models.store import load_round
from models.words import LetterState, counted
from notifications.act import advance
from notifications.delivery import deliver_due
from terms import scenario_file, term_file

MORNING, OFFICE_HOURS = time(7), time(10)
ACTOR = "rehearsal"


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day of a rehearsal on which something happened; `did` says what, in its order."""

    on: date
    did: list[str]
    verdict: Verdict


class Rehearsal:
    """One rehearsal of one term file with the scenario beside it.

    `round_name` is the key of a shipped round or the path of a term file; `folder` receives the letters as a Maildir.
    Nothing is ever sent. On a database that holds the finished rehearsal, a second run adds nothing.

    Raises:
        FileRefused: a file cannot be used.
        EntryRefused: the database holds a round that is not a rehearsal, or a file is where the letters should go.

    """

    def __init__(self, round_name: str, *, engine: Engine, folder: Path) -> None:
        if folder.exists() and not folder.is_dir():
            raise EntryRefused(f"The letters go into a folder, and {folder} is a file. Name another place.")
        term = term_file(round_name)
        self.definition: Definition = read_definition(term)[0]
        self.scenario: Scenario = read_scenario(scenario_file(term))
        self.engine = engine
        self._settings = Settings(mail=Mail.MAILDIR, letters_folder=folder)
        upgrade(engine)
        with Session(engine) as session, session.begin():
            opened_for_real = select(Round.key).join(Event).where(Event.what == OPENED, Event.actor != ACTOR)
            for real in session.scalars(opened_for_real):
                raise EntryRefused(
                    f"The database holds the round {real} for real; a rehearsal would record sample decisions beside it "
                    "and deliver its letters as files. Rehearse in another database.",
                    round=real,
                )
            open_round(session, self.definition, initials=ACTOR, at=self._at(self.first_day, MORNING))

    @property
    def first_day(self) -> date:
        """The day of the first milestone."""
        return min(milestone.days[0] for milestone in self.definition.milestones.values())

    @property
    def last_day(self) -> date:
        """The day the board takes office, or of the last step of the scenario."""
        return max([self.definition.term.start, *(step.on for step in self.scenario.steps)])

    def days(self, until: date | None = None) -> Iterator[Day]:
        """Run day by day up to and including `until`, yielding the days on which something happened."""
        for count in range((self._end(until) - self.first_day).days + 1):
            day = self.first_day + timedelta(days=count)
            morning = [*self._morning(day), *self._deliver(day, MORNING)]
            did = [*morning, *self._office_hours(day), *self._deliver(day, OFFICE_HOURS)]
            if did:
                with Session(self.engine) as session:
                    state = verdict(self.deadlines(session, day))
                yield Day(on=day, did=did, verdict=state)

    def deadlines(self, session: Session, day: date) -> list[Deadline]:
        """The deadline table of a day."""
        return deadlines(load_round(session, self.definition.round), day)

    def report(self, days: list[Day], until: date | None = None) -> dict[str, Any]:
        """What happened up to and including `until`, the letters, the board and its findings, ready for JSON."""
        with Session(self.engine) as session:
            round_ = load_round(session, self.definition.round)
            findings = check_board(round_, self._end(until), final=not round_.open_seats)
            return {
                "round": round_.key,
                "days": [{"on": day.on.isoformat(), "did": day.did} for day in days],
                "letters": [
                    {
                        "key": letter.key,
                        "kind": letter.kind.value,
                        "body": letter.body.key if letter.body else "",
                        "to": letter.sent_to,
                        "sent_on": round_.day_of(letter.sent_at).isoformat() if letter.sent_at else None,
                        "state": letter.state.value,
                    }
                    for letter in round_.letters
                ],
                "board": [
                    {
                        "seat": member.seat.key if member.seat else "",
                        "name": member.person.name,
                        "gender": member.person.gender.value,
                    }
                    for member in round_.members
                ],
                "findings": [finding.as_json() for finding in findings],
            }

    def _end(self, until: date | None) -> date:
        return min(self.last_day, until or self.last_day)

    def _morning(self, day: date) -> Iterator[str]:
        with Session(self.engine) as session, session.begin():
            round_ = load_round(session, self.definition.round, to_change=True)
            actions = advance(round_, day, self._at(day, MORNING))
            yield from [told(round_, action) for action in actions]

    def _office_hours(self, day: date) -> Iterator[str]:
        at = self._at(day, OFFICE_HOURS)
        for step in self.scenario.on_day(day):
            with Session(self.engine) as session, session.begin():
                round_ = load_round(session, self.definition.round, to_change=True)
                recorded = step.apply(round_, self.scenario.initials, at)
                if recorded.changed:
                    actions = advance(round_, day, at)
                    yield from [recorded.message, *(told(round_, action) for action in actions)]

    def _deliver(self, day: date, clock: time) -> Iterator[str]:
        delivery = deliver_due(self.engine, self._settings, lambda: self._at(day, clock))
        sent = delivery.states[LetterState.SENT]
        if sent:
            yield f"{counted(sent, 'letter')} delivered"

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, ZoneInfo(self.definition.time_zone)).astimezone(UTC)


@dataclass(frozen=True, kw_only=True)
class Scratch:
    """Where a rehearsal keeps its database and its letters when it is not told otherwise."""

    database: str
    letters: Path


def scratch(settings: Settings, round_name: str, *, keep: bool = False) -> Scratch:
    """The scratch folder of a round's rehearsal, emptied unless `keep` is set.

    Raises:
        FileRefused: the term file cannot be used.

    """
    folder = settings.folder.absolute() / "rehearsals" / read_definition(term_file(round_name))[0].round
    if not keep:
        shutil.rmtree(folder, ignore_errors=True)
    return Scratch(database=sqlite_url(folder / "udpegning.db"), letters=folder / "letters")


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
