"""The two elections by vote: worked examples, ties and lots, every refusal, and what d'Hondt promises by property."""

import math
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.elections import Majority, Method, Proportional, Quotient, Tie, majority, proportional
from models.errors import EntryRefused

Lists = dict[str, int]
Alliances = list[list[str]]
COUNCIL = {"A": 10, "C": 4, "F": 3, "V": 8}  # a council of 25 as its groups
HALVES = {"A": 10, "B": 6, "C": 4}  # B and C together are as many as A
every_property = settings(max_examples=150, deadline=None)

some_seats = st.integers(min_value=1, max_value=14)
some_lists = st.dictionaries(  # small numbers, so that ties are common
    st.sampled_from("ABCDEFG"), st.integers(min_value=0, max_value=12), min_size=1, max_size=7
).filter(lambda votes: any(votes.values()))


@st.composite
def lists_and_alliances(draw: st.DrawFn) -> tuple[Lists, Alliances]:
    votes = draw(some_lists)
    group = {name: draw(st.integers(min_value=0, max_value=3)) for name in votes}
    alliances = [[name for name in votes if group[name] == number] for number in (1, 2, 3)]
    return votes, [members for members in alliances if len(members) > 1]


def naive(votes: Mapping[str, int], seats: int) -> tuple[Lists, Tie | None]:
    """All quotients, sorted; who has a quotient above the last one has it for certain, and so have its equals if all fit."""
    quotients = [(Fraction(number, d), name) for name, number in votes.items() for d in range(1, seats + 1) if number]
    last = sorted((quotient for quotient, _ in quotients), reverse=True)[seats - 1]
    equal = sorted(name for quotient, name in quotients if quotient == last)
    above = [name for quotient, name in quotients if quotient > last]
    tied = len(above) + len(equal) > seats
    certain = above if tied else above + equal
    tie = Tie(seats=seats - len(above), lists=tuple(equal)) if tied else None
    return {name: certain.count(name) for name in sorted(votes)}, tie


def at_best(result: Proportional) -> Lists:
    """The seats of each list if it wins its lot; for elections without alliances."""
    return {name: n + (result.tie is not None and name in result.tie.lists) for name, n in result.seats.items()}


def tied_seats(result: Proportional) -> int:
    return sum(tie.seats for tie in result.ties)


@pytest.mark.parametrize(
    "votes, seats, expected",
    [
        pytest.param(
            {"A": 100_000, "B": 80_000, "C": 30_000, "D": 20_000}, 8, "4 3 1 0", id="the textbook table of eight seats"
        ),
        pytest.param(
            {"A": 391_000, "B": 311_000, "C": 184_000, "D": 73_000, "E": 27_000, "F": 12_000, "G": 2_000},
            21,
            "9 7 4 1 0 0 0",
            id="the textbook table of twenty-one seats",
        ),
        pytest.param(COUNCIL, 3, "2 0 0 1", id="the second quotient of A, 5, is larger than the first of C, 4"),
        pytest.param(COUNCIL, 5, "2 1 0 2", id="equal quotients of C and V, and a seat for both: no tie"),
        pytest.param(COUNCIL, 7, "3 1 1 2", id="the whole table of the council"),
        pytest.param({"A": 3}, 4, "4", id="one list takes everything"),
        pytest.param({"A": 3, "B": 0}, 4, "4 0", id="a list without votes never gets a seat, though seats remain"),
        pytest.param({"A": 10**30 + 1, "B": 10**30}, 1, "1 0", id="one vote in a million million million counts"),
    ],
)
def test_the_largest_quotients_take_the_seats(votes: Lists, seats: int, expected: str) -> None:
    result = proportional(votes, seats)
    assert (list(result.seats.values()), result.tie) == ([int(number) for number in expected.split()], None)


def test_the_quotients_that_won_are_shown_falling() -> None:
    shown = [(q.name, q.divisor, q.votes, q.quotient) for q in proportional(COUNCIL, 6).quotients]
    assert shown == [
        ("A", 1, 10, 10),
        ("V", 1, 8, 8),
        ("A", 2, 10, 5),
        ("C", 1, 4, 4),
        ("V", 2, 8, 4),
        ("A", 3, 10, Fraction(10, 3)),
    ]


@pytest.mark.parametrize(
    "alliances, seats, expected",
    [
        pytest.param([], 3, {"A": 2, "C": 0, "F": 0, "V": 1}, id="without an alliance C and F get nothing"),
        pytest.param([["F", "C"]], 3, {"A": 1, "C": 1, "F": 0, "V": 1}, id="together their 7 beat the second 5 of A"),
        pytest.param([["V", "F"]], 3, {"A": 1, "C": 0, "F": 0, "V": 2}, id="their 11 take two seats, both for V"),
        pytest.param([["V", "F"], ["A", "C"]], 5, {"A": 2, "C": 1, "F": 0, "V": 2}, id="every list in an alliance"),
        pytest.param([["A", "C", "F", "V"]], 7, {"A": 3, "C": 1, "F": 1, "V": 2}, id="all in one is as none"),
    ],
)
def test_an_alliance_pools_its_votes_and_splits_its_seats_inside(
    alliances: Alliances, seats: int, expected: Lists
) -> None:
    result = proportional(COUNCIL, seats, alliances)
    assert (result.seats, result.ties) == (expected, ())


def test_the_outer_quotients_come_first_and_name_the_alliance_then_those_inside_it() -> None:
    quotients = proportional(COUNCIL, 4, [["F", "C"]]).quotients
    assert quotients[2] == Quotient(name="C+F", divisor=1, votes=7, quotient=Fraction(7))
    assert [(q.alliance, q.name) for q in quotients] == [("", "A"), ("", "V"), ("", "C+F"), ("", "A"), ("C+F", "C")]
    assert quotients[-1].quotient == 4


@pytest.mark.parametrize(
    "votes, seats, alliances, certain, ties",
    [
        pytest.param(COUNCIL, 4, [], {"A": 2, "C": 0, "F": 0, "V": 1}, [(1, "C V")], id="4 of C is half of 8 of V"),
        pytest.param(
            {"B": 2, "A": 2, "C": 2}, 2, [], {"A": 0, "B": 0, "C": 0}, [(2, "A B C")], id="two seats for three"
        ),
        pytest.param({"A": 3, "B": 0}, 1, [], {"A": 1, "B": 0}, [], id="a list without votes is never in a tie"),
        pytest.param({"A": 10, "B": 5, "C": 5}, 2, [["B", "C"]], {"A": 1, "B": 0, "C": 0}, [(1, "B C")], id="inside"),
        pytest.param(HALVES, 3, [["B", "C"]], {"A": 1, "B": 1, "C": 0}, [(1, "A B+C")], id="outside; B is certain"),
        pytest.param(
            {"A": 10, "B": 5, "C": 5},
            3,
            [["B", "C"]],
            {"A": 1, "B": 0, "C": 0},
            [(1, "A B+C"), (1, "B C")],
            id="outside and inside",
        ),
        pytest.param(
            {"S": 2, "R": 2, "B": 2, "A": 2},
            2,
            [["S", "R"], ["B", "A"]],
            {"A": 0, "B": 0, "R": 0, "S": 0},
            [(1, "A B"), (1, "R S")],
            id="inside two alliances, which come by name",
        ),
    ],
)
def test_equal_quotients_for_too_few_seats_are_a_tie_and_the_tied_seats_are_in_nobodys_number(
    votes: Lists, seats: int, alliances: Alliances, certain: Lists, ties: list[tuple[int, str]]
) -> None:
    result = proportional(votes, seats, alliances)
    assert result.seats == certain
    assert result.ties == tuple(Tie(seats=number, lists=tuple(names.split())) for number, names in ties)
    assert result.tie == (result.ties[0] if ties else None)


@pytest.mark.parametrize(
    "votes, seats, alliances, lot, expected, left",
    [
        pytest.param(COUNCIL, 4, [], ["C"], "2 1 0 1", [], id="C is drawn"),
        pytest.param(COUNCIL, 4, [], ["V"], "2 0 0 2", [], id="V is drawn"),
        pytest.param(COUNCIL, 4, [], "V", "2 0 0 2", [], id="one name without a list around it"),
        pytest.param(COUNCIL, 4, [], "", "2 0 0 1", [(1, "C V")], id="an empty name is no lot"),
        pytest.param({"A": 2, "B": 2, "C": 2}, 2, [], ["C", "A"], "1 0 1", [], id="two lots, in the order drawn"),
        pytest.param({"A": 2, "B": 2, "C": 2}, 2, [], ["C"], "0 0 1", [(1, "A B")], id="the second is not drawn yet"),
        pytest.param(HALVES, 3, [["C", "B"]], ["A"], "2 1 0", [], id="outside: A is drawn"),
        pytest.param(HALVES, 3, [["C", "B"]], ["B+C"], "1 1 1", [], id="outside: the alliance is drawn, by its name"),
        pytest.param({"A": 2, "B": 1, "C": 1}, 1, [["B", "C"]], ["A"], "1 0 0", [], id="no tie arises inside"),
        pytest.param({"A": 2, "B": 1, "C": 1}, 1, [["B", "C"]], ["B+C"], "0 0 0", [(1, "B C")], id="one arises inside"),
        pytest.param({"A": 2, "B": 1, "C": 1}, 1, [["B", "C"]], ["B+C", "C"], "0 0 1", [], id="outside, then inside"),
        pytest.param({"A": 10, "B": 5, "C": 5}, 3, [["B", "C"]], ["B+C"], "1 1 1", [], id="the tie inside goes away"),
        pytest.param(
            {"A": 2, "B": 2, "R": 2, "S": 2}, 2, [["S", "R"], ["B", "A"]], ["B", "S"], "0 1 0 1", [], id="by alliance"
        ),
    ],
)
def test_the_lots_drawn_settle_the_ties_in_their_order(
    votes: Lists, seats: int, alliances: Alliances, lot: Sequence[str], expected: str, left: list[tuple[int, str]]
) -> None:
    result = proportional(votes, seats, alliances, lot)
    assert list(result.seats.values()) == [int(number) for number in expected.split()]
    assert result.ties == tuple(Tie(seats=number, lists=tuple(names.split())) for number, names in left)
    assert result.lots == tuple([lot] if isinstance(lot, str) and lot else lot)


def test_the_quotient_a_lot_won_is_among_those_that_won() -> None:
    assert [q.name for q in proportional(COUNCIL, 4).quotients] == ["A", "V", "A"]
    assert [q.name for q in proportional(COUNCIL, 4, lot=["C"]).quotients] == ["A", "V", "A", "C"]


@pytest.mark.parametrize(
    "change, message",
    [
        ({"votes": {}}, "votes: there is no list. Write each list and its votes."),
        ({"votes": {"A": 1, " ": 2}}, "votes: the name of a list is empty. Write its name."),
        ({"votes": {"A": -1}}, "votes: 'A' has -1 votes. Write a whole number, 0 or more."),
        ({"votes": {"A": 2.5}}, "votes: 'A' has 2.5 votes. Write a whole number, 0 or more."),
        ({"votes": {"A": True}}, "votes: 'A' has True votes. Write a whole number, 0 or more."),
        ({"votes": {"A": 0, "B": 0}}, "votes: every list has 0 votes. Write the votes that were cast."),
        ({"seats": 0}, "seats: 0 cannot be shared out. Write a whole number from 1 to 1000."),
        ({"seats": 1001}, "seats: 1001 cannot be shared out. Write a whole number from 1 to 1000."),
        ({"seats": 2.0}, "seats: 2.0 cannot be shared out. Write a whole number from 1 to 1000."),
        ({"seats": True}, "seats: True cannot be shared out. Write a whole number from 1 to 1000."),
        ({"alliances": [["A", "X"]]}, "alliances: there is no list 'X'. Write one of A, C, F, V."),
        ({"alliances": [["A"]]}, "alliances: 'A' is no alliance. Write two or more lists, each once."),
        ({"alliances": [[]]}, "alliances: '' is no alliance. Write two or more lists, each once."),
        ({"alliances": [["A", "A"]]}, "alliances: 'A+A' is no alliance. Write two or more lists, each once."),
        ({"alliances": [["A", "C"], ["C", "V"]]}, "alliances: the list 'C' is in two of them. Leave it in one."),
        (
            {"votes": {"A": 1, "B": 1, "A+B": 1}, "alliances": [["A", "B"]]},
            "alliances: 'A+B' is the name of another list or alliance too. Rename that list.",
        ),
        (
            {"votes": {"A": 1, "A+B": 1, "B+C": 1, "C": 1}, "alliances": [["A", "B+C"], ["A+B", "C"]]},
            "alliances: 'A+B+C' is the name of another list or alliance too. Rename that list.",
        ),
        ({"seats": 4, "lot": ["A"]}, "lot: 'A' is not in the tie. Write one of C, V."),
        ({"seats": 4, "lot": ["C", "V"]}, "lot: no tie is left for 'V'. Leave it out."),
        ({"seats": 3, "lot": ["A"]}, "lot: no tie is left for 'A'. Leave it out."),
        (
            {"votes": {"A": 2, "B": 2, "C": 2}, "seats": 2, "lot": ["C", "C"]},
            "lot: 'C' is not in the tie. Write one of A, B.",
        ),
        (
            {"votes": HALVES, "seats": 3, "alliances": [["C", "B"]], "lot": ["B"]},
            "lot: 'B' is not in the tie. Write one of A, B+C.",
        ),
    ],
)
def test_a_proportional_election_that_cannot_be_right_is_refused_with_what_to_write(
    change: dict[str, Any], message: str
) -> None:
    with pytest.raises(EntryRefused) as refused:
        proportional(**{"votes": COUNCIL, "seats": 3, **change})
    assert str(refused.value) == message


@given(votes=some_lists, seats=some_seats)
@every_property
def test_sorting_all_the_quotients_gives_the_same_seats_and_the_same_tie(votes: Lists, seats: int) -> None:
    result = proportional(votes, seats)
    assert (result.seats, result.tie) == naive(votes, seats)


@given(election=lists_and_alliances(), seats=some_seats)
@every_property
def test_counting_outside_and_then_inside_by_sorting_gives_the_same_with_alliances(
    election: tuple[Lists, Alliances], seats: int
) -> None:
    votes, alliances = election
    names = {name: "+".join(sorted(members)) for members in alliances for name in members}
    outer: Lists = {}
    for name, number in votes.items():
        outer[names.get(name, name)] = outer.get(names.get(name, name), 0) + number
    shares, tie = naive(outer, seats)
    expected, ties = {name: shares[name] for name in votes if name not in names}, [tie]
    for members in sorted(alliances, key=lambda members: names[members[0]]):
        pooled, share = {name: votes[name] for name in members}, shares[names[members[0]]]
        inner, tie = naive(pooled, share) if share else (dict.fromkeys(members, 0), None)
        expected |= inner
        ties.append(tie)
    result = proportional(votes, seats, alliances)
    assert (result.seats, list(result.ties)) == (expected, [tie for tie in ties if tie])


@given(election=lists_and_alliances(), seats=some_seats)
@every_property
def test_the_certain_seats_and_the_tied_ones_are_all_the_seats(election: tuple[Lists, Alliances], seats: int) -> None:
    votes, alliances = election
    result = proportional(votes, seats, alliances)
    assert sum(result.seats.values()) + tied_seats(result) == seats
    for tie in result.ties:
        assert 0 < tie.seats < len(set(tie.lists)) == len(tie.lists)


@given(election=lists_and_alliances(), seats=some_seats, data=st.data())
@every_property
def test_the_order_of_the_lists_and_alliances_never_matters(
    election: tuple[Lists, Alliances], seats: int, data: st.DataObject
) -> None:
    votes, alliances = election
    other = dict(data.draw(st.permutations(list(votes.items()))))
    turned = [data.draw(st.permutations(members)) for members in data.draw(st.permutations(alliances))]
    result, again = proportional(votes, seats, alliances), proportional(other, seats, turned)
    assert again == result
    assert list(again.seats) == list(result.seats) == sorted(votes)


@given(election=lists_and_alliances(), seats=some_seats, data=st.data())
@every_property
def test_each_lot_takes_no_certain_seat_from_anybody_and_the_last_one_leaves_no_seat_open(
    election: tuple[Lists, Alliances], seats: int, data: st.DataObject
) -> None:
    votes, alliances = election
    lot: list[str] = []
    result = proportional(votes, seats, alliances)
    while result.tie is not None:
        lot.append(data.draw(st.sampled_from(result.tie.lists)))
        before, result = result, proportional(votes, seats, alliances, lot)
        assert all(result.seats[name] >= number for name, number in before.seats.items())
    assert sum(result.seats.values()) == seats
    assert result.lots == tuple(lot)


@given(election=lists_and_alliances(), seats=some_seats)
@every_property
def test_one_more_seat_never_takes_a_certain_seat_from_a_list_not_even_into_a_tie(
    election: tuple[Lists, Alliances], seats: int
) -> None:
    votes, alliances = election
    fewer, more = proportional(votes, seats, alliances), proportional(votes, seats + 1, alliances)
    assert [name for name in votes if more.seats[name] < fewer.seats[name]] == []


@given(votes=some_lists, seats=some_seats)
@every_property
def test_one_more_seat_leaves_each_list_at_best_as_many_as_before_and_a_tie_is_never_wider_than_its_seats_allow(
    votes: Lists, seats: int
) -> None:
    fewer, more = proportional(votes, seats), proportional(votes, seats + 1)
    assert [name for name in votes if at_best(more)[name] < at_best(fewer)[name]] == []
    if fewer.tie and more.tie:
        assert more.tie == Tie(seats=fewer.tie.seats + 1, lists=fewer.tie.lists)


@given(votes=some_lists, seats=some_seats)
@every_property
def test_a_list_with_more_votes_is_certain_of_what_one_with_fewer_has_at_best(votes: Lists, seats: int) -> None:
    result = proportional(votes, seats)
    pairs = [(more, fewer) for more in votes for fewer in votes if votes[more] > votes[fewer]]
    assert [pair for pair in pairs if result.seats[pair[0]] < at_best(result)[pair[1]]] == []


@given(votes=some_lists, seats=some_seats)
@every_property
def test_lists_with_equal_votes_have_equal_certain_seats(votes: Lists, seats: int) -> None:
    result = proportional(votes, seats)
    assert len({(number, result.seats[name]) for name, number in votes.items()}) == len(set(votes.values()))


@given(votes=some_lists, seats=some_seats, gain=st.integers(min_value=1, max_value=9), data=st.data())
@every_property
def test_a_list_that_gains_votes_is_certain_of_what_it_had_at_best(
    votes: Lists, seats: int, gain: int, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from([name for name, number in votes.items() if number]))
    before, after = proportional(votes, seats), proportional({**votes, name: votes[name] + gain}, seats)
    assert after.seats[name] >= at_best(before)[name]


@given(election=lists_and_alliances(), seats=some_seats, gain=st.integers(min_value=1, max_value=9), data=st.data())
@every_property
def test_a_list_that_gains_votes_never_loses_a_certain_seat_in_an_alliance_either(
    election: tuple[Lists, Alliances], seats: int, gain: int, data: st.DataObject
) -> None:
    votes, alliances = election
    name = data.draw(st.sampled_from(sorted(votes)))
    raised = {**votes, name: votes[name] + gain}
    assert proportional(raised, seats, alliances).seats[name] >= proportional(votes, seats, alliances).seats[name]


@given(votes=some_lists, seats=some_seats)
@every_property
def test_each_list_is_certain_of_its_share_rounded_down(votes: Lists, seats: int) -> None:
    result, total = proportional(votes, seats), sum(votes.values())
    shares = {name: math.floor(Fraction(seats * number, total)) for name, number in votes.items()}
    assert [name for name, share in shares.items() if result.seats[name] < share] == []


@given(election=lists_and_alliances(), seats=some_seats)
@every_property
def test_an_alliance_never_gets_fewer_seats_than_its_lists_alone_together(
    election: tuple[Lists, Alliances], seats: int
) -> None:
    votes, alliances = election
    alone = proportional(votes, seats)
    for members in alliances:
        name, together = "+".join(sorted(members)), proportional(votes, seats, [members])
        certain = sum(quotient.name == name for quotient in together.quotients)
        outer = [tie for tie in together.ties if name in tie.lists]
        certain_alone = sum(alone.seats[member] for member in members)
        tied = len(set(members) & set(alone.tie.lists)) if alone.tie else 0
        assert certain >= certain_alone
        assert certain + len(outer) >= certain_alone + min(tied, alone.tie.seats if alone.tie else 0)


def test_a_thousand_seats_for_hundreds_of_lists_are_shared_out_as_the_sorting_does_it() -> None:
    votes = {f"Liste {number}": 7919 * number % 6007 for number in range(1, 301)}
    assert (proportional(votes, 1000).seats, None) == naive(votes, 1000)


def test_the_three_methods_are_agreement_majority_and_proportional() -> None:
    assert [str(method) for method in Method] == ["agreement", "majority", "proportional"]


FIRST = {"Anna": 4, "Bo": 3, "Carl": 3}  # 10 votes of 11 present
SHARED_SECOND = {"Anna": 4, "Bo": 2, "Carl": 2, "Dorte": 1}
SHARED_FIRST = {"Anna": 3, "Bo": 3, "Carl": 3}


@pytest.mark.parametrize(
    "ballots, present, elected, ballot",
    [
        pytest.param([{"Anna": 6, "Bo": 5}], 11, "Anna", 1, id="6 of 11 in the first"),
        pytest.param([{"Anna": 6}], 11, "Anna", 1, id="6 of 11 with 5 blank"),
        pytest.param([FIRST, {"Anna": 5, "Dorte": 6}], 11, "Dorte", 2, id="a new name in the second, which is free"),
        pytest.param([FIRST, {"Anna": 5, "Bo": 0}], 11, "Anna", 2, id="alone in the second, without a majority"),
        pytest.param([FIRST, FIRST | {"Carl": 2}, {"Anna": 1, "Bo": 2}], 11, "Bo", 3, id="most votes in the third"),
        pytest.param([FIRST, {"Anna": 5, "Bo": 5}, {"Anna": 1, "Bo": 0}], 11, "Anna", 3, id="one vote in the third"),
    ],
)
def test_a_majority_of_those_present_elects_and_in_the_third_ballot_most_votes(
    ballots: list[Lists], present: int, elected: str, ballot: int
) -> None:
    result = majority(ballots, present)
    assert (result.elected, result.ballot, result.next_ballot, result.tie) == (elected, ballot, 0, None)


@pytest.mark.parametrize(
    "ballots, present, lot, expected",
    [
        pytest.param([{"Anna": 5, "Bo": 4}], 10, [], Majority(), id="half of those present is no majority"),
        pytest.param([{"Anna": 5}], 11, [], Majority(), id="a majority of the votes is none of those present"),
        pytest.param(
            [FIRST, {"Carl": 4, "Bo": 5, "Anna": 2}], 11, [], Majority(finalists=("Bo", "Carl")), id="two are left"
        ),
        pytest.param(
            [FIRST, SHARED_SECOND],
            11,
            [],
            Majority(finalists=("Anna",), tie=Tie(seats=1, lists=("Bo", "Carl"))),
            id="a lot decides who joins Anna",
        ),
        pytest.param(
            [FIRST, SHARED_SECOND],
            11,
            ["Carl"],
            Majority(finalists=("Anna", "Carl"), lots=("Carl",)),
            id="Carl is drawn and joins Anna",
        ),
        pytest.param(
            [FIRST, SHARED_FIRST],
            11,
            [],
            Majority(tie=Tie(seats=2, lists=("Anna", "Bo", "Carl"))),
            id="three share the first place: two lots",
        ),
        pytest.param(
            [FIRST, SHARED_FIRST],
            11,
            "Carl",
            Majority(finalists=("Carl",), tie=Tie(seats=1, lists=("Anna", "Bo")), lots=("Carl",)),
            id="the first of the two is drawn",
        ),
        pytest.param(
            [FIRST, SHARED_SECOND, {"Anna": 5, "Carl": 5}],
            11,
            ["Carl"],
            Majority(finalists=("Anna", "Carl"), tie=Tie(seats=1, lists=("Anna", "Carl")), lots=("Carl",)),
            id="equal votes in the third",
        ),
        pytest.param(
            [FIRST, SHARED_SECOND, {"Anna": 5, "Carl": 5}],
            11,
            ["Carl", "Anna"],
            Majority(elected="Anna", ballot=3, finalists=("Anna", "Carl"), lots=("Carl", "Anna")),
            id="first who goes on, then who wins",
        ),
        pytest.param(
            [FIRST, SHARED_FIRST, {"Anna": 1, "Carl": 1}],
            11,
            ["Carl", "Anna", "Carl"],
            Majority(elected="Carl", ballot=3, finalists=("Anna", "Carl"), lots=("Carl", "Anna", "Carl")),
            id="three lots, the most there can be",
        ),
    ],
)
def test_what_a_majority_election_still_asks_for(
    ballots: list[Lists], present: int, lot: Sequence[str], expected: Majority
) -> None:
    assert majority(ballots, present, lot) == expected


@pytest.mark.parametrize(
    "ballots, lot, next_ballot",
    [
        pytest.param([FIRST], [], 2, id="a second"),
        pytest.param([FIRST, {"Anna": 5, "Bo": 4}], [], 3, id="a third between two"),
        pytest.param([FIRST, SHARED_SECOND], [], 0, id="none before the lot"),
        pytest.param([FIRST, SHARED_SECOND], ["Bo"], 3, id="a third after the lot"),
        pytest.param([FIRST, {"Anna": 5, "Bo": 4}, {"Anna": 4, "Bo": 4}], [], 0, id="none but a lot"),
        pytest.param([{"Anna": 11}], [], 0, id="none after an election"),
    ],
)
def test_the_next_ballot_is_the_one_to_hold_now(ballots: list[Lists], lot: list[str], next_ballot: int) -> None:
    assert majority(ballots, 11, lot).next_ballot == next_ballot


@pytest.mark.parametrize(
    "change, message",
    [
        ({"ballots": []}, "ballots: there are 0. Write the one, two or three that were held."),
        ({"ballots": [FIRST] * 4}, "ballots: there are 4. Write the one, two or three that were held."),
        ({"present": 0}, "present: 0 members cannot elect. Write how many were present, 1 or more."),
        ({"present": 1.5}, "present: 1.5 members cannot elect. Write how many were present, 1 or more."),
        ({"present": 9}, "ballot 1: 10 votes are more than the 9 members present. Correct one of them."),
        ({"ballots": [{}]}, "ballot 1: there is no person. Write each person and its votes."),
        ({"ballots": [FIRST, {"": 4}]}, "ballot 2: the name of a person is empty. Write its name."),
        ({"ballots": [FIRST, {"Bo": -4}]}, "ballot 2: 'Bo' has -4 votes. Write a whole number, 0 or more."),
        ({"ballots": [{"Bo": 0}]}, "ballot 1: every person has 0 votes. Write the votes that were cast."),
        (
            {"ballots": [{"Anna": 6}, FIRST, FIRST]},
            "ballot 2: 'Anna' is elected in ballot 1. Leave this one out.",
        ),
        (
            {"ballots": [FIRST, {"Anna": 6}, {"Anna": 6}]},
            "ballot 3: 'Anna' is elected in ballot 2. Leave this one out.",
        ),
        (
            {"ballots": [FIRST, SHARED_SECOND, {"Anna": 4, "Bo": 2}]},
            "ballot 3: who stands in it is open. Draw lots among Bo, Carl, write the lot.",
        ),
        (
            {"ballots": [FIRST, {"Anna": 5, "Bo": 4}, {"Anna": 5, "Carl": 4}]},
            "ballot 3: it is bound to Anna and Bo. Write the votes of these two and no others.",
        ),
        (
            {"ballots": [FIRST, {"Anna": 5, "Bo": 4}, {"Anna": 5}]},
            "ballot 3: it is bound to Anna and Bo. Write the votes of these two and no others.",
        ),
        ({"lot": ["Anna"]}, "lot: no tie is left for 'Anna'. Leave it out."),
        ({"ballots": [{"Anna": 6, "Bo": 5}], "lot": ["Anna"]}, "lot: no tie is left for 'Anna'. Leave it out."),
        ({"ballots": [FIRST, SHARED_SECOND], "lot": "Dorte"}, "lot: 'Dorte' is not in the tie. Write one of Bo, Carl."),
        ({"ballots": [FIRST, SHARED_SECOND], "lot": ["Bo", "Carl"]}, "lot: no tie is left for 'Carl'. Leave it out."),
    ],
)
def test_a_majority_election_that_cannot_be_right_is_refused_with_what_to_write(
    change: dict[str, Any], message: str
) -> None:
    with pytest.raises(EntryRefused) as refused:
        majority(**{"ballots": [FIRST], "present": 11, **change})
    assert str(refused.value) == message


def cast(data: st.DataObject, present: int, names: Collection[str]) -> Lists:
    voters = data.draw(st.lists(st.sampled_from(sorted(names)), min_size=1, max_size=present))
    return {name: voters.count(name) for name in data.draw(st.permutations(sorted(names)))}


@given(present=st.integers(min_value=1, max_value=9), data=st.data())
@every_property
def test_every_majority_election_ends_with_one_elected_by_the_third_ballot_and_three_lots(
    present: int, data: st.DataObject
) -> None:
    ballots: list[Lists] = []
    lot: list[str] = []
    result = Majority()
    while result.elected is None:
        if result.tie is not None:
            lot.append(data.draw(st.sampled_from(result.tie.lists)))
        else:
            names = result.finalists or ("Anna", "Bo", "Carl", "Dorte")
            assert not ballots or result.next_ballot == len(ballots) + 1
            ballots.append(cast(data, present, names))
        result = majority(ballots, present, lot)
    assert result.ballot == len(ballots) <= 3
    assert result.lots == tuple(lot)
    assert len(lot) <= 3
    last = ballots[-1]
    assert last[result.elected] == max(last.values())
    if len(ballots) == 1:
        assert last[result.elected] > present - last[result.elected]


@given(present=st.integers(min_value=1, max_value=9), data=st.data())
@every_property
def test_the_order_of_the_persons_on_a_ballot_never_matters(present: int, data: st.DataObject) -> None:
    ballots = [cast(data, present, "ABCD"), cast(data, present, "ABCD")]
    if majority(ballots[:1], present).elected:
        ballots = ballots[:1]
    turned = [dict(sorted(ballot.items(), reverse=True)) for ballot in ballots]
    assert majority(turned, present) == majority(ballots, present)
