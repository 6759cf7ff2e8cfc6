"""The two ways a KKR elects by vote (FO § 4 stk. 4; kommunestyrelsesloven § 24). Pure and exact: no floats, no chance.

Equal numbers are a tie that people settle by drawing lots (lodtrækning): it is reported, and the lot drawn is handed in (D10).
Not here: who forms the groups, and which persons of a list take its seats.
"""

from collections import Counter, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from heapq import merge
from itertools import groupby
from operator import attrgetter

from models.errors import EntryRefused

MOST_SEATS = 1000  # more is a slip of the keyboard
FREE_BALLOTS, LAST_BALLOT, FINALISTS = 2, 3, 2


class Method(StrEnum):
    """How the KKR chose: by agreement (enighed, the normal path), flertalsvalg of one or forholdstalsvalg of several."""

    AGREEMENT = "agreement"
    MAJORITY = "majority"
    PROPORTIONAL = "proportional"


@dataclass(frozen=True, kw_only=True)
class Tie:
    """Lots are to be drawn: `seats` winners among `lists` (lists, alliances or persons, by name), which are more."""

    seats: int
    lists: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Quotient:
    """A quotient that won a seat: the `votes` of a list or alliance called `name`, divided by `divisor`.

    `alliance` is the alliance whose seats it splits, or "" in the outer count of lists and alliances.
    """

    name: str
    divisor: int
    votes: int
    quotient: Fraction
    alliance: str = ""


@dataclass(frozen=True, kw_only=True)
class Proportional:
    """The result of a proportional election.

    `seats` holds every list by name, with the seats it has for certain; a tied seat is in nobody's number. `quotients`
    are the winning ones, falling: first the outer count, then inside each alliance by name. `ties` are those no lot has
    settled, in the order in which they take the next lots; a tie inside an alliance can change or go while the outer one
    is open. `lots` are the lots used.
    """

    seats: dict[str, int]
    quotients: tuple[Quotient, ...]
    ties: tuple[Tie, ...] = ()
    lots: tuple[str, ...] = ()

    @property
    def tie(self) -> Tie | None:
        """The tie to draw lots for now, if any."""
        return next(iter(self.ties), None)


@dataclass(frozen=True, kw_only=True)
class Majority:
    """The result of a majority election.

    `elected` won in ballot number `ballot`, 0 while nobody has. `tie` asks for lots, two of them if three or more persons
    share the first place in the second ballot. `finalists` are sure to stand in the third ballot; `lots` are the lots used.
    """

    elected: str | None = None
    ballot: int = 0
    tie: Tie | None = None
    finalists: tuple[str, ...] = ()
    lots: tuple[str, ...] = ()

    @property
    def next_ballot(self) -> int:
        """The number of the ballot to hold now, or 0 if there is none: somebody is elected, or lots come first."""
        if self.elected is not None or self.tie is not None:
            return 0
        return LAST_BALLOT if self.finalists else FREE_BALLOTS


def proportional(
    votes: Mapping[str, int], seats: int, alliances: Sequence[Collection[str]] = (), lot: Sequence[str] = ()
) -> Proportional:
    """Share out `seats` (forholdstalsvalg, d'Hondt): divide the votes by 1, 2, 3, ...; the largest quotients take them.

    Lists in an alliance (valgforbund) pool their votes, compete as one called 'A+B', and split its seats by the same
    method. `lot` names the winners of the lots in the order drawn: the outer tie takes its lots first, then the ties inside
    the alliances by name. While `tie` is there the caller asks for one more name and counts again.

    Raises:
        EntryRefused: the lists, votes, seats or alliances cannot be right, or a lot fits no tie.

    Source: kommunestyrelsesloven § 24 stk. 3, FO § 4 stk. 4.

    """
    if not _is_whole(seats, 1) or seats > MOST_SEATS:
        raise EntryRefused(f"seats: {seats!r} cannot be shared out. Write a whole number from 1 to {MOST_SEATS}.")
    _check_votes("votes", votes, "list")
    allied = _allied(votes, alliances)
    lots = _names(lot)
    drawn = deque(lots)
    outer = {name: number for name, number in votes.items() if not any(name in members for members in allied.values())}
    outer |= {name: sum(votes[member] for member in members) for name, members in allied.items()}
    won, tie = _count(outer, seats, drawn, divisors=range(1, seats + 1))
    ties, shares = [tie], Counter(quotient.name for quotient in won)
    for name, members in sorted(allied.items()):
        pooled = {member: votes[member] for member in members}
        inner, tie = _count(pooled, shares[name], drawn, divisors=range(1, shares[name] + 1), alliance=name)
        won += inner
        ties.append(tie)
    _refuse_unused(drawn)
    taken = Counter(quotient.name for quotient in won)
    return Proportional(
        seats={name: taken[name] for name in sorted(votes)},
        quotients=tuple(won),
        ties=tuple(tie for tie in ties if tie is not None),
        lots=lots,
    )


def majority(ballots: Sequence[Mapping[str, int]], present: int, lot: Sequence[str] = ()) -> Majority:
    """Elect one person (flertalsvalg): more than half of the `present` members in the first or the second, free ballot.

    Who alone got votes in the second ballot is elected too. Else a third ballot is bound to the two with most votes in the
    second, and there most votes win. Equal votes are decided by lots: `lot` names the winners in the order drawn, first
    who goes on to the third ballot, then who wins it. The caller draws lots if there is a `tie`, else holds `next_ballot`.

    Raises:
        EntryRefused: the ballots cannot be right, are too many or not bound to the finalists, or a lot fits no tie.

    Source: kommunestyrelsesloven § 24 stk. 1 (the ministry's statement of 2 December 2013 sums it up), FO § 4 stk. 4.

    """
    _check_ballots(ballots, present)
    lots = _names(lot)
    drawn = deque(lots)
    result = Majority()
    for number, votes in enumerate(ballots, start=1):
        if result.elected is not None:
            raise EntryRefused(
                f"ballot {number}: {result.elected!r} is elected in ballot {number - 1}. Leave this one out."
            )
        if number == LAST_BALLOT:
            result = _bound(votes, result, drawn)
            continue
        named = {name for name, count in votes.items() if count}
        elected = {name for name in named if 2 * votes[name] > present}
        if number == FREE_BALLOTS and len(named) == 1:
            elected = named
        if elected:
            result = Majority(elected=elected.pop(), ballot=number)
        elif number == FREE_BALLOTS:
            most, tie = _count(votes, FINALISTS, drawn)
            result = Majority(finalists=tuple(sorted(person.name for person in most)), tie=tie)
    _refuse_unused(drawn)
    return replace(result, lots=lots)


def _bound(votes: Mapping[str, int], second: Majority, drawn: deque[str]) -> Majority:
    """The third ballot, after the second left two finalists."""
    if second.tie is not None:
        among = ", ".join(second.tie.lists)
        raise EntryRefused(f"ballot {LAST_BALLOT}: who stands in it is open. Draw lots among {among}, write the lot.")
    if set(votes) != set(second.finalists):
        two = " and ".join(second.finalists)
        raise EntryRefused(f"ballot {LAST_BALLOT}: it is bound to {two}. Write the votes of these two and no others.")
    most, tie = _count(votes, 1, drawn)
    if tie is not None:
        return replace(second, tie=tie)
    return replace(second, elected=most[0].name, ballot=LAST_BALLOT)


def _count(
    votes: Mapping[str, int], seats: int, drawn: deque[str], *, divisors: Sequence[int] = (1,), alliance: str = ""
) -> tuple[list[Quotient], Tie | None]:
    """The quotients that take the seats, falling, and the tie that the lots drawn leave open."""
    falling = (_quotients(name, number, divisors, alliance) for name, number in votes.items() if number)
    ranked = merge(*falling, key=lambda quotient: (-quotient.quotient, quotient.name))
    won: list[Quotient] = []
    for _, group in groupby(ranked, key=attrgetter("quotient")):
        equal = {quotient.name: quotient for quotient in group}
        if len(won) + len(equal) > seats:
            winners, tie = _draw(Tie(seats=seats - len(won), lists=tuple(equal)), drawn)
            return won + [equal[name] for name in sorted(winners)], tie
        won += equal.values()
    return won, None


def _quotients(name: str, votes: int, divisors: Sequence[int], alliance: str) -> Iterator[Quotient]:
    for divisor in divisors:
        quotient = Fraction(votes, divisor)
        yield Quotient(name=name, divisor=divisor, votes=votes, quotient=quotient, alliance=alliance)


def _draw(tie: Tie, drawn: deque[str]) -> tuple[list[str], Tie | None]:
    """The winners the next lots name, and what is still tied when the lots run out."""
    winners: list[str] = []
    left = list(tie.lists)
    while drawn and len(winners) < tie.seats:
        if drawn[0] not in left:
            raise EntryRefused(f"lot: {drawn[0]!r} is not in the tie. Write one of {', '.join(left)}.")
        left.remove(drawn[0])
        winners.append(drawn.popleft())
    still = tie.seats - len(winners)
    return winners, Tie(seats=still, lists=tuple(left)) if still else None


def _names(lot: Sequence[str]) -> tuple[str, ...]:
    """One name alone is one lot, not a lot for each of its letters."""
    return tuple(filter(None, [lot])) if isinstance(lot, str) else tuple(lot)


def _refuse_unused(drawn: deque[str]) -> None:
    if drawn:
        raise EntryRefused(f"lot: no tie is left for {drawn[0]!r}. Leave it out.")


def _is_whole(number: object, least: int) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and number >= least


def _check_votes(field: str, votes: Mapping[str, int], what: str) -> None:
    if not votes:
        raise EntryRefused(f"{field}: there is no {what}. Write each {what} and its votes.")
    for name, number in votes.items():
        if not name.strip():
            raise EntryRefused(f"{field}: the name of a {what} is empty. Write its name.")
        if not _is_whole(number, 0):
            raise EntryRefused(f"{field}: {name!r} has {number!r} votes. Write a whole number, 0 or more.")
    if not any(votes.values()):
        raise EntryRefused(f"{field}: every {what} has 0 votes. Write the votes that were cast.")


def _allied(votes: Mapping[str, int], alliances: Sequence[Collection[str]]) -> dict[str, list[str]]:
    """The lists of each alliance, by the alliance's name."""
    allied: dict[str, list[str]] = {}
    for members in map(sorted, alliances):
        name = "+".join(members)
        unknown = [member for member in members if member not in votes]
        if unknown:
            raise EntryRefused(f"alliances: there is no list {unknown[0]!r}. Write one of {', '.join(sorted(votes))}.")
        if len(set(members)) < max(2, len(members)):
            raise EntryRefused(f"alliances: {name!r} is no alliance. Write two or more lists, each once.")
        twice = [member for member in members if any(member in others for others in allied.values())]
        if twice:
            raise EntryRefused(f"alliances: the list {twice[0]!r} is in two of them. Leave it in one.")
        if name in votes or name in allied:
            raise EntryRefused(f"alliances: {name!r} is the name of another list or alliance too. Rename that list.")
        allied[name] = members
    return allied


def _check_ballots(ballots: Sequence[Mapping[str, int]], present: int) -> None:
    if not 1 <= len(ballots) <= LAST_BALLOT:
        raise EntryRefused(f"ballots: there are {len(ballots)}. Write the one, two or three that were held.")
    if not _is_whole(present, 1):
        raise EntryRefused(f"present: {present!r} members cannot elect. Write how many were present, 1 or more.")
    for number, votes in enumerate(ballots, start=1):
        _check_votes(f"ballot {number}", votes, "person")
        cast = sum(votes.values())
        if cast > present:
            raise EntryRefused(
                f"ballot {number}: {cast} votes are more than the {present} members present. Correct one of them."
            )
