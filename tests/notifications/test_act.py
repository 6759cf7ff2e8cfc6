"""Carrying out the plan with real databases: what is held, what overtakes what, and staff and deliveries at the same moment."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path

import pytest
from office import DECIDED_ON, MAN, WOMAN, Office, moment
from post_office import Post, letters, set_letters
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from models.definition import Definition
from models.errors import EntryRefused
from models.kept import handed_over
from models.letter import Handover, Letter
from models.opening import open_round
from models.recording import Recorded, drop_letters, release_letters, settle_letters
from models.round import Round
from models.settings import Settings
from models.store import load_round, load_texts
from models.words import LetterKind, LetterOutcome, LetterState, ReleaseMode
from notifications import outbox
from notifications.act import advance
from notifications.delivery import Delivery, deliver_due
from notifications.steps import LeaseLost

ROUND = "nordjylland-2022-26"
NOW = moment(DECIDED_ON)
LATER = date(2022, 2, 10)
TIMES = 4
HELD, QUEUED, SENT, CANCELLED = LetterState.HELD, LetterState.QUEUED, LetterState.SENT, LetterState.CANCELLED
on_postgresql = pytest.mark.parametrize("empty_database", ["postgresql"], indirect=True)


@contextmanager
def desk(engine: Engine, day: date = DECIDED_ON) -> Iterator[Round]:
    """One transaction of staff, as the flows have it: what is recorded, and all that it makes due."""
    with Session(engine) as session, session.begin():
        round_ = load_round(session, ROUND, to_change=True)
        yield round_
        advance(round_, day, moment(day))


@pytest.fixture
def approved(database: Engine, definition: Definition) -> Engine:
    """The shipped round with its letters waiting for approval, on the day of the decision."""
    waiting = definition.model_copy(update={"release": ReleaseMode.AFTER_APPROVAL})
    with Session(database) as session, session.begin():
        office = Office(round=open_round(session, waiting, initials="TST", at=NOW).round)
        office.decide()
        advance(office.round, DECIDED_ON, NOW)
    return database


def deliver(engine: Engine, folder: Path, day: date = DECIDED_ON) -> Delivery:
    return deliver_due(engine, Settings(letters_folder=folder), lambda: moment(day))


def files(folder: Path) -> set[str]:
    """What has been delivered: the keys of the letters without the round's."""
    return {each.stem.removeprefix(f"{ROUND}.").replace(".", "/") for each in (folder / "new").glob("*.eml")}


def in_state(engine: Engine, state: LetterState) -> set[str]:
    return {key for key, letter in letters(engine).items() if letter.state is state}


def requests(engine: Engine) -> set[str]:
    return {key for key, letter in letters(engine).items() if letter.kind is LetterKind.REQUEST}


def test_after_approval_letters_to_bodies_wait_and_those_to_staff_do_not(approved: Engine, tmp_path: Path) -> None:
    deliver(approved, tmp_path)
    assert in_state(approved, HELD) == requests(approved)
    assert len(requests(approved)) == 12
    assert files(tmp_path) == {"missed/recommendation/2021-10-15", "digest/2022-01-17"}
    assert str(deliver(approved, tmp_path, date(2022, 2, 1))) == "nothing was due"


def test_exactly_the_released_letters_leave(approved: Engine, tmp_path: Path) -> None:
    some = ["request/di", f"{ROUND}/request/fh-ac"]
    with desk(approved) as round_:
        assert release_letters(round_, letters=some, initials="TST", at=NOW).message.startswith(
            "Released 2 letters. Still"
        )
    deliver(approved, tmp_path)
    assert files(tmp_path) & requests(approved) == {"request/di", "request/fh-ac"}
    with desk(approved) as round_:
        assert release_letters(round_, initials="TST", at=NOW) == Recorded(changed=True, message="Released 10 letters.")
    assert deliver(approved, tmp_path).states == {SENT: 10}
    assert files(tmp_path) & requests(approved) == requests(approved)
    with desk(approved) as round_:
        assert release_letters(round_, letters=some, initials="TST", at=NOW) == Recorded(
            changed=False, message="Released 0 letters."
        )
    assert str(deliver(approved, tmp_path)) == "nothing was due"
    with Session(approved) as session:
        assert Counter(session.scalars(select(Handover.letter_id))).most_common(1)[0][1] == 1


def test_a_dropped_letter_never_leaves_and_keeps_its_text(approved: Engine, tmp_path: Path) -> None:
    for times in range(2):
        with desk(approved) as round_:
            recorded = drop_letters(round_, letters=["request/di"], reason="De har svaret.", initials="TST", at=NOW)
            assert recorded.changed is (times == 0)
    with desk(approved) as round_:
        release_letters(round_, initials="TST", at=NOW)
    deliver(approved, tmp_path)
    assert files(tmp_path) & requests(approved) == requests(approved) - {"request/di"}
    with Session(approved) as session:
        round_ = load_round(session, ROUND)
        [dropped] = [letter for letter in round_.letters if letter.key == f"{ROUND}/request/di"]
        load_texts([dropped])
        assert (dropped.state, dropped.text.startswith("Til DI")) == (CANCELLED, True)
        trail = [(each.actor, each.what, each.reason) for each in round_.events if each.subject == dropped.key]
        assert trail == [("TST", "letter cancelled", "De har svaret.")]


def test_a_receipt_that_waits_is_cancelled_when_a_corrected_nomination_comes(approved: Engine) -> None:
    with desk(approved, LATER) as round_:
        Office(round=round_).nominate("di", WOMAN)
    with desk(approved, LATER) as round_:
        Office(round=round_).nominate("di", WOMAN, MAN)
    assert {key: each.state for key, each in letters(approved).items() if each.kind is LetterKind.RECEIPT} == {
        "receipt/di/1": CANCELLED, "receipt/di/2": HELD,
    }  # fmt: skip


def test_a_person_without_an_address_holds_the_letter_in_either_mode(office: Office) -> None:
    office.decide()
    office.constitute()
    office.run(DECIDED_ON)
    told = [letter for letter in office.round.letters if letter.kind is LetterKind.APPOINTED]
    assert [(letter.state, letter.error) for letter in told] == [
        (HELD, "the address is not known: record it with 'record-address', then release the letter")
    ] * 4


def _dropped(engine: Engine, key: str) -> bool:
    """Whether staff could drop a letter."""
    try:
        with desk(engine) as round_:
            drop_letters(round_, letters=[key], reason="Prøve.", initials="TST", at=NOW)
    except EntryRefused:
        return False
    return True


def _at_once(engine: Engine, folder: Path, keys: list[str], *, staff_first: bool) -> set[str]:
    """Two postmen deliver while two of staff drop letter by letter; returns what staff could drop.

    A deadlock, or whatever else is raised on either side, is raised here.
    """
    dropped, over = set[str](), threading.Event()

    def started() -> bool:
        return bool(dropped or files(folder))

    def postman() -> None:
        while not over.is_set():
            if started() or not staff_first:
                deliver(engine, folder)

    def staff(mine: list[str]) -> None:
        while not (started() or staff_first):
            time.sleep(0.001)
        dropped.update(key for key in mine if _dropped(engine, key))

    with ThreadPoolExecutor() as threads:
        postmen = [threads.submit(postman) for _ in range(2)]
        dropping = [threads.submit(staff, keys[place::2]) for place in range(2)]
        try:
            for each in dropping:
                each.result(timeout=60)
        finally:
            over.set()
        for each in postmen:
            each.result(timeout=60)
    return dropped


def test_a_letter_that_staff_drop_while_it_is_delivered_either_left_or_was_dropped(
    requested: Engine, tmp_path: Path
) -> None:
    keys = sorted(requests(requested))
    for attempt in range(TIMES):
        set_letters(requested, state=QUEUED, attempts=0, sent_to=[], sent_at=None, lease_by="", lease_until=None)
        with Session(requested) as session, session.begin():
            session.execute(delete(Handover))
        folder = tmp_path / str(attempt)
        dropped = _at_once(requested, folder, keys, staff_first=bool(attempt % 2))
        deliver(requested, folder)  # what the postmen did not see while staff had it
        assert in_state(requested, CANCELLED) == dropped
        assert in_state(requested, SENT) == files(folder) == set(keys) - dropped
        with Session(requested) as session:
            handed = session.scalars(select(Letter.key).join(Handover)).all()
        assert sorted(key.partition("/")[2] for key in handed) == sorted(files(folder))
        assert dropped if attempt % 2 else files(folder)


@on_postgresql
def test_a_letter_written_while_staff_waited_for_the_round_is_theirs_like_the_others(
    requested: Engine, tmp_path: Path
) -> None:
    waiting, loaded, tried = threading.Event(), threading.Event(), threading.Event()

    def second() -> None:
        waiting.set()
        with desk(requested, LATER) as round_:
            loaded.set()
            tried.wait(30)
            drop_letters(round_, letters=["receipt/di/1"], reason="Prøve.", initials="TST", at=NOW)

    with ThreadPoolExecutor() as threads:
        with desk(requested, LATER) as round_:
            Office(round=round_).nominate("di")
            running = threads.submit(second)
            waiting.wait(30)
            time.sleep(0.3)  # it asks for the locks now
        assert loaded.wait(30)
        deliver(requested, tmp_path, LATER)
        tried.set()
        running.result(30)
    assert letters(requested)["receipt/di/1"].state is CANCELLED
    assert "receipt/di/1" not in files(tmp_path)


@on_postgresql
def test_a_delivery_waits_no_longer_than_staff_hold_the_round(requested: Engine) -> None:
    letter, other = outbox.claim(requested, "a", NOW)[:2]
    parcel, sending = outbox.parcels(requested, [letter, other], NOW)
    outbox.hand_over(requested, sending, "a", NOW, b"Brev", [box.email for box in sending.pending])
    steps: cycle[Callable[[], None]] = cycle(
        [
            lambda: outbox.hand_over(requested, parcel, "a", NOW, b"Brev", [box.email for box in parcel.pending]),
            lambda: outbox.conclude(requested, sending, "a", NOW, LetterState.SENDING, SENT, "250 OK"),
        ]
    )
    with ThreadPoolExecutor() as threads:
        with desk(requested) as round_:
            running = [threads.submit(next(steps)) for _ in range(2)]
            time.sleep(0.5)
            assert [each.done() for each in running] == [False, False]
            drop_letters(round_, letters=["request/region"], reason="Prøve.", initials="TST", at=NOW)
        began = time.monotonic()
        for each in running:
            each.result(timeout=10)
        assert time.monotonic() - began < 2
    assert Counter(each.state for each in letters(requested).values()) == {
        LetterState.SENDING: 1, SENT: 1, CANCELLED: 1, QUEUED: 9
    }  # fmt: skip


def test_a_letter_dropped_after_it_was_claimed_is_not_handed_over(requested: Engine) -> None:
    claimed = outbox.claim(requested, "a", NOW)
    parcels = outbox.parcels(requested, claimed, NOW)
    assert _dropped(requested, "request/di")
    for parcel in parcels:
        if parcel.envelope.key.endswith("/di"):
            with pytest.raises(LeaseLost):
                outbox.hand_over(
                    requested, parcel, "a", NOW + timedelta(seconds=1), b"Brev", [box.email for box in parcel.pending]
                )
        else:
            outbox.hand_over(
                requested, parcel, "a", NOW + timedelta(seconds=1), b"Brev", [box.email for box in parcel.pending]
            )
    assert in_state(requested, CANCELLED) == {"request/di"}


@pytest.mark.parametrize("state", [LetterState.SENDING, SENT])
def test_what_is_leaving_or_has_left_cannot_be_dropped(requested: Engine, state: LetterState) -> None:
    set_letters(requested, state=state)
    assert not _dropped(requested, "request/di")
    assert in_state(requested, state) == requests(requested)


def test_a_letter_sent_again_has_a_file_and_the_same_message_id_for_each_hand_over(
    requested: Engine,
) -> None:
    letter = outbox.claim(requested, "a", NOW)[0]
    (parcel,) = outbox.parcels(requested, [letter], NOW)
    first = b"Message-ID: <en@prove.example>\r\n\r\nEn\r\n.\r\n\xc3\xa6\x00"
    outbox.hand_over(requested, parcel, "a", NOW, first, [box.email for box in parcel.pending])
    outbox.conclude(requested, parcel, "a", NOW, LetterState.SENDING, LetterState.UNCERTAIN, "no answer")
    later = NOW + timedelta(days=1)
    with Session(requested) as session, session.begin():
        settle_letters(
            load_round(session, ROUND, to_change=True), letters=["request/di"], outcome=LetterOutcome.SEND_AGAIN,
            reason="DI har det ikke.", initials="TST", at=later,
        )  # fmt: skip
    assert outbox.claim(requested, "b", later)[0] == letter
    (again,) = outbox.parcels(requested, [letter], later)
    assert (again.attempts, again.envelope.key, again.pending) == (1, parcel.envelope.key, parcel.pending)
    outbox.hand_over(requested, again, "b", later, b"To", [box.email for box in again.pending])
    with Session(requested) as session:
        key, name = f"{ROUND}/request/di", f"{ROUND}.request.di"
        assert list(handed_over(session, ROUND)) == [(key, f"{name}.eml", first), (key, f"{name}+2.eml", b"To")]


def test_no_two_hand_overs_have_the_same_name(requested: Engine) -> None:
    keys = ["deadline-moved/2022-03-07/di", "deadline-moved/2022-03-07/di/2", "reminder/2/di", "reminder/2/di-2"]
    with Session(requested) as session, session.begin():
        round_ = load_round(session, ROUND)
        for key in keys:
            round_.letters.append(
                Letter(
                    key=f"{ROUND}/{key}", kind=LetterKind.DEADLINE_MOVED, state=LetterState.SENT, subject="Emne", text="",
                    html="", enqueued_on=DECIDED_ON, next_attempt_at=NOW,
                    handovers=[Handover(at=NOW, to=[], wire=b"Brev") for _ in range(3)],
                )
            )  # fmt: skip
    with Session(requested) as session:
        names = [name for _, name, _ in handed_over(session, ROUND)]
    assert (len(names), len(set(names))) == (12, 12)


def test_what_is_kept_of_a_hand_over_is_what_the_server_got_to_the_byte(
    requested: Engine, starttls: Settings, post: Post
) -> None:
    deliver_due(requested, starttls, lambda: NOW)
    with Session(requested) as session:
        kept = [wire for _, _, wire in handed_over(session, ROUND)]
    assert sorted(kept) == sorted(arrival.wire for arrival in post.arrivals)
    assert len(kept) == 12


def test_loading_texts_leaves_what_was_loaded_before(requested: Engine) -> None:
    with Session(requested) as session:
        round_ = load_round(session, ROUND)
        load_texts(round_.letters)
    first = round_.letters[0]
    assert (first.text != "", first.html != "", len(first.enclosures), first.drafts) == (True, True, 4, [])
    assert (first.received, first.handovers) == ([], [])
