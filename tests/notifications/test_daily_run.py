"""The daily run over many rounds, on real databases: shared, repeated, stopped in one round, and at a cost that is known."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from office import Office
from sqlalchemy import Engine, event, func, select, text, update
from sqlalchemy.orm import Session

from models.definition import Definition
from models.event import Event
from models.letter import Letter
from models.opening import open_round
from models.round import Round
from models.store import load_round, most_pressing, standings, waiting_rounds
from models.words import LetterKind, RoundState, Verdict
from notifications import daily_run
from notifications.daily_run import Batch, next_batch

DAY = date(2022, 1, 24)  # what the KKR decided on the 21st is due
SINCE = datetime(2022, 1, 24, 6, tzinfo=UTC)
ROUNDS = 6


def clock() -> datetime:
    return SINCE + timedelta(seconds=1)


@pytest.fixture
def decided(database: Engine, definition: Definition) -> Engine:
    """Six rounds in which the KKR has decided: each has its requests to write."""
    with Session(database) as session, session.begin():
        for number in range(ROUNDS):
            numbered = definition.model_copy(update={"round": f"round-{number}"})
            office = Office(round=open_round(session, numbered, initials="TST", at=SINCE - timedelta(days=3)).round)
            office.decide()
    return database


def keys(session: Session) -> list[str]:
    return list(session.scalars(select(Round.key).order_by(Round.key)))


def requests(engine: Engine) -> Counter[str]:
    """How many requests each round has."""
    with Session(engine) as session:
        query = select(Round.key, func.count(Letter.id)).join(Letter).where(Letter.kind == LetterKind.REQUEST)
        return Counter(dict(session.execute(query.group_by(Round.key)).tuples().all()))


def go_through(engine: Engine, since: datetime = SINCE, most: int = 2) -> Batch:
    whole = Batch()
    while batch := next_batch(engine, since, DAY, clock, most):
        whole.add(batch)
    return whole


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that are sent to the database in the block."""
    sent: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    yield sent
    event.remove(engine, "before_cursor_execute", listen)


def test_every_round_is_gone_through_once_for_each_daily_run(decided: Engine) -> None:
    done = go_through(decided)
    assert (done.rounds, set(done.deadlines), done.stopped) == (ROUNDS, {f"round-{n}" for n in range(ROUNDS)}, [])
    written = requests(decided)
    assert len(written) == ROUNDS
    assert len(set(written.values())) == 1
    assert done.done >= written.total() > ROUNDS
    assert go_through(decided).rounds == 0  # the same run again
    again = go_through(decided, SINCE + timedelta(hours=1))  # another one, on the same day
    assert (again.rounds, again.done) == (ROUNDS, 0)
    assert requests(decided) == written


def test_runs_that_share_the_rounds_do_each_once(decided: Engine) -> None:
    shares: list[Batch] = []
    sharing = [threading.Thread(target=lambda: shares.append(go_through(decided, most=1))) for _ in range(3)]
    for each in sharing:
        each.start()
    for each in sharing:
        each.join()
    assert sum(share.rounds for share in shares) == ROUNDS
    assert sum((Counter(share.deadlines.keys()) for share in shares), Counter()) == Counter(
        f"round-{number}" for number in range(ROUNDS)
    )
    assert set(requests(decided).values()) == {requests(decided)["round-0"]}


def test_a_round_that_somebody_works_on_is_passed_by_and_done_when_it_is_let_go(decided: Engine) -> None:
    if decided.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer: who works on one round holds all")
    with Session(decided) as session:
        load_round(session, "round-3", to_change=True)
        assert go_through(decided).rounds == ROUNDS - 1
        with Session(decided) as other:
            assert waiting_rounds(other, SINCE) == 1
    assert list(go_through(decided).deadlines) == ["round-3"]


@pytest.mark.parametrize(
    "broken, told",
    [
        ("UPDATE round SET house = 'To\nlinjer' WHERE key = 'round-2'", "The subject of the letter"),
        (
            "DELETE FROM milestone WHERE round_id = (SELECT id FROM round WHERE key = 'round-2')",
            "an error of the program",
        ),
    ],
)
def test_what_goes_wrong_in_one_round_stops_no_other(decided: Engine, broken: str, told: str) -> None:
    with decided.begin() as connection:
        connection.execute(text(broken))
    done = go_through(decided, most=4)
    assert (done.rounds, set(requests(decided))) == (ROUNDS, {f"round-{n}" for n in range(ROUNDS)} - {"round-2"})
    [stopped] = done.stopped
    assert stopped.startswith(f"round-2: {told}")
    assert go_through(decided).rounds == 0  # it is not tried again and again
    assert go_through(decided, SINCE + timedelta(days=1)).stopped == done.stopped
    with Session(decided) as session, session.begin():
        session.execute(update(Round).where(Round.key == "round-2").values(house="Erhvervshus"))
    mended = go_through(decided, SINCE + timedelta(days=2))
    assert (len(requests(decided)) == ROUNDS) is (not mended.stopped) is ("house" in broken)


def test_the_queries_of_a_batch_do_not_depend_on_how_many_rounds_it_has(decided: Engine) -> None:
    go_through(decided)
    numbers = []
    for hours, most in enumerate((1, ROUNDS), start=1):
        with counted(decided) as sent:
            assert next_batch(decided, SINCE + timedelta(hours=hours), DAY, clock, most)
        numbers.append(len(sent))
    assert numbers[0] == numbers[1] < 30


def test_a_batch_that_writes_letters_writes_them_together(decided: Engine) -> None:
    if decided.dialect.name == "sqlite":
        pytest.skip("SQLAlchemy gives SQLite each row by itself; no server has to answer")
    with counted(decided) as sent:
        done = next_batch(decided, SINCE, DAY, clock)
    assert done is not None
    assert len(sent) < 40 < done.done


def test_rounds_that_are_not_in_play_are_not_read(decided: Engine) -> None:
    with Session(decided) as session, session.begin():
        session.execute(update(Round).where(Round.key != "round-0").values(state=RoundState.SEATED))
    with counted(decided) as sent:
        assert list(go_through(decided).deadlines) == ["round-0"]
    read = [statement for statement in sent if "FROM round " in statement]
    assert read
    assert all("state" in statement or "round.id IN" in statement for statement in read)


def test_how_the_rounds_stand_is_known_without_loading_them(decided: Engine) -> None:
    with Session(decided) as session, session.begin():
        session.execute(update(Round).where(Round.key == "round-4").values(state=RoundState.SEATED))
    go_through(decided)
    with Session(decided) as session:
        stored = {each: load_round(session, each).verdict for each in keys(session)}
        counts = Counter(verdict for key, verdict in stored.items() if key != "round-4")
        assert standings(session) == counts
        assert next(iter(standings(session))) is max(counts, key=list(Verdict).index)
        session.execute(update(Round).values(verdict=Verdict.ACTION_NEEDED))
        session.execute(update(Round).where(Round.key == "round-5").values(verdict=Verdict.DEADLINE_MISSED))
        session.execute(update(Round).where(Round.key == "round-1").values(verdict=Verdict.ON_TRACK))
        pressing = most_pressing(session, 9)
        assert (pressing[0], pressing[-1], "round-4" in pressing) == ("round-5", "round-1", False)
        assert most_pressing(session, 1, among=["round-1", "round-2"]) == ["round-2"]


def test_what_is_told_of_a_batch_is_told_once(decided: Engine) -> None:
    missed = date(2022, 3, 1)  # nobody has answered: the deadline of 28 February is missed
    first = next_batch(decided, SINCE, missed, clock)
    again = next_batch(decided, SINCE + timedelta(hours=1), missed, clock)
    assert first is not None
    assert again is not None
    assert len(first.signals) >= ROUNDS
    assert len({signal.id for signal in first.signals}) == len(first.signals)
    assert again.signals == []


def test_the_database_that_goes_away_is_not_the_fault_of_a_round(decided: Engine) -> None:
    if decided.dialect.name == "sqlite":
        pytest.skip("SQLite has no server that can go away")
    ended = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")

    def gone() -> datetime:
        with decided.connect() as other:
            other.execute(ended)
        return clock()

    with pytest.raises(daily_run.DBAPIError):
        next_batch(decided, SINCE, DAY, gone)
    with Session(decided) as session:
        assert waiting_rounds(session, SINCE) == ROUNDS
        assert session.scalar(select(func.count(Event.id)).where(Event.key.is_not(None))) == 0
    assert go_through(decided).rounds == ROUNDS
