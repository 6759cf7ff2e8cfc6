"""Prefect's processes: started, watched, stopped in order, or become. It does not import prefect itself."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from models.errors import UdpegningError

PROJECT = Path(__file__).parent.parent
STOPPING_SECONDS = 20


class NotRunning(UdpegningError):
    """The system does not run."""


@dataclass(frozen=True, kw_only=True)
class Running:
    """A process that runs, and the file that its words go to."""

    process: "subprocess.Popen[bytes]"
    log: Path


def watch(*running: Running) -> NoReturn:
    """Stay until one of them ends by itself.

    Raises:
        NotRunning: then; it names the process's log.

    """
    while True:
        for each in running:
            if each.process.poll() is not None:
                raise NotRunning(
                    f"The {each.log.stem} stopped by itself. Its last words are in {each.log}. Start again."
                )
        time.sleep(1)


@contextmanager
def stopped_by_hand(say: Callable[[str], None]) -> Iterator[None]:
    """Ctrl-C and SIGTERM end what is in the context, and are no error."""
    for stop in (signal.SIGINT, signal.SIGTERM):  # a shell starts what runs in its background with SIGINT ignored
        signal.signal(stop, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        say("Stopped.")


@contextmanager
def running(environment: Mapping[str, str], log: Path, *arguments: str) -> Iterator[Running]:
    """A prefect process in a group of its own, so that Ctrl-C reaches it from here, in order, and only once."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "prefect", *arguments],
            env=environment, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
    try:
        yield Running(process=process, log=log)
    finally:
        _stop(process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    for again in (signal.SIGINT, signal.SIGTERM):  # the processes have sessions of their own: nobody else stops them
        signal.signal(again, signal.SIG_IGN)
    process.terminate()
    try:
        process.wait(STOPPING_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def become(environment: Mapping[str, str], *arguments: str) -> NoReturn:
    """Go on as a prefect process: its words, its signals and its end are this one's."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # on SIGTERM prefect sends itself a SIGINT, which may be ignored here
    os.chdir(PROJECT)
    os.execve(sys.executable, [sys.executable, "-m", "prefect", *arguments], environment)  # noqa: S606


def prefect(environment: Mapping[str, str], *arguments: str) -> str:
    """Run a command of prefect to its end; what it printed.

    Raises:
        NotRunning: it failed.

    """
    return python(environment, "prefect", *arguments)


def python(environment: Mapping[str, str], module: str, *arguments: str) -> str:
    """Run a module to its end; what it printed.

    Raises:
        NotRunning: it failed.

    """
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=environment, cwd=PROJECT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise NotRunning(f"'{' '.join([module, *arguments])}' failed:\n{done.stdout}{done.stderr}")
    return done.stdout
