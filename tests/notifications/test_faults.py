"""Every fault of the table in `faults`, from a real SMTP server over TLS: what becomes of the letter that it struck, and of
the others. The table is shown in docs/letters.md.
"""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from faults import AC, BEGIN, DI, END, FAULTS, FH, LATER, NOTHING, SMV, Fault, as_table
from mishaps import Scene, says
from office import DECIDED_ON, Office, moment
from post_office import Certificates, Post, letters
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.database import open_engine, upgrade
from models.definition import Definition
from models.opening import open_round
from models.settings import Settings, sqlite_url
from models.words import LetterState
from notifications.act import advance
from notifications.delivery import deliver_due

NOW = moment(DECIDED_ON)
LONG_AFTER = timedelta(days=40)
KEPT = {
    "request/dansk-erhverv": ["indstilling@dansk-erhverv.example"],
    "request/di": [DI],
    "request/fh-ac": [FH, AC],
    "request/smvdanmark": [SMV],
}
LETTERS_DOC = Path(__file__).parents[2] / "docs" / "letters.md"


@pytest.fixture(scope="module")
def filled(definition: Definition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with four requests in the outbox; each test gets a copy."""
    file = tmp_path_factory.mktemp("filled") / "udpegning.db"
    engine = open_engine(sqlite_url(file))
    upgrade(engine)
    with Session(engine) as session, session.begin():
        round_ = open_round(session, definition, initials="TST", at=NOW).round
        Office(round=round_).decide()
        advance(round_, DECIDED_ON, NOW)
        round_.letters[:] = [each for each in round_.letters if each.key.partition("/")[2] in KEPT]
    engine.dispose()
    return file


@pytest.fixture
def four(filled: Path, tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(sqlite_url(Path(shutil.copy(filled, tmp_path))))
    yield engine
    engine.dispose()


@pytest.fixture
def scene(
    post: Post, starttls: Settings, free_port: int, tmp_path: Path, certificates: Certificates
) -> Iterator[Scene]:
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        yield Scene(
            post=post, settings=starttls, free_port=free_port, folder=tmp_path, stranger=certificates.stranger,
            patch=patch, stack=stack,
        )  # fmt: skip


def matches(said: str, expected: str, scene: Scene) -> bool:
    """Whether it is what was expected, where «…» is anything; the port is left out."""
    pattern = re.escape(expected).replace("…", ".*")
    return re.fullmatch(pattern, said.replace(f":{scene.settings.smtp_port}", "")) is not None


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.fault)
def test_what_becomes_of_a_letter_that_is_struck_and_of_the_others(fault: Fault, four: Engine, scene: Scene) -> None:
    def deliver(at: timedelta) -> str:
        return str(deliver_due(four, scene.settings, lambda: NOW + at))

    fault.strike(scene)
    said = deliver(timedelta(0))
    assert matches(said, fault.result, scene), said
    letter = letters(four)[fault.letter]
    assert letter.state is fault.state
    assert matches(letter.error, fault.error, scene), letter.error
    again = LONG_AFTER
    if letter.state is LetterState.QUEUED:
        again = letter.next_attempt_at - NOW
        assert again == fault.wait
        assert deliver(again - timedelta(seconds=1)) == NOTHING
    if fault.goes:
        scene.mend()
    assert deliver(again) == fault.later
    assert deliver(2 * LONG_AFTER) == NOTHING
    expect(four, scene, fault)


def expect(engine: Engine, scene: Scene, fault: Fault) -> None:
    """In the end every letter arrived as it should have, and is what it should be."""
    arrived = Counter({(name_of(key), to): 1 for key, addresses in KEPT.items() for to in addresses})
    arrived = Counter({each: count for each, count in arrived.items() if each[0] != name_of(fault.letter)})
    assert scene.arrived == arrived + Counter(
        {(name_of(fault.letter), to): count for to, count in fault.arrived.items()}
    )
    found = letters(engine)
    assert {key: letter.state for key, letter in found.items()} == {
        key: fault.end if key == fault.letter else LetterState.SENT for key in KEPT
    }
    reached = fault.arrived if fault.end is LetterState.SENT else {}
    assert Counter(found[fault.letter].sent_to) == reached


def name_of(key: str) -> str:
    return f"nordjylland-2022-26.{key.replace('/', '.')}"


def test_the_waits_double_from_five_minutes_and_end_within_a_day(four: Engine, scene: Scene) -> None:
    says("rcpt", LATER, only=DI)(scene)
    waits, at = [], NOW
    while letters(four)["request/di"].state is LetterState.QUEUED:
        deliver_due(four, scene.settings, lambda at=at: at)
        waits.append(letters(four)["request/di"].next_attempt_at - at)
        at += waits[-1]
    minutes = [wait / timedelta(minutes=1) for wait in waits[:-1]]
    assert minutes == [5, 10, 20, 40, 80, 160, 320, 640]
    assert letters(four)["request/di"].error == f"given up after 9 attempts: {LATER}"


def test_the_table_in_the_documents_is_this_one() -> None:
    assert LETTERS_DOC.read_text().partition(BEGIN)[2].partition(END)[0] == as_table()
