"""How a flow that starts by itself waits for a database that is away, and how a form does not."""

import asyncio

import pytest
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows import forms
from flows.forms import by_itself
from models.errors import DatabaseGone, EntryRefused


class Step:
    """Something that a flow does; the database is away the first times."""

    def __init__(self, away: int) -> None:
        self.away, self.times = away, 0

    async def __call__(self) -> State:
        self.times += 1
        if self.times <= self.away:
            raise DatabaseGone("The database cannot be reached.")
        return Completed(name="Done")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "PAUSE", 0.001)


def carried_out(step: Step) -> State:
    async def named() -> State:
        return await step()

    return asyncio.run(by_itself("by-itself")(named).fn())


def test_what_starts_by_itself_waits_until_the_database_is_back() -> None:
    step = Step(away=5)
    assert (carried_out(step).name, step.times) == ("Done", 6)


def test_it_does_not_wait_for_ever() -> None:
    step = Step(away=1000)
    ended = carried_out(step)
    assert (ended.name, ended.message, step.times) == ("Refused", "The database cannot be reached.", forms.PATIENCE + 1)


def test_a_form_is_refused_at_once_so_that_its_person_knows() -> None:
    async def step() -> State:
        raise DatabaseGone("The database cannot be reached.")

    ended = asyncio.run(by_itself("by-hand", patient=False)(step).fn())
    assert (ended.name, ended.message) == ("Refused", "The database cannot be reached.")


def test_what_is_refused_is_not_tried_again() -> None:
    tried = []

    async def step() -> State:
        tried.append(1)
        raise EntryRefused("It is wrong.")

    ended = asyncio.run(by_itself("by-itself")(step).fn())
    assert (ended.name, ended.message, len(tried)) == ("Refused", "It is wrong.", 1)
