"""What the rules say about the board of a file: every rule of the board, of nominations and of balance, kept and broken."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from board_files import (
    BUSINESS,
    DEADLINE,
    SEATS,
    TERM_END,
    TERM_START,
    Board,
    Change,
    another,
    answer,
    board,
    genders,
    head,
    member,
    unsaid,
    without,
    write,
)  # fmt: skip
from findings import ADVICE, ERROR, EXPLAIN, Said, said

from models.board_file import BoardFile, read_board_file
from models.board_in_file import board_in, check_file
from models.finding import Finding
from models.outlook import Outlook, outlook
from models.rules.check import every_rule

LATE = DEADLINE + timedelta(days=1)
MEMBERS = SEATS[:11]
NOT_FILLED = [("A1", ERROR, ""), ("A18", ADVICE, "")]
"""Said of every board on which fewer than eleven sit."""
NOBODY_SMV = [
    {"name": "Prøvekandidat K", "gender": "woman", "active_business": True},
    {"name": "Prøvekandidat M", "gender": "man", "active_business": True},
]
NOBODY_ACTIVE = [
    {"name": "Prøvekandidat K", "gender": "woman", "smv": True},
    {"name": "Prøvekandidat M", "gender": "man"},
]


def findings(folder: Path, *changes: Change) -> list[Finding]:
    return check_file(board_in(read_board_file(write(folder, *changes))))


def seen(folder: Path, *changes: Change) -> Outlook:
    return outlook(board_in(read_board_file(write(folder, *changes))))


def term(start: date, end: date) -> Change:
    """Another term, and nobody with days of their own."""

    def change(file: Board) -> None:
        file["term"] = {"start": start, "end": end}
        for each in file["members"]:
            del each["from"], each["to"]

    return change


def succeeded(seat: str) -> Change:
    """Who sits there has left, and the successor stands next in the file."""

    def change(file: Board) -> None:
        place = SEATS.index(seat)
        leaver = file["members"][place]
        file["members"].insert(place + 1, leaver | {"name": "Prøvekandidat 99", "from": date(2023, 5, 1)})
        leaver |= {"left_on": date(2023, 4, 30), "left_reason": "Flyttet.", "to": date(2023, 4, 30)}

    return change


def test_a_legal_board_is_told_nothing(tmp_path: Path) -> None:
    assert findings(tmp_path) == []
    assert seen(tmp_path) == Outlook(
        women=6, men=5, not_stated=0, open_seats=0, steerable=0, needed=4, women_needed=0, men_needed=0
    )


BROKEN = [
    # A1: eleven, one of them chair
    pytest.param([without("knowledge")], [*NOT_FILLED, ("A8", ERROR, "knowledge")], id="ten members"),
    pytest.param([another("regional", appointed_by="region")], [("A1", ERROR, ""), ("A10", ERROR, "region")],
                 id="two of the region are twelve"),
    pytest.param([another("chair"), without("municipal-3")],
                 [("A1", ERROR, "chair"), ("A18", ADVICE, ""), ("A2", ERROR, "chair"), ("A4", ERROR, "municipal")],
                 id="two chairs for a municipal member"),
    pytest.param([another("company-1", trade="it"), without("municipal-3")],
                 [("A18", ADVICE, ""), ("A4", ERROR, "municipal"), ("A5", ERROR, "company")],
                 id="eleven with a company for a municipality"),
    # A2: the chair
    pytest.param([without("chair")], [("A1", ERROR, ""), ("A1", ERROR, "chair"), ("A18", ADVICE, ""), ("A2", ERROR, "chair")],
                 id="no chair"),
    pytest.param([member("chair", elected=False)], [("A2", ERROR, "chair")], id="a chair who is not elected"),
    pytest.param([unsaid("chair", "elected")], [("A2", ERROR, "chair")], id="a chair of whom the file does not say it"),
    pytest.param([member("chair", elected=None)], [("A2", ERROR, "chair")], id="a chair of whom it is left empty"),
    pytest.param([member("chair", appointed_by="region")], [("A10", ERROR, "chair"), ("A2", ERROR, "chair")],
                 id="the region appointed the chair"),
    pytest.param([member("chair", appointed_by="ministry")], [("A2", ERROR, "chair")], id="the ministry appointed the chair"),
    # A3: preferred only
    pytest.param([member("chair", private_business=False)], [("A3", ADVICE, "chair")], id="a chair without business"),
    pytest.param([unsaid("chair", "private_business")], [("A3", ADVICE, "chair")], id="a chair of unknown business"),
    # A4: the municipal members
    pytest.param([without("municipal-2")], [*NOT_FILLED, ("A4", ERROR, "municipal")], id="two municipal members"),
    pytest.param([another("municipal-1")], [("A1", ERROR, ""), ("A4", ERROR, "municipal")], id="four municipal members"),
    pytest.param([member("municipal-2", municipality="Randers")], [("A4", ERROR, "municipal-2")],
                 id="a municipality of another region"),
    pytest.param([member("municipal-2", municipality="Region Nordjylland")], [("A4", ERROR, "municipal-2")],
                 id="the region is no municipality"),
    pytest.param([unsaid("municipal-2", "municipality")], [("A4", ERROR, "municipal-2")], id="no municipality"),
    pytest.param([member("municipal-2", elected=False)], [("A4", ERROR, "municipal-2")], id="an official of it"),
    pytest.param([member("municipal-2", appointed_by="region")],
                 [("A10", ERROR, "municipal-2"), ("A4", ERROR, "municipal-2")], id="the region appointed a municipal member"),
    # A5, A6, A7: the company members
    pytest.param([without("company-1")], [*NOT_FILLED, ("A5", ERROR, "company")], id="three company members"),
    pytest.param([another("company-1", trade="it")], [("A1", ERROR, ""), ("A5", ERROR, "company")], id="five of them"),
    pytest.param([member("company-3", smv=False)], [("A5", ERROR, "company")], id="none from an SMV"),
    pytest.param([unsaid("company-3", "smv")], [("A5", ERROR, "company")], id="none known to be from an SMV"),
    pytest.param([member("company-3", smv=False), member("knowledge", smv=True)], [("A5", ERROR, "company")],
                 id="an SMV in another seat"),
    pytest.param([member("company-4", appointed_by="region")], [("A10", ERROR, "company-4"), ("A5", ERROR, "company-4")],
                 id="the region appointed a company member"),
    pytest.param([unsaid("company-1", "nominated_by")], [("A16", ERROR, "company-1"), ("A5", ERROR, "company-1")],
                 id="nobody nominated a company member"),
    pytest.param([member("company-1", trade="Handel")], [("A6", ADVICE, "company")], id="one trade twice in other case"),
    pytest.param([member("company-1", trade=None)], [("A6", ADVICE, "company")], id="a trade left empty"),
    pytest.param([unsaid("company-1", "trade"), member("company-2", trade="el")],
                 [("A6", ADVICE, "company"), ("A6", ADVICE, "company")], id="one trade twice and one unknown"),
    pytest.param([member("company-2", active_business=False)], [("A7", ERROR, "company-2")], id="not active in business"),
    pytest.param([unsaid("company-2", "active_business")], [("A7", ERROR, "company-2")], id="not known to be active"),
    # A8: the knowledge member
    pytest.param([another("knowledge")], [("A1", ERROR, ""), ("A8", ERROR, "knowledge")], id="two of knowledge"),
    pytest.param([unsaid("knowledge", "nominated_by")], [("A16", ERROR, "knowledge"), ("A8", ERROR, "knowledge")],
                 id="nobody nominated the knowledge member"),
    pytest.param([member("knowledge", appointed_by="ministry")], [("A8", ERROR, "knowledge")],
                 id="the ministry appointed the knowledge member"),
    # A9: the labour member
    pytest.param([without("labour")], [*NOT_FILLED, ("A9", ERROR, "labour")], id="nobody of labour"),
    pytest.param([member("labour", nominated_by="fh")], [("A9", ERROR, "labour")], id="FH alone"),
    pytest.param([member("labour", nominated_by=["AC"])], [("A9", ERROR, "labour")], id="AC alone, in capitals"),
    pytest.param([member("labour", nominated_by=["fh", "FH"])], [("A9", ERROR, "labour")], id="FH twice is not both"),
    pytest.param([member("labour", nominated_by="di")], [("A16", ERROR, "labour"), ("A9", ERROR, "labour")],
                 id="a business organisation for labour"),
    pytest.param([unsaid("labour", "nominated_by")], [("A16", ERROR, "labour"), ("A9", ERROR, "labour")],
                 id="nobody nominated the labour member"),
    # A10, A11: the region and the ministry
    pytest.param([without("regional")], [("A1", ERROR, ""), ("A10", ERROR, "region"), ("A18", ADVICE, "")],
                 id="nobody of the region"),
    pytest.param([member("regional", appointed_by="kkr")], [("A10", ERROR, "regional")], id="the KKR for the region"),
    pytest.param([without("observer")], [("A11", ADVICE, "observer")], id="no observer"),
    # A12, A13, A14, A15
    pytest.param([member("observer", vice_chair=True)], [("A12", ERROR, "vice-chair")], id="the observer as vice-chair"),
    pytest.param([member("chair", vice_chair=True)], [("A12", ERROR, "vice-chair")], id="the chair as vice-chair"),
    pytest.param([member("regional", vice_chair=True), member("labour", vice_chair=True)], [("A12", ERROR, "vice-chair")],
                 id="two vice-chairs"),
    pytest.param([another("company-1", substitute=True)], [("A13", ERROR, "substitute")], id="a substitute"),
    pytest.param([another("municipal-1", substitute=True), another("labour", name="Prøvekandidat 98", substitute=True)],
                 [("A13", ERROR, "substitute"), ("A13", ERROR, "substitute")], id="two substitutes"),
    pytest.param([member("company-1", substitute=True)], [*NOT_FILLED, ("A13", ERROR, "substitute"), ("A5", ERROR, "company")],
                 id="a substitute does not count as one of the four"),
    pytest.param([member("company-1", director=True)], [("A14", ERROR, "company-1")], id="the director"),
    pytest.param([member("company-1", name="  prøvekandidat   1 ")], [("A15", ERROR, "chair")],
                 id="one name twice, in other case and with other spaces"),
    # A16, on nominators
    pytest.param([member("company-1", nominated_by="horesta")], [("A16", ERROR, "company-1")], id="a body not entitled"),
    pytest.param([member("company-1", nominated_by=["di", "horesta"])], [("A16", ERROR, "company-1")],
                 id="two together, one of them not entitled"),
    pytest.param([member("knowledge", nominated_by="ucn")], [("A16", ERROR, "knowledge")], id="an institution not entitled"),
    pytest.param([head(entitled=[])],
                 [("A16", ERROR, seat) for seat in ("company-1", "company-2", "company-3", "company-4", "knowledge")],
                 id="nobody entitled but FH and AC, by the statutes"),
    pytest.param([member("labour", nominated_by=["fh", "ac", "di"])], [("A9", ERROR, "labour")],
                 id="FH and AC with an employer"),
    pytest.param([member("labour", nominated_by=["fh", "ac", "zzz"])],
                 [("A16", ERROR, "labour"), ("A9", ERROR, "labour")], id="FH and AC with somebody not entitled"),
    # A11: the observer
    pytest.param([another("observer")], [("A11", ADVICE, "observer")], id="two observers"),
    pytest.param([member("observer", appointed_by="kkr")], [("A11", ADVICE, "observer")], id="an observer of the KKR's"),
    # A17: the term
    pytest.param([term(TERM_START, date(2026, 4, 2))], [("A17", ERROR, "term")],
                 id="a day more than four years"),
    pytest.param([head(term={"start": TERM_START, "end": date(2026, 4, 2)})], [("A17", ERROR, "term")],
                 id="a term too long, in which all have lawful days of their own"),
    pytest.param([term(TERM_START, date(2026, 3, 31))], [("A17", ERROR, "term")], id="a day less than four years"),
    pytest.param([term(date(2022, 4, 2), TERM_END)], [("A17", ERROR, "term")], id="a day after 1 April"),
    pytest.param([term(date(2023, 4, 1), TERM_END)], [("A17", ERROR, "term")], id="1 April of another year"),
    pytest.param([member("chair", from_=date(2022, 3, 31), to=date(2026, 3, 31))], [("A17", ERROR, "chair")],
                 id="a member from before the term"),
    pytest.param([member("chair", to=date(2026, 4, 2))], [("A17", ERROR, "chair")],
                 id="a member beyond the term, and so for more than four years"),
    pytest.param([member("chair", from_=date(2023, 1, 2), to=date(2023, 1, 1))], [("A17", ERROR, "chair")],
                 id="a member to a day before the first"),
    pytest.param([member("chair", from_=date(2023, 1, 1), to=date(2023, 1, 1))], [("A17", ERROR, "chair")],
                 id="a member for no time at all"),
    # A18, A19, A20: leaving
    pytest.param([member("labour", left_on=date(2023, 5, 1), left_reason="Flyttet.")],
                 [*NOT_FILLED, ("A19", ADVICE, "labour"), ("A9", ERROR, "labour")], id="a member left, and nobody came"),
    pytest.param([member("labour", left_on=date(2023, 5, 1))],
                 [*NOT_FILLED, ("A19", ADVICE, "labour"), ("A20", ERROR, "labour"), ("A9", ERROR, "labour")],
                 id="and no reason is recorded"),
    pytest.param([member("labour", left_on=date(2023, 5, 1), left_reason=" \n")],
                 [*NOT_FILLED, ("A19", ADVICE, "labour"), ("A20", ERROR, "labour"), ("A9", ERROR, "labour")],
                 id="blanks are no reason"),
    # B1, B11: who may nominate for what
    pytest.param([answer("horesta")], [("B1", ERROR, "horesta")], id="a nomination of a body not entitled"),
    pytest.param([answer(["di", "horesta"])], [("B1", ERROR, "di+horesta")], id="of two together, one not entitled"),
    pytest.param([answer("di", "chair")], [("B1", ERROR, "di")], id="a nomination for the chair's seat"),
    pytest.param([answer("di", "municipal")], [("B1", ERROR, "di")], id="for a municipal seat"),
    pytest.param([answer("di", "regional")], [("B1", ERROR, "di")], id="for the region's seat"),
    pytest.param([answer("fh", "labour")], [("B11", ERROR, "fh")], id="FH nominates alone"),
    pytest.param([answer("AC", "labour")], [("B11", ERROR, "ac")], id="AC nominates alone, in capitals"),
    pytest.param([answer("di", "labour")], [("B1", ERROR, "di"), ("B11", ERROR, "di")], id="an employer for labour"),
    # A7, B5, B6 of nominations
    pytest.param([answer(nominees=NOBODY_ACTIVE)], [("A7", ERROR, "di")], id="nominees who are not active in business"),
    pytest.param([answer(body, nominees=NOBODY_SMV) for body in BUSINESS], [("B5", EXPLAIN, "bodies")],
                 id="all have answered, and nobody from an SMV"),
    pytest.param([answer(in_writing=False)], [("B6", ADVICE, "di")], id="not in writing"),
    # B7, B8, B9, B10: women and men
    pytest.param([answer(people="m")], [("B7", EXPLAIN, "di"), ("B9", EXPLAIN, "di")], id="a man only, no reason"),
    pytest.param([answer(people="ww")], [("B7", EXPLAIN, "di"), ("B9", EXPLAIN, "di")], id="women only, no reason"),
    pytest.param([answer(people="m", reason=" ")], [("B7", EXPLAIN, "di"), ("B9", EXPLAIN, "di")], id="a blank reason"),
    pytest.param([answer(people="m-")], [("B7", EXPLAIN, "di"), ("B9", EXPLAIN, "di")], id="not stated is no woman"),
    pytest.param([answer(people="m", reason="Ingen.")], [("B10", EXPLAIN, "di"), ("B7", EXPLAIN, "di")],
                 id="a man only, with a reason"),
    pytest.param([answer(people="m", reason="Ingen.", accepted=True)], [("B10", EXPLAIN, "di"), ("B7", EXPLAIN, "di")],
                 id="and the KKR accepts it"),
    pytest.param([answer(people="m", reason="Ingen.", accepted=False)], [("B10", ERROR, "di"), ("B7", EXPLAIN, "di")],
                 id="and the KKR does not accept it"),
    pytest.param([answer(people="m", accepted=True)], [("B7", EXPLAIN, "di"), ("B9", EXPLAIN, "di")],
                 id="what was not given cannot be accepted"),
    pytest.param([answer(people="wwm", seats_asked=2)], [("B8", EXPLAIN, "di"), ("B9", EXPLAIN, "di")],
                 id="unequal numbers for two seats"),
    pytest.param([answer(people="wwm", seats_asked=3)], [("B8", EXPLAIN, "di"), ("B9", EXPLAIN, "di")],
                 id="one more of one sex for three seats: that clause was repealed"),
    pytest.param([answer(people="ww", seats_asked=2)], [("B8", EXPLAIN, "di"), ("B9", EXPLAIN, "di")],
                 id="women only for two seats"),
    pytest.param([answer(people="wwm", seats_asked=2, reason="Ingen.")], [("B10", EXPLAIN, "di"), ("B8", EXPLAIN, "di")],
                 id="unequal numbers with a reason"),
    pytest.param([answer(["fh", "ac"], "labour", people="m")], [("B7", EXPLAIN, "ac+fh"), ("B9", EXPLAIN, "ac+fh")],
                 id="a joint list with a man only"),
    # B5, an SMV
    pytest.param([answer(nominees=NOBODY_SMV)], [("B5", EXPLAIN, "bodies")], id="nobody who nominates names an SMV"),
    # B12, after the deadline
    pytest.param([answer(received_on=LATE)], [("B12", EXPLAIN, "di")], id="a day late"),
    pytest.param([answer(received_on=LATE, late_accepted=True)], [("B12", EXPLAIN, "di")], id="late, and accepted"),
    pytest.param([answer(received_on=LATE, late_accepted=False)], [("B12", ERROR, "di")], id="late, and not accepted"),
    pytest.param([answer(received_on=LATE, deadline=None), answer("tekniq")], [("B12", EXPLAIN, "di")],
                 id="the deadline stands with another nomination"),
    # a corrected nomination replaces the first
    pytest.param([answer(), answer(people="m")], [("B7", EXPLAIN, "di"), ("B9", EXPLAIN, "di")],
                 id="corrected for the worse"),
    # C2, C3, C4: balance; its boundaries have a table of their own
    pytest.param([genders("wwwmmmmmmmm")], [("C2", EXPLAIN, "women")], id="three women"),
    pytest.param([genders("mmmwwwwwwww")], [("C2", EXPLAIN, "men")], id="three men"),
    pytest.param([genders("mmmmmmmmmmm"), without("knowledge", "labour", "regional")],
                 [("A1", ERROR, ""), ("A10", ERROR, "region"), ("A18", ADVICE, ""), ("A8", ERROR, "knowledge"),
                  ("A9", ERROR, "labour"), ("C2", EXPLAIN, "women"), ("C3", ADVICE, "")],
                 id="no women and three open seats"),
    pytest.param([member("regional", gender=None)], [("C4", ADVICE, "regional")], id="gender not stated"),
]  # fmt: skip


@pytest.mark.parametrize("changes, expected", BROKEN)
def test_what_breaks_a_rule_is_told_by_its_number(tmp_path: Path, changes: list[Change], expected: Said) -> None:
    found = findings(tmp_path, *changes)
    assert said(found) == sorted(expected)
    assert [finding for finding in found if not (finding.message and finding.source)] == []
    assert [
        finding for finding in found if not (finding.remedy or finding.reason)
    ] == []  # accepted: nothing is left to do


def test_every_rule_of_board_nominations_and_balance_is_broken_by_a_file_or_not_about_one() -> None:
    told = {rule for case in BROKEN for rule, _, _ in case.values[1]}
    rules = {rule.number for rule in every_rule() if rule.number[0] in "ABC"}
    not_in_a_file = {"B2", "B3", "B4", "C1"}  # how the KKR decided, and what people judge
    assert rules - told == not_in_a_file
    assert told - rules == set()


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param([head(members=list(reversed(board()["members"])))], id="in another order"),
        pytest.param([unsaid("chair", "municipality")], id="A2: elected, to the regional council perhaps"),
        pytest.param([member("chair", municipality="Randers")], id="A2: the chair may be elected anywhere"),
        pytest.param([unsaid("municipal-1", "elected")], id="A4: the municipality says it"),
        pytest.param([member("municipal-1", elected=None)], id="A4: left empty"),
        pytest.param([member("municipal-1", municipality=" Hjørring ")], id="A4: blanks around it"),
        pytest.param([member("municipal-1", municipality="Rebild")], id="A4: two of one municipality"),
        pytest.param([member(f"company-{number}", smv=True) for number in range(1, 5)], id="A5: all from an SMV"),
        pytest.param([member(seat, active_business=False) for seat in ("chair", "knowledge", "labour", "regional")],
                     id="A7: asked of company members only"),
        pytest.param([member("labour", nominated_by=["ac", "fh"])], id="A9: in the other order"),
        pytest.param([member("labour", nominated_by="fh-ac")], id="A9: as one id"),
        pytest.param([member("labour", nominated_by="FH-AC")], id="A9: as one id in capitals"),
        pytest.param([member("labour", nominated_by=["FH", "AC"])], id="A9: in capitals"),
        pytest.param([member("labour", nominated_by=["Fagbevægelsens Hovedorganisation", "Akademikerne"])],
                     id="A9: by their names"),
        pytest.param([member("observer", from_=None, to=None, appointed_on=None)], id="A11: with no days"),
        pytest.param([member("regional", vice_chair=True)], id="A12: a member"),
        pytest.param([member("observer", director=True)], id="A14: the observer is no member"),
        pytest.param([member("observer", name="Prøvekandidat 1")], id="A15: the observer holds no seat"),
        pytest.param([member("company-1", nominated_by=["DI", "tekniq"])], id="A16: two entitled together, in capitals"),
        pytest.param([member("company-2", nominated_by="di")], id="A16: two of one body"),
        pytest.param([head(entitled=[*BUSINESS, "universitetet"])], id="A16: FH and AC are entitled by the statutes"),
        pytest.param([head(entitled=["DI", "Dansk-Erhverv", "SMVdanmark", "Tekniq", "Universitetet"])],
                     id="A16: the decision in capitals"),
        pytest.param([member("chair", from_=date(2023, 1, 1), to=date(2024, 1, 1))], id="A17: for a part of the term"),
        pytest.param([unsaid("chair", "from", "to", "appointed_on")], id="A17: for the term"),
        pytest.param([succeeded("labour")], id="A19: succeeded in a seat of one"),
        pytest.param([succeeded("company-2")], id="A19: succeeded in a seat of four"),
        pytest.param([succeeded("chair")], id="A19: another chair"),
        pytest.param([member("labour", left_reason="Flyttet.")], id="A20: a reason and no day"),
        pytest.param([answer()], id="B7: a woman and a man"),
        pytest.param([answer(people="wwm")], id="B7: two women and a man for one seat"),
        pytest.param([answer(people="w-m")], id="B7: and one who does not say"),
        pytest.param([answer(people="")], id="B7: who names nobody departs from nothing"),
        pytest.param([answer(people="wm", seats_asked=2)], id="B8: equally many"),
        pytest.param([answer(people="wwmm", seats_asked=4)], id="B8: equally many, fewer than the seats"),
        pytest.param([answer("universitetet", "knowledge", nominees=NOBODY_ACTIVE)], id="A7: not asked of knowledge"),
        pytest.param([answer(["fh", "ac"], "labour")], id="B11: jointly"),
        pytest.param([answer("FH-AC", "labour")], id="B11: as one id in capitals"),
        pytest.param([answer(received_on=DEADLINE)], id="B12: on the last day"),
        pytest.param([answer(received_on=None, deadline=None)], id="B12: no days"),
        pytest.param([answer(received_on=LATE, deadline=None)], id="B12: no deadline"),
        pytest.param([answer(people="m"), answer()], id="corrected"),
        pytest.param([answer(people="m"), answer("DI")], id="corrected, in capitals"),
        pytest.param([answer(["fh", "ac"], "labour", people="m"), answer(["ac", "fh"], "labour")],
                     id="corrected, in the other order"),
        pytest.param([answer(people="m"), answer(people="w"), answer()], id="corrected twice"),
        pytest.param([answer(body) for body in BUSINESS], id="each its own"),
        pytest.param([head(nominations=[])], id="no nominations"),
    ],
)  # fmt: skip
def test_what_keeps_the_rules_is_told_nothing(tmp_path: Path, changes: list[Change]) -> None:
    assert findings(tmp_path, *changes) == []


@pytest.mark.parametrize(
    "letters, told",
    [
        pytest.param("wwwmmmmmmmm", {"nearest-40", "at-least-40", "parity"}, id="three and eight"),
        pytest.param("wwwwmmmmmmm", {"at-least-40", "parity"}, id="four and seven"),
        pytest.param("wwwwwmmmmmm", set(), id="five and six"),
        pytest.param("wwwwwwmmmmm", set(), id="six and five"),
        pytest.param("wwwwwwwmmmm", {"at-least-40", "parity"}, id="seven and four"),
        pytest.param("wwwwwwwwmmm", {"nearest-40", "at-least-40", "parity"}, id="eight and three"),
    ],
)
@pytest.mark.parametrize("reading", ["nearest-40", "at-least-40", "parity"])
def test_a_reading_of_balance_asks_for_its_number_of_each_sex(
    tmp_path: Path, reading: str, letters: str, told: set[str]
) -> None:
    fewer = "women" if letters.count("w") < letters.count("m") else "men"
    expected = [("C2", EXPLAIN, fewer)] if reading in told else []
    assert said(findings(tmp_path, genders(letters), head(gender_balance=reading))) == expected


@pytest.mark.parametrize("reading, needed", [("nearest-40", 4), ("at-least-40", 5), ("parity", 5)])
def test_of_eleven_a_reading_needs_four_or_five_of_each_sex(tmp_path: Path, reading: str, needed: int) -> None:
    assert seen(tmp_path, head(gender_balance=reading)).needed == needed


def test_who_does_not_state_a_gender_counts_for_neither_sex(tmp_path: Path) -> None:
    changes = genders("wwww---mmmm"), head(gender_balance="parity")
    now = seen(tmp_path, *changes)
    assert (now.women, now.men, now.not_stated, now.needed) == (4, 4, 3, 5)
    assert [finding for finding in said(findings(tmp_path, *changes)) if finding[0] == "C2"] == [
        ("C2", EXPLAIN, "men"), ("C2", EXPLAIN, "women"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param([member("observer", gender="woman")], id="the observer"),
        pytest.param([another("company-1", gender="woman", substitute=True)], id="a substitute"),
        pytest.param([member("observer", gender=None)], id="nor is the observer's a finding"),
    ],
)
def test_who_is_no_member_never_counts(tmp_path: Path, changes: list[Change]) -> None:
    now = seen(tmp_path, *changes)
    assert (now.women, now.men, now.not_stated, now.open_seats) == (6, 5, 0, 0)
    assert [finding for finding in findings(tmp_path, *changes) if finding.rule[0] == "C"] == []


def test_the_outlook_says_what_the_open_seats_must_hold(tmp_path: Path) -> None:
    assert seen(tmp_path, genders("mmmmmmmmwww"), without("knowledge", "labour", "regional")) == Outlook(
        women=0, men=8, not_stated=0, open_seats=3, steerable=2, needed=4, women_needed=4, men_needed=0
    )


def test_a_board_of_nobody_lacks_everybody(tmp_path: Path) -> None:
    assert said(findings(tmp_path, head(members=[]))) == sorted([
        *NOT_FILLED, ("A1", ERROR, "chair"), ("A10", ERROR, "region"), ("A11", ADVICE, "observer"),
        ("A2", ERROR, "chair"), ("A4", ERROR, "municipal"), ("A5", ERROR, "company"), ("A8", ERROR, "knowledge"),
        ("A9", ERROR, "labour"), ("C2", EXPLAIN, "men"), ("C2", EXPLAIN, "women"),
    ])  # fmt: skip


@pytest.mark.parametrize(
    "change, told",
    [
        pytest.param(answer(people="m", reason="Ingen kvinder."), {"B7": "Ingen kvinder.", "B10": ""}, id="given"),
        pytest.param(answer(people="m", reason="Ingen kvinder.", accepted=True),
                     {"B7": "Ingen kvinder.", "B10": "as the file says"}, id="given and accepted"),
        pytest.param(answer(people="m", reason="Ingen kvinder.", accepted=False), {"B7": "Ingen kvinder.", "B10": ""},
                     id="given and not accepted"),
        pytest.param(answer(people="m"), {"B7": "", "B9": ""}, id="none"),
        pytest.param(answer(received_on=LATE, late_accepted=True), {"B12": "as the file says"}, id="late and accepted"),
        pytest.param(answer(received_on=LATE, late_accepted=False), {"B12": ""}, id="late and not accepted"),
    ],
)  # fmt: skip
def test_a_reason_in_the_file_explains_and_its_lack_blocks(
    tmp_path: Path, change: Change, told: dict[str, str]
) -> None:
    found = findings(tmp_path, change)
    assert {finding.rule: finding.reason for finding in found} == told
    assert {finding.rule: not finding.blocks for finding in found} == {
        rule: bool(reason) for rule, reason in told.items()
    }


def test_a_finding_cites_the_text_in_force_when_the_board_takes_office(tmp_path: Path) -> None:
    then = findings(tmp_path, genders("mmmmmmmmmmm"))
    (now,) = findings(tmp_path, genders("mmmmmmmmmmm"), term(date(2026, 4, 1), date(2030, 4, 1)))
    assert [finding.source for finding in then] == ["Ligestillingsloven, LBK 751 af 26/04/2021, §§ 8, 11"]
    assert (
        now.source
        == "Ligestillingsloven, LBK 5 af 06/01/2025, kapitel 4; of 40 %: lov om kønsbalance, lov 1602 af 17/12/2024, § 3 nr. 4"
    )
    (of_a_seat,) = findings(tmp_path, member("chair", elected=False))
    assert of_a_seat.source == "Standardvedtægter for de tværkommunale erhvervshuse (december 2018) § 5.2"


def test_a_board_of_hundreds_is_told_what_is_wrong_with_each(tmp_path: Path) -> None:
    many: list[Change] = [
        another("municipal-1", name=f"Prøvekandidat {100 + n}", municipality="Randers") for n in range(300)
    ]
    told = said(findings(tmp_path, *many))
    assert [rule for rule, _, _ in told if rule not in {"A4", "C2"}] == ["A1"]
    assert sum(rule == "A4" for rule, _, _ in told) == 1 + 300


@pytest.mark.parametrize(
    "changes, expected",
    [
        pytest.param([head(municipalities=["\u00c5rhus"]),
                      *(member(f"municipal-{number}", municipality="A\u030arhus") for number in (1, 2, 3))], [],
                     id="A4: a municipality, Å as one character and as two"),
        pytest.param([member("regional", name="P\u00e5l Pr\u00f8ve"), member("labour", name="Pa\u030al Pr\u00f8ve")],
                     [("A15", ERROR, "labour")], id="A15: a name, å as one character and as two"),
        pytest.param([head(entitled=[*BUSINESS, "universitetet", "p\u00e5"]), answer("pa\u030a")], [],
                     id="B1: an id, å as one character and as two"),
        pytest.param([member("labour", left_on=date(2023, 5, 1), left_reason="Flyttet."), another("labour", left_on=None)],
                     [], id="A19: the successor stands last"),
        pytest.param([another("company-1", left_on=date(2023, 5, 1), left_reason="Flyttet.")], [],
                     id="A19: who left stands after all who sit"),
        pytest.param([member("company-1", left_on=date(2023, 5, 1), left_reason="Flyttet.")],
                     [*NOT_FILLED, ("A19", ADVICE, "company-4"), ("A5", ERROR, "company")],
                     id="A19: one of four left, and the others move up"),
    ],
)  # fmt: skip
def test_how_a_file_is_written_makes_no_difference(tmp_path: Path, changes: list[Change], expected: Said) -> None:
    assert said(findings(tmp_path, *changes)) == sorted(expected)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(
            [another("company-1", left_on=date(2023, 5, 1), left_reason="Flyttet.")], id="one who left, listed last"
        ),
        pytest.param([another("chair"), without("municipal-3")], id="two chairs on a board of eleven"),
        pytest.param([another("company-1")], id="twelve members"),
    ],
)
def test_the_statutes_have_eleven_seats_to_balance_whatever_the_file_holds(
    tmp_path: Path, changes: list[Change]
) -> None:
    assert seen(tmp_path, *changes).needed == 4


def test_reading_the_same_file_twice_says_the_same(tmp_path: Path) -> None:
    path = write(tmp_path, answer(people="m"), another("company-1"))
    file = read_board_file(path)
    assert check_file(board_in(file)) == check_file(board_in(file)) == check_file(board_in(read_board_file(path)))
    assert isinstance(file, BoardFile)
