"""What a balanced board needs, for every size, and what is left to steer while the real round goes on."""

from fractions import Fraction

import pytest
from office import Office

from models.outlook import Outlook, outlook, required_of_each_sex
from models.words import BalanceReading, Gender

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
        women=0, men=0, not_stated=0, open_seats=11, steerable=10, women_needed=4, men_needed=4
    )
    office.constitute(genders="mwmw")
    assert outlook(office.round) == Outlook(
        women=2, men=2, not_stated=0, open_seats=7, steerable=6, women_needed=2, men_needed=2
    )
    office.appoint_region(Gender.MAN)
    assert outlook(office.round) == Outlook(
        women=2, men=3, not_stated=0, open_seats=6, steerable=6, women_needed=2, men_needed=1
    )


def test_the_outlook_of_the_complete_board_needs_nobody(office: Office) -> None:
    office.seat_everybody()
    assert outlook(office.round) == Outlook(
        women=6, men=5, not_stated=0, open_seats=0, steerable=0, women_needed=0, men_needed=0
    )
    assert outlook(office.round).possible


def test_who_has_not_stated_a_gender_counts_for_neither_sex(office: Office) -> None:
    office.constitute(genders="mwmw")
    office.appoint_region(Gender.NOT_STATED)
    assert outlook(office.round) == Outlook(
        women=2, men=2, not_stated=1, open_seats=6, steerable=6, women_needed=2, men_needed=2
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
