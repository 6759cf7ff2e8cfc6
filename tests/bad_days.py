"""A round in which everything goes otherwise: what the scenario of the rehearsal lacks, each step in a transaction of its own."""

from collections.abc import Callable
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from office import MAN, WOMAN, Office, moment
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from term import KEY, TERM, changed

from models.clarification import Point, PointState
from models.definition import read_definition
from models.entries import ReasonEntry
from models.letter import Letter
from models.opening import open_round
from models.recording import (
    drop_letters,
    letters_named,
    mark_answer_read,
    move_milestone,
    record_address,
    record_observer,
    release_letters,
    settle_letters,
)
from models.settings import Settings
from models.store import load_round, load_texts
from models.transitions import change
from models.words import Gender, LetterOutcome, LetterState, MilestoneKind, Question, SeatCategory, SignalName
from notifications.act import advance, tell_staff
from notifications.delivery import deliver_due
from notifications.editing import edit_letter
from notifications.message import Mailbox, message_id
from notifications.returns import read_returns

DECIDED, ANSWERED, CLARIFIED, APPOINTED = date(2022, 1, 21), date(2022, 2, 10), date(2022, 3, 10), date(2022, 3, 23)
DI, SMV, JOINT, REGION = (f"request/{body}" for body in ("di", "smvdanmark", "fh-ac", "region"))
BY_STAFF: dict[str, Any] = {"initials": "TST", "at": moment(ANSWERED)}
Step = Callable[[Office], object]


def letter(office: Office, key: str) -> Letter:
    [found] = letters_named(office.round, [key])
    return found


def edit(office: Office, text: str) -> None:
    load_texts([letter(office, DI)])
    edit_letter(letter(office, DI), subject="", text=text, reason="Aftalt med DI.", **BY_STAFF)


def becomes(office: Office, key: str, *states: LetterState) -> None:
    for state in states:
        change(letter(office, key), state, moment(ANSWERED), actor="outbox", cause="550 Ukendt")


def missed_by_some(office: Office) -> None:
    letter(office, JOINT).error = "refused AC <indstilling@ac.example>: 550 Ukendt"


def settle(office: Office, key: str, outcome: LetterOutcome = LetterOutcome.ARRIVED) -> None:
    settle_letters(office.round, letters=[key], outcome=outcome, reason="Pr. telefon.", **BY_STAFF)


SENDING, UNCERTAIN = LetterState.SENDING, LetterState.UNCERTAIN
BEFORE_IT_LEAVES: list[tuple[date, Step]] = [
    (DECIDED, lambda office: office.decide(organisations=["smvdanmark"])),
    (DECIDED, lambda office: office.decide(organisations=["di", "smvdanmark"])),
    (DECIDED, lambda office: office.constitute()),
    (DECIDED, lambda office: edit(office, "Hvem indstiller I?")),
    (DECIDED, lambda office: edit(office, "Hvem indstiller DI?")),
    (DECIDED, lambda office: drop_letters(office.round, letters=[REGION], reason="Ringet til regionen.", **BY_STAFF)),
    (DECIDED, lambda office: release_letters(office.round, letters=[DI, SMV, JOINT], **BY_STAFF)),
]
AFTER_IT_LEFT: list[tuple[date, Step]] = [
    (ANSWERED, lambda office: mark_answer_read(office.round, letter=DI, reason="Tak for brevet.", **BY_STAFF)),
    (ANSWERED, missed_by_some),
    (ANSWERED, lambda office: settle(office, JOINT)),
    (ANSWERED, lambda office: becomes(office, SMV, LetterState.BOUNCED)),
    (ANSWERED, lambda office: record_address(office.round, body="smvdanmark", name="SMV", email="ny@smv.example", **BY_STAFF)),
    (ANSWERED, lambda office: settle(office, SMV, LetterOutcome.SEND_AGAIN)),
    (ANSWERED, lambda office: becomes(office, SMV, SENDING, UNCERTAIN)),
    (ANSWERED, lambda office: tell_staff(
        office.round, signal=SignalName.LETTER_FAILED, subject=SMV, at=moment(ANSWERED))),
    (ANSWERED, lambda office: settle(office, SMV)),
    (ANSWERED, lambda office: office.nominate("di", MAN)),
    (ANSWERED, lambda office: office.nominate("di", MAN, reason="Kvinden trak sig.")),
    (ANSWERED, lambda office: record_address(office.round, name=MAN.name, email="a@k.example", **BY_STAFF)),
    (ANSWERED, lambda office: record_address(office.round, name=MAN.name, email="b@k.example", **BY_STAFF)),
    (CLARIFIED, lambda office: office.clarify("di", Point.CV, PointState.ASKED)),
    (CLARIFIED, lambda office: office.clarify("di", Point.CV, PointState.ANSWERED, "yes")),
    (CLARIFIED, lambda office: office.clarify("di", Point.MUNICIPALITY, PointState.ANSWERED, "Læsø")),
    (CLARIFIED, lambda office: move_milestone(
        office.round, milestone=MilestoneKind.CLARIFICATION, starts_on=date(2022, 3, 2), ends_on=date(2022, 3, 16),
        reason="Regionen mødes senere.", **BY_STAFF)),
    (APPOINTED, lambda office: office.accept("di", Question.REASON, accepted=False)),
    (APPOINTED, lambda office: office.accept("di", Question.REASON)),
    (APPOINTED, lambda office: office.appoint(
        (SeatCategory.COMPANY, "di", office.nominee("di", Gender.MAN)),
        reasons=(ReasonEntry(rule="B7", reason="Kvinden trak sig."),))),
    (APPOINTED, lambda office: record_observer(
        office.round, person=WOMAN, from_day=APPOINTED, initials="TST", at=moment(APPOINTED))),
    (APPOINTED, lambda office: office.leave("company-1", APPOINTED)),
]  # fmt: skip


def play(database: Engine, steps: list[tuple[date, Step]]) -> None:
    """Each step, and what falls due with it, in a transaction of its own."""
    for day, step in steps:
        with Session(database) as session, session.begin():
            office = Office(round=load_round(session, KEY, to_change=True))
            step(office)
            advance(office.round, day, moment(day))


def an_answer(database: Engine, folder: Path) -> Settings:
    """A mailbox in which an answer to the request lies."""
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True)
    message = EmailMessage()
    with Session(database) as session:
        office = Office(round=load_round(session, KEY))
        house, asked = Mailbox(name="", email=office.round.secretariat_email), letter(office, DI)
        message["In-Reply-To"] = message_id(asked.key, asked.token, house)
    message["From"] = "sekretaer@di.example"
    message.set_content("Tak.")
    (folder / "new" / "1.a").write_bytes(bytes(message))
    return Settings(mailbox_folder=folder)


def go_wrong(database: Engine, folder: Path) -> None:
    """The whole round; its letters and its mailbox are in the folder."""
    approved = changed(folder, ("release: automatic", "release: after-approval"))
    for file in (TERM, approved):
        with Session(database) as session, session.begin():
            open_round(session, read_definition(file)[0], initials="TST", at=moment(DECIDED), accept_changes=True)
    play(database, BEFORE_IT_LEAVES)
    deliver_due(database, Settings(letters_folder=folder / "letters"), lambda: moment(ANSWERED))
    read_returns(database, an_answer(database, folder / "mailbox"), ANSWERED, moment(ANSWERED))
    play(database, AFTER_IT_LEFT)
