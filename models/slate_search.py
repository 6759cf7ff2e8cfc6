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
from itertools import combinations, groupby
from typing import NamedTuple

from models.words import Gender

Counts = tuple[int, ...]
"""How many of each cell or category, in their order; in `chosen`, places of options."""
Values = tuple[int, int, int]
"""Sets of trades, of municipalities and of bodies."""
Reach = tuple[int, int, int, int]
"""How many trades, municipalities and bodies are added, and minus how many flagged options: more is better."""

ANY = 1
"""The set of one value of an option's own, whatever values the others have."""
RESERVED = 16  # more than a slate has seats
MANY = (1 << RESERVED) - 1  # as many such values as there can be picks


def bit(number: int) -> int:
    """The set of one value, by its number from 0."""
    return 1 << (RESERVED + number)


class Cell(NamedTuple):
    """What the law counts: a seat of which open category (by its number), of which gender, from an SMV or not."""

    category: int
    gender: Gender
    smv: bool


@dataclass(frozen=True, kw_only=True)
class Option:
    """A person who can take a seat of one category.

    `person` is the person's number, `values` what the person adds to the breadths, `flagged` whether every nomination of
    the person for this category came late or departs from both sexes.
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
    groups = sorted(alike.items(), key=lambda group: (-len(group[0]), group[0]))
    states = {((0,) * len(cells), target.seats): 1}
    for number, (group, size) in enumerate(groups, start=1):
        later = {cell.category for other, _ in groups[number:] for cell in other}
        full = [] if partial else [category for category in range(len(target.seats)) if category not in later]
        grown: Counter[tuple[Counts, Counts]] = Counter()
        for (counts, left), ways in states.items():
            for taken, more in _taken(size, [left[cell.category] for cell in group]):
                new_counts, new_left = list(counts), list(left)
                for cell, extra in zip(group, taken, strict=True):
                    new_counts[cells.index(cell)] += extra
                    new_left[cell.category] -= extra
                if not any(new_left[category] for category in full):
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

    The first two fields are its own place in the heap: the most the criteria can still reach, and the lowest names.
    """

    bound: Reach
    names: Counts
    start: int
    needs: Counts
    chosen: Counts
    people: int
    values: Values
    flagged: int


class Kind(NamedTuple):
    """What an option adds, whoever it is; a set in `values` may be ANY."""

    flagged: bool
    values: Values


@dataclass(frozen=True, kw_only=True)
class Kernel:
    """The few kinds in each cell on which the most that can be reached depends.

    `offered` are all values of each cell, `unflagged` those of its kinds that are not flagged, and `widest` the most bodies
    one of its kinds has.
    """

    number: int
    kinds: tuple[tuple[Kind, ...], ...]
    offered: tuple[Values, ...]
    unflagged: tuple[Values, ...]
    widest: Counts


class _Search:
    """The search of `in_order`, with what it has worked out so far about the options from some place on."""

    def __init__(self, options: Sequence[Option], target: Target) -> None:
        cells = cells_of(options)
        self.options, self.target = options, target
        self.cell_of = [cells.index(option.cell) for option in options]
        self.ends: list[list[Option]] = [[] for _ in cells]  # the options of each cell, last one first
        self.people = [[0] for _ in cells]  # of each cell, who is among the last n options
        self.left = [(0,) * len(cells)]  # from each place on, how many options of each cell there are
        for option, cell in zip(reversed(options), reversed(self.cell_of), strict=True):
            self.ends[cell].append(option)
            self.people[cell].append(self.people[cell][-1] | 1 << option.person)
            self.left.append(tuple(map(len, self.ends)))
        self.left.reverse()
        self.kinds: dict[tuple[int, int], tuple[Kind, ...]] = {}
        self.kernels: dict[tuple[tuple[Kind, ...], ...], Kernel] = {}
        self.reached: dict[tuple[int, Counts, Values], Reach] = {}

    def counts(self, chosen: Counts) -> Counts:
        found = Counter(self.cell_of[place] for place in chosen)
        return tuple(found[cell] for cell in range(len(self.ends)))

    def beginning_with(self, roots: Iterable[Counts]) -> Iterator[Counts]:
        """Every slate of these profiles, first to last."""
        heap: list[Node] = []
        for needs in roots:
            self._push(heap, 0, needs, (), 0, self.target.values, 0)
        while heap:
            node = heapq.heappop(heap)
            if not any(node.needs):
                yield node.chosen
                continue
            place = node.start
            option = self.options[place]
            self._push(
                heap,
                place + 1,
                _less(node.needs, self.cell_of[place]),
                (*node.chosen, place),
                node.people | 1 << option.person,
                _union(node.values, option.values),
                node.flagged + option.flagged,
            )
            self._push(heap, place + 1, node.needs, node.chosen, node.people, node.values, node.flagged)

    def _push(
        self, heap: list[Node], start: int, needs: Counts, chosen: Counts, people: int, values: Values, flagged: int
    ) -> None:
        """Put the slates that go on from there into the heap, if there are any."""
        names, reach = chosen, (0, 0, 0, 0)
        if any(needs):
            while start < len(self.options) and not self._fits(start, needs, people):
                start += 1
            if not self._enough(start, needs, people):
                return
            names, reach = (*chosen, start), self._reach(self._kernel(start), needs, values)
        trades, places, bodies = map(int.bit_count, values)
        bound = (-trades - reach[0], -places - reach[1], -bodies - reach[2], flagged - reach[3])
        heapq.heappush(heap, Node(bound, names, start, needs, chosen, people, values, flagged))

    def _fits(self, place: int, needs: Counts, people: int) -> bool:
        return needs[self.cell_of[place]] > 0 and not people >> self.options[place].person & 1

    def _enough(self, start: int, needs: Counts, people: int) -> bool:
        """Whether the options from there on can be distinct people for all needs."""
        left = self.left[start]
        picks = [(need, self.people[cell][left[cell]] & ~people) for cell, need in enumerate(needs) if need]
        return distinct(picks) == sum(needs)

    def _kernel(self, start: int) -> Kernel:
        kinds = tuple(self._kinds(cell, number) for cell, number in enumerate(self.left[start]))
        if kinds not in self.kernels:
            self.kernels[kinds] = Kernel(
                number=len(self.kernels),
                kinds=kinds,
                offered=tuple(_offered(each) for each in kinds),
                unflagged=tuple(_offered(kind for kind in each if not kind.flagged) for each in kinds),
                widest=tuple(max((kind.values[2].bit_count() for kind in each), default=0) for each in kinds),
            )
        return self.kernels[kinds]

    def _kinds(self, cell: int, number: int) -> tuple[Kind, ...]:
        if (cell, number) not in self.kinds:
            seen = {
                Kind(option.flagged, _beyond(option.values, self.target.values)) for option in self.ends[cell][:number]
            }
            self.kinds[cell, number] = essential(seen, others=sum(self.target.seats) - 1)
        return self.kinds[cell, number]

    def _reach(self, kernel: Kernel, needs: Counts, values: Values) -> Reach:
        """The most that picks of these kinds can add to the values, in the order of the criteria."""
        if not any(needs):
            return 0, 0, 0, 0
        values = _common(values, _union(*(kernel.offered[cell] for cell, need in enumerate(needs) if need)))
        key = kernel.number, needs, values
        if key not in self.reached:
            cell = next(cell for cell, need in enumerate(needs) if need)
            rest = _less(needs, cell)
            limit, further = _limit(kernel, needs, values), _limit(kernel, rest, values)
            best = (-1, 0, 0, 0)
            for gain, kind in sorted(((_gain(kind, values), kind) for kind in kernel.kinds[cell]), reverse=True):
                if best >= min(limit, _plus(gain, further)):
                    break
                best = max(best, _plus(gain, self._reach(kernel, rest, _with(values, kind))))
            self.reached[key] = best
        return self.reached[key]


def essential(kinds: Iterable[Kind], *, others: int) -> tuple[Kind, ...]:
    """Few kinds that reach as much as all of them, however the `others` of a slate are picked.

    Where so many kinds differ in some respect that the others cannot have taken all those values, one kind with ANY in that
    respect stands for them. Every kind is kept or has one that adds at least as much, so the most is never put too low.
    """
    found = set(kinds)
    for respects in (pair for size in (1, 2, 3) for pair in combinations(range(3), size)):
        alike: dict[Kind, list[Values]] = {}
        for kind in kinds:
            if all(kind.values[respect] for respect in respects):
                alike.setdefault(_freed(kind, respects), []).append(kind.values)
        for freed, group in alike.items():
            if len(group) > others * len(respects) and _apart(group, respects) > others * len(respects):
                found.add(freed)
    return tuple(sorted(kind for kind in found if not any(better in found for better in _better(kind))))


def _freed(kind: Kind, respects: Iterable[int]) -> Kind:
    trades, places, bodies = (ANY if number in respects else each for number, each in enumerate(kind.values))
    return Kind(kind.flagged, (trades, places, bodies))


def _apart(group: Iterable[Values], respects: Sequence[int]) -> int:
    """How many of the group differ from each other in all these respects; not always the most, never too many."""
    seen, number = [0, 0, 0], 0
    for values in group:
        if not any(values[respect] & seen[respect] for respect in respects):
            number += 1
            for respect in respects:
                seen[respect] |= values[respect]
    return number


def _better(kind: Kind) -> Iterator[Kind]:
    """The kinds that add at least as much: not flagged, or ANY where this one has at most one value."""
    free = [number for number, each in enumerate(kind.values) if each != ANY and each.bit_count() <= 1]
    for flagged in {False, kind.flagged}:
        for size in range(len(free) + 1):
            for respects in combinations(free, size):
                if size or flagged != kind.flagged:
                    yield _freed(kind._replace(flagged=flagged), respects)


def distinct(picks: Sequence[tuple[int, int]]) -> int:
    """The most distinct values that picks can have: each time how many are picked, and from which set (Hall, König)."""
    some = [(number, offered) for number, offered in picks if offered]
    whole = sum(number for number, _ in some)
    if all(offered.bit_count() >= whole for _, offered in some):
        return whole
    cuts = {0: whole}  # by the values that some of the picks are offered, how many the other picks are
    for number, offered in some:
        for union, outside in list(cuts.items()):
            cuts[union | offered] = min(cuts.get(union | offered, whole), outside - number)
    return min(outside + union.bit_count() for union, outside in cuts.items())


def _limit(kernel: Kernel, needs: Counts, values: Values) -> Reach:
    """What the picks cannot add more than, each respect seen by itself.

    Whoever adds that many trades and municipalities needs a flagged option for each that nobody else offers.
    """
    left = [(cell, need) for cell, need in enumerate(needs) if need]
    most, plain = (
        [distinct([(need, each[cell][respect] & ~values[respect]) for cell, need in left]) for respect in (0, 1)]
        for each in (kernel.offered, kernel.unflagged)
    )
    bodies = distinct([(need * kernel.widest[cell], kernel.offered[cell][2] & ~values[2]) for cell, need in left])
    return most[0], most[1], bodies, -max(0, most[0] - plain[0], most[1] - plain[1])


def _offered(kinds: Iterable[Kind]) -> Values:
    trades, places, bodies = (each | MANY if each & ANY else each for each in _union(*(kind.values for kind in kinds)))
    return trades, places, bodies


def _gain(kind: Kind, values: Values) -> Reach:
    trades, places, bodies = kind.values
    return (
        (trades & ~values[0]).bit_count(),
        (places & ~values[1]).bit_count(),
        (bodies & ~values[2]).bit_count(),
        -kind.flagged,
    )


def _with(values: Values, kind: Kind) -> Values:
    return _beyond(_union(values, kind.values), (ANY, ANY, ANY))


def _beyond(values: Values, others: Values) -> Values:
    return values[0] & ~others[0], values[1] & ~others[1], values[2] & ~others[2]


def _common(values: Values, others: Values) -> Values:
    return values[0] & others[0], values[1] & others[1], values[2] & others[2]


def _union(*parts: Values) -> Values:
    trades = places = bodies = 0
    for part in parts:
        trades, places, bodies = trades | part[0], places | part[1], bodies | part[2]
    return trades, places, bodies


def _plus(one: Reach, other: Reach) -> Reach:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2], one[3] + other[3]


def _less(counts: Counts, cell: int) -> Counts:
    return (*counts[:cell], counts[cell] - 1, *counts[cell + 1 :])
