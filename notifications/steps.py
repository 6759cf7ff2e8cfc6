"""One step of a letter from a state to another, with its line in the trail, as statements that are made once.

They run twice or more for every letter, and a letter is in doubt while they run: to build them anew costs more than to run
them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, Connection, Engine, Insert, Table, Update, bindparam, insert, select, update

from models.errors import UdpegningError
from models.event import RUN, Event
from models.letter import Letter
from models.said import without_addresses
from models.transitions import LEFT_OUT, TRANSITIONS
from models.words import LetterState

_LETTER, _EVENT = (cast("Table", each.__table__) for each in (Letter, Event))
_ADD_EVENT = insert(_EVENT)
_LINE = ("round_id", "at", "on_day", "actor", "what", "subject", "old", "new", "reason", "run")


class LeaseLost(UdpegningError):
    """This letter is no longer this worker's: its lease ran out, or somebody cancelled it."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """From `before` to `after`, by the worker that holds the letter; `words` is the cause, `values` what else changes.

    Without a worker nobody holds it. `round` and `letter` are ids, `key` is the letter's, and the day in the trail is that of
    `time_zone`.
    """

    letter: int
    round: int
    key: str
    time_zone: str
    at: datetime
    before: LetterState
    after: LetterState
    worker: str
    words: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def line(self) -> dict[str, Any]:
        """Its line in the trail."""
        if self.after not in TRANSITIONS[self.before]:
            raise ValueError(f"there is no way from '{self.before}' to '{self.after}'")
        reason = without_addresses(self.words) or TRANSITIONS[self.before][self.after]
        left_out = self.after is LetterState.SENT and bool(self.values.get("error"))
        return {
            "round_id": self.round, "at": self.at, "on_day": self.at.astimezone(ZoneInfo(self.time_zone)).date(),
            "actor": "outbox", "what": f"letter {self.after}", "subject": self.key, "old": {"state": self.before},
            "new": {"state": self.after} | ({LEFT_OUT: True} if left_out else {}), "reason": reason, "run": RUN.get(),
        }  # fmt: skip

    @property
    def change(self) -> dict[str, Any]:
        """What the statements of `_change` are given."""
        whose = {"its_id": self.letter, "its_state": self.before, "its_worker": self.worker}
        return {"state": self.after, **self.values, **whose}


def take(connection: Connection, step: Step) -> None:
    """Take a step in the caller's transaction.

    Raises:
        LeaseLost: the letter is not in that state any more, or not this worker's.

    """
    line = step.line
    if connection.execute(_change(frozenset(step.values)), step.change).rowcount != 1:
        raise LeaseLost(letter=step.letter)
    connection.execute(_ADD_EVENT, line)


def take_alone(engine: Engine, step: Step) -> None:
    """Take a step in a transaction of its own; on PostgreSQL in one statement, which goes to the server in one piece.

    Raises:
        LeaseLost: the letter is not in that state any more, or not this worker's.

    """
    if engine.dialect.name != "postgresql":
        with engine.begin() as connection:
            take(connection, step)
        return
    line = {f"line_{name}": value for name, value in step.line.items()}
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.execute(_change_and_line(frozenset(step.values)), step.change | line).rowcount != 1:
            raise LeaseLost(letter=step.letter)


@cache
def _change(columns: frozenset[str]) -> Update:
    """Change these columns beside the state."""
    mine = (
        _LETTER.c.id == bindparam("its_id"),
        _LETTER.c.state == bindparam("its_state"),
        _LETTER.c.lease_by == bindparam("its_worker"),
    )
    return update(_LETTER).where(*mine).values({name: bindparam(name) for name in sorted({"state", *columns})})


@cache
def _change_and_line(columns: frozenset[str]) -> Insert:
    """The same, and its line in the trail if it changed anything."""
    changed = _change(columns).returning(_LETTER.c.id).cte("changed")
    line: list[BindParameter[Any]] = [bindparam(f"line_{name}", type_=_EVENT.c[name].type) for name in _LINE]
    added = insert(_EVENT).from_select(_LINE, select(*line).select_from(changed))
    return added.execution_options(preserve_rowcount=True)  # an INSERT has none otherwise
