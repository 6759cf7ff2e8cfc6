"""What is wrong with a form is said in words, by field, with what to write instead."""

from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.entries import Initials
from models.problems import problems
from models.words import Gender


class Named(BaseModel):
    name: str = Field(min_length=2, max_length=4)
    gender: Gender = Gender.WOMAN


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

    received_on: date = date(2022, 2, 1)
    initials: Initials = "TST"
    nominees: list[Named] = []
    in_writing: bool = True
    last: date | None = None


NOT_A_DATE = "is not a date. Write it as year-month-day, for instance 2022-02-28."


@pytest.mark.parametrize(
    "entered, said",
    [
        ({"received_on": "2022-02-30"}, f"received_on: '2022-02-30' {NOT_A_DATE}"),
        ({"received_on": "28.2.2022"}, f"received_on: '28.2.2022' {NOT_A_DATE}"),
        ({"received_on": None}, f"received_on: nothing {NOT_A_DATE}"),
        ({"last": "soon"}, f"last: 'soon' {NOT_A_DATE}"),
        ({"initials": "A1"}, "initials: write two to five letters, for instance ABC. Correct it."),
        ({"initials": "A"}, "initials: it is too short. Write at least 2 characters."),
        ({"in_writing": "perhaps"}, "in_writing: 'perhaps' is neither yes nor no. Use the switch."),
        ({"nominees": [{"name": "Ada"}, {}]}, "nominees 2, name: it is empty. Fill it in."),
        ({"nominees": [{"name": "Adam Ant"}]}, "nominees 1, name: it is too long. Write at most 4 characters."),
        (
            {"nominees": [{"name": "Ada", "gender": "f"}]},
            "nominees 1, gender: 'f' is unknown. Choose one of 'woman', 'man' or 'not-stated'.",
        ),
        ({"organisation": "di"}, "organisation: the form has no such field. Leave it out."),
        ({"nominees": ["di"]}, "nominees 1: it is not made of fields. Fill in the form's own."),
        (
            {"nominees": [{}] * 22},
            " ".join(f"nominees {number}, name: it is empty. Fill it in." for number in range(1, 21)) + " And 2 more.",
        ),
        ({"nominees": "di"}, "nominees: it is not a list. Add an item."),
        (
            {"initials": "", "received_on": "x" * 80},
            f"received_on: '{'x' * 59}... {NOT_A_DATE} initials: it is too short. Write at least 2 characters.",
        ),
    ],
)
def test_a_problem_names_its_field_and_what_to_write(entered: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Form(**entered)
    assert problems(caught.value) == said
