"""What monitoring asks: whether the daily run has got through, and whether letters leave."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from office import DECIDED_ON, Office, moment
from ruamel.yaml import YAML
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from models.definition import Definition
from models.health import DAILY_RUN, checks, last_daily_run
from models.letter import Letter
from models.opening import open_round
from models.round import Round
from models.words import LetterState, RoundState
from notifications.act import advance

ZONE = "Europe/Copenhagen"
NOW = datetime(2022, 1, 24, 9, tzinfo=UTC)  # ten o'clock in Denmark


@pytest.mark.parametrize(
    "at, began",
    [
        (datetime(2022, 1, 24, 6, 29, tzinfo=UTC), datetime(2022, 1, 23, 6, tzinfo=UTC)),  # half an hour to get through
        (datetime(2022, 1, 24, 6, 30, tzinfo=UTC), datetime(2022, 1, 24, 6, tzinfo=UTC)),
        (datetime(2022, 1, 24, 23, 30, tzinfo=UTC), datetime(2022, 1, 24, 6, tzinfo=UTC)),
        (
            datetime(2022, 3, 27, 5, 29, tzinfo=UTC),
            datetime(2022, 3, 26, 6, tzinfo=UTC),
        ),  # the clocks went forward at 1
        (datetime(2022, 3, 27, 5, 30, tzinfo=UTC), datetime(2022, 3, 27, 5, tzinfo=UTC)),
        (datetime(2022, 10, 30, 6, 29, tzinfo=UTC), datetime(2022, 10, 29, 5, tzinfo=UTC)),  # and back
        (datetime(2022, 10, 30, 6, 30, tzinfo=UTC), datetime(2022, 10, 30, 6, tzinfo=UTC)),
    ],
)
def test_the_daily_run_that_should_be_through_began_at_seven_in_denmark(at: datetime, began: datetime) -> None:
    assert last_daily_run(at, ZONE) == began


def test_the_calendar_starts_the_daily_run_when_monitoring_expects_it() -> None:
    deployed = YAML(typ="safe").load(Path(__file__).parents[2] / "prefect.yaml")["deployments"]
    [daily] = [each for each in deployed if each["name"] == "40 Daily run"]
    assert daily["schedules"] == [{"cron": f"{DAILY_RUN.minute} {DAILY_RUN.hour} * * *", "timezone": ZONE}]
    assert time(3) < DAILY_RUN  # the clocks jump between two and three


@pytest.fixture
def opened(database: Engine, definition: Definition) -> Engine:
    with Session(database) as session, session.begin():
        round_ = open_round(session, definition, initials="TST", at=NOW - timedelta(days=3)).round
        Office(round=round_).decide()
        advance(round_, DECIDED_ON, moment(DECIDED_ON))
    return database


def told(engine: Engine) -> dict[str, tuple[bool, str]]:
    with Session(engine) as session:
        return {check.what: (check.well, check.words) for check in checks(session, NOW, ZONE)}


def test_rounds_that_no_daily_run_has_gone_through_are_counted(opened: Engine) -> None:
    well, words = told(opened)["daily run"]
    assert (well, words.partition(": ")[0]) == (False, "1 round in play not gone through since 2022-01-24 07:00")
    with Session(opened) as session, session.begin():
        session.execute(update(Round).values(daily_run_at=datetime(2022, 1, 24, 6, 0, 1, tzinfo=UTC)))
    assert told(opened)["daily run"] == (True, "every round in play since 2022-01-24 07:00")
    with Session(opened) as session, session.begin():
        session.execute(update(Round).values(daily_run_at=None))
    assert not told(opened)["daily run"][0]
    with Session(opened) as session, session.begin():
        session.execute(update(Round).values(state=RoundState.SEATED))
    assert told(opened)["daily run"][0]


def test_letters_that_should_have_left_are_counted(opened: Engine) -> None:
    well, words = told(opened)["outbox"]
    assert not well
    assert " letters due for more than 30 minutes, the oldest since 2022-01-21 " in words
    with Session(opened) as session, session.begin():
        session.execute(update(Letter).values(next_attempt_at=NOW - timedelta(minutes=29)))
    assert told(opened)["outbox"][0]
    with Session(opened) as session, session.begin():
        session.execute(update(Letter).values(next_attempt_at=moment(DECIDED_ON), state=LetterState.HELD))
    assert told(opened)["outbox"] == (True, "no letter waits longer than it should")
