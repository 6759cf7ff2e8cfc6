"""A program for tests: forks processes that deliver, which is quick since everything is imported already.

It takes orders on its standard input, one JSON object a line, and answers each with a line. When its input ends, it kills
what is left of them: a test that breaks off leaves nothing behind.
"""

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import datetime
from itertools import count
from typing import Any

import psycopg  # noqa: F401  (here once, not in each process)
from sqlalchemy import event
from sqlalchemy.orm import configure_mappers

import models.store  # noqa: F401  (with every table)
from models.database import open_engine
from models.settings import Settings
from notifications import outbox
from notifications.delivery import deliver_due


def main() -> None:
    configure_mappers()
    started: set[int] = set()
    for line in sys.stdin:
        order = json.loads(line)
        if (pid := order.get("wait")) is None:
            pid = answer = _forked(order)
            started.add(pid)
        else:
            answer = _ended(pid)
            started -= {pid} if answer != "stopped" else set()
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()
    for pid in started:
        os.kill(pid, signal.SIGKILL)


def _forked(order: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        _deliver(order)
    except BaseException:  # noqa: BLE001  (a forked process must not go on in the loop above)
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def _deliver(order: dict[str, Any]) -> None:
    now = datetime.fromisoformat(order["now"])
    outbox.BATCH = order["batch"]
    if order["point"]:
        _arm(*order["point"])
    deliver_due(open_engine(order["database"]), Settings(**order["settings"]), lambda: now)


def _arm(step: str, when: str, turn: int, deadly: int) -> None:
    """Send this process a signal at a turn of a step of the outbox: before it, before it commits, or after it."""
    taken: Callable[..., Any] = getattr(outbox, step)
    turns = count(1)

    def strike(*_: Any) -> None:
        os.kill(os.getpid(), deadly)

    def strike_whole(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("WITH"):  # PostgreSQL: the statement is its own commit
            strike()

    def instrumented(engine: Any, *more: Any, **named: Any) -> Any:
        at = when if next(turns) == turn else ""
        if at == "before":
            strike()
        if at == "uncommitted":
            event.listen(engine, "commit", strike)
            event.listen(engine, "before_cursor_execute", strike_whole)
        result = taken(engine, *more, **named)
        if at == "after":
            strike()
        return result

    setattr(outbox, step, instrumented)


def _ended(pid: int) -> str:
    _, status = os.waitpid(pid, os.WUNTRACED)
    if os.WIFSTOPPED(status):
        return "stopped"
    return "killed" if os.WIFSIGNALED(status) else f"ended {os.WEXITSTATUS(status)}"


if __name__ == "__main__":
    main()
