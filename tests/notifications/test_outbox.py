"""Claiming letters and writing down what became of them, in a real SQLite and a real PostgreSQL."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from office import DECIDED_ON, moment
from post_office import HANDED_OVER, letters, set_letters, together, trail
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from models.letter import Letter
from models.words import LetterState
from notifications import outbox
from notifications.outbox import Parcel
from notifications.steps import LeaseLost

NOW = moment(DECIDED_ON)
LATER = NOW + outbox.LEASE + timedelta(seconds=1)
KEY = "request/di"


def put(engine: Engine, letter: int, **values: object) -> None:
    with Session(engine) as session, session.begin():
        session.execute(update(Letter).where(Letter.id == letter).values(**values))


def parcel(engine: Engine, letter: int) -> Parcel:
    return outbox.parcels(engine, [letter], NOW)[0]


def hand_over(engine: Engine, letter: int, worker: str, at: datetime) -> None:
    taken = parcel(engine, letter)
    outbox.hand_over(engine, taken, worker, at, b"To: di\r\n\r\nBrev\r\n", [box.email for box in taken.pending])


def settle(engine: Engine, letter: int, worker: str, state: LetterState, at: datetime, words: str, *to: str) -> None:
    outbox.conclude(engine, parcel(engine, letter), worker, at, state_of(engine, letter), state, words, reached=to)


def put_back(engine: Engine, letter: int, worker: str, at: datetime, words: str, *to: str) -> LetterState:
    return outbox.put_back(engine, parcel(engine, letter), worker, at, state_of(engine, letter), words, reached=to)


def state_of(engine: Engine, letter: int) -> LetterState:
    return next(each.state for each in letters(engine).values() if each.id == letter)


def test_a_claimed_letter_is_not_claimed_by_another_until_its_lease_has_expired(requested: Engine) -> None:
    claimed = outbox.claim(requested, "a", NOW)
    assert claimed == sorted(letter.id for letter in letters(requested).values())
    assert outbox.claim(requested, "b", NOW) == []
    assert outbox.claim(requested, "b", NOW + outbox.LEASE) == []
    assert outbox.claim(requested, "b", LATER) == claimed
    assert {(each.lease_by, each.attempts) for each in letters(requested).values()} == {("b", 2)}


def test_a_letter_is_not_claimed_before_its_next_attempt_is_due(requested: Engine) -> None:
    assert outbox.claim(requested, "a", NOW - timedelta(seconds=1)) == []


def test_a_letter_that_killed_workers_have_claimed_often_fails_and_stops_nobody(requested: Engine) -> None:
    set_letters(requested, attempts=500)
    letter = outbox.claim(requested, "a", NOW)[0]
    assert put_back(requested, letter, "a", NOW, "450 Senere") is LetterState.FAILED


def test_only_queued_letters_are_claimed(requested: Engine) -> None:
    for state in LetterState:
        set_letters(requested, state=state, lease_until=None)
        assert (state, len(outbox.claim(requested, "a", LATER))) == (state, 12 if state is LetterState.QUEUED else 0)


def test_workers_who_claim_at_the_same_moment_never_get_the_same_letter(
    requested: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "BATCH", 2)
    claimed = Counter[int]()
    for _ in range(6):
        claimed.update(
            letter
            for batch in together(*(lambda worker=worker: outbox.claim(requested, worker, NOW) for worker in "abcd"))
            for letter in batch
        )
    assert claimed == Counter(letter.id for letter in letters(requested).values())


def test_a_batch_is_no_larger_than_agreed(requested: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "BATCH", 5)
    assert [len(outbox.claim(requested, "a", NOW)) for _ in range(4)] == [5, 5, 2, 0]


def test_who_lost_the_lease_may_not_hand_over(requested: Engine) -> None:
    letter = outbox.claim(requested, "a", NOW)[0]
    assert outbox.claim(requested, "b", LATER)[0] == letter
    with pytest.raises(LeaseLost):
        hand_over(requested, letter, "a", NOW)
    hand_over(requested, letter, "b", NOW)
    with pytest.raises(LeaseLost):
        hand_over(requested, letter, "b", NOW)
    assert letters(requested)[KEY].state is LetterState.SENDING


@pytest.mark.parametrize("sending", [False, True])
def test_who_lost_the_lease_may_not_change_the_letter(requested: Engine, sending: bool) -> None:
    letter = outbox.claim(requested, "a", NOW)[0]
    assert outbox.claim(requested, "b", LATER)[0] == letter
    if sending:
        hand_over(requested, letter, "b", LATER)
    before = letters(requested)[KEY]
    with pytest.raises(LeaseLost):
        put_back(requested, letter, "a", LATER, "451 Prøv igen")
    with pytest.raises(LeaseLost):
        settle(requested, letter, "a", LetterState.FAILED, LATER, "550 Ukendt")
    assert outbox.give_back(requested, [letter], "a", LATER, "væk") == 0
    after = letters(requested)[KEY]
    assert (after.state, after.lease_by, after.attempts, after.error) == (
        before.state, "b", before.attempts, before.error
    )  # fmt: skip
    assert trail(requested, KEY) == ([HANDED_OVER] if sending else [])


def test_a_cancelled_letter_does_not_come_back(requested: Engine) -> None:
    letter = outbox.claim(requested, "a", NOW)[0]
    claimed = parcel(requested, letter)
    put(requested, letter, state=LetterState.CANCELLED)
    with pytest.raises(LeaseLost):
        outbox.put_back(requested, claimed, "a", NOW, LetterState.QUEUED, "451 Prøv igen")
    assert outbox.give_back(requested, [letter], "a", NOW, "væk") == 0
    assert letters(requested)[KEY].state is LetterState.CANCELLED


def test_a_released_letter_is_due_again_after_the_first_wait_and_has_lost_no_attempt(requested: Engine) -> None:
    claimed = outbox.claim(requested, "a", NOW)
    assert outbox.give_back(requested, claimed, "a", NOW, "væk") == 12
    assert outbox.claim(requested, "b", NOW + outbox.FIRST_WAIT - timedelta(seconds=1)) == []
    assert outbox.claim(requested, "b", NOW + outbox.FIRST_WAIT) == claimed
    assert {letter.attempts for letter in letters(requested).values()} == {1}


def test_the_lease_is_renewed_when_a_letter_is_handed_over(requested: Engine) -> None:
    letter = outbox.claim(requested, "a", NOW)[0]
    hand_over(requested, letter, "a", NOW + timedelta(minutes=10))
    assert len(outbox.doubt(requested, LATER)) == 0
    assert len(outbox.doubt(requested, LATER + timedelta(minutes=10))) == 1


def test_a_letter_cancelled_after_it_was_claimed_may_not_be_handed_over(requested: Engine) -> None:
    letter = outbox.claim(requested, "a", NOW)[0]
    put(requested, letter, state=LetterState.CANCELLED)
    with pytest.raises(LeaseLost):
        hand_over(requested, letter, "a", NOW)


def test_a_letter_whose_worker_stopped_after_handing_over_becomes_uncertain_and_stays_so(requested: Engine) -> None:
    letter = outbox.claim(requested, "a", NOW)[0]
    hand_over(requested, letter, "a", NOW)
    assert len(outbox.doubt(requested, NOW + outbox.LEASE)) == 0
    assert len(outbox.doubt(requested, LATER)) == 1
    assert len(outbox.doubt(requested, LATER)) == 0
    assert letters(requested)[KEY].state is LetterState.UNCERTAIN
    assert letter not in outbox.claim(requested, "b", LATER + timedelta(days=30))
    assert trail(requested, KEY) == [
        HANDED_OVER,
        ("sending", "uncertain", "the worker stopped before the server had answered"),
    ]


def test_a_letter_put_back_waits_twice_as_long_each_time_and_has_failed_after_the_last_attempt(
    requested: Engine,
) -> None:
    at, waits = NOW, []
    for attempt in range(1, outbox.MOST_ATTEMPTS + 1):
        letter = outbox.claim(requested, "a", at)[0]
        state = put_back(requested, letter, "a", at, "451 Prøv igen")
        stored = letters(requested)[KEY]
        assert (stored.id, stored.attempts, stored.state) == (letter, attempt, state)
        if state is LetterState.QUEUED:
            waits.append(stored.next_attempt_at - at)
            at = stored.next_attempt_at
            assert letter not in outbox.claim(requested, "b", at - timedelta(seconds=1))
    assert waits == [timedelta(minutes=5 * 2**count) for count in range(8)]
    assert (stored.state, stored.error) == (LetterState.FAILED, "given up after 9 attempts: 451 Prøv igen")
    assert [to for _, to, _ in trail(requested, KEY)] == ["queued"] * 8 + ["failed"]


def test_a_settled_letter_has_no_lease_and_keeps_what_the_server_said(requested: Engine) -> None:
    letter = outbox.claim(requested, "a", NOW)[0]
    settle(requested, letter, "a", LetterState.SENT, NOW, "250 OK", "indstilling@di.example")
    stored = letters(requested)[KEY]
    assert (stored.state, stored.lease_by, stored.lease_until) == (LetterState.SENT, "", None)
    assert (stored.sent_at, stored.sent_to, stored.error) == (NOW, ["indstilling@di.example"], "")
    assert trail(requested, KEY) == [("queued", "sent", "250 OK")]


def test_the_addresses_are_those_of_the_moment_and_staff_get_what_has_no_body(requested: Engine) -> None:
    letter = letters(requested)["request/fh-ac"].id
    assert [box.email for box in parcel(requested, letter).envelope.to] == [
        "indstilling@fh.example",
        "indstilling@ac.example",
    ]
    put(requested, letter, body_id=None)
    envelope = parcel(requested, letter).envelope
    assert envelope.to == [envelope.sender]
    assert envelope.sender.email == "sekretariat@kkr-nordjylland.example"
