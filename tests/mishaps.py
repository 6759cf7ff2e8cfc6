"""What can go wrong between us and a mail server, each as something that strikes a scene."""

import ssl
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import trustme
from crashing import post_process
from post_office import SILENCE, Post, PostOffice, told
from pydantic import SecretStr

from models.settings import Settings
from notifications import transports

PATIENCE = 1.5  # seconds that we wait for a server that says nothing


@dataclass(kw_only=True)
class Scene:
    """A post office that works, the settings to reach it, and what is needed to break it."""

    post: Post
    settings: Settings
    free_port: int
    folder: Path
    stranger: Path
    patch: pytest.MonkeyPatch
    stack: ExitStack
    elsewhere: Callable[[], Counter[tuple[str, str]]] = Counter

    def __post_init__(self) -> None:
        self.mended: Callable[[], Settings] = lambda settings=self.settings: settings

    def change(self, **values: object) -> None:
        """Other settings than those that work."""
        self.settings = self.settings.model_copy(update=values)

    def serve(self, **options: Any) -> None:
        """Another post office takes its place."""
        office = PostOffice(self.post, **options)
        office.start()
        self.stack.callback(office.stop)
        self.change(smtp_port=office.port)

    def mend(self) -> None:
        """The fault is gone."""
        self.post.says.clear()
        self.patch.undo()
        self.settings = self.mended()

    @property
    def arrived(self) -> Counter[tuple[str, str]]:
        """How often each letter arrived for each recipient."""
        here = Counter((told(str(each.message["Message-ID"])), to) for each in self.post.arrivals for to in each.to)
        return here + self.elsewhere()


Strike = Callable[[Scene], None]


def says(at: str, *replies: str, only: str = "", then_takes: bool = False) -> Strike:
    """The server says these in turn, of each address or of one only; the last of them from then on, unless it takes it."""

    def strike(scene: Scene) -> None:
        before = scene.post.says.get(at, lambda _: None)
        asked: Counter[str] = Counter()

        def answer(about: str) -> str | None:
            if only and about != only:
                return before(about)
            asked[about] += 1
            if asked[about] > len(replies):
                return None if then_takes else replies[-1]
            return replies[asked[about] - 1]

        scene.post.says[at] = answer

    return strike


def silent(at: str, only: str = "") -> Strike:
    """The server says nothing there, for longer than we wait."""

    def strike(scene: Scene) -> None:
        scene.patch.setattr(transports, "TIMEOUT_SECONDS", PATIENCE)
        says(at, SILENCE, only=only)(scene)

    return strike


def both(*strikes: Strike) -> Strike:
    """One after the other."""

    def strike(scene: Scene) -> None:
        for each in strikes:
            each(scene)

    return strike


def port_closed(scene: Scene) -> None:
    scene.change(smtp_port=scene.free_port)


def another_authority(scene: Scene) -> None:
    scene.change(smtp_ca_file=scene.stranger)


def wrong_password(scene: Scene) -> None:
    scene.change(smtp_password=SecretStr("forkert"))


def no_starttls(scene: Scene) -> None:
    scene.serve()


def certificate(name: str, **dates: datetime) -> Strike:
    """The server's certificate is for this name, of an authority that we trust."""

    def strike(scene: Scene) -> None:
        authority, context = trustme.CA(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.cert_pem.write_to_path(scene.folder / "trusted.pem")
        authority.issue_cert(name, **dates).configure_cert(context)
        scene.serve(tls_context=context)
        scene.change(smtp_ca_file=scene.folder / "trusted.pem")

    return strike


expired = certificate("localhost", not_after=datetime(2021, 12, 31, tzinfo=UTC))
of_another_host = certificate("mail.example")


def killed(at: str) -> Strike:
    """The server is a process of its own that is killed there; when all is mended, it runs again."""

    def strike(scene: Scene) -> None:
        process = post_process(scene.folder)
        scene.settings = scene.stack.enter_context(process.running(dies=at))
        port = scene.settings.smtp_port
        scene.mended = lambda: scene.stack.enter_context(process.running(port=port))
        scene.elsewhere = lambda: process.arrived

    return strike
