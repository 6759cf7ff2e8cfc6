"""A table that is shown on a page and written for a spreadsheet, with the same cells."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

Thing = TypeVar("Thing")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*")
_BEGINS_A_FORMULA = re.compile(
    r"(^|[,;\t\r\n])(?=[\s\"\x00-\x1f\u200b-\u200f\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20])|^(?=[\t\r\n])"
)


@dataclass(frozen=True)
class Files:
    """A cell that leads to files."""

    paths: Sequence[str]

    def __str__(self) -> str:
        return "\n".join(self.paths)


Cell = str | int | Files


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table: `name` is its file's, `danish` the term of the law for what it holds."""

    name: str
    title: str
    danish: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def as_csv(self) -> bytes:
        """For a Danish spreadsheet: semicolons, and a mark of UTF-8 in front. No cell is a formula, whoever wrote it."""
        text = io.StringIO()
        writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_NONNUMERIC)
        writer.writerow(self.columns)
        writer.writerows([cell if isinstance(cell, int) else harmless(str(cell)) for cell in row] for row in self.rows)
        return text.getvalue().encode("utf-8-sig")


def table(
    name: str,
    title: str,
    danish: str,
    things: Iterable[Thing],
    columns: Mapping[str, Callable[[Thing], object]],
    *,
    time_zone: str,
) -> Table:
    """A table with a row for each thing; a moment is shown as it was in that time zone."""
    zone = ZoneInfo(time_zone)
    rows = [[_cell(of(thing), zone) for of in columns.values()] for thing in things]
    return Table(name=name, title=title, danish=danish, columns=list(columns), rows=rows)


def harmless(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet would see a formula begin; a number stays as it is.

    That is where the cell begins, and where it would if the file were read with other separators (OWASP, CSV injection).
    """
    return text if _NUMBER.fullmatch(text) else _BEGINS_A_FORMULA.sub(r"\1'", text)


def _cell(value: object, zone: ZoneInfo) -> Cell:
    cell: Cell
    match value:
        case bool():
            cell = "yes" if value else "no"
        case int() | Files():
            cell = value
        case datetime():
            cell = value.astimezone(zone).isoformat(" ", "seconds")
        case dict():
            cell = "\n".join(f"{name}: {_as_json(part)}" for name, part in value.items())
        case list():
            cell = "\n".join(map(_as_json, value))
        case _:
            cell = "" if value is None else str(value)
    return cell


def _as_json(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
