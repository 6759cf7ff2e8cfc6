"""The option that accepts letters as they read now, and servers for letters to go to."""

import socket
import ssl
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import trustme
from office import DECIDED_ON, Office, moment
from post_office import PASSWORD, USER, Certificates, Post, PostOffice
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.definition import Definition
from models.opening import open_round
from models.recording import record_decision
from models.settings import Encryption, Mail, Settings
from models.words import DecisionKind, LetterKind
from notifications.act import advance


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite tests/notifications/expected with what is rendered")


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    folder = tmp_path_factory.mktemp("certificates")
    authority, stranger = trustme.CA(), trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    for ca, name in ((authority, "authority.pem"), (stranger, "stranger.pem")):
        ca.cert_pem.write_to_path(folder / name)
    return Certificates(server=context, authority=folder / "authority.pem", stranger=folder / "stranger.pem")


@pytest.fixture
def post() -> Post:
    return Post()


def _running(office: PostOffice, certificates: Certificates, encryption: Encryption, **more: Any) -> Iterator[Settings]:
    office.start()
    try:
        yield Settings(
            mail=Mail.SMTP,
            smtp_host="localhost",
            smtp_port=office.port,
            smtp_encryption=encryption,
            smtp_ca_file=certificates.authority,
            **more,
        )
    finally:
        office.stop()


@pytest.fixture
def starttls(post: Post, certificates: Certificates) -> Iterator[Settings]:
    """A server that takes mail after STARTTLS and a log-in only, and the settings to reach it."""
    office = PostOffice(
        post, tls_context=certificates.server, require_starttls=True, authenticator=post.log_in, auth_required=True
    )
    yield from _running(office, certificates, Encryption.STARTTLS, smtp_user=USER, smtp_password=PASSWORD)


@pytest.fixture
def implicit(post: Post, certificates: Certificates) -> Iterator[Settings]:
    """A server that speaks TLS from the first byte and wants a log-in."""
    office = PostOffice(post, implicit=certificates.server, authenticator=post.log_in, auth_required=True)
    yield from _running(office, certificates, Encryption.IMPLICIT, smtp_user=USER, smtp_password=PASSWORD)


@pytest.fixture
def plain(post: Post, certificates: Certificates) -> Iterator[Settings]:
    """A server without STARTTLS."""
    yield from _running(PostOffice(post), certificates, Encryption.STARTTLS)


@pytest.fixture
def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def requested(database: Engine, definition: Definition) -> Engine:
    """A database with the shipped round on the day of the decision: its 12 requests wait in the outbox."""
    at = moment(DECIDED_ON)
    with Session(database) as session, session.begin():
        round_ = open_round(session, definition, initials="TST", at=at).round
        Office(round=round_).decide()
        record_decision(
            round_, kind=DecisionKind.RECOMMENDATION, decided_on=date(2021, 10, 15), organisations=["di"],
            consideration="Som i sidste periode.", initials="TST", at=at,
        )  # fmt: skip
        advance(round_, DECIDED_ON, at)
        round_.letters[:] = [
            each for each in round_.letters if each.kind is LetterKind.REQUEST
        ]  # not the week's digest
    return database
