"""Each rule of the gender equality act, kept and broken."""

from datetime import date

import pytest
from findings import ADVICE, ERROR, EXPLAIN, Said, said
from office import Office

from models.entries import ReasonEntry
from models.errors import RulesBroken
from models.finding import Finding
from models.rules.check import check_board, check_nomination
from models.words import BalanceReading, Gender, Question, SeatCategory

APPOINTED_ON = date(2022, 3, 23)
LETTERS = {"w": Gender.WOMAN, "m": Gender.MAN, "n": Gender.NOT_STATED}
RELUCTANT = "Ingen kvinde havde mulighed for at stille op."


def nominated(office: Office, letters: str, *, seats: int = 1, reason: str = "") -> list[Finding]:
    """What the rules say when DI nominates these people for that many seats."""
    office.decide()
    body = office.round.body("di")
    assert body is not None
    body.seats = seats
    office.nominate("di", *(office.person(LETTERS[letter]) for letter in letters), reason=reason)
    return check_nomination(office.round.nominations[-1])


def seated_as(office: Office, letters: str, balance: BalanceReading = BalanceReading.NEAREST_40) -> None:
    """A complete board whose members are of these genders, in the order of the seats."""
    office.seat_everybody()
    office.round.balance = balance
    for member, letter in zip(office.round.members, letters, strict=True):
        member.person.gender = LETTERS[letter]


def on_board(office: Office, *, final: bool = False) -> Said:
    """What the rules of composition say; those of the nominations are shown by the other tests."""
    findings = check_board(office.round, APPOINTED_ON, final=final)
    return said([each for each in findings if each.rule.startswith("C")])


def appoint_the_man(office: Office) -> list[str]:
    """The seats that are taken once the KKR has appointed the man whom DI named."""
    office.appoint((SeatCategory.COMPANY, "di", office.nominee("di", Gender.MAN)))
    return [member.seat.key for member in office.round.members if member.seat]


@pytest.mark.parametrize("letters", ["wm", "mw", "wwm", "wmm"])
def test_b7_kept_by_a_woman_and_a_man_for_one_seat(office: Office, letters: str) -> None:
    assert nominated(office, letters) == []


@pytest.mark.parametrize(
    "letters",
    [
        pytest.param("m", id="a man only"),
        pytest.param("w", id="a woman only"),
        pytest.param("ww", id="two women"),
        pytest.param("wn", id="not stated counts for neither"),
    ],
)
def test_b7_broken_by_one_sex_only_for_one_seat(office: Office, letters: str) -> None:
    assert said(nominated(office, letters)) == [("B7", EXPLAIN, "di"), ("B9", EXPLAIN, "di")]


def test_b7_broken_by_one_man_is_explained_by_the_reason_the_body_gave_with_it(office: Office) -> None:
    finding, unanswered = nominated(office, "m", reason=f" {RELUCTANT} ")
    assert (finding.rule, finding.reason, finding.reason_by, finding.blocks) == ("B7", RELUCTANT, "DI", False)
    assert (finding.reason_on, unanswered.rule) == (date(2022, 2, 10), "B10")


def test_b7_kept_by_a_body_that_names_nobody(office: Office) -> None:
    nominated(office, "m")
    office.round.nominations[-1].nominees.clear()
    assert check_nomination(office.round.nominations[-1]) == []


def test_b7_kept_silent_about_the_region_which_appoints_and_does_not_nominate(office: Office) -> None:
    nominated(office, "m")
    region = office.round.body("region")
    assert region is not None
    office.round.nominations[-1].body = region
    assert check_nomination(office.round.nominations[-1]) == []


@pytest.mark.parametrize("letters", ["wm", "wwmm"])
def test_b8_kept_by_equally_many_for_two_seats(office: Office, letters: str) -> None:
    assert nominated(office, letters, seats=2) == []


@pytest.mark.parametrize(
    "letters, seats",
    [
        pytest.param("wwm", 3, id="one more of one sex was lawful only until 1 September 2009"),
        pytest.param("wwmmm", 2, id="one man too many"),
        pytest.param("mm", 2, id="no woman"),
        pytest.param("nn", 2, id="as many women as men, but none"),
    ],
)
def test_b8_broken_by_an_unequal_number_for_several_seats(office: Office, letters: str, seats: int) -> None:
    assert said(nominated(office, letters, seats=seats)) == [("B8", EXPLAIN, "di"), ("B9", EXPLAIN, "di")]


def test_b9_kept_by_special_reasons_given_with_the_nomination(office: Office) -> None:
    assert said(nominated(office, "mm", seats=2, reason=RELUCTANT)) == [("B10", EXPLAIN, "di"), ("B8", EXPLAIN, "di")]


def test_b9_kept_by_a_nomination_that_does_not_depart(office: Office) -> None:
    assert nominated(office, "wm", reason="") == []


def test_b9_broken_by_blanks_for_a_reason(office: Office) -> None:
    findings = nominated(office, "m", reason="   ")
    assert said(findings) == [("B7", EXPLAIN, "di"), ("B9", EXPLAIN, "di")]
    assert [finding.blocks for finding in findings] == [True, True]


def test_b9_broken_by_a_member_of_such_a_nomination_blocks_until_the_kkr_records_a_reason(office: Office) -> None:
    nominated(office, "m")
    with pytest.raises(RulesBroken) as refused:
        office.appoint((SeatCategory.COMPANY, "di", office.nominee("di", Gender.MAN)))
    assert said(refused.value.findings) == [("B7", EXPLAIN, "di"), ("B9", EXPLAIN, "di")]


def test_b9_broken_but_explained_by_the_kkr_no_longer_blocks(office: Office) -> None:
    nominated(office, "m")
    reasons = tuple(ReasonEntry(rule=rule, subject="di", reason="Accepteret af KKR.") for rule in ("B7", "B9"))
    recorded = office.appoint((SeatCategory.COMPANY, "di", office.nominee("di", Gender.MAN)), reasons=reasons)
    asked = [each for each in recorded.findings if each.severity is EXPLAIN]
    assert [(each.rule, each.reason_by) for each in asked] == [("B7", "TST"), ("B9", "TST")]


def b10(office: Office) -> list[tuple[str, str, str, date | None, bool]]:
    """What the rule on acceptance says of DI's latest answer: message, reason, by whom, when, whether it blocks."""
    found = [each for each in check_nomination(office.round.nominations[-1]) if each.rule == "B10"]
    return [(each.message, each.reason, each.reason_by, each.reason_on, each.blocks) for each in found]


@pytest.mark.parametrize(
    "letters, seats, reason",
    [
        pytest.param("wm", 1, RELUCTANT, id="no departure, so no reason is needed"),
        pytest.param("m", 1, "", id="a departure without a reason, of which B9 speaks"),
        pytest.param("m", 1, "  ", id="blanks are none"),
        pytest.param("wm", 2, RELUCTANT, id="equally many for two seats"),
    ],
)
def test_b10_kept_when_there_is_no_reason_to_accept(office: Office, letters: str, seats: int, reason: str) -> None:
    nominated(office, letters, seats=seats, reason=reason)
    assert b10(office) == []


@pytest.mark.parametrize("letters, seats", [("m", 1), ("mm", 2), ("wwm", 3)])
def test_b10_broken_until_the_kkr_has_answered(office: Office, letters: str, seats: int) -> None:
    nominated(office, letters, seats=seats, reason=RELUCTANT)
    assert b10(office) == [("The KKR has not said whether it accepts the reasons of DI.", "", "", None, True)]


def test_b10_kept_visible_once_the_kkr_has_accepted_the_reason(office: Office) -> None:
    nominated(office, "m", reason=RELUCTANT)
    office.accept("di", on=date(2022, 3, 21))
    assert b10(office) == [("The KKR accepted the reasons of DI.", "KKR's grund.", "TST", date(2022, 3, 21), False)]
    assert appoint_the_man(office) == ["company-1"]


def test_b10_broken_as_long_as_the_kkr_does_not_accept_the_reason(office: Office) -> None:
    nominated(office, "m", reason=RELUCTANT)
    office.accept("di", accepted=False)
    assert b10(office) == [("The KKR did not accept the reasons of DI.", "", "", None, True)]
    with pytest.raises(RulesBroken) as refused:
        appoint_the_man(office)
    assert said(refused.value.findings) == [("B10", ERROR, "di")]


def test_b10_kept_by_the_complete_nomination_that_follows_a_refusal(office: Office) -> None:
    nominated(office, "m", reason=RELUCTANT)
    office.accept("di", accepted=False)
    office.nominate("di", on=date(2022, 2, 20))
    assert b10(office) == []
    assert appoint_the_man(office) == ["company-1"]


def test_b10_broken_anew_by_a_corrected_nomination_with_another_reason(office: Office) -> None:
    nominated(office, "m", reason=RELUCTANT)
    office.accept("di")
    office.nominate("di", office.person(Gender.WOMAN), on=date(2022, 2, 20), reason="Manden trak sig.")
    assert b10(office) == [("The KKR has not said whether it accepts the reasons of DI.", "", "", None, True)]


def test_b10_broken_though_the_kkr_has_answered_the_other_question(office: Office) -> None:
    office.decide()
    office.nominate("di", office.person(Gender.MAN), on=date(2022, 3, 3), reason=RELUCTANT)
    office.accept("di", Question.LATE)
    assert b10(office) == [("The KKR has not said whether it accepts the reasons of DI.", "", "", None, True)]


@pytest.mark.parametrize(
    "letters, balance",
    [
        pytest.param("wwwwmmmmmmm", BalanceReading.NEAREST_40, id="4 of 11 are nearest to 40 %"),
        pytest.param("wwwwwwwmmmm", BalanceReading.NEAREST_40, id="nor too few men"),
        pytest.param("wwwwwmmmmmm", BalanceReading.AT_LEAST_40, id="4.4 rounded up"),
        pytest.param("wwwwwmmmmmm", BalanceReading.PARITY, id="half rounded down"),
        pytest.param("wwwwwmmmmmn", BalanceReading.PARITY, id="5, 5 and one not stated"),
    ],
)
def test_c2_kept_by_enough_of_each_sex(office: Office, letters: str, balance: BalanceReading) -> None:
    seated_as(office, letters, balance)
    assert [each for each in on_board(office) if each[0] == "C2"] == []


@pytest.mark.parametrize(
    "letters, balance, short",
    [
        pytest.param("wwwmmmmmmmm", BalanceReading.NEAREST_40, ["women"], id="3 women"),
        pytest.param("wwwwwwwwmmm", BalanceReading.NEAREST_40, ["men"], id="3 men"),
        pytest.param("wwwwmmmmmmm", BalanceReading.AT_LEAST_40, ["women"], id="4 are below 40 %"),
        pytest.param("wwwwwwwmmmm", BalanceReading.PARITY, ["men"], id="4 are below half"),
    ],
)
def test_c2_broken_by_too_few_of_one_sex(
    office: Office, letters: str, balance: BalanceReading, short: list[str]
) -> None:
    seated_as(office, letters, balance)
    assert on_board(office) == [("C2", EXPLAIN, subject) for subject in short]


def test_c2_broken_by_members_whose_gender_is_not_stated(office: Office) -> None:
    seated_as(office, "wwwmmmnnnnn")
    seats = [f"company-{number}" for number in (3, 4)] + ["knowledge", "labour", "region"]
    assert on_board(office) == [
        ("C2", EXPLAIN, "men"), ("C2", EXPLAIN, "women"), *(("C4", ADVICE, seat) for seat in seats),
    ]  # fmt: skip


def test_c2_kept_silent_while_seats_are_open_and_broken_when_the_board_is_to_be_complete(office: Office) -> None:
    office.decide()
    office.constitute(genders="mmmm")
    assert on_board(office) == []
    assert on_board(office, final=True) == [("C2", EXPLAIN, "women")]


@pytest.mark.parametrize(
    "genders, balance",
    [
        pytest.param("mmmm", BalanceReading.NEAREST_40, id="4 men leave 7 seats for 4 women"),
        pytest.param("mmmm", BalanceReading.PARITY, id="and for 5 women and 1 man"),
    ],
)
def test_c3_kept_while_the_open_seats_suffice(office: Office, genders: str, balance: BalanceReading) -> None:
    office.round.balance = balance
    office.constitute(genders=genders)
    assert on_board(office) == []


def test_c3_broken_by_seats_that_no_longer_suffice_is_shown_before_the_last_one_is_filled(office: Office) -> None:
    seated_as(office, "mmmmmmmmwww")
    office.round.appointments.remove(next(m for m in office.round.members if m.person.gender is Gender.WOMAN))
    assert on_board(office) == [("C3", ADVICE, "")]


def test_c4_kept_by_a_stated_gender_of_every_member(office: Office) -> None:
    office.seat_everybody()
    assert on_board(office) == []


def test_c4_kept_when_only_a_nominee_who_was_not_appointed_has_not_stated_it(office: Office) -> None:
    office.seat_everybody()
    sitting = [each.person for each in office.round.members]
    next(p for each in office.round.nominations for p in each.nominees if p not in sitting).gender = Gender.NOT_STATED
    assert on_board(office) == []


def test_c4_broken_by_a_member_who_has_not_stated_it_is_only_advice(office: Office) -> None:
    seated_as(office, "wwwwwmmmmmn")
    assert on_board(office) == [("C4", ADVICE, "region")]
