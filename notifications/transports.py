"""How a message leaves: as a file in a Maildir (the default: nothing leaves the machine), or over SMTP.

A transport is opened once for a batch, and again when the connection was lost. `deliver` calls `handing_over` as late as
can be, just before the message can no longer be taken back, with the addresses it has not been refused for; what happens
after that and before its answer is in doubt.
"""

import select
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, cast

from models.errors import UdpegningError
from models.settings import Encryption, Mail, Settings

TIMEOUT_SECONDS = 30
FRESH_SECONDS = 1.0  # after a server's 250 for a message its next transaction is a new one: no RSET needed
OK, START_INPUT, TEMPORARY, PERMANENT = 250, 354, 400, 500
LOG_IN_WANTED = (530, 534, 535, 538)  # RFC 4954: about us, not about the letter; it goes once the settings are right


class Refused(UdpegningError):
    """The message, or one of its recipients, was refused; `permanent` when trying again would not help."""

    def __init__(self, words: str, *, permanent: bool) -> None:
        self.permanent = permanent
        super().__init__(words)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A message was taken: what the receiver said, and by address its refusal of those it did not take it for."""

    words: str
    refused: dict[str, Refused] = field(default_factory=dict)


class Carrier(Protocol):
    """An open transport."""

    def ready(self) -> bool:
        """Whether it can take another message; if not, it has to be opened again."""
        ...

    def deliver(
        self, name: str, sender: str, to: Sequence[str], wire: bytes, handing_over: Callable[[Sequence[str]], None]
    ) -> Taken:
        """Hand one message over; returns what the receiver said and whom it refused, if it took the message for others.

        Raises:
            Refused: it was not taken.
            smtplib.SMTPException: nobody knows whether it was taken.
            OSError: the same.

        """
        ...


@contextmanager
def open_transport(settings: Settings) -> Iterator[Carrier]:
    """Open the transport that the settings name.

    Raises:
        Refused: it cannot be opened now.

    """
    if settings.mail is Mail.MAILDIR:
        yield MaildirCarrier(settings.letters)
        return
    connection = _connect(settings)
    try:
        yield SmtpCarrier(connection)
    finally:
        try:
            connection.quit()
        except (smtplib.SMTPException, OSError):
            connection.close()


class MaildirCarrier:
    """Writes each message into `new/` of a Maildir, under a name that follows from its key: twice is once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            for part in ("tmp", "new", "cur"):
                (folder / part).mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise Refused(f"the folder for letters cannot be made: {error}", permanent=False) from error

    def ready(self) -> bool:
        """A folder stays open."""
        return True

    def deliver(
        self, name: str, sender: str, to: Sequence[str], wire: bytes, handing_over: Callable[[Sequence[str]], None]
    ) -> Taken:
        """Write the message whole or not at all."""
        del sender
        draft = self._folder / "tmp" / f"{name}.eml"
        try:
            draft.touch(mode=0o600)
            draft.write_bytes(wire)
        except OSError as error:
            raise Refused(f"the letter cannot be written: {error}", permanent=False) from error
        handing_over(to)
        draft.replace(self._folder / "new" / draft.name)
        return Taken(words=f"written to {self._folder / 'new' / draft.name}")


class SmtpCarrier:
    """Hands messages to an SMTP server over one connection."""

    def __init__(self, connection: smtplib.SMTP) -> None:
        self._connection = connection
        self._settled = 0.0

    def ready(self) -> bool:
        """Whether the server still answers; whatever was left of an earlier transaction is gone then."""
        if time.monotonic() - self._settled < FRESH_SECONDS and not self._something_said():
            return True
        try:
            return self._connection.rset()[0] == OK
        except (smtplib.SMTPException, OSError):
            return False

    def _something_said(self) -> bool:
        """Whether the server has hung up, or said something that nobody asked for."""
        sock = self._connection.sock
        return sock is None or bool(select.select([sock], [], [], 0)[0])

    def deliver(
        self, name: str, sender: str, to: Sequence[str], wire: bytes, handing_over: Callable[[Sequence[str]], None]
    ) -> Taken:
        """One SMTP transaction; `handing_over` is called between the server's 354 and the message itself."""
        del name
        connection, self._settled = self._connection, 0.0
        try:
            _accepted(connection.mail(sender), OK)
            replies = {address: connection.rcpt(address) for address in to}
            refused = {address: reply for address, reply in replies.items() if reply[0] // 100 != OK // 100}
            if len(refused) == len(replies):
                _accepted(min(refused.values()), OK)  # a temporary refusal first: then it is worth trying again
            _accepted(connection.docmd("DATA"), START_INPUT)
        except (smtplib.SMTPException, OSError) as error:
            raise Refused(f"connection lost: {error}", permanent=False) from error
        try:
            handing_over([address for address in to if address not in refused])
        except BaseException:
            connection.close()  # the server waits for a message now; whatever else is said would be taken for it
            raise
        connection.send(wire.removesuffix(b"\r\n").replace(b"\r\n.", b"\r\n..") + b"\r\n.\r\n")
        reply = connection.getreply()
        if reply[0] // 100 not in (OK // 100, TEMPORARY // 100, PERMANENT // 100):
            raise smtplib.SMTPException(f"not an answer: {_words(reply)}")
        _accepted(reply, OK)
        self._settled = time.monotonic()
        return Taken(words=_words(reply), refused={address: _refusal(each) for address, each in refused.items()})


def _accepted(reply: tuple[int, bytes], expected: int) -> None:
    if reply[0] != expected and not (expected == OK and reply[0] // 100 == OK // 100):
        raise _refusal(reply)


def _refusal(reply: tuple[int, bytes]) -> Refused:
    return Refused(_words(reply), permanent=reply[0] >= PERMANENT and reply[0] not in LOG_IN_WANTED)


def _words(reply: tuple[int, bytes]) -> str:
    return f"{reply[0]} {reply[1].decode(errors='replace')}"


def _connect(settings: Settings) -> smtplib.SMTP:
    host, port = settings.smtp_host, settings.smtp_port
    try:
        context = ssl.create_default_context(cafile=settings.smtp_ca_file and str(settings.smtp_ca_file))
    except OSError as error:  # a certificate that cannot be read is one too
        raise Refused(f"UDPEGNING_SMTP_CA_FILE: {settings.smtp_ca_file}: {error}", permanent=False) from error
    try:
        with ExitStack() as until_ready:
            if settings.smtp_encryption is Encryption.IMPLICIT:
                connection: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=context)
                until_ready.callback(connection.close)
            else:
                connection = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
                until_ready.callback(connection.close)
                connection.starttls(context=context)
            # a message is several TLS records: Nagle would hold the last one back until the server's delayed ACK, 40 ms
            cast("socket.socket", connection.sock).setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.ehlo_or_helo_if_needed()
            if settings.smtp_user:
                connection.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            until_ready.pop_all()
    except UnicodeError as error:
        raise Refused(f"{host}:{port}: smtp_user and smtp_password take ASCII only", permanent=False) from error
    except smtplib.SMTPResponseException as error:
        said = error.smtp_error if isinstance(error.smtp_error, bytes) else error.smtp_error.encode()
        raise Refused(f"{host}:{port}: {_words((error.smtp_code, said))}", permanent=False) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Refused(f"{host}:{port}: {error}", permanent=False) from error
    return connection
