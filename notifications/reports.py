"""What a message that came back is: a bounce, something a machine wrote, or an answer; and which message it is about.

A bounce is believed only of a mail server: of a report on delivery (RFC 3464), of a null sender or a mailer daemon, or at
the return address of a letter; a person who quotes a bounce does not bounce a letter. A report in a form that neither RFC 3464
nor flufl.bounce knows counts as one: a person has to look at it.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import Compat32
from email.utils import getaddresses, parseaddr

from flufl.bounce import all_failures

from models.errors import UdpegningError
from models.words import ReceivedKind

REASON, SHORTEST = 300, 40  # characters; what a server said gets its share, and not less than the shortest
UNREAD = "a report that could not be understood: look into the mailbox"
MOST_NAMED = 20  # receivers; a letter has fewer
LONGEST_HEADER, LONGEST_CONTENT = 20_000, 2_000  # characters; the standard library needs the square of their time
MOST_MULTIPARTS = 50  # one in another; a bounce with the letter in it has three
MOST_LINES = 20_000  # flufl.bounce reads each some twenty times; a message of a megabyte has fewer
_SLOW = ("punycode", "idna")  # encodings of names, not of texts
_REPORT = "multipart/report"
_STATUS = ("message/delivery-status", "message/global-delivery-status")
_GOOD = ("delivered", "relayed", "expanded")
_DOCUMENT = (".xlsx", ".xls", ".ods", ".pdf", ".docx", ".doc", ".odt")
_NOTIFICATION = "message/disposition-notification"
_DAEMON, _POSTMASTER = "mailer-daemon", "postmaster"
_AUTO_REPLY = ("X-Autoreply", "X-Autorespond", "X-Autoresponder")
_ARRIVED_AT = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
_ID = re.compile(r"<[^<>\s]+>")
_ORIGINAL_ID = re.compile(r"^[> \t]*Message-ID:\s*(<[^<>\s]+>)", re.MULTILINE | re.IGNORECASE)
_PERMANENT = re.compile(r"\b55\d[ -]+#?5\.\d{1,3}\.\d{1,3}\b")
_DELAY = re.compile(r"warning|advarsel|delayed|forsinke", re.IGNORECASE)
_AWAY = re.compile(
    r"(automatisk svar|autosvar|fraværende|ikke på kontoret|ikke til stede|out of office|automatic reply)\b",
    re.IGNORECASE,
)


class _AsText(Compat32):
    """Headers are text of some length, whatever they hold: flufl.bounce knows nothing of others, and long ones cost hours."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        longest = LONGEST_CONTENT if name.casefold().startswith("content-") else LONGEST_HEADER
        return value[:longest].encode(errors="surrogateescape").decode(errors="replace")


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a message is. `about` are the Message-IDs it may be about, the likeliest first; `reason` is one line."""

    kind: ReceivedKind
    about: tuple[str, ...]
    reason: str = ""


class MessageUnreadable(UdpegningError):
    """The message has more parts in one another than people or mail servers write."""


def read_message(content: bytes) -> Message:
    """A message to be read here, with its first `MOST_LINES` lines; hardly any is too broken for that.

    Raises:
        MessageUnreadable: it is made to keep its reader busy.

    """
    if content.lower().count(b"multipart/") > MOST_MULTIPARTS:
        raise MessageUnreadable
    beginning = b"".join(content.splitlines(keepends=True)[:MOST_LINES])
    return message_from_bytes(beginning, policy=_AsText())


def read_report(message: Message, *, returned: bool) -> Report:
    """What a message is; `returned` when it came to the return address of one of our letters.

    Whether it is unrelated cannot be seen here: the caller knows which Message-IDs are ours.
    """
    server = _sender_is(message, _DAEMON, _POSTMASTER) or _null_sender(message)
    if returned or server or _report_type(message) == "delivery-status":
        failed, delayed = _failures(message, server=server)
        if failed or delayed:
            kind = ReceivedKind.BOUNCE if failed else ReceivedKind.AUTOMATIC
            return Report(kind=kind, about=_returned(message), reason=_joined(failed or delayed))
        if _is_about_delivery(message) and not _good_news(message):
            return Report(kind=ReceivedKind.BOUNCE, about=_returned(message), reason=UNREAD)
    if _report_type(message) or _automatic(message, returned=returned):
        return Report(kind=ReceivedKind.AUTOMATIC, about=_returned(message))
    return Report(kind=ReceivedKind.ANSWER, about=_answered(message))


def arrived_at(message: Message) -> list[str]:
    """The addresses a message came to."""
    shown = [str(value) for name in _ARRIVED_AT for value in message.get_all(name, [])]
    return [address for _, address in getaddresses(shown) if address]


def sender(message: Message) -> str:
    """The address a message says it is from."""
    return one_line(parseaddr(str(message.get("From", "")))[1], REASON)


def one_line(text: str, most: int) -> str:
    """Text of somebody else's, safe to store and to show: one printable line of at most `most` characters."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _failures(message: Message, *, server: bool) -> tuple[dict[str, str], dict[str, str]]:
    """Who could not be reached for good, and who not yet, each with what the server said of it."""
    blocks = list(_status_blocks(message))
    if blocks:  # what flufl.bounce finds besides may be in the message that came back
        failures = _named(block for block in blocks if _failed(block))
        return failures, _named(block for block in blocks if _action(block) == "delayed")
    text = _text(message)
    delayed, failed = (
        {address: _paragraph(text, address) for address in sorted(each.decode() for each in found if each)[:MOST_NAMED]}
        for found in all_failures(message)
    )
    if not failed and not delayed and server and (code := _PERMANENT.search(text)):
        failed = {"": text[code.start() :].partition("\n")[0]}
    return failed, delayed


def _status_blocks(message: Message) -> Iterator[Message]:
    for part in _parts(message):
        if part.get_content_type() in _STATUS and part.is_multipart():
            yield from (block for block in _children(part) if block.get("Action") or block.get("Status"))


def _action(block: Message) -> str:
    """What became of the message (RFC 3464 section 2.3.3), in one word and lower case."""
    by_status = {"2": "delivered", "4": "delayed", "5": "failed"}.get(_typed(block, "Status")[:1], "")
    return (_value(block, "Action").split() or [by_status])[0]


def _failed(block: Message) -> bool:
    action, status = _action(block), _typed(block, "Status")
    return action.startswith(("fail", "error")) or (status.startswith("5") and action not in (*_GOOD, "delayed"))


def _is_about_delivery(message: Message) -> bool:
    """A report on delivery, or what a mail server writes that warns of no delay."""
    if kind := _report_type(message):
        return kind == "delivery-status"
    warns = _DELAY.search(_subject(message)) or "warning" in _value(message, "Auto-Submitted")
    return _sender_is(message, _DAEMON) and not warns


def _good_news(message: Message) -> bool:
    """Whether a report says of every receiver that the message arrived, or went on."""
    actions = [_action(block) for block in _status_blocks(message)]
    return bool(actions) and set(actions) <= set(_GOOD)


def _named(blocks: Iterable[Message]) -> dict[str, str]:
    """The receivers of these blocks, each with what was said of it."""
    found = {}
    for block in blocks:
        final, original = (_typed(block, name) for name in ("Final-Recipient", "Original-Recipient"))
        forwarded = original and final and original.casefold() != final.casefold()
        named = f"{original} (forwarded to {final})" if forwarded else final or original
        found[named] = _typed(block, "Diagnostic-Code") or _typed(block, "Status")
    return found


def _typed(block: Message, name: str) -> str:
    """The value of a field such as `rfc822; a@b.example` or `smtp; 550 no such user`, without its type."""
    kind, semicolon, value = str(block.get(name, "")).partition(";")
    return (value if semicolon else kind).strip().strip("<>")


def _joined(reasons: dict[str, str]) -> str:
    """Every recipient is named, however long the servers' words are."""
    named = list(reasons.items())[:MOST_NAMED]
    most = max(REASON // len(named) - 2, SHORTEST)
    return "; ".join(_of_one(one_line(who, REASON), said, most) for who, said in named)


def _of_one(who: str, said: str, most: int) -> str:
    """Without what would look like the next receiver."""
    words = one_line(said.replace("; ", ", "), max(most - len(who) - 2, SHORTEST))
    return ": ".join(filter(None, [who, words]))


def _paragraph(text: str, address: str) -> str:
    """What stands with an address in a report for people, without the address at its beginning."""
    paragraphs = re.split(r"\n\s*\n", text)
    found = next((each for each in paragraphs if address in each.casefold()), "")
    start = found.casefold().find(address) + len(address) if found else 0
    return found[start:].lstrip(">:) \n\r\t")


def _returned(message: Message) -> tuple[str, ...]:
    """The message that a report is about; the one that it shows decides, not what is attached to that."""
    for part in _parts(message):
        kind = part.get_content_type()
        if kind == "text/rfc822-headers":
            shown = _ids(read_message(_bytes(part)), "Message-ID")
        elif kind in _STATUS or part.get_content_maintype() != "message":
            continue
        else:
            name = "Original-Message-ID" if kind == _NOTIFICATION else "Message-ID"
            shown = tuple(found for original in _children(part) for found in _ids(original, name))
        if shown:
            return shown
    answered = _ids(message, "In-Reply-To") + _ids(message, "References")[-1:]
    return answered or tuple(_ORIGINAL_ID.findall(_text(message)))[:1]


def _answered(message: Message) -> tuple[str, ...]:
    """The messages that somebody may be answering: by the headers, then by those of a message they forward."""
    attached = [part for part in _parts(message) if part.get_content_maintype() == "message"]
    forwarded = [inner for part in attached for inner in _children(part)]
    own = _ids(message, "In-Reply-To") + _ids(message, "References")[::-1]
    names = ("Message-ID", "In-Reply-To", "References")
    return own + tuple(found for inner in forwarded for name in names for found in _ids(inner, name))


def _automatic(message: Message, *, returned: bool) -> bool:
    """RFC 3834 and what came before it; the subject tells only where something else says that no person sent it."""
    if any((part.get_filename() or "").casefold().endswith(_DOCUMENT) for part in _parts(message)):
        return False  # a case system or a list passed on what somebody sends
    submitted = _value(message, "Auto-Submitted").partition(";")[0].strip()
    if submitted not in {"", "no"} or _value(message, "Precedence") in {"auto_reply", "bulk", "junk"}:
        return True
    if any(message.get(name) for name in _AUTO_REPLY) or _null_sender(message) or _sender_is(message, _DAEMON):
        return True
    hinted = returned or message.get("X-Auto-Response-Suppress") is not None
    return hinted and _AWAY.match(_subject(message)) is not None


def _report_type(message: Message) -> str:
    if message.get_content_type() != _REPORT:
        return ""
    kind = message.get_param("report-type") or ""
    return (kind if isinstance(kind, str) else kind[2]).casefold()


def _null_sender(message: Message) -> bool:
    return _value(message, "Return-Path") == "<>"


def _sender_is(message: Message, *names: str) -> bool:
    return sender(message).casefold().partition("@")[0] in names


def _value(message: Message, name: str) -> str:
    return str(message.get(name, "")).strip().casefold()


def _subject(message: Message) -> str:
    return _shown(message, "Subject").strip()


def _shown(message: Message, name: str) -> str:
    """A header without the encoding of RFC 2047; some programs encode long Message-IDs too."""
    shown = str(message.get(name, ""))
    with suppress(HeaderParseError, LookupError, ValueError):
        shown = str(make_header(decode_header(shown)))
    return shown


def _ids(message: Message, name: str) -> tuple[str, ...]:
    return tuple(_ID.findall(_shown(message, name)))


def _parts(message: Message) -> Iterator[Message]:
    """The parts of a message, without those of messages attached to it."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in _children(message):
            yield from _parts(part)
    else:
        yield message


def _children(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _text(message: Message) -> str:
    """What is written in a message for people."""
    texts = [part for part in _parts(message) if part.get_content_type() == "text/plain"]
    return "\n\n".join(_decoded(part) for part in texts).replace("\r\n", "\n")


def _decoded(part: Message) -> str:
    charset = str(part.get_content_charset("utf-8"))
    try:
        return _bytes(part).decode("latin-1" if charset in _SLOW else charset, errors="replace")
    except LookupError:  # a character set nobody knows
        return _bytes(part).decode("latin-1")


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
