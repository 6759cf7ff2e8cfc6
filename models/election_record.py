"""The constituent meeting's election as it was recorded, and whom it elects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.elections import Method, Tie, majority, proportional
from models.entries import ElectionEntry
from models.errors import EntryRefused


@dataclass(frozen=True, kw_only=True)
class Elected:
    """Who was elected, by name; None where they were chosen by agreement, so that no count says who."""

    chair: str | None
    members: Sequence[str] | None


def elected(election: ElectionEntry, seats: int) -> Elected:
    """Count a recorded election of one chair and `seats` municipal members.

    Raises:
        EntryRefused: votes are missing or cannot be right, a tie waits for its lot, or a list has too few candidates.

    """
    votes_without_need = {
        "ballots": election.chair_by is Method.AGREEMENT and election.ballots,
        "chair_lots": election.chair_by is Method.AGREEMENT and election.chair_lots,
        "lists": election.members_by is Method.AGREEMENT and election.lists,
        "list_lots": election.members_by is Method.AGREEMENT and election.list_lots,
    }
    for field, given in votes_without_need.items():
        if given:
            raise EntryRefused(
                f"election.{field}: votes are given, and the method is 'agreement'. Choose the other one."
            )
    return Elected(
        chair=_chair(election) if election.chair_by is Method.MAJORITY else None,
        members=_members(election, seats) if election.members_by is Method.PROPORTIONAL else None,
    )


def _chair(election: ElectionEntry) -> str:
    if election.present is None:
        raise EntryRefused(
            "election.present: it is missing. Write how many members were present; a majority is of them."
        )
    ballots = [_by_name("election.ballots", [(v.name, v.votes) for v in ballot.votes]) for ballot in election.ballots]
    result = majority(ballots, election.present, election.chair_lots)
    _no_lot_is_missing("election.chair_lots", result.tie)
    if result.elected is None:
        raise EntryRefused(
            f"election.ballots: nobody is elected chair yet. Hold ballot {len(ballots) + 1} and record it too."
        )
    return result.elected


def _members(election: ElectionEntry, seats: int) -> list[str]:
    votes = _by_name("election.lists", [(each.name, each.votes) for each in election.lists])
    result = proportional(votes, seats, [alliance.lists for alliance in election.alliances], election.list_lots)
    _no_lot_is_missing("election.list_lots", result.tie)
    for each in election.lists:
        if len(each.candidates) < result.seats[each.name]:
            raise EntryRefused(
                f"election.lists: {each.name!r} has won {result.seats[each.name]} seats and names "
                f"{len(each.candidates)} candidates. Name as many as it has seats."
            )
    return [name for each in election.lists for name in each.candidates[: result.seats[each.name]]]


def _by_name(field: str, votes: Sequence[tuple[str, int]]) -> Mapping[str, int]:
    by_name = dict(votes)
    if len(by_name) < len(votes):
        raise EntryRefused(f"{field}: a name is there twice. Write each once, with all its votes.")
    return by_name


def _no_lot_is_missing(field: str, tie: Tie | None) -> None:
    if tie is not None:
        raise EntryRefused(
            f"{field}: the votes are equal. Draw lots among {', '.join(tie.lists)} and record who was drawn."
        )
