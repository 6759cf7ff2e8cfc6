"""What Prefect's processes are told: our settings as Prefect's, for the server and for whatever talks to it."""

from ipaddress import ip_address

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from models.errors import SettingRefused
from models.settings import Settings, http_address

PREFECT_DATABASE = "UDPEGNING_PREFECT_DATABASE_URL"


def client_environment(settings: Settings, server: str) -> dict[str, str]:
    """For what talks to the server at that address: commands, workers and their runs. Nothing is sent home."""
    login = settings.login.get_secret_value()
    return {
        **_whole_paths(settings),
        **({"PREFECT_API_AUTH_STRING": login} if login else {}),
        "PREFECT_HOME": str(settings.folder.absolute() / "prefect"),
        "PREFECT_API_URL": f"{server}/api",
        "PREFECT_UI_URL": settings.server,
        "DO_NOT_TRACK": "1",
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
        "PREFECT_CLI_PROMPT": "false",
    }


def server_environment(settings: Settings) -> dict[str, str]:
    """For the server itself: where it listens and keeps its own, who reaches it and how, and what was measured to hold.

    Raises:
        SettingRefused: the address of its own database cannot be used.

    """
    login, own = settings.login.get_secret_value(), prefect_database(settings)
    return {
        **client_environment(settings, on_this_machine(settings)),
        **({"PREFECT_SERVER_API_AUTH_STRING": login} if login else {}),
        **({"PREFECT_SERVER_DATABASE_CONNECTION_URL": _for_asyncpg(own)} if own else {}),
        "PREFECT_SERVER_API_HOST": settings.host,
        "PREFECT_SERVER_API_PORT": str(settings.port),
        "PREFECT_SERVER_UI_API_URL": f"{settings.server}/api",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": settings.server,
        "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",  # below 1 it is cut to 0 and burns a whole core
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    }


def on_this_machine(settings: Settings) -> str:
    """The server's address for what runs beside it, which needs neither the proxy before it nor a certificate."""
    host = settings.host
    return http_address({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), settings.port)  # noqa: S104


def see_that_others_must_log_in(settings: Settings) -> None:
    """See that a server which other machines reach asks for a log-in, and that it is known how they reach it.

    Raises:
        SettingRefused: it does not; without a log-in whoever reaches it reads every page and submits every form.

    """
    if settings.open_to_others and not settings.login.get_secret_value():
        cause = f"UDPEGNING_ADDRESS={settings.address}" if settings.address else f"UDPEGNING_HOST={settings.host}"
        raise SettingRefused(
            f"{cause} lets other machines reach the server, and without a log-in everybody there could read the pages and submit "
            "the forms. Set UDPEGNING_LOGIN to name:password, or leave UDPEGNING_HOST at 127.0.0.1 and UDPEGNING_ADDRESS unset."
        )
    if not settings.address and _everywhere(settings.host):
        raise SettingRefused(
            f"UDPEGNING_HOST={settings.host} is no address to go to. Say with UDPEGNING_ADDRESS how browsers and workers reach "
            f"the server, for instance {http_address('udpegning.example', settings.port)}"
        )


def _everywhere(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False


def prefect_database(settings: Settings) -> URL | None:
    """Where the server keeps its own, as an address without a driver; None for SQLite in the folder.

    Raises:
        SettingRefused: the address is no PostgreSQL address, or says something that Prefect's driver does not understand.

    """
    if not settings.prefect_database_url:
        return None
    try:
        address = make_url(settings.prefect_database_url)
    except (ArgumentError, ValueError):
        address = URL.create("")
    query = {"sslmode" if name == "ssl" else name: value for name, value in address.query.items()}
    if (
        address.get_backend_name() != "postgresql"
        or not address.database
        or not query.keys() <= {"host", "port", "sslmode"}
    ):
        raise SettingRefused(
            f"{PREFECT_DATABASE} cannot be used. Write postgresql://user:password@host/name, with @ and % in the password as "
            "%40 and %25, and behind a '?' at most host, port and sslmode."
        )
    return address.set(drivername="postgresql", query=query)


def _for_asyncpg(address: URL) -> str:
    """The same for Prefect's driver, which calls the encryption something else."""
    query = {"ssl" if name == "sslmode" else name: value for name, value in address.query.items()}
    return address.set(drivername="postgresql+asyncpg", query=query).render_as_string(hide_password=False)


def _whole_paths(settings: Settings) -> dict[str, str]:
    """What our own settings say about files: the processes do not run in the folder that they were started from."""
    paths = {
        "UDPEGNING_FOLDER": settings.folder.absolute(),
        "UDPEGNING_DATABASE_URL": settings.database,
        "UDPEGNING_LETTERS_FOLDER": settings.letters.absolute(),
        "UDPEGNING_SMTP_CA_FILE": settings.smtp_ca_file and settings.smtp_ca_file.absolute(),
    }
    return {name: str(path) for name, path in paths.items() if path}
