"""How what somebody wrote into a cell of the form for the answer is understood, whatever program they wrote it with."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta

from models.spreadsheet import Cell
from models.words import Gender

NOTHING = ("", "-", "–", "—", "?")  # noqa: RUF001  (the dashes that programs make of a hyphen)


class Wrong(Exception):
    """What is wrong with one cell, and what to do. It never repeats what stands there: what is said is kept in clear."""

    def __init__(self, message: str, remedy: str = "Correct it.") -> None:
        self.message, self.remedy = message, remedy
        super().__init__(message)


def text_of(cell: Cell | None) -> str:
    """A cell as text on one line, with plain spaces and each letter in one Unicode form."""
    if cell is None:
        return ""
    value = cell.value
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    plain = unicodedata.normalize("NFC", str(value).replace("_x000D_", " "))  # how Excel writes a carriage return
    kept = (letter for letter in plain if unicodedata.category(letter) not in ("Cf", "Co"))
    return " ".join("".join(kept).split())


def written(cell: Cell | None, *, lines: bool = False) -> str:
    """What somebody wrote into a cell; nothing for a dash, which people write for nothing."""
    if cell is None:
        return ""
    text = text_of(cell)
    if cell.formula or text.startswith("="):
        raise Wrong("it holds a formula", "Write the text itself.")
    if cell.error:
        raise Wrong(f"it holds the error {text}", "Write the text itself.")
    if isinstance(cell.value, date | time | timedelta):
        raise Wrong("it holds a date", "Write it as text.")
    if text.casefold() in NOTHING:
        return ""
    return "\n".join(text_of(Cell(value=line)) for line in str(cell.value).splitlines()).strip() if lines else text


def _one_of(words: Mapping[str, object], unsaid: object, ask_for: str) -> Callable[[str], object]:
    def read(text: str) -> object:
        if not text:
            return unsaid
        if text.casefold().rstrip(".") not in words:
            raise Wrong("it holds none of the answers", f"Write {ask_for}.")
        return words[text.casefold().rstrip(".")]

    return read


yes_or_no = _one_of(
    {
        **dict.fromkeys(("ja", "j", "x", "1", "yes", "true", "sand", "✓", "✔"), True),
        **dict.fromkeys(("nej", "n", "0", "no", "false", "falsk"), False),
    },
    False,  # noqa: FBT003  (a word's meaning)
    "ja or nej",
)
_gender = _one_of(
    {
        **dict.fromkeys(("kvinde", "k", "kv", "f"), Gender.WOMAN),
        **dict.fromkeys(("mand", "m"), Gender.MAN),
        **dict.fromkeys(("ikke oplyst", "ikke-oplyst"), Gender.NOT_STATED),
    },
    Gender.NOT_STATED,
    "kvinde, mand or ikke oplyst",
)
READERS: dict[str, Callable[[str], object]] = {
    "name": str,
    "gender": _gender,
    "email": lambda text: text.removeprefix("mailto:").strip("<>"),
    "municipality": lambda text: re.sub(r"\s+kommune$", "", text, flags=re.IGNORECASE),
    "trade": str,
    **dict.fromkeys(("smv", "active_in_business", "consent", "cv"), yes_or_no),
}
"""How the text of each fact is understood."""
