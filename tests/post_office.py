"""A real SMTP server on loopback that does as it is told, and a look into the outbox; for tests that send letters."""

import re
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from aiosmtpd.smtp import Session as SmtpSession
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from models.event import Event
from models.letter import Letter

USER, PASSWORD = "sekretariat", "hemmelig-1234"
DROP = "drop"
"""Said instead of a reply: the server hangs up without a word."""
SILENCE = "silence"
"""Said instead of a reply: the server never answers, and keeps the line open."""


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A message the server took: its envelope, its bytes as they came, and parsed."""

    sender: str
    to: list[str]
    wire: bytes

    @property
    def message(self) -> EmailMessage:
        return cast("EmailMessage", message_from_bytes(self.wire, policy=policy.default))


@dataclass
class Post:
    """The receiving side. What it says at `mail`, `rcpt`, `data` and `dot` may be set: a function of the address there.

    So may what it says at `greeting`, `ehlo`, `helo`, `starttls`, `auth` and `rset`, where there is no address. At `354` and
    at `message` it can only hang up: after it has asked for the message, or when the first line of that has come.
    """

    arrivals: list[Arrival] = field(default_factory=list)
    log_ins: list[str] = field(default_factory=list)
    connections: int = 0
    says: dict[str, Callable[[str], str | None]] = field(default_factory=dict)

    def _said(self, at: str, about: str, server: SMTP) -> str | None:
        reply = self.says.get(at, lambda _: None)(about)
        if reply == DROP:
            server.transport.abort()
        return reply

    async def handle_EHLO(  # noqa: N802  (aiosmtpd's name)
        self, server: SMTP, session: SmtpSession, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        del server
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: SmtpSession, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if reply := self._said("mail", address, server):
            return reply
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: SmtpSession, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if reply := self._said("rcpt", address, server):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: SmtpSession, envelope: Envelope) -> str:  # noqa: N802
        first = envelope.rcpt_tos[0]
        reply = self._said("dot", first, server)
        if reply in {None, DROP, SILENCE}:
            self.arrivals.append(
                Arrival(
                    sender=str(envelope.mail_from),
                    to=list(envelope.rcpt_tos),
                    wire=cast("bytes", envelope.original_content),
                )
            )
        return reply or "250 OK: taken"

    def log_in(
        self, _server: SMTP, _session: SmtpSession, _envelope: Envelope, _mechanism: str, data: Any
    ) -> AuthResult:
        """As aiosmtpd calls it."""
        good = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        if good:
            self.log_ins.append(USER)
        return AuthResult(success=good, handled=False)


class PostServer(SMTP):
    """aiosmtpd, which may also refuse any command, hang up at any moment and speak more than ASCII."""

    async def _cuts_in(self, at: str) -> bool:
        """Whether something else than usual was said here."""
        reply = cast("Post", self.event_handler)._said(at, "", self)
        if reply:
            await self.push(reply)
        return bool(reply)

    async def _handle_client(self) -> None:
        if not await self._cuts_in("greeting"):
            await super()._handle_client()
            return
        try:
            await self._reader.read()
        finally:  # aiosmtpd cancels this when the other side hangs up
            if self.transport is not None:
                self.transport.close()

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802
        if not await self._cuts_in("ehlo"):
            await super().smtp_EHLO(hostname)

    async def smtp_HELO(self, hostname: str) -> None:  # noqa: N802
        if not await self._cuts_in("helo"):
            await super().smtp_HELO(hostname)

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802
        if not await self._cuts_in("starttls"):
            await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        if not await self._cuts_in("auth"):
            await super().smtp_AUTH(arg)

    async def smtp_RSET(self, arg: str) -> None:  # noqa: N802
        if not await self._cuts_in("rset"):
            await super().smtp_RSET(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if not (await self._cuts_in("data") or await self._hangs_up_inside()):
            await super().smtp_DATA(arg)

    async def _hangs_up_inside(self) -> bool:
        """Whether the line was cut after the server asked for the message."""
        first = self.envelope.rcpt_tos[0]
        says = cast("Post", self.event_handler).says
        at = next((at for at in ("354", "message") if at in says and says[at](first) == DROP), None)
        if at is not None:
            await self.push("354 Go on")
            if at == "message":
                await self._reader.readuntil(b"\r\n")
            self.transport.abort()
        return at is not None

    async def push(self, status: str | bytes) -> None:
        """Say it; after a 421 the line is closed, as RFC 5321 has it."""
        if status == SILENCE:
            return
        await super().push(status.encode() if isinstance(status, str) else status)
        if str(status).startswith("421"):
            self.transport.close()


class PostOffice(Controller):
    """A server on a free port of loopback."""

    def __init__(self, post: Post, **options: Any) -> None:
        self._implicit = options.pop("implicit", None)
        self._options = options
        super().__init__(post, hostname="127.0.0.1", port=0, ssl_context=self._implicit)

    def factory(self) -> SMTP:
        server = PostServer(self.handler, **self._options)
        if self._implicit:
            server._auth_require_tls = False  # it is there already, but aiosmtpd knows of STARTTLS only
        return server

    def _trigger_server(self) -> None:
        """Learn the port that was free, then knock, as the base class does."""
        self.port = self.server.sockets[0].getsockname()[1]
        with socket.create_connection(("127.0.0.1", self.port), timeout=5):
            pass


@dataclass(frozen=True, kw_only=True)
class Certificates:
    """A certificate authority, the server's certificate of it, and another authority that knows nothing of it."""

    server: ssl.SSLContext
    authority: Path
    stranger: Path


def together(*work: Callable[[], Any]) -> list[Any]:
    """Run these at the same moment, each in a thread; what they return, in no order."""
    results: list[Any] = []
    start = threading.Barrier(len(work))

    def run(one: Callable[[], Any]) -> None:
        start.wait()
        results.append(one())

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


HANDED_OVER = ("queued", "sending", "the server is ready to take it: it is being handed over")
"""In the trail of every letter that was handed over."""


def told(message_id: str) -> str:
    """The letter's key that its Message-ID tells, without its token and the domain."""
    found = re.fullmatch(r"<(.+)\.[0-9a-f]{16}@kkr-nordjylland\.example>", message_id)
    assert found is not None, message_id
    return found[1]


def letters(engine: Engine) -> dict[str, Letter]:
    """The letters as they are in the database, by their keys without the round's."""
    with Session(engine) as session:
        return {each.key.partition("/")[2]: each for each in session.scalars(select(Letter).order_by(Letter.id))}


def set_letters(engine: Engine, **values: Any) -> None:
    """Put all letters into a state that otherwise takes a while to reach."""
    with Session(engine) as session, session.begin():
        session.execute(update(Letter).values(**values))


def trail(engine: Engine, key: str) -> list[tuple[str, str, str]]:
    """What the audit trail says of a letter: from which state, to which, why."""
    with Session(engine) as session:
        events = session.scalars(
            select(Event).where(Event.subject.endswith(key), Event.actor == "outbox").order_by(Event.id)
        )
        return [(event.old["state"], event.new["state"], event.reason) for event in events]
