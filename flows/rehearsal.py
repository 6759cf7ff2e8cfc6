"""A rehearsal: a whole round on a pretend clock, with the real plan, the real rules and real letters, in a database of its own.

It needs no server and does not import prefect; the flow `rehearse-round` runs the same on one.
"""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.database import upgrade
from models.definition import Definition, read_definition
from models.errors import EntryRefused
from models.event import Event
from models.opening import OPENED, open_round
from models.progress import Deadline, deadlines
from models.recording import Recorded
from models.round import Round
from models.rules.check import check_board
from models.sample_scenario import sample_scenario
from models.scenario import Scenario, read_scenario
from models.scenario import Step as ScenarioStep
from models.settings import Settings, sqlite_url
from models.store import load_round
from models.words import counted
from notifications.carrying import MORNING, Day, PretendClock, Step, span
from notifications.diary import diary, letters_by_date, waiting
from terms import scenario_file, term_file

ACTOR = "rehearsal"


class Rehearsal:
    """One rehearsal of one term file with the scenario beside it, or with a sample one where there is none.

    `round_name` is the key of a shipped round or the path of a term file; `folder` receives the letters as a Maildir.
    Nothing is ever sent. On a database that holds the finished rehearsal, a second run adds nothing.

    Raises:
        FileRefused: a file cannot be used.
        EntryRefused: the database holds a round that is not a rehearsal, a file is where the letters should go, or nothing
            legal can be made up for the term file.

    """

    def __init__(self, round_name: str, *, engine: Engine, folder: Path) -> None:
        if folder.exists() and not folder.is_dir():
            raise EntryRefused(f"The letters go into a folder, and {folder} is a file. Name another place.")
        term = term_file(round_name)
        self.definition: Definition = read_definition(term)[0]
        beside = scenario_file(term)
        self.sample = not beside.exists()
        self.scenario: Scenario = sample_scenario(self.definition) if self.sample else read_scenario(beside)
        self.engine = engine
        self._clock = PretendClock(
            engine=engine, folder=folder, round_key=self.definition.round, time_zone=self.definition.time_zone
        )
        upgrade(engine)
        with Session(engine) as session, session.begin():
            opened_for_real = select(Round.key).join(Event).where(Event.what == OPENED, Event.actor != ACTOR)
            for real in session.scalars(opened_for_real):
                raise EntryRefused(
                    f"The database holds the round {real} for real; a rehearsal would record sample decisions beside it "
                    "and deliver its letters as files. Rehearse in another database.",
                    round=real,
                )
            open_round(session, self.definition, initials=ACTOR, at=self._clock.at(self.first_day, MORNING))

    @property
    def first_day(self) -> date:
        """The day of the first milestone."""
        return min(milestone.days[0] for milestone in self.definition.milestones.values())

    @property
    def last_day(self) -> date:
        """The day the board takes office, or of the last step of the scenario."""
        return max([self.definition.term.start, *(step.on for step in self.scenario.steps)])

    def days(self, until: date | None = None) -> Iterator[Day]:
        """Run day by day up to and including `until`, yielding the days on which something was done."""
        return (day for day in self.every_day(until) if day.did)

    def every_day(self, until: date | None = None) -> Iterator[Day]:
        """As `days`, with the days on which only a milestone came or passed."""
        with Session(self.engine) as session:
            before = self.deadlines(session, self.first_day - timedelta(days=1))
        return self._clock.carry(span(self.first_day, self._end(until)), self._steps, before=before)

    def page(self, days: Sequence[Day]) -> str:
        """The letters of these days by their dates, as a page in Markdown."""
        played = (
            "a sample scenario: everything goes as it should" if self.sample else "the scenario beside its term file"
        )
        with Session(self.engine) as session:
            round_ = load_round(session, self.definition.round)
            found = diary(round_, days, known=0)
            lead = [
                f"A rehearsal with {played}. Nothing was sent: the letters lie in `{self._clock.folder}`.",
                f"**{counted(found.letters, 'letter')}, {counted(len(round_.members), 'member')} on the board.**",
            ]
            return letters_by_date(round_, found, heading="Rehearsal", lead=lead, waits=waiting(round_))

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

    def _steps(self, day: date) -> list[Step]:
        return [partial(self._apply, step) for step in self.scenario.on_day(day)]

    def _apply(self, step: ScenarioStep, round_: Round, at: datetime) -> Recorded:
        return step.apply(round_, self.scenario.initials, at)


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
