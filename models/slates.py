"""Slates (samlet forslag): every legal way to fill the open seats that are filled on nomination, counted and put in order.

A slate is never a recommendation of a person. It is one possible choice of nominees, and its place follows from what is
recorded, by these criteria, each one only among equals in those before it:

1. balance: the smaller the difference between women and men on the whole board, the earlier;
2. SMV: the more company members from SMVs;
3. trades: the more different trades among the company members, those who sit included;
4. municipalities: the more different municipalities on the whole board;
5. bodies: the more different nominating bodies on the slate; who is nominated by two bodies counts for both;
6. nominations: the fewer members who have only late nominations (B12) or ones that depart from both sexes (B7, B8);
7. names: by the order of the seats and then the alphabet, so that the order is the same however things were recorded.

Legal is what the rules accept. They are asked about those who sit, about each nominee alone in a seat, and about the
nomination the nominee comes from (the KKR may not have accepted its reasons, or that it came late); what only the whole board
can break (one person one seat, an SMV among the company members, the balance) is counted in `models.slate_search`. How many
nominees of one body are chosen is limited by no rule. People are told apart by name; of someone with several nominations
for one category those that the rules accept are taken together. Not implemented: a nominee who is chosen although an error
stands in the way, since an error cannot be explained away.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from itertools import islice

from models.board import Appointment
from models.departed import withdrawn
from models.finding import errors
from models.nomination import Nomination, Person, same_name
from models.outlook import required_of_each_sex
from models.references import nominee_reference
from models.round import Body, Round, Seat
from models.rules.check import check_members, check_origin
from models.rules.equality import departs
from models.rules.statutes.board import SEATS
from models.rules.statutes.nominating import main_organisations
from models.rules.timeline import is_late
from models.slate_search import Cell, Counts, Option, Profile, Target, bit, in_order, profiles
from models.words import BoardRole, BodyKind, Gender, MilestoneKind, SeatCategory, counted

NO_RECOMMENDATION = "The order follows from recorded facts by fixed criteria; it recommends no person."
"""To be shown wherever slates are."""
ORDER = (
    "In the order of the balance, then of how many company members are from SMVs, of the number of trades, of municipalities "
    "and of nominating bodies, of how few come from late or one-sided nominations, and last of the names. "
    f"{NO_RECOMMENDATION}"
)
NO_CHANGE = "no nomination can change it: with the open seats the board can no longer be balanced; record why (C2)"
ALTERNATIVES = 3  # as many ways to change it as one sentence can hold


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """A nominee on a slate: the name, the seat's category, the ids of the bodies that nominate for it, and the reference.

    The reference follows the order in the answer, so the same slate may have others.
    """

    name: str
    seat: SeatCategory
    bodies: tuple[str, ...]
    reference: str = field(compare=False)


@dataclass(frozen=True, kw_only=True)
class Slate:
    """One possible choice for the open seats, by the order of the seats and the names; `why` has a sentence per criterion."""

    members: list[Proposed]
    why: list[str]


@dataclass(frozen=True, kw_only=True)
class Slates:
    """How many legal slates there are, the first of them, and if there are none the smallest change that allows one.

    Where no seat that is filled on nomination is open, the one slate has no members and its `why` describes the board.
    """

    count: int
    best: list[Slate]
    smallest_change: str | None


def slates(round_: Round, *, top: int = 10) -> Slates:
    """The slates for the seats that are open now, from the nominations as they stand; nothing is changed or attached.

    Show them with NO_RECOMMENDATION. Who is appointed is recorded with `record_appointments`, which asks the rules again.
    """
    broken = _errors(round_, round_.members)
    if broken:
        change = f"the members already appointed break {', '.join(sorted(broken))}: correct that first"
        return Slates(count=0, best=[], smallest_change=change)
    seats = _open_seats(round_)
    candidates = _candidates(round_, seats)
    numbers: dict[object, int] = {}

    def as_set(values: Iterable[object]) -> int:
        return sum(bit(numbers.setdefault(value, len(numbers))) for value in set(values))

    people = {name: number for number, name in enumerate(sorted({each.key for each in candidates}))}
    options = [
        Option(
            person=people[each.key],
            cell=Cell(list(seats).index(each.seat), each.gender, each.smv),
            values=(
                as_set(("trade", each.trade) for _ in each.trade[:1]),
                as_set(("place", each.place) for _ in each.place[:1]),
                as_set(id(body) for body in each.bodies),
            ),
            flagged=each.flagged,
        )
        for each in candidates
    ]
    target = _target(round_, seats, as_set)
    legal = [profile for profile in profiles(options, target) if profile.is_legal(target)]
    count = sum(profile.ways for profile in legal)
    first = islice(in_order(options, legal, target), top)
    return Slates(
        count=count,
        best=[_slate(round_, target, profile, [candidates[place] for place in chosen]) for profile, chosen in first],
        smallest_change=None if count else _smallest_change(profiles(options, target, partial=True), target, seats),
    )


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    """A person for a category of seats, from all nominations for it that the rules accept."""

    key: str
    name: str
    seat: SeatCategory
    gender: Gender
    smv: bool
    trade: str
    place: str
    bodies: tuple[Body, ...]
    reference: str
    flagged: bool


def _open_seats(round_: Round) -> dict[SeatCategory, list[Seat]]:
    """The open seats that are filled on nomination, by category, in their order."""
    seats: dict[SeatCategory, list[Seat]] = {}
    for seat in round_.open_seats:
        if seat.nominated_by is not None:
            seats.setdefault(seat.category, []).append(seat)
    return seats


def _errors(round_: Round, members: Sequence[Appointment]) -> set[str]:
    """The errors of a board of these members, as rule and subject. Errors do not depend on the day of the question."""
    on = round_.milestone(MilestoneKind.NOMINATIONS).ends_on
    findings = check_members(round_, on, final=False, members=members)
    return {f"{error.rule} ({error.subject})" if error.subject else error.rule for error in errors(findings)}


def _candidates(round_: Round, seats: dict[SeatCategory, list[Seat]]) -> list[_Candidate]:
    """Everybody who can take one of the seats, by the order of the seats and the names."""
    unavailable = {same_name(member.person.name) for member in round_.members} | withdrawn(round_)
    entitled = {body.key for body in round_.entitled_bodies}
    of_nobody = _errors(round_, [])
    answers: dict[object, bool] = {}

    def accepted(person: Person, nomination: Nomination) -> bool:
        """What the rules say, asked once for all who are alike in what errors depend on."""
        body = nomination.body
        key = (
            *(body.kind, body.seat, body.key in entitled, frozenset(main_organisations(body))),
            *(person.council, person.smv, person.active_in_business, person.director_of_house),
        )
        if key not in answers:
            trial = _trial(round_, seats[body.seat][0], person)
            answers[key] = _errors(round_, [trial]) <= of_nobody
        return answers[key]

    found: dict[str, list[tuple[Person, Nomination]]] = {}
    for nomination in round_.nominations:
        refused = errors(check_origin(nomination))
        if not nomination.replaced and not refused and nomination.body.seat in seats:
            for person in nomination.nominees:
                key = same_name(person.name)
                if key not in unavailable and accepted(person, nomination):
                    found.setdefault(key, []).append((person, nomination))
    flagged = {id(nomination): is_late(nomination) or departs(nomination) for nomination in round_.nominations}
    return [
        _merged(round_, key, category, found[key], flagged)
        for category in seats
        for key in sorted(found)
        if any(nomination.body.seat is category for _, nomination in found[key])
    ]


def _trial(round_: Round, seat: Seat, person: Person) -> Appointment:
    """An appointment for the rules to look at; it hangs on no list and never reaches the database."""
    day = round_.milestone(MilestoneKind.APPOINTMENT).ends_on
    return Appointment(
        role=BoardRole.MEMBER,
        appointed_by=seat.appointed_by,
        decided_on=day,
        recorded_by="",
        recorded_at=datetime.combine(day, time(), UTC),
        person=person,
        seat=seat,
    )


def _merged(
    round_: Round,
    key: str,
    category: SeatCategory,
    nominated: Sequence[tuple[Person, Nomination]],
    flagged: dict[int, bool],
) -> _Candidate:
    """One person for a category: sex and municipality from all of the person's nominations, the rest from those for it."""
    here = [(person, nomination) for person, nomination in nominated if nomination.body.seat is category]
    genders = {person.gender for person, _ in nominated} - {Gender.NOT_STATED}
    bodies = {id(nomination.body): nomination.body for _, nomination in here}
    best, _ = min(here, key=lambda each: (flagged[id(each[1])], each[1].body.key))
    return _Candidate(
        key=key,
        name=min(" ".join(person.name.split()) for person, _ in nominated),
        seat=category,
        gender=genders.pop() if len(genders) == 1 else Gender.NOT_STATED,
        smv=category is SeatCategory.COMPANY and any(person.smv for person, _ in here),
        trade=_first(same_name(person.trade) for person, _ in here) if category is SeatCategory.COMPANY else "",
        place=_first(_place(round_, person) for person, _ in nominated),
        bodies=tuple(sorted(bodies.values(), key=lambda body: body.key)),
        reference=nominee_reference(best),
        flagged=all(flagged[id(nomination)] for _, nomination in here),
    )


def _first(texts: Iterable[str]) -> str:
    return min((text for text in texts if text), default="")


def _place(round_: Round, person: Person) -> str:
    """The municipality, or else the one whose council the person sits in; the region is none."""
    place = same_name(person.municipality) or same_name(person.council)
    return "" if place == same_name(round_.region) else place


def _target(round_: Round, seats: dict[SeatCategory, list[Seat]], as_set: Callable[[Iterable[object]], int]) -> Target:
    sitting = round_.members
    company = [member.person for member in sitting if member.seat and member.seat.category is SeatCategory.COMPANY]
    wanted = SEATS[SeatCategory.COMPANY]
    all_sit = len(company) + len(seats.get(SeatCategory.COMPANY, ())) >= wanted
    lacking = SeatCategory.COMPANY in seats and all_sit and not any(person.smv for person in company)
    numbers = tuple(len(each) for each in seats.values())
    return Target(
        seats=numbers,
        others=len(round_.open_seats) - sum(numbers),
        women=sum(member.person.gender is Gender.WOMAN for member in sitting),
        men=sum(member.person.gender is Gender.MAN for member in sitting),
        needed=required_of_each_sex(round_.balance, len(round_.seats)),
        smv_category=list(seats).index(SeatCategory.COMPANY) if lacking else None,
        values=(
            as_set(("trade", trade) for person in company if (trade := same_name(person.trade))),
            as_set(("place", place) for member in sitting if (place := _place(round_, member.person))),
            0,
        ),
    )


def _slate(round_: Round, target: Target, profile: Profile, chosen: Sequence[_Candidate]) -> Slate:
    """The slate with the reasons for its place, one sentence per criterion."""
    sitting = round_.members
    company = [member.person for member in sitting if member.seat and member.seat.category is SeatCategory.COMPANY]
    new = [each for each in chosen if each.seat is SeatCategory.COMPANY]
    smvs = sum(person.smv for person in company) + profile.smvs
    trades = ({same_name(person.trade) for person in company} | {each.trade for each in new}) - {""}
    places = {_place(round_, member.person) for member in sitting} | {each.place for each in chosen}
    bodies = {id(body) for each in chosen for body in each.bodies}
    flagged = sum(each.flagged for each in chosen)
    not_stated = len(sitting) + len(chosen) - profile.women - profile.men
    unknown = f", {not_stated} not stated" if not_stated else ""
    still_open = f"; {counted(target.others, 'seat')} still open" if target.others else ""
    balance = f"{_people(profile.women, Gender.WOMAN)} and {_people(profile.men, Gender.MAN)} on the board{unknown}"
    return Slate(
        members=[
            Proposed(
                name=each.name, seat=each.seat, bodies=tuple(body.key for body in each.bodies), reference=each.reference
            )
            for each in chosen
        ],
        why=[
            f"Balance: {balance}, a difference of {profile.rank[0]}{still_open}.",
            f"SMV: {smvs} of {counted(len(company) + len(new), 'company member')} from an SMV.",
            f"Trades: {counted(len(trades), 'trade')} among the company members.",
            f"Municipalities: {len(places - {''})} on the board.",
            f"Bodies: {len(bodies)} of the nominating bodies on the slate.",
            f"Nominations: {counted(flagged, 'member')} with late or one-sided nominations only.",
            "Names: among equals by the order of the seats and the alphabet.",
        ],
    )


PLURAL = {Gender.WOMAN: ("woman", "women"), Gender.MAN: ("man", "men")}


def _people(number: int, gender: Gender) -> str:
    return f"{number} {PLURAL[gender][number != 1]}"


@dataclass(frozen=True, kw_only=True, order=True)
class _Change:
    """Nominees that are missing: for which categories, at least how many of each sex, and whether one is from an SMV."""

    smv: bool
    women: int
    men: int
    seats: Counts

    def asks_more_than(self, other: "_Change") -> bool:
        """Whether whoever meets this change also meets the other one, which asks for less."""
        asked = [(self.smv, other.smv), (self.women, other.women), (self.men, other.men)]
        return self != other and self.seats == other.seats and all(mine >= its for mine, its in asked)


def _smallest_change(partial: Iterable[Profile], target: Target, seats: dict[SeatCategory, list[Seat]]) -> str:
    """The fewest nominees that are missing for a legal slate; where several changes are as small, up to three of them."""
    changes = {change for profile in partial for change in _completions(profile, target)}
    if not changes:
        return NO_CHANGE
    fewest = min(sum(change.seats) for change in changes)
    small = [change for change in changes if sum(change.seats) == fewest]
    least = sorted(
        (change for change in small if not any(change.asks_more_than(other) for other in small)),
        key=lambda change: (change.smv, -change.women, -change.men, [-number for number in change.seats]),
    )[:ALTERNATIVES]
    kinds = [group[0].nominated_by for group in seats.values()]
    asked: dict[tuple[bool, int, int], list[str]] = {}
    for change in least:
        asked.setdefault((change.smv, change.women, change.men), []).append(_from_whom(change.seats, kinds))
    either = " or " if fewest == 1 else " or from "
    return ", or ".join(
        _missing(fewest, women, men, either.join(bodies), smv=smv) for (smv, women, men), bodies in asked.items()
    )


def _completions(profile: Profile, target: Target) -> Iterator[_Change]:
    """What the nominees for the seats that a partial profile leaves open must be for a legal slate."""
    lacking = target.smv_category
    smv = lacking is not None and profile.smvs == 0
    women, men = profile.missing(target)
    of_some_sex = max(0, women + men - target.others)
    if of_some_sex > sum(profile.left) or (smv and lacking is not None and not profile.left[lacking]):
        return
    for number in range(max(0, of_some_sex - men), min(of_some_sex, women) + 1):
        yield _Change(smv=smv, women=number, men=of_some_sex - number, seats=profile.left)


BODIES = {
    BodyKind.BUSINESS: ("a business organisation", "business organisations"),
    BodyKind.KNOWLEDGE: ("a knowledge institution", "knowledge institutions"),
    BodyKind.LABOUR: ("the labour organisations", "the labour organisations"),
    BodyKind.REGION: ("the region", "the region"),
}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six")


def _number(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def _from_whom(seats: Counts, kinds: Sequence[BodyKind | None]) -> str:
    asked = [(number, kind) for number, kind in zip(seats, kinds, strict=True) if number and kind]
    if len(asked) == 1:
        number, kind = asked[0]
        return BODIES[kind][number > 1]
    *first, last = (f"{BODIES[kind][1]} ({_number(number)})" for number, kind in asked)
    return f"{', '.join(first)} and {last}"


def _missing(number: int, women: int, men: int, bodies: str, *, smv: bool) -> str:
    """«one more woman from an SMV, nominated by a business organisation», «two more nominees from ..., at least ...»."""
    one = number == 1
    whole = {women: PLURAL[Gender.WOMAN], men: PLURAL[Gender.MAN]}
    who = whole.get(number, ("nominee", "nominees"))[not one]
    if one and smv:
        return f"one more {who} from an SMV, nominated by {bodies}"
    sexes = ((women, Gender.WOMAN), (men, Gender.MAN))
    parts = [f"{_number(least)} {PLURAL[sex][least != 1]}" for least, sex in sexes if 0 < least < number]
    if smv:
        parts.append("one from an SMV for a company seat")
    at_least = f", at least {' and '.join(parts)}" if parts else ""
    return f"{_number(number)} more {who} from {bodies}{at_least}"
