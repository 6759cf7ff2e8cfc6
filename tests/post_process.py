"""A program for tests: a post office in a process of its own, which writes down what arrives and may die at its work.

Its arguments: the file of its certificate, the file to write to, a port (0: a free one), and where it dies
(`rcpt:address`, `dot:address`) or nothing. It says its port, and ends with its input.
"""

import os
import signal
import ssl
import sys

from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession
from post_office import Post, PostOffice


class Ledger(Post):
    """Writes each arrival down before it answers: Message-ID and recipient, a line for each.

    Quickly, since a letter is in doubt until the answer has come: what a parser takes would count as well.
    """

    file: int

    async def handle_DATA(self, server: SMTP, session: SmtpSession, envelope: Envelope) -> str:  # noqa: N802
        reply = await super().handle_DATA(server, session, envelope)
        for arrival in self.arrivals:
            name = arrival.wire.partition(b"Message-ID: ")[2].partition(b"\r\n")[0]
            os.write(self.file, b"".join(b"%s %s\n" % (name, address.encode()) for address in arrival.to))
        self.arrivals.clear()
        return reply


def main(certificate: str, file: str, port: str, dies: str) -> None:
    post = Ledger()
    post.file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    at, _, whose = dies.partition(":")
    post.says[at] = lambda address: os.kill(os.getpid(), signal.SIGKILL) if address == whose else None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    office = PostOffice(post, implicit=context)
    office.port = int(port)
    office.start()
    sys.stdout.write(f"{office.port}\n")
    sys.stdout.flush()
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
