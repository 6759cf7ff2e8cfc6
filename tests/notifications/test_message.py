"""A message comes back from its bytes as it was written: through the parser, and through a real server."""

import email
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from email.headerregistry import AddressHeader
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from functools import cache
from typing import cast

import pytest
from post_office import Post

from models.errors import LetterRefused
from models.settings import Settings
from notifications.message import Envelope, Mailbox, compose, message_id, token_in
from notifications.transports import open_transport

HOW_MANY = 1000
PLAIN = Envelope(
    key="nordjylland-2022-26/request/di",
    token="0a1b2c3d4e5f6071",
    sender=Mailbox(name="Sekretariatet for KKR Nordjylland", email="sekretariat@kkr.example"),
    to=[Mailbox(name="DI", email="indstilling@di.example")],
    subject="Anmodning om indstilling",
    text="Til DI\n",
    html="<p>Til DI</p>\n",
    at=datetime(2022, 1, 21, 9, tzinfo=UTC),
)
WORDS = [
    "KKR",
    "DI",
    "Æbler",
    "Ærø",
    "Øst",
    "Ålborg",
    "på",
    "én",
    "idé",
    "Brønderslev",
    "Vesthimmerland",
    "Læsø",
    "af",
    "til",
    "bestyrelsen",
    "Søn",
    "erhvervsfremmebestyrelsen",
    "Landbrug",
    "&",
    "Fødevarer,",
    "(FH)",
    "AC:",
    "2022-26",
    "–",
    "§",
    "5.2",
    '"Huset"',
    "O'Brien",
    "back\\slash",
    "<b>",
    "a@b",
    "=?utf-8?q?",
    ";",
    "...",
    "!",
    ",komma",
    "[x]",
    "ærøskøbing",
    "arbejdsmarkedsuddannelsesfællesskabsrepræsentantskabsmødeindkaldelsesfristoverskridelseshåndteringsvejledning",
    "100%",
    "€",
    "=?utf-8?q?Hej?=",
]
SIGNS = ["", "", "", "", ",", ".", '"', "\\", "'", ":", ";", "(", ")", "!", "é", "Å", "-", "@"]


def phrases(seed: int, most_words: int) -> Iterator[str]:
    """Danish and less Danish phrases, of one word or many, now and then with a sign before, behind or two spaces inside."""
    chance = random.Random(seed)  # noqa: S311  (the same phrases in every run)
    for number in range(HOW_MANY):
        words = [chance.choice(WORDS) for _ in range(chance.randint(1, most_words))]
        if number % 4 == 0:
            words = [word for word in words if word.isascii()] or ["ASCII"]
        yield chance.choice(SIGNS) + ("  " if number % 9 == 0 else " ").join(words) + chance.choice(SIGNS)


def envelopes() -> Iterator[Envelope]:
    names = zip(phrases(2, 5), phrases(3, 3), phrases(4, 4), strict=True)
    for number, (subject, (first, second, sender)) in enumerate(zip(phrases(1, 12), names, strict=True)):
        yield replace(
            PLAIN,
            key=f"{PLAIN.key}/{number}",
            subject=subject,
            sender=replace(PLAIN.sender, name=sender),
            to=[Mailbox(name=first, email="fh@fh.example"), Mailbox(name=second, email="ac@ac.example")],
            text=f"Til {first}\n\n.\n..{subject}\nMed venlig hilsen\n",
            html=f"<p>Til {first}</p>\n",
        )


@cache
def composed() -> list[tuple[Envelope, bytes]]:
    return [(each, compose(each)) for each in envelopes()]


def parsed(wire: bytes) -> EmailMessage:
    return cast("EmailMessage", email.message_from_bytes(wire, policy=policy.default))


def mailboxes(wire: bytes, message: EmailMessage, name: str) -> list[Mailbox]:
    """Names as RFC 2047 reads them: Python's address parser below 3.12.9 leaves a space between two encoded words."""
    header = message[name]
    assert isinstance(header, AddressHeader)
    raw = BytesHeaderParser().parsebytes(wire)[name]
    names = [str(make_header(decode_header(shown))) for shown, _ in getaddresses([raw])]
    but_for_spaces = ["".join(address.display_name.split()) for address in header.addresses]
    assert but_for_spaces == ["".join(each.split()) for each in names]
    found = zip(names, header.addresses, strict=True)
    return [Mailbox(name=each, email=address.addr_spec) for each, address in found]


def read_back(wire: bytes, written: Envelope) -> Envelope:
    """The envelope a receiver can make of a message; what it cannot know is taken from what was written."""
    message = parsed(wire)
    text, html = (cast("EmailMessage", part).get_content().replace("\r\n", "\n") for part in message.iter_parts())
    return replace(
        written,
        sender=mailboxes(wire, message, "From")[0],
        to=mailboxes(wire, message, "To"),
        subject=str(message["Subject"]),
        text=text,
        html=html,
        at=message["Date"].datetime,
    )


def test_a_thousand_danish_messages_come_back_from_the_parser_as_they_were_written() -> None:
    assert len(composed()) == HOW_MANY
    for written, wire in composed():
        assert read_back(wire, written) == written
        words = re.findall(rb"=\?utf-8\?.\?[^?\s]*\?=", wire)
        assert [word for word in words if len(word) > 75] == []  # RFC 2047, section 2


def test_a_thousand_danish_messages_come_back_from_a_real_server_as_they_were_written(
    implicit: Settings, post: Post
) -> None:
    with open_transport(implicit) as carrier:
        for each, wire in composed():
            carrier.deliver("", each.sender.email, [box.email for box in each.to], wire, lambda _: None)
    assert [arrival.wire for arrival in post.arrivals] == [wire for _, wire in composed()]
    assert [arrival.to for arrival in post.arrivals] == [[box.email for box in each.to] for each, _ in composed()]


def test_the_message_id_follows_from_key_and_token_and_the_senders_domain() -> None:
    told = parsed(compose(PLAIN))["Message-ID"]
    assert told == "<nordjylland-2022-26.request.di.0a1b2c3d4e5f6071@kkr.example>"
    assert told == message_id(PLAIN.key, PLAIN.token, PLAIN.sender)


TOKENS = [
    ("<nordjylland-2022-26.request.di.0a1b2c3d4e5f6071@kkr.example>", "0a1b2c3d4e5f6071", "ours"),
    (
        "<nordjylland-2022-26.request.di.0a1b2c3d4e5f6071@kkr-nyt.example>",
        "0a1b2c3d4e5f6071",
        "of another domain since",
    ),
    ("<nordjylland-2022-26.request.di@kkr.example>", "", "none"),
    ("<0a1b2c3d4e5f6071@kkr.example>", "", "no key before it"),
    ("<a.0a1b2c3d4e5f60712@kkr.example>", "", "too long"),
    ("<a.0a1b2c3d4e5f607@kkr.example>", "", "too short"),
    ("<a.0a1b2c3d4e5f6071.b@kkr.example>", "", "not at the end"),
]


@pytest.mark.parametrize("message_id, token", [each[:2] for each in TOKENS], ids=[each[2] for each in TOKENS])
def test_the_token_in_a_message_id(message_id: str, token: str) -> None:
    assert token_in(message_id) == token


def test_a_long_message_id_stands_on_one_line() -> None:
    key = "nordjylland-2022-26/request/landbrug-foedevarer-og-mange-andre"
    assert b"\r\nMessage-ID: <" + key.replace("/", ".").encode() + b".0a1b2c3d4e5f6071@" in compose(
        replace(PLAIN, key=key)
    )


def test_the_same_envelope_gives_the_same_bytes() -> None:
    assert compose(PLAIN) == compose(replace(PLAIN))


def test_a_message_is_marked_as_automatic_and_danish() -> None:
    message = parsed(compose(PLAIN))
    assert (message["Auto-Submitted"], message["Content-Language"]) == ("auto-generated", "da")
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message.defects == []


NOT_SENDABLE: dict[str, Callable[[Envelope], Envelope]] = {
    "a line break in the subject": lambda e: replace(e, subject="Emne\r\nBcc: enhver@example.org"),
    "a bare LF in the subject": lambda e: replace(e, subject="Emne\nBcc: enhver@example.org"),
    "a line separator in the subject": lambda e: replace(e, subject="Emne\u2028Bcc: enhver@example.org"),
    "a line break in a name": lambda e: replace(e, to=[Mailbox(name="DI\nBcc: x@y.example", email="di@di.example")]),
    "a line break in a Danish name": lambda e: replace(e, to=[Mailbox(name="Ærø\r\nBcc: x", email="di@di.example")]),
    "a line break in the sender's name": lambda e: replace(e, sender=replace(e.sender, name="KKR\nBcc: x@y.example")),
    "a line break in an address": lambda e: replace(
        e, to=[Mailbox(name="DI", email="di@di.example\nBcc: x@y.example")]
    ),
    "a space in an address": lambda e: replace(e, to=[Mailbox(name="DI", email="a b@x")]),
    "no at sign in an address": lambda e: replace(e, to=[Mailbox(name="DI", email="di.example")]),
    "æøå in an address": lambda e: replace(e, to=[Mailbox(name="DI", email="grød@di.example")]),
    "two addresses in one": lambda e: replace(e, to=[Mailbox(name="DI", email="a@x.example,b@y.example")]),
    "an address in an address": lambda e: replace(e, to=[Mailbox(name="DI", email="a@x.example>,<b@y.example")]),
    "an address in the sender's": lambda e: replace(e, sender=replace(e.sender, email="a@x.example>,<b@y.example")),
    "a semicolon in an address": lambda e: replace(e, to=[Mailbox(name="DI", email="a@x.example;b")]),
    "nobody to go to": lambda e: replace(e, to=[]),
}


@pytest.mark.parametrize("reason", NOT_SENDABLE)
def test_what_cannot_be_sent_as_written_is_refused(reason: str) -> None:
    with pytest.raises(LetterRefused):
        compose(NOT_SENDABLE[reason](PLAIN))


def test_lines_with_dots_and_very_long_lines_arrive_as_written_and_every_line_ends_with_crlf(
    starttls: Settings, post: Post
) -> None:
    lines = [
        ".",
        "..",
        ".begynder med punktum",
        "",
        "slutter med blanktegn ",
        "æ" * 3000,
        "a" * 3000,
        "=3D",
        "From os",
        ".",
    ]
    written = replace(PLAIN, text="\n".join(lines), html="<p>" + "ordå " * 2000 + "</p>\n.\n")
    wire = compose(written)
    with open_transport(starttls) as carrier:
        carrier.deliver("", written.sender.email, ["indstilling@di.example"], wire, lambda _: None)
    assert [arrival.wire for arrival in post.arrivals] == [wire]
    assert read_back(wire, written) == written
    assert wire.count(b"\n") == wire.count(b"\r\n") == wire.count(b"\r")
    head, _, body = wire.partition(b"\r\n\r\n")
    assert max(len(line) for line in body.split(b"\r\n")) <= 78
    assert max(len(line) for line in head.split(b"\r\n")) <= 100
    assert wire.isascii()
