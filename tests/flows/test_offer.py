"""A form's schema with its choices: what is marked gets its values, wherever it stands, and every field a title in words."""

from typing import Any

import pytest

from flows.fields import CHOICES
from flows.offer import LONGEST_LIST, as_in_menu, with_choices
from flows.record_appointments import record_appointments
from flows.register_nomination import register_nomination
from models.choices import Choice

NONE: dict[Choice, list[str]] = {choice: [] for choice in Choice}


def schema(form: Any, **values: list[str]) -> dict[str, Any]:
    filled: dict[str, Any] = with_choices(
        form.parameters.model_dump_for_openapi(), NONE | {Choice(name): given for name, given in values.items()}
    )
    return filled


def test_texts_name_the_forms_as_the_menu_does() -> None:
    assert as_in_menu("Record it with 'record-decision', or `drop-letters`; 'di' has not.") == (
        "Record it with '02 Decision', or `22 Drop letters`; 'di' has not."
    )


def test_a_field_a_list_and_a_field_of_an_item_are_filled() -> None:
    filled = schema(record_appointments, round=["nordjylland-2022-26"], nominee=["di/1/1"], council=["Aalborg"])
    assert filled["properties"]["round_key"]["enum"] == ["nordjylland-2022-26"]
    assert filled["properties"]["nominees"]["items"]["enum"] == ["di/1/1"]
    assert filled["definitions"]["ChairForm"]["properties"]["council"]["enum"] == ["Aalborg"]


def test_filling_again_replaces_what_was_offered_before() -> None:
    once = schema(register_nomination, body=["di", "tekniq"])
    again = with_choices(once, NONE | {Choice.BODY: ["di"]})
    assert again["properties"]["body"]["enum"] == ["di"]
    assert with_choices(again, NONE | {Choice.BODY: ["di", "tekniq"]}) == once


@pytest.mark.parametrize("number, is_a_list", [(LONGEST_LIST, True), (LONGEST_LIST + 1, False)])
def test_a_list_too_long_to_choose_from_is_written_by_hand(number: int, *, is_a_list: bool) -> None:
    filled = schema(register_nomination, round=[f"round-{count}" for count in range(number)])
    assert ("enum" in filled["properties"]["round_key"]) is is_a_list
    assert filled["properties"]["round_key"][CHOICES] == "round"


def test_titles_are_words() -> None:
    properties = schema(register_nomination)["properties"]
    assert {name: field["title"] for name, field in properties.items()} == {
        "round_key": "Round (udpegningsrunde)",
        "body": "Body",
        "received_on": "Received on",
        "nominees": "Nominees",
        "reason": "Reason",
        "in_writing": "In writing",
        "answer_form": "Answer form",
        "initials": "Initials",
        "try_it": "Only try it",
    }


def test_what_is_not_offered_is_written_by_hand() -> None:
    chosen = schema(register_nomination, body=["di"])
    by_hand = with_choices(chosen, {Choice.ROUND: ["nordjylland-2022-26"]})
    assert "enum" in chosen["properties"]["body"]
    assert "enum" not in by_hand["properties"]["body"]
    assert by_hand["properties"]["round_key"]["enum"] == ["nordjylland-2022-26"]
