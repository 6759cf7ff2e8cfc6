"""A form that does a step: the name of its flow, and what is known of its fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form to fill in. `fields` are those that are known besides the round; they name no people."""

    name: str
    fields: Mapping[str, object] = field(default_factory=dict)


def form(name: str, **fields: object) -> Form:
    """A form by the name of its flow, with these fields filled in."""
    return Form(name=name, fields=fields)
