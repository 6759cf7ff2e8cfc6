"""Every link on a page leads to a form that is there, with fields that it has, and values that it offers."""

import importlib
import inspect
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from office import DECIDED_ON, Office

from flows.offer import shipped, with_choices
from models.choices import choices
from models.form import Form
from models.letters_to_see import letters_to_see
from models.open_tasks import open_tasks
from models.progress import deadlines
from models.references import person_of, person_reference
from models.words import DepartureReason, LetterState, ReleaseMode

FLOWS = {entrypoint.rpartition(".")[2].replace("_", "-"): entrypoint for entrypoint in shipped()}
AFTER_THE_DEADLINE, APPOINTING, LAST = date(2022, 3, 2), date(2022, 3, 22), date(2022, 4, 2)


def opened(_office: Office) -> date:
    return date(2021, 11, 1)


def asked(office: Office) -> date:
    office.round.release = ReleaseMode.AFTER_APPROVAL
    office.decide()
    office.constitute()
    office.run(DECIDED_ON)
    return AFTER_THE_DEADLINE


def one_sex_and_late(office: Office) -> date:
    office.decide()
    office.constitute()
    office.run(DECIDED_ON)
    office.nominate("di", office.person(email=""), on=AFTER_THE_DEADLINE, reason="Ingen mand ville.")
    office.round.letters[0].state = LetterState.BOUNCED
    office.round.letters[1].state = LetterState.UNCERTAIN
    office.round.letters[2].state = LetterState.FAILED
    return APPOINTING


def left(office: Office) -> date:
    office.seat_everybody()
    office.run(APPOINTING)
    office.leave("municipal-2", date(2022, 3, 24), DepartureReason.OWN_WISH)
    office.run(date(2022, 3, 24))
    return LAST


STAGES = [opened, asked, one_sex_and_late, left]


def links(office: Office, today: date) -> Iterator[Form]:
    for row in deadlines(office.round, today):
        yield from row.forms
    for task in open_tasks(office.round, today):
        yield from task.forms
    for letter in letters_to_see(office.round, today):
        yield from letter.forms


@pytest.mark.parametrize("stage", STAGES)
def test_every_link_fits_its_form(office: Office, stage: Callable[[Office], date]) -> None:
    found = list(links(office, stage(office)))
    offered = choices([office.round])
    assert found != []
    for link in found:
        module, _, function = FLOWS[link.name].rpartition(".")
        form = getattr(importlib.import_module(module), function)
        schema: dict[str, Any] = with_choices(form.parameters.model_dump_for_openapi(), offered)
        assert set(link.fields) <= set(inspect.signature(form.fn).parameters), link
        for name, value in link.fields.items():
            field = schema["properties"][name]
            field = schema["definitions"][field["$ref"].rpartition("/")[2]] if "$ref" in field else field
            allowed = field.get("enum") or field.get("items", {}).get("enum")
            assert allowed is not None, link
            assert set(value if isinstance(value, list) else [value]) <= set(allowed), link


def test_everybody_is_found_by_their_own_reference(office: Office) -> None:
    left(office)
    for person in office.round.people:
        assert person_of(office.round, person_reference(office.round, person)) is person


def test_the_links_of_a_round_reach_many_forms(office: Office) -> None:
    assert {link.name for link in links(office, one_sex_and_late(office))} >= {
        "record-acceptance", "record-address", "register-nomination", "settle-letters",
    }  # fmt: skip
