"""The people in nominations and appointments, as entered."""

from collections.abc import Collection
from typing import Any

from models.entries import PersonEntry
from models.nomination import Person
from models.round import Round


def add_person(round_: Round, entry: PersonEntry) -> Person:
    """A person of the round, as entered."""
    person = Person(**entry.model_dump())
    round_.people.append(person)
    return person


def entered(person: Person, *, leaving_out: Collection[str] = ()) -> dict[str, Any]:
    """What was entered about a person."""
    return {name: getattr(person, name) for name in PersonEntry.model_fields if name not in leaving_out}
