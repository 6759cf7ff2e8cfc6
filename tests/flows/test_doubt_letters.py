"""After a restore: no letter leaves twice because the database has forgotten that it left."""

import os
import sqlite3
import subprocess
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from office import DECIDED_ON, Office, moment
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from system import UDPEGNING

from flows.clock import now
from flows.doubt_letters import put_in_doubt
from models.database import open_engine, upgrade
from models.definition import Definition
from models.opening import open_round
from models.recording import settle_letters
from models.settings import Settings, sqlite_url
from models.store import load_round
from models.words import LetterOutcome, LetterState, ReleaseMode
from notifications.act import advance
from notifications.delivery import deliver_due

ROUND, BAD = "nordjylland-2022-26", "a-bad-one"
ASKED = ["di", "smvdanmark", "tekniq"]
NOW, ANSWERED_ON, LATER = moment(DECIDED_ON), date(2022, 2, 10), moment(date(2022, 2, 15))  # after the first reminders
RECEIPT, REMINDERS = "receipt/di/1", ["reminder/14/smvdanmark", "reminder/14/tekniq"]
SENT, UNCERTAIN = LetterState.SENT, LetterState.UNCERTAIN


def answered(engine: Engine, definition: Definition, letters: Path, key: str = ROUND) -> None:
    """A round whose requests have left, and whose first receipt waits to leave."""
    with Session(engine) as session, session.begin():
        round_ = open_round(session, definition.model_copy(update={"round": key}), initials="TST", at=NOW).round
        Office(round=round_).decide(organisations=ASKED)
        advance(round_, DECIDED_ON, NOW)
    deliver(engine, letters, NOW)
    with Session(engine) as session, session.begin():
        round_ = load_round(session, key, to_change=True)
        Office(round=round_).nominate("di")
        advance(round_, ANSWERED_ON, moment(ANSWERED_ON))


def deliver(engine: Engine, letters: Path, at: datetime) -> str:
    return str(deliver_due(engine, Settings(letters_folder=letters), lambda: at))


def standing(engine: Engine, key: str = ROUND) -> dict[str, LetterState]:
    """Where the letters that this is about are, by key."""
    with Session(engine) as session:
        states = {each.key.partition("/")[2]: each.state for each in load_round(session, key).letters}
    return {key: states[key] for key in (RECEIPT, *REMINDERS) if key in states}


def test_what_waits_and_what_is_due_is_in_doubt_and_leaves_only_as_a_person_says(
    database: Engine, definition: Definition, tmp_path: Path
) -> None:
    answered(database, definition, tmp_path)
    answered(database, definition, tmp_path, BAD)
    with Session(database) as session, session.begin():
        load_round(session, BAD, to_change=True).house = "To\nlinjer"  # no letter of it can be made any more
    doubted, stopped = put_in_doubt(database, reason="back-up of 10 February", initials="IT", at=LATER)
    assert [each.partition(": ")[0] for each in stopped] == [BAD]
    assert standing(database) == dict.fromkeys([RECEIPT, *REMINDERS], UNCERTAIN)
    assert standing(database, BAD) == {RECEIPT: UNCERTAIN}
    assert {f"{ROUND}/{key}" for key in (RECEIPT, *REMINDERS)} | {f"{BAD}/{RECEIPT}"} <= set(doubted)
    assert deliver(database, tmp_path, LATER) == "nothing was due"
    with Session(database) as session, session.begin():
        round_ = load_round(session, ROUND, to_change=True)
        assert {each.error for each in round_.letters if each.key in doubted} == {"back-up of 10 February"}
        said: dict[str, Any] = {"reason": "Mailserverens log.", "initials": "TST", "at": LATER}
        settle_letters(round_, letters=[RECEIPT], outcome=LetterOutcome.ARRIVED, **said)
        settle_letters(round_, letters=REMINDERS[:1], outcome=LetterOutcome.SEND_AGAIN, **said)
    assert deliver(database, tmp_path, LATER) == "1 sent"
    assert standing(database) == dict(zip([RECEIPT, *REMINDERS], [SENT, SENT, UNCERTAIN], strict=True))


def test_what_is_held_stays_held(database: Engine, definition: Definition, tmp_path: Path) -> None:
    answered(database, definition.model_copy(update={"release": ReleaseMode.AFTER_APPROVAL}), tmp_path)
    put_in_doubt(database, reason="back-up of 10 February", initials="IT", at=LATER)
    assert standing(database) == {RECEIPT: LetterState.HELD}  # no request has left, so nobody is reminded


def test_a_letter_that_left_after_the_back_up_does_not_leave_again_from_the_restored_database(
    tmp_path: Path, definition: Definition
) -> None:
    file, kept, letters = tmp_path / "udpegning.db", tmp_path / "kept.db", tmp_path / "letters"
    engine = open_engine(sqlite_url(file))
    upgrade(engine)
    answered(engine, definition, letters)
    with closing(sqlite3.connect(kept)) as copy, closing(sqlite3.connect(file)) as own:
        own.backup(copy)
    deliver(engine, letters, LATER)
    delivered = sorted((letters / "new").iterdir())
    assert f"{ROUND}.{RECEIPT.replace('/', '.')}.eml" in [each.name for each in delivered]
    engine.dispose()
    kept.replace(file)
    done = subprocess.run(
        [UDPEGNING, "doubt-letters", "--initials", "it"], env=os.environ | {"UDPEGNING_FOLDER": str(tmp_path)},
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    *keys, said = done.stdout.splitlines()
    assert f"{ROUND}/{RECEIPT}" in keys
    assert said == f"{len(keys)} letters are in doubt now: settle each with the form '23 Settle letters'."
    assert deliver(engine, letters, now() + timedelta(days=1)) == "nothing was due"
    assert sorted((letters / "new").iterdir()) == delivered
    engine.dispose()


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["--initials", "1"], "--initials: write two to five letters, for instance ABC.\n"),
        (["--initials", "it"], "There is no database at {file} yet. Start with 'udpegning up'.\n"),
    ],
)
def test_what_it_cannot_do_is_said(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = subprocess.run(
        [UDPEGNING, "doubt-letters", *arguments], env=os.environ | {"UDPEGNING_FOLDER": str(tmp_path)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, said.format(file=tmp_path / "udpegning.db"))
