"""What is wrong with a form that was filled in, in words: which field, what it is, what to write instead."""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

SHOWN = 60  # characters of what was entered


def problems(error: ValidationError) -> str:
    """Every problem as a sentence. What was entered is repeated only where it can be no name: the sentence stays in logs."""
    told = [f"{_field(each['loc'])}: {_problem(dict(each))}" for each in error.errors(include_url=False)]
    return " ".join(told)


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
    more["expected"] = re.sub(r"<\w+\.\w+: ('[^']*')>", r"\1", str(more.get("expected", "")))  # members of an enum
    return WORDS.get(detail["type"], "{msg}. Correct it.").format(given=_shown(detail["input"]), **more)


def _shown(given: object) -> str:
    if given is None:
        return "nothing"
    text = repr(given) if isinstance(given, str) else str(given)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


NOT_A_DATE = "{given} is not a date. Write it as year-month-day, for instance 2022-02-28."
UNKNOWN = "{given} is unknown. Choose one of {expected}."
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
    "string_type": "it is not a text. Write one.",
    "string_too_short": "it is too short. Write at least {min_length} characters.",
    "string_too_long": "it is too long. Write at most {max_length} characters.",
    "value_error": "{error}. Correct it.",
}
