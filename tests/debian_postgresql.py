"""A PostgreSQL as Debian ships it. Prefect's server needs its extension pg_trgm, which the one from PyPI does not have."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import make_url, text

from models.database import open_engine

PROGRAMS, SHARED = Path("/usr/lib/postgresql"), Path("/usr/share/postgresql")


def newest() -> Path | None:
    """The folder of the newest one that is installed with pg_trgm."""
    versions = [each.parents[1].name for each in SHARED.glob("*/extension/pg_trgm.control")]
    found = [int(each) for each in versions if (PROGRAMS / each / "bin" / "initdb").exists()]
    return PROGRAMS / str(max(found)) / "bin" if found else None


@contextmanager
def running(programs: Path) -> Iterator[str]:
    """A server on a socket of its own; the address of its maintenance database."""
    user = "postgres" if os.geteuid() == 0 else None  # it does not start as root

    def run(program: str, *arguments: str) -> None:
        said = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([programs / program, "--pgdata", f"{folder}/data", *arguments], check=True, user=user, **said)

    with TemporaryDirectory(prefix="udpegning-", ignore_cleanup_errors=True) as folder:
        shutil.chown(folder, user or os.geteuid())
        run("initdb", "--username=postgres", "--auth=trust", "--no-sync", "--locale=C.UTF-8")
        run("pg_ctl", "start", "--wait", f"--options=-k {folder} -c listen_addresses= -c fsync=off")
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            run("pg_ctl", "stop", "--mode=immediate")


def new_database(server: str, name: str) -> str:
    """An empty database of that name on a server; its address."""
    engine = open_engine(server).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)
