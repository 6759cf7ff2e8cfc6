"""What is wrong with a form that was filled in, in words: which field, what it is, what to write instead."""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

SHOWN = 60  # characters of what was entered
MOST_TOLD = 20  # problems
KEY, RULE = r"^[a-z0-9]+(-[a-z0-9]+)*$", r"^[A-D]\d+$"
MADE_OF = {
    KEY: "small letters a-z and digits, with single dashes between them",
    RULE: "the rule's letter and number, for instance B12",
}
"""What a text of each pattern is made of, in words."""


def problems(error: ValidationError) -> str:
    """Every problem as a sentence. What was entered is repeated only where it can be no name: the sentence stays in logs."""
    found = error.errors(include_url=False)
    told = [f"{_field(each['loc'])}: {_problem(dict(each))}" for each in found[:MOST_TOLD]]
    return " ".join([*told, f"And {len(found) - MOST_TOLD} more."] if len(found) > MOST_TOLD else told)


def _field(place: Sequence[str | int]) -> str:
    """«nominees 2, gender» for the gender in the second item of the list `nominees`."""
    parts: list[str] = []
    for step in place:
        if isinstance(step, int) and parts:
            parts[-1] = f"{parts[-1]} {step + 1}"
        else:
            parts.append(str(step))
    return ", ".join(parts)


def _problem(detail: dict[str, Any]) -> str:
    more = {"msg": detail["msg"], **detail.get("ctx", {})}
    more["made_of"] = MADE_OF.get(str(more.get("pattern")), "")
    more["expected"] = choices(str(more.get("expected", "")))
    return WORDS.get(detail["type"], "{msg}. Correct it.").format(given=_shown(detail["input"]), **more)


def choices(expected: str) -> str:
    """What pydantic says can be chosen, without the names of our classes."""
    return re.sub(r"<\w+\.\w+: ('[^']*')>", r"\1", expected)


def _shown(given: object) -> str:
    if given is None:
        return "nothing"
    text = repr(given) if isinstance(given, str) else str(given)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


NOT_A_DATE = "{given} is not a date. Write it as year-month-day, for instance 2022-02-28."
UNKNOWN = "{given} is unknown. Choose one of {expected}."
NOT_FIELDS = "it is not made of fields. Fill in the form's own."
NO_FIELD = "the form has no such field. Leave it out."
NOT_A_SWITCH = "{given} is neither yes nor no. Use the switch."
WORDS = {
    "missing": "it is empty. Fill it in.",
    "extra_forbidden": NO_FIELD,
    "enum": UNKNOWN,
    "literal_error": UNKNOWN,
    "date_type": NOT_A_DATE,
    "date_parsing": NOT_A_DATE,
    "date_from_datetime_parsing": NOT_A_DATE,
    "date_from_datetime_inexact": NOT_A_DATE,
    "bool_type": NOT_A_SWITCH,
    "bool_parsing": NOT_A_SWITCH,
    "model_type": NOT_FIELDS,
    "dict_type": NOT_FIELDS,
    "list_type": "it is not a list. Add an item.",
    "too_short": "it has too few items. Give at least {min_length}.",
    "too_long": "it has too many items. Give at most {max_length}.",
    "string_pattern_mismatch": "{given} is none. Write {made_of}.",
    "string_type": "it is not a text. Write one.",
    "string_too_short": "it is too short. Write at least {min_length} characters.",
    "string_too_long": "it is too long. Write at most {max_length} characters.",
    "value_error": "{error}. Correct it.",
}
