"""Counting and ordering slates: every choice of one option for each open seat, none left out and none guessed.

The count is exact: it adds up binomials over groups of people whom the law does not tell apart. The order is exact too, by
best-first search: a node is all slates that begin alike, its place in the heap is the most that the best of them could
reach, and a slate is handed out only when nothing left in the heap could come before it. Which slates are legal and what the
criteria mean is said in `models.slates`; here is arithmetic on sets, which are whole numbers with a bit for each member.
"""

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from itertools import groupby
from operator import or_
from typing import NamedTuple, TypeVar

from models.words import Gender

Item = TypeVar("Item")
Counts = tuple[int, ...]
"""How many of each cell or category, in their order; in `chosen`, places of options."""
Values = tuple[int, int, int]
"""Sets of trades, of municipalities and of bodies."""
Gain = tuple[int, int, int, int]
"""How many trades, municipalities and bodies are added, and minus how many flagged options: more is better."""
Kind = tuple[int, int, bool]
"""What is asked of an option to see its gain: its trades and municipalities in one set, how many bodies, whether flagged."""


def bit(number: int) -> int:
    """The set of one value, by its number from 0."""
    return 1 << number


class Cell(NamedTuple):
    """What the law counts: a seat of which open category (by its number), of which gender, from an SMV or not."""

    category: int
    gender: Gender
    smv: bool


@dataclass(frozen=True, kw_only=True)
class Option:
    """A person who can take a seat of one category.

    `person` is the person's number; `values` what the person adds to the breadths, in numbers that no other breadth uses;
    `flagged` whether every nomination of the person for this category came late or departs from both sexes.
    """

    person: int
    cell: Cell
    values: Values
    flagged: bool


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a slate must reach together with those who sit.

    `seats` are the open seats of each category and `others` how many more seats stay open; `women` and `men` sit already
    and the board needs `needed` of each; `smv_category` is the category that still lacks a member from an SMV, None where
    none does; `values` are the trades and municipalities that are there already.
    """

    seats: Counts
    others: int
    women: int
    men: int
    needed: int
    smv_category: int | None
    values: Values


@dataclass(frozen=True, kw_only=True)
class Profile:
    """How many of each cell some slates have, in how many ways, and what that makes of the whole board.

    `left` are the seats that stay open in each category: none unless the profile is a partial one.
    """

    counts: Counts
    left: Counts
    ways: int
    women: int
    men: int
    smvs: int

    @property
    def rank(self) -> tuple[int, int]:
        """The first two criteria: the difference of women and men, then members from SMVs."""
        return abs(self.women - self.men), -self.smvs

    def missing(self, target: Target) -> tuple[int, int]:
        """How many women and how many men the board lacks."""
        return max(0, target.needed - self.women), max(0, target.needed - self.men)

    def is_legal(self, target: Target) -> bool:
        """Whether it has the member from an SMV, and a balance that is there or can still be reached."""
        return (target.smv_category is None or self.smvs > 0) and sum(self.missing(target)) <= target.others


def cells_of(options: Iterable[Option]) -> list[Cell]:
    """The cells that have an option, in their order."""
    return sorted({option.cell for option in options})


def profiles(options: Sequence[Option], target: Target, *, partial: bool = False) -> list[Profile]:
    """Every way to fill all seats by cell; `partial`: also to fill some of them, or none."""
    cells = cells_of(options)
    people: dict[int, list[Cell]] = {}
    for option in options:
        people.setdefault(option.person, []).append(option.cell)
    alike = Counter(tuple(sorted(group)) for group in people.values())
    states = {((0,) * len(cells), target.seats): 1}
    for group, size in alike.items():
        grown: Counter[tuple[Counts, Counts]] = Counter()
        for (counts, left), ways in states.items():
            for taken, more in _taken(size, [left[cell.category] for cell in group]):
                new_counts, new_left = list(counts), list(left)
                for cell, extra in zip(group, taken, strict=True):
                    new_counts[cells.index(cell)] += extra
                    new_left[cell.category] -= extra
                grown[tuple(new_counts), tuple(new_left)] += ways * more
        states = grown
    return [
        _profile(counts, left, ways, cells, target)
        for (counts, left), ways in states.items()
        if partial or not any(left)
    ]


def _taken(size: int, rooms: Sequence[int]) -> Iterator[tuple[Counts, int]]:
    """How many of `size` people who are alike go to each room, and in how many ways."""
    if not rooms:
        yield (), 1
        return
    for number in range(min(size, rooms[0]) + 1):
        for rest, ways in _taken(size - number, rooms[1:]):
            yield (number, *rest), ways * math.comb(size, number)


def _profile(counts: Counts, left: Counts, ways: int, cells: Sequence[Cell], target: Target) -> Profile:
    paired = list(zip(counts, cells, strict=True))
    return Profile(
        counts=counts,
        left=left,
        ways=ways,
        women=target.women + sum(count for count, cell in paired if cell.gender is Gender.WOMAN),
        men=target.men + sum(count for count, cell in paired if cell.gender is Gender.MAN),
        smvs=sum(count for count, cell in paired if cell.smv),
    )


def in_order(options: Sequence[Option], found: Iterable[Profile], target: Target) -> Iterator[tuple[Profile, Counts]]:
    """Every slate of these full profiles, first to last, with its options' places; `options` come by category and name."""
    search = _Search(options, target)
    for _, equal in groupby(sorted(found, key=lambda profile: profile.rank), key=lambda profile: profile.rank):
        by_counts = {profile.counts: profile for profile in equal}
        for chosen in search.beginning_with(by_counts):
            yield by_counts[search.counts(chosen)], chosen


class Node(NamedTuple):
    """The slates that begin with `chosen`, have `needs` more of each cell, and take the next from place `start` on.

    The first two fields are its own place in the heap: what the criteria reach at best, and the lowest names.
    """

    bound: tuple[int, int, int, int]
    names: Counts
    start: int
    needs: Counts
    chosen: Counts
    people: int
    values: int
    flagged: int


class _Search:
    """The search of `in_order`, with the gains it has worked out so far. Sets of all three respects are one set here."""

    def __init__(self, options: Sequence[Option], target: Target) -> None:
        cells = cells_of(options)
        self.options = options
        self.values = [sum(option.values) for option in options]
        self.seated = sum(target.values)
        self.cell_of = [cells.index(option.cell) for option in options]
        self.respects = [
            target.values[number] | _union(option.values[number] for option in options) for number in range(3)
        ]
        breadths = self.respects[0] | self.respects[1]
        # from each place on, per cell: whose options there are, and of which kinds
        self.people, self.kinds = [(0,) * len(cells)], [(frozenset[Kind](),) * len(cells)]
        for option, cell, values in zip(reversed(options), reversed(self.cell_of), reversed(self.values), strict=True):
            people, kinds = self.people[-1], self.kinds[-1]
            kind = values & breadths & ~self.seated, option.values[2].bit_count(), option.flagged
            self.people.append(_put(people, cell, people[cell] | 1 << option.person))
            self.kinds.append(kinds if kind in kinds[cell] else _put(kinds, cell, kinds[cell] | {kind}))
        self.people.reverse()
        self.kinds.reverse()
        self.bodies = [_union(o.values[2] for o in options if o.cell == cell) for cell in cells]
        self.gains: dict[tuple[tuple[frozenset[Kind], ...], Counts, int], Gain] = {}
        self.offered = cache(lambda kinds: _union(values for values, _, _ in kinds))
        self.widest = cache(lambda kinds: max((bodies for _, bodies, _ in kinds), default=0))

    def counts(self, chosen: Counts) -> Counts:
        found = Counter(self.cell_of[place] for place in chosen)
        return tuple(found[cell] for cell in range(len(self.bodies)))

    def beginning_with(self, roots: Iterable[Counts]) -> Iterator[Counts]:
        """Every slate of these profiles, first to last."""
        heap: list[Node] = []
        for needs in roots:
            self._push(heap, 0, needs, (), 0, self.seated, 0)
        while heap:
            node = heapq.heappop(heap)
            if not any(node.needs):
                yield node.chosen
                continue
            place, cell = node.start, self.cell_of[node.start]
            self._push(
                heap,
                place + 1,
                _put(node.needs, cell, node.needs[cell] - 1),
                (*node.chosen, place),
                node.people | 1 << self.options[place].person,
                node.values | self.values[place],
                node.flagged + self.options[place].flagged,
            )
            self._push(heap, place + 1, node.needs, node.chosen, node.people, node.values, node.flagged)

    def _push(
        self, heap: list[Node], start: int, needs: Counts, chosen: Counts, people: int, values: int, flagged: int
    ) -> None:
        """Put the slates that go on from there into the heap, unless too few people are left for the needs."""
        names = chosen
        if any(needs):
            while start < len(self.options) and not self._fits(start, needs, people):
                start += 1
            offered = self.people[start]
            if any((offered[cell] & ~people).bit_count() < need for cell, need in enumerate(needs) if need):
                return
            names = (*chosen, start)
        trades, places, bodies = ((values & respect).bit_count() for respect in self.respects)
        more_trades, more_places, more_bodies, less_flagged = self._gain(self.kinds[start], needs, values)
        new_bodies = (_union(self.bodies[cell] for cell, need in enumerate(needs) if need) & ~values).bit_count()
        if more_bodies > new_bodies:  # so many are not there, and whoever adds fewer may have fewer flagged
            more_bodies, less_flagged = new_bodies, 0
        bound = (-trades - more_trades, -places - more_places, -bodies - more_bodies, flagged - less_flagged)
        heapq.heappush(heap, Node(bound, names, start, needs, chosen, people, values, flagged))

    def _fits(self, place: int, needs: Counts, people: int) -> bool:
        return needs[self.cell_of[place]] > 0 and not people >> self.options[place].person & 1

    def _gain(self, kinds: tuple[frozenset[Kind], ...], needs: Counts, values: int) -> Gain:
        """The most that picks of these kinds can add to the values, in the order of the criteria."""
        cell = next((cell for cell, need in enumerate(needs) if need), None)
        if cell is None:
            return 0, 0, 0, 0
        values &= self._offered(kinds, needs)
        key = kinds, needs, values
        if key not in self.gains:
            rest = _put(needs, cell, needs[cell] - 1)
            limit, further = (self._limit(kinds, each, values) for each in (needs, rest))
            best = (-1, 0, 0, 0)
            firsts = ((self._first(kind, values), kind) for kind in kinds[cell])
            for first, kind in sorted(firsts, reverse=True):
                if best >= min(limit, _plus(first, further)):
                    break
                best = max(best, _plus(first, self._gain(kinds, rest, values | kind[0])))
            self.gains[key] = best
        return self.gains[key]

    def _offered(self, kinds: tuple[frozenset[Kind], ...], needs: Counts) -> int:
        return _union(self.offered(each) for each, need in zip(kinds, needs, strict=True) if need)

    def _limit(self, kinds: tuple[frozenset[Kind], ...], needs: Counts, values: int) -> Gain:
        """No less than that gain: as if every pick could add what any of its cell adds."""
        offered = [(need, self.offered(each) & ~values) for each, need in zip(kinds, needs, strict=True) if need]
        every = _union(each for _, each in offered)
        trades, places = (
            min(sum(min(need, (each & respect).bit_count()) for need, each in offered), (every & respect).bit_count())
            for respect in self.respects[:2]
        )
        bodies = sum(need * self.widest(each) for need, each in zip(needs, kinds, strict=True) if need)
        return trades, places, bodies, 0

    def _first(self, kind: Kind, values: int) -> Gain:
        """What one option of this kind adds."""
        added, bodies, flagged = kind
        trades, places = ((added & ~values & respect).bit_count() for respect in self.respects[:2])
        return trades, places, bodies, -flagged


def _union(sets: Iterable[int]) -> int:
    return reduce(or_, sets, 0)


def _plus(one: Gain, other: Gain) -> Gain:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2], one[3] + other[3]


def _put(items: tuple[Item, ...], place: int, item: Item) -> tuple[Item, ...]:
    return (*items[:place], item, *items[place + 1 :])
