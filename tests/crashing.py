"""Processes that tests may kill: some that deliver the outbox, and a post office in one of its own."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import trustme
from post_office import told
from sqlalchemy import Engine

from models.settings import Encryption, Mail, Settings
from notifications import outbox

TESTS = Path(__file__).parent
KILLED, STOPPED, ENDED = "killed", "stopped", "ended 0"
"""How a process that delivered was found: by a signal, asleep, or done with its work."""

Point = tuple[str, str, int]
"""A step of the outbox, `before`, `uncommitted` or `after`, and at which turn of that step."""


@contextmanager
def _program(name: str, *arguments: str, errors: Path) -> Iterator["subprocess.Popen[str]"]:
    """One of the programs beside this file; it and all it started are gone afterwards."""
    with errors.open("a") as stderr:
        process = subprocess.Popen(
            [sys.executable, str(TESTS / name), *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True, start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(TESTS.parent)},
        )  # fmt: skip
    try:
        with process:
            try:
                yield process
            finally:
                os.killpg(process.pid, signal.SIGKILL)
    finally:
        print(errors.read_text(), end="")  # noqa: T201  (pytest shows it when the test failed)


@dataclass(frozen=True, kw_only=True)
class Deliverers:
    """Starts processes that deliver what is due in an outbox, and tells how they ended."""

    program: "subprocess.Popen[str]"
    errors: Path

    def start(
        self,
        engine: Engine,
        settings: Settings,
        at: datetime,
        *,
        batch: int = outbox.BATCH,
        point: Point | None = None,
        deadly: signal.Signals = signal.SIGKILL,
    ) -> int:
        """Its process id. At `point`, if it has one, it gets the signal."""
        fields = settings.model_dump(mode="json") | {"smtp_password": settings.smtp_password.get_secret_value()}
        order = {
            "database": engine.url.render_as_string(hide_password=False), "settings": fields, "now": at.isoformat(),
            "batch": batch, "point": point and [*point, deadly],
        }  # fmt: skip
        return int(self._answer(order))

    def ended(self, pid: int) -> str:
        """Wait until it has ended or sleeps; how."""
        return str(self._answer({"wait": pid}))

    def _answer(self, order: dict[str, Any]) -> Any:
        stdin, stdout = self.program.stdin, self.program.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(f"{json.dumps(order)}\n")
        stdin.flush()
        return json.loads(stdout.readline())


@contextmanager
def deliverers(folder: Path) -> Iterator[Deliverers]:
    """Ready to start processes; what they complain about lands in a file of that folder."""
    errors = folder / "deliverers.log"
    with _program("deliverer.py", errors=errors) as program:
        yield Deliverers(program=program, errors=errors)


@dataclass(frozen=True, kw_only=True)
class PostProcess:
    """A post office in a process of its own that speaks TLS from the first byte; it may die at its work and come back."""

    folder: Path
    authority: Path
    certificate: Path

    @contextmanager
    def running(self, *, port: int = 0, dies: str = "") -> Iterator[Settings]:
        """Running, with the settings to reach it."""
        arguments = (str(self.certificate), str(self.folder / "arrivals.txt"), str(port), dies)
        with _program("post_process.py", *arguments, errors=self.folder / "post.log") as program:
            assert program.stdout is not None
            yield Settings(
                mail=Mail.SMTP,
                smtp_port=int(program.stdout.readline()),
                smtp_encryption=Encryption.IMPLICIT,
                smtp_ca_file=self.authority,
            )

    @property
    def arrivals(self) -> int:
        """How many there were so far."""
        return self._written.count(b"\n")

    @property
    def arrived(self) -> Counter[tuple[str, str]]:
        """How often each letter arrived for each recipient."""
        return Counter((told(line.split(" ")[0]), line.split(" ")[1]) for line in self._written.decode().splitlines())

    @property
    def _written(self) -> bytes:
        file = self.folder / "arrivals.txt"
        return file.read_bytes() if file.exists() else b""


def post_process(folder: Path) -> PostProcess:
    """With a certificate of its own authority."""
    authority, certificate = folder / "authority.pem", folder / "server.pem"
    ca = trustme.CA()
    ca.cert_pem.write_to_path(authority)
    ca.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(certificate)
    return PostProcess(folder=folder, authority=authority, certificate=certificate)
