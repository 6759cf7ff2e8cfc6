"""What a balanced board needs, for every size, and what is left to steer while the real round goes on."""

from datetime import date
from fractions import Fraction

import pytest
from office import Office

from models.outlook import (
    Outlook,
    helpful,
    last_step,
    lost_on,
    outlook,
    outlook_on,
    required_of_each_sex,
    turning_points,
)
from models.words import BalanceReading, Gender, MilestoneKind, SeatCategory

SIZES = range(1, 61)
NEAREST, AT_LEAST, PARITY = BalanceReading.NEAREST_40, BalanceReading.AT_LEAST_40, BalanceReading.PARITY


@pytest.mark.parametrize(
    "reading, required",
    [
        pytest.param(NEAREST, 4, id="4 of 11 are 36 %, 5 are 45 %: 4 is nearer to 40 %"),
        pytest.param(AT_LEAST, 5, id="4.4 rounded up"),
        pytest.param(PARITY, 5, id="5.5 rounded down"),
    ],
)
def test_a_board_of_eleven_needs_this_many_of_each_sex(reading: BalanceReading, required: int) -> None:
    assert required_of_each_sex(reading, 11) == required


@pytest.mark.parametrize("reading", BalanceReading)
def test_no_reading_ever_asks_for_more_than_half_so_that_both_sexes_fit(reading: BalanceReading) -> None:
    assert [size for size in SIZES if 2 * required_of_each_sex(reading, size) > size] == []


@pytest.mark.parametrize("reading", BalanceReading)
def test_a_larger_board_never_needs_fewer(reading: BalanceReading) -> None:
    required = [required_of_each_sex(reading, size) for size in SIZES]
    assert required == sorted(required)


def test_nearest_40_is_the_nearest_number_that_is_not_above_49_percent() -> None:
    def nearest(size: int) -> int:
        allowed = [number for number in range(size + 1) if 100 * number <= 49 * size]
        return min(allowed, key=lambda number: abs(Fraction(number, size) - Fraction(2, 5)))

    assert [required_of_each_sex(NEAREST, size) for size in SIZES] == [nearest(size) for size in SIZES]


def test_at_least_40_is_the_smallest_number_of_40_percent_except_where_both_sexes_cannot_have_it() -> None:
    smallest = {size: next(n for n in range(size + 1) if 10 * n >= 4 * size) for size in SIZES}
    other = {size: required_of_each_sex(AT_LEAST, size) for size in SIZES if smallest[size] * 2 > size}
    assert other == {1: 0, 3: 1}
    assert {s: required_of_each_sex(AT_LEAST, s) for s in SIZES if s not in other} == {
        size: number for size, number in smallest.items() if size not in other
    }


def test_parity_leaves_at_most_one_member_over() -> None:
    assert {size - 2 * required_of_each_sex(PARITY, size) for size in SIZES} == {0, 1}


def test_the_three_readings_ask_for_more_and_more() -> None:
    required = [[required_of_each_sex(reading, size) for reading in (NEAREST, AT_LEAST, PARITY)] for size in SIZES]
    assert required == [sorted(three) for three in required]


def test_the_outlook_of_the_round_step_by_step(office: Office) -> None:
    office.decide()
    assert outlook(office.round) == Outlook(
        women=0, men=0, not_stated=0, open_seats=11, steerable=10, needed=4, women_needed=4, men_needed=4
    )
    office.constitute(genders="mwmw")
    assert outlook(office.round) == Outlook(
        women=2, men=2, not_stated=0, open_seats=7, steerable=6, needed=4, women_needed=2, men_needed=2
    )
    office.appoint_region(Gender.MAN)
    assert outlook(office.round) == Outlook(
        women=2, men=3, not_stated=0, open_seats=6, steerable=6, needed=4, women_needed=2, men_needed=1
    )


def test_the_outlook_of_the_complete_board_needs_nobody(office: Office) -> None:
    office.seat_everybody()
    assert outlook(office.round) == Outlook(
        women=6, men=5, not_stated=0, open_seats=0, steerable=0, needed=4, women_needed=0, men_needed=0
    )
    assert outlook(office.round).possible


def test_who_has_not_stated_a_gender_counts_for_neither_sex(office: Office) -> None:
    office.constitute(genders="mwmw")
    office.appoint_region(Gender.NOT_STATED)
    assert outlook(office.round) == Outlook(
        women=2, men=2, not_stated=1, open_seats=6, steerable=6, needed=4, women_needed=2, men_needed=2
    )


def test_a_seat_somebody_left_is_open_again(office: Office) -> None:
    office.seat_everybody()
    chair = office.round.members[0]
    chair.left_on, chair.left_reason = chair.decided_on, "Flyttet."
    seen = outlook(office.round)
    assert (seen.women, seen.men, seen.open_seats, seen.steerable) == (6, 4, 1, 1)


@pytest.mark.parametrize(
    "reading, men_too_many",
    [
        pytest.param(NEAREST, 8, id="8 men leave 3 seats for 4 women"),
        pytest.param(AT_LEAST, 7, id="7 men leave 4 seats for 5 women"),
        pytest.param(PARITY, 7, id="the same"),
    ],
)
def test_balance_becomes_impossible_with_the_man_who_takes_a_woman_s_last_seat(
    office: Office, reading: BalanceReading, men_too_many: int
) -> None:
    office.seat_everybody()
    office.round.balance = reading
    members = office.round.members
    for member in members:
        member.left_on, member.person.gender = member.decided_on, Gender.MAN
    possible = [outlook(office.round).possible]
    for member in members:
        member.left_on = None
        possible.append(outlook(office.round).possible)
    assert possible == [men < men_too_many for men in range(12)]


def test_the_outlook_of_a_day_knows_nothing_of_later_days(office: Office) -> None:
    office.seat_everybody()
    january, february = (outlook_on(office.round, day) for day in (date(2022, 1, 21), date(2022, 2, 20)))
    assert (january.women, january.men, january.open_seats) == (2, 2, 7)
    assert (february.women, february.men, february.open_seats) == (3, 2, 6)
    assert outlook_on(office.round, date(2022, 1, 20)).open_seats == 11
    assert outlook_on(office.round, date(2022, 3, 23)) == outlook(office.round)


def test_somebody_who_leaves_counts_up_to_the_day_before(office: Office) -> None:
    office.seat_everybody()
    chair = office.round.members[0]
    chair.left_on, chair.left_reason = date(2022, 3, 30), "Flyttet."
    assert outlook_on(office.round, date(2022, 3, 29)).open_seats == 0
    assert outlook_on(office.round, date(2022, 3, 30)).open_seats == 1


def test_the_turning_points_are_the_days_on_which_somebody_was_appointed_or_left(office: Office) -> None:
    assert turning_points(office.round) == []
    office.seat_everybody()
    chair = office.round.members[0]
    chair.left_on, chair.left_reason = date(2022, 3, 30), "Flyttet."
    assert [(day, seen.open_seats) for day, seen in turning_points(office.round)] == [
        (date(2022, 1, 21), 7),
        (date(2022, 2, 20), 6),
        (date(2022, 3, 23), 0),
        (date(2022, 3, 30), 1),
    ]


@pytest.mark.parametrize(
    "reading, genders, region, step",
    [
        pytest.param(
            NEAREST, "", None, MilestoneKind.CONSTITUENT_MEETING, id="8 are needed of 11: the first step counts"
        ),
        pytest.param(NEAREST, "mwmw", None, MilestoneKind.APPOINTMENT, id="4 are needed, and 6 are appointed last"),
        pytest.param(
            NEAREST, "mmmm", None, MilestoneKind.APPOINTMENT, id="4 women are needed, and 6 are appointed last"
        ),
        pytest.param(PARITY, "mmmm", Gender.MAN, MilestoneKind.APPOINTMENT, id="5 women of 6"),
        pytest.param(PARITY, "nnnn", None, None, id="10 of 7 are needed"),
        pytest.param(PARITY, "nmnm", None, None, id="5 women and 3 men of 7 are needed"),
        pytest.param(PARITY, "nmwm", None, MilestoneKind.NOMINATIONS, id="4 women and 3 men of 7: the region counts"),
    ],
)
def test_the_last_step_is_the_one_after_which_too_few_seats_are_left(
    office: Office, reading: BalanceReading, genders: str, region: Gender | None, step: MilestoneKind | None
) -> None:
    office.round.balance = reading
    if genders:
        office.constitute(genders=genders.replace("n", "w"))
    for member, letter in zip(office.round.members, genders, strict=True):
        member.person.gender = Gender.NOT_STATED if letter == "n" else member.person.gender
    if region:
        office.appoint_region(region)
    assert last_step(office.round, outlook(office.round)) == step


def test_no_step_is_the_last_one_once_nothing_is_needed(office: Office) -> None:
    office.seat_everybody()
    assert last_step(office.round, outlook(office.round)) is None


def test_the_day_on_which_balance_was_lost_is_that_of_the_appointment_that_made_it_impossible(office: Office) -> None:
    office.round.balance = PARITY
    office.constitute(genders="mmmm")
    assert lost_on(office.round) is None
    office.appoint_region(Gender.MAN)
    assert lost_on(office.round) is None  # five women of six
    office.decide()
    office.nominate("di", office.person(Gender.MAN, smv=True), office.person(Gender.MAN), reason="Ingen kvinder.")
    office.accept("di")
    office.appoint(*((SeatCategory.COMPANY, "di", each.name) for each in office.round.nominations[0].nominees))
    assert lost_on(office.round) == date(2022, 3, 23)
    office.round.members[-1].left_on = date(2022, 3, 25)
    assert lost_on(office.round) is None


def test_nominations_help_that_name_somebody_of_a_sex_still_needed_for_an_open_seat(office: Office) -> None:
    office.constitute(genders="mmmm")
    office.decide()
    office.nominate("di", office.person(Gender.MAN, smv=True), reason="Ingen kvinder.")
    office.nominate("tekniq")
    office.nominate("fh-ac")
    helping = helpful(office.round, outlook(office.round))
    assert {gender: [body.key for body in bodies] for gender, bodies in helping.items()} == {
        Gender.WOMAN: ["tekniq", "fh-ac"]
    }
    office.appoint((SeatCategory.LABOUR, "fh-ac", office.nominee("fh-ac", Gender.WOMAN)))
    helping = helpful(office.round, outlook(office.round))
    assert [body.key for body in helping[Gender.WOMAN]] == ["tekniq"]


def test_no_nomination_helps_once_nothing_is_needed(office: Office) -> None:
    office.seat_everybody()
    assert helpful(office.round, outlook(office.round)) == {}
