"""What each kind of message is: sample messages in the forms that real servers and programs send, all made up."""

from pathlib import Path

import pytest
from bad_input import in_time
from hypothesis import given
from hypothesis import strategies as st

from models.words import ReceivedKind
from notifications.mailboxes import identity
from notifications.reports import (
    MOST_LINES,
    REASON,
    UNREAD,
    MessageUnreadable,
    arrived_at,
    one_line,
    read_message,
    read_report,
    sender,
)

RETURNED = Path(__file__).parent / "returned"
DI = "<nordjylland-2022-26.request.di@kkr-nordjylland.example>"
FH_AC = "<nordjylland-2022-26.request.fh-ac@kkr-nordjylland.example>"
BOUNCE, AUTOMATIC, ANSWER = ReceivedKind.BOUNCE, ReceivedKind.AUTOMATIC, ReceivedKind.ANSWER
UNKNOWN_USER = "550 5.1.1 <indstilling@di.example>: Recipient address rejected: User unknown in virtual mailbox table"

SAMPLES = [
    # sample, what it is, the message it is about, its reason
    ("postfix", BOUNCE, DI, f"indstilling@di.example: {UNKNOWN_USER}"),
    ("exchange", BOUNCE, DI, ("indstilling@di.example: 550 5.1.10 RESOLVER.ADR.RecipientNotFound, Recipient "
     "indstilling@di.example not found by SMTP address lookup")),
    ("exim", BOUNCE, DI, ("indstilling@di.example: host mx.di.example [192.0.2.7] SMTP error from remote mail server after "
     "RCPT TO:<indstilling@di.example>: 550 Ukendt modtager")),
    ("qmail", BOUNCE, DI, ("indstilling@di.example: 192.0.2.7 does not like recipient. Remote host said: 550 5.2.1 Mailbox "
     "disabled Giving up on 192.0.2.7.")),
    ("gmail", BOUNCE, DI, ("indstilling@di.example: 550-5.1.1 The email account that you tried to reach does not exist. "
     "Please try 550-5.1.1 double-checking the recipient's email address for typos or 550 5.1.1 unnecessary spaces. gsmtp")),
    ("danish-joint-letter", BOUNCE, FH_AC, "indstilling@ac.example: 550 5.1.6 Postkassen findes ikke"),
    ("forwarded-on", BOUNCE, DI, "indstilling@di.example (forwarded to kontoret@udbyder.example): 552 5.2.2 Over quota"),
    ("unknown-format", BOUNCE, DI, "550 5.7.1 Afvist af modtagerens regler for søndage"),
    ("bounce-of-another-house", BOUNCE, "<nordjylland-2022-26.request.di.0a1b2c3d4e5f6071@kkr-sjaelland.example>",
     "indstilling@di.example: 5.1.1"),
    ("bounce-of-a-colleagues-forward", BOUNCE, "<privat-1@kkr-nordjylland.example>", "kollega@kommune.example: 5.1.1"),
    ("sendmail-delayed", AUTOMATIC, DI, "indstilling@di.example: 4.4.3"),
    ("delivered", AUTOMATIC, DI, ""),
    ("out-of-office", AUTOMATIC, DI, ""),
    ("out-of-office-unmarked", AUTOMATIC, DI, ""),
    ("challenge", AUTOMATIC, DI, ""),
    ("case-opened", AUTOMATIC, DI, ""),
    ("read-receipt", AUTOMATIC, DI, ""),
    ("newsletter", AUTOMATIC, None, ""),
    ("answer", ANSWER, DI, ""),
    ("answer-in-a-long-thread", ANSWER, "<mellem-1@di.example>", ""),
    ("answer-that-quotes-a-bounce", ANSWER, DI, ""),
    ("answer-forwarded", ANSWER, "<svar-4@di.example>", ""),
    ("our-own-reply", ANSWER, DI, ""),
    ("private", ANSWER, "<privat-1@kkr-nordjylland.example>", ""),
]  # fmt: skip


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"], ids=["maildir", "imap"])
@pytest.mark.parametrize("name, kind, about, reason", SAMPLES, ids=[each[0] for each in SAMPLES])
def test_a_message_is_what_it_is(
    name: str, kind: ReceivedKind, about: str | None, reason: str, line_end: bytes
) -> None:
    content = (RETURNED / f"{name}.eml").read_bytes().replace(b"\n", line_end)
    report = read_report(read_message(content), returned=False)
    assert (report.kind, next(iter(report.about), None), report.reason) == (kind, about, reason)


AT_THE_RETURN_ADDRESS = [
    ("return-address", BOUNCE, "a report that shows nothing of the letter"),
    ("answer-that-quotes-a-bounce", BOUNCE, "what is sent to this address a server has sent"),
    ("vacation", AUTOMATIC, "vacation(1) answers the return address"),
    ("out-of-office-unmarked", AUTOMATIC, "so does a mail program"),
    ("answer-to-the-return-address", ANSWER, "and a person may"),
]


@pytest.mark.parametrize(
    "name, kind", [each[:2] for each in AT_THE_RETURN_ADDRESS], ids=[e[2] for e in AT_THE_RETURN_ADDRESS]
)
def test_what_came_to_the_return_address_of_a_letter(name: str, kind: ReceivedKind) -> None:
    message = read_message((RETURNED / f"{name}.eml").read_bytes())
    assert read_report(message, returned=True).kind is kind


HEADERS = [
    ("Auto-Submitted: no", ANSWER, "a person"),
    ("Auto-Submitted: auto-notified; owner-email=a@di.example", AUTOMATIC, "RFC 5436"),
    ("Precedence: auto_reply", AUTOMATIC, "old programs"),
    ("Precedence: list", ANSWER, "a person may answer through a list of colleagues"),
    ("X-Autoreply: yes", AUTOMATIC, "old programs"),
    ("X-Auto-Response-Suppress: All", ANSWER, "says what the receiver may do, not who sent it"),
    ("X-Auto-Response-Suppress: All\nSubject: Sv: Automatisk svar", ANSWER, "a person who answers an automatic reply"),
    ("X-Auto-Response-Suppress: All\nSubject: Automatisk svar: Brev", AUTOMATIC, "Outlook"),
    ("Subject: Automatisk svar: Brev", ANSWER, "the subject alone does not tell"),
    ("Return-Path: <>", AUTOMATIC, "no person sends without a return address"),
    ("From: postmaster@di.example", ANSWER, "a person may have this address"),
    ("From: MAILER-DAEMON@di.example", BOUNCE, "a server that says what nobody understands: a person looks at it"),
    ("From: MAILER-DAEMON@di.example\nAuto-Submitted: auto-generated (warning-timeout)", AUTOMATIC, "a warning of a delay"),
    ("From: MAILER-DAEMON@di.example\nSubject: Levering forsinket", AUTOMATIC, "a warning in Danish"),
    ("From: MAILER-DAEMON@di.example\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b",
     AUTOMATIC, "a read receipt"),
    ("Auto-Submitted: auto-generated\nContent-Type: application/octet-stream; name=Svarskema.XLSX", ANSWER,
     "a case system that passes on a form"),
    ("Precedence: bulk\nContent-Disposition: attachment; filename=indstilling.pdf", ANSWER, "a list that passes on a letter"),
]  # fmt: skip


@pytest.mark.parametrize("headers, kind", [each[:2] for each in HEADERS], ids=[each[2] for each in HEADERS])
def test_a_header_tells_what_no_person_wrote(headers: str, kind: ReceivedKind) -> None:
    lines = [headers, f"In-Reply-To: {DI}", *([] if "From:" in headers else ["From: a@di.example"]), "", "Hej."]
    message = read_message("\n".join(lines).encode())
    assert read_report(message, returned=False).kind is kind


STATUS = "Content-Type: message/delivery-status\n\n"
REPORTED = [
    (f"{STATUS}Final-Recipient: rfc822; a@di.example\nAction: expired\nStatus: 5.4.7\n", BOUNCE, "a@di.example: 5.4.7"),
    (f"{STATUS}Final-Recipient: rfc822; a@di.example\nAction: undeliverable\n", BOUNCE, UNREAD),
    (f"{STATUS}Final-Recipient: rfc822; a@di.example\nStatus: 5.1.1\n", BOUNCE, "a@di.example: 5.1.1"),
    (f"{STATUS}Final-Recipient: rfc822; a@di.example\nAction: delayed\nStatus: 4.4.1\n", AUTOMATIC, "a@di.example: 4.4.1"),
    (f"{STATUS}Final-Recipient: rfc822; a@di.example\nAction: delivered\nStatus: 2.0.0\n", AUTOMATIC, ""),
    (f"{STATUS}Final-Recipient: rfc822; a@di.example\nAction: relayed\nStatus: 5.0.0\n", AUTOMATIC, ""),
    (STATUS.replace("delivery", "global-delivery") + "Final-Recipient: utf-8; a@di.example\nAction: failed\nStatus: 5.1.1\n",
     BOUNCE, "a@di.example: 5.1.1"),
    ("Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\nQWN0aW9uOiBmYWlsZWQK\n", BOUNCE, UNREAD),
    ("Content-Type: text/plain\n\nBeklager.\n", BOUNCE, UNREAD),
    (f"{STATUS}Final-Recipient: rfc822; a@di.example\nStatus: 2.0.0\n", AUTOMATIC, ""),
    (f"{STATUS}Final-Recipient: rfc822; a@di.example\nStatus: 4.4.1\n", AUTOMATIC, "a@di.example: 4.4.1"),
]  # fmt: skip


@pytest.mark.parametrize("part, kind, reason", REPORTED)
def test_a_report_on_delivery_that_brings_no_good_news_is_a_bounce(part: str, kind: ReceivedKind, reason: str) -> None:
    head = f"Content-Type: multipart/report; report-type=delivery-status; boundary=b\nIn-Reply-To: {DI}\n\n--b\n"
    report = read_report(read_message(f"{head}{part}\n--b--\n".encode()), returned=False)
    assert (report.kind, report.about, report.reason) == (kind, (DI,), reason)


@pytest.mark.parametrize("who", ["From: postmaster@di.example", "Return-Path: <>\nFrom: post@di.example"])
def test_a_permanent_code_from_a_mail_server_is_a_bounce_in_whatever_words(who: str) -> None:
    said = "550 5.1.1 Modtageren findes ikke"
    message = read_message(f"{who}\nIn-Reply-To: {DI}\n\nBrevet kunne ikke leveres:\n{said}\n".encode())
    report = read_report(message, returned=False)
    assert (report.kind, report.about, report.reason) == (BOUNCE, (DI,), said)


def test_a_message_id_that_a_mail_program_encoded_is_read() -> None:
    encoded = "=?utf-8?q?=3Cnordjylland-2022-26=2Erequest=2Edi?=\n =?utf-8?q?=40kkr-nordjylland=2Eexample=3E?="
    report = read_report(read_message(f"From: a@di.example\nIn-Reply-To: {encoded}\n\nHej.".encode()), returned=False)
    assert (report.kind, report.about) == (ANSWER, (DI,))


def test_the_reason_names_every_recipient_however_much_the_servers_say() -> None:
    block = "\n".join(
        f"Final-Recipient: rfc822; {name}@ac.example\nAction: failed\nDiagnostic-Code: smtp; 550 {'meget ' * 90}\n"
        for name in ("en", "to", "tre")
    )
    head = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
    message = read_message(f"{head}Content-Type: message/delivery-status\n\n{block}\n--b--\n".encode())
    report = read_report(message, returned=False)
    assert [part.partition(":")[0] for part in report.reason.split("; ")] == [
        "en@ac.example", "to@ac.example", "tre@ac.example"
    ]  # fmt: skip
    assert len(report.reason) <= REASON


HOSTILE = [
    (b"From: a@di.example\r\n X: y\r\nIn-Reply-To: <a@b>\r\n\r\n", "a folded sender"),
    (b"From: =?utf-8?B?////?= <\xe6\xf8@di.example>\nSubject: =?x?q?=ff?=\n\n\xff", "bytes that are no text"),
    (
        b"Content-Type: text/plain; charset=nonsense\nFrom: MAILER-DAEMON\n\n550 5.1.1 \xe6\n",
        "an unknown character set",
    ),
    (b"Content-Type: multipart/report; report-type*=x''delivery-status; boundary=b\n\n--b", "a report that breaks off"),
    (b"Content-Type: multipart/mixed\nFrom: <>\nReturn-Path: <>\n\nintet", "a multipart message without parts"),
    (b"", "nothing at all"),
    (b"\x00" * 100, "zeros"),
]


@pytest.mark.parametrize("content", [each[0] for each in HOSTILE], ids=[each[1] for each in HOSTILE])
def test_a_broken_message_is_read_as_far_as_it_goes(content: bytes) -> None:
    message = read_message(content)
    report = read_report(message, returned=False)
    assert report.reason.isprintable()
    assert sender(message).isprintable()


def test_a_line_break_in_what_a_server_said_stays_one_line() -> None:
    content = (
        (RETURNED / "postfix.eml")
        .read_bytes()
        .replace(b"550 5.1.1", b"550\x0b\x1b[31m\x00 | `x`\x85\xe2\x80\xa8Bcc: a@b.example")
    )
    report = read_report(read_message(content), returned=False)
    assert report.kind is BOUNCE
    assert report.reason.isprintable()


SIZE = 100_000
BUSY = [
    (b"", b"\n" * SIZE, "blank lines"),
    (b"", b">\n" * (SIZE // 2), "marks of quoting"),
    (b"", b"<a%d@di.example>: no\n" * 4000 % tuple(range(4000)), "addresses, each of which may be a receiver"),
    (b"", b"550" + b" -" * SIZE, "what begins like a code of an error"),
    (b"Content-Type: multipart/mixed; boundary=x\n", b"--x\n\n" * (SIZE // 6), "parts"),
    (b"Content-Type: text/plain; charset=punycode\n", b"a" * SIZE, "a coding that is slow"),
    (b'Content-Type: multipart/report; a="' + b";" * SIZE + b"\n", b"", "a parameter of semicolons"),
    (b"Content-Type: multipart/report; " + b"a=b;" * (SIZE // 4) + b"\n", b"", "parameters"),
    (b"To: " + b"a@b," * (SIZE // 4) + b"\n", b"", "receivers in a header"),
    (b"X: y\n" * (SIZE // 5), b"", "headers"),
    (b"References: " + b"<a@b> " * (SIZE // 6) + b"\n", b"", "references"),
]


@pytest.mark.parametrize("headers, body", [each[:2] for each in BUSY], ids=[each[2] for each in BUSY])
def test_a_message_made_to_keep_its_reader_busy_is_read_soon(headers: bytes, body: bytes) -> None:
    content = b"Return-Path: <>\nFrom: MAILER-DAEMON@di.example\nMessage-ID: <a@b>\n" + headers + b"\n" + body
    with in_time():
        message = read_message(content)
        assert read_report(message, returned=True).kind is BOUNCE
        assert len(arrived_at(message)) <= SIZE // 4
        assert len(identity(content)) == 64


def test_a_message_with_very_many_parts_in_one_another_is_not_read() -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=x%d\n\n--x%d\n" % (depth, depth) for depth in range(60))
    with pytest.raises(MessageUnreadable):
        read_message(nested)


def test_of_a_message_of_very_many_lines_the_first_are_read() -> None:
    message = read_message(b"Subject: x\n\n" + b"y\n" * 2 * MOST_LINES)
    assert str(message.get_payload()).count("y") == MOST_LINES - 2


def test_the_addresses_a_message_came_to() -> None:
    message = read_message(
        b"To: A <a@kkr.example>, b@kkr.example\nDelivered-To: c@kkr.example\nEnvelope-To: <d@kkr.example>\n"
        b"X-Original-To: e@kkr.example\nReply-To: f@kkr.example\n\n"
    )
    assert arrived_at(message) == [f"{name}@kkr.example" for name in "abced"]


@given(st.text(max_size=500))
def test_one_line_is_short_and_printable(text: str) -> None:
    line = one_line(text, REASON)
    assert line.isprintable()
    assert len(line) <= REASON
