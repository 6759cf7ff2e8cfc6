"""A process that delivers may be killed at any moment: no letter is lost, none goes twice, and staff see those in doubt."""

import os
import random
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from crashing import ENDED, KILLED, STOPPED, Deliverers, Point, PostProcess, deliverers, post_process
from office import DECIDED_ON, moment
from post_office import Post, told
from sqlalchemy import Engine, Select, func, insert, select, text
from sqlalchemy.orm import Session

from models.definition import Definition
from models.letter import Letter
from models.opening import open_round
from models.settings import Settings
from models.store import load_round
from models.words import LetterKind, LetterState
from notifications import outbox
from notifications.delivery import deliver_due
from notifications.pages import letters_page, round_page

NOW = moment(DECIDED_ON)
PAST_THE_LEASE = outbox.LEASE + timedelta(seconds=1)
ROUND = "nordjylland-2022-26"
DI = "indstilling@di.example"
LETTERS, KILLS = 3600, 150  # on each kind of database, at least
AWAITED, WAITED = 12, 12  # letters at most: on average fewer than there are a kill, so that work is left at every kill
MOST_IN_DOUBT = 0.3  # letters a kill
WORKERS = {"sqlite": 1, "postgresql": 2}


def name_of(key: str) -> str:
    return key.replace("/", ".")


def fill(engine: Engine, definition: Definition, count: int) -> None:
    """Put short letters to one body into the outbox of the shipped round."""
    with Session(engine) as session, session.begin():
        round_ = open_round(session, definition, initials="TST", at=NOW).round
        session.flush()
        body = next(each.id for each in round_.bodies if each.key == "di")
        every = {
            "round_id": round_.id, "body_id": body, "kind": LetterKind.REQUEST, "state": LetterState.QUEUED,
            "subject": "Prøve", "text": "Kære læser\n", "html": "<p>Kære læser</p>\n", "enqueued_on": DECIDED_ON,
            "next_attempt_at": NOW, "lease_by": "", "attempts": 0, "sent_to": [], "error": "",
        }  # fmt: skip
        numbered = [{"key": f"{ROUND}/proof/{number:04}", "token": f"{number:016x}"} for number in range(count)]
        session.execute(insert(Letter), [{**every, **each} for each in numbered])


def states(engine: Engine) -> dict[str, LetterState]:
    """The state of each letter by its Message-ID."""
    with engine.connect() as connection:
        return {name_of(key): state for key, state in connection.execute(select(Letter.key, Letter.state))}


def wait_for_the_dead(engine: Engine) -> None:
    """Until PostgreSQL has noticed that who was killed is gone, and has taken back what that had not committed."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    engine.dispose()
    until = time.monotonic() + 10
    with engine.connect() as connection:
        while engine.dialect.name == "postgresql" and connection.execute(text(others)).scalar():
            connection.rollback()
            assert time.monotonic() < until
            time.sleep(0.01)


def deliver(engine: Engine, settings: Settings, at: datetime) -> str:
    return str(deliver_due(engine, settings, lambda: at))


@pytest.fixture(scope="module")
def killable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deliverers]:
    with deliverers(tmp_path_factory.mktemp("deliverers")) as ready:
        yield ready
        assert ready.errors.read_text() == ""


@dataclass(frozen=True, kw_only=True)
class Crash:
    """A moment at which a process dies, at the second letter of five, and what is known of that letter then."""

    moment: str
    point: Point
    known: str
    arrived: int = 0  # before anybody looks
    in_doubt: bool = False


CRASHES = (
    Crash(moment="before claim", point=("claim", "before", 2), known="two went, nobody has the others"),
    Crash(moment="in claim", point=("claim", "uncommitted", 2), known="a claim not committed is none"),
    Crash(moment="after claim", point=("claim", "after", 2), known="claimed only: it waits for the lease to end"),
    Crash(moment="after 354", point=("hand_over", "before", 2), known="the server waited for it and got nothing"),
    Crash(moment="in the hand-over", point=("hand_over", "uncommitted", 2), known="not committed, so it never left"),
    Crash(
        moment="after the hand-over", point=("hand_over", "after", 2), in_doubt=True,
        known="it did not leave, but only the dead process knew",
    ),
    Crash(
        moment="after the reply", point=("conclude", "before", 2), arrived=1, in_doubt=True,
        known="the server took it, but only the dead process heard that",
    ),
    Crash(
        moment="before commit", point=("conclude", "uncommitted", 2), arrived=1, in_doubt=True,
        known="the same, written down and not committed",
    ),
    Crash(moment="after commit", point=("conclude", "after", 2), arrived=1, known="it is sent"),
)  # fmt: skip
SECOND = name_of(f"{ROUND}/proof/0001")


@pytest.mark.parametrize("crash", CRASHES, ids=lambda crash: crash.moment)
def test_a_process_that_dies_loses_nothing_and_doubles_nothing(
    crash: Crash, database: Engine, definition: Definition, implicit: Settings, post: Post, killable: Deliverers
) -> None:
    fill(database, definition, 5)
    pid = killable.start(database, implicit, NOW, batch=2, point=crash.point)
    assert killable.ended(pid) == KILLED
    wait_for_the_dead(database)
    before = [told(str(each.message["Message-ID"])) for each in post.arrivals]
    if crash.point[0] != "claim":
        assert before.count(SECOND) == crash.arrived
    expect_the_rest(database, implicit, post, {SECOND: crash.arrived} if crash.in_doubt else {})


def test_a_process_that_dies_between_the_dot_and_the_reply_leaves_that_letter_in_doubt(
    database: Engine, definition: Definition, implicit: Settings, post: Post, killable: Deliverers
) -> None:
    fill(database, definition, 5)
    dead: list[str] = []

    def kill(_: str) -> None:
        if len(post.arrivals) == 1 and not dead:
            os.kill(pid, signal.SIGKILL)
            dead.append(killable.ended(pid))

    post.says["dot"] = kill
    pid = killable.start(database, implicit, NOW, batch=2)
    while not dead:
        time.sleep(0.01)
    wait_for_the_dead(database)
    assert dead == [KILLED]
    expect_the_rest(database, implicit, post, {SECOND: 1})


def expect_the_rest(engine: Engine, settings: Settings, post: Post, doubtful: dict[str, int]) -> None:
    """Once the lease has run out, all letters go once, but those in doubt; a person sees these, and they go nowhere."""
    deliver(engine, settings, NOW + PAST_THE_LEASE)
    assert deliver(engine, settings, NOW + timedelta(days=40)) == "nothing was due"
    known = states(engine)
    arrived = Counter(told(str(each.message["Message-ID"])) for each in post.arrivals)
    assert {name for name, state in known.items() if state is LetterState.UNCERTAIN} == set(doubtful)
    assert Counter(known.values())[LetterState.SENT] == len(known) - len(doubtful)
    assert {name: arrived[name] for name in known} == dict.fromkeys(known, 1) | doubtful
    expect_seen(engine, set(doubtful))


def expect_seen(engine: Engine, doubtful: set[str]) -> None:
    """Both pages name exactly these as letters in doubt."""
    with Session(engine) as session:
        round_ = load_round(session, ROUND)
        letters, tasks = letters_page(round_, DECIDED_ON), round_page(round_, DECIDED_ON)
        shown = [each.key for each in round_.letters if f"- `{each.key}` is **uncertain**" in letters]
        assert {name_of(key) for key in shown} == doubtful
        assert len(re.findall(r"^- Letter \S+ to .* is uncertain", tasks, re.MULTILINE)) == len(doubtful)


@pytest.mark.parametrize(
    "asleep, in_doubt",
    [
        pytest.param(("hand_over", "before", 2), {}, id="before the message: whoever came after it has sent it"),
        pytest.param(("conclude", "before", 2), {SECOND: 1}, id="after the reply: it stays in doubt"),
    ],
)
def test_a_process_that_slept_through_its_lease_changes_nothing_any_more(
    asleep: Point, in_doubt: dict[str, int], database: Engine, definition: Definition, implicit: Settings, post: Post,
    killable: Deliverers,
) -> None:  # fmt: skip
    fill(database, definition, 5)
    pid = killable.start(database, implicit, NOW, point=asleep, deadly=signal.SIGSTOP)
    assert killable.ended(pid) == STOPPED
    deliver(database, implicit, NOW + PAST_THE_LEASE)
    os.kill(pid, signal.SIGCONT)
    assert killable.ended(pid) == ENDED
    expect_the_rest(database, implicit, post, in_doubt)


@dataclass(kw_only=True)
class Killing:
    """Deliverers killed at random moments, until `KILLS` of them died with letters in hand; then one is left to finish.

    A moment is so many arrivals after the start, which are as many on a slow machine, and then a time in which as many more
    may go. An arrival is where a letter is in doubt: with a shorter time there would be more kills there than elsewhere.
    """

    engine: Engine
    post: PostProcess
    settings: Settings
    deliverers: Deliverers
    chance: random.Random
    at: datetime = NOW
    kills: int = 0
    others: int = 0  # killed before the first claim, or between two
    worked: float = 0.0  # seconds

    def run(self) -> None:
        while self.kills < KILLS and self._ask(select(func.count()).where(Letter.state == LetterState.QUEUED)):
            self._round(WORKERS[self.engine.dialect.name])
        for _ in range(2):  # again, so that what a dying transaction held is looked at too
            wait_for_the_dead(self.engine)
            deliver(self.engine, self.settings, self.at)
            self.at += PAST_THE_LEASE

    def _round(self, workers: int) -> None:
        """Start that many at once, and kill each at a moment of its own; then the lease of what they held runs out."""
        began, before = time.monotonic(), self.post.arrivals
        a_letter = self.worked / before if before else 0.02
        pids = [self.deliverers.start(self.engine, self.settings, self.at) for _ in range(workers)]
        for arrivals, pid in sorted((self.chance.randint(0, AWAITED), pid) for pid in pids):
            self._await(before + arrivals * workers)
            time.sleep(self.chance.uniform(0, WAITED * a_letter))
            os.kill(pid, signal.SIGKILL)
        killed = [self.deliverers.ended(pid) for pid in pids].count(KILLED)
        self.worked += time.monotonic() - began
        wait_for_the_dead(self.engine)
        with_letters = self._ask(select(func.count(Letter.lease_by.distinct())).where(Letter.lease_until > self.at))
        self.kills += with_letters
        self.others += killed - with_letters
        self.at += PAST_THE_LEASE

    def _await(self, arrivals: int) -> None:
        """Until that many have arrived, or none does any more."""
        until = time.monotonic() + 5
        while self.post.arrivals < arrivals and time.monotonic() < until:
            time.sleep(0.002)

    def _ask(self, query: Select[tuple[int]]) -> int:
        with self.engine.connect() as connection:
            return connection.execute(query).scalar_one()


def test_killed_at_random_moments_no_letter_is_lost_and_none_goes_twice(
    database: Engine, definition: Definition, killable: Deliverers, tmp_path: Path, record_property: Callable[..., None]
) -> None:
    seed = int(os.environ.get("KILL_SEED", random.SystemRandom().randrange(10**6)))
    fill(database, definition, LETTERS)
    post = post_process(tmp_path)
    with post.running() as settings:
        killing = Killing(
            engine=database, post=post, settings=settings, deliverers=killable, chance=random.Random(seed)  # noqa: S311  (no secret)
        )  # fmt: skip
        killing.run()
    arrived, known = post.arrived, states(database)
    doubtful = {name for name, state in known.items() if state is LetterState.UNCERTAIN}
    figures = (
        f"{database.dialect.name}, {WORKERS[database.dialect.name]} at a time, KILL_SEED={seed}: {LETTERS} letters, "
        f"{killing.kills} kills with letters in hand (and {killing.others} without); {len(doubtful)} in doubt, of which "
        f"{sum(arrived[name, DI] for name in doubtful)} arrived: {len(doubtful) / killing.kills:.2f} a kill"
    )
    record_property("figures", figures)
    print(figures)  # noqa: T201
    assert set(arrived.values()) == {1}
    assert set(known.values()) <= {LetterState.SENT, LetterState.UNCERTAIN}
    assert set(known) - {name for name, _ in arrived} <= doubtful
    assert killing.kills >= KILLS
    assert len(doubtful) <= MOST_IN_DOUBT * (killing.kills + killing.others)
    expect_seen(database, doubtful)
