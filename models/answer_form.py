"""The form for the answer (svarskema): a spreadsheet that a nominating body fills in, what stands where, and reading it back.

Structure that cannot be trusted refuses the file; a cell that cannot be understood makes its row wrong and leaves the others.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from models.entries import PersonEntry
from models.errors import FileRefused
from models.finding import Finding, Severity
from models.form_cells import NOTHING, READERS, Wrong, text_of, written, yes_or_no
from models.nomination import same_name
from models.spreadsheet import Cell, Sheet, read_spreadsheet, refused
from models.words import BodyKind, Gender

VERSION = "1"
SHEET, ABOUT = "Indstilling", "Om skemaet"  # the one that is filled in, and the hidden one that says whose form it is
ABOUT_KEYS = ("version", "round", "body", "kind", "seat")  # in column A of the hidden sheet, with their values in B
DECLINES, REASON = "B6", "B7"
HEADINGS, FIRST = 8, 9  # rows of the table
DECLINED = "Vi ønsker ikke at indstille."
"""The answer of a body that says so in the form and gives no reason."""
FILL_IN = "Fill in the form that came with the request, and send that file."


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the table: the fact of a `PersonEntry` it holds (or the seat), and its heading."""

    fact: str
    heading: str


NAME = Column(fact="name", heading="Navn")
SEAT = Column(fact="seat", heading="Plads")
_GENERAL = (
    NAME,
    Column(fact="gender", heading="Køn (kvinde, mand eller ikke oplyst)"),
    Column(fact="email", heading="E-mail"),
    Column(fact="municipality", heading="Kommune (bopæl eller arbejde)"),
)
_BUSINESS = (
    Column(fact="trade", heading="Virksomhed og branche"),
    Column(fact="smv", heading="Kommer fra en SMV (ja/nej)"),
    Column(fact="active_in_business", heading="Aktiv erhvervsdrivende (ja/nej)"),
)
_PAPERS = (
    Column(fact="consent", heading="Samtykke (ja/nej)"),
    Column(fact="cv", heading="CV er vedlagt (ja/nej)"),
    SEAT,
)


def columns(kind: BodyKind) -> tuple[Column, ...]:
    """The columns for a kind of body, from A on; only a business organisation is asked about business."""
    return (*_GENERAL, *(_BUSINESS if kind is BodyKind.BUSINESS else ()), *_PAPERS)


def letter(number: int) -> str:
    """The name of a column of the table: 0 is A."""
    return chr(ord("A") + number)


@dataclass(frozen=True, kw_only=True)
class FormRow:
    """A nominee in the form. `person` is None when something is `wrong`; `name` is as far as it could be read."""

    row: int
    name: str
    person: PersonEntry | None
    wrong: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AnswerForm:
    """An answer as it was filled in.

    `facts` are those the form asks for, so that what it does not ask for is not taken for a no; `wrong` is what is wrong with
    the answer as a whole, and each row has its own.
    """

    file: str
    round: str
    body: str
    seat: str
    facts: frozenset[str]
    reason: str = ""
    rows: tuple[FormRow, ...] = ()
    wrong: tuple[Finding, ...] = ()

    @property
    def every_wrong(self) -> list[Finding]:
        """Everything that is wrong, in the order it stands in the form."""
        return [*self.wrong, *(finding for row in self.rows for finding in row.wrong)]


def read_answer_form(source: Path | bytes, *, name: str = "") -> AnswerForm:
    """Read a form that came back, from a file or from its bytes; `name` is how it is called in what is said about it.

    Raises:
        FileRefused: it is no form of ours, or its structure was changed, with all that is wrong with that.

    """
    file = name or (str(source) if isinstance(source, Path) else "the form")
    sheets = read_spreadsheet(source, file=file)
    about = _about(sheets, file)
    reader = _Reader(file=file, sheet=sheets[SHEET], columns=columns(BodyKind(about["kind"])), seat=about["seat"])
    reader.check_headings()
    rows = tuple(reader.told_apart(reader.rows()))
    reason, wrong = reader.answer(names_somebody=bool(rows))
    return AnswerForm(
        file=file, round=about["round"], body=about["body"], seat=about["seat"], reason=reason, rows=rows, wrong=wrong,
        facts=frozenset(column.fact for column in reader.columns if column is not SEAT),
    )  # fmt: skip


def _about(sheets: Mapping[str, Sheet], file: str) -> dict[str, str]:
    missing = [sheet for sheet in (SHEET, ABOUT) if sheet not in sheets]
    if missing:
        raise refused(file, f"it has no sheet {' and no sheet '.join(map(repr, missing))}.", FILL_IN)
    sheet = sheets[ABOUT]
    told = {text_of(sheet.get(f"A{row}")): text_of(sheet.get(f"B{row}")) for row in range(1, len(ABOUT_KEYS) + 1)}
    if any(not told.get(key) for key in ABOUT_KEYS) or told["kind"] not in list(BodyKind):
        raise refused(file, f"the hidden sheet {ABOUT!r} does not say whose form it is.", FILL_IN)
    if told["version"] != VERSION:
        raise refused(
            file, f"it is a form of version {told['version']}, and version {VERSION} is read here.",
            "Ask for the answer in a form of today, or register it by hand.",
        )  # fmt: skip
    return told


@dataclass(frozen=True, kw_only=True)
class _Reader:
    file: str
    sheet: Sheet
    columns: tuple[Column, ...]
    seat: str

    def finding(self, cell: str, message: str, remedy: str) -> Finding:
        return Finding(
            rule="file", severity=Severity.ERROR, subject=f"{SHEET}!{cell}", message=message, remedy=remedy,
            file=f"{self.file}, cell {cell}",
        )  # fmt: skip

    def check_headings(self) -> None:
        there = {cell: text_of(held) for cell, held in self.sheet.items() if _row(cell) == HEADINGS}
        meant = {f"{letter(place)}{HEADINGS}": column.heading for place, column in enumerate(self.columns)}
        wrong = [
            self.finding(
                cell,
                f"the heading is {there.get(cell, '')!r}, and {meant.get(cell, '')!r} is meant to stand there.",
                FILL_IN,
            )
            for cell in sorted(there.keys() | meant.keys())
            if same_name(there.get(cell, "")) != same_name(meant.get(cell, ""))
        ]
        if wrong:
            raise FileRefused(self.file, wrong)

    def rows(self) -> Iterator[FormRow]:
        """The rows with anything in them; the seat stands in every one beforehand, so alone it says nothing."""
        seat = letter(len(self.columns) - 1)
        cells: dict[int, list[str]] = {}
        for cell in self.sheet:
            cells.setdefault(_row(cell), []).append(cell)
        for row in sorted(cells):
            held = [self.sheet[cell] for cell in cells[row] if _column(cell) != seat]
            if row >= FIRST and any(each.formula or text_of(each) not in NOTHING for each in held):
                yield self._row(row, cells[row])

    def _row(self, row: int, filled: Sequence[str]) -> FormRow:
        facts: dict[str, Any] = {}
        wrong: list[Finding] = []
        cells = {column.fact: f"{letter(place)}{row}" for place, column in enumerate(self.columns)}
        for column in self.columns:
            try:
                facts[column.fact] = self._fact(column, self.sheet.get(cells[column.fact]))
            except Wrong as error:
                wrong.append(self.finding(cells[column.fact], f"{column.heading}: {error.message}.", error.remedy))
        if not any(text_of(self.sheet.get(cell)) for fact, cell in cells.items() if fact != NAME.fact):  # nor the seat
            cell = cells[NAME.fact]
            wrong.append(self.finding(cell, "it stands below the table.", f"Fill in the row, or move it to {REASON}."))
        outside = [cell for cell in filled if cell not in cells.values()]
        wrong += [self.finding(cell, "it stands outside the table.", "Move it into the table.") for cell in outside]
        facts.pop(SEAT.fact, None)
        person = None
        try:
            person = PersonEntry(**{"name": "?", "gender": Gender.NOT_STATED, **facts})
        except ValidationError as error:
            wrong += [self._explained(cells, dict(detail)) for detail in error.errors(include_url=False)]
        return FormRow(row=row, name=facts.get("name", ""), person=None if wrong else person, wrong=tuple(wrong))

    def _fact(self, column: Column, cell: Cell | None) -> object:
        text = written(cell)
        if column is SEAT:
            if text and same_name(text) != same_name(self.seat):
                raise Wrong("it is not the seat this form is for", f"Write {self.seat!r}, or ask for another form.")
            return text
        if column is NAME and not text:
            raise Wrong("it is empty", "Write the name, or clear the row.")
        return READERS[column.fact](text)

    def _explained(self, cells: Mapping[str, str], detail: Mapping[str, Any]) -> Finding:
        fact = str(detail["loc"][0])
        heading = next(column.heading for column in self.columns if column.fact == fact)
        if detail["type"] == "string_too_long":
            message = f"it is longer than {detail['ctx']['max_length']} characters."
        elif fact == "email":
            message = "it is not an e-mail address."  # which is not repeated: what is said is kept in clear
        else:
            message = "it holds a character that cannot be printed."
        return self.finding(cells[fact], f"{heading}: {message}", "Correct it.")

    def answer(self, *, names_somebody: bool) -> tuple[str, tuple[Finding, ...]]:
        """The reason that holds for the answer as a whole, and what is wrong with it."""
        wrong, declines, reason = [], None, ""
        try:
            declines = yes_or_no(written(self.sheet.get(DECLINES)))
        except Wrong as error:
            wrong.append(self.finding(DECLINES, f"{error.message}.", error.remedy))
        try:
            reason = written(self.sheet.get(REASON), lines=True)
        except Wrong as error:
            wrong.append(self.finding(REASON, f"{error.message}.", error.remedy))
        if declines is True and names_somebody:
            message = "it says that nobody is nominated, and the table names somebody."
            wrong.append(self.finding(DECLINES, message, "Ask the body which of the two it means."))
        if declines is False and not names_somebody:
            message = "nobody is named in the table, and it does not say that nobody is nominated."
            wrong.append(self.finding(DECLINES, message, "Ask the body for its answer."))
        return reason or (DECLINED if declines else ""), tuple(wrong)

    def told_apart(self, rows: Iterable[FormRow]) -> Iterator[FormRow]:
        """The rows, with whoever is there twice marked as wrong, since people are known by their names."""
        first: dict[str, int] = {}
        for row in rows:
            before = first.setdefault(same_name(row.name), row.row) if row.name else row.row
            if before == row.row:
                yield row
                continue
            message = f"{NAME.heading}: the name stands in cell A{before} too."
            twice = self.finding(f"A{row.row}", message, "Remove one, or tell the two people apart in their names.")
            yield replace(row, person=None, wrong=(*row.wrong, twice))


def _row(cell: str) -> int:
    return int(re.sub(r"\D", "", cell))


def _column(cell: str) -> str:
    return re.sub(r"\d", "", cell)
