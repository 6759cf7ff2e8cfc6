"""Every transaction that is committed, held against the audit trail: whether it tells of all that was changed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Delete, Engine, Insert, Update, event

from models.action import ActionKind
from models.base import Base
from models.departed import DEPARTED
from models.opening import OPENED
from models.recording.recorded import MOVED
from models.words import LetterState
from notifications.letters import LETTER_OF
from notifications.returns import HEARD_OF

CHANGED = "term file changed"
WRITTEN = {kind.value for kind in LETTER_OF}
TOLD_BY = {
    "round": {OPENED, CHANGED, ActionKind.SEAT},
    "term_file": {OPENED, CHANGED},
    "milestone": {OPENED, CHANGED, MOVED},
    "seat": {OPENED, CHANGED},
    "body": {OPENED, CHANGED},
    "contact": {OPENED, CHANGED, "address recorded"},
    "decision": {"decision recorded"},
    "nomination": {"nomination registered"},
    "acceptance": {"acceptance recorded"},
    "person": {
        "nomination registered", "member appointed", "observer recorded", "clarification recorded", "address recorded",
    },
    "appointment": {"member appointed", "observer recorded", DEPARTED},
    "explanation": {"reason recorded"},
    "letter": {*WRITTEN, *(f"letter {state}" for state in LetterState), "letter edited", "letter settled"},
    "enclosure": {*WRITTEN, "letter edited"},
    "draft": {"letter edited"},
    "handover": {f"letter {LetterState.SENDING}"},
    "received": {HEARD_OF, f"letter {LetterState.BOUNCED}"},
}  # fmt: skip
"""Of each table, the lines that tell of a change in it. The trail itself is only added to, so it is not among them."""
SEVERAL = ("milestone", "seat", "body", "contact", "person", "enclosure")
"""One line may tell of several rows of these."""
BOOKKEEPING = {
    "letter": {"next_attempt_at", "attempts", "lease_until", "lease_by", "error"},
    "round": {"verdict", "daily_run_at"},
}
"""Columns that say how the work goes, and nothing of the round."""


@dataclass
class Transaction:
    """What one transaction wrote: how many rows of which table were added or changed, and its lines in the trail."""

    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    lines: list[dict[str, Any]] = field(default_factory=list)

    def take(self, statement: Insert | Update | Delete, rows: Sequence[dict[str, Any]]) -> None:
        """Note what a statement writes."""
        table = statement.table.name
        if isinstance(statement, Insert) and table == "event":
            self.lines += [{name.removeprefix("line_"): value for name, value in row.items()} for row in rows]
        elif isinstance(statement, Insert):
            self.added[table] += sum(table != "received" or row["letter_id"] is not None for row in rows)
        else:
            columns = {*rows[0], *(getattr(each, "name", each) for each in getattr(statement, "_values", None) or ())}
            facts = {*statement.table.columns.keys()} - BOOKKEEPING.get(table, set())
            self.changed[table] += len(rows) * (isinstance(statement, Delete) or not facts.isdisjoint(columns))

    @property
    def untold(self) -> list[str]:
        """The changes that no line tells of, and those of which none says what was before and what is now."""
        found = []
        for table in +(self.added + self.changed):
            lines = [line for line in self.lines if line["what"] in TOLD_BY.get(table, ())]
            both = [line for line in lines if line["old"] and line["new"] and line["old"] != line["new"]]
            for rows, telling in ((self.added[table], lines), (self.changed[table], both)):
                if len(telling) < (min(rows, 1) if table in SEVERAL else rows):
                    found.append(f"{rows} of {table}, told by {[line['what'] for line in telling]}")
        return found


@contextmanager
def committed() -> Iterator[list[Transaction]]:
    """Every transaction that is committed meanwhile, in any database."""
    done: list[Transaction] = []

    def execute(connection: Connection, statement: Any, several: Any, one: Any, *_: Any) -> None:
        if isinstance(statement, (Insert, Update, Delete)) and statement.table.name in Base.metadata.tables:
            current = connection.info.setdefault("transaction", Transaction())
            current.take(statement, several or [one])
            if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
                commit(connection)

    def commit(connection: Connection) -> None:
        if current := connection.info.pop("transaction", None):
            done.append(current)

    def rollback(connection: Connection) -> None:
        connection.info.pop("transaction", None)

    listeners = {"after_execute": execute, "commit": commit, "rollback": rollback}
    for name, listener in listeners.items():
        event.listen(Engine, name, listener)
    try:
        yield done
    finally:
        for name, listener in listeners.items():
            event.remove(Engine, name, listener)


def untold(transactions: Sequence[Transaction]) -> list[str]:
    """Everything that was changed and that the trail does not tell."""
    return [each for transaction in transactions for each in transaction.untold]
