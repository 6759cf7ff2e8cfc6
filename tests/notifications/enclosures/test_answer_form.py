"""The form for the answer as it goes out: what stands in it, what its cells accept, and that it is always the same file."""

import io
import zipfile
from datetime import datetime
from typing import Any

import pytest
from answer_forms import blank, cell
from office import Office
from openpyxl import load_workbook

from models.answer_form import ABOUT, ABOUT_KEYS, DECLINES, FIRST, HEADINGS, REASON, SHEET
from models.round import Round
from notifications.enclosures.answer_form import SPARE_ROWS, _written

YES_NO = '"ja,nej"'
BUSINESS = {"smv", "active_in_business", "trade"}
LAST = FIRST + 2 + SPARE_ROWS - 1


@pytest.fixture
def round_(office: Office) -> Round:
    return office.round


def book(round_: Round, body: str = "di") -> Any:
    return load_workbook(io.BytesIO(blank(round_, body)))


def body_of(round_: Round, key: str) -> Any:
    found = round_.body(key)
    assert found is not None
    return found


def test_it_says_whose_form_it_is_until_when_and_where_to(round_: Round) -> None:
    sheet = book(round_, "smvdanmark")[SHEET]
    assert [sheet[name].value for name in ("A1", "B2", "F2", "B3", "F3", "B4", "F4")] == [
        "Indstilling til bestyrelsen for Erhvervshus Nordjylland", "Erhvervshus Nordjylland",
        "1. april 2022 til 1. april 2026", "SMVdanmark", "virksomhedsrepræsentant", "mandag den 28. februar 2022",
        "sekretariat@kkr-nordjylland.example",
    ]  # fmt: skip


ALWAYS = (
    "Udfyld de gule felter med én række for hver person, I indstiller. Vi beder jer indstille både en kvinde og en mand. "
    "Er der særlige grunde til, at det ikke er muligt, beder vi jer oplyse dem i feltet nedenfor (ligestillingslovens § 9, "
    "stk. 2, og § 10 a, stk. 2). {}Udfyld altid navn og køn, og de øvrige felter, så vidt I har oplysningerne. Gem filen som "
    "Excel-fil (.xlsx), og send den til sekretariat@kkr-nordjylland.example."
)


@pytest.mark.parametrize(
    "key, demand",
    [
        pytest.param("di", "De indstillede skal være aktive erhvervsdrivende. ", id="business"),
        pytest.param(
            "smvdanmark",
            "De indstillede skal være aktive erhvervsdrivende, og mindst én skal komme fra en lille eller mellemstor "
            "virksomhed (SMV). ",
            id="business that is asked for an SMV",
        ),
        pytest.param("videninstitution-1", "", id="nothing is demanded of a knowledge institution"),
        pytest.param("fh-ac", "", id="nor of FH and AC"),
    ],
)
def test_the_guidance_demands_what_the_letter_demands_and_nothing_else(round_: Round, key: str, demand: str) -> None:
    assert book(round_, key)[SHEET]["A5"].value == ALWAYS.format(demand)


def test_a_body_that_nominates_for_several_seats_is_asked_for_equally_many_and_has_more_rows(round_: Round) -> None:
    body_of(round_, "di").seats = 3
    sheet = book(round_)[SHEET]
    assert "lige mange kvinder og mænd" in sheet["A5"].value
    assert sheet["F3"].value == "virksomhedsrepræsentant (tre pladser)"
    assert sheet.print_area == f"'{SHEET}'!$A$1:$J${FIRST + 6 + SPARE_ROWS - 1}"


@pytest.mark.parametrize(
    "key, seat, facts",
    [
        pytest.param("di", "virksomhedsrepræsentant", {"smv", "active_in_business"}, id="business"),
        pytest.param("videninstitution-1", "repræsentant fra en videninstitution", set(), id="knowledge"),
        pytest.param("fh-ac", "medlem fra en arbejdstagerorganisation", set(), id="labour"),
    ],
)
def test_the_cells_that_have_a_list_accept_nothing_else(round_: Round, key: str, seat: str, facts: set[str]) -> None:
    lists = {
        str(each.sqref): each
        for each in book(round_, key)[SHEET].data_validations.dataValidation
        if each.showErrorMessage
    }
    yes_no = {f"{column(round_, fact, key)}": YES_NO for fact in {"consent", "cv", *facts}}
    assert {cells: each.formula1 for cells, each in lists.items()} == {
        column(round_, "gender", key): '"kvinde,mand,ikke oplyst"', column(round_, "seat", key): f'"{seat}"', **yes_no,
        DECLINES: YES_NO,
    }  # fmt: skip
    assert {(each.type, each.errorTitle, each.errorStyle, each.allow_blank) for each in lists.values()} == {
        ("list", "Ugyldigt svar", None, True)
    }
    assert lists[DECLINES].error == "Vælg ja eller nej på listen."


def column(round_: Round, fact: str, key: str) -> str:
    name = cell(round_, fact, body=key)[0]
    return f"{name}{FIRST}:{name}{LAST}"


def test_a_municipality_can_be_chosen_or_another_one_written(round_: Round) -> None:
    form = book(round_)
    (free,) = [each for each in form[SHEET].data_validations.dataValidation if not each.showErrorMessage]
    assert (str(free.sqref), free.formula1) == (column(round_, "municipality", "di"), f"'{ABOUT}'!$D$1:$D$11")
    assert [form[ABOUT][f"D{row}"].value for row in range(1, 13)] == [*round_.municipalities, None]


def test_only_the_cells_to_fill_in_can_be_written_in_and_no_password_is_needed(round_: Round) -> None:
    form = book(round_)
    sheet = form[SHEET]
    unlocked = {each.coordinate for row in sheet.iter_rows() for each in row if not each.protection.locked}
    table = {f"{name}{row}" for name in "ABCDEFGHIJ" for row in range(FIRST, LAST + 1)}
    assert unlocked == table | {DECLINES} | {f"{name}{REASON[1:]}" for name in "BCDEFGHIJ"}
    assert (sheet.protection.sheet, sheet.protection.password) == (True, None)
    assert form.security.lockStructure
    assert {sheet[name].number_format for name in table} == {"@"}, "what is typed may become a date or a formula"


def test_it_is_made_for_the_screen_and_for_one_page_of_a4(round_: Round) -> None:
    sheet = book(round_)[SHEET]
    assert (sheet.freeze_panes, sheet.print_title_rows) == (f"B{FIRST}", f"${HEADINGS}:${HEADINGS}")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToWidth) == (True, 1)
    headings = [each for each in sheet[HEADINGS] if each.value]
    longest = {each.coordinate: max(map(len, each.value.split())) for each in headings}
    widths = {each.coordinate: sheet.column_dimensions[each.column_letter].width for each in headings}
    assert [name for name, width in widths.items() if width < longest[name]] == [], "a word is cut"
    assert all(each.alignment.wrap_text for each in headings)


def test_the_hidden_sheet_says_where_the_form_belongs(round_: Round) -> None:
    about = book(round_)[ABOUT]
    assert about.sheet_state == "veryHidden"
    assert [(about[f"A{row}"].value, about[f"B{row}"].value) for row in range(1, 6)] == list(
        zip(ABOUT_KEYS, ("1", round_.key, "di", "business", "virksomhedsrepræsentant"), strict=True)
    )


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_name_that_reads_as_a_formula_is_text(round_: Round, sign: str) -> None:
    name = f'{sign}HYPERLINK("http://ond.example")'
    round_.house = round_.municipalities[0] = body_of(round_, "di").name = name
    form = book(round_)
    for each in (form[SHEET]["B2"], form[SHEET]["B3"], form[ABOUT]["D1"]):
        assert (each.value, each.data_type, each.quotePrefix) == (name, "s", True)


def test_the_same_form_is_the_same_bytes_at_any_time(round_: Round) -> None:
    first = blank(round_)
    _written.cache_clear()
    assert blank(round_) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
    made = book(round_).properties
    assert (made.created, made.modified) == (datetime(2000, 1, 1), datetime(2000, 1, 1))  # noqa: DTZ001


def test_a_form_is_made_once_and_anew_when_something_in_it_changes(round_: Round) -> None:
    first = blank(round_)
    assert blank(round_) is first
    round_.secretariat_email = "andre@kkr-nordjylland.example"
    assert "andre@kkr-nordjylland.example" in book(round_)[SHEET]["A5"].value
