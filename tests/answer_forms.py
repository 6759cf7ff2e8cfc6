"""Forms for the answer, filled in as an organisation does, and forms that somebody meddled with."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

from openpyxl import load_workbook

from models.answer_form import DECLINES, FIRST, HEADINGS, REASON, SHEET, columns
from models.round import Round
from notifications.enclosures.answer_form import answer_form

Edit = Callable[[Any], object]
WOMAN = {
    "name": "Prøvekandidat 1", "gender": "kvinde", "email": "en@di.example", "municipality": "Aalborg", "trade": "industri",
    "smv": "ja", "active_in_business": "ja", "consent": "ja", "cv": "ja",
}  # fmt: skip
MAN = {**WOMAN, "name": "Prøvekandidat 2", "gender": "mand", "email": "to@di.example", "smv": "nej", "cv": "nej"}


def blank(round_: Round, body: str = "di") -> bytes:
    """The form that goes to a body."""
    found = round_.body(body)
    assert found is not None
    return answer_form(round_, found)


def filled(
    round_: Round,
    *people: dict[str, Any],
    body: str = "di",
    declines: Any = None,
    reason: Any = None,
    edit: Edit | None = None,
) -> bytes:
    """The form of a body with these people in it; what it has no column for is left out. `edit` does something more."""
    found = round_.body(body)
    assert found is not None
    book = load_workbook(io.BytesIO(answer_form(round_, found)))
    sheet = book[SHEET]
    sheet[DECLINES], sheet[REASON] = declines, reason
    for row, person in enumerate(people, start=FIRST):
        for place, column in enumerate(columns(found.kind), start=1):
            if column.fact in person:
                sheet.cell(row, place).value = person[column.fact]
    if edit:
        edit(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def cell(round_: Round, fact: str, *, row: int = FIRST, body: str = "di") -> str:
    """The name of the cell of a fact in the form of a body."""
    found = round_.body(body)
    assert found is not None
    facts = [column.fact for column in columns(found.kind)]
    return f"{chr(ord('A') + facts.index(fact))}{row}"


def heading(name: str, text: str | None) -> Edit:
    """Writes another heading over the one in that column."""
    return writing(f"{name}{HEADINGS}", text)


def writing(name: str, value: Any, sheet: str = SHEET) -> Edit:
    """Writes something into a cell."""

    def edit(book: Any) -> None:
        book[sheet][name] = value

    return edit


def repacked(form: bytes, parts: dict[str, bytes | Callable[[bytes], bytes] | None]) -> bytes:
    """The file with parts of its zip replaced, changed, added, or (None) left out."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(form)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in [*source.namelist(), *(name for name in parts if name not in source.namelist())]:
            change = parts.get(name, lambda content: content)
            if change is not None:
                target.writestr(name, change(source.read(name)) if callable(change) else change)
    return packed.getvalue()
