"""Opening a round from its file, and what a changed file does; on real databases."""

from datetime import date
from pathlib import Path

import pytest
from office import DECIDED_ON, Office, moment
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from term import KEY, SHIPPED, changed

from models.definition import Definition, read_definition
from models.errors import EntryRefused, RoundChanged, RulesBroken
from models.opening import Opening, open_round
from models.recording import move_milestone, record_address
from models.round import Round
from models.store import load_round
from models.words import LetterKind, MilestoneKind

HORESTA = SHIPPED[SHIPPED.index("  - id: horesta") : SHIPPED.index("\n  # SV § 5.2: the KKR decides which")]
COMMON_DEADLINE = "on: 2022-02-28"


def edited(folder: Path, *edits: tuple[str, str]) -> Definition:
    """The shipped term with texts replaced, read as the file it would be."""
    return read_definition(changed(folder, *edits))[0]


def opened(database: Engine, definition: Definition, *, accept_changes: bool = False) -> Opening:
    """Open it in a transaction of its own; read what it did outside of the database."""
    with Session(database, expire_on_commit=False) as session, session.begin():
        return open_round(session, definition, initials="TST", at=moment(DECIDED_ON), accept_changes=accept_changes)


def stored(database: Engine) -> Round:
    with Session(database) as session:
        return load_round(session, KEY)


def facts(database: Engine) -> tuple[object, ...]:
    """What a refusal must leave as it was."""
    round_ = stored(database)
    return (
        round_.definition,
        [(each.kind, each.starts_on, each.ends_on, each.moved) for each in round_.milestones],
        [(each.id, each.key) for each in round_.seats],
        [(body.id, body.key, [(each.id, each.email) for each in body.contacts]) for body in round_.bodies],
        [(event.what, event.new) for event in round_.events],
    )


def request_everybody(database: Engine) -> None:
    """The decision on organisations and the daily run after it: every body has a letter."""
    with Session(database) as session, session.begin():
        office = Office(round=load_round(session, KEY, to_change=True))
        office.decide()
        office.run(DECIDED_ON)


def test_opening_lays_the_term_down(database: Engine, definition: Definition) -> None:
    assert opened(database, definition).outcome == "opened"
    round_ = stored(database)
    assert [seat.key for seat in round_.seats] == [
        "chair", "municipal-1", "municipal-2", "municipal-3", "company-1", "company-2", "company-3", "company-4",
        "knowledge", "labour", "region",
    ]  # fmt: skip
    assert [body.key for body in round_.bodies] == [body.id for body in definition.bodies]
    assert [milestone.kind for milestone in round_.milestones] == list(MilestoneKind)
    assert [(event.what, event.actor) for event in round_.events] == [("round opened", "TST")]


def test_the_same_file_twice_changes_nothing(database: Engine, definition: Definition) -> None:
    opened(database, definition)
    before = facts(database)
    assert opened(database, definition).outcome == "unchanged"
    assert opened(database, definition, accept_changes=True).outcome == "unchanged"
    assert facts(database) == before


def test_a_changed_file_is_refused_with_its_differences_and_changes_nothing(
    database: Engine, definition: Definition, tmp_path: Path
) -> None:
    opened(database, definition)
    before = facts(database)
    changed = edited(tmp_path, ("indstilling@di.example", "post@di.example"), (COMMON_DEADLINE, "on: 2022-02-25"))
    with pytest.raises(RoundChanged) as caught:
        opened(database, changed)
    assert caught.value.differences == (
        "bodies.di.contacts.0.email: indstilling@di.example -> post@di.example",
        "milestones.nominations.on: 2022-02-28 -> 2022-02-25",
    )
    assert str(caught.value).endswith("Open it again with 'accept changes' to take these over.")
    assert facts(database) == before


def test_accepted_changes_are_taken_over_and_the_trail_names_them(
    database: Engine, definition: Definition, tmp_path: Path
) -> None:
    opened(database, definition)
    request_everybody(database)
    changed = edited(
        tmp_path,
        ("indstilling@di.example", "post@di.example"),
        (COMMON_DEADLINE, "on: 2022-02-25"),
        ("[14, 7, 2]", "[1, 10]"),
        (HORESTA, f"{HORESTA}{HORESTA.replace('horesta', 'danske-rederier').replace('HORESTA', 'Danske Rederier')}"),
    )
    opening = opened(database, changed, accept_changes=True)
    assert opening.outcome == "changed"
    round_ = stored(database)
    di, new = round_.body("di"), round_.body("danske-rederier")
    assert di is not None
    assert new is not None
    assert [contact.email for contact in di.contacts] == ["post@di.example"]
    assert [contact.email for contact in new.contacts] == ["indstilling@danske-rederier.example"]
    assert [body.key for body in round_.bodies] == [body.id for body in changed.bodies]
    assert round_.milestone(MilestoneKind.NOMINATIONS).ends_on == date(2022, 2, 25)
    assert round_.reminder_days == [10, 1]
    assert sum(letter.kind is LetterKind.REQUEST for letter in round_.letters) == 12
    assert [event.new["differences"] for event in round_.events if event.what == "term file changed"] == [
        opening.differences
    ]
    assert opened(database, changed).outcome == "unchanged"


def test_a_date_that_staff_moved_is_not_moved_back(database: Engine, definition: Definition, tmp_path: Path) -> None:
    opened(database, definition)
    with Session(database) as session, session.begin():
        move_milestone(
            load_round(session, KEY, to_change=True), milestone=MilestoneKind.NOMINATIONS, starts_on=date(2022, 2, 24),
            reason="Aftalt med regionen.", initials="TST", at=moment(DECIDED_ON),
        )  # fmt: skip
    changed = edited(tmp_path, (COMMON_DEADLINE, "on: 2022-02-25"), ("to: 2022-03-15", "to: 2022-03-16"))
    opened(database, changed, accept_changes=True)
    round_ = stored(database)
    assert round_.milestone(MilestoneKind.NOMINATIONS).ends_on == date(2022, 2, 24)
    assert round_.milestone(MilestoneKind.CLARIFICATION).ends_on == date(2022, 3, 16)


def test_a_body_nothing_hangs_on_can_be_dropped(database: Engine, definition: Definition, tmp_path: Path) -> None:
    opened(database, definition)
    opened(database, edited(tmp_path, (HORESTA, "")), accept_changes=True)
    assert stored(database).body("horesta") is None


def test_dropping_a_body_that_has_a_letter_is_refused(database: Engine, definition: Definition, tmp_path: Path) -> None:
    opened(database, definition)
    request_everybody(database)
    before = facts(database)
    with pytest.raises(
        EntryRefused, match="The file drops 'horesta', but a decision, letters, nominations or appointments hang on it"
    ):
        opened(database, edited(tmp_path, (HORESTA, "")), accept_changes=True)
    assert facts(database) == before


def test_dropping_a_seat_somebody_sits_in_is_refused(database: Engine, definition: Definition, tmp_path: Path) -> None:
    opened(database, definition)
    with Session(database) as session, session.begin():
        Office(round=load_round(session, KEY, to_change=True)).constitute()
    fewer = edited(tmp_path, ("id: municipal, number: 3", "id: municipal, number: 2"))
    with pytest.raises(RulesBroken, match="The round has 10 seats") as caught:
        opened(database, fewer, accept_changes=True)
    assert [finding.rule for finding in caught.value.findings] == ["A1"]


def test_a_plan_that_breaks_a_rule_is_not_opened(database: Engine, tmp_path: Path) -> None:
    late = edited(tmp_path, ("on: 2022-01-21", "on: 2022-02-01"))
    with pytest.raises(RulesBroken) as caught:
        opened(database, late)
    assert [finding.rule for finding in caught.value.findings] == ["D2", "D18"]
    with Session(database) as session:
        assert session.query(Round).count() == 0


def test_a_change_that_breaks_a_rule_is_not_taken_over(
    database: Engine, definition: Definition, tmp_path: Path
) -> None:
    opened(database, definition)
    before = facts(database)
    with pytest.raises(RulesBroken):
        opened(database, edited(tmp_path, ("on: 2022-01-21", "on: 2022-02-01")), accept_changes=True)
    assert facts(database) == before


def test_a_change_that_breaks_a_rule_together_with_a_moved_date_is_not_taken_over(
    database: Engine, definition: Definition, tmp_path: Path
) -> None:
    opened(database, definition)
    with Session(database) as session, session.begin():
        move_milestone(
            load_round(session, KEY, to_change=True), milestone=MilestoneKind.CLARIFICATION,
            starts_on=date(2022, 3, 15), ends_on=date(2022, 3, 18), reason="Senere møde.", initials="TST",
            at=moment(DECIDED_ON),
        )  # fmt: skip
    before = facts(database)
    earlier = edited(tmp_path, ("from: 2022-03-21\n    to: 2022-03-25", "from: 2022-03-17\n    to: 2022-03-25"))
    with pytest.raises(RulesBroken) as caught:
        opened(database, earlier, accept_changes=True)
    assert [finding.rule for finding in caught.value.findings] == ["D18"]
    assert facts(database) == before


def test_an_address_that_staff_recorded_stays_unless_the_file_changes_that_body(
    database: Engine, definition: Definition, tmp_path: Path
) -> None:
    opened(database, definition)
    with Session(database) as session, session.begin():
        round_ = load_round(session, KEY, to_change=True)
        record_address(round_, body="di", name="", email="ny@di.example", initials="TST", at=moment(DECIDED_ON))
    retitled = edited(tmp_path, ("title: Bestyrelsen for", "title: Ny bestyrelse for"))
    assert opened(database, retitled, accept_changes=True).outcome == "changed"
    assert address_of(database, "di") == "ny@di.example"
    opened(database, edited(tmp_path, ("indstilling@di.example", "post@di.example")), accept_changes=True)
    assert address_of(database, "di") == "post@di.example"


FH, AC = "FH - Fagbevægelsens Hovedorganisation", "AC - Akademikerne"
FH_LINE = f"- {{name: {FH}, email: indstilling@fh.example}}"
RECORDED = (AC, "ny@ac.example", ["indstilling@ac.example"])  # by staff, before the file changes
READDRESSED = [
    ([(FH, "FH")], [("FH", "indstilling@fh.example", []), RECORDED], "a name"),
    ([("indstilling@fh", "post@fh")], [(FH, "post@fh.example", ["indstilling@fh.example"]), RECORDED], "an address"),
    ([(FH_LINE, "- {name: FH, email: post@fh.example}")], [("FH", "post@fh.example", ["indstilling@fh.example"]), RECORDED],
     "a name with its address"),
    ([(FH_LINE, f"{FH_LINE}\n      - {{name: FH Nord, email: nord@fh.example}}")],
     [(FH, "indstilling@fh.example", []), ("FH Nord", "nord@fh.example", []), RECORDED], "one more, who has had nothing"),
    ([("indstilling@ac", "post@ac")],
     [(FH, "indstilling@fh.example", []), (AC, "post@ac.example", ["indstilling@ac.example", "ny@ac.example"])],
     "the one that staff had recorded"),
    ([(f"{AC}, email: indstilling@ac", "TL, email: post@tl")],
     [(FH, "indstilling@fh.example", []), ("TL", "post@tl.example", [])], "another in its place, who has had nothing"),
]  # fmt: skip


@pytest.mark.parametrize("edits, expected", [each[:2] for each in READDRESSED], ids=[each[2] for each in READDRESSED])
def test_a_changed_file_readdresses_the_contacts_it_changes_and_no_other(
    edits: list[tuple[str, str]],
    expected: list[tuple[str, str, list[str]]],
    database: Engine,
    definition: Definition,
    tmp_path: Path,
) -> None:
    opened(database, definition)
    record(database, name="", email="ny@ac.example", instead_of="indstilling@ac.example")
    opened(database, edited(tmp_path, *edits), accept_changes=True)
    assert contacts(database, "fh-ac") == expected


def test_two_contacts_of_one_name_are_not_taken_for_each_other(database: Engine, tmp_path: Path) -> None:
    alike = [(FH, "Kontoret"), (AC, "Kontoret")]
    opened(database, edited(tmp_path, *alike))
    moved = edited(tmp_path, *alike, ("indstilling@fh", "post@fh"), ("indstilling@ac", "post@ac"))
    opened(database, moved, accept_changes=True)
    assert contacts(database, "fh-ac") == [("Kontoret", "post@fh.example", []), ("Kontoret", "post@ac.example", [])]


def test_a_contact_that_staff_renamed_is_known_by_the_name_in_the_file(
    database: Engine, definition: Definition, tmp_path: Path
) -> None:
    opened(database, definition)
    record(database, name="AC Nord", email="indstilling@ac.example", instead_of="indstilling@ac.example")
    opened(
        database, edited(tmp_path, ("indstilling@fh", "post@fh"), ("indstilling@ac", "post@ac")), accept_changes=True
    )
    assert [formerly for *_, formerly in contacts(database, "fh-ac")] == [
        ["indstilling@fh.example"], ["indstilling@ac.example"]
    ]  # fmt: skip


def test_a_file_that_gives_a_contact_the_address_recorded_for_another_is_refused(
    database: Engine, definition: Definition, tmp_path: Path
) -> None:
    opened(database, definition)
    record(database, name="", email="faelles@fh.example", instead_of="indstilling@ac.example")
    before = contacts(database, "fh-ac")
    with pytest.raises(EntryRefused, match="Two contacts of 'fh-ac' would have one address"):
        opened(database, edited(tmp_path, ("indstilling@fh", "faelles@fh")), accept_changes=True)
    assert contacts(database, "fh-ac") == before


def record(database: Engine, *, name: str, email: str, instead_of: str) -> None:
    with Session(database) as session, session.begin():
        record_address(
            load_round(session, KEY, to_change=True), body="fh-ac", name=name, email=email, instead_of=instead_of,
            initials="TST", at=moment(DECIDED_ON),
        )  # fmt: skip


def contacts(database: Engine, body: str) -> list[tuple[str, str, list[str]]]:
    known = stored(database).body(body)
    assert known is not None
    return [(each.name, each.email, each.formerly) for each in known.contacts]


def address_of(database: Engine, body: str) -> str:
    known = stored(database).body(body)
    assert known is not None
    return known.contacts[0].email
