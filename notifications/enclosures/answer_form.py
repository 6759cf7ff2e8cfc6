"""The form for the answer (svarskema) as a spreadsheet: what a nominating body fills in and sends back.

`models.answer_form` says what stands where and reads it back.
"""

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

from models.answer_form import (
    ABOUT,
    ABOUT_KEYS,
    DECLINES,
    FIRST,
    HEADINGS,
    REASON,
    SHEET,
    VERSION,
    columns,
    letter,
)
from models.round import Body, Round
from models.words import BodyKind, MilestoneKind
from notifications.danish import SEATS, day, number, weekday

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SPARE_ROWS = 4
MADE_AT = datetime(2000, 1, 1)  # noqa: DTZ001  (a moment that never changes, so that the same form is the same bytes)
ZIPPED_AT = (2000, 1, 1, 0, 0, 0)
FORMULA_SIGNS = ("=", "+", "-", "@")
WIDTHS = {
    "name": 27, "gender": 19, "email": 27, "municipality": 18, "trade": 27, "smv": 13, "active_in_business": 18, "consent": 15,
    "cv": 12,
}  # fmt: skip
FONT = "Calibri"
YES_NO = ("ja", "nej")
GENDERS = ("kvinde", "mand", "ikke oplyst")
PROMPTS = {
    "gender": "Køn indgår i kravet om både kvinder og mænd.",
    "smv": "Kommer den indstillede fra en lille eller mellemstor virksomhed?",
    "active_in_business": "De indstillede skal være aktive erhvervsdrivende.",
    "consent": "Er den indstillede indforstået med indstillingen og med, at oplysningerne bruges til udpegningen?",
    "cv": "Er den indstilledes CV vedlagt svaret?",
    "municipality": "Vælg fra listen, eller skriv en anden kommune.",
}
INPUT, LABEL = PatternFill("solid", fgColor="FFF9DB"), PatternFill("solid", fgColor="E3E9F0")
FRAME = Border(*[Side("thin", color="8A94A0")] * 4)
BOLD = Font(name=FONT, bold=True)
UNLOCKED = Protection(locked=False)


@dataclass(frozen=True, kw_only=True)
class _Form:
    """All that stands in a form, so that the same form is made once."""

    about: tuple[str, ...]
    kind: BodyKind
    title: str
    facts: tuple[tuple[str, str], ...]
    guidance: str
    seat: str
    municipalities: tuple[str, ...]
    rows: int
    author: str


def answer_form(round_: Round, body: Body) -> bytes:
    """The form for a nominating body, as an .xlsx file; the same round and body give the same bytes.

    The region appoints by itself and answers in its own way, so it gets none.
    """
    seat = SEATS[body.seat]
    return _written(
        _Form(
            about=(VERSION, round_.key, body.key, body.kind.value, seat),
            kind=body.kind,
            title=f"Indstilling til bestyrelsen for {round_.house}",
            facts=(
                ("Erhvervshus", round_.house),
                ("Periode", f"{day(round_.term_from)} til {day(round_.term_to)}"),
                ("Organisation", body.name),
                ("Plads", seat if body.seats == 1 else f"{seat} ({number(body.seats)} pladser)"),
                ("Svarfrist", weekday(round_.milestone(MilestoneKind.NOMINATIONS).ends_on)),
                ("Svar sendes til", round_.secretariat_email),
            ),
            guidance=_guidance(round_, body),
            seat=seat,
            municipalities=tuple(round_.municipalities),
            rows=2 * body.seats + SPARE_ROWS,
            author=round_.secretariat_name,
        )
    )


def _guidance(round_: Round, body: Body) -> str:
    both = "både en kvinde og en mand" if body.seats == 1 else "lige mange kvinder og mænd"
    smv = ", og mindst én skal komme fra en lille eller mellemstor virksomhed (SMV)" if body.asked_for_smv else ""
    active = f"De indstillede skal være aktive erhvervsdrivende{smv}. " if body.kind is BodyKind.BUSINESS else ""
    return (
        "Udfyld de gule felter med én række for hver person, I indstiller. "
        f"Vi beder jer indstille {both}. Er der særlige grunde til, at det ikke er muligt, beder vi jer oplyse dem i feltet "
        f"nedenfor (ligestillingslovens § 9, stk. 2, og § 10 a, stk. 2). {active}"
        "Udfyld altid navn og køn, og de øvrige felter, så vidt I har oplysningerne. "
        f"Gem filen som Excel-fil (.xlsx), og send den til {round_.secretariat_email}."
    )


@lru_cache(maxsize=256)
def _written(form: _Form) -> bytes:
    book = Workbook()
    sheet, about = book.active, book.create_sheet(ABOUT)
    sheet.title = SHEET
    _put_about(about, form)
    _put_head(sheet, form)
    _put_table(sheet, form)
    _put_lists(sheet, form)
    _set_up(sheet, form)
    book.security = WorkbookProtection(lockStructure=True)
    book.properties = DocumentProperties(
        title=form.title, creator=form.author, language="da-DK", created=MADE_AT, modified=MADE_AT
    )
    return _packed(book)


def _put_about(about: Worksheet, form: _Form) -> None:
    """The hidden sheet: whose form it is, and the list of municipalities to choose from."""
    for row, (key, value) in enumerate(zip(ABOUT_KEYS, form.about, strict=True), start=1):
        _put(about, f"A{row}", key)
        _put(about, f"B{row}", value)
    for row, municipality in enumerate(form.municipalities, start=1):
        _put(about, f"D{row}", municipality)
    about.sheet_state = "veryHidden"
    about.protection.sheet = True


def _put_head(sheet: Worksheet, form: _Form) -> None:
    last = letter(len(columns(form.kind)) - 1)
    _put(sheet, "A1", form.title, font=Font(name=FONT, bold=True, size=16))
    sheet.merge_cells(f"A1:{last}1")
    for place, (label, value) in enumerate(form.facts):
        row, right = 2 + place // 2, place % 2
        _put(sheet, f"{'E' if right else 'A'}{row}", label, font=BOLD)
        _put(sheet, f"{'F' if right else 'B'}{row}", value)
        sheet.merge_cells(f"F{row}:{last}{row}" if right else f"B{row}:D{row}")
    _put(sheet, "A5", form.guidance)
    sheet.merge_cells(f"A5:{last}5")
    _put(sheet, "A6", "Vi ønsker ikke at indstille (ja/nej)", font=BOLD)
    _put(sheet, "A7", "Særlige grunde, eller hvorfor I ikke indstiller", font=BOLD)
    _make_input(sheet, DECLINES)
    for place in range(1, len(columns(form.kind))):
        _make_input(sheet, f"{letter(place)}{REASON[1:]}")
    sheet.merge_cells(f"{REASON}:{last}{REASON[1:]}")
    for row, height in {1: 26, 5: 64, 6: 34, 7: 48, HEADINGS: 50}.items():
        sheet.row_dimensions[row].height = height


def _put_table(sheet: Worksheet, form: _Form) -> None:
    for place, column in enumerate(columns(form.kind)):
        _put(sheet, f"{letter(place)}{HEADINGS}", column.heading, font=BOLD)
        sheet[f"{letter(place)}{HEADINGS}"].fill, sheet[f"{letter(place)}{HEADINGS}"].border = LABEL, FRAME
        sheet.column_dimensions[letter(place)].width = WIDTHS.get(column.fact, len(form.seat) + 4)
        for row in range(FIRST, FIRST + form.rows):
            _make_input(sheet, f"{letter(place)}{row}")
            if column.fact == "seat":
                _put(sheet, f"{letter(place)}{row}", form.seat)
    for row in range(FIRST, FIRST + form.rows):
        sheet.row_dimensions[row].height = 20


def _put_lists(sheet: Worksheet, form: _Form) -> None:
    """What the cells accept, and what is said in Danish when they are given something else."""
    choices = {"gender": GENDERS, "seat": (form.seat,)} | dict.fromkeys(
        ("smv", "active_in_business", "consent", "cv"), YES_NO
    )
    for place, column in enumerate(columns(form.kind)):
        cells = f"{letter(place)}{FIRST}:{letter(place)}{FIRST + form.rows - 1}"
        if column.fact in choices:
            sheet.add_data_validation(_list(cells, choices[column.fact], PROMPTS.get(column.fact, "")))
        elif column.fact == "municipality":
            anything = DataValidation(
                type="list", formula1=f"'{ABOUT}'!$D$1:$D${len(form.municipalities)}", allow_blank=True, showErrorMessage=False,
                showInputMessage=True, prompt=PROMPTS["municipality"], sqref=cells,
            )  # fmt: skip
            sheet.add_data_validation(anything)
    sheet.add_data_validation(_list(DECLINES, YES_NO, "Skriv kun ja, hvis I slet ikke indstiller nogen."))


def _list(cells: str, choices: tuple[str, ...], prompt: str) -> DataValidation:
    return DataValidation(
        type="list", formula1=f'"{",".join(choices)}"', allow_blank=True, showErrorMessage=True, errorTitle="Ugyldigt svar",
        error=f"Vælg {' eller '.join(choices)} på listen.", showInputMessage=bool(prompt), prompt=prompt or None, sqref=cells,
    )  # fmt: skip


def _set_up(sheet: Worksheet, form: _Form) -> None:
    """What stays in sight, what is locked (without a password: it keeps the structure, not a secret), and the paper."""
    sheet.freeze_panes = f"B{FIRST}"
    sheet.sheet_view.showGridLines = False
    sheet.protection.sheet, sheet.protection.formatColumns, sheet.protection.formatRows = True, False, False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEADINGS}:{HEADINGS}"
    sheet.print_area = f"A1:{letter(len(columns(form.kind)) - 1)}{FIRST + form.rows - 1}"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.header = 0.5, 0.2
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = form.about[1], "Side &P af &N"


def _put(sheet: Worksheet, cell: str, text: str, *, font: Font | None = None) -> None:
    """Text, and never a formula: the names of bodies and houses come from a file."""
    target = sheet[cell]
    target.value, target.data_type = text, "s"
    target.quotePrefix = text.startswith(FORMULA_SIGNS)
    target.alignment = Alignment(wrap_text=True, vertical="center")
    if font:
        target.font = font


def _make_input(sheet: Worksheet, cell: str) -> None:
    """A cell to fill in, formatted as text, so that nothing typed becomes a date or a formula."""
    target = sheet[cell]
    target.fill, target.border, target.protection, target.number_format = INPUT, FRAME, UNLOCKED, "@"
    target.alignment = Alignment(wrap_text=True, vertical="center")


def _packed(book: Workbook) -> bytes:
    """The workbook as bytes, with every time in it fixed: openpyxl writes the present one."""
    made, packed = io.BytesIO(), io.BytesIO()
    book.save(made)
    book.properties.modified = MADE_AT
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = tostring(book.properties.to_tree()) if name == "docProps/core.xml" else source.read(name)
            part = zipfile.ZipInfo(name, ZIPPED_AT)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, content)
    return packed.getvalue()
