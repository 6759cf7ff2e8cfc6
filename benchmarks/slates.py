"""How long `models.slates` takes, beside trying every combination and beside a general solver, in one run.

`python -m benchmarks.slates`. OR-tools is no dependency of the project: without it its columns stay empty. Every person is made
up. The three must agree wherever they answer the same question, or the run ends with an error.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import import_module
from importlib.util import find_spec
from itertools import combinations, product
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.table import Table

import models.store  # noqa: F401  (every mapped class must be known before the first round is made)
from models.board import Appointment
from models.definition import read_definition
from models.nomination import Decision, Nomination, Person
from models.opening import build_round
from models.round import Body, Contact, Round
from models.slates import slates
from models.words import BoardRole, BodyKind, DecisionKind, Gender, SeatCategory
from terms import term_file

TERM = "nordjylland-2022-26"
DAY = date(2022, 2, 10)
MOMENT = datetime(2022, 2, 10, 9, tzinfo=UTC)
SEATS = {SeatCategory.COMPANY: 4, SeatCategory.KNOWLEDGE: 1, SeatCategory.LABOUR: 1}
KINDS = {
    SeatCategory.COMPANY: BodyKind.BUSINESS,
    SeatCategory.KNOWLEDGE: BodyKind.KNOWLEDGE,
    SeatCategory.LABOUR: BodyKind.LABOUR,
}
WOMEN_SITTING, MEN_SITTING, NEEDED = 2, 3, 4  # chair, three municipal members and the region's; of 11
SITTING_FROM = "Aalborg"
ENOUGH = 1_000_000  # combinations that are still tried one by one
PATIENCE = 20.0  # seconds until the solver is stopped
Place = tuple[int, int, int, int, int]


@dataclass(frozen=True, kw_only=True)
class Size:
    """A case: how many bodies of each kind, two names each, and how long the list of FH and AC is."""

    title: str
    business: int
    knowledge: int
    labour_list: int


SIZES = (
    Size(title="small: 6 bodies", business=4, knowledge=1, labour_list=2),
    Size(title="real: 16 bodies", business=13, knowledge=2, labour_list=2),
    Size(title="large: 151 bodies", business=100, knowledge=50, labour_list=150),
)


@dataclass(frozen=True, kw_only=True)
class Nominee:
    """What the three ways of counting know of a nominee."""

    name: str
    body: str
    seat: SeatCategory
    woman: bool
    smv: bool
    trade: str
    municipality: str


def nominees(size: Size) -> Iterator[Nominee]:
    """Women and men by turns; some trades and municipalities are common, and some hard to get."""
    lists = [
        *((SeatCategory.COMPANY, f"business-{number}", 2) for number in range(size.business)),
        *((SeatCategory.KNOWLEDGE, f"knowledge-{number}", 2) for number in range(size.knowledge)),
        (SeatCategory.LABOUR, "fh-ac", size.labour_list),
    ]
    for place, (seat, body, length) in enumerate(lists):
        for number in range(length):
            key = 7 * place + 3 * number
            yield Nominee(
                name=f"Prøvekandidat {(place * 37 + number * 11) % 101:03} {place}-{number}",
                body=body,
                seat=seat,
                woman=number % 2 == 0,
                smv=seat is SeatCategory.COMPANY and key % 5 in (0, 1),
                trade=f"trade {key % 9}" if seat is SeatCategory.COMPANY else "",
                municipality=f"municipality {key * key % 11}" if seat is SeatCategory.COMPANY else SITTING_FROM,
            )


def round_with(named: Sequence[Nominee]) -> Round:
    """The shipped round after the constituent meeting and the region's appointment, with these nominations."""
    round_ = build_round(read_definition(term_file(TERM))[0])
    round_.bodies[:] = []
    for seat, gender in zip(round_.seats, _sitting_genders(round_), strict=True):
        if gender is not None:
            person = Person(name=f"Sidder {seat.key}", gender=gender, council=SITTING_FROM)
            round_.people.append(person)
            round_.appointments.append(
                Appointment(
                    role=BoardRole.MEMBER,
                    appointed_by=seat.appointed_by,
                    decided_on=DAY,
                    recorded_by="BEN",
                    recorded_at=MOMENT,
                    person=person,
                    seat=seat,
                )
            )
    for place, key in enumerate(dict.fromkeys(nominee.body for nominee in named)):
        mine = [nominee for nominee in named if nominee.body == key]
        body = Body(
            place=place,
            key=key,
            name=key,
            kind=KINDS[mine[0].seat],
            seat=mine[0].seat,
            seats=1,
            asked_for_smv=True,
            contacts=[Contact(name=key, email=f"{key}@body.example")],
        )
        round_.bodies.append(body)
        nomination = Nomination(
            number=1, received_on=DAY, in_writing=True, reason="", recorded_by="BEN", recorded_at=MOMENT, body=body
        )
        round_.nominations.append(nomination)
        for nominee in mine:
            person = Person(
                name=nominee.name,
                gender=Gender.WOMAN if nominee.woman else Gender.MAN,
                smv=nominee.smv,
                active_in_business=True,
                trade=nominee.trade,
                municipality=nominee.municipality,
            )
            round_.people.append(person)
            nomination.nominees.append(person)
    round_.decisions.append(
        Decision(
            kind=DecisionKind.ORGANISATIONS,
            decided_on=DAY,
            organisations=[body.key for body in round_.bodies],
            criteria="",
            consideration="Benchmark.",
            recorded_by="BEN",
            recorded_at=MOMENT,
        )
    )
    return round_


def _sitting_genders(round_: Round) -> Iterator[Gender | None]:
    """Women and men by turns in the seats that are not filled on nomination, a man first."""
    taken = 0
    for seat in round_.seats:
        if seat.nominated_by is not None:
            yield None
            continue
        taken += 1
        yield Gender.MAN if taken % 2 else Gender.WOMAN


def place_of(chosen: Sequence[Nominee]) -> Place | None:
    """The first five criteria (all nominations are in time and of both sexes), or None where the slate is not legal."""
    women = WOMEN_SITTING + sum(nominee.woman for nominee in chosen)
    men = MEN_SITTING + sum(not nominee.woman for nominee in chosen)
    smvs = sum(nominee.smv for nominee in chosen)
    if min(women, men) < NEEDED or not smvs:
        return None
    return (
        abs(women - men),
        -smvs,
        -len({nominee.trade for nominee in chosen} - {""}),
        -len({nominee.municipality for nominee in chosen} | {SITTING_FROM}),
        -len({nominee.body for nominee in chosen}),
    )


def brute_force(named: Sequence[Nominee]) -> tuple[int, Place | None]:
    """How many slates there are, and the first five criteria of the first, by trying every combination."""
    lists = [combinations([n for n in named if n.seat is seat], number) for seat, number in SEATS.items()]
    count, best = 0, None
    for parts in product(*map(list, lists)):
        place = place_of([nominee for part in parts for nominee in part])
        if place is not None:
            count += 1
            best = place if best is None else min(best, place)
    return count, best


def cp_model(named: Sequence[Nominee], *, objective: bool) -> tuple[Any, list[Any]]:
    """The same question for OR-tools CP-SAT: the criteria become one weighted sum."""
    from ortools.sat.python import cp_model as cp

    model = cp.CpModel()
    picked = [model.new_bool_var(nominee.name) for nominee in named]
    pairs = list(zip(named, picked, strict=True))
    for seat, number in SEATS.items():
        model.add(sum(variable for nominee, variable in pairs if nominee.seat is seat) == number)
    women = WOMEN_SITTING + sum(variable for nominee, variable in pairs if nominee.woman)
    men = MEN_SITTING + sum(variable for nominee, variable in pairs if not nominee.woman)
    smvs = sum(variable for nominee, variable in pairs if nominee.smv)
    model.add(women >= NEEDED)
    model.add(men >= NEEDED)
    model.add(smvs >= 1)
    if objective:
        difference = model.new_int_var(0, 11, "difference")
        model.add(difference >= women - men)
        model.add(difference >= men - women)
        total = -smvs + 10 * difference
        for attribute in ("trade", "municipality", "body"):
            total = 10 * total
            for value in {getattr(nominee, attribute) for nominee in named} - {"", SITTING_FROM}:
                there = model.new_bool_var(f"{attribute} {value}")
                model.add(there <= sum(each for nominee, each in pairs if getattr(nominee, attribute) == value))
                total -= there
        model.minimize(total)
    return model, picked


def cp_best(named: Sequence[Nominee]) -> Place | None:
    """The criteria of the first slate by CP-SAT, on two workers; None where it has not proved any to be the first in time."""
    from ortools.sat.python import cp_model as cp

    model, picked = cp_model(named, objective=True)
    solver = cp.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = PATIENCE
    if solver.solve(model) != cp.OPTIMAL:
        return None
    return place_of([nominee for nominee, variable in zip(named, picked, strict=True) if solver.value(variable)])


def cp_count(named: Sequence[Nominee]) -> int:
    """How many slates there are by CP-SAT, which has to visit each of them."""
    from ortools.sat.python import cp_model as cp

    class Counter(cp.CpSolverSolutionCallback):  # type: ignore[misc, name-defined, unused-ignore]
        found = 0

        def on_solution_callback(self) -> None:
            self.found += 1

    model, _ = cp_model(named, objective=False)
    solver, counter = cp.CpSolver(), Counter()
    solver.parameters.enumerate_all_solutions = True
    solver.solve(model, counter)
    return counter.found


def timed(step: Callable[[], Any], *, runs: int = 1) -> tuple[float, Any]:
    """The shortest of some runs in seconds, and the answer."""
    shortest, answer = float("inf"), None
    for _ in range(runs):
        begin = perf_counter()
        answer = step()
        shortest = min(shortest, perf_counter() - begin)
    return shortest, answer


def agree(title: str, what: str, ours: object, theirs: object) -> None:
    """End the run when two answers to one question differ."""
    if ours != theirs:
        raise SystemExit(f"{title}: {what} differs: {ours} and {theirs}")


def shown(seconds: float | None, ours: float) -> str:
    """Milliseconds, and how many times as long as ours."""
    return "-" if seconds is None else f"{1000 * seconds:,.1f} ms ({seconds / ours:,.1f} x)"


def compare(size: Size, *, solver: bool) -> list[str]:
    """A row of the table."""
    named = list(nominees(size))
    round_ = round_with(named)
    by_name = {nominee.name: nominee for nominee in named}
    ours, found = timed(lambda: slates(round_, top=10), runs=5)
    unproved = False
    best = place_of([by_name[each.name] for each in found.best[0].members])
    brute = best_by_solver = counted = None
    tries = len(list(combinations(range(2 * size.business), 4))) if size.business < ENOUGH ** (1 / 4) else ENOUGH
    if tries * 2 * size.knowledge * size.labour_list < ENOUGH:
        brute, (count, first) = timed(lambda: brute_force(named))
        agree(size.title, "the number of slates", found.count, count)
        agree(size.title, "the first slate", best, first)
    if solver:
        best_by_solver, first = timed(lambda: cp_best(named))
        agree(size.title, "the first slate", best, first or best)
        unproved = first is None
    if solver and found.count < ENOUGH // 10:
        counted, count = timed(lambda: cp_count(named))
        agree(size.title, "the number of slates", found.count, count)
    return [
        size.title,
        f"{found.count:,}",
        f"{1000 * ours:,.1f} ms",
        shown(brute, ours) if brute else "not possible",
        f"not proved in {PATIENCE:.0f} s" if unproved else shown(best_by_solver, ours),
        shown(counted, ours) if counted or not solver else "not possible",
    ]


def main() -> None:
    """Print the table."""
    console, solver = Console(width=130), find_spec("ortools") is not None
    if not solver:
        console.print("OR-tools is not installed, so its columns stay empty: pip install ortools")
    else:
        import_module("ortools.sat.python.cp_model")  # not part of what is measured
    table = Table("case", "legal slates", "slates(): count and first 10", "every combination: count and first")
    table.add_column("CP-SAT: first")
    table.add_column("CP-SAT: count")
    for size in SIZES:
        table.add_row(*compare(size, solver=solver))
    console.print(table)


if __name__ == "__main__":
    main()
