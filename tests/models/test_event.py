"""Every change of a round is in its trail, with what was before and what is now; on a real SQLite and a real PostgreSQL.

`tests/flows/test_rehearsal.py` holds a whole round against its trail; here is what its scenario lacks.
"""

from pathlib import Path

from bad_days import DI, JOINT, go_wrong
from office import MAN
from sqlalchemy import Engine
from term import KEY
from trail import committed, untold

from models.action import ActionKind
from notifications.letters.office import HAPPENED
from notifications.returns import HEARD_OF

REPLACED = {
    ("term file changed", KEY): (
        {"term_file": 1}, {"term_file": 2, "differences": ["release: automatic -> after-approval"]}),
    ("letter edited", DI): ({"version": 2}, {"version": 3}),
    ("letter settled", JOINT): ({"state": "sent", "left-out": True}, {"state": "sent"}),
    ("address recorded", "smvdanmark"): (
        {"name": "SMVdanmark", "email": "indstilling@smvdanmark.example"}, {"name": "SMV", "email": "ny@smv.example"}),
    ("address recorded", "person"): ({"email": "(address)"}, {"email": "(address)", "people": ["di/1/1", "di/2/1"]}),
    ("nomination registered", "di"): (
        {"number": 1, "received_on": "2022-02-10", "nominees": 1}, {"number": 2, "received_on": "2022-02-10", "nominees": 1}),
    ("clarification recorded", "di"): ({"municipality": "open"}, {"municipality": "answered", "nominee": "di/2/1"}),
    ("acceptance recorded", "di"): (
        {"question": "reason", "accepted": False, "decided_on": "2022-03-23"},
        {"question": "reason", "accepted": True, "decided_on": "2022-03-23"}),
    ("member appointed", "company-1"): (
        {}, {"appointed_by": "kkr", "decided_on": "2022-03-23", "nominee": "di/2/1"}),
    ("departure recorded", "company-1"): ({"decided_on": "2022-03-23"}, {"left_on": "2022-03-23", "reason": "own-wish"}),
}  # fmt: skip
"""What the last line of each says: what was before, and what is now."""


def test_no_change_is_without_a_line_that_says_what_was_and_what_is(database: Engine, tmp_path: Path) -> None:
    with committed() as transactions:
        go_wrong(database, tmp_path)
    assert untold(transactions) == []
    lines = [line for transaction in transactions for line in transaction.lines]
    recorded = {what for what in HAPPENED if what not in set(ActionKind) and not what.startswith("letter ")}
    assert {*recorded, "letter edited", "letter settled", HEARD_OF} <= {line["what"] for line in lines}
    last = {(line["what"], line["subject"].removeprefix(f"{KEY}/")): (line["old"], line["new"]) for line in lines}
    assert {key: last[key] for key in REPLACED} == REPLACED
    named = [line for line in lines if MAN.name in str(line) or "@k.example" in str(line)]
    assert named == []
