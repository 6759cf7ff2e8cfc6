"""Whom a recorded election elects, and what is missing in it."""

from typing import Any

import pytest

from models.election_record import Elected, elected
from models.entries import ElectionEntry
from models.errors import EntryRefused

SEATS = 3
A, B, C, D = (f"Prøvekandidat {letter}" for letter in "ABCD")


def ballot(**votes: int) -> dict[str, Any]:
    """A ballot for the persons of these letters."""
    return {"votes": [{"name": f"Prøvekandidat {letter}", "votes": number} for letter, number in votes.items()]}


def lists(**votes: int) -> list[dict[str, Any]]:
    """Lists of these names and votes, with three candidates each: A1, A2, A3, B1, ..."""
    return [
        {"name": name, "votes": number, "candidates": [f"{name}{place}" for place in (1, 2, 3)]}
        for name, number in votes.items()
    ]


def chair(*ballots: dict[str, Any], present: int | None = 20, lots: list[str] | None = None) -> ElectionEntry:
    return ElectionEntry.model_validate(
        {"chair_by": "majority", "present": present, "ballots": list(ballots), "chair_lots": lots or []}
    )


def members(
    candidates: list[dict[str, Any]], alliances: list[list[str]] | None = None, lots: list[str] | None = None
) -> ElectionEntry:
    allied = [{"lists": each} for each in alliances or []]
    return ElectionEntry.model_validate(
        {"members_by": "proportional", "lists": candidates, "alliances": allied, "list_lots": lots or []}
    )


def test_an_agreement_says_nobodys_name() -> None:
    assert elected(ElectionEntry(), SEATS) == Elected(chair=None, members=None)


@pytest.mark.parametrize(
    "election, name",
    [
        pytest.param(chair(ballot(A=11, B=9)), A, id="a majority of those present in the first ballot"),
        pytest.param(chair(ballot(A=10, B=10), ballot(A=9, B=11)), B, id="in the second"),
        pytest.param(chair(ballot(A=9, B=8), ballot(A=5)), A, id="alone in the second"),
        pytest.param(chair(ballot(A=9, B=8, C=3), ballot(A=9, B=8, C=3), ballot(A=8, B=9)), B, id="most in the third"),
        pytest.param(
            chair(ballot(A=10, B=10), ballot(A=10, B=10), ballot(A=10, B=10), lots=[B]), B, id="by lot in the third"
        ),
        pytest.param(
            chair(ballot(A=8, B=6, C=6), ballot(A=8, B=6, C=6), ballot(A=9, C=11), lots=[C]), C,
            id="by lot into the third",
        ),
    ],
)  # fmt: skip
def test_the_chair_is_elected_by_majority(election: ElectionEntry, name: str) -> None:
    assert elected(election, SEATS) == Elected(chair=name, members=None)


@pytest.mark.parametrize(
    "election, names",
    [
        pytest.param(members(lists(A=20)), ["A1", "A2", "A3"], id="one list takes all"),
        pytest.param(members(lists(A=13, B=7)), ["A1", "A2", "B1"], id="13, 7, 6.5: two and one"),
        pytest.param(members(lists(B=7, A=13)), ["B1", "A1", "A2"], id="in the order of the lists"),
        pytest.param(members(lists(A=9, B=6, C=5)), ["A1", "B1", "C1"], id="one each"),
        pytest.param(
            members(lists(A=10, B=5, C=5), [["B", "C"]], ["A", "B"]), ["A1", "A2", "B1"],
            id="pooled 10 against 10: a lot for the third seat, and one within the alliance",
        ),
        pytest.param(
            members(lists(A=11, B=6, C=3), [["B", "C"]]), ["A1", "A2", "B1"], id="an alliance gives its seat to the larger"
        ),
        pytest.param(members(lists(A=9, B=9), lots=["B"]), ["A1", "B1", "B2"], id="the third seat by lot"),
    ],
)  # fmt: skip
def test_the_members_are_elected_by_lists_and_in_their_order(election: ElectionEntry, names: list[str]) -> None:
    assert elected(election, SEATS) == Elected(chair=None, members=names)


def test_both_are_counted_where_both_were_elected() -> None:
    both = chair(ballot(D=20)).model_copy(
        update={"members_by": members([]).members_by, "lists": members(lists(A=13, B=7)).lists}
    )
    assert elected(both, SEATS) == Elected(chair=D, members=["A1", "A2", "B1"])


def test_as_many_members_are_elected_as_there_are_seats() -> None:
    assert [elected(members(lists(A=13, B=7)), seats).members for seats in (1, 2, 4)] == [
        ["A1"], ["A1", "B1"], ["A1", "A2", "A3", "B1"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "election, message",
    [
        *(
            pytest.param(
                ElectionEntry.model_validate({field: given}),
                f"election.{field}: votes are given, and the method is 'agreement'. Choose the other one.",
                id=f"{field} and no vote",
            )
            for field, given in {
                "ballots": [{"votes": [{"name": A, "votes": 3}]}],
                "chair_lots": [A],
                "lists": [{"name": "A", "votes": 3, "candidates": ["A1"]}],
                "list_lots": ["A"],
            }.items()
        ),
        pytest.param(
            chair(ballot(A=11, B=9), present=None),
            "election.present: it is missing. Write how many members were present; a majority is of them.",
            id="nobody knows of how many",
        ),
        pytest.param(
            chair(), "ballots: there are 0. Write the one, two or three that were held.", id="no ballot"
        ),
        pytest.param(
            chair(ballot(A=10, B=10)),
            "election.ballots: nobody is elected chair yet. Hold ballot 2 and record it too.", id="no majority yet",
        ),
        pytest.param(
            chair(ballot(A=10, B=10), ballot(A=10, B=10)),
            "election.ballots: nobody is elected chair yet. Hold ballot 3 and record it too.", id="nor in the second",
        ),
        pytest.param(
            chair(ballot(A=8, B=6, C=6), ballot(A=8, B=6, C=6)),
            f"election.chair_lots: the votes are equal. Draw lots among {B}, {C} and record who was drawn.",
            id="equal for the third ballot",
        ),
        pytest.param(
            chair(ballot(A=10, B=10), ballot(A=10, B=10), ballot(A=10, B=10)),
            f"election.chair_lots: the votes are equal. Draw lots among {A}, {B} and record who was drawn.",
            id="equal in the third ballot",
        ),
        pytest.param(
            chair(ballot(A=11, B=9), lots=[A]), f"lot: no tie is left for {A!r}. Leave it out.", id="a lot for no tie"
        ),
        pytest.param(
            chair(ballot(A=12, B=9)), "ballot 1: 21 votes are more than the 20 members present. Correct one of them.",
            id="more votes than members",
        ),
        pytest.param(
            chair({"votes": [{"name": A, "votes": 6}, {"name": A, "votes": 5}]}),
            "election.ballots: a name is there twice. Write each once, with all its votes.", id="a person twice",
        ),
        pytest.param(
            members([]), "votes: there is no list. Write each list and its votes.", id="no list"
        ),
        pytest.param(
            members(lists(A=9, B=9)),
            "election.list_lots: the votes are equal. Draw lots among A, B and record who was drawn.",
            id="equal lists",
        ),
        pytest.param(
            members(lists(A=10, B=5, C=5), [["B", "C"]]),
            "election.list_lots: the votes are equal. Draw lots among A, B+C and record who was drawn.",
            id="a list and an alliance that are equal",
        ),
        pytest.param(
            members(lists(A=10, B=5, C=5), [["B", "C"]], ["A"]),
            "election.list_lots: the votes are equal. Draw lots among B, C and record who was drawn.",
            id="equal within the alliance",
        ),
        pytest.param(
            members(lists(A=9, B=9), lots=["C"]), "lot: 'C' is not in the tie. Write one of A, B.", id="another's lot"
        ),
        pytest.param(
            members(lists(A=13, B=7), [["B", "X"]]), "alliances: there is no list 'X'. Write one of A, B.",
            id="an alliance with nobody",
        ),
        pytest.param(
            members([*lists(A=13), *lists(A=7)]),
            "election.lists: a name is there twice. Write each once, with all its votes.", id="a list twice",
        ),
        pytest.param(
            members([{"name": "A", "votes": 20, "candidates": ["A1", "A2"]}]),
            "election.lists: 'A' has won 3 seats and names 2 candidates. Name as many as it has seats.",
            id="too few candidates",
        ),
    ],
)  # fmt: skip
def test_an_election_that_elects_nobody_yet_says_what_to_do(election: ElectionEntry, message: str) -> None:
    with pytest.raises(EntryRefused) as caught:
        elected(election, SEATS)
    assert str(caught.value) == message


def test_an_election_is_the_same_after_it_was_stored_as_json() -> None:
    for election in (chair(ballot(A=11, B=9)), members(lists(A=9, B=9), lots=["B"]), ElectionEntry()):
        stored = ElectionEntry.model_validate(election.model_dump(mode="json"))
        assert elected(stored, SEATS) == elected(election, SEATS)
