"""The mailbox, read from a real IMAP server over TLS and from a Maildir: everything is found, and nothing is changed."""

import os
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from socket import create_server

import pytest
from imap_server import ImapServer
from post_office import PASSWORD, USER, Certificates

from models.errors import SettingRefused, UdpegningError
from models.settings import Settings
from notifications import mailboxes
from notifications.mailboxes import LARGEST, ImapInbox, Listed, MailboxUnreadable, identity, open_mailbox

DAY = date(2022, 2, 1)
AT = datetime(2022, 2, 1, 12, 30, 15, tzinfo=UTC)


def message(number: int, body: bytes = b"Hej.") -> bytes:
    return b"Message-ID: <%d@di.example>\r\nSubject: Svar\r\n\r\n%s" % (number, body)


@pytest.fixture
def server(certificates: Certificates) -> Iterator[ImapServer]:
    with ImapServer(context=certificates.server, user=USER, password=PASSWORD).running() as running:
        yield running


@pytest.fixture
def imap(server: ImapServer, certificates: Certificates) -> Settings:
    return Settings(
        imap_host="localhost", imap_port=server.port, imap_user=USER, imap_password=PASSWORD,
        imap_ca_file=certificates.authority,
    )  # fmt: skip


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / "mailbox" / name).mkdir(parents=True)
    return tmp_path / "mailbox"


@pytest.fixture(params=["imap", "maildir"])
def mailbox(request: pytest.FixtureRequest) -> tuple[Settings, Callable[[bytes, datetime], None]]:
    """Each kind of mailbox, as the settings that name it and a way to put messages into it."""
    if request.param == "imap":
        return request.getfixturevalue("imap"), request.getfixturevalue("server").deliver
    folder: Path = request.getfixturevalue("maildir")

    def deliver(content: bytes, at: datetime) -> None:
        file = folder / ("new", "cur")[len(content) % 2] / f"{at.timestamp()}.{abs(hash(content))}"
        file.write_bytes(content)
        os.utime(file, (at.timestamp(), at.timestamp()))

    return Settings(mailbox_folder=folder), deliver


def everything(settings: Settings, since: date = DAY) -> list[tuple[Listed, bytes | None]]:
    with open_mailbox(settings) as inbox:
        return [(listed, inbox.read(listed)) for batch in inbox.batches(since) for listed in batch]


def refusal(settings: Settings, error: type[UdpegningError] = MailboxUnreadable) -> str:
    with pytest.raises(error) as caught:
        everything(settings)
    assert PASSWORD not in str(caught.value)
    return str(caught.value)


def test_every_recent_message_is_read_as_it_came(
    mailbox: tuple[Settings, Callable[[bytes, datetime], None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, deliver = mailbox
    monkeypatch.setattr(mailboxes, "BATCH", 3)
    contents = [message(number, b"\xe6\r\n.\r\n" * number) for number in range(7)]
    for content in contents:
        deliver(content, AT)
    deliver(message(99), AT - timedelta(days=2))
    found = everything(settings)
    assert sorted(content for _, content in found if content) == sorted(contents)
    assert {(listed.received_at, listed.identity) for listed, _ in found} == {(AT, identity(each)) for each in contents}


def test_of_a_large_message_only_the_beginning_is_read(
    mailbox: tuple[Settings, Callable[[bytes, datetime], None]],
) -> None:
    settings, deliver = mailbox
    content = message(1, b"0123456789" * (LARGEST // 5))
    deliver(content, AT)
    assert [read for _, read in everything(settings)] == [content[:LARGEST]]


def test_reading_leaves_an_imap_folder_as_it_was(server: ImapServer, imap: Settings) -> None:
    for number in range(3):
        server.deliver(message(number), AT)
    before = server.contents()
    assert len(everything(imap)) == 3
    with open_mailbox(imap) as inbox:
        assert isinstance(inbox, ImapInbox)
        assert inbox._connection.uid("STORE", "101:103", "+FLAGS", "\\Seen")[0] == "NO"  # the server would not let us
    assert server.contents() == before
    assert {flags for _, flags, _ in before} == {frozenset()}


def test_reading_leaves_a_maildir_as_it_was(maildir: Path) -> None:
    for folder in ("new", "cur", "tmp"):
        (maildir / folder / "1.a:2,").write_bytes(message(1))
    (maildir / "new" / ".uidlist").write_bytes(message(2))
    (maildir / "cur" / "folder").mkdir()
    before = {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in maildir.rglob("*") if file.is_file()}
    assert len(everything(Settings(mailbox_folder=maildir), date(2022, 1, 1))) == 2
    assert {
        file: (file.stat().st_mtime_ns, file.read_bytes()) for file in maildir.rglob("*") if file.is_file()
    } == before


def test_a_message_that_goes_meanwhile_is_none(maildir: Path) -> None:
    (maildir / "new" / "1.a").write_bytes(message(1))
    with open_mailbox(Settings(mailbox_folder=maildir)) as inbox:
        [[listed]] = inbox.batches(DAY)
        (maildir / "new" / "1.a").rename(maildir / "cur" / "1.a:2,S")
        assert inbox.read(listed) is None


def test_a_folder_with_danish_letters_is_found(server: ImapServer, imap: Settings) -> None:
    folder = 'Svar på "breve" & retur'
    server.deliver(message(1), AT, folder)
    assert len(everything(imap.model_copy(update={"imap_folder": folder}))) == 1


def test_a_password_beyond_ascii_lets_one_in(certificates: Certificates) -> None:
    with ImapServer(context=certificates.server, user=USER, password="blåbærgrød").running() as running:
        running.deliver(message(1), AT)
        settings = Settings(
            imap_host="localhost", imap_port=running.port, imap_user=USER, imap_password="blåbærgrød",
            imap_ca_file=certificates.authority,
        )  # fmt: skip
        assert len(everything(settings)) == 1


def test_a_certificate_of_a_stranger_is_refused_before_the_password_is_sent(
    imap: Settings, certificates: Certificates
) -> None:
    words = refusal(imap.model_copy(update={"imap_ca_file": certificates.stranger}))
    assert words.startswith(f"The certificate of localhost:{imap.imap_port} is not to be trusted: ")
    assert words.endswith("If the authority is your own, name its file in UDPEGNING_IMAP_CA_FILE.")


def test_a_wrong_password_is_refused_and_not_shown(imap: Settings) -> None:
    wrong = Settings.model_validate(imap.model_dump() | {"imap_password": f"{PASSWORD}-forkert"})
    assert refusal(wrong) == (
        f"The mailbox at localhost:{imap.imap_port} did not let UDPEGNING_IMAP_USER in: [AUTHENTICATIONFAILED] Invalid "
        "authentication credentials. Correct it or UDPEGNING_IMAP_PASSWORD."
    )


def test_a_folder_that_is_not_there_is_refused(imap: Settings) -> None:
    words = refusal(imap.model_copy(update={"imap_folder": "Retur"}))
    assert words.startswith(
        f"The mailbox at localhost:{imap.imap_port} cannot be read: [NONEXISTENT] Mailbox does not exist."
    )


def test_a_server_that_is_down_is_named_with_its_port(imap: Settings, free_port: int) -> None:
    words = refusal(imap.model_copy(update={"imap_port": free_port}))
    assert words.startswith(f"The mailbox at localhost:{free_port} cannot be read: Connection refused.")


def test_a_server_that_says_nothing_is_given_up(imap: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailboxes, "TIMEOUT_SECONDS", 0.3)
    with create_server(("127.0.0.1", 0)) as silent:
        assert "timed out" in refusal(imap.model_copy(update={"imap_port": silent.getsockname()[1]}))


def test_a_server_that_hangs_up_is_named(imap: Settings) -> None:
    with create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def accept_and_close() -> None:
            listener.accept()[0].close()

        hang_up = threading.Thread(target=accept_and_close)
        hang_up.start()
        assert refusal(imap.model_copy(update={"imap_port": port})).startswith(
            f"The mailbox at localhost:{port} cannot be read: "
        )
        hang_up.join()


def test_settings_that_name_nothing_that_is_there_say_so(imap: Settings, tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    assert refusal(Settings(), SettingRefused) == (
        "No mailbox is set. Set UDPEGNING_MAILBOX_FOLDER or UDPEGNING_IMAP_HOST."
    )
    assert refusal(Settings(mailbox_folder=missing), SettingRefused) == (
        f"UDPEGNING_MAILBOX_FOLDER: {missing} is no Maildir; it needs the folders new and cur."
    )
    assert refusal(imap.model_copy(update={"imap_ca_file": missing}), SettingRefused) == (
        f"UDPEGNING_IMAP_CA_FILE: there is no file {missing}."
    )


SAME = b"Message-ID: <1@di.example>\nDate: Tue, 1 Feb 2022 12:00:00 +0100\nFrom: a@di.example\nSubject: Svar\n\n"
IDENTITIES = [
    (SAME.replace(b"\n", b"\r\n"), True, "other line ends"),
    (b"Received: by mail.kkr.example\n" + SAME, True, "another way it came"),
    (SAME.replace(b"Subject: Svar", b"Subject:\n Svar"), True, "another folding"),
    (SAME + b"Hej.", True, "only the headers tell"),
    (SAME.replace(b"Svar", b"Ikke leveret"), False, "a program that gives every message the same Message-ID"),
    (SAME.replace(b"<1@", b"<2@"), False, "another Message-ID"),
]  # fmt: skip


@pytest.mark.parametrize("headers, same", [each[:2] for each in IDENTITIES], ids=[each[2] for each in IDENTITIES])
def test_what_tells_a_message_apart(headers: bytes, same: bool) -> None:
    assert (identity(headers) == identity(SAME)) is same


def test_without_a_message_id_the_headers_do_not_tell() -> None:
    assert identity(b"Subject: failure notice\n\n") == identity(b"Message-ID:  \n\n") == ""
