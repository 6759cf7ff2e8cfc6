"""Looking ahead: what happens next in a round if nobody does anything, tried out on a copy of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pendulum
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.base import Base
from models.copying import copy_round, one_moment
from models.database import open_engine
from models.progress import MilestoneState, deadlines, verdict
from models.round import Round
from models.settings import sqlite_url
from models.store import load_round
from models.words import RoundState
from notifications.carrying import PretendClock, span
from notifications.diary import diary, letters_by_date, waiting

AFTER_THE_LAST = timedelta(days=7)  # past the last milestone, so that the overview of the week is among the letters
MONTHS = 2  # of a round whose last milestone is over


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """What was found: up to and including which day, the page, and the whole in a sentence."""

    until: date
    page: str
    summary: str


def look_ahead(engine: Engine, round_key: str, *, folder: Path, now: datetime) -> Ahead:
    """Copy a round into an empty scratch `folder` and carry the copy on from this moment, nobody doing anything.

    Nothing is changed in the database and nothing is sent: the letters of the copy land in `folder`. The page names nobody;
    the folder holds a copy of personal data, and the caller removes it.

    Raises:
        RoundNotFound: there is none of that key.

    """
    scratch = open_engine(sqlite_url(folder / "udpegning.db"))
    try:
        Base.metadata.create_all(scratch)
        with one_moment(engine) as source, Session(scratch) as into, into.begin():
            copy_round(source, round_key, into)
        return _carried(scratch, round_key, folder / "letters", now)
    finally:
        scratch.dispose()


def last_day(round_: Round, today: date) -> date:
    """How far to look: some days past the last milestone, or two months when that is over."""
    last = max(milestone.ends_on for milestone in round_.milestones)
    return last + AFTER_THE_LAST if last >= today else pendulum.instance(today).add(months=MONTHS)


def _carried(scratch: Engine, round_key: str, letters: Path, now: datetime) -> Ahead:
    with Session(scratch) as session:
        round_ = load_round(session, round_key)
        today, known, waits = round_.day_of(now), len(round_.events), waiting(round_)
        until, rows = last_day(round_, today), deadlines(round_, today)
        missed = [row.title for row in rows if row.state is MilestoneState.MISSED]
    clock = PretendClock(
        engine=scratch, folder=letters, round_key=round_key, time_zone=round_.time_zone, not_before=now
    )
    days = list(clock.carry(span(today, until), lambda _: [], before=rows))
    with Session(scratch) as session:
        round_ = load_round(session, round_key)
        found = diary(round_, days, known=known)
    summary = f"Until {until:%-d %B %Y}, {found.summary(missed_before=len(missed))}."
    lead = [
        f"**{verdict(rows)}** on {today:%-d %B %Y}.",
        *([f"Missed already: {'; '.join(missed)}."] if missed else []),
        *([f"The board took office on {seated:%-d %B %Y}."] if (seated := _seated_on(round_)) else []),
        "This is what would happen if nobody did anything. It was tried out on a copy: nothing was stored, and no letter left.",
        f"**{summary}**",
    ]
    page = letters_by_date(round_, found, heading="What happens next", lead=lead, waits=waits)
    return Ahead(until=until, page=page, summary=summary)


def _seated_on(round_: Round) -> date | None:
    return round_.seated_on if round_.state is RoundState.SEATED else None
