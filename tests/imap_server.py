"""A real IMAP server over TLS on loopback (pymap), and a look into its mailbox; for tests that read what came back."""

import asyncio
import ssl
import threading
from argparse import Namespace
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, DictBackend, Login
from pymap.backend.dict.mailbox import MailboxData
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage


@dataclass
class ImapServer:
    """A server with one account."""

    context: ssl.SSLContext
    user: str
    password: str
    port: int = 0
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    @contextmanager
    def running(self) -> Iterator["ImapServer"]:
        """Serve from a thread of its own until the block ends."""
        ready, thread = (
            threading.Event(),
            threading.Thread(target=lambda: self._loop.run_until_complete(self._serve(ready))),
        )
        thread.start()
        ready.wait()
        try:
            yield self
        finally:
            self._loop.call_soon_threadsafe(self._stop.set)
            thread.join()
            self._loop.close()

    def deliver(self, content: bytes, at: datetime, folder: str = "INBOX") -> None:
        """Put a message into a folder, which is made if need be."""
        message = AppendMessage(content, at, frozenset())
        self._do(folder, lambda mailbox: mailbox.append(message))

    def contents(self, folder: str = "INBOX") -> list[tuple[int, frozenset[bytes], bytes]]:
        """Every message: its UID, its flags and its bytes."""

        async def all_of(mailbox: MailboxData) -> list[tuple[int, frozenset[bytes], bytes]]:
            found = []
            async for message in mailbox.messages():
                content = message._content
                assert content is not None
                flags = frozenset(bytes(flag) for flag in message.permanent_flags)
                found.append((message.uid, flags, bytes(content)))
            return found

        return self._do(folder, all_of)

    def _do(self, folder: str, what: Callable[[MailboxData], Coroutine[Any, Any, Any]]) -> Any:
        async def done() -> Any:
            async with self._login.demo_user_identity.new_session() as session:
                if folder not in {each.name for each in (await session.mailbox_set.list_mailboxes()).list()}:
                    await session.mailbox_set.add_mailbox(folder)
                return await what(await session.mailbox_set.get_mailbox(folder))

        return asyncio.run_coroutine_threadsafe(done(), self._loop).result(10)

    async def _serve(self, ready: threading.Event) -> None:
        self._stop = asyncio.Event()
        config = Config(
            Namespace(passlib_cfg=None, proxy_protocol=None), host="localhost", port=0, demo_data=False,
            demo_user=self.user, demo_password=self.password, tls_enabled=False,
        )  # fmt: skip
        config.apply_context()
        self._login = Login(config)
        await DictBackend._add_demo_user(config, self._login)
        connected = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(self._login, config))
        server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=self.context)
        self.port = server.sockets[0].getsockname()[1]
        async with server:
            ready.set()
            await self._stop.wait()
