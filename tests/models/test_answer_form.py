"""Reading the form for the answer: what people write, what programs make of it, and what somebody did to it."""

import io
import os
import re
import time
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from answer_forms import MAN, WOMAN, Edit, blank, cell, filled, heading, repacked, writing
from office import Office
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from models.answer_form import ABOUT, DECLINED, DECLINES, REASON, SHEET, read_answer_form
from models.entries import PersonEntry
from models.errors import FileRefused
from models.round import Round
from models.words import Gender

FIRST_SHEET = "xl/worksheets/sheet1.xml"
FIRST_ENTRY = PersonEntry(
    name="Prøvekandidat 1", gender=Gender.WOMAN, email="en@di.example", municipality="Aalborg", trade="industri", smv=True,
    active_in_business=True, consent=True, cv=True,
)  # fmt: skip
SECOND_ENTRY = FIRST_ENTRY.model_copy(
    update={"name": "Prøvekandidat 2", "gender": Gender.MAN, "email": "to@di.example", "smv": False, "cv": False}
)
NO_BUSINESS = {"trade": "", "smv": False, "active_in_business": False}


@pytest.fixture
def round_(office: Office) -> Round:
    return office.round


def test_a_remark_below_the_table_is_nobodys_name(round_: Round) -> None:
    form = read_answer_form(filled(round_, WOMAN, MAN, edit=writing("A60", "Vi foretrækker den første")))
    (wrong,) = form.every_wrong
    assert (wrong.file, wrong.message) == ("the form, cell A60", "it stands below the table.")
    assert [row.person is None for row in form.rows] == [False, False, True]


@pytest.mark.parametrize(
    "body, without",
    [
        pytest.param("di", {}, id="business"),
        pytest.param("smvdanmark", {}, id="business that is asked for an SMV"),
        pytest.param("videninstitution-1", NO_BUSINESS, id="knowledge is not asked about business"),
        pytest.param("fh-ac", NO_BUSINESS, id="nor is labour"),
    ],
)
def test_what_is_filled_in_is_what_is_read(round_: Round, body: str, without: dict[str, Any]) -> None:
    form = read_answer_form(filled(round_, WOMAN, MAN, body=body, reason="Kun to\nville."))
    assert [row.person for row in form.rows] == [
        entry.model_copy(update=without) for entry in (FIRST_ENTRY, SECOND_ENTRY)
    ]
    assert (form.round, form.body, form.reason, form.every_wrong) == (round_.key, body, "Kun to\nville.", [])
    assert PersonEntry.model_fields.keys() - form.facts == {
        "council", "private_business_background", "director_of_house", *without,
    }  # fmt: skip


@pytest.mark.parametrize(
    "fact, typed, read",
    [
        pytest.param(
            "name", "  Prøve\u00a0 kandidat\n1 ", "Prøve kandidat 1", id="stray and hard spaces, a line break"
        ),
        pytest.param(
            "name", "Pr\u00f8vea\u030angstr\u00f6m\u200b", "Prøveångström", id="a combined letter, an invisible one"
        ),
        pytest.param("name", "Prøve_x000D_\nkandidat", "Prøve kandidat", id="a carriage return as Excel writes it"),
        pytest.param("gender", "KVINDE ", Gender.WOMAN, id="capitals"),
        pytest.param("gender", "K", Gender.WOMAN, id="one letter"),
        pytest.param("gender", " m. ", Gender.MAN, id="one letter and a dot"),
        pytest.param("gender", "Ikke\u00a0oplyst", Gender.NOT_STATED, id="not stated"),
        pytest.param("gender", None, Gender.NOT_STATED, id="left empty"),
        pytest.param("smv", "JA", True, id="capitals for yes"),
        pytest.param("smv", "x", True, id="a cross"),
        pytest.param("smv", 1.0, True, id="a number for yes"),
        pytest.param("smv", True, True, id="a truth value"),
        pytest.param("smv", "Nej.", False, id="no with a dot"),
        pytest.param("smv", 0, False, id="a number for no"),
        pytest.param("smv", "–", False, id="a dash for nothing"),
        pytest.param("smv", None, False, id="empty is no"),
        pytest.param("email", "mailto:En@DI.example", "En@di.example", id="a link, as Excel makes it"),
        pytest.param("email", " <en@di.example>", "en@di.example", id="in angle brackets"),
        pytest.param("email", "-", "", id="no address"),
        pytest.param("municipality", "Aalborg Kommune", "Aalborg", id="with the word Kommune"),
        pytest.param("trade", 7810.0, "7810", id="a trade code, which Excel holds as a number"),
        pytest.param("trade", 2.5, "2.5", id="a number with decimals"),
        pytest.param("seat", "VIRKSOMHEDSREPRÆSENTANT", None, id="the seat in capitals"),
        pytest.param("seat", None, None, id="the seat cleared"),
    ],
)
def test_a_cell_is_understood_as_people_and_programs_write_it(
    round_: Round, fact: str, typed: object, read: object
) -> None:
    (row,) = read_answer_form(filled(round_, {**WOMAN, fact: typed})).rows
    expected = FIRST_ENTRY if fact == "seat" else FIRST_ENTRY.model_copy(update={fact: read})
    assert (row.person, row.wrong) == (expected, ())


@pytest.mark.parametrize(
    "declines, reason, read",
    [
        pytest.param("ja", None, DECLINED, id="declines without a word"),
        pytest.param("X", "Vi har ingen egnede.", "Vi har ingen egnede.", id="declines and says why"),
    ],
)
def test_an_answer_that_names_nobody_says_so(round_: Round, declines: str, reason: str | None, read: str) -> None:
    form = read_answer_form(filled(round_, declines=declines, reason=reason))
    assert (form.reason, form.rows, form.every_wrong) == (read, (), [])


def test_rows_left_empty_or_with_dashes_are_no_nominees_and_a_gap_is_none(round_: Round) -> None:
    form = read_answer_form(filled(round_, WOMAN, {}, {"name": "-", "smv": "–"}, MAN, {"gender": " "}))
    assert [(row.row, row.name) for row in form.rows] == [(9, "Prøvekandidat 1"), (12, "Prøvekandidat 2")]


def test_a_row_below_the_prepared_ones_is_read_too(round_: Round) -> None:
    form = read_answer_form(filled(round_, WOMAN, edit=writing("A40", "Prøvekandidat 3")))
    assert [row.row for row in form.rows] == [9, 40]


NOT_AN_ANSWER = "it holds none of the answers."
FORMULA = "it holds a formula. Write the text itself."


@pytest.mark.parametrize(
    "fact, typed, said",
    [
        pytest.param("name", None, "Navn: it is empty. Write the name, or clear the row.", id="no name"),
        pytest.param("name", "x" * 201, "Navn: it is longer than 200 characters. Correct it.", id="a very long name"),
        pytest.param("name", '=HYPERLINK("http://ond.example")', f"Navn: {FORMULA}", id="a formula"),
        pytest.param("name", ArrayFormula("A9", "=1+1"), f"Navn: {FORMULA}", id="an array formula"),
        pytest.param("trade", "#N/A", "Virksomhed og branche: it holds the error #N/A. Write the text itself.", id="an error"),
        pytest.param("trade", datetime(2022, 2, 1), "Virksomhed og branche: it holds a date. Write it as text.", id="a date"),  # noqa: DTZ001
        pytest.param("gender", "måske", f"Køn (kvinde, mand eller ikke oplyst): {NOT_AN_ANSWER} "
                     "Write kvinde, mand or ikke oplyst.", id="no known gender"),
        pytest.param("smv", "måske", f"Kommer fra en SMV (ja/nej): {NOT_AN_ANSWER} Write ja or nej.", id="neither yes nor no"),
        pytest.param("consent", 2, f"Samtykke (ja/nej): {NOT_AN_ANSWER} Write ja or nej.", id="a number that says nothing"),
        pytest.param("email", "en snabel-a di.example", "E-mail: it is not an e-mail address. Correct it.", id="no address"),
        pytest.param("email", "en@di.example, to@di.example", "E-mail: it is not an e-mail address. Correct it.", id="two"),
        pytest.param("municipality", "y" * 101, "Kommune (bopæl eller arbejde): it is longer than 100 characters. Correct it.",
                     id="a very long municipality"),
        pytest.param("seat", "formand", "Plads: it is not the seat this form is for. "
                     "Write 'virksomhedsrepræsentant', or ask for another form.", id="another seat"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_understood_is_named_and_makes_its_row_wrong(
    round_: Round, fact: str, typed: object, said: str
) -> None:
    form = read_answer_form(filled(round_, {**WOMAN, fact: typed}, MAN), name="svar.xlsx")
    assert [str(finding) for finding in form.every_wrong] == [
        f"svar.xlsx, cell {cell(round_, fact)}: error file: {said}"
    ]
    assert [row.person for row in form.rows] == [None, SECOND_ENTRY]


NOBODY = "nobody is named in the table, and it does not say that nobody is nominated. Ask the body for its answer."
BOTH = "it says that nobody is nominated, and the table names somebody. Ask the body which of the two it means."


@pytest.mark.parametrize(
    "people, declines, reason, said",
    [
        pytest.param([], None, None, [f"{DECLINES}: error file: {NOBODY}"], id="sent back empty"),
        pytest.param([], "nej", "Vi er i tvivl.", [f"{DECLINES}: error file: {NOBODY}"], id="nobody, and no, but a reason"),
        pytest.param([WOMAN], "ja", None, [f"{DECLINES}: error file: {BOTH}"], id="somebody, and that nobody is"),
        pytest.param([WOMAN], "=1", "=2", [f"{DECLINES}: error file: {FORMULA}", f"{REASON}: error file: {FORMULA}"],
                     id="formulas in both"),
    ],
)  # fmt: skip
def test_an_answer_that_contradicts_itself_is_wrong(
    round_: Round, people: list[dict[str, Any]], declines: object, reason: object, said: list[str]
) -> None:
    form = read_answer_form(filled(round_, *people, declines=declines, reason=reason), name="svar.xlsx")
    assert [str(finding) for finding in form.every_wrong] == [f"svar.xlsx, cell {each}" for each in said]


def test_everything_wrong_is_told_at_once(round_: Round) -> None:
    wrong = {**WOMAN, "gender": "?!", "email": "nej", "smv": "nja"}
    form = read_answer_form(
        filled(round_, wrong, MAN, {**MAN, "name": " prøvekandidat  2"}, declines="tja", edit=writing("M10", "En note"))
    )
    assert [finding.subject for finding in form.every_wrong] == [
        f"{SHEET}!{name}" for name in (DECLINES, "B9", "F9", "C9", "M10", "A11")
    ]
    assert str(form.rows[2].wrong[0]).endswith(
        "the name stands in cell A10 too. Remove one, or tell the two people apart in their names."
    )


def test_what_is_wrong_is_told_without_what_stands_there(round_: Round) -> None:
    form = read_answer_form(filled(round_, dict.fromkeys(WOMAN, "Prøvekandidat Hemmelig")))
    assert form.every_wrong
    assert [finding for finding in form.every_wrong if "Hemmelig" in str(finding)] == []


COMES_WITH = "Fill in the form that came with the request, and send that file."
ANOTHER_VERSION = (
    "it is a form of version 2, and version 1 is read here. "
    "Ask for the answer in a form of today, or register it by hand."
)


def moved(column: str, value: str, meant: str) -> str:
    return (
        f", cell {column}8: error file: the heading is '{value}', and '{meant}' is meant to stand there. {COMES_WITH}"
    )


@pytest.mark.parametrize(
    "edit, said",
    [
        pytest.param(lambda book: book.remove(book[ABOUT]), [f": error file: it has no sheet '{ABOUT}'. {COMES_WITH}"],
                     id="the hidden sheet is gone"),
        pytest.param(lambda book: setattr(book[SHEET], "title", "Ark1"),
                     [f": error file: it has no sheet '{SHEET}'. {COMES_WITH}"], id="the sheet has another name"),
        pytest.param(writing("B2", None, ABOUT),
                     [f": error file: the hidden sheet '{ABOUT}' does not say whose form it is. {COMES_WITH}"], id="no round"),
        pytest.param(writing("B4", "cirkus", ABOUT),
                     [f": error file: the hidden sheet '{ABOUT}' does not say whose form it is. {COMES_WITH}"],
                     id="an unknown kind of body"),
        pytest.param(writing("B1", 2, ABOUT), [f": error file: {ANOTHER_VERSION}"], id="a form of tomorrow"),
        pytest.param(heading("C", "Telefon"), [moved("C", "Telefon", "E-mail")], id="a renamed column"),
        pytest.param(heading("K", "Note"), [moved("K", "Note", "")], id="a column more"),
        pytest.param(lambda book: book[SHEET].insert_rows(3), [
            moved(name, value, meant) for name, value, meant in (
                ("A", "Særlige grunde, eller hvorfor I ikke indstiller", "Navn"),
                ("B", "", "Køn (kvinde, mand eller ikke oplyst)"), ("C", "", "E-mail"),
                ("D", "", "Kommune (bopæl eller arbejde)"), ("E", "", "Virksomhed og branche"),
                ("F", "", "Kommer fra en SMV (ja/nej)"), ("G", "", "Aktiv erhvervsdrivende (ja/nej)"),
                ("H", "", "Samtykke (ja/nej)"), ("I", "", "CV er vedlagt (ja/nej)"), ("J", "", "Plads"),
            )
        ], id="everything moved down by a row"),
    ],
)  # fmt: skip
def test_a_form_whose_structure_was_changed_is_refused(round_: Round, edit: Edit, said: list[str]) -> None:
    with pytest.raises(FileRefused) as caught:
        read_answer_form(filled(round_, WOMAN, edit=edit), name="svar.xlsx")
    assert [str(finding) for finding in caught.value.findings] == [f"svar.xlsx{each}" for each in said]


def test_another_spelling_of_a_heading_is_no_other_heading(round_: Round) -> None:
    form = read_answer_form(filled(round_, WOMAN, edit=heading("C", " e-MAIL\u00a0")))
    assert [row.person for row in form.rows] == [FIRST_ENTRY]


def an_archive(**parts: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def locked(form: bytes) -> bytes:
    """With the flag of an encrypted part set in both of its headers."""
    return re.sub(rb"(PK\x03\x04..|PK\x01\x02....).", lambda found: found[1] + b"\x01", form, flags=re.DOTALL)


def with_dtd(content: bytes) -> bytes:
    declaration = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    return declaration + content.replace(
        b"<sheetData>", b"<sheetData><row r='90'><c r='A90' t='str'><v>&e;</v></c></row>"
    )


def in_utf_16(content: bytes) -> bytes:
    return with_dtd(content.replace(b"utf-8", b"utf-16")).decode().encode("utf-16")


def growing(content: bytes) -> bytes:
    entities = b"".join(b'<!ENTITY e%d "%s">' % (i, b"&e%d;" % (i - 1) * 10 if i else b"ha" * 10) for i in range(9))
    return b"<!DOCTYPE x [%s]>" % entities + content.replace(b"<sheetData>", b"&e8;<sheetData>")


SAVE = "Open it in the program it was made with and save it as an Excel workbook (.xlsx)"
KIND = f"it is not an Excel workbook (.xlsx), whatever its name says. {SAVE}."
DAMAGED = f"it is damaged, or no Excel workbook (.xlsx). {SAVE}; if that fails, ask for it again."
LOCKED = f"it is locked with a password, or an old Excel file (.xls). {SAVE}, without a password."
DTD = f"it declares a document type (DTD), which no workbook needs. {SAVE}."
NO_FORM = f"it has no sheet '{SHEET}' and no sheet '{ABOUT}'. {COMES_WITH}"
NO_TEXT = b"<row r='90'><c r='A90' t='s'><v>7</v></c></row></sheetData>"
GROWS = "it grows far too large when it is opened. Fill in the form that came with the request."


@pytest.mark.parametrize(
    "attack, said",
    [
        pytest.param(lambda _: b"", KIND, id="an empty file"),
        pytest.param(lambda _: b"Navn;K\xf8n\r\nPr\xf8vekandidat;mand\r\n", KIND, id="a csv renamed"),
        pytest.param(lambda _: b"%PDF-1.7\n", KIND, id="a pdf renamed"),
        pytest.param(lambda _: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), LOCKED, id="an old or encrypted workbook"),
        pytest.param(locked, f"it is locked with a password. {SAVE}, without a password.", id="a locked zip"),
        pytest.param(lambda form: form + os.urandom(2_000_000), "it is larger than 2000000 bytes. "
                     "A form has no pictures; send the form alone.", id="too large"),
        pytest.param(lambda form: form[: len(form) // 2], DAMAGED, id="cut off"),
        pytest.param(lambda form: form[:3000] + bytes(200) + form[3200:], DAMAGED, id="overwritten in the middle"),
        pytest.param(lambda _: an_archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), KIND, id="an .ods"),
        pytest.param(lambda form: repacked(form, {"xl/vbaProject.bin": b"x"}), "it holds macros, which are never run here. "
                     f"{SAVE}, without macros.", id="macros"),
        pytest.param(lambda form: repacked(form, {"xl/macrosheets/sheet1.xml": b"<x/>"}),
                     f"it holds macros, which are never run here. {SAVE}, without macros.", id="macros of the old kind"),
        pytest.param(lambda form: repacked(form, {"xl/bomb.xml": bytes(11_000_000)}), GROWS, id="a zip bomb"),
        pytest.param(lambda form: repacked(form, {f"xl/{i}.xml": b"<x/>" for i in range(200)}), GROWS, id="very many parts"),
        pytest.param(lambda form: repacked(form, {FIRST_SHEET: with_dtd}), DTD, id="an entity that fetches a file"),
        pytest.param(lambda form: repacked(form, {FIRST_SHEET: in_utf_16}), DTD, id="the same in UTF-16"),
        pytest.param(lambda form: repacked(form, {FIRST_SHEET: growing}), DTD, id="entities that grow"),
        pytest.param(lambda form: repacked(form, {"xl/styles.xml": with_dtd}), DTD, id="the same in another part"),
        pytest.param(lambda form: repacked(form, {"xl/anything.bin": with_dtd(b"<x/>")}), DTD, id="in one by another name"),
        pytest.param(lambda form: repacked(form, {FIRST_SHEET: b"<worksheet>"}), DAMAGED, id="broken XML"),
        pytest.param(lambda form: repacked(form, {FIRST_SHEET: lambda old: old.replace(b'r="A1"', b'r="ZZZZZZZ1"')}),
                     DAMAGED, id="a cell that cannot be"),
        pytest.param(lambda form: repacked(form, {FIRST_SHEET: lambda old: old.replace(b"</sheetData>", NO_TEXT)}), DAMAGED,
                     id="a text that is not there"),
        pytest.param(lambda form: repacked(form, {"xl/workbook.xml": b"<x/>"}), NO_FORM, id="no workbook in it"),
        pytest.param(lambda _: saved(Workbook()), NO_FORM,
                     id="any other workbook"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_form_is_refused_in_words(
    round_: Round, tmp_path: Path, attack: Callable[[bytes], bytes], said: str
) -> None:
    path = tmp_path / "svar.xlsx"
    path.write_bytes(attack(filled(round_, WOMAN)))
    for source in (path, path.read_bytes()):
        with pytest.raises(FileRefused) as caught:
            read_answer_form(source, name="svar.xlsx")
        assert str(caught.value) == f"svar.xlsx: error file: {said}"


def saved(book: Any) -> bytes:
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


FAR = b"<row r='1048576'><c r='XFD1048576' t='str'><v>x</v></c></row></sheetData>"
BEYOND = b"<row r='99999999999999'><c t='str'><v>x</v></c></row></sheetData>"
ALL = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/>'


@pytest.mark.parametrize(
    "old, new",
    [
        pytest.param(b"</sheetData>", FAR, id="a cell in the last corner"),
        pytest.param(rb"<dimension [^>]*>(.*)</sheetData>", rb"\1" + BEYOND, id="a row that no sheet has, and no size"),
        pytest.param(rb'<mergeCells count="\d+">', ALL, id="all cells merged into one"),
        pytest.param(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', id="said to be full"),
    ],
)
def test_a_sheet_that_claims_to_be_enormous_is_read_at_once(round_: Round, old: bytes, new: bytes) -> None:
    form = repacked(filled(round_, WOMAN), {FIRST_SHEET: lambda content: re.sub(old, new, content, flags=re.DOTALL)})
    started = time.monotonic()
    (row,) = read_answer_form(form).rows
    assert (row.person, time.monotonic() - started < 5) == (FIRST_ENTRY, True)


@pytest.mark.parametrize(
    "name, said",
    [
        pytest.param("nej.xlsx", "there is no such file. Check the path.", id="no file"),
        pytest.param(".", "it is not a file. Name the form that came back.", id="a folder"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read_answer_form(tmp_path / name)
    assert str(caught.value) == f"{tmp_path / name}: error file: {said}"


def test_a_form_filled_in_with_libreoffice_is_read(round_: Round) -> None:
    form = read_answer_form(Path(__file__).with_name("answer_by_libreoffice.xlsx"))
    assert (form.round, form.body, form.reason, form.every_wrong) == (round_.key, "di", "Kun to\nville.", [])
    assert [row.person for row in form.rows] == [FIRST_ENTRY, SECOND_ENTRY]


def test_a_blank_form_of_each_body_is_read_as_unanswered(round_: Round) -> None:
    for body in round_.bodies[:-1]:
        form = read_answer_form(blank(round_, body.key))
        assert (form.body, [str(finding).split(": ", 2)[2] for finding in form.every_wrong]) == (body.key, [NOBODY])
