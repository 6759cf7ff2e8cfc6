"""The commands that answer a question without a database, as processes of their own: what they print, how they exit."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from board_files import (
    BUSINESS,
    TERM_START,
    Change,
    another,
    answer,
    board,
    genders,
    head,
    member,
    text,
    without,
    write,
)

COMMAND = Path(sys.executable).with_name("udpegning")
ROOT = Path(__file__).parents[2]
LEGAL = text(board())


def ask(folder: Path, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Ask in an empty folder, which is the home too, with no setting; nothing may be written there."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("UDPEGNING_", "PYTHON", "XDG_"))
    }
    done = subprocess.run(
        [COMMAND, *arguments],
        env={**inherited, "HOME": str(home), "PYTHONUTF8": "1", "COLUMNS": "200", **environment},
        cwd=home,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert list(home.iterdir()) == []
    assert "Traceback" not in done.stdout + done.stderr
    return done


def as_json(folder: Path, *arguments: str | Path, code: int = 0) -> Any:
    """What is printed as JSON; nothing else is said."""
    done = ask(folder, *arguments, "--json")
    assert (done.returncode, done.stderr) == (code, "")
    return json.loads(done.stdout)


def refused(folder: Path, *arguments: str | Path) -> str:
    """What is said of bad input, on the error stream alone."""
    done = ask(folder, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


# check-board


def test_a_legal_board_is_legal(tmp_path: Path) -> None:
    path = write(tmp_path)
    assert as_json(tmp_path, "check-board", path) == {
        "legal": True,
        "to_explain": [],
        "findings": [],
        "outlook": {
            "women": 6, "men": 5, "not_stated": 0, "open_seats": 0, "steerable": 0, "needed": 4, "women_needed": 0,
            "men_needed": 0, "possible": True,
        },
    }  # fmt: skip
    done = ask(tmp_path, "check-board", path)
    assert (done.returncode, done.stdout, done.stderr) == (
        0, f"{path}: legal; 6 women, 5 men, 0 not stated, 4 of each sex needed\n", "",
    )  # fmt: skip


def test_an_error_is_told_with_rule_source_and_remedy(tmp_path: Path) -> None:
    path = write(tmp_path, member("company-3", smv=False))
    told = as_json(tmp_path, "check-board", path, code=1)
    assert (told["legal"], told["to_explain"]) == (False, [])
    (finding,) = told["findings"]
    source = "Standardvedtægter for de tværkommunale erhvervshuse (december 2018) § 5.2"
    message = "No company member comes from a small or medium-sized enterprise (SMV)."
    assert {key: finding[key] for key in ("rule", "severity", "message", "source", "subject")} == {
        "rule": "A5", "severity": "error", "message": message, "source": source, "subject": "company",
    }  # fmt: skip
    done = ask(tmp_path, "check-board", path)
    assert (done.returncode, done.stderr, done.stdout.splitlines()) == (1, "", [
        f"error A5 ({source}): {message} Give one of the company seats to a nominee from an SMV.",
        f"{path}: not legal; 6 women, 5 men, 0 not stated, 4 of each sex needed",
    ])  # fmt: skip


@pytest.mark.parametrize(
    "changes, rules, to_explain",
    [
        pytest.param([without("observer")], ["A11"], [], id="advice"),
        pytest.param([genders("wwwmmmmmmmm")], ["C2"], ["C2"], id="a balance that has to be explained"),
        pytest.param([answer(people="m")], ["B7", "B9"], ["B7", "B9"], id="one sex and no reason"),
        pytest.param([answer(people="m", reason="Ingen.")], ["B7", "B10"], ["B10"], id="one sex and a reason"),
        pytest.param(
            [answer(people="m", reason="Ingen.", accepted=True)], ["B7", "B10"], [], id="which the KKR accepts"
        ),
    ],
)
def test_what_is_no_error_leaves_a_board_legal(
    tmp_path: Path, changes: list[Change], rules: list[str], to_explain: list[str]
) -> None:
    told = as_json(tmp_path, "check-board", write(tmp_path, *changes))
    assert (told["legal"], [finding["rule"] for finding in told["findings"]]) == (True, rules)
    assert told["to_explain"] == to_explain


def test_a_board_of_nobody_is_not_legal_and_no_bad_input(tmp_path: Path) -> None:
    told = as_json(tmp_path, "check-board", write(tmp_path, head(members=[])), code=1)
    assert (told["legal"], told["outlook"]["open_seats"]) == (False, 11)
    assert told["findings"][0]["message"] == "The board has 0 members, not 11."


@pytest.mark.parametrize(
    "content, said",
    [
        pytest.param(LEGAL.replace("nearest-40", "half"),
                     ":18: error file: 'gender_balance' is 'half', which is unknown. Write one of 'nearest-40', "
                     "'at-least-40' or 'parity'.", id="a word"),
        pytest.param(LEGAL.replace("start: 2022-04-01", "start: 2022-04-31"),
                     ":16: error file: there is no day 2022-04-31. Correct the date.", id="a day that does not exist"),
        pytest.param(LEGAL.replace("house:", "hosue:"),
                     ":1: error file: 'house' is missing. Add 'house: ...' here.\n"
                     "{path}:1: error file: 'hosue' is not a known key. Did you mean 'house'?", id="a key, in two lines"),
        pytest.param("", ":1: error file: the file does not hold 'key: value' lines. Start from an example and change it.",
                     id="an empty file"),
        pytest.param(LEGAL.replace("  seat", "\tseat"),
                     ":29: error file: this is not valid YAML: found character '\\t' that cannot start any token. "
                     "Correct the line; check its indentation, colons and quotes.", id="a tab"),
        pytest.param("a: &a [1]\nb: !!set {x: *a}\n",
                     ":2: error file: the file uses a YAML tag (tag:yaml.org,2002:set). Remove it.", id="a tag"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["check-board", "slates"])
def test_a_file_that_cannot_be_used_is_bad_input(tmp_path: Path, command: str, content: str, said: str) -> None:
    path = tmp_path / "board.yaml"
    path.write_text(content, encoding="utf-8")
    assert refused(tmp_path, command, path, "--json") == f"{path}{said.format(path=path)}\n"


@pytest.mark.parametrize(
    "name, said",
    [
        pytest.param("nowhere.yaml", "there is no such file. Check the path.", id="missing"),
        pytest.param(
            "..",
            "the file cannot be read: it is a folder, a pipe or a device. Check the path and its rights.",
            id="a folder",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_bad_input(tmp_path: Path, name: str, said: str) -> None:
    assert refused(tmp_path, "check-board", name) == f"{name}: error file: {said}\n"


def test_a_file_that_is_not_utf_8_is_bad_input(tmp_path: Path) -> None:
    path = tmp_path / "board.yaml"
    path.write_bytes(LEGAL.encode("latin-1"))
    assert (
        refused(tmp_path, "check-board", path)
        == f"{path}:4: error file: the file is not UTF-8 text. Save it as UTF-8.\n"
    )


def test_a_file_whose_name_is_no_text_is_read(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/br\xe6t.yaml"
    Path(os.fsdecode(path)).write_text(LEGAL, encoding="utf-8")
    done = ask(tmp_path, "check-board", os.fsdecode(path))
    assert (done.returncode, done.stderr) == (0, "")


def test_json_from_another_program_is_a_board_file_too(tmp_path: Path) -> None:
    path = tmp_path / "board.json"
    path.write_text(json.dumps(board(answer()), default=str), encoding="utf-8")
    assert as_json(tmp_path, "check-board", path)["legal"] is True


def test_json_loses_no_letter_on_a_terminal_that_cannot_show_it(tmp_path: Path) -> None:
    path = write(tmp_path, answer("bæredygtig"))
    plain = ask(tmp_path, "check-board", path, "--json", PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C")
    whole = as_json(tmp_path, "check-board", path, code=1)
    assert (plain.returncode, plain.stdout.isascii(), json.loads(plain.stdout)) == (1, True, whole)
    assert whole["findings"][0]["subject"] == "bæredygtig"


def test_a_term_from_before_the_regions_is_bad_input(tmp_path: Path) -> None:
    path = write(tmp_path, head(term={"start": TERM_START.replace(year=2005), "end": TERM_START.replace(year=2009)}))
    assert refused(tmp_path, "check-board", path).startswith(f"{path}:16: error file: ")


# slates

ALL_NOMINATE: list[Change] = [
    *(answer(body) for body in BUSINESS), answer("universitetet", "knowledge"), answer(["fh", "ac"], "labour"),
]  # fmt: skip
OPEN: Change = without("company-1", "company-2", "company-3", "company-4", "knowledge", "labour")


def test_the_slates_of_one_open_seat(tmp_path: Path) -> None:
    path = write(tmp_path, answer("universitetet", "knowledge"), without("knowledge"))
    told = as_json(tmp_path, "slates", path)
    assert (told["count"], told["smallest_change"]) == (2, None)
    assert [slate["members"] for slate in told["best"]] == [
        [{"name": f"Prøveindstillet 0-{place}", "seat": "knowledge", "nominated_by": ["universitetet"]}]
        for place in (0, 1)
    ]
    assert told["best"][0]["why"][0] == "Balance: 6 women and 5 men on the board, a difference of 1."


def test_slates_are_printed_with_why_and_without_a_recommendation(tmp_path: Path) -> None:
    path = write(tmp_path, answer("universitetet", "knowledge"), without("knowledge"))
    done = ask(tmp_path, "slates", path)
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr, lines[0]) == (
        0, "", "2 legal slates. The order follows from recorded facts by fixed criteria; it recommends no person.",
    )  # fmt: skip
    assert [line for line in lines[1:] if not line.startswith("     ")] == [
        "1. Prøveindstillet 0-0 (knowledge)", "2. Prøveindstillet 0-1 (knowledge)",
    ]  # fmt: skip


@pytest.mark.parametrize("top, shown", [("0", 0), ("1", 1), ("5", 5), ("1000", 260)])
def test_as_many_slates_are_shown_as_are_asked_for(tmp_path: Path, top: str, shown: int) -> None:
    """Eight people for four company seats, two for each of the others: all but those with fewer than four of a sex."""
    told = as_json(tmp_path, "slates", write(tmp_path, *ALL_NOMINATE, OPEN), "--top", top)
    assert (told["count"], len(told["best"])) == (260, shown)
    assert {len(slate["members"]) for slate in told["best"]} <= {6}


def test_a_slate_is_a_board_that_the_rules_accept(tmp_path: Path) -> None:
    """Each of the slates shown, put into the file, is legal to `check-board`."""
    (best,) = as_json(tmp_path, "slates", write(tmp_path, *ALL_NOMINATE, OPEN), "--top", "1")["best"]
    file = board(*ALL_NOMINATE)
    nominees = {each["name"]: each for nomination in file["nominations"] for each in nomination["nominees"]}
    open_members = [each for each in file["members"] if each["seat"] in {"company", "knowledge", "labour"}]
    assert sorted(chosen["seat"] for chosen in best["members"]) == sorted(each["seat"] for each in open_members)
    for seated, chosen in zip(open_members, best["members"], strict=True):
        bodies = [part for key in chosen["nominated_by"] for part in key.split("+")]
        seated.update(nominees[chosen["name"]] | {"nominated_by": bodies})
    path = tmp_path / "filled.yaml"
    path.write_text(text(file), encoding="utf-8")
    told = as_json(tmp_path, "check-board", path)
    assert [finding["rule"] for finding in told["findings"]] == ["A6"]  # all come from one trade
    assert f"{told['outlook']['women']} women and {told['outlook']['men']} men" in best["why"][0]


@pytest.mark.parametrize(
    "changes, smallest_change",
    [
        pytest.param([without("knowledge")], "one more nominee from a knowledge institution", id="nobody is nominated"),
        pytest.param([answer("fh", "labour"), without("labour")], "one more nominee from the labour organisations",
                     id="FH alone cannot nominate"),
        pytest.param([answer("horesta"), without("company-1")], "one more nominee from a business organisation",
                     id="the body is not entitled"),
        pytest.param([answer(nominees=[{"name": "K", "gender": "woman"}]), without("company-1")],
                     "one more nominee from a business organisation", id="the nominee is not active in business"),
        pytest.param([member("company-3", smv=False), answer("tekniq", nominees=[
            {"name": "K", "gender": "woman", "active_business": True}]), without("company-1")],
                     "one more nominee from an SMV, nominated by a business organisation", id="none is from an SMV"),
        pytest.param([genders("mmmmwmwwmmm"), answer("universitetet", "knowledge", people="m"), without("knowledge")],
                     "one more woman from a knowledge institution", id="a woman is missing"),
        pytest.param([member("chair", elected=False), answer("universitetet", "knowledge"), without("knowledge")],
                     "the members already appointed break A2 (chair): correct that first", id="the board is broken"),
        pytest.param([genders("mmmmmmmmmmm"), answer("universitetet", "knowledge"), without("knowledge")],
                     "no nomination can change it: with the open seats the board can no longer be balanced; "
                     "record why (C2)", id="the balance is lost"),
    ],
)  # fmt: skip
def test_where_there_is_no_slate_the_smallest_change_is_told(
    tmp_path: Path, changes: list[Change], smallest_change: str
) -> None:
    path = write(tmp_path, *changes)
    assert as_json(tmp_path, "slates", path, code=1) == {"count": 0, "best": [], "smallest_change": smallest_change}
    done = ask(tmp_path, "slates", path)
    assert (done.returncode, done.stderr, done.stdout.splitlines()[1:]) == (
        1,
        "",
        [f"Smallest change: {smallest_change}."],
    )


def test_a_full_board_has_the_one_slate_of_nobody(tmp_path: Path) -> None:
    told = as_json(tmp_path, "slates", write(tmp_path))
    assert (told["count"], [slate["members"] for slate in told["best"]]) == (1, [[]])


def test_who_left_leaves_a_seat_to_fill(tmp_path: Path) -> None:
    changes = (
        member("labour", left_on=TERM_START.replace(year=2023), left_reason="Flyttet."),
        answer(["fh", "ac"], "labour"),
    )
    told = as_json(tmp_path, "slates", write(tmp_path, *changes))
    assert [each["seat"] for slate in told["best"] for each in slate["members"]] == ["labour", "labour"]
    assert told["count"] == 2


def test_who_left_and_was_succeeded_leaves_no_seat_to_fill(tmp_path: Path) -> None:
    left = another("company-1", left_on=TERM_START.replace(year=2023), left_reason="Flyttet.")
    assert as_json(tmp_path, "slates", write(tmp_path, left))["count"] == 1


@pytest.mark.parametrize("top", ["-1", "1001", "all"])
def test_a_wrong_number_of_slates_is_bad_input(tmp_path: Path, top: str) -> None:
    assert "Invalid value for '--top'" in refused(tmp_path, "slates", write(tmp_path), "--top", top)


# elect


def elect(folder: Path, *arguments: str) -> tuple[dict[str, int], dict[str, Any] | None]:
    """Who has how many seats for certain, and the tie."""
    told = as_json(folder, "elect", *arguments)
    assert told["ties"][:1] == ([told["tie"]] if told["tie"] else [])
    return told["seats"], told["tie"]


@pytest.mark.parametrize(
    "arguments, seats, tie",
    [
        pytest.param(["--seats", "3", "A=10", "B=6", "C=3"], {"A": 2, "B": 1, "C": 0}, None, id="d'Hondt"),
        pytest.param(["A=10", "B=6", "C=3", "--seats", "3"], {"A": 2, "B": 1, "C": 0}, None, id="the number last"),
        pytest.param(["--seats", "3", "C=3", "B=6", "A=10"], {"A": 2, "B": 1, "C": 0}, None, id="in another order"),
        pytest.param(["--seats", "1", "A=5", "B=5"], {"A": 0, "B": 0}, {"seats": 1, "lists": ["A", "B"]}, id="a tie"),
        pytest.param(["--seats", "3", "A=12", "B=5", "C=5"], {"A": 2, "B": 0, "C": 0}, {"seats": 1, "lists": ["B", "C"]},
                     id="a tie for the last seat, which is in nobody's number"),
        pytest.param(["--seats", "3", "A=10", "B=5", "C=5"], {"A": 1, "B": 0, "C": 0},
                     {"seats": 2, "lists": ["A", "B", "C"]}, id="two lots among three"),
        pytest.param(["--seats", "2", "A=5", "B=5"], {"A": 1, "B": 1}, None, id="equal votes and enough seats"),
        pytest.param(["--seats", "1", "A=5", "B=5", "--lot", "B"], {"A": 0, "B": 1}, None, id="the lot drawn"),
        pytest.param(["--seats", "3", "A=10", "B=5", "C=5", "--lot", "C"], {"A": 1, "B": 0, "C": 1},
                     {"seats": 1, "lists": ["A", "B"]}, id="one lot of two"),
        pytest.param(["--seats", "3", "A=10", "B=5", "C=5", "--lot", "C", "--lot", "A"], {"A": 2, "B": 0, "C": 1}, None,
                     id="two lots of two"),
        pytest.param(["--seats", "3", "A=10", "B=6", "C=5"], {"A": 1, "B": 1, "C": 0}, {"seats": 1, "lists": ["A", "C"]},
                     id="without an alliance"),
        pytest.param(["--seats", "3", "A=10", "B=6", "C=5", "--alliance", "B+C"], {"A": 1, "B": 1, "C": 1}, None,
                     id="an alliance"),
        pytest.param(["--seats", "3", "A=10", "B=6", "C=5", "--alliance", " C + B "], {"A": 1, "B": 1, "C": 1}, None,
                     id="an alliance with blanks"),
        pytest.param(["--seats", "4", "A=4", "B=3", "C=4", "D=3", "--alliance", "A+B", "--alliance", "C+D"],
                     {"A": 1, "B": 1, "C": 1, "D": 1}, None, id="two alliances"),
        pytest.param(["--seats", "1", "A=3", "B=3", "C=5", "--alliance", "A+B"], {"A": 0, "B": 0, "C": 0},
                     {"seats": 1, "lists": ["A", "B"]}, id="a tie inside an alliance"),
        pytest.param(["--seats", "2", "A=0", "B=1"], {"A": 0, "B": 2}, None, id="no vote, no seat"),
        pytest.param(["--seats", "1", "Å=1", "Liste 2=0"], {"Å": 1, "Liste 2": 0}, None, id="names with letters and blanks"),
        pytest.param(["--seats", "1", "A=B=3"], {"A=B": 1}, None, id="the last = divides"),
        pytest.param(["--seats", "1", " A = 3 "], {"A": 1}, None, id="blanks"),
        pytest.param(["--seats", "1", "--", "-A=3"], {"-A": 1}, None, id="a dash, after two"),
    ],
)  # fmt: skip
def test_an_election_is_counted(
    tmp_path: Path, arguments: list[str], seats: dict[str, int], tie: dict[str, Any] | None
) -> None:
    with_json_first = ["--json", *arguments]
    done = ask(tmp_path, "elect", *with_json_first)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["seats"], told["tie"]) == (seats, tie)


def test_the_winning_quotients_are_exact(tmp_path: Path) -> None:
    told = as_json(tmp_path, "elect", "--seats", "3", "A=10", "B=7", "C=1", "--alliance", "B+C")
    assert [(q["list"], q["divisor"], q["votes"], q["exact"], q["alliance"]) for q in told["quotients"]] == [
        ("A", 1, 10, "10", ""), ("B+C", 1, 8, "8", ""), ("A", 2, 10, "5", ""), ("B", 1, 7, "7", "B+C"),
    ]  # fmt: skip
    assert [q["quotient"] for q in told["quotients"]] == [10.0, 8.0, 5.0, 7.0]


def test_an_election_is_printed_with_what_to_do_about_a_tie(tmp_path: Path) -> None:
    done = ask(tmp_path, "elect", "--seats", "3", "A=12", "B=5", "C=5")
    assert (done.returncode, done.stderr, done.stdout.splitlines()) == (0, "", [
        "A: 2", "B: 0", "C: 0", "Tie: draw lots for 1 among B, C, then count again with --lot.",
    ])  # fmt: skip


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["--seats", "1", "A"], "'A' is not LIST=VOTES. Write for instance A=12."),
        (["--seats", "1", "A="], "'A=' is not LIST=VOTES. Write for instance A=12."),
        (["--seats", "1", "=5"], "'=5' is not LIST=VOTES. Write for instance A=12."),
        (["--seats", "1", "A=-5"], "'A=-5' is not LIST=VOTES. Write for instance A=12."),
        (["--seats", "1", "A=5.5"], "'A=5.5' is not LIST=VOTES. Write for instance A=12."),
        (["--seats", "1", "A=1e3"], "'A=1e3' is not LIST=VOTES. Write for instance A=12."),
        (["--seats", "1", "A=1", " A=2"], "The list 'A' is there twice. Write it once, with all its votes."),
        (["--seats", "1", "A=0", "B=0"], "votes: every list has 0 votes. Write the votes that were cast."),
        (["--seats", "0", "A=1"], "seats: 0 cannot be shared out. Write a whole number from 1 to 1000."),
        (["--seats", "-1", "A=1"], "seats: -1 cannot be shared out. Write a whole number from 1 to 1000."),
        (["--seats", "1001", "A=1"], "seats: 1001 cannot be shared out. Write a whole number from 1 to 1000."),
        (["--seats", "1", "A=1", "B=1", "--alliance", "A"],
         "alliances: 'A' is no alliance. Write two or more lists, each once."),
        (["--seats", "1", "A=1", "B=1", "--alliance", "A+A"],
         "alliances: 'A+A' is no alliance. Write two or more lists, each once."),
        (["--seats", "1", "A=1", "B=1", "--alliance", "A+C"], "alliances: there is no list 'C'. Write one of A, B."),
        (["--seats", "1", "A=1", "B=1", "--alliance", "A+B+"], "alliances: there is no list ''. Write one of A, B."),
        (["--seats", "1", "A=1", "B=1", "C=1", "--alliance", "A+B", "--alliance", "B+C"],
         "alliances: the list 'B' is in two of them. Leave it in one."),
        (["--seats", "1", "A=1", "B=1", "A+B=1", "--alliance", "A+B"],
         "alliances: 'A+B' is the name of another list or alliance too. Rename that list."),
        (["--seats", "1", "A=1", "B=1", "--lot", "C"], "lot: 'C' is not in the tie. Write one of A, B."),
        (["--seats", "1", "A=2", "B=1", "--lot", "B"], "lot: no tie is left for 'B'. Leave it out."),
    ],
)  # fmt: skip
def test_an_election_that_cannot_be_counted_is_bad_input(tmp_path: Path, arguments: list[str], said: str) -> None:
    assert refused(tmp_path, "elect", "--json", *arguments) == f"{said}\n"


@pytest.mark.parametrize(
    "arguments, said",
    [
        pytest.param(["elect", "--seats", "1"], "Missing argument 'LIST=VOTES...'", id="no list"),
        pytest.param(["elect", "A=1"], "Missing option '--seats'", id="no number of seats"),
        pytest.param(["elect", "--seats", "two", "A=1"], "Invalid value for '--seats'", id="a number in words"),
        pytest.param(["elect", "--seats", "1", "-A=1"], "No such option: -A", id="a dash"),
        pytest.param(["calendar"], "Missing argument 'YEAR'", id="no year"),
        pytest.param(["calendar", "next"], "Invalid value for 'YEAR'", id="a year in words"),
        pytest.param(["check-board"], "Missing argument 'FILE'", id="no file"),
        pytest.param(["rules", "A1"], "Got unexpected extra argument", id="one word too many"),
    ],
)
def test_a_wrong_word_is_bad_input(tmp_path: Path, arguments: list[str], said: str) -> None:
    assert said in refused(tmp_path, *arguments)


@pytest.mark.parametrize(
    "arguments, votes",
    [
        pytest.param(["--json"], "9" * 400, id="more than a float holds"),
        pytest.param([], "9" * 5000, id="more digits than Python reads"),
    ],
)  # fmt: skip
def test_a_huge_number_of_votes_is_counted_or_told(tmp_path: Path, arguments: list[str], votes: str) -> None:
    done = ask(tmp_path, "elect", "--seats", "1", f"A={votes}", *arguments)
    assert done.returncode in {0, 2}
    assert len(done.stderr.splitlines()) == (done.returncode == 2)


def test_a_lot_may_have_blanks_around_it_like_any_list(tmp_path: Path) -> None:
    assert elect(tmp_path, "--seats", "1", "A=1", "B=1", "--lot", " B") == ({"A": 0, "B": 1}, None)


# rules


def test_every_rule_is_listed_in_order(tmp_path: Path) -> None:
    listed = as_json(tmp_path, "rules")
    assert [rule["rule"] for rule in listed] == [
        f"{part}{number}" for part, last in (("A", 20), ("B", 12), ("C", 4), ("D", 18)) for number in range(1, last + 1)
    ]
    assert len(listed) == 54


def test_every_rule_says_how_it_acts_or_who_decides_and_where_it_stands(tmp_path: Path) -> None:
    listed = {rule["rule"]: rule for rule in as_json(tmp_path, "rules")}
    assert {rule["severity"] for rule in listed.values()} == {"error", "explain", "advice", None}
    assert (
        {number for number, rule in listed.items() if rule["severity"] is None}
        == {number for number, rule in listed.items() if rule["left_to_people"]}
        == {number for number, rule in listed.items() if not rule["about"]}
        == {"B3", "B4", "C1"}
    )
    assert [
        number for number, rule in listed.items() if not (rule["title"] and rule["sources"] and rule["module"])
    ] == []
    assert [source["in_force_from"] for source in listed["C2"]["sources"]] == ["2021-04-26", "2023-01-01", "2025-01-06"]


def test_every_rule_is_printed_on_a_line(tmp_path: Path) -> None:
    done = ask(tmp_path, "rules")
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr, len(lines)) == (0, "", 54)
    assert lines[4] == (
        "A5  error   4 company members on nomination by business organisations, one from an SMV "
        "(Standardvedtægter for de tværkommunale erhvervshuse (december 2018) § 5.2)"
    )
    assert [line.split()[:2] for line in lines[22:24]] == [["B3", "people"], ["B4", "people"]]


# calendar


def test_the_calendar_of_2025(tmp_path: Path) -> None:
    told = as_json(tmp_path, "calendar", "2025")
    assert {key: value for key, value in told.items() if "days_off" not in key} == {
        "election_day": "2025-11-18",
        "latest_constituent_meeting": "2026-01-31",
        "latest_constituent_meeting_working_day": "2026-01-30",
        "term_start": "2026-04-01",
        "term_end": "2030-04-01",
    }
    assert told["days_off"] == {
        "2025-01-01": "Nytårsdag", "2025-04-17": "Skærtorsdag", "2025-04-18": "Langfredag", "2025-04-20": "Påskedag",
        "2025-04-21": "Anden påskedag", "2025-05-29": "Kristi himmelfartsdag", "2025-06-05": "Grundlovsdag",
        "2025-06-08": "Pinsedag", "2025-06-09": "Anden pinsedag", "2025-12-24": "Juleaftensdag", "2025-12-25": "Juledag",
        "2025-12-26": "Anden juledag", "2025-12-31": "Nytårsaften",
    }  # fmt: skip
    assert told["days_off_until_term_start"] == {"2026-01-01": "Nytårsdag"}


def test_the_calendar_of_2021_has_the_great_prayer_day_and_a_meeting_on_a_working_day(tmp_path: Path) -> None:
    told = as_json(tmp_path, "calendar", "2021")
    assert (told["latest_constituent_meeting"], told["latest_constituent_meeting_working_day"]) == ("2022-01-31",) * 2
    assert told["days_off"]["2021-04-30"] == "Store bededag"
    assert "2021-05-01" not in told["days_off"]


def test_a_calendar_is_printed_with_weekdays(tmp_path: Path) -> None:
    done = ask(tmp_path, "calendar", "2025")
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr, lines[:6]) == (0, "", [
        "election day: Tuesday 2025-11-18", "latest constituent meeting: Saturday 2026-01-31",
        "latest constituent meeting working day: Friday 2026-01-30", "term start: Wednesday 2026-04-01",
        "term end: Monday 2030-04-01", "days off:",
    ])  # fmt: skip
    assert (lines[6], lines[-2:]) == (
        "  Wed 2025-01-01 Nytårsdag", ["  Wed 2025-12-31 Nytårsaften", "  Thu 2026-01-01 Nytårsdag"],
    )  # fmt: skip


@pytest.mark.parametrize(
    "year, said",
    [
        ("2024", "2024 is no year of municipal elections. The nearest are 2021 and 2025."),
        ("2001", "2001 is not known here. Give a year from 2005, the first with regions, to 2185."),
        ("2189", "2189 is not known here. Give a year from 2005, the first with regions, to 2185."),
        ("0", "0 is not known here. Give a year from 2005, the first with regions, to 2185."),
    ],
)
def test_a_year_without_an_election_is_bad_input(tmp_path: Path, year: str, said: str) -> None:
    assert refused(tmp_path, "calendar", year, "--json") == f"{said}\n"


@pytest.mark.parametrize("year", ["2005", "2185"])
def test_the_first_and_the_last_calendar_can_be_asked_for(tmp_path: Path, year: str) -> None:
    assert as_json(tmp_path, "calendar", year)["election_day"] == f"{year}-11-15"


# all of them


@pytest.mark.parametrize(
    "arguments",
    [
        ["check-board", "board.yaml"],
        ["slates", "board.yaml"],
        ["elect", "--seats", "1", "A=1"],
        ["calendar", "2025"],
        ["rules"],
    ],
    ids=lambda words: words[0],
)
@pytest.mark.parametrize("form", [[], ["--json"]], ids=["human", "JSON"])
def test_what_needs_no_database_neither_opens_one_nor_imports_prefect(
    tmp_path: Path, arguments: list[str], form: list[str]
) -> None:
    write(tmp_path)
    script = (
        "import sys\n"
        "sys.addaudithook(lambda event, _: event.startswith(('sqlite3.', 'socket.')) and print('AUDIT', event))\n"
        "from flows.command_line import main\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    print(end.code or 0)\n"
        "print(sorted({'prefect', 'sqlite3', 'psycopg', 'alembic'} & {name.split('.')[0] for name in sys.modules}))\n"
        "print('models.database' in sys.modules, 'models.settings' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments, *form],
        env={**{name: value for name, value in os.environ.items() if not name.startswith("UDPEGNING_")}, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.stdout.splitlines()[-3:], done.stderr) == (["0", "[]", "False False"], "")
    assert "AUDIT" not in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["board.yaml"]
