"""What came back, from a mailbox to the letters, on a real SQLite and a real PostgreSQL."""

import os
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from bad_input import broken, in_time, many
from hypothesis import given
from hypothesis import strategies as st
from imap_server import ImapServer
from office import DECIDED_ON, moment
from post_office import PASSWORD, USER, Certificates, letters, set_letters, together
from sqlalchemy import Engine, select, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, joinedload

from models.event import Event
from models.letter import Handover, Letter, Received
from models.recording import record_address, settle_letters
from models.round import Round
from models.settings import Settings
from models.store import load_round
from models.words import LetterOutcome, LetterState, ReceivedKind
from notifications.mailboxes import LARGEST, hashed, identity
from notifications.returns import HEARD_OF, RECENT, Returns, read_returns, return_path, returned_to

SAMPLES = Path(__file__).parent / "returned"
ROUND = "nordjylland-2022-26"
RETURN_ADDRESS = "retur@kkr-nordjylland.example"
SENT_AT = moment(DECIDED_ON)
TODAY = date(2022, 2, 3)
NOW = moment(TODAY)
FH, AC = "indstilling@fh.example", "indstilling@ac.example"
BOUNCE, AUTOMATIC = ReceivedKind.BOUNCE, ReceivedKind.AUTOMATIC
ANSWER, UNRELATED = ReceivedKind.ANSWER, ReceivedKind.UNRELATED


@dataclass
class Desk:
    """A secretariat that has sent its requests, with the mailbox (a Maildir) that answers come to."""

    engine: Engine
    settings: Settings
    count: int = 0

    def put(self, sample: str, at: datetime = NOW, change: Callable[[bytes], bytes] = lambda content: content) -> None:
        """A sample message comes in, with the letter's own return address where it has one."""
        self.put_raw(self.with_tokens(change((SAMPLES / f"{sample}.eml").read_bytes())), at)

    def with_tokens(self, content: bytes) -> bytes:
        """A sample with the tokens of the letters of this database."""
        for key, letter in letters(self.engine).items():
            name, domain = f"<{ROUND}.{key.replace('/', '.')}", "@kkr-nordjylland.example>"
            content = content.replace(f"{name}{domain}".encode(), f"{name}.{letter.token}{domain}".encode())
        address = return_path(RETURN_ADDRESS, self.letter().token)
        return content.replace(b"RETURN-ADDRESS-OF-DI", address.encode())

    def put_raw(self, content: bytes, at: datetime = NOW) -> None:
        assert self.settings.mailbox_folder is not None
        self.count += 1
        file = self.settings.mailbox_folder / "new" / f"{self.count}.a"
        file.write_bytes(content)
        os.utime(file, (at.timestamp(), at.timestamp()))

    def read(self) -> Returns:
        return read_returns(self.engine, self.settings, TODAY, NOW)

    @property
    def received(self) -> list[tuple[str, ReceivedKind, str, str]]:
        """What was written down: the letter's key without the round's, the kind, sender and reason."""
        with Session(self.engine) as session:
            found = session.scalars(select(Received).options(joinedload(Received.letter)).order_by(Received.id))
            return [
                (each.letter.key.partition("/")[2] if each.letter else "", each.kind, each.sender, each.reason)
                for each in found
            ]

    def letter(self, key: str = "request/di") -> Letter:
        return letters(self.engine)[key]

    @property
    def trail(self) -> list[tuple[str, str, str, str]]:
        """What the mailbox wrote in the audit trail of letters that came back."""
        return [
            (each.subject, each.old["state"], each.new["state"], each.reason)
            for each in self._lines
            if each.what != HEARD_OF
        ]

    @property
    def heard(self) -> list[tuple[str, str, str]]:
        """What it wrote there of what changes no letter."""
        return [
            (each.subject.partition("/")[2], each.new["kind"], each.reason)
            for each in self._lines
            if each.what == HEARD_OF
        ]

    @property
    def _lines(self) -> Sequence[Event]:
        with Session(self.engine) as session:
            return session.scalars(select(Event).where(Event.actor == "mailbox").order_by(Event.id)).all()


@pytest.fixture
def desk(requested: Engine, tmp_path: Path) -> Desk:
    for name in ("new", "cur", "tmp"):
        (tmp_path / "mailbox" / name).mkdir(parents=True)
    set_letters(requested, state=LetterState.SENT, sent_at=SENT_AT)
    settings = Settings(mailbox_folder=tmp_path / "mailbox", return_address=RETURN_ADDRESS)
    return Desk(engine=requested, settings=settings)


WRITTEN_DOWN = [
    # sample, letter, kind, sender, the beginning of the reason
    ("postfix", "request/di", BOUNCE, "", "indstilling@di.example: 550 5.1.1 "),
    ("exchange", "request/di", BOUNCE, "", "indstilling@di.example: 550 5.1.10 "),
    ("exim", "request/di", BOUNCE, "", "indstilling@di.example: host mx.di.example"),
    ("qmail", "request/di", BOUNCE, "", "indstilling@di.example: 192.0.2.7 does not"),
    ("gmail", "request/di", BOUNCE, "", "indstilling@di.example: 550-5.1.1 "),
    ("danish-joint-letter", "request/fh-ac", BOUNCE, "", "indstilling@ac.example: 550 5.1.6 "),
    ("forwarded-on", "request/di", BOUNCE, "", "indstilling@di.example (forwarded to kontoret@udbyder.example): 552 "),
    ("unknown-format", "request/di", BOUNCE, "", "550 5.7.1 Afvist"),
    ("return-address", "request/di", BOUNCE, "", "en.anden@udbyder.example: 5.7.1"),
    ("return-address-forged", "", BOUNCE, "", ""),
    ("bounce-of-another-house", "", BOUNCE, "", ""),
    ("bounce-of-a-colleagues-forward", "", BOUNCE, "", ""),
    ("sendmail-delayed", "request/di", AUTOMATIC, "", "indstilling@di.example: 4.4.3"),
    ("delivered", "request/di", AUTOMATIC, "", ""),
    ("out-of-office", "request/di", AUTOMATIC, "", ""),
    ("out-of-office-unmarked", "request/di", AUTOMATIC, "", ""),
    ("vacation", "request/di", AUTOMATIC, "", ""),
    ("challenge", "request/di", AUTOMATIC, "", ""),
    ("case-opened", "request/di", AUTOMATIC, "", ""),
    ("read-receipt", "request/di", AUTOMATIC, "", ""),
    ("answer", "request/di", ANSWER, "sekretaer@di.example", ""),
    ("answer-in-a-long-thread", "request/di", ANSWER, "sekretaer@di.example", ""),
    ("answer-that-quotes-a-bounce", "request/di", ANSWER, "sekretaer@di.example", ""),
    ("answer-forwarded", "request/di", ANSWER, "kollega@kommune.example", ""),
    ("answer-to-the-return-address", "request/di", ANSWER, "sekretaer@di.example", ""),
    ("our-own-reply", "", UNRELATED, "", ""),
    ("newsletter", "", UNRELATED, "", ""),
    ("private", "", UNRELATED, "", ""),
]  # fmt: skip


def test_every_sample_is_told_apart_and_belongs_to_its_letter(desk: Desk) -> None:
    assert {each[0] for each in WRITTEN_DOWN} == {file.stem for file in SAMPLES.glob("*.eml")}
    for place, (sample, *_) in enumerate(WRITTEN_DOWN):
        desk.count = 100 + place  # files are read in the order of their names
        desk.put(sample)
    returns = desk.read()
    assert [
        (*each[:3], each[3][: len(row[4])] if row[4] else each[3])
        for each, row in zip(desk.received, WRITTEN_DOWN, strict=True)
    ] == [row[1:] for row in WRITTEN_DOWN]
    assert str(returns) == (
        "5 answer, 8 automatic, 12 bounce, 3 unrelated; 2 letters not delivered: "
        f"{ROUND}/request/di, {ROUND}/request/fh-ac; 3 bounces without a letter"
    )
    assert {key for key, letter in letters(desk.engine).items() if letter.state is LetterState.BOUNCED} == {
        "request/di", "request/fh-ac"
    }  # fmt: skip


def test_a_bounced_letter_says_why_and_it_is_in_the_trail(desk: Desk) -> None:
    desk.put("danish-joint-letter")
    returns = desk.read()
    letter, reason = desk.letter("request/fh-ac"), "indstilling@ac.example: 550 5.1.6 Postkassen findes ikke"
    assert (letter.state, letter.error) == (LetterState.BOUNCED, reason)
    said = "(address): 550 5.1.6 Postkassen findes ikke"
    assert desk.trail == [(f"{ROUND}/request/fh-ac", "sent", "bounced", said)]
    assert desk.heard == []
    assert (returns.bounced, returns.needs_staff) == ([f"{ROUND}/request/fh-ac"], True)


def test_what_changes_no_letter_is_in_the_trail_too_and_names_nobody(desk: Desk) -> None:
    for sample in ("answer", "sendmail-delayed", "newsletter"):
        desk.put(sample)
    desk.read()
    assert [(key, kind) for key, kind, _ in desk.heard] == [("request/di", "answer"), ("request/di", "automatic")]
    assert [reason.partition(": ")[0] for _, _, reason in desk.heard] == ["", "(address)"]
    assert desk.trail == []


def test_reading_again_finds_nothing_new(desk: Desk) -> None:
    for sample in ("postfix", "qmail", "answer", "private"):  # qmail gives its reports no Message-ID
        desk.put(sample)
    desk.read()
    before = (desk.received, desk.trail)
    again = desk.read()
    assert (str(again), again.needs_staff) == ("nothing new", False)
    assert (desk.received, desk.trail) == before


def test_a_letter_that_came_back_already_does_not_come_back_again(desk: Desk) -> None:
    desk.put("postfix")
    desk.read()
    desk.put("gmail")
    again = desk.read()
    assert (str(again), again.needs_staff) == ("1 bounce", False)
    assert len(desk.trail) == 1
    assert desk.letter().error.startswith("indstilling@di.example: 550 5.1.1 ")


STATES = [
    (LetterState.SENT, LetterState.BOUNCED, "1 bounce; 1 letter not delivered", "it had been sent"),
    (LetterState.UNCERTAIN, LetterState.BOUNCED, "1 bounce; 1 letter not delivered", "so it had been sent after all"),
    (LetterState.BOUNCED, LetterState.BOUNCED, "1 bounce", "staff know already"),
    (LetterState.FAILED, LetterState.FAILED, "1 bounce", "staff know already"),
    (LetterState.CANCELLED, LetterState.CANCELLED, "1 bounce", "a person dropped it"),
    (LetterState.QUEUED, LetterState.QUEUED, "nothing new", "it waits until it is known what became of the letter"),
    (LetterState.SENDING, LetterState.SENDING, "nothing new", "so it does here"),
]  # fmt: skip


def test_what_a_bounce_does_to_a_letter_depends_on_where_that_is(desk: Desk) -> None:
    for place, (before, after, found, reason) in enumerate(STATES):
        set_letters(desk.engine, state=before)
        desk.put("postfix", change=lambda content, n=place: content.replace(b"<20220121", b"<%d." % n))
        assert str(desk.read()).partition(":")[0] == found, reason
        assert desk.letter().state is after, reason
    set_letters(desk.engine, state=LetterState.SENT)
    assert str(desk.read()).startswith("2 bounce; 1 letter not delivered")
    assert len(desk.trail) == 3


def test_a_joint_letter_that_comes_back_from_each_of_its_receivers_names_both(desk: Desk) -> None:
    set_letters(desk.engine, sent_to=[FH, AC])
    desk.put("danish-joint-letter")
    desk.put(
        "danish-joint-letter", change=lambda content: content.replace(b"@ac.", b"@fh.").replace(b"@post.", b"@post-2.")
    )
    assert desk.read().bounced == [f"{ROUND}/request/fh-ac"] * 2
    reason = "550 5.1.6 Postkassen findes ikke"
    assert desk.letter("request/fh-ac").error == f"indstilling@ac.example: {reason}; indstilling@fh.example: {reason}"
    assert [(before, after) for _, before, after, _ in desk.trail] == [("sent", "bounced"), ("bounced", "bounced")]
    assert send_again(desk) == [FH, AC]


BOUNCES = [
    # what each bounce names, what it had been refused for before, who gets the letter again
    ([[FH], ["kontoret@udbyder.example"]], "", [FH, AC], "the second from where the other forwards to: nobody knows"),
    ([["kontoret@udbyder.example"], [FH]], "", [FH, AC], "the other way round"),
    ([[FH, "kontoret@udbyder.example"]], "", [FH, AC], "one report of both"),
    ([[FH]], f"refused AC - Akademikerne <{AC}>: 550 Ukendt", [FH, AC], "the other was refused: that is not forgotten"),
    ([[FH], []], "", [FH, AC], "the second says not of whom"),
    ([[FH]], "", [FH], "one of them"),
]


@pytest.mark.parametrize("named, refused, again", [each[:3] for each in BOUNCES], ids=[each[3] for each in BOUNCES])
def test_who_of_a_joint_letter_gets_it_again_after_bounces(
    named: list[list[str]], refused: str, again: list[str], desk: Desk
) -> None:
    set_letters(desk.engine, sent_to=[FH] if refused else [FH, AC], error=refused)
    for place, receivers in enumerate(named):
        each = [f"Final-Recipient: rfc822; {to}\nAction: failed\nStatus: 5.1.1" for to in receivers]
        blocks = "\n\n".join(each or ["Reporting-MTA: dns; udbyder.example"])
        desk.put_raw(desk.with_tokens(
            f"From: postmaster@udbyder.example\nMessage-ID: <{place}@udbyder.example>\n"
            f"In-Reply-To: <{ROUND}.request.fh-ac@kkr-nordjylland.example>\n"
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
            f"Content-Type: message/delivery-status\n\n{blocks}\n\n--b--\n".encode()
        ))  # fmt: skip
    assert desk.read().bounced == [f"{ROUND}/request/fh-ac"] * len(named)
    assert refused in desk.letter("request/fh-ac").error
    assert send_again(desk) == again


def test_a_bounce_from_one_receiver_counts_although_another_got_the_letter_later(desk: Desk) -> None:
    partly_sent(desk, LetterState.SENT, [AC, FH], (SENT_AT, [AC]), (SENT_AT + timedelta(hours=5), [FH]))
    desk.put("danish-joint-letter", at=SENT_AT + timedelta(minutes=2), change=forwarded)
    assert desk.read().bounced == [f"{ROUND}/request/fh-ac"]


def partly_sent(desk: Desk, state: LetterState, sent_to: list[str], *handovers: tuple[datetime, list[str]]) -> None:
    with Session(desk.engine) as session, session.begin():
        letter = next(each for each in load_round(session, ROUND).letters if each.key.endswith("request/fh-ac"))
        letter.state, letter.sent_to = state, sent_to
        letter.handovers += [Handover(at=at, to=to, wire=b"") for at, to in handovers]


def test_a_bounce_of_a_letter_that_is_held_for_the_others_waits_until_it_left(desk: Desk) -> None:
    partly_sent(desk, LetterState.HELD, [AC])
    desk.put("danish-joint-letter")
    assert str(desk.read()) == "nothing new"
    partly_sent(desk, LetterState.SENT, [AC, FH])
    assert desk.read().bounced == [f"{ROUND}/request/fh-ac"]


def test_a_bounce_of_an_uncertain_letter_tells_that_it_was_taken(desk: Desk) -> None:
    partly_sent(desk, LetterState.UNCERTAIN, [], (SENT_AT, [FH, AC]))
    desk.put("danish-joint-letter")
    desk.read()
    assert (desk.letter("request/fh-ac").state, desk.letter("request/fh-ac").sent_to) == (LetterState.BOUNCED, [FH, AC])


@pytest.mark.parametrize(
    "minutes, bounced", [(-90, 0), (3, 1)], ids=["a late report of the first", "the same dead box"]
)
def test_a_bounce_that_names_an_earlier_address_counts_once_the_letter_went_to_the_new_one(
    minutes: int, bounced: int, desk: Desk
) -> None:
    again = SENT_AT + timedelta(hours=5)
    partly_sent(desk, LetterState.SENT, [FH, "post@ac.example"], (SENT_AT, [FH, AC]), (again, ["post@ac.example"]))
    correct_ac(desk)
    desk.put("danish-joint-letter", at=again + timedelta(minutes=minutes))
    assert desk.read().bounced == [f"{ROUND}/request/fh-ac"] * bounced
    assert not bounced or send_again(desk) == ["post@ac.example"]


def send_again(desk: Desk) -> list[str]:
    """Staff send the joint letter again; to whom it goes."""
    with Session(desk.engine) as session, session.begin():
        round_ = load_round(session, ROUND, to_change=True)
        settle_letters(
            round_,
            letters=["request/fh-ac"],
            outcome=LetterOutcome.SEND_AGAIN,
            reason="Rettet.",
            initials="TST",
            at=NOW,
        )
        (letter,) = (each for each in round_.letters if each.state is LetterState.QUEUED)
        return [email for _, email in letter.pending]


def correct_ac(desk: Desk) -> None:
    with Session(desk.engine) as session, session.begin():
        record_address(
            load_round(session, ROUND, to_change=True), body="fh-ac", name="", email="post@ac.example", instead_of=AC,
            initials="TST", at=NOW,
        )  # fmt: skip


def forwarded(content: bytes) -> bytes:
    return content.replace(
        b"Final-Recipient: rfc822; indstilling@ac.example", b"Final-Recipient: rfc822; kontoret@udbyder.example"
    )


def test_a_message_is_read_again_when_the_database_failed_meanwhile(desk: Desk) -> None:
    desk.put("answer")
    with desk.engine.begin() as connection:
        connection.execute(text("ALTER TABLE letter RENAME TO letter_away"))
    with pytest.raises(SQLAlchemyError):
        desk.read()
    with desk.engine.begin() as connection:
        connection.execute(text("ALTER TABLE letter_away RENAME TO letter"))
    assert str(desk.read()) == "1 answer"


def test_a_bounce_of_an_earlier_sending_leaves_a_letter_that_was_sent_again(desk: Desk) -> None:
    with Session(desk.engine) as session, session.begin():
        letter = next(each for each in load_round(session, ROUND).letters if each.key.endswith("request/di"))
        times = (SENT_AT - timedelta(hours=4), SENT_AT)
        letter.sent_to = ["indstilling@di.example"]
        letter.handovers += [Handover(at=at, to=letter.sent_to, wire=b"") for at in times]
    desk.put("postfix", at=SENT_AT - timedelta(hours=3))
    assert str(desk.read()) == "1 bounce"
    desk.put("gmail", at=SENT_AT - timedelta(minutes=20))  # clocks differ
    assert desk.read().bounced == [f"{ROUND}/request/di"]


def test_only_the_last_sixty_days_are_read(desk: Desk) -> None:
    desk.put("postfix", at=NOW - RECENT - timedelta(days=1))
    desk.put("answer", at=NOW - RECENT + timedelta(days=1))
    assert str(desk.read()) == "1 answer"


def test_two_readers_at_the_same_moment_write_everything_down_once(desk: Desk) -> None:
    samples = [row[0] for row in WRITTEN_DOWN]
    for sample in samples:
        desk.put(sample)
    done = together(desk.read, desk.read, desk.read)
    assert len(desk.received) == len(samples)
    assert sum(sum(each.kinds.values()) for each in done) == len(samples)
    assert sorted(key for each in done for key in each.bounced) == [f"{ROUND}/request/di", f"{ROUND}/request/fh-ac"]
    assert len(desk.trail) == 2


def test_two_bounces_of_a_letter_at_the_same_moment_bounce_it_once(desk: Desk, tmp_path: Path) -> None:
    other = Desk(engine=desk.engine, settings=desk.settings.model_copy(update={"mailbox_folder": tmp_path / "other"}))
    for name in ("new", "cur"):
        (tmp_path / "other" / name).mkdir(parents=True)
    for key in letters(desk.engine):
        told = key.replace("/", ".").encode()
        for each, sample in ((desk, "postfix"), (other, "gmail")):
            each.put(sample, change=lambda content, to=told: content.replace(b"request.di", to).replace(
                b"Message-Id: <", b"Message-Id: <" + to).replace(b"Message-ID: <61", b"Message-ID: <61" + to))  # fmt: skip
    done = together(desk.read, other.read)
    assert len(desk.received) == 24
    assert len(desk.trail) == sum(len(each.bounced) for each in done) == 12


def test_of_somebody_elses_mail_nothing_readable_is_kept(desk: Desk) -> None:
    for sample in ("private", "newsletter", "bounce-of-a-colleagues-forward"):
        desk.put(sample)
    desk.read()
    with Session(desk.engine) as session:
        kept = [
            (row.letter_id, row.sender, row.reason, len(bytes.fromhex(row.identity)))
            for row in session.scalars(select(Received))
        ]
    assert kept == [(None, "", "", 32)] * 3


def test_messages_nobody_can_read_are_counted_once_and_the_others_are_read(desk: Desk) -> None:
    desk.put_raw(b"Return-Path: <>\n\nfrom nobody to nobody")  # flufl.bounce wants a sender
    desk.put_raw(b"Message-ID: <dyb@di.example>\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (depth, depth) for depth in range(2000)
    ))  # fmt: skip
    desk.put("answer")
    returns = desk.read()
    assert str(returns) == "1 answer, 2 unrelated; 2 messages could not be read"
    assert str(desk.read()) == "nothing new"


HOSTILE = [
    ("postfix", lambda c: c + b"x" * (2 * LARGEST), "1 bounce", "10 MB"),
    ("qmail", lambda c: c.replace(b"550 5.2.1", b"550\x00\x1b[0m\xff\xfe"), "1 bounce", "zeros and bytes that are no text"),
    ("answer", lambda c: c.replace(b"sekretaer@", b"s\xe6kret\xe6r@"), "1 answer", "an address that is no text"),
    ("answer", lambda c: c.replace(b"svar-1@", b"x" * 100_000 + b"@"), "1 answer", "a Message-ID of 100 kB"),
    ("answer", lambda c: c.replace(b"Message-ID: <svar-1@di.example>\n", b""), "1 answer", "no Message-ID"),
    ("answer", lambda c: c.replace(b"utf-8", b"x-findes-ikke"), "1 answer", "an unknown character set"),
]  # fmt: skip


def test_whatever_is_sent_is_read_once(desk: Desk) -> None:
    for sample, change, expected, reason in HOSTILE:
        desk.put(sample, change=change)
        assert str(desk.read()).startswith(expected), reason
        assert str(desk.read()) == "nothing new", reason
    assert [letter for letter, *_ in desk.received] == ["request/di"] * len(HOSTILE)
    assert all((author + said).isprintable() for *_, author, said in desk.received)


MAIL = (
    b"\0", b"\xff\xfe", b"\r", b"\n", b"\n\n", b"\n ", b" ", b":", b";", b'"', b"<", b">", b"@", b"=?utf-8?q?=00?=",
    b"=?x?b?//79?=", b"=?utf-8?b?////?=", b"\n--", b"--\n", b"Content-Type: multipart/mixed; boundary=x\n",
    b"Content-Type: message/rfc822\n\n", b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\n",
    b"Content-Type: message/delivery-status\n\n", b"Content-Type: text/plain; charset=punycode\n",
    b"Content-Type: a/b; charset*=\xe6''%FF\n", b"Content-Type: ;\n", b"From: <>\n", b"Content-Transfer-Encoding: base64\n",
    b"Content-Transfer-Encoding: x-uuencode\n\nbegin 666\n", b"Action: failed\n", b"Status: \n", b"Final-Recipient: ;\n",
    b"To: a:b,c;(d\n", b'From: "a\\\n', b"In-Reply-To: <", b"Message-ID: \xff\n", b"Date: 99 Foo 0\n", b"Return-Path: <>\n",
    b"From: MAILER-DAEMON\n", b"Auto-Submitted: auto-replied\n", b"Subject: =?utf-8?q?" + b"=F0" * 300 + b"?=\n",
)  # fmt: skip
"""What means something in a message."""


def test_whatever_a_message_is_made_into_is_written_down_once_with_a_verdict(
    desk: Desk, record_property: Callable[[str, object], None]
) -> None:
    samples = {file.stem: desk.with_tokens(file.read_bytes()) for file in sorted(SAMPLES.glob("*.eml"))}
    verdicts, unreadable = Counter[ReceivedKind](), 0
    assert desk.settings.mailbox_folder is not None
    mailbox = desk.settings.mailbox_folder / "new"

    def written_down() -> set[str]:
        with Session(desk.engine) as session:
            return set(session.scalars(select(Received.identity)))

    @many(2)
    @given(st.sampled_from([*sorted(samples), ""]).flatmap(lambda name: broken(samples.get(name, b""), MAIL)))
    def one(content: bytes) -> None:
        nonlocal unreadable
        content = re.sub(rb"\nmessage-id: <", rb"\g<0>%d." % desk.count, content, count=1, flags=re.IGNORECASE)
        before = written_down()
        desk.put_raw(content)
        with in_time():
            returns = desk.read()
        headers = re.split(rb"\r?\n\r?\n", content, maxsplit=1)[0] + b"\n\n"
        its = identity(headers) or hashed(content)
        assert (returns.unreachable, returns.kinds.total()) == ("", 0 if its in before else 1)
        assert its in written_down()
        assert str(desk.read()) == "nothing new"
        verdicts.update(returns.kinds)
        unreadable += returns.unreadable
        (mailbox / f"{desk.count}.a").unlink()

    one()
    assert all((author + said).isprintable() for *_, author, said in desk.received)
    assert verdicts.keys() == set(ReceivedKind)
    told = ", ".join(f"{number} {kind}" for kind, number in sorted(verdicts.items()))
    figures = f"messages: {verdicts.total()} bad ones, each with a verdict: {told}; of them {unreadable} unreadable"
    record_property("figures", figures)


def test_a_message_without_an_id_is_understood_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.put("answer", change=lambda content: content.replace(b"Message-ID: <svar-1@di.example>\n", b""))
    assert str(desk.read()) == "1 answer"
    monkeypatch.setattr("notifications.returns.read_message", None)
    assert str(desk.read()) == "nothing new"


def test_two_messages_with_one_message_id_are_both_read_and_two_copies_are_one(desk: Desk) -> None:
    desk.put("answer")
    desk.put("answer", change=lambda content: b"Received: by another.example\n" + content)
    desk.put("postfix", change=lambda content: content.replace(
        b"<20220121090003.4JkQ2x0Y7Zz9s@mail.kkr-nordjylland.example>", b"<svar-1@di.example>"
    ))  # fmt: skip
    assert str(desk.read()).startswith("1 answer, 1 bounce; ")


def test_our_own_letters_in_the_mailbox_are_nothing_that_came_back(desk: Desk) -> None:
    ours = desk.with_tokens(
        b"From: KKR Nordjylland <sekretariat@kkr-nordjylland.example>\nMessage-ID: <1@kkr-nordjylland.example>\n"
        b"In-Reply-To: <nordjylland-2022-26.request.di@kkr-nordjylland.example>\n\nHej."
    )
    desk.put_raw(ours)
    assert str(desk.read()) == "1 unrelated"


def test_what_names_the_key_of_a_letter_and_not_its_token_is_forged(desk: Desk) -> None:
    desk.put_raw((SAMPLES / "postfix.eml").read_bytes())
    desk.put_raw((SAMPLES / "answer.eml").read_bytes())
    assert str(desk.read()) == "1 bounce, 1 unrelated; 1 bounce without a letter"
    assert desk.letter().state is LetterState.SENT


def test_a_letter_is_known_again_when_the_secretariat_has_another_domain_since(desk: Desk) -> None:
    desk.put("postfix")
    desk.put("answer")
    with Session(desk.engine) as session, session.begin():
        session.execute(update(Round).values(secretariat_email="sekretariat@kkr-nyt.example"))
    assert str(desk.read()) == f"1 answer, 1 bounce; 1 letter not delivered: {ROUND}/request/di"


def test_without_a_return_address_of_ours_the_address_tells_nothing(desk: Desk) -> None:
    desk.put("return-address")
    desk.settings = desk.settings.model_copy(update={"return_address": None})
    assert str(desk.read()) == "1 bounce; 1 bounce without a letter"


def test_a_letter_to_another_secretariat_is_not_ours(desk: Desk) -> None:
    desk.put("bounce-of-another-house")
    returns = desk.read()
    assert (returns.unmatched, returns.bounced, returns.needs_staff) == (1, [], True)
    assert {letter.state for letter in letters(desk.engine).values()} == {LetterState.SENT}


def test_returns_are_read_over_imap_and_the_mailbox_stays_as_it_was(desk: Desk, certificates: Certificates) -> None:
    with ImapServer(context=certificates.server, user=USER, password=PASSWORD).running() as server:
        for sample in ("postfix", "qmail", "out-of-office", "answer", "private"):
            content = desk.with_tokens((SAMPLES / f"{sample}.eml").read_bytes())
            server.deliver(content.replace(b"\n", b"\r\n"), NOW)
        before = server.contents()
        desk.settings = Settings(
            imap_host="localhost", imap_port=server.port, imap_user=USER, imap_password=PASSWORD,
            imap_ca_file=certificates.authority,
        )  # fmt: skip
        assert str(desk.read()) == (
            f"1 answer, 1 automatic, 2 bounce, 1 unrelated; 1 letter not delivered: {ROUND}/request/di"
        )
        assert str(desk.read()) == "nothing new"
        assert server.contents() == before


ADDRESSES = [
    ("retur+0a1b2c3d4e5f6071@kkr.example", "0a1b2c3d4e5f6071", "as it is"),
    ("Retur+0A1B2C3D4E5F6071@KKR.example", "0a1b2c3d4e5f6071", "some servers write in capitals"),
    ("retur@kkr.example", "", "no letter's"),
    ("retur+0a1b2c3d4e5f6071@andet.example", "", "another domain"),
    ("retur+0a1b2c3d4e5f607@kkr.example", "", "too short"),
    ("retur+0a1b2c3d4e5f60712@kkr.example", "", "too long"),
    ("xretur+0a1b2c3d4e5f6071@kkr.example", "", "something before"),
    ("retur+0a1b2c3d4e5f6071@kkr.example.evil.example", "", "something after"),
    ("retur+٠a1b2c3d4e5f6071@kkr.example", "", "other digits"),
]


@pytest.mark.parametrize("address, token", [each[:2] for each in ADDRESSES], ids=[each[2] for each in ADDRESSES])
def test_the_letter_in_a_return_address(address: str, token: str) -> None:
    assert returned_to("retur@kkr.example", address) == token


@given(st.from_regex(r"[0-9a-f]{16}", fullmatch=True), st.sampled_from(["retur@kkr.example", "a.b+c@kkr.example"]))
def test_a_return_address_leads_back_to_its_letter(token: str, address: str) -> None:
    path = return_path(address, token)
    assert path.isascii()
    assert returned_to(address, path) == token
