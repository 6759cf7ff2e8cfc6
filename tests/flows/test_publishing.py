"""What is published of many rounds: those that need somebody most, at a cost that does not grow with how many there are."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, event, update
from sqlalchemy.orm import Session

from flows.publishing import _overview, _to_show
from models.choices import Choice
from models.definition import Definition
from models.opening import open_round
from models.round import Round
from models.store import FEW
from models.words import Verdict
from notifications.links import Links

DAY = date(2021, 10, 1)
MISSED = ("round-7", "round-20")


@pytest.fixture
def many(database: Engine, definition: Definition) -> Engine:
    """One round more than are shown, of which two have missed a deadline."""
    with Session(database) as session, session.begin():
        for number in range(FEW + 1):
            numbered = definition.model_copy(update={"round": f"round-{number}", "title": f"Prøve {number}"})
            open_round(session, numbered, initials="TST", at=datetime(2021, 9, 1, tzinfo=UTC))
        session.execute(update(Round).where(Round.key.in_(MISSED)).values(verdict=Verdict.DEADLINE_MISSED))
    return database


def test_of_many_rounds_those_are_shown_that_need_somebody_most(many: Engine) -> None:
    with Session(many) as session:
        tables, _ = _overview(session, DAY, Links())
    table = tables["deadlines"].markdown
    assert f"## The {FEW} rounds that need somebody most" in table
    assert f"Of {FEW + 1} rounds in play: 2 **Deadline missed**, {FEW - 1} **On track**." in table
    titles = [line.removeprefix("## ") for line in table.splitlines() if line.startswith("## Prøve")]
    assert (titles[:2], len(titles)) == (["Prøve 20", "Prøve 7"], FEW)


def test_of_a_few_rounds_all_are_shown(many: Engine) -> None:
    with Session(many) as session, session.begin():
        session.delete(session.get_one(Round, 1, options=[]))
    with Session(many) as session:
        tables, values = _overview(session, DAY, Links())
    assert "## All rounds" in tables["deadlines"].markdown
    assert tables["deadlines"].markdown.count("\n## Prøve") == FEW
    assert "di" in values[Choice.BODY]


def test_of_many_rounds_their_names_can_be_chosen_and_the_rest_is_written_by_hand(many: Engine) -> None:
    with Session(many) as session:
        _, values = _overview(session, DAY, Links())
    assert len(values[Choice.ROUND]) == FEW + 1
    assert set(values) == {Choice.ROUND, Choice.RULE}


def test_the_pages_of_a_few_rounds_are_made_and_of_more_those_that_need_somebody_most(many: Engine) -> None:
    keys = [f"round-{number}" for number in range(FEW + 1)]
    assert _to_show(many, keys[:3]) == keys[:3]
    shown = _to_show(many, keys)
    assert (len(shown), set(shown[:2])) == (FEW, set(MISSED))


def test_what_it_costs_does_not_grow_with_the_rounds(many: Engine, definition: Definition) -> None:
    def statements() -> int:
        sent: list[str] = []

        def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            sent.append(statement)

        event.listen(many, "before_cursor_execute", listen)
        with Session(many) as session:
            _overview(session, DAY, Links())
        event.remove(many, "before_cursor_execute", listen)
        return len(sent)

    before = statements()
    with Session(many) as session, session.begin():
        for number in range(5):
            more = definition.model_copy(update={"round": f"more-{number}"})
            open_round(session, more, initials="TST", at=datetime(2021, 9, 1, tzinfo=UTC))
    assert 0 < statements() <= before < 30
