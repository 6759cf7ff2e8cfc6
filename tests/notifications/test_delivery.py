"""The outbox of the shipped round, delivered to a real SMTP server over TLS from a real SQLite and a real PostgreSQL."""

import ast
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import cast

import pytest
from office import DECIDED_ON, moment
from post_office import DROP, HANDED_OVER, Arrival, Post, letters, set_letters, together, told, trail
from sqlalchemy import Engine, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

import flows
from models.letter import Enclosure, Handover, Letter
from models.recording import record_address, settle_letters
from models.round import Contact
from models.settings import Settings
from models.signals import signals
from models.store import end_of_trail, load_round, trail_since
from models.words import LetterOutcome, LetterState, SignalName
from notifications import delivery, outbox
from notifications.act import advance
from notifications.delivery import Delivery, deliver_due
from notifications.message import Envelope, compose
from notifications.pages import round_page

NOW = moment(DECIDED_ON)
ROUND = "nordjylland-2022-26"
DI = "indstilling@di.example"
SECRETARIAT = "sekretariat@kkr-nordjylland.example"


def deliver(engine: Engine, settings: Settings, at: datetime = NOW) -> Delivery:
    return deliver_due(engine, settings, lambda: at)


def states(engine: Engine) -> Counter[LetterState]:
    return Counter(letter.state for letter in letters(engine).values())


def content(arrival: Arrival, kind: str) -> str:
    part = arrival.message.get_body((kind,))
    assert part is not None
    return cast("str", part.get_content()).replace("\r\n", "\n")


def test_all_requests_arrive_as_they_were_written(requested: Engine, starttls: Settings, post: Post) -> None:
    delivery = deliver(requested, starttls)
    with Session(requested) as session:
        contacts = {body.key: [c.email for c in body.contacts] for body in load_round(session, ROUND).bodies}
        written = {letter.key: letter for letter in session.scalars(select(outbox.Letter))}
        expected = {
            f"<{key.replace('/', '.')}.{letter.token}@kkr-nordjylland.example>": (
                SECRETARIAT, contacts[key.rpartition("/")[2]], letter.subject, *_texts(session, letter.id)
            )
            for key, letter in written.items()
        }  # fmt: skip
    arrived = {
        str(each.message["Message-ID"]): (
            each.sender, each.to, str(each.message["Subject"]), content(each, "plain"), content(each, "html"),
        )
        for each in post.arrivals
    }  # fmt: skip
    assert arrived == expected
    assert (len(arrived), str(delivery), post.connections) == (12, "12 sent", 2)  # EHLO before and after STARTTLS
    horesta = next(each for name, each in arrived.items() if told(name) == f"{ROUND}.request.horesta")
    assert "særlige grunde til, at I ikke kan indstille både en kvinde og en mand" in horesta[3]


def _texts(session: Session, letter: int) -> tuple[str, str]:
    row = session.execute(select(outbox.Letter.text, outbox.Letter.html).where(outbox.Letter.id == letter)).one()
    return row[0], row[1]


def test_delivering_again_sends_nothing(requested: Engine, implicit: Settings, post: Post) -> None:
    deliver(requested, implicit)
    assert str(deliver(requested, implicit, NOW + timedelta(days=40))) == "nothing was due"
    assert len(post.arrivals) == 12


def test_two_deliveries_at_the_same_moment_send_each_letter_once(
    requested: Engine, implicit: Settings, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "BATCH", 2)
    done = together(lambda: deliver(requested, implicit), lambda: deliver(requested, implicit))
    assert sum((each.states for each in done), Counter()) == {LetterState.SENT: 12}
    assert len({each.message["Message-ID"] for each in post.arrivals}) == len(post.arrivals) == 12


def test_a_sent_letter_says_when_and_to_whom_and_leaves_a_trail(requested: Engine, implicit: Settings) -> None:
    deliver(requested, implicit)
    letter = letters(requested)["request/fh-ac"]
    assert (letter.sent_at, letter.sent_to) == (NOW, ["indstilling@fh.example", "indstilling@ac.example"])
    assert trail(requested, "request/fh-ac") == [HANDED_OVER, ("sending", "sent", "250 OK: taken")]


def test_an_address_corrected_after_the_letter_was_written_takes_effect(
    requested: Engine, implicit: Settings, post: Post
) -> None:
    with Session(requested) as session, session.begin():
        session.execute(update(Contact).where(Contact.email == DI).values(email="ny@di.example"))
    deliver(requested, implicit)
    assert [each.to for each in post.arrivals if each.message["To"].addresses[0].display_name == "DI"] == [
        ["ny@di.example"]
    ]


def test_an_address_no_mail_can_go_to_fails_and_the_others_still_go(
    requested: Engine, implicit: Settings, post: Post
) -> None:
    with Session(requested) as session, session.begin():
        session.execute(update(Contact).where(Contact.email == DI).values(email="di"))
    assert str(deliver(requested, implicit)) == "1 failed, 11 sent"
    assert letters(requested)["request/di"].error == "'di' with the name 'DI' is not an address mail can go to."
    assert len(post.arrivals) == 11


@pytest.mark.parametrize("where", ["rcpt", "dot"])
def test_a_temporary_refusal_is_tried_again_until_it_is_given_up(
    where: str, requested: Engine, implicit: Settings, post: Post
) -> None:
    post.says[where] = lambda address: "451 Prøv igen" if address == DI else None
    assert str(deliver(requested, implicit)) == "1 queued, 11 sent"
    assert str(deliver(requested, implicit)) == "nothing was due"
    for _ in range(outbox.MOST_ATTEMPTS - 1):
        letter = letters(requested)["request/di"]
        assert (letter.state, letter.error) == (LetterState.QUEUED, "451 Prøv igen")
        last = deliver(requested, implicit, letter.next_attempt_at)
    assert str(last) == "1 failed"
    assert letters(requested)["request/di"].error == "given up after 9 attempts: 451 Prøv igen"


def test_a_letter_refused_for_now_goes_when_the_server_takes_it(
    requested: Engine, implicit: Settings, post: Post
) -> None:
    post.says["dot"] = lambda address: "451 Prøv igen" if address == DI else None
    deliver(requested, implicit)
    del post.says["dot"]
    assert str(deliver(requested, implicit, NOW + outbox.FIRST_WAIT)) == "1 sent"
    assert letters(requested)["request/di"].error == ""
    assert trail(requested, "request/di") == [
        HANDED_OVER,
        ("sending", "queued", "451 Prøv igen"),
        HANDED_OVER,
        ("sending", "sent", "250 OK: taken"),
    ]


def test_a_permanent_refusal_fails_with_the_servers_words_and_the_others_still_go(
    requested: Engine, implicit: Settings, post: Post
) -> None:
    post.says["rcpt"] = lambda address: "550 5.1.1 Ukendt modtager på serveren" if address == DI else None
    assert str(deliver(requested, implicit)) == "1 failed, 11 sent"
    assert letters(requested)["request/di"].error == "550 5.1.1 Ukendt modtager på serveren"
    assert str(deliver(requested, implicit, NOW + timedelta(days=1))) == "nothing was due"
    assert trail(requested, "request/di") == [("queued", "failed", "550 5.1.1 Ukendt modtager på serveren")]


def test_one_of_two_recipients_refused_is_not_among_those_it_was_sent_to_and_staff_see_it(
    requested: Engine, implicit: Settings, post: Post
) -> None:
    reply = "550 Ukendt; spørg postmaster@ac.example"
    post.says["rcpt"] = lambda address: reply if address == "indstilling@ac.example" else None
    delivery = deliver(requested, implicit)
    assert str(delivery) == f"12 sent; not for every recipient of {ROUND}/request/fh-ac"
    assert delivery.needs_staff
    letter = letters(requested)["request/fh-ac"]
    refused = "refused AC - Akademikerne <indstilling@ac.example>: 550 Ukendt, spørg postmaster@ac.example"
    assert (letter.sent_to, letter.error) == (["indstilling@fh.example"], refused)
    named = "refused AC - Akademikerne <(address)>: 550 Ukendt, spørg (address)"
    assert trail(requested, "request/fh-ac") == [HANDED_OVER, ("sending", "sent", f"250 OK: taken; {named}")]
    with Session(requested) as session:
        page = round_page(load_round(session, ROUND), DECIDED_ON)
    assert f"- Letter request/fh-ac to FH og AC is sent: {refused.replace('<', '&lt;')}. · " in page


def test_letters_that_failed_are_in_doubt_or_not_for_all_are_signals_and_those_that_arrived_are_not(
    requested: Engine, implicit: Settings, post: Post
) -> None:
    with Session(requested) as session:
        end = end_of_trail(session)
    post.says["rcpt"] = lambda address: "550 Ukendt" if address in (DI, "indstilling@ac.example") else None
    post.says["dot"] = lambda address: DROP if address == "indstilling@horesta.example" else None
    assert str(deliver(requested, implicit)).startswith("1 failed, 10 sent, 1 uncertain; not for every recipient")
    with Session(requested) as session:
        given = signals(trail_since(session, end))
    assert {(each.name, each.sentence) for each in given} == {
        (SignalName.LETTER_FAILED, "The letter request/di was refused."),
        (SignalName.LETTER_FAILED, "The letter request/horesta may not have arrived."),
        (SignalName.LETTER_FAILED, "The letter request/fh-ac did not reach all of its receivers."),
    }
    assert len(given) == 3


def test_a_letter_given_up_for_one_of_its_receivers_is_a_signal_once(
    requested: Engine, implicit: Settings, post: Post
) -> None:
    post.says["rcpt"] = lambda address: "450 Senere" if address == "indstilling@ac.example" else None
    for attempt in range(outbox.MOST_ATTEMPTS):
        deliver(requested, implicit, NOW + timedelta(days=attempt))
    with Session(requested) as session:
        given = signals(trail_since(session, 0))
    assert [each.sentence for each in given if each.name is SignalName.LETTER_FAILED] == [
        "The letter request/fh-ac did not reach all of its receivers."
    ]


def test_the_progress_of_a_delivery_is_told_before_the_first_letter_and_after_each(
    requested: Engine, implicit: Settings, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "BATCH", 5)
    post.says["rcpt"] = lambda address: "550 Ukendt" if address == DI else None
    told: list[tuple[int, int]] = []
    deliver_due(requested, implicit, lambda: NOW, lambda done, of: told.append((done, of)))
    assert told == [(done, 12) for done in range(13)]
    deliver_due(requested, implicit, lambda: NOW, lambda done, of: told.append((done, of)))
    assert len(told) == 13, "nothing was due, and something was told"


def test_with_the_server_down_no_letter_counts_as_tried(requested: Engine, implicit: Settings, free_port: int) -> None:
    told: list[tuple[int, int]] = []
    down = implicit.model_copy(update={"smtp_port": free_port})
    deliver_due(requested, down, lambda: NOW, lambda done, of: told.append((done, of)))
    assert told == [(0, 12)]


def correct(engine: Engine, body: str, email: str, instead_of: str) -> None:
    with Session(engine) as session, session.begin():
        round_ = load_round(session, ROUND, to_change=True)
        record_address(
            round_, body=body, name="", email=email, instead_of=instead_of, initials="TST", at=moment(DECIDED_ON)
        )


def test_a_letter_that_everybody_has_by_now_is_sent(requested: Engine, implicit: Settings, post: Post) -> None:
    set_letters(requested, sent_to=["indstilling@fh.example", "indstilling@ac.example"])
    deliver(requested, implicit)
    assert letters(requested)["request/fh-ac"].state is LetterState.SENT
    assert trail(requested, "request/fh-ac") == [("queued", "sent", "everybody has it already")]
    assert not [each for each in post.arrivals if "indstilling@fh.example" in each.to]


def test_whoever_has_a_letter_does_not_get_it_again_at_a_corrected_address(
    requested: Engine, implicit: Settings, post: Post
) -> None:
    post.says["rcpt"] = lambda address: "450 Senere" if address == "indstilling@ac.example" else None
    deliver(requested, implicit)
    post.says.clear()
    correct(requested, "fh-ac", "ny@fh.example", "indstilling@fh.example")
    deliver(requested, implicit, at=NOW + timedelta(days=1))
    to = [each.to for each in post.arrivals if "fh-ac" in str(each.message["Message-ID"])]
    assert to == [["indstilling@fh.example"], ["indstilling@ac.example"]]


@pytest.mark.parametrize("while_at", ["indstilling@di.example", "indstilling@ac.example"], ids=["another", "itself"])
def test_an_address_corrected_while_its_letter_is_with_a_worker_is_the_one_it_goes_to(
    while_at: str, requested: Engine, implicit: Settings, post: Post
) -> None:
    def meanwhile(address: str) -> None:
        if address == while_at:
            post.says.clear()
            correct(requested, "fh-ac", "ny@fh.example", "indstilling@fh.example")

    post.says["rcpt"] = meanwhile
    deliver(requested, implicit)
    to = [each.to for each in post.arrivals if "fh-ac" in str(each.message["Message-ID"])]
    assert to == [["ny@fh.example", "indstilling@ac.example"]]


@pytest.mark.parametrize("where", ["mail", "rcpt", "data"])
def test_a_connection_lost_before_the_message_costs_only_its_own_letter_an_attempt(
    where: str, requested: Engine, implicit: Settings, post: Post
) -> None:
    hung_up = Counter[str]()

    def hang_up(about: str) -> str | None:
        hung_up[about] += 1
        return DROP if (about == DI if where == "rcpt" else hung_up[about] == 1) else None

    post.says[where] = hang_up
    assert str(deliver(requested, implicit)) == "1 queued, 11 sent"
    assert letters(requested)["request/di"].error.startswith("connection lost: ")
    assert len(post.arrivals) == 11
    assert {letter.attempts for letter in letters(requested).values()} == {1}


def test_a_connection_lost_after_the_message_makes_it_uncertain_and_it_is_never_sent_again_by_itself(
    requested: Engine, implicit: Settings, post: Post
) -> None:
    post.says["dot"] = lambda address: DROP if address == DI else None
    assert str(deliver(requested, implicit)) == "11 sent, 1 uncertain"
    del post.says["dot"]
    assert str(deliver(requested, implicit, NOW + timedelta(days=40))) == "nothing was due"
    assert Counter(each.to[0] for each in post.arrivals)[DI] == 1
    assert trail(requested, "request/di") == [
        HANDED_OVER,
        ("sending", "uncertain", "no answer: Connection unexpectedly closed"),
    ]


def test_a_worker_that_stopped_in_mid_letter_leaves_it_uncertain(
    requested: Engine, implicit: Settings, post: Post
) -> None:
    (parcel,) = outbox.parcels(requested, outbox.claim(requested, "gone", NOW)[:1], NOW)
    outbox.hand_over(requested, parcel, "gone", NOW, b"wire", [DI])
    after = NOW + outbox.LEASE + timedelta(seconds=1)
    assert str(deliver(requested, implicit, NOW)) == "nothing was due"
    assert str(deliver(requested, implicit, after)) == "11 sent, 1 uncertain"
    assert DI not in {each.to[0] for each in post.arrivals}


def test_held_letters_stay(requested: Engine, implicit: Settings, post: Post) -> None:
    set_letters(requested, state=LetterState.HELD)
    assert str(deliver(requested, implicit)) == "nothing was due"
    assert (states(requested), post.connections) == ({LetterState.HELD: 12}, 0)


def test_with_the_server_down_letters_wait_however_long_and_the_reason_is_stored(
    requested: Engine, implicit: Settings, free_port: int
) -> None:
    down = implicit.model_copy(update={"smtp_port": free_port})
    for attempt in range(outbox.MOST_ATTEMPTS + 1):
        delivery = deliver(requested, down, NOW + outbox.FIRST_WAIT * attempt)
        assert str(delivery) == f"12 queued; {delivery.unreachable}"
        assert delivery.needs_staff
    stored = letters(requested).values()
    assert {(each.error.partition(": ")[0], each.attempts) for each in stored} == {(f"localhost:{free_port}", 0)}
    assert str(deliver(requested, implicit, NOW + timedelta(hours=1))) == "12 sent"


def test_the_maildir_gets_a_file_per_letter_and_a_second_delivery_of_a_letter_replaces_the_first(
    requested: Engine, tmp_path: Path
) -> None:
    settings = Settings(letters_folder=tmp_path / "letters")
    expected = {f"{letter.key.replace('/', '.')}.eml" for letter in letters(requested).values()}
    assert str(deliver(requested, settings)) == "12 sent"
    set_letters(requested, state=LetterState.QUEUED)
    assert str(deliver(requested, settings, NOW + timedelta(days=1))) == "12 sent"
    assert {file.name for file in (tmp_path / "letters" / "new").iterdir()} == expected


def test_the_exact_bytes_that_left_are_kept(requested: Engine, implicit: Settings, post: Post) -> None:
    deliver(requested, implicit)
    with Session(requested) as session:
        query = select(Letter.key, Handover.to, Handover.wire).join(Letter)
        kept = {key.rpartition("/")[2]: (list(to), wire) for key, to, wire in session.execute(query)}
    assert len(kept) == len(post.arrivals) == 12
    assert list(kept.values()) == [(each.to, each.wire) for each in post.arrivals]
    assert kept["fh-ac"][0] == ["indstilling@fh.example", "indstilling@ac.example"]


def test_a_letter_arrives_with_its_enclosures(requested: Engine, implicit: Settings, post: Post) -> None:
    deliver(requested, implicit)
    with Session(requested) as session:
        query = select(Enclosure.name, Enclosure.media_type, Enclosure.content).join(Letter).order_by(Enclosure.id)
        stored = [tuple(row) for row in session.execute(query.where(Letter.key == f"{ROUND}/request/di"))]
    parts = list(next(each.message for each in post.arrivals if each.to == [DI]).iter_attachments())
    assert [(part.get_filename(), part.get_content_type(), part.get_payload(decode=True)) for part in parts] == stored
    assert [name for name, *_ in stored] == ["anmodning.pdf", "svarfrist.ics", "vedtaegter-5-2.pdf", "svarskema.xlsx"]


def test_a_later_letter_to_a_body_stands_below_its_request_in_a_mail_program(
    requested: Engine, implicit: Settings, post: Post
) -> None:
    with Session(requested) as session, session.begin():
        advance(load_round(session, ROUND, to_change=True), date(2022, 2, 14), moment(date(2022, 2, 14)))
    deliver(requested, implicit)
    with Session(requested) as session, session.begin():
        advance(load_round(session, ROUND, to_change=True), date(2022, 2, 14), moment(date(2022, 2, 14)))
    deliver(requested, implicit, moment(date(2022, 2, 14)))
    to_di = [each.message for each in post.arrivals if each.to == [DI]]
    assert len(to_di) == 2
    assert to_di[1]["References"] == to_di[1]["In-Reply-To"] == to_di[0]["Message-ID"]
    assert to_di[0]["References"] is None


def test_in_a_trial_letters_go_to_the_allowed_domains_only_and_the_others_can_go_later(
    requested: Engine, implicit: Settings, post: Post
) -> None:
    trial = implicit.model_copy(update={"allowed_domains": ("di.example", "fh.example")})
    assert str(deliver(requested, trial)) == "11 failed, 1 sent"
    assert [each.to for each in post.arrivals] == [[DI]]
    said = "indstilling@ac.example: UDPEGNING_ALLOWED_DOMAINS does not have this domain"
    assert letters(requested)["request/fh-ac"].error == said
    with Session(requested) as session, session.begin():
        settle_letters(
            load_round(session, ROUND, to_change=True), letters=["request/fh-ac"], outcome=LetterOutcome.SEND_AGAIN,
            reason="Prøven er slut.", initials="TST", at=NOW,
        )  # fmt: skip
    assert str(deliver(requested, implicit)) == "1 sent"


def test_under_a_rate_limit_letters_leave_that_far_apart(requested: Engine, implicit: Settings, post: Post) -> None:
    limited = implicit.model_copy(update={"letters_per_minute": 1200})
    started = perf_counter()
    assert str(deliver(requested, limited)) == "12 sent"
    assert perf_counter() - started >= 11 * 60 / 1200
    assert len(post.arrivals) == 12


def test_a_letter_that_makes_the_program_fail_does_not_stop_those_behind_it(
    requested: Engine, implicit: Settings, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault is put in by hand: what would cause one is a mistake nobody knows of."""

    def faulty(envelope: Envelope) -> bytes:
        if envelope.key.endswith("/di"):
            raise ValueError("indstilling@di.example")
        return compose(envelope)

    monkeypatch.setattr(delivery, "compose", faulty)
    assert str(deliver(requested, implicit)) == "1 failed, 11 sent"
    assert letters(requested)["request/di"].error == "an error of the program: ValueError"
    assert len(post.arrivals) == 11


def test_a_database_that_fails_at_the_hand_over_costs_no_letter(
    requested: Engine, implicit: Settings, post: Post
) -> None:
    def rename(old: str, new: str) -> None:
        with requested.begin() as connection:
            connection.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))

    rename("handover", "gone")
    with pytest.raises(DatabaseError):
        deliver(requested, implicit)
    assert (states(requested), post.arrivals) == ({LetterState.QUEUED: 12}, [])
    rename("gone", "handover")
    assert str(deliver(requested, implicit, NOW + outbox.LEASE + timedelta(seconds=1))) == "12 sent"


def test_neither_prefect_nor_anything_else_but_the_outbox_tries_again() -> None:
    tree = [ast.parse(path.read_text()) for path in Path(flows.__file__).parent.glob("*.py")]
    retries = [
        ast.literal_eval(word.value)
        for node in (each for each in tree)
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        for word in call.keywords
        if word.arg == "retries"
    ]
    assert set(retries) == {0}
