"""The case file of a round in which everything went otherwise: complete, whole, the same again, and harmless."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes
from pathlib import Path
from stat import S_IMODE

import pytest
from bad_days import ANSWERED, DECIDED, go_wrong
from case_files import Page, check_bag, payload, read_page, tables
from office import Office, moment
from rows import rows
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from term import KEY

from models.base import Base
from models.copying import copy_round, one_moment
from models.database import open_engine, upgrade
from models.entries import PersonEntry
from models.errors import EntryRefused, RoundNotFound
from models.recording import record_decision
from models.settings import sqlite_url
from models.store import load_round
from models.words import DecisionKind, Gender
from notifications.case_file import write_case_file

WRITTEN_ON = date(2026, 4, 2)
SCRIPT, FORMULA, REASON = "<script>alert(1)</script>", "=cmd|'/C calc'!A0", "+1 - @SUM(1;2);=1+1"
CRITERIA = 'Tre krav:\n- erfaring & indsigt\n=HYPERLINK("https://onde.example")'


@dataclass(frozen=True, kw_only=True)
class Case:
    """A round in a database, and its case file."""

    engine: Engine
    folder: Path
    page: Page

    @property
    def tables(self) -> dict[str, list[dict[str, str]]]:
        return tables(self.folder)


def plant(engine: Engine) -> None:
    """A body and the KKR write what would be a script on a page, and a formula in a spreadsheet."""
    with Session(engine) as session, session.begin():
        office = Office(round=load_round(session, KEY, to_change=True))
        evil = [PersonEntry(name=name, gender=Gender.WOMAN, email="") for name in (SCRIPT, FORMULA)]
        office.nominate("smvdanmark", *evil, reason=REASON)
        record_decision(
            office.round, kind=DecisionKind.ORGANISATIONS, decided_on=DECIDED, organisations=["di", "smvdanmark"],
            criteria=CRITERIA, consideration="Fordi.", initials="TST", at=moment(ANSWERED),
        )  # fmt: skip


def written(engine: Engine, folder: Path, on: date = WRITTEN_ON) -> int:
    with one_moment(engine) as session:
        return write_case_file(session, KEY, folder, on)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("case")
    engine = open_engine(sqlite_url(folder / "udpegning.db"))
    upgrade(engine)
    go_wrong(engine, folder)
    plant(engine)
    written(engine, folder / "sag")
    yield Case(engine=engine, folder=folder / "sag", page=read_page(folder / "sag"))
    engine.dispose()


def test_it_is_a_bag_that_says_whose_it_is(case: Case) -> None:
    info = check_bag(case.folder)
    assert info["External-Identifier"] == KEY
    assert info["External-Description"] == "Case file (sagsmappe): Bestyrelsen for Erhvervshus Nordjylland 2022-26"
    assert info["Source-Organization"] == "Sekretariatet for KKR Nordjylland"
    assert info["Bagging-Date"] == "2026-04-02"


def test_nobody_else_can_read_it(case: Case) -> None:
    modes = {(each.is_dir(), S_IMODE(each.stat().st_mode)) for each in (case.folder, *case.folder.rglob("*"))}
    assert modes == {(True, 0o700), (False, 0o600)}


def test_the_same_round_gives_the_same_files_whatever_the_day_and_the_database(
    case: Case, database: Engine, tmp_path: Path
) -> None:
    with one_moment(case.engine) as session, Session(database) as into, into.begin():
        copy_round(session, KEY, into)
    assert written(database, tmp_path / "sag", date(2030, 1, 1)) == len(payload(case.folder))
    check_bag(tmp_path / "sag")
    manifests = [(folder / "manifest-sha256.txt").read_text() for folder in (case.folder, tmp_path / "sag")]
    assert manifests[0] == manifests[1]
    info = [(folder / "bag-info.txt").read_text() for folder in (case.folder, tmp_path / "sag")]
    assert info[0].replace("2026-04-02", "2030-01-01") == info[1]


def texts(value: object) -> Iterator[str]:
    """The texts in a value of a row."""
    if isinstance(value, str):
        yield value
    for part in [*value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from texts(part)


def test_everything_that_is_stored_of_the_round_is_in_it(case: Case) -> None:
    """Every text of every row stands in a table or in a text; what has no meaning outside of the program is left out."""
    left_out = {"letter.token", "letter.lease_by", "received.identity", "round.definition", "term_file.content"}
    left_out |= {"letter.text", "letter.html", "enclosure.media_type"}  # these are in the .eml files
    left_out |= {"milestone.kind", "letter.kind"}  # these are said in words
    cells = [cell for lines in case.tables.values() for row in lines for cell in row.values()]
    files = [content.decode() for path, content in payload(case.folder).items() if path.endswith(".txt")]
    told = "\n".join([*cells, *files, *payload(case.folder)]).replace("'", "")
    missing = [
        f"{table.name}.{column.name}: {text}"
        for table in Base.metadata.sorted_tables
        for row in rows(case.engine)[table.name]
        for column, value in zip(table.columns, row, strict=True)
        if f"{table.name}.{column.name}" not in left_out
        for text in texts(value)
        if text.removeprefix(f"{KEY}/").replace("'", "") not in told
    ]
    assert missing == []


def test_a_letter_that_left_is_in_it_as_it_left_and_one_that_did_not_as_it_reads_with_what_goes_with_it(
    case: Case,
) -> None:
    files = payload(case.folder)
    stored = rows(case.engine)
    wires = [wire for *_, wire in stored["handover"]]
    assert sorted(content for path, content in files.items() if path.endswith(".eml")) == sorted(wires)
    assert message_from_bytes(files[f"letters/{KEY}.request.di.eml"])["To"] == '"DI" <indstilling@di.example>'
    dropped = f"letters/{KEY}.request.region"
    assert files[f"{dropped}.txt"].decode().startswith("Svar senest")
    assert files[f"{dropped}/anmodning.pdf"].startswith(b"%PDF")
    drafts = [files[f"letters/{KEY}.request.di+draft-{number}.txt"].decode() for number in (1, 2)]
    assert ["Hvem indstiller I?" in each for each in drafts] == [False, True]


def test_every_term_file_is_in_it_as_it_was_opened_with_what_was_changed(case: Case) -> None:
    files = payload(case.folder)
    opened = [json.loads(content) for *_, content in rows(case.engine)["term_file"]]
    assert [json.loads(files[f"term-file/{number}.json"]) for number in (1, 2)] == opened
    assert files["term-file/2-differences.txt"].decode() == "release: automatic -> after-approval\n"
    assert "term-file/1-differences.txt" not in files


def test_the_page_is_in_a_language_with_headings_in_order_and_cells_with_their_headers(case: Case) -> None:
    page = case.page
    assert page.all("html") == [{"lang": "en"}]
    levels = [int(tag[1]) for tag, _ in page.tags if tag in ("h1", "h2", "h3", "h4", "h5", "h6")]
    assert (levels[0], set(levels[1:])) == (1, {2})
    assert {each.get("scope") for each in page.all("th")} == {"col", "row"}
    assert len(page.all("table")) == len(page.all("caption")) == len(page.all("thead"))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {attributes["aria-labelledby"] for _, attributes in page.tags if "aria-labelledby" in attributes} <= {*ids}
    assert [text for tag, text in page.texts if tag == "title"] == [
        "Case file (sagsmappe): Bestyrelsen for Erhvervshus Nordjylland 2022-26"
    ]


def test_the_page_leads_to_every_file_and_every_link_leads_somewhere(case: Case) -> None:
    ids = {f"#{attributes['id']}" for _, attributes in case.page.tags if "id" in attributes}
    assert {*case.page.links} == {*payload(case.folder)} - {"index.html"} | ids - {"#contents"}


def test_the_page_names_every_letter_and_has_the_same_cells_as_the_tables(case: Case) -> None:
    on_the_page = [text for tag, text in case.page.texts if tag in ("td", "th", "a")]
    keys = [str(key).removeprefix(f"{KEY}/") for _, key in keys_of_letters(case.engine)]
    assert [row["Letter"] for row in case.tables["letters"]] == keys
    assert {*keys} <= {*on_the_page}
    assert case.tables["decisions"][-1]["Criteria"].replace("'", "") in on_the_page
    assert len(case.tables["events"]) == len(rows(case.engine)["event"])


def keys_of_letters(engine: Engine) -> list[tuple[int, str]]:
    with Session(engine) as session:
        return [(each.id, each.key) for each in load_round(session, KEY).letters]


def test_a_script_in_a_name_is_a_name(case: Case) -> None:
    assert case.page.all("script") == []
    assert SCRIPT in [text for tag, text in case.page.texts if tag == "td"]


def test_a_formula_in_a_name_or_a_reason_is_none_in_a_spreadsheet(case: Case) -> None:
    nominees, [*_, nomination] = case.tables["nominees"], case.tables["nominations"]
    assert [row["Name"] for row in nominees][-2:] == [SCRIPT, f"'{FORMULA}"]
    assert nomination["Reason of the body"] == "'+1 - @SUM(1;2);'=1+1"
    assert case.tables["decisions"][-1]["Criteria"] == CRITERIA.replace("- e", "'- e").replace("=H", "'=H")
    begins = [cell[0] for rows in case.tables.values() for row in rows for cell in row.values() if cell]
    assert {*begins}.isdisjoint("=+-@\t\r\n")


def test_what_is_there_already_is_left_as_it_is(case: Case, tmp_path: Path) -> None:
    (tmp_path / "sag").mkdir()
    (tmp_path / "sag" / "andet.txt").write_text("x")
    with pytest.raises(EntryRefused, match="is there already and is no empty folder; it was left as it is"):
        written(case.engine, tmp_path / "sag")
    assert [each.name for each in tmp_path.rglob("*")] == ["sag", "andet.txt"]


def test_of_a_round_that_is_not_there_nothing_is_written(case: Case, tmp_path: Path) -> None:
    with one_moment(case.engine) as session, pytest.raises(RoundNotFound, match=f"Open rounds are: {KEY}"):
        write_case_file(session, "nope", tmp_path / "sag", WRITTEN_ON)
    assert list(tmp_path.iterdir()) == []
