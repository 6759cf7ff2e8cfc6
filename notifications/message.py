"""From a letter to the bytes of a message, and back again to see that nothing was lost.

The standard library's `EmailMessage` corrupts some long Danish headers (cpython gh-144156), so headers are encoded with
`email.header.Header`, and every message is parsed back and compared before it is used.
"""

import email
import re
from base64 import encodebytes
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.charset import QP, Charset
from email.generator import BytesGenerator
from email.header import Header, decode_header, make_header
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.utils import format_datetime, getaddresses
from hashlib import sha256
from io import BytesIO
from typing import cast

from models.errors import LetterRefused
from models.letter import TOKEN

_WIRE = policy.compat32.clone(linesep="\r\n", max_line_length=None)  # headers are folded here; a Message-ID never is
_QUOTED = Charset("utf-8")
_QUOTED.body_encoding = QP
LONGEST_WORD = 72  # characters; an encoded word may have 75 (RFC 2047 section 2), and the library goes a little over
LONGEST_QUOTED = 60  # characters; the folding of longer quoted names is not to be relied on
_ADDRESS = re.compile(r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9.-]+")


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """A name and an address, as in a To header."""

    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """Everything a message is made of.

    `key` and `token` are the letter's, `at` is the moment in its Date header; `answers` is the Message-ID of the letter it
    follows up, so that mail programs show the two together.
    """

    key: str
    token: str
    sender: Mailbox
    to: Sequence[Mailbox]
    subject: str
    text: str
    html: str
    at: datetime
    answers: str = ""
    attachments: Sequence[Attachment] = ()


def file_name(key: str) -> str:
    """A letter's key as it can stand in a file's name or in a Message-ID."""
    return re.sub(r"[^a-zA-Z0-9.-]", ".", key)


def message_id(key: str, token: str, sender: Mailbox) -> str:
    """The Message-ID that follows from a letter's key and token, so that a letter sent twice can be recognised."""
    return f"<{file_name(key)}.{token}@{sender.email.rpartition('@')[2]}>"


def token_in(message_id: str) -> str:
    """The token in a Message-ID, whatever domain the secretariat had then; nothing when it has none."""
    found = re.search(rf"\.([0-9a-f]{{{2 * TOKEN}}})@", message_id)
    return found[1] if found else ""


def compose(envelope: Envelope) -> bytes:
    """The message as it goes over the wire: text, html and attachments; the same bytes for the same envelope.

    Lines end with CRLF.

    Raises:
        LetterRefused: a header holds a line break, or the message does not read back as it was written.

    """
    seam = sha256(envelope.key.encode()).hexdigest()[:32]
    letter = MIMEMultipart("alternative", boundary=f"=_{seam}")
    message = MIMEMultipart("mixed", boundary=f"=_+{seam}") if envelope.attachments else letter
    message["From"] = _addresses([envelope.sender], "From")
    message["To"] = _addresses(envelope.to, "To")
    message["Subject"] = _encoded(envelope.subject, "Subject")
    message["Date"] = format_datetime(envelope.at)
    message["Message-ID"] = message_id(envelope.key, envelope.token, envelope.sender)
    if envelope.answers:
        message["In-Reply-To"] = message["References"] = envelope.answers
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "da"
    for kind, content in (("plain", envelope.text), ("html", envelope.html)):
        part = MIMENonMultipart("text", kind, charset="utf-8")
        part.set_payload(content, _QUOTED)
        letter.attach(part)
    if message is not letter:
        message.attach(letter)
    for attachment in envelope.attachments:
        message.attach(_attached(attachment))
    buffer = BytesIO()
    BytesGenerator(buffer, policy=_WIRE, mangle_from_=False).flatten(message)
    wire = buffer.getvalue()
    _compare(wire, envelope)
    return wire


def _attached(attachment: Attachment) -> MIMENonMultipart:
    kind, _, subkind = attachment.media_type.partition("/")
    part = MIMENonMultipart(kind, subkind)
    if kind == "text":
        part.set_param("charset", "utf-8")
    part.set_payload(encodebytes(attachment.content).decode("ascii"))
    part["Content-Transfer-Encoding"] = "base64"
    part.add_header("Content-Disposition", "attachment", filename=attachment.name)
    return part


def _encoded(text: str, name: str) -> str:
    if not text.isprintable():
        raise LetterRefused(f"The {name} of a letter holds a line break or another unprintable character: {text!r}.")
    return Header(text, "us-ascii" if _plain(text) else "utf-8", header_name=name, maxlinelen=LONGEST_WORD).encode()


def _plain(text: str) -> bool:
    """Whether a header can hold it as it is: ASCII, and nothing in it looks encoded."""
    return text.isascii() and "=?" not in text


def _addresses(mailboxes: Sequence[Mailbox], name: str) -> str:
    if not mailboxes:
        raise LetterRefused("The letter has nobody to go to. Give the body a contact.")
    joined = []
    for box in mailboxes:
        quotable = _plain(box.name) and len(box.name) <= LONGEST_QUOTED and not set(box.name) & {'"', "\\"}
        shown = (
            f'"{box.name}"'
            if quotable
            else Header(box.name, "utf-8", header_name=name, maxlinelen=LONGEST_WORD).encode()
        )
        if not box.name.isprintable() or not _ADDRESS.fullmatch(box.email):
            raise LetterRefused(f"{box.email!r} with the name {box.name!r} is not an address mail can go to.")
        joined.append(f"{shown} <{box.email}>")
    return ",\n ".join(joined)


def _compare(wire: bytes, envelope: Envelope) -> None:
    """Read it with the old parser of the standard library: policy.default takes ten times as long over the same headers."""
    read = email.message_from_bytes(wire)
    letter, *files = _parts(read) if envelope.attachments else [read]
    if (
        _unfolded(read["Subject"]) != envelope.subject
        or _mailboxes(read["From"]) != [envelope.sender]
        or _mailboxes(read["To"]) != list(envelope.to)
        or [_content(part).decode().replace("\r\n", "\n") for part in _parts(letter)] != [envelope.text, envelope.html]
        or [_file(part) for part in files] != list(envelope.attachments)
    ):
        raise LetterRefused(f"The letter {envelope.key} does not read back as it was written; it was not sent.")


def _parts(message: Message) -> list[Message]:
    parts = message.get_payload()
    return cast("list[Message]", parts) if message.is_multipart() else []


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _file(part: Message) -> Attachment:
    return Attachment(name=str(part.get_filename()), media_type=part.get_content_type(), content=_content(part))


def _unfolded(header: str) -> str:
    return str(make_header(decode_header(re.sub(r"\r?\n(?=[ \t])", "", header))))


def _mailboxes(header: str) -> list[Mailbox]:
    """The addresses in a raw header, without policy.default: below Python 3.12.9 it puts spaces into long names (gh-128110)."""
    return [
        Mailbox(name=str(make_header(decode_header(shown))), email=address) for shown, address in getaddresses([header])
    ]
