"""Opening a spreadsheet (.xlsx) that somebody sent, so that nothing in it can do harm and every fault is told in words."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from xml.parsers import expat

from openpyxl import load_workbook

from models.errors import FileRefused
from models.finding import Finding, Severity
from models.outside import beginning

LARGEST = 2_000_000  # bytes; an empty form has about ten thousand
LARGEST_UNPACKED = 3_000_000
MOST_PARTS = 200  # of the zip file; a form has about twelve
MOST_ELEMENTS = 100_000  # of XML in all parts together; a form has about a thousand
MOST_SHEETS, MOST_FORMULAS, LONGEST_FORMULAS = 50, 100, 10_000  # the last in characters of all together: they cost most
MOST_TEXT = 1_000_000  # characters of all cells: one text may stand in many
MOST_ROWS, MOST_COLUMNS = 1000, 50  # what is looked at: a sheet of millions of empty rows costs no more
OLD_OR_LOCKED = bytes.fromhex("d0cf11e0a1b11ae1")
SAVE_AS = "Open it in the program it was made with and save it as an Excel workbook (.xlsx)"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What stands in a cell: text, a number, yes or no, or a date. `formula` and `error` cells hold no value to trust."""

    value: str | float | bool | date | time | timedelta
    formula: bool = False
    error: bool = False


Sheet = dict[str, Cell]
"""The cells that hold something, by their names («B7»)."""


def read_spreadsheet(source: Path | bytes, *, file: str) -> dict[str, Sheet]:
    """Every sheet by its name, also the hidden ones; `file` is how it is called in what is said about it.

    Refused before anything is unpacked or understood: what is too large, locked, of another kind, has macros, or has a
    document type declaration, through which XML can be made to grow or to fetch other files.

    Raises:
        FileRefused: with what is wrong and what to do.

    """
    content = _content(source, file)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _harmless(archive, file)
        sheets = _sheets(content)
    except FileRefused:
        raise
    except Exception as error:  # zipfile and openpyxl raise whatever a broken part happens to cause
        raise _damaged(file) from error
    if (
        sum(len(cell.value) for sheet in sheets.values() for cell in sheet.values() if isinstance(cell.value, str))
        > MOST_TEXT
    ):
        raise _too_large(file)
    return sheets


def refused(file: str, message: str, remedy: str) -> FileRefused:
    """The file as a whole cannot be used."""
    return FileRefused(file, [Finding(rule="file", severity=Severity.ERROR, message=message, remedy=remedy, file=file)])


def _content(source: Path | bytes, file: str) -> bytes:
    try:
        if isinstance(source, Path) and source.exists() and not source.is_file():  # a device never ends
            raise refused(file, "it is not a file.", "Name the form that came back.")
        content = source if isinstance(source, bytes) else beginning(source, LARGEST + 1)
        if len(content) > LARGEST:
            raise refused(file, f"it is larger than {LARGEST} bytes.", "A form has no pictures; send the form alone.")
    except FileNotFoundError as error:
        raise refused(file, "there is no such file.", "Check the path.") from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise refused(file, f"the file cannot be read: {why}.", "Check the path and its rights.") from error
    if content.startswith(OLD_OR_LOCKED):
        raise refused(
            file, "it is locked with a password, or an old Excel file (.xls).", f"{SAVE_AS}, without a password."
        )
    if not content.startswith(b"PK"):
        raise refused(file, "it is not an Excel workbook (.xlsx), whatever its name says.", f"{SAVE_AS}.")
    return content


def _harmless(archive: zipfile.ZipFile, file: str) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise _too_large(file)
    if any(part.flag_bits & 1 for part in parts):
        raise refused(file, "it is locked with a password.", f"{SAVE_AS}, without a password.")
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise refused(file, "it is not an Excel workbook (.xlsx), whatever its name says.", f"{SAVE_AS}.")
    if any(word in name.casefold() for name in names for word in ("vba", "macrosheet")):
        raise refused(file, "it holds macros, which are never run here.", f"{SAVE_AS}, without macros.")
    elements = _Elements(file=file)
    for part in parts:  # every one, since what a part is called does not say whether it is read as XML
        elements.look_at(archive.read(part), is_xml=part.filename.endswith((".xml", ".rels")))


@dataclass(kw_only=True)
class _Elements:
    """What the parts of a workbook are made of, counted: a small file can hold what takes openpyxl hours."""

    file: str
    every: int = 0
    sheets: int = 0
    formulas: int = 0
    in_formulas: int = 0

    def look_at(self, content: bytes, *, is_xml: bool) -> None:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._declared
        parser.StartElementHandler = lambda name, _: self._started(parser, name.rpartition(":")[2])
        parser.EndElementHandler = lambda _: setattr(parser, "CharacterDataHandler", None)
        try:
            parser.Parse(content, True)  # noqa: FBT003  (expat takes it by place only)
        except expat.ExpatError as error:
            if is_xml:
                raise _damaged(self.file) from error

    def _declared(self, *_: object) -> None:
        raise refused(self.file, "it declares a document type (DTD), which no workbook needs.", f"{SAVE_AS}.")

    def _started(self, parser: expat.XMLParserType, name: str) -> None:
        self.every += 1
        self.sheets += name == "sheet"
        self.formulas += name == "f"
        if self.every > MOST_ELEMENTS or self.sheets > MOST_SHEETS or self.formulas > MOST_FORMULAS:
            raise _too_large(self.file)
        parser.CharacterDataHandler = self._formula if name == "f" else None

    def _formula(self, text: str) -> None:
        self.in_formulas += len(text)
        if self.in_formulas > LONGEST_FORMULAS:
            raise _too_large(self.file)


def _too_large(file: str) -> FileRefused:
    return refused(file, "it grows far too large when it is opened.", "Fill in the form that came with the request.")


def _damaged(file: str) -> FileRefused:
    return refused(file, "it is damaged, or no Excel workbook (.xlsx).", f"{SAVE_AS}; if that fails, ask for it again.")


def _sheets(content: bytes) -> dict[str, Sheet]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that openpyxl leaves out, none of which is read here
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        try:  # read-only, since a merged range of the whole sheet would otherwise become billions of cells
            return {sheet.title: dict(_cells(sheet)) for sheet in book.worksheets}
        finally:
            book.close()


def _cells(sheet: object) -> Iterator[tuple[str, Cell]]:
    for row in sheet.iter_rows(min_row=1, max_row=MOST_ROWS, max_col=MOST_COLUMNS):  # type: ignore[attr-defined]
        for cell in row:
            if cell.value is None:
                continue
            formula = cell.data_type == "f"
            value = str(cell.value) if formula else cell.value
            yield cell.coordinate, Cell(value=value, formula=formula, error=cell.data_type == "e")
