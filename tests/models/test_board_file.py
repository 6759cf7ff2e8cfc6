"""What a board file may look like, and what is said about one that cannot be read."""

import json
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from board_files import DEADLINE, Change, another, answer, board, head, member, text, write

from models.board_file import BoardFile, read_board_file
from models.board_in_file import board_in, check_file
from models.errors import FileRefused

LEGAL = text(board(answer()))
CORRECT = "Correct it."
NO_DATE = "Write it as year-month-day without quotes: 2022-02-28."
NOT_YAML = "Correct the line; check its indentation, colons and quotes."
UNPRINTABLE = "it is empty or holds a line break or another character that cannot be printed."
NO_KEYS = "the file does not hold 'key: value' lines."
TOO_MUCH = "its aliases (*name) repeat too much, or themselves."

Refusal = tuple[int | None, str, str]


def file_of(folder: Path, content: str | bytes) -> Path:
    path = folder / "board.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def changed(old: str, new: str) -> str:
    """The legal file with the first occurrence of a text replaced."""
    assert old in LEGAL
    return LEGAL.replace(old, new, 1)


def refused(path: Path) -> list[Refusal]:
    """Line, message and remedy of every finding; each names the file and is one line of the message."""
    with pytest.raises(FileRefused) as caught:
        read_board_file(path)
    found = caught.value.findings
    assert {finding.file for finding in found} == {str(path)}
    assert [line.split(": ", 1)[0].removesuffix(f":{finding.line}") for finding, line in zip(
        found, str(caught.value).split("\n"), strict=True
    )] == [str(path)] * len(found)  # fmt: skip
    return [(finding.line, finding.message, finding.remedy) for finding in found]


@pytest.fixture
def legal(tmp_path: Path) -> BoardFile:
    return read_board_file(file_of(tmp_path, LEGAL))


def same(path: Path, file: BoardFile) -> bool:
    """Whether a file says the same as the legal one, and the rules have nothing to say."""
    read = read_board_file(path)
    assert read == file
    return check_file(board_in(read)) == []


def as_json(**style: bool | int) -> str:
    return json.dumps(board(answer()), default=str, **style)  # type: ignore[arg-type]


DATE_ALIASES = LEGAL.replace("2022-04-01", "&id001 2022-04-01", 1).replace("from: 2022-04-01", "from: *id001")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xef\xbb\xbf" + LEGAL.replace("\n", "\r\n").encode(), id="saved on Windows"),
        pytest.param(f"# a board\n---\n{LEGAL}...\n", id="with a comment and YAML's marks of a document"),
        pytest.param(f"%YAML 1.1\n---\n{LEGAL}", id="with the version of YAML"),
        pytest.param(as_json(ensure_ascii=False), id="JSON on one line"),
        pytest.param(as_json(indent=2), id="JSON with indentation and escapes"),
        pytest.param(LEGAL.replace("from: 2022-04-01", "from: '2022-04-01'"), id="days in quotes"),
        pytest.param(LEGAL.replace("Brønderslev", '"Br\\xF8nderslev"'), id="escapes, as PyYAML writes them"),
        pytest.param(LEGAL.replace("- body: di", "- body: [di]"), id="one body as a list"),
        pytest.param(LEGAL.replace("gender_balance: nearest-40\n", ""), id="the reading of balance left out"),
        pytest.param(DATE_ALIASES, id="a date that stands there eleven times, as yaml.safe_dump writes it"),
        pytest.param(LEGAL.replace("nominated_by: di\n", "nominated_by: &id001 di\n"), id="an anchor nothing refers to"),
        pytest.param(LEGAL.replace("Prøvekandidat 1\n", "' Prøvekandidat 1 '\n"), id="blanks around a name"),
    ],
)  # fmt: skip
def test_the_same_board_can_be_written_in_many_ways(tmp_path: Path, legal: BoardFile, content: str | bytes) -> None:
    assert same(file_of(tmp_path, content), legal)


def test_a_list_used_twice_is_read_twice(tmp_path: Path) -> None:
    aliased = LEGAL + (
        "- body: tekniq\n  seat: company\n  received_on: 2022-02-10\n  deadline: 2022-02-28\n  nominees: *id001\n"
    )
    file = read_board_file(file_of(tmp_path, aliased.replace("  nominees:\n", "  nominees: &id001\n", 1)))
    assert [answer.body for answer in file.nominations] == [["di"], ["tekniq"]]
    assert file.nominations[0].nominees == file.nominations[1].nominees
    assert len(file.nominations[1].nominees) == 2


def test_a_body_used_twice_is_read_twice(tmp_path: Path, legal: BoardFile) -> None:
    aliased = changed("- body: di", "- body: *id001").replace("  nominated_by: di\n", "  nominated_by: &id001 di\n")
    assert same(file_of(tmp_path, aliased), legal)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(member("chair", from_=None, to=None, appointed_on=None), id="days of a member"),
        pytest.param(member("labour", gender="man", elected=None, municipality=None, trade=None, smv=None,
                            private_business=None, active_business=None, director=None, substitute=None,
                            vice_chair=None, left_on=None), id="all that may be left out of a member"),
        pytest.param(member("regional", nominated_by=None), id="nobody nominated"),
        pytest.param(answer(received_on=None, deadline=None, accepted=None, late_accepted=None), id="of a nomination"),
        pytest.param(answer("universitetet", "knowledge", nominees=[
            {"name": "K", "gender": "woman", "smv": None, "active_business": None, "trade": None, "municipality": None},
            {"name": "M", "gender": "man"},
        ]), id="of a nominee"),
        pytest.param(head(nominations=None), id="nominations"),
        pytest.param(answer(nominees=None), id="nominees"),
        pytest.param(answer(reason=None), id="a reason"),
        pytest.param(member("labour", left_reason=None), id="a reason for leaving"),
        pytest.param(answer(seats_asked=None), id="how many seats"),
        pytest.param(answer(in_writing=None), id="in writing"),
        pytest.param(head(gender_balance=None), id="the reading of balance"),
    ],
)  # fmt: skip
def test_what_may_be_left_out_may_be_empty(tmp_path: Path, change: Change) -> None:
    assert check_file(board_in(read_board_file(write(tmp_path, change)))) == []


def test_what_is_left_out_has_its_usual_value(tmp_path: Path) -> None:
    file = read_board_file(write(tmp_path, head(nominations=[{"body": "di", "seat": "company"}])))
    (answered,) = file.nominations
    assert (answered.seats_asked, answered.in_writing, answered.reason, answered.nominees) == (1, True, "", [])
    assert (answered.received_on, answered.deadline, answered.accepted, answered.late_accepted) == (None,) * 4
    observer = file.members[-1]
    assert (observer.elected, observer.smv, observer.nominated_by, observer.left_reason) == (None, False, None, "")


@pytest.mark.parametrize(
    "old, new, line, message, remedy",
    [
        # missing keys
        ("house: Erhvervshus Nordjylland\n", "", 1, "'house' is missing.", "Add 'house: ...' here."),
        ("  end: 2026-04-01\n", "", 15, "'end' is missing.", "Add 'end: ...' here."),
        ("  seat: chair\n", "", 28, "'seat' is missing.", "Add 'seat: ...' here."),
        ("- body: di\n  seat", "- seat", 138 + 1, "'body' is missing.", "Add 'body: ...' here."),
        ("  - name: Prøveindstillet 0-0\n    gender", "  - gender", 144, "'name' is missing.", "Add 'name: ...' here."),
        # unknown keys
        ("  elected: true\n", "  elcted: true\n", 35, "'elcted' is not a known key.", "Did you mean 'elected'?"),
        ("  deadline: 2022-02-28", "  dead_line: 2022-02-28", 142, "'dead_line' is not a known key.",
         "Did you mean 'deadline'?"),
        # wrong words
        ("appointed_by: kkr", "appointed_by: KKR", 30, "'appointed_by' is 'KKR', which is unknown.",
         "Write one of 'kkr', 'region' or 'ministry'."),
        ("nearest-40", "nearest-41", 18, "'gender_balance' is 'nearest-41', which is unknown.",
         "Write one of 'nearest-40', 'at-least-40' or 'parity'."),
        ("- body: di\n  seat: company", "- body: di\n  seat: observer", 140, "'seat' is 'observer', which is unknown.",
         "Write one of 'chair', 'municipal', 'company', 'knowledge', 'labour' or 'regional'."),
        ("- body: di\n  seat: company", "- body: di\n  seat: region", 140, "'seat' is 'region', which is unknown.",
         "Write one of 'chair', 'municipal', 'company', 'knowledge', 'labour' or 'regional'."),
        # wrong kinds of value
        ("elected: true", "elected: 'true'", 35, "'elected' is 'true': Input should be a valid boolean.", CORRECT),
        ("elected: true", "elected: yes", 35, "'elected' is 'yes': Input should be a valid boolean.", CORRECT),
        ("elected: true", "elected: 1", 35, "'elected' is 1: Input should be a valid boolean.", CORRECT),
        ("private_business: true", "private_business: 0", 37,
         "'private_business' is 0: Input should be a valid boolean.", CORRECT),
        ("name: Prøvekandidat 1\n", "name: 7\n", 28, "'name' is 7: Input should be a valid string.", CORRECT),
        ("name: Prøvekandidat 1\n", "name:\n", 28, "'name' is empty: Input should be a valid string.", CORRECT),
        ("house: Erhvervshus Nordjylland", "house: [a]", 1, "'house' is ['a']: Input should be a valid string.", CORRECT),
        ("house: Erhvervshus Nordjylland", "house: .inf", 1, "'house' is inf: Input should be a valid string.", CORRECT),
        ("house: Erhvervshus Nordjylland", f"house: {'9' * 100}", 1,
         "the number here is too large.", "Write a smaller one."),
        ("term:\n  start: 2022-04-01\n  end: 2026-04-01", "term: 2022-04-01", 15,
         "'term' is 2022-04-01, not 'key: value' lines.", "Write them as in an example."),
        ("- name: Prøvekandidat 1\n", "- Prøvekandidat\n- name: Prøvekandidat 1\n", 28,
         "number 1 of 'members' is 'Prøvekandidat', not 'key: value' lines.", "Write them as in an example."),
        ("  nominated_by: di\n", "  nominated_by: []\n", 72,
         "'nominated_by' is []: List should have at least 1 item after validation, not 0.", CORRECT),
        ("  nominated_by: di\n", "  nominated_by: {di: 1}\n", 72,
         "number 1 of 'nominated_by' is {'di': 1}: Input should be a valid string.", CORRECT),
        ("- body: di\n", "- body:\n", 139, "number 1 of 'body' is empty: Input should be a valid string.", CORRECT),
        ("- body: di\n", "- body: []\n", 139,
         "'body' is []: List should have at least 1 item after validation, not 0.", CORRECT),
        ("- body: di\n", f"- body: [{', '.join('abcdefghijk')}]\n", 139,
         f"'body' is {list('abcdefghijk')}: List should have at most 10 items after validation, not 11.", CORRECT),
        ("- body: di\n", "- body: di\n  seats_asked: 0\n", 140,
         "'seats_asked' is 0: Input should be greater than or equal to 1.", CORRECT),
        ("- body: di\n", "- body: di\n  seats_asked: 31\n", 140,
         "'seats_asked' is 31: Input should be less than or equal to 30.", CORRECT),
        ("- body: di\n", "- body: di\n  seats_asked: two\n", 140,
         "'seats_asked' is 'two': Input should be a valid integer.", CORRECT),
        ("- body: di\n", "- body: di\n  seats_asked: 2.0\n", 140,
         "'seats_asked' is 2.0: Input should be a valid integer.", CORRECT),
        ("- body: di\n", "- body: di\n  reason: 7\n", 140, "'reason' is 7: Input should be a valid string.", CORRECT),
        # names
        ("name: Prøvekandidat 1\n", 'name: "Prøve\\nBcc: x"\n', 28, f"'name': {UNPRINTABLE}", CORRECT),
        ("name: Prøvekandidat 1\n", "name: |\n    Prøve\n    kandidat\n", 28, f"'name': {UNPRINTABLE}", CORRECT),
        ("name: Prøvekandidat 1\n", 'name: "Pr\\u202Eøve"\n', 28, f"'name': {UNPRINTABLE}", CORRECT),
        ("name: Prøvekandidat 1\n", "name: '  '\n", 28, f"'name': {UNPRINTABLE}", CORRECT),
        ("- Hjørring\n", '- "Hjø\\nrring"\n', 6, f"number 3 of 'municipalities': {UNPRINTABLE}", CORRECT),
        ("name: Prøvekandidat 1\n", f"name: {'x' * 201}\n", 28,
         f"'name' is '{'x' * 59}...: String should have at most 200 characters.", CORRECT),
        # days
        ("start: 2022-04-01", "start: 01-04-2022", 16, "'start' is '01-04-2022', not a date.", NO_DATE),
        ("start: 2022-04-01", "start: '1.4.2022'", 16, "'start' is '1.4.2022', not a date.", NO_DATE),
        ("start: 2022-04-01", "start: 2022-4-1", 16, "'start' is '2022-4-1', not a date.", NO_DATE),
        ("start: 2022-04-01", "start: 20220401", 16, "'start' is 20220401, not a date.", NO_DATE),
        ("start: 2022-04-01", "start: 2022-04-01 10:00:00", 16, "'start' is 2022-04-01 10:00:00, not a date.", NO_DATE),
        ("start: 2022-04-01", "start: '2022-04-01T00:00:00'", 16, "'start' is '2022-04-01T00:00:00', not a date.", NO_DATE),
        ("start: 2022-04-01", "start:", 16, "'start' is empty, not a date.", NO_DATE),
        ("start: 2022-04-01", "start: 2022-02-30", 16, "there is no day 2022-02-30.", "Correct the date."),
        ("start: 2022-04-01", "start: 0000-04-01", 16, "there is no day 0000-04-01.", "Correct the date."),
        ("start: 2022-04-01", "start: '2022-02-30'", 16, "'start': day is out of range for month.", CORRECT),
        ("start: 2022-04-01", "start: '2022-13-01'", 16, "'start': month must be in 1..12.", CORRECT),
        ("start: 2022-04-01", "start: 1989-04-01", 16,
         "'start' is 1989-04-01: Input should be greater than or equal to 1990-01-01.", CORRECT),
        ("start: 2022-04-01", "start: 9999-12-31", 16,
         "'start' is 9999-12-31: Input should be less than or equal to 2190-01-01.", CORRECT),
        # the term
        ("  end: 2026-04-01", "  end: 2022-04-01", 15, "the term ends before it starts.", "Correct 'start' or 'end'."),
        ("  end: 2026-04-01", "  end: 2021-04-01", 15, "the term ends before it starts.", "Correct 'start' or 'end'."),
        ("  start: 2022-04-01", "  start: 2006-03-31", 16,
         "2001 is not known here. Give a year from 2005, the first with regions, to 2185.", "Check the year."),
        # nominations
        ("Prøveindstillet 0-1", "' prøveindstillet   0-0'", 143, "a name is there twice.",
         "Remove it, or tell the two people apart."),
        # YAML itself
        ("house: ", "house: !!python/name:os.system ", 1,
         "the file uses a YAML tag (tag:yaml.org,2002:python/name:os.system).", "Remove it."),
        ("house: ", "house: !mine ", 1, "the file uses a YAML tag (!mine).", "Remove it."),
        ("- name: Prøvekandidat 1\n", "- <<: {seat: chair}\n  name: Prøvekandidat 1\n", 28,
         "the file uses a YAML merge key (<<).", "Write the repeated part out."),
        ("house: Erhvervshus Nordjylland", "house: *nobody", 1,
         "this is not valid YAML: found undefined alias 'nobody'.", NOT_YAML),
        ("house: ", "house: Hus: ", 1, "this is not valid YAML: mapping values are not allowed here.", NOT_YAML),
        ("  seat: chair", "\tseat: chair", 29,
         "this is not valid YAML: found character '\\t' that cannot start any token.", NOT_YAML),
        ("region: ", "house: twice\nregion: ", 2,
         'this is not valid YAML: found duplicate key "house" with value "twice" (original value: "Erhvervshus Nordjylland").',
         NOT_YAML),
        ("house: Erhvervshus", "house: Erhvervs\ahus", 1, "a character here cannot stand in YAML.", "Type the line anew."),
        ("municipalities:\n", f"municipalities: {'[' * 3000}{']' * 3000}\n", 3,
         "the file nests deeper than 20 levels.", "Write it flat."),
        ("house: Erhvervshus Nordjylland", '"house": "\\q"', 1,
         "this is not valid YAML: found unknown escape character 'q'.", NOT_YAML),
        ("house: Erhvervshus Nordjylland", 'house: "\\ud800"', 1,
         "'house' is '\\ud800': Input should be a valid string, unable to parse raw data as a unicode string.", CORRECT),
    ],
)  # fmt: skip
def test_an_error_names_the_line_and_the_remedy(
    tmp_path: Path, old: str, new: str, line: int, message: str, remedy: str
) -> None:
    assert refused(file_of(tmp_path, changed(old, new))) == [(line, message, remedy)]


@pytest.mark.parametrize(
    "content, line, message",
    [
        pytest.param("", 1, NO_KEYS, id="empty"),
        pytest.param("# later\n", 1, NO_KEYS, id="only a comment"),
        pytest.param("[]", 1, NO_KEYS, id="an empty list"),
        pytest.param("- house: a\n", 1, NO_KEYS, id="a list"),
        pytest.param("null", 1, NO_KEYS, id="nothing"),
        pytest.param(LEGAL.encode("latin-1"), 4, "the file is not UTF-8 text.", id="Latin-1"),
        pytest.param(LEGAL.encode("utf-16"), 1, "the file is not UTF-8 text.", id="UTF-16"),
        pytest.param(f"{LEGAL}\0", 154, "a character here cannot stand in YAML.", id="a NUL at the end"),
        pytest.param(f"{LEGAL}---\n{LEGAL}", 154, "this is not valid YAML: but found another document.", id="two files in one"),
        pytest.param("%YAML 9.1\n---\n" + LEGAL, 1,
                     "this is not valid YAML: found incompatible YAML document (version 1.* is required).",
                     id="a YAML of the future"),
        pytest.param("#" * 1_000_001, None, "the file is larger than 1000000 bytes.", id="huge"),
        pytest.param("x: &a [1, 2]\ny: *a\nhouse: " + "[" * 21, 3, "the file nests deeper than 20 levels.", id="deep"),
        pytest.param("a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
            f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
        ) + LEGAL, 1, TOO_MUCH, id="a billion laughs"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_board_file_at_all_is_refused(
    tmp_path: Path, content: str | bytes, line: int | None, message: str
) -> None:
    assert [finding[:2] for finding in refused(file_of(tmp_path, content))] == [(line, message)]


@pytest.mark.parametrize(
    "name, message",
    [
        pytest.param("nowhere.yaml", "there is no such file.", id="missing"),
        pytest.param("", "the file cannot be read: it is a folder, a pipe or a device.", id="a folder"),
        pytest.param("x" * 300, "the file cannot be read: File name too long.", id="a name no file can have"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str, message: str) -> None:
    assert [finding[:2] for finding in refused(tmp_path / name)] == [(None, message)]


@pytest.mark.parametrize("key", ["1", "null", "2022-01-01", "[a]", "{a: b}", "true", "1.5"])
def test_a_key_that_is_no_word_is_refused(tmp_path: Path, key: str) -> None:
    ((line, message, remedy),) = refused(file_of(tmp_path, f"? {key}\n: x\n{LEGAL}"))
    assert (line, message.endswith("Keys should be strings."), remedy) == (1, True, CORRECT)


def test_an_empty_file_of_keys_lacks_all_that_must_be_there(tmp_path: Path) -> None:
    assert refused(file_of(tmp_path, "{}")) == [
        (1, f"'{key}' is missing.", f"Add '{key}: ...' here.")
        for key in ("house", "region", "municipalities", "term", "entitled", "members")
    ]


def test_a_list_of_municipalities_must_not_be_empty(tmp_path: Path) -> None:
    assert refused(write(tmp_path, head(municipalities=[]))) == [
        (3, "'municipalities' is []: List should have at least 1 item after validation, not 0.", CORRECT)
    ]


def test_members_nominations_and_those_entitled_may_be_nobody(tmp_path: Path) -> None:
    file = read_board_file(write(tmp_path, head(members=[], entitled=[], nominations=[])))
    assert (file.members, file.entitled, file.nominations) == ([], [], [])


@pytest.mark.parametrize(
    "start",
    [pytest.param(date(2006, 4, 1), id="the first with regions"), pytest.param(date(2186, 4, 1), id="the last")],
)
def test_the_earliest_and_the_latest_term_can_be_read(tmp_path: Path, start: date) -> None:
    end = start.replace(year=start.year + 3)
    assert read_board_file(write(tmp_path, head(term={"start": start, "end": end}))).term.start == start


def test_every_other_deadline_is_told(tmp_path: Path) -> None:
    other = date(2022, 3, 1)
    path = write(tmp_path, answer(), answer("tekniq", deadline=other), answer("smvdanmark", deadline=None),
                 answer("dansk-erhverv", deadline=other))  # fmt: skip
    lines = [
        number for number, line in enumerate(path.read_text().splitlines(), start=1) if "deadline: 2022-03-01" in line
    ]
    message = f"there is one deadline for all (D6), and {DEADLINE} is written elsewhere."
    assert refused(path) == [(line, message, "Write the same deadline everywhere.") for line in lines]
    assert len(lines) == 2


def test_every_error_is_told_at_once(tmp_path: Path) -> None:
    content = (
        LEGAL.replace("nearest-40", "half").replace("smv: true", "smv: maybe").replace("deadline: 2", "deadline: '2")
    )
    found = refused(file_of(tmp_path, content.replace("2022-02-28", "2022-02-29'").replace("house: E", "hus: E")))
    assert [(line, message.split(" ")[0].rstrip(":")) for line, message, _ in found] == [
        (1, "'house'"), (18, "'gender_balance'"), (95, "'smv'"), (142, "'deadline'"), (147, "'smv'"), (152, "'smv'"),
        (1, "'hus'"),
    ]  # fmt: skip


def test_a_mistyped_key_is_named_together_with_the_key_that_is_missing_for_it(tmp_path: Path) -> None:
    assert refused(file_of(tmp_path, changed("  seat: chair", "  saet: chair"))) == [
        (28, "'seat' is missing.", "Add 'seat: ...' here."),
        (29, "'saet' is not a known key.", "Did you mean 'seat'?"),
    ]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_file_in_either_form_of_unicode_keeps_the_rules(tmp_path: Path, form: str) -> None:
    """In one file all of one form; ø and æ are one character in both, å is not."""
    content = LEGAL.replace("Hjørring", "Ålborg").replace("Prøvekandidat 1\n", "Pål Åkjær\n")
    path = file_of(tmp_path, unicodedata.normalize(form, content))  # type: ignore[arg-type]
    assert check_file(board_in(read_board_file(path))) == []


def test_what_is_written_in_a_reason_may_have_several_lines(tmp_path: Path) -> None:
    file = read_board_file(write(tmp_path, answer(reason="Ingen kvinder.\nDer er søgt.\n")))
    assert file.nominations[0].reason == "Ingen kvinder.\nDer er søgt.\n"


def test_hundreds_of_members_are_read(tmp_path: Path) -> None:
    many = [another("company-1", name=f"Prøvekandidat {number}") for number in range(100, 400)]
    assert len(read_board_file(write(tmp_path, *many)).members) == 12 + 300


HEXADECIMAL = f"0x{'f' * 5000}"
CHAIN = "x:\n- &a0 " + "[" * 17 + "1" + "]" * 17 + "\n" + "".join(
    f"- &a{number} {'[' * 17}*a{number - 1}{']' * 17}\n" for number in range(1, 100)
)  # fmt: skip


@pytest.mark.parametrize(
    "content, expected",
    [
        pytest.param(changed("  seat: chair", "  seat: boss"), [(29, "'seat' is 'boss', which is unknown.")], id="a seat"),
        pytest.param(changed("  seat: chair", "  seat:"), [(29, "'seat' is empty, which is unknown.")], id="no seat"),
        pytest.param(changed("house: Erhvervshus Nordjylland", f"house: {HEXADECIMAL}"), [(1, None)], id="a huge number"),
        pytest.param(changed("- body: di\n", f"- body: di\n  seats_asked: {HEXADECIMAL}\n"), [(140, None)],
                     id="a huge number of seats"),
        pytest.param(changed("house: Erhvervshus Nordjylland", f"house: {'9' * 5000}"), [(1, None)],
                     id="a huge decimal number"),
        pytest.param(changed("start: 2022-04-01", "start: 2022-02-30 10:00:00"), [(16, None)],
                     id="a moment on a day that does not exist"),
        pytest.param(CHAIN + LEGAL, [(None, None)], id="aliases that nest deeper than the file"),
        pytest.param(changed("- name: Prøvekandidat 1\n", "- &a\n  name: Prøvekandidat 1\n  trade: *a\n"), [(None, TOO_MUCH)],
                     id="a member that contains itself"),
        pytest.param(changed("municipalities:\n", "municipalities: &a\n- *a\n"), [(None, TOO_MUCH)],
                     id="a list that contains itself"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_in_one_sentence(
    tmp_path: Path, content: str, expected: list[tuple[int | None, str | None]]
) -> None:
    found = refused(file_of(tmp_path, content))
    assert [
        (line if where else None, message if what else None)
        for (line, message, _), (where, what) in zip(found, expected, strict=True)
    ] == expected


@pytest.mark.parametrize(
    "old, new, hint",
    [
        pytest.param("  gender: man", "  gender: male", "Write one of 'woman' or 'man'.", id="a gender"),
        pytest.param("  from: 2022-04-01", "  start: 2022-04-01", "Did you mean 'from'?", id="a member's start"),
        pytest.param("  to: 2026-04-01", "  end: 2026-04-01", "Did you mean 'to'?", id="a member's end"),
        pytest.param("  start: 2022-04-01", "  from: 2022-04-01", "Did you mean 'start'?", id="the term's start"),
        pytest.param("    smv: true", "    SMV: true", "Did you mean 'smv'?", id="capitals"),
        pytest.param("    smv: true", "    elected: true", "Remove it; known keys are active_business, director, gender, "
                     "municipality, name, smv, trade.", id="a key of another part"),
    ],
)  # fmt: skip
def test_what_to_do_is_told_in_words_of_the_file(tmp_path: Path, old: str, new: str, hint: str) -> None:
    assert refused(file_of(tmp_path, changed(old, new)))[-1][2] == hint


@pytest.mark.parametrize("content", [b"", b"#" * 1_000_001], ids=["empty", "huge"])
def test_the_remedy_is_about_board_files(tmp_path: Path, content: bytes) -> None:
    ((_, _, remedy),) = refused(file_of(tmp_path, content))
    assert "term" not in remedy
