"""Reading the mailbox that bounces and answers come to: over IMAP with TLS, or a Maildir. Nothing in it is ever changed.

Messages are first listed by the few header fields that tell them apart, so that only new ones are read. Office 365 no
longer lets a password in over IMAP (and OAuth is not implemented): there, let a rule or a mail fetcher fill a Maildir.
"""

import imaplib
import re
import ssl
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.parser import BytesHeaderParser
from hashlib import sha256
from pathlib import Path
from time import mktime
from typing import Protocol

from models.errors import SettingRefused, UdpegningError
from models.outside import beginning
from models.settings import Settings

TIMEOUT_SECONDS = 30
BATCH = 200
LARGEST = 1_000_000  # bytes; of a larger message only its beginning is read: a report stands before what it returns
LONGEST_HEADERS = 500_000
TELLING = ("Message-ID", "Date", "From", "To", "Subject")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")  # in every locale
_LISTED = f"(UID INTERNALDATE BODY.PEEK[HEADER.FIELDS ({' '.join(TELLING).upper()})]<0.{LONGEST_HEADERS}>)"


class MailboxUnreadable(UdpegningError):
    """The mailbox cannot be read now; what was read before stands."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A message of the mailbox, not read yet: where it lies, when it came, and what tells it apart.

    `identity` is a hash, so that a message of somebody else's leaves nothing readable behind; empty without a Message-ID.
    """

    place: str
    received_at: datetime
    identity: str


class Inbox(Protocol):
    """An open mailbox."""

    def batches(self, since: date) -> Iterator[Sequence[Listed]]:
        """The messages that came on that day or later, in batches."""
        ...

    def read(self, listed: Listed) -> bytes | None:
        """A message, or its first `LARGEST` bytes; None when it has gone meanwhile."""
        ...


@contextmanager
def open_mailbox(settings: Settings) -> Iterator[Inbox]:
    """Open the mailbox that the settings name, for reading only.

    Raises:
        SettingRefused: they name none, or a folder or a certificate that is not there.
        MailboxUnreadable: it cannot be opened, or no longer be read.

    """
    if settings.mailbox_folder is not None:
        yield MaildirInbox(settings.mailbox_folder)
        return
    if not settings.imap_host:
        raise SettingRefused("No mailbox is set. Set UDPEGNING_MAILBOX_FOLDER or UDPEGNING_IMAP_HOST.")
    where, password = f"{settings.imap_host}:{settings.imap_port}", settings.imap_password.get_secret_value()
    try:
        with _connected(settings) as connection:
            try:
                _log_in(connection, settings.imap_user, password)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                raise MailboxUnreadable(
                    f"The mailbox at {where} did not let UDPEGNING_IMAP_USER in: {_words(error, password)}. "
                    "Correct it or UDPEGNING_IMAP_PASSWORD."
                ) from None  # what imaplib raises may hold the password
            yield ImapInbox(connection, settings.imap_folder)
    except ssl.SSLCertVerificationError as error:
        raise MailboxUnreadable(
            f"The certificate of {where} is not to be trusted: {error.verify_message}. Nothing was read and no password "
            "sent. If the authority is your own, name its file in UDPEGNING_IMAP_CA_FILE."
        ) from error
    except (imaplib.IMAP4.error, OSError, EOFError) as error:
        raise MailboxUnreadable(
            f"The mailbox at {where} cannot be read: {_words(error, password)}. It is tried again at the next run; if this "
            "goes on, see UDPEGNING_IMAP_HOST, UDPEGNING_IMAP_PORT and UDPEGNING_IMAP_FOLDER."
        ) from error


class ImapInbox:
    """A folder on an IMAP server, opened with EXAMINE: the server itself refuses every change."""

    def __init__(self, connection: imaplib.IMAP4, folder: str) -> None:
        self._connection = connection
        _answer(connection.select(_mailbox_name(folder), readonly=True))

    def batches(self, since: date) -> Iterator[Sequence[Listed]]:
        """By UID, so that a message that arrives or goes meanwhile moves no other."""
        day = f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"
        found = _answer(self._connection.uid("SEARCH", "SINCE", day))
        uids = [uid.decode() for line in found if isinstance(line, bytes) for uid in line.split()]
        for start in range(0, len(uids), BATCH):
            fetched = _answer(self._connection.uid("FETCH", ",".join(uids[start : start + BATCH]), _LISTED))
            yield [listed for about, headers in _literals(fetched) if (listed := _listed(about, headers))]

    def read(self, listed: Listed) -> bytes | None:
        """With BODY.PEEK, which does not mark it as read."""
        fetched = _answer(self._connection.uid("FETCH", listed.place, f"(UID BODY.PEEK[]<0.{LARGEST}>)"))
        return next((content for _, content in _literals(fetched)), None)


class MaildirInbox:
    """The folders `new` and `cur` of a Maildir; a file stays where it is and keeps its name."""

    def __init__(self, folder: Path) -> None:
        self._folders = [folder / "new", folder / "cur"]
        if not all(each.is_dir() for each in self._folders):
            raise SettingRefused(f"UDPEGNING_MAILBOX_FOLDER: {folder} is no Maildir; it needs the folders new and cur.")

    def batches(self, since: date) -> Iterator[Sequence[Listed]]:
        """By the day the files were written."""
        first = datetime.combine(since, time.min, UTC)
        try:
            files = sorted(
                file for folder in self._folders for file in folder.iterdir() if not file.name.startswith(".")
            )
        except OSError as error:
            raise MailboxUnreadable(
                f"The mailbox {self._folders[0].parent} cannot be read: {error.strerror}."
            ) from error
        for start in range(0, len(files), BATCH):
            yield [listed for file in files[start : start + BATCH] if (listed := _listed_file(file, first))]

    def read(self, listed: Listed) -> bytes | None:
        file = Path(listed.place)
        try:
            return beginning(file, LARGEST)
        except FileNotFoundError:  # a mail program moved it from new to cur: the next run finds it there
            return None
        except OSError as error:
            raise MailboxUnreadable(f"{file} in the mailbox cannot be read: {error.strerror}.") from error


def identity(headers: bytes) -> str:
    """A hash of the fields that tell a message apart; empty when it has no Message-ID."""
    fields = BytesHeaderParser().parsebytes(headers)
    if not str(fields.get("Message-ID", "")).strip():
        return ""
    told = [" ".join(f"{name}: {value}".split()) for name in TELLING for value in fields.get_all(name, [])]
    return hashed("\n".join(told).encode(errors="replace"))


def hashed(content: bytes) -> str:
    """What stands for a message in the database."""
    return sha256(content).hexdigest()


@contextmanager
def _connected(settings: Settings) -> Iterator[imaplib.IMAP4]:
    authority = settings.imap_ca_file
    if authority is not None and not authority.is_file():
        raise SettingRefused(f"UDPEGNING_IMAP_CA_FILE: there is no file {authority}.")
    context = ssl.create_default_context(cafile=authority and str(authority))
    connection = imaplib.IMAP4_SSL(settings.imap_host, settings.imap_port, ssl_context=context, timeout=TIMEOUT_SECONDS)
    try:
        yield connection
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            connection.logout()


def _log_in(connection: imaplib.IMAP4, user: str, password: str) -> None:
    if user.isascii() and password.isascii():
        connection.login(user, password)
    else:  # LOGIN takes ASCII only
        connection.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())


def _mailbox_name(folder: str) -> str:
    """Quoted, and beyond ASCII in the modified UTF-7 of RFC 3501 section 5.1.3."""

    def shifted(run: re.Match[str]) -> str:
        return f"&{b64encode(run[0].encode('utf-16-be')).decode().rstrip('=').replace('/', ',')}-"

    name = re.sub(r"[^\x20-\x7e]+", shifted, folder.replace("&", "&-"))
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _answer(reply: tuple[str, Sequence[object]]) -> Sequence[object]:
    status, data = reply
    if status != "OK":
        raise imaplib.IMAP4.error(*data)
    return data


def _words(error: Exception, password: str) -> str:
    said = error.args[-1] if error.args else error
    words = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    return " ".join((words.replace(password, "***") if password else words).split()).rstrip(".")


def _literals(fetched: Sequence[object]) -> Iterator[tuple[bytes, bytes]]:
    """What a server says about each message, before and after the literal, and the literal."""
    for item, after in zip(fetched, [*fetched[1:], b""], strict=True):
        if isinstance(item, tuple):
            yield item[0] + (after if isinstance(after, bytes) else b""), item[1]


def _listed(about: bytes, headers: bytes) -> Listed | None:
    uid, came = re.search(rb"\bUID (\d+)", about), imaplib.Internaldate2tuple(about)
    if not (uid and came):
        return None
    moment = datetime.fromtimestamp(mktime(came), UTC)
    return Listed(place=uid[1].decode(), received_at=moment, identity=identity(headers))


def _listed_file(file: Path, first: datetime) -> Listed | None:
    try:
        came = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        return None if came < first else Listed(place=str(file), received_at=came, identity=identity(_headers(file)))
    except (OSError, ValueError):  # moved meanwhile, a folder, or of no year there is: the next run looks again
        return None


def _headers(file: Path) -> bytes:
    return re.split(rb"\r?\n\r?\n", beginning(file, LONGEST_HEADERS), maxsplit=1)[0] + b"\n\n"
