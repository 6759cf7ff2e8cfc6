"""What of the trail is told to the world outside, on the shipped round: each signal from what is really recorded."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from office import DECIDED_ON, Office, moment
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.definition import Definition
from models.due.office import needless, notice
from models.errors import EntryRefused
from models.event import Event
from models.letter import Letter
from models.opening import open_round
from models.signals import BOARD, Signal, signals
from models.store import end_of_trail, load_round, trail_since
from models.transitions import LEFT_OUT, change
from models.words import LetterState, RoundState, SignalName
from notifications.act import tell_staff

ROUND = "nordjylland-2022-26"
DEADLINE = date(2022, 2, 28)
NOW = moment(date(2022, 2, 10))
MISSED, FAILED = SignalName.DEADLINE_MISSED, SignalName.LETTER_FAILED
RECEIVED, SEATED = SignalName.NOMINATION_RECEIVED, SignalName.BOARD_SEATED


def given(office: Office) -> list[Signal]:
    return signals(office.round.events)


def letter(office: Office, key: str = "request/di") -> Letter:
    return next(each for each in office.round.letters if each.key == f"{ROUND}/{key}")


def requested(office: Office) -> None:
    office.decide()
    office.run(DECIDED_ON)


def became(state: LetterState) -> Callable[[Office], None]:
    def prepare(office: Office) -> None:
        requested(office)
        letter(office).state = LetterState.SENDING if state is not LetterState.BOUNCED else LetterState.SENT
        change(letter(office), state, NOW, actor="outbox", cause="550 Prøvekandidat 1 <ukendt@di.example>")

    return prepare


def left_out(office: Office) -> None:
    became(LetterState.SENT)(office)
    office.round.events[-1].new[LEFT_OUT] = True


def answered(office: Office) -> None:
    requested(office)
    office.nominate("di")


def corrected(office: Office) -> None:
    answered(office)
    office.nominate("di", on=date(2022, 2, 14))


def seated(office: Office) -> None:
    office.seat_everybody()
    office.run(date(2022, 4, 1))
    assert office.round.state is RoundState.SEATED


@pytest.mark.parametrize(
    "prepare, last",
    [
        (became(LetterState.FAILED), (FAILED, "request/di", "The letter request/di was refused.")),
        (became(LetterState.BOUNCED), (FAILED, "request/di", "The letter request/di came back as undeliverable.")),
        (became(LetterState.UNCERTAIN), (FAILED, "request/di", "The letter request/di may not have arrived.")),
        (left_out, (FAILED, "request/di", "The letter request/di did not reach all of its receivers.")),
        (answered, (RECEIVED, "di", "DI has answered (indstilling), answer 1.")),
        (corrected, (RECEIVED, "di", "DI has answered (indstilling), answer 2.")),
        (seated, (SEATED, BOARD, "The board of Erhvervshus Nordjylland has taken office (tiltrådt).")),
    ],
    ids=["failed", "bounced", "uncertain", "not for all", "answered", "answered again", "seated"],
)
def test_what_happened_is_told_in_a_sentence(
    prepare: Callable[[Office], None], last: tuple[SignalName, str, str], office: Office
) -> None:
    prepare(office)
    signal = given(office)[-1]
    assert (signal.name, signal.subject, signal.sentence) == last
    assert (signal.round_key, signal.round_title) == (ROUND, office.round.title)


def test_a_deadline_that_passed_is_told_once(office: Office) -> None:
    office.decide()
    office.constitute()
    office.run_until(DEADLINE + timedelta(days=3))
    missed = [(each.subject, each.sentence) for each in given(office) if each.name is MISSED]
    assert missed == [
        ("recommendation", "Deadline missed (frist overskredet): Outgoing KKR's recommendation (indstilling)."),
        ("nominations", "Deadline missed (frist overskredet): Deadline for nominations (indstillingsfrist)."),
    ]


@pytest.mark.parametrize("state", [LetterState.SENT, LetterState.QUEUED])
def test_a_letter_that_arrives_or_is_tried_again_is_no_signal(state: LetterState, office: Office) -> None:
    requested(office)
    before = given(office)
    letter(office).state = LetterState.SENDING
    change(letter(office), state, NOW, actor="outbox", cause="250 ok")
    assert given(office) == before


def test_no_signal_names_a_person(office: Office) -> None:
    seated(office)
    words = " ".join(f"{each.subject} {each.sentence}" for each in given(office))
    assert [person.name for person in office.round.people if person.name in words] == []


def test_the_id_of_a_signal_follows_from_its_line_in_the_trail(office: Office) -> None:
    corrected(office)
    first, again = given(office), given(office)
    assert first == again
    assert len({each.id for each in first}) == len(first)


def test_only_what_the_trail_got_since_is_read(database: Engine, definition: Definition) -> None:
    with Session(database) as session:
        assert end_of_trail(session) == 0
    with Session(database) as session, session.begin():
        office = Office(round=open_round(session, definition, initials="TST", at=NOW).round)
        office.decide()
        open_round(session, definition.model_copy(update={"round": "another"}), initials="TST", at=NOW)
    with Session(database) as session:
        end = end_of_trail(session)
        assert list(trail_since(session, end)) == []
    with Session(database) as session, session.begin():
        Office(round=load_round(session, ROUND, to_change=True)).nominate("di")
    with Session(database) as session:
        since = [(event.round.key, event.what) for event in trail_since(session, end)]
    assert since == [(ROUND, "nomination registered")]


def told(office: Office, signal: SignalName, subject: str) -> str:
    return tell_staff(office.round, signal=signal, subject=subject, at=NOW).message


def notices(office: Office) -> list[str]:
    return [each.key.removeprefix(f"{ROUND}/notice/") for each in office.round.letters if "/notice/" in each.key]


def test_staff_are_told_once_of_each_signal(office: Office) -> None:
    answered(office)
    assert [told(office, RECEIVED, "di") for _ in range(2)] == [
        f"Wrote {ROUND}/notice/nomination-received/di/1 to staff.",
        f"Staff have been told already: {ROUND}/notice/nomination-received/di/1.",
    ]
    office.nominate("di", on=date(2022, 2, 14))
    for _ in range(2):
        told(office, RECEIVED, "di")
    assert notices(office) == ["nomination-received/di/1", "nomination-received/di/2"]


def test_a_notice_goes_to_staff_at_once(office: Office) -> None:
    answered(office)
    told(office, RECEIVED, "di")
    written = letter(office, "notice/nomination-received/di/1")
    assert (written.body, written.person, written.state) == (None, None, LetterState.QUEUED)
    assert written.recipients == [("Sekretariatet for KKR Nordjylland", "sekretariat@kkr-nordjylland.example")]


def test_the_board_that_took_office_is_told_although_its_round_is_over(office: Office) -> None:
    seated(office)
    assert told(office, SEATED, BOARD) == f"Wrote {ROUND}/notice/board-seated/board/1 to staff."


def test_a_missed_deadline_has_its_letter_already(office: Office) -> None:
    office.run(date(2021, 10, 16))
    said = told(office, MISSED, "recommendation")
    assert said == f"The letter to staff is written already: {ROUND}/missed/recommendation/2021-10-15."
    assert notices(office) == []


def test_of_a_letter_to_staff_that_failed_no_other_is_written(office: Office) -> None:
    answered(office)
    told(office, RECEIVED, "di")
    key = "notice/nomination-received/di/1"
    letter(office, key).state = LetterState.SENDING
    change(letter(office, key), LetterState.FAILED, NOW, actor="outbox", cause="550")
    said = f"{key} goes to staff itself, and another letter would go the same way. See the page of letters."
    assert told(office, FAILED, key) == said
    assert notices(office) == ["nomination-received/di/1"]


def test_a_letter_that_has_been_settled_meanwhile_needs_no_notice(office: Office) -> None:
    became(LetterState.FAILED)(office)
    change(letter(office), LetterState.QUEUED, NOW, actor="TST", cause="adressen er rettet")
    assert told(office, FAILED, "request/di") == "request/di is 'queued' now and needs nobody."
    letter(office).state = LetterState.SENDING
    change(letter(office), LetterState.FAILED, NOW, actor="outbox", cause="550")
    assert told(office, FAILED, "request/di") == f"Wrote {ROUND}/notice/letter-failed/request/di/2 to staff."


def test_what_the_trail_does_not_know_is_refused(office: Office) -> None:
    requested(office)
    with pytest.raises(EntryRefused, match="has no 'udpegning.nomination.received' of 'di'"):
        told(office, RECEIVED, "di")


def test_the_notice_of_a_signal_is_planned_without_acting(office: Office) -> None:
    answered(office)
    events = list(office.round.events)
    action = notice(office.round, signal=RECEIVED, subject="di")
    assert (action.signal, action.subject, needless(office.round, action)) == (RECEIVED, "di", "")
    assert office.round.events == events


def test_a_signal_is_of_a_line_of_the_trail_and_no_other_kind(office: Office) -> None:
    kinds = ("letter edited", "digest", "notice", "request", "milestone moved", "decision recorded")
    lines = [Event(at=NOW, on=NOW.date(), actor="TST", what=what, subject="di") for what in kinds]
    office.round.events += lines
    assert signals(lines) == []
