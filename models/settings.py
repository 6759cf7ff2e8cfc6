"""Settings, all from environment variables that start with `UDPEGNING_`. The defaults keep everything on this machine."""

import os
import re
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import platformdirs
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from models.definition import Address, TimeZone
from models.errors import SettingRefused

SHORTEST_PASSWORD = 12  # characters
WEB_ADDRESS = re.compile(r"(https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?)/?")


class Mail(StrEnum):
    """How letters leave: as files in a folder, or over SMTP."""

    MAILDIR = "maildir"
    SMTP = "smtp"


class Encryption(StrEnum):
    """How an SMTP connection is encrypted; there is no unencrypted one."""

    STARTTLS = "starttls"
    IMPLICIT = "implicit"


def _domains(value: object) -> object:
    """«di.example, fh.example» as a tuple of domains."""
    if isinstance(value, str):
        return tuple(part.strip().casefold() for part in value.split(",") if part.strip())
    return value


def _login(login: SecretStr) -> SecretStr:
    """«name:password», in characters that every browser sends alike; or none."""
    text = login.get_secret_value()
    name, _, password = text.partition(":")
    if text and not (name and len(password) >= SHORTEST_PASSWORD and text.isascii() and text.isprintable()):
        raise ValueError(
            f"write name:password, the password of at least {SHORTEST_PASSWORD} characters, without æ, ø, å and the like"
        )
    return login


def _web_address(address: str) -> str:
    """«https://udpegning.example», with a port if it has one, and nothing behind that."""
    written = WEB_ADDRESS.fullmatch(address.casefold())
    if address and not written:
        raise ValueError(
            "write a scheme and a host, for instance https://udpegning.example, without a folder behind it"
        )
    return written[1] if written else ""


def _host(name: str) -> str:
    try:
        name.encode("idna")
    except UnicodeError as error:
        raise ValueError(f"{name[:60]!r} is not the name of a computer") from error
    return name


Host = Annotated[str, AfterValidator(_host)]
Port = Annotated[int, Field(ge=1, le=65535)]
Domains = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_domains)]
LogIn = Annotated[SecretStr, AfterValidator(_login)]
WebAddress = Annotated[str, AfterValidator(_web_address)]


class Settings(BaseSettings):
    """What an installation may set.

    `folder` holds everything the program writes; `letters_folder` is the Maildir if it is not `letters` in there;
    `database_url` is empty for SQLite in that folder; `smtp_ca_file` and `imap_ca_file` are a certificate authority to
    trust instead of the system's. `letters_per_minute` 0 is no limit; with `allowed_domains` letters go to these domains only
    (trial runs). What comes back is read from `mailbox_folder` (a Maildir) or from `imap_host`, or not at all; with
    `return_address` each letter has a return address of its own made from it (`retur+...@`).

    The Prefect server listens on `host` and `port`; `address` is how browsers and workers reach it if that is another, `login`
    what they must show it (`name:password`), and `prefect_database_url` where it keeps its own, empty for SQLite in the folder.
    `runs_at_once` is how many runs share a daily run over hundreds of rounds, on PostgreSQL.
    """

    model_config = SettingsConfigDict(env_prefix="UDPEGNING_", hide_input_in_errors=True)

    folder: Path = Field(default_factory=lambda: platformdirs.user_data_path("udpegning"))
    database_url: str = ""
    time_zone: TimeZone = "Europe/Copenhagen"
    mail: Mail = Mail.MAILDIR
    letters_folder: Path | None = None
    smtp_host: Host = "localhost"
    smtp_port: Port = 587
    smtp_encryption: Encryption = Encryption.STARTTLS
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_ca_file: Path | None = None
    letters_per_minute: int = Field(default=0, ge=0)
    allowed_domains: Domains = ()
    return_address: Address | None = None
    mailbox_folder: Path | None = None
    imap_host: Host = ""
    imap_port: Port = 993
    imap_user: str = ""
    imap_password: SecretStr = SecretStr("")
    imap_ca_file: Path | None = None
    imap_folder: str = "INBOX"
    host: Host = "127.0.0.1"
    port: Port = 4200
    address: WebAddress = ""
    login: LogIn = SecretStr("")
    prefect_database_url: str = ""
    runs_at_once: int = Field(default=2, ge=1, le=64)

    @property
    def database(self) -> str:
        """The database as an SQLAlchemy address; a relative SQLite file is one of the working folder."""
        file = self.database_url.removeprefix("sqlite:///")
        if file == self.database_url or not file or file.startswith(("/", ":", "file:")):
            return self.database_url or sqlite_url(self.folder / "udpegning.db")
        return sqlite_url(Path(file))

    @property
    def letters(self) -> Path:
        """The Maildir that letters land in when nothing is sent."""
        return self.letters_folder or self.folder.absolute() / "letters"

    @property
    def server(self) -> str:
        """The address at which browsers and workers reach the Prefect server."""
        return self.address or http_address(self.host, self.port)

    @property
    def open_to_others(self) -> bool:
        """Whether the server can be reached from other machines, by itself or through what passes on to it."""
        return not (is_loopback(self.host) and is_loopback(urlsplit(self.server).hostname or ""))


def read_settings() -> Settings:
    """The settings of this environment; what is not there is looked for in files of those names that systemd hands over.

    Raises:
        SettingRefused: one of them is not what it has to be.

    """
    if "UDPEGNING_TRANSPORT" in os.environ:
        raise SettingRefused(
            "UDPEGNING_TRANSPORT is called UDPEGNING_MAIL now. Rename it, so that letters leave as you mean."
        )
    try:
        return Settings(_secrets_dir=os.environ.get("CREDENTIALS_DIRECTORY"))
    except ValidationError as error:
        wrong = [
            f"UDPEGNING_{str(each['loc'][0]).upper()}: {each['msg'].removeprefix('Value error, ')}."
            for each in error.errors(include_input=False)
        ]
        raise SettingRefused(" ".join([*wrong, "Correct it; the README lists the settings."])) from error


def sqlite_url(file: Path) -> str:
    """The address of an SQLite file, which is made when the database is first upgraded."""
    return f"sqlite:///{file.absolute()}"


def http_address(host: str, port: int) -> str:
    """The address of what listens there."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def is_loopback(host: str) -> bool:
    """Whether only this machine itself reaches that host; of a name it is known of `localhost` alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
