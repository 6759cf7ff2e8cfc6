"""Whether an installation does what it should, as its database tells: what a monitoring system asks, and what a sweep acts on."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.letter import Letter
from models.store import waiting_rounds
from models.words import LetterState, counted

DAILY_RUN = time(7)  # where the secretariat is; `prefect.yaml` has the same
GRACE = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that should be so: what, whether it is, and in words how it is or what to do."""

    what: str
    well: bool
    words: str


def last_daily_run(at: datetime, time_zone: str) -> datetime:
    """When the last daily run should have begun that should be through by now."""
    there = (at - GRACE).astimezone(ZoneInfo(time_zone))
    day = there.date() if there.time() >= DAILY_RUN else there.date() - timedelta(days=1)
    return datetime.combine(day, DAILY_RUN, ZoneInfo(time_zone))


def checks(session: Session, at: datetime, time_zone: str) -> list[Check]:
    """What can be seen in the database: that the daily run has gone through every round in play, and that letters leave."""
    return [_daily_run(session, last_daily_run(at, time_zone)), _outbox(session, at - GRACE)]


def _daily_run(session: Session, since: datetime) -> Check:
    left, began = waiting_rounds(session, since), f"since {since:%Y-%m-%d %H:%M}"
    advice = "run '40 Daily run', and see whether its schedule is paused and a worker is online"
    words = (
        f"{counted(left, 'round')} in play not gone through {began}: {advice}"
        if left
        else f"every round in play {began}"
    )
    return Check(what="daily run", well=not left, words=words)


def _outbox(session: Session, before: datetime) -> Check:
    due = (Letter.state == LetterState.QUEUED, Letter.next_attempt_at < before)
    waiting, oldest = session.execute(select(func.count(Letter.id), func.min(Letter.next_attempt_at)).where(*due)).one()
    words = f"{counted(waiting, 'letter')} due for more than {GRACE.seconds // 60} minutes, the oldest since {oldest}"
    advice = ": see whether '41 Deliver' is paused and a worker is online"
    return Check(
        what="outbox", well=not waiting, words=words + advice if waiting else "no letter waits longer than it should"
    )
