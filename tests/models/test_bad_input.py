"""Bad files and settings: each is read or refused in words, whatever it holds. `tests/bad_input.py` says how to try many more."""

import io
import os
import resource
import socket
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from answer_forms import MAN, WOMAN, filled, repacked
from bad_input import LONGEST, Tree, Tried, any_file, as_yaml, broken, in_time, many, storable, strange_texts
from board_files import SEATS, answer, board, text, without
from hypothesis import given
from hypothesis import strategies as st
from office import moment
from ruamel.yaml import YAML
from term import TERM

from models import yaml_file
from models.answer_form import read_answer_form
from models.board_file import read_board_file
from models.board_in_file import board_in, check_file
from models.database import open_engine
from models.definition import Definition, read_definition
from models.errors import FileRefused
from models.nomination_import import preview, register_form
from models.opening import build_round
from models.rules.check import check_plan
from models.scenario import read_scenario
from models.settings import Settings, read_settings
from terms import scenario_file

DAY = date(2022, 3, 1)
Record = Callable[[str, object], None]


def loaded(file: Path) -> Tree:
    return YAML(typ="safe").load(file)


@pytest.fixture(scope="module")
def small_term() -> Tree:
    """The shipped term with one body of each kind."""
    term = loaded(TERM)
    term["bodies"] = [next(each for each in term["bodies"] if each["kind"] == kind) for kind in (
        "business", "knowledge", "labour", "region",
    )]  # fmt: skip
    term["municipalities"] = term["municipalities"][:2]
    return term


@pytest.fixture(scope="module")
def small_round(tmp_path_factory: pytest.TempPathFactory, small_term: Tree) -> Definition:
    file = tmp_path_factory.mktemp("term") / "term.yaml"
    file.write_text(as_yaml(small_term))
    return read_definition(file)[0]


PERSON = {"name": "Prøvekandidat 1", "gender": "woman", "email": "en@kandidater.example", "municipality": "Aalborg"}
SCENARIO: Tree = {
    "initials": "TST",
    "steps": [
        {"on": date(2022, 1, 21), "do": "record-decision", "kind": "organisations", "organisations": ["di", "videninstitution-1"],
         "consideration": "Saglig overvejelse.", "criteria": "Indsigt.", "attendance": {"members": 22, "present": 20}},
        {"on": date(2022, 1, 21), "do": "record-decision", "kind": "chair-and-members", "chair": {**PERSON, "council": "Aalborg"},
         "members": [{"name": f"Prøvekandidat {number}", "gender": "man", "council": "Hjørring"} for number in (2, 3, 4)],
         "election": {"chair_by": "majority", "present": 20, "ballots": [{"votes": [{"name": "Prøvekandidat 1", "votes": 15}]}],
                      "members_by": "proportional", "lists": [{"name": "A", "votes": 20, "candidates": ["Prøvekandidat 2"]}]}},
        {"on": date(2022, 2, 1), "do": "move-milestone", "milestone": "nominations", "starts_on": date(2022, 2, 25),
         "reason": "Kortere."},
        {"on": date(2022, 2, 10), "do": "register-nomination", "body": "di", "reason": "Kun én ville.",
         "nominees": [{**PERSON, "name": "Prøvekandidat 5", "smv": True, "active_in_business": True, "trade": "industri"}]},
        {"on": date(2022, 3, 2), "do": "record-clarification", "body": "di", "name": "Prøvekandidat 5", "point": "cv",
         "state": "answered", "answer": "yes"},
        {"on": date(2022, 3, 23), "do": "record-acceptance", "body": "di", "question": "reason", "accepted": True,
         "reason": "Den er god."},
        {"on": date(2022, 3, 23), "do": "record-appointments", "appointed_by": "kkr",
         "nominees": [{"seat": "company", "nominated_by": "di", "name": "Prøvekandidat 5"}],
         "reasons": [{"rule": "B12", "reason": "Sådan er det."}]},
        {"on": date(2022, 3, 28), "do": "record-observer", "person": {**PERSON, "name": "Prøveobservatør"}},
    ],
}  # fmt: skip


def test_a_bad_term_file_is_refused_in_words(tmp_path: Path, small_term: Tree, record_property: Record) -> None:
    tried, file = Tried("term file"), tmp_path / "term.yaml"

    @many()
    @given(any_file(small_term, TERM.read_bytes()[:6000]))
    def one(content: bytes) -> None:
        file.write_bytes(content)
        definition = tried(lambda: read_definition(file)[0], names=str(file), given=content.decode(errors="replace"))
        if definition is not None:
            assert storable(definition.model_dump(mode="json"))
            check_plan(build_round(definition))

    one()
    record_property("figures", str(tried))
    assert tried.refused == tried.inputs - tried.read > 0


def test_a_bad_scenario_is_refused_in_words_and_so_is_each_step_of_one_that_can_be_read(
    tmp_path: Path, small_round: Definition, record_property: Record
) -> None:
    tried, steps, file = Tried("scenario"), Tried("step of a scenario"), tmp_path / "term.scenario.yaml"

    @many()
    @given(any_file(SCENARIO, scenario_file(TERM).read_bytes()[:4000]))
    def one(content: bytes) -> None:
        file.write_bytes(content)
        scenario = tried(lambda: read_scenario(file), names=str(file), given=content.decode(errors="replace"))
        if scenario is not None:
            assert storable(scenario.model_dump(mode="json"))
            round_ = build_round(small_round)
            for step in scenario.steps:
                at = moment(step.on)
                steps(lambda: step.apply(round_, scenario.initials, at), names="", given=content)  # noqa: B023

    one()
    record_property("figures", f"{tried}; {steps}")
    assert tried.refused == tried.inputs - tried.read > 0


def test_a_bad_board_file_is_refused_in_words(tmp_path: Path, record_property: Record) -> None:
    tried, file = Tried("board file"), tmp_path / "board.yaml"
    small = board(answer(), without(*SEATS[3:]))

    @many()
    @given(any_file(small, text(small).encode()))
    def one(content: bytes) -> None:
        file.write_bytes(content)
        read = tried(lambda: read_board_file(file), names=str(file), given=content.decode(errors="replace"))
        if read is not None:
            assert all(finding.message for finding in check_file(board_in(read)))

    one()
    record_property("figures", str(tried))
    assert tried.refused == tried.inputs - tried.read > 0


XML = (
    b"<", b">", b"&", b"&amp;", b"&#0;", b"&#x1F600;", b"<![CDATA[x]]>", b"<!-- -->", b"<?x y?>", b"]]>", b'"', b"<a>", b"</a>",
    b"<x:a/>", b"\0", b"\xff", b"<row/>", b"<c/>", b"<v>9</v>", b"<f>1+1</f>", b"<f t='shared' si='0'>A1</f>", b"<sheet/>",
    b"<is><t>x</t></is>", b"<si/>", b"<xf/>", b"<mergeCell ref='A1:XFD1048576'/>", b" r='A0'", b" r='ZZZZ1'", b" t='s'",
    b" t='d'", b" t='e'", b" s='99999'", b" state='hidden'", b" Target='http://ond.example/'", b" Target='../../../x'",
    b" TargetMode='External'", b"<!DOCTYPE x>", b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>",
    b"<?xml version='1.1' encoding='utf-7'?>",
)  # fmt: skip
NAMES_OF_PARTS = (
    "../../x.xml",
    "/etc/x",
    "x/",
    "xl\\workbook.xml",
    "XL/WORKBOOK.XML",
    "æ" * 300,
    "xl/vbaProject.bin",
    "x\n.xml",
)
SHEET = "xl/worksheets/sheet1.xml"
KINDS = ("str", "inlineStr", "n", "b", "e", "d", "s")


@st.composite
def any_form(draw: st.DrawFn, form: bytes) -> bytes:
    """A form for the answer with cells, parts of its zip, or bytes of it spoilt."""
    texts = strange_texts.map(escape)
    if draw(st.integers(0, 5)) == 0:
        return draw(broken(form, (*XML, b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", bytes(40))))
    with zipfile.ZipFile(io.BytesIO(form)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(sorted(parts)))
        match draw(st.sampled_from(["cells", "cells", "cells", "break", "leave-out", "rename"])):
            case "cells":
                cells = draw(
                    st.lists(
                        st.tuples(st.sampled_from("ABCDEFGHIJKZ"), st.integers(1, 20), st.sampled_from(KINDS), texts)
                    )
                )
                rows = "".join(
                    f'<row r="{row}"><c r="{column}{row}" t="{kind}"><v>{value}</v><is><t>{value}</t></is></c></row>'
                    for column, row, kind, value in cells
                )
                end = b"</sheetData>"
                parts[SHEET] = parts.get(SHEET, b"").replace(end, rows.encode(errors="replace") + end)
            case "break":
                parts[name] = draw(broken(parts[name], XML))
            case "leave-out" if len(parts) > 1:
                del parts[name]
            case "rename":
                parts[draw(st.sampled_from([*NAMES_OF_PARTS, *sorted(parts)]))] = parts.pop(name)
    return packed(parts)


def packed(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_a_bad_form_for_the_answer_is_refused_in_words_and_so_is_its_answer(
    small_round: Definition, record_property: Record
) -> None:
    tried, registered = Tried("form for the answer"), Tried("answer in one that can be read")
    form = filled(build_round(small_round), WOMAN, MAN)

    @many(3)
    @given(any_form(form))
    def one(content: bytes) -> None:
        read = tried(lambda: read_answer_form(content, name="svar.xlsx"), names="svar.xlsx", given=content)
        if read is not None:
            assert storable([row.name for row in read.rows] + [read.reason])
            round_ = build_round(small_round)
            if registered(lambda: preview(round_, read, received_on=DAY), names="svar.xlsx") is not None:
                at = moment(DAY)
                registered(lambda: register_form(round_, read, received_on=DAY, initials="TST", at=at), names="")

    one()
    record_property("figures", f"{tried}; {registered}")
    assert tried.refused == tried.inputs - tried.read > 0


SETTINGS = sorted(f"UDPEGNING_{name.upper()}" for name in Settings.model_fields)


def used(settings: Settings) -> Path:
    """As every run does."""
    open_engine(settings.database).dispose()
    return settings.letters


def test_a_bad_setting_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch, record_property: Record) -> None:
    tried = Tried("settings")

    @many(2)
    @given(
        st.sampled_from(SETTINGS),
        strange_texts.map(lambda text: text.replace("\0", "").encode(errors="replace").decode()),
    )
    def one(name: str, value: str) -> None:
        with monkeypatch.context() as patched:
            patched.setenv(name, value)
            tried(lambda: used(read_settings()), names=name, given=value)

    one()
    record_property("figures", str(tried))
    assert tried.refused == tried.inputs - tried.read > 0


READERS: dict[str, Callable[[Path], object]] = {
    "term file": read_definition,
    "scenario": read_scenario,
    "board file": read_board_file,
    "form for the answer": read_answer_form,
}


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_loop(path: Path) -> None:
    path.symlink_to(path)


def unreadable(path: Path) -> None:
    path.write_bytes(b"a: 1\n")
    path.chmod(0)


def a_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(path.name)  # the whole path may be too long for one


def enormous(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10**12)


NO_FILES: dict[str, Callable[[Path], object]] = {
    "nothing": lambda _: None,
    "a folder": Path.mkdir,
    "a pipe that nobody writes into": a_pipe,
    "a device that never ends": lambda path: path.symlink_to("/dev/zero"),
    "a terminal": lambda path: path.symlink_to("/dev/tty"),
    "a link to itself": a_loop,
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a socket": a_socket,
    "a file that may not be read": unreadable,
    "a terabyte of nothing": enormous,
    "an empty file": Path.touch,
}


@pytest.mark.parametrize("reader", READERS)
def test_what_is_no_file_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: str, record_property: Record
) -> None:
    monkeypatch.chdir(tmp_path)
    tried = Tried(f"{reader}: what is no file")
    for make in NO_FILES.values():
        path = tmp_path / str(tried.inputs)
        make(path)
        assert tried(lambda: READERS[reader](path), names=str(path)) is None  # noqa: B023
    for name in ("x" * 300, "a\0b", "", "\ud800"):
        assert tried(lambda: READERS[reader](Path(name)), names="") is None  # noqa: B023
    record_property("figures", str(tried))
    assert tried.refused == len(NO_FILES) + 4


LAUGHS = "a: &a0 [ha]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12))
BOMBS_IN_YAML = {
    "aliases that grow": (LAUGHS, "its aliases (*name) repeat too much"),
    "an alias in itself": ("a: &a [*a]\n", "its aliases (*name) repeat too much"),
    "one anchor many times": ("a: [" + "&a 1, " * 50_000 + "]", "the anchor &a stands there twice"),
    "lists in lists": ("a: " + "[" * 500_000, "nests deeper than"),
    "very many lines": ("#\n" * 400_000 + "a: 1\n", "the file is far too long"),
    "a number of many digits": (f"a: {'9' * 300_000}", "the number here is too large"),
    "a text that fills the file": (f'a: "{"x" * 300_000}"', "'a' is not a known key"),
}


@pytest.mark.parametrize("bomb", BOMBS_IN_YAML)
def test_a_file_in_yaml_that_would_grow_or_take_hours_is_refused_soon(tmp_path: Path, bomb: str) -> None:
    content, said = BOMBS_IN_YAML[bomb]
    file, before = tmp_path / "board.yaml", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    file.write_text(content)
    with in_time(), pytest.raises(FileRefused) as caught:
        read_board_file(file)
    assert said in str(caught.value)
    assert len(str(caught.value)) < LONGEST
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_MEMORY


def test_a_file_of_very_many_values_is_refused_before_they_are_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_file, "MOST_PARTS", 50)
    file = tmp_path / "board.yaml"
    file.write_text(f"a: [{'1, ' * 60}\n  *never-named]")
    with pytest.raises(FileRefused, match="board.yaml:1: error file: the file is far too long. Such"):
        read_board_file(file)


MOST_MEMORY = 200_000  # kilobytes
GROWS = "it grows far too large when it is opened"


def rows_of(cell: str, *, rows: int = 900, columns: str = "ABCDEFGHIJ") -> bytes:
    """A sheet full of one cell."""
    return "".join(
        f'<row r="{row}">{"".join(cell.format(at=f"{column}{row}") for column in columns)}</row>'
        for row in range(50, 50 + rows)
    ).encode()


def in_part(part: str, end: bytes, xml: bytes) -> Callable[[bytes], bytes]:
    return lambda form: repacked(form, {part: lambda content: content.replace(end, xml + end)})


def in_sheet(xml: bytes) -> Callable[[bytes], bytes]:
    return in_part(SHEET, b"</sheetData>", xml)


def many_sheets(form: bytes) -> bytes:
    space = b'xmlns:q="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    more = b"".join(
        b'<sheet %s name="s%d" sheetId="%d" q:id="rId1"/>' % (space, each, each) for each in range(10, 5000)
    )
    return in_part("xl/workbook.xml", b"</sheets>", more)(form)


def said_to_be_small(form: bytes) -> bytes:
    size = 1_234_567
    form = repacked(form, {"xl/blanks.xml": b" " * size})
    return form.replace(size.to_bytes(4, "little"), (99).to_bytes(4, "little"))


FORMULA = b'<row r="40"><c r="A40"><f t="shared" si="0" ref="A40">%s1</f></c></row>'
BOMBS_IN_FORMS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a sheet that is there thousands of times": (many_sheets, GROWS),
    "a formula in every cell": (in_sheet(FORMULA % b"A1+" + rows_of('<c r="{at}"><f t="shared" si="0"/></c>')), GROWS),
    "an enormous formula": (in_sheet(FORMULA % (b"A1+" * 100_000)), GROWS),
    "a text in every cell": (in_sheet(rows_of(f'<c r="{{at}}" t="str"><v>{"x" * 200}</v></c>')), GROWS),
    "an enormous text": (in_sheet(b'<row r="40"><c r="A40" t="str"><v>%s</v></c></row>' % (b"x" * 1_500_000)), GROWS),
    "very many rows": (in_sheet(b"<row/>" * 200_000), GROWS),
    "elements in elements": (in_sheet(b"<a>" * 200_000 + b"</a>" * 200_000), GROWS),
    "very many formats": (in_part("xl/styles.xml", b"</cellXfs>", b"<xf/>" * 200_000), GROWS),
    "a sheet full of what is wrong": (in_sheet(rows_of('<c r="{at}"><v>7</v></c>')), "7099 more like these"),
    "a part that is said to be smaller than it is": (said_to_be_small, "it is damaged"),
}


@pytest.mark.parametrize("bomb", BOMBS_IN_FORMS)
def test_a_form_that_would_grow_or_take_hours_is_refused_soon(small_round: Definition, bomb: str) -> None:
    change, said = BOMBS_IN_FORMS[bomb]
    round_ = build_round(small_round)
    content = change(filled(round_, WOMAN))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with in_time(), pytest.raises(FileRefused) as caught:
        register_form(round_, read_answer_form(content), received_on=DAY, initials="TST", at=moment(DAY))
    assert said in str(caught.value)
    assert len(str(caught.value)) < LONGEST
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_MEMORY
