"""What may be entered in a form: whatever it is, the first task of the run takes it or says in words what is wrong with it."""

import importlib
import inspect
from collections.abc import Callable
from typing import Any

from bad_input import Tree, Tried, many, spoilt, storable
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML

from flows.offer import DEPLOYED
from models.errors import EntryRefused
from models.problems import KEY, RULE, problems

FORMS = [
    each["entrypoint"] for each in YAML(typ="safe").load(DEPLOYED)["deployments"] if each["tags"][0] != "by-itself"
]
TEXTS = {"date": "2022-02-01", KEY: "di", RULE: "B12"}


def filled_in(shape: Any, whole: Any) -> Tree:
    """Something that fits, for every field of a form."""
    if "$ref" in shape or "anyOf" in shape:
        meant = whole["$defs"][shape["$ref"].rpartition("/")[2]] if "$ref" in shape else shape["anyOf"][0]
        return filled_in(meant, whole)
    if shape.get("type") == "object":
        fields = {name: filled_in(field, whole) for name, field in shape["properties"].items()}
        return fields | ({"email": "en@di.example"} if "email" in fields else {})
    if shape.get("type") == "array":
        return [filled_in(shape["items"], whole) for _ in range(shape.get("minItems", 1))]
    if shape.get("type") in {"integer", "boolean"}:
        return shape.get("minimum", True)
    return shape.get("const") or shape.get("enum", [TEXTS.get(shape.get("format") or shape.get("pattern"), "abc")])[0]


def fields_of(entrypoint: str) -> type[BaseModel]:
    from flows.forms import _fields

    module, _, function = entrypoint.rpartition(".")
    return _fields(inspect.unwrap(getattr(importlib.import_module(module), function).fn))


def checked(fields: type[BaseModel], entry: Any) -> BaseModel:
    """As the first task of a run does it."""
    try:
        return fields(**entry)
    except ValidationError as error:
        raise EntryRefused(problems(error)) from error


def test_a_bad_entry_is_refused_in_words_and_a_good_one_can_be_stored(
    record_property: Callable[[str, object], None],
) -> None:
    forms = {entrypoint: fields_of(entrypoint) for entrypoint in FORMS}
    shapes = {entrypoint: fields.model_json_schema() for entrypoint, fields in forms.items()}
    good = {entrypoint: filled_in(shape, shape) for entrypoint, shape in shapes.items()}
    tried = Tried(f"entries in {len(forms)} forms")
    assert [entrypoint for entrypoint in FORMS if not checked(forms[entrypoint], good[entrypoint])] == []

    @many(5)
    @given(st.sampled_from(FORMS).flatmap(lambda entrypoint: st.tuples(st.just(entrypoint), spoilt(good[entrypoint]))))
    def one(entered: tuple[str, Any]) -> None:
        entrypoint, entry = entered
        fields = {str(name): value for name, value in entry.items()}
        read = tried(lambda: checked(forms[entrypoint], fields), names=": ", given=entry)
        assert read is None or storable(read.model_dump(mode="json"))

    one()
    record_property("figures", str(tried))
    assert tried.refused == tried.inputs - tried.read > 0
