"""Tables for a page and a spreadsheet: what a cell becomes, and that no spreadsheet sees a formula in it."""

import csv
import re
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words import LetterState
from notifications.table import Files, Table, harmless, table


def cells(*things: object) -> list[object]:
    made = table("t", "T", "t", things, {"Cell": lambda each: each}, time_zone="Europe/Copenhagen")
    return [cell for (cell,) in made.rows]


def test_a_cell_says_what_is_meant() -> None:
    moment = datetime(2022, 3, 27, 1, 0, 0, 5, tzinfo=UTC)
    things = [None, True, False, 3, "", LetterState.HELD, date(2022, 3, 1), moment]
    assert cells(*things) == [
        "", "yes", "no", 3, "", "held", "2022-03-01", "2022-03-27 03:00:00+02:00",
    ]  # fmt: skip
    assert cells(["di", 2], {"state": "held", "findings": {"di": ["B7"]}, "none": None}, [], {}) == [
        "di\n2", 'state: held\nfindings: {"di": ["B7"]}\nnone: null', "", "",
    ]  # fmt: skip


def test_a_table_is_for_a_danish_spreadsheet() -> None:
    rows = [["æ;ø", 2, Files(["a.eml", "b.eml"])], ['"=1', -2, Files([])]]
    made = Table(name="t", title="T", danish="t", columns=["Å", "B", "C"], rows=rows)
    assert made.as_csv() == '\ufeff"Å";"B";"C"\r\n"æ;ø";2;"a.eml\nb.eml"\r\n"\'""=1";-2;""\r\n'.encode()


@pytest.mark.parametrize(
    "text, becomes",
    [
        ("=1+1", "'=1+1"),
        ("+45 12 34", "'+45 12 34"),
        ("-- ", "'-- "),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t1", "'\t1"),
        ("\r1", "'\r1"),
        ("\n1", "'\n1"),
        ("  =1", "'  =1"),
        ("\u00a0=1", "'\u00a0=1"),
        ("\ufeff=1", "'\ufeff=1"),
        ("\u200b@A", "'\u200b@A"),
        ('"=1', "'\"=1"),
        ("\uff1d1", "'\uff1d1"),
        ("a;=1", "a;'=1"),
        ('a, "=1', "a,' \"=1"),
        ("a\n=1", "a\n'=1"),
        ("-5", "-5"),
        ("+1,5", "+1,5"),
        ("-1.000,5", "-1.000,5"),
        ("3", "3"),
        ("a = b - c @ d", "a = b - c @ d"),
        ("Anne-Marie", "Anne-Marie"),
        ("o'=1", "o'=1"),
        ("2022-02-28", "2022-02-28"),
        ("", ""),
    ],
    ids=ascii,
)
def test_what_a_spreadsheet_would_take_for_a_formula_has_an_apostrophe_before_it(text: str, becomes: str) -> None:
    assert harmless(text) == becomes


PIECES = st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", " ", ";", ",", '"', "'", "1", "a", "\ufeff"])


@given(st.lists(PIECES, max_size=8).map("".join), st.sampled_from(";,\t"))
def test_whatever_is_written_no_cell_begins_a_formula_with_whatever_separator_it_is_read(text: str, by: str) -> None:
    made = Table(name="t", title="T", danish="t", columns=["a", "b"], rows=[["x", text]])
    read = csv.reader(StringIO(made.as_csv().decode("utf-8-sig"), newline=""), delimiter=by)
    for cell in (cell for row in read for cell in row):
        assert not re.match(r"[\s\ufeff]*[=+\-@]", cell) or re.fullmatch(r"[+-]?\d+([.,]\d+)*", cell), cell
