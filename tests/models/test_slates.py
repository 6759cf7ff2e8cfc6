"""Slates: against brute force that asks the real rules, one exclusion, one criterion and one wording at a time."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, combinations_with_replacement, islice, product
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from office import Office
from sqlalchemy.orm import Session
from term import TERM

from models.board import Appointment
from models.database import open_engine, upgrade
from models.definition import read_definition
from models.finding import Severity
from models.nomination import Decision, Nomination, Person, same_name
from models.opening import build_round
from models.outlook import outlook
from models.round import Body, Round
from models.rules.check import check_members
from models.rules.equality import departs
from models.rules.timeline import is_late
from models.settings import sqlite_url
from models.slate_search import Cell, Option, Target, bit, in_order, profiles
from models.slates import NO_CHANGE, Slate, slates
from models.words import AppointingBody, BalanceReading, BoardRole, DecisionKind, Gender, Question, SeatCategory

DEFINITION = read_definition(TERM)[0]
WOMAN, MAN, NOT_STATED = Gender.WOMAN, Gender.MAN, Gender.NOT_STATED
COMPANY, KNOWLEDGE, LABOUR, REGION = (
    SeatCategory.COMPANY, SeatCategory.KNOWLEDGE, SeatCategory.LABOUR, SeatCategory.REGION,
)  # fmt: skip
DAY, DEADLINE = date(2022, 3, 23), date(2022, 2, 28)
MOMENT = datetime(2022, 3, 23, 9, tzinfo=UTC)
GENDERS = {"w": WOMAN, "m": MAN, "n": NOT_STATED}
ALL = 100_000
Chosen = list[tuple[str, SeatCategory, tuple[str, ...]]]


@dataclass(frozen=True, kw_only=True)
class Named:
    """A person in a case; active in business, since most have to be."""

    name: str
    gender: Gender = WOMAN
    smv: bool = False
    active: bool = True
    director: bool = False
    trade: str = ""
    municipality: str = ""
    council: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A body's nomination."""

    body: str
    nominees: tuple[Named, ...]
    late: bool = False
    replaced: bool = False


@dataclass(frozen=True, kw_only=True)
class Case:
    """A round: who sits (chair and municipal members by gender), who was nominated, who may nominate."""

    elected: str = "mwmw"
    region: Gender | None = WOMAN
    company: tuple[Named, ...] = ()
    knowledge: tuple[Named, ...] = ()
    labour: tuple[Named, ...] = ()
    answers: tuple[Answer, ...] = ()
    refused: tuple[str, ...] = ()
    balance: BalanceReading = BalanceReading.NEAREST_40

    def with_answer(self, body: str, *nominees: Named, **how: bool) -> "Case":
        return replace(self, answers=(*self.answers, Answer(body=body, nominees=nominees, **how)))


def person(round_: Round, named: Named) -> Person:
    entered = Person(
        name=named.name, gender=named.gender, smv=named.smv, active_in_business=named.active, trade=named.trade,
        municipality=named.municipality, council=named.council, director_of_house=named.director,
    )  # fmt: skip
    round_.people.append(entered)
    return entered


def body_of(round_: Round, key: str) -> Body:
    body = round_.body(key)
    assert body is not None
    return body


def nominate(round_: Round, answer: Answer) -> None:
    body = body_of(round_, answer.body)
    nomination = Nomination(
        number=1 + sum(each.body is body for each in round_.nominations),
        received_on=DEADLINE + timedelta(days=answer.late),
        in_writing=True, reason="", recorded_by="TST", recorded_at=MOMENT, body=body, replaced=answer.replaced,
    )  # fmt: skip
    round_.nominations.append(nomination)
    nomination.nominees.extend([person(round_, named) for named in answer.nominees])


def appoint(round_: Round, category: SeatCategory, who: Person) -> None:
    seat = next(seat for seat in round_.open_seats if seat.category is category)
    round_.appointments.append(
        Appointment(
            role=BoardRole.MEMBER,
            appointed_by=seat.appointed_by,
            decided_on=DAY,
            recorded_by="TST",
            recorded_at=MOMENT,
            person=who,
            seat=seat,
        )
    )


def opened(case: Case) -> Round:
    round_ = build_round(DEFINITION)
    round_.balance = case.balance
    keys = [body.key for body in round_.bodies if body.key not in case.refused]
    round_.decisions.append(
        Decision(
            kind=DecisionKind.ORGANISATIONS,
            decided_on=DAY,
            organisations=keys,
            criteria="",
            consideration="Saglig.",
            recorded_by="TST",
            recorded_at=MOMENT,
        )
    )
    for number, letter in enumerate(case.elected):
        category = SeatCategory.MUNICIPAL if number else SeatCategory.CHAIR
        elected = Named(name=f"Prøvepolitiker {number}", gender=GENDERS[letter], council="Aalborg")
        appoint(round_, category, person(round_, elected))
    if case.region is not None:
        appoint(round_, REGION, person(round_, Named(name="Prøveregionsrådsmedlem", gender=case.region)))
    for category, key, sitting in (
        (COMPANY, "horesta", case.company),
        (KNOWLEDGE, "videninstitution-2", case.knowledge),
        (LABOUR, "fh-ac", case.labour),
    ):
        if sitting:
            nominate(round_, Answer(body=key, nominees=sitting))
            for member in round_.nominations[-1].nominees:
                appoint(round_, category, member)
    for answer in case.answers:
        nominate(round_, answer)
    return round_


# Brute force: stand-ins that hang on nothing, every combination, the real rules.


def stand_in(round_: Round, nomination: Nomination, **facts: Any) -> Any:
    seat = next(seat for seat in round_.open_seats if seat.category is nomination.body.seat)
    return SimpleNamespace(
        person=SimpleNamespace(**facts, nomination=nomination), seat=seat, appointed_by=seat.appointed_by,
        role=BoardRole.MEMBER, decided_on=DAY, starts_on=None, ends_on=None, left_on=None,
    )  # fmt: skip


def facts_of(who: Person) -> dict[str, Any]:
    names = ("name", "gender", "smv", "active_in_business", "trade", "municipality", "council", "director_of_house")
    return {name: getattr(who, name) for name in (*names, "private_business_background", "consent", "cv", "points")}


def breaks_a_rule(round_: Round, members: list[Any]) -> bool:
    findings = check_members(round_, DAY, final=False, members=[*round_.members, *members])
    return any(finding.severity is Severity.ERROR for finding in findings)


@dataclass
class Choice:
    member: Any
    bodies: set[str]
    flagged: bool

    @property
    def name(self) -> str:
        return str(self.member.person.name)

    @property
    def seat(self) -> SeatCategory:
        return cast("SeatCategory", self.member.seat.category)


def choices(round_: Round) -> list[Choice]:
    """Everybody the rules accept for an open seat, the nominations of one person for one category taken together.

    Whether there is an SMV among them is asked of each whole slate.
    """
    open_categories = {seat.category for seat in round_.open_seats}
    accepted = [
        (who, nomination)
        for nomination in round_.nominations
        if not nomination.replaced and nomination.body.seat in open_categories
        for who in nomination.nominees
        if not breaks_a_rule(round_, [stand_in(round_, nomination, **facts_of(who) | {"smv": True})])
    ]
    found = []
    for key in sorted({(same_name(who.name), nomination.body.seat) for who, nomination in accepted}):
        everywhere = [(who, nomination) for who, nomination in accepted if same_name(who.name) == key[0]]
        here = [(who, nomination) for who, nomination in everywhere if nomination.body.seat is key[1]]
        stated = {who.gender for who, _ in everywhere if who.gender is not NOT_STATED}
        merged = facts_of(here[0][0]) | {
            "name": min(" ".join(who.name.split()) for who, _ in everywhere),
            "gender": stated.pop() if len(stated) == 1 else NOT_STATED,
            "smv": any(who.smv for who, _ in here),
            "trade": min((who.trade.casefold() for who, _ in here if who.trade), default=""),
            "municipality": min((p for who, _ in everywhere if (p := place_of(round_, who))), default=""),
        }
        found.append(
            Choice(
                member=stand_in(round_, here[0][1], **merged),
                bodies={nomination.body.key for _, nomination in here},
                flagged=all(is_late(nomination) or departs(nomination) for _, nomination in here),
            )
        )
    return found


def place_of(round_: Round, who: Any) -> str:
    place = str(who.municipality or who.council).casefold()
    return "" if place == round_.region.casefold() else place


def place_in_order(round_: Round, chosen: list[Choice]) -> tuple[Any, ...]:
    """The criteria, the best first."""
    board = [*round_.members, *(choice.member for choice in chosen)]
    company = [member.person for member in board if member.seat.category is COMPANY]
    women, men = (sum(member.person.gender is gender for member in board) for gender in (WOMAN, MAN))
    return (
        abs(women - men),
        -sum(who.smv for who in company),
        -len({who.trade.casefold() for who in company} - {""}),
        -len({place_of(round_, member.person) for member in board} - {""}),
        -len({key for choice in chosen for key in choice.bodies}),
        sum(choice.flagged for choice in chosen),
        [same_name(choice.name) for choice in chosen],
    )


def brute_force(round_: Round) -> list[list[Choice]]:
    """Every legal slate in the order of the criteria."""
    if breaks_a_rule(round_, []):
        return []
    open_seats = [seat for seat in round_.open_seats if seat.nominated_by is not None]
    found, everybody = [], choices(round_)
    per_category = [
        list(
            combinations([c for c in everybody if c.seat is category], sum(s.category is category for s in open_seats))
        )
        for category in (COMPANY, KNOWLEDGE, LABOUR)
    ]
    for picked in product(*per_category):
        chosen = [choice for part in picked for choice in part]
        members = [choice.member for choice in chosen]
        seats = {category: iter([s for s in open_seats if s.category is category]) for category in SeatCategory}
        for member in members:
            member.seat = next(seats[member.seat.category])
        possible = outlook(round_, cast("list[Appointment]", [*round_.members, *members])).possible
        if possible and not breaks_a_rule(round_, members):
            found.append(chosen)
    return sorted(found, key=lambda chosen: place_in_order(round_, chosen))


def as_chosen(slate: Slate) -> Chosen:
    return [(each.name, each.seat, each.bodies) for each in slate.members]


def expected(chosen: list[Choice]) -> Chosen:
    return [(choice.name, choice.seat, tuple(sorted(choice.bodies))) for choice in chosen]


# Cases.

BUSINESS = ("di", "dansk-erhverv", "tekniq")
letters = st.sampled_from("wwmmn")
NAMES = ["prøvekandidat  3", "Sidder 0", *(f"Prøvekandidat {number}" for number in range(14))]


def some_person(chance: Random) -> Named:
    return Named(
        name=chance.choice(NAMES),
        gender=chance.choices([WOMAN, MAN, NOT_STATED], [5, 5, 1])[0],
        smv=chance.random() < 0.5,
        active=chance.random() < 0.95,
        director=chance.random() < 0.05,
        trade=chance.choice(["", "handel", "Handel", "it", "industri"]),
        municipality=chance.choice(["", "Aalborg", "Thisted", "Rebild"]),
        council=chance.choice(["", "", "Morsø", "Region Nordjylland"]),
    )


def some_answer(chance: Random, body: str, least: int, most: int) -> Answer:
    nominees = {
        same_name(named.name): named for named in (some_person(chance) for _ in range(chance.randint(least, most)))
    }
    return Answer(body=body, nominees=tuple(nominees.values()), late=chance.random() < 0.3)


def some_case(chance: Random, *, least: int = 1, most: int = 3) -> Case:
    """A case with a fair chance of some slates: true chance, since Hypothesis by itself likes empty lists and equals."""
    given_answers = [
        *(some_answer(chance, body, least, most) for body in BUSINESS),
        *(some_answer(chance, body, 0, 1 + least) for body in ("videninstitution-1", "videninstitution-2")),
        some_answer(chance, "fh-ac", least, most),
    ]
    sitting = [replace(some_person(chance), active=True, director=False) for _ in range(chance.randint(0, 4))]
    return Case(
        elected=chance.choice(["mwmw", "mwmw", "mwmw", "wmmm", "wwmn", "wwww"]),
        region=chance.choice([None, WOMAN, MAN]),
        company=tuple(replace(named, name=f"Sidder {number}") for number, named in enumerate(sitting)),
        answers=tuple(chance.sample(given_answers, len(given_answers))),
        refused=chance.choice([(), (), (), ("tekniq",)]),
        balance=chance.choice([BalanceReading.NEAREST_40, *BalanceReading]),
    )


chances = st.randoms(use_true_random=True)
cases = chances.map(some_case)
people = chances.map(some_person)


@settings(max_examples=150, deadline=None)
@given(cases)
def test_count_and_order_are_those_of_brute_force_with_the_real_rules(case: Case) -> None:
    round_ = opened(case)
    naive, found = brute_force(round_), slates(round_, top=ALL)
    assert found.count == len(naive)
    assert [as_chosen(slate) for slate in found.best] == [expected(chosen) for chosen in naive]
    assert (found.smallest_change is None) == bool(naive)


@st.composite
def searches(draw: st.DrawFn) -> tuple[list[Option], Target]:
    """More options than the rules can be asked about: few values, so that the criteria get in each other's way."""
    seats = draw(st.sampled_from([(4, 1, 1), (3, 1, 1), (2, 1), (2, 2), (1,)]))
    trades, places, bodies = (draw(st.integers(min_value=1, max_value=most)) for most in (5, 6, 9))
    several = draw(st.booleans())  # whether somebody is nominated for two categories, or by two bodies

    def some(most: int, first: int) -> int:
        chosen = draw(st.integers(min_value=0, max_value=most))
        return bit(first + chosen) if chosen else 0

    options = []
    for category, number in enumerate(seats):
        people_here = draw(
            st.lists(st.integers(min_value=0, max_value=15), min_size=number, max_size=7 + number, unique=True)
        )
        for someone in sorted(people_here):
            two = some(bodies, 50 + 10 * category) if several else 0
            options.append(
                Option(
                    person=someone if several else someone + 20 * category,
                    cell=Cell(category, GENDERS[draw(letters)] if not several else WOMAN, smv=False),
                    values=(0 if category else some(trades, 0), some(places, 20), two | bit(50 + 10 * category)),
                    flagged=draw(st.booleans()),
                )
            )
    target = Target(
        seats=seats, others=draw(st.sampled_from([0, 9])), women=2, men=2, needed=3, smv_category=None,
        values=(0, bit(21), 0),
    )  # fmt: skip
    return options, target


def every_choice(options: list[Option], target: Target) -> list[tuple[Any, ...]]:
    """Place in the order and choice of every legal slate of options, sorted."""
    groups = [
        combinations([n for n, option in enumerate(options) if option.cell.category == category], number)
        for category, number in enumerate(target.seats)
    ]
    found = []
    for picked in product(*map(list, groups)):
        chosen = tuple(number for part in picked for number in part)
        taken = [options[number] for number in chosen]
        women, men = (2 + sum(o.cell.gender is gender for o in taken) for gender in (WOMAN, MAN))
        if len({o.person for o in taken}) < len(taken) or max(0, 3 - women) + max(0, 3 - men) > target.others:
            continue
        values = [set(), {21}, set()]  # type: list[set[int]]
        for option in taken:
            for seen, value in zip(values, option.values, strict=True):
                seen.update(number for number in range(value.bit_length()) if value >> number & 1)
        found.append((abs(women - men), *(-len(seen) for seen in values), sum(o.flagged for o in taken), chosen))
    return sorted(found)


@settings(max_examples=60, deadline=None)
@given(searches())
def test_the_search_finds_every_choice_in_order_where_the_criteria_get_in_each_other_s_way(
    search: tuple[list[Option], Target],
) -> None:
    options, target = search
    naive = every_choice(options, target)
    legal = [profile for profile in profiles(options, target) if profile.is_legal(target)]
    assert sum(profile.ways for profile in legal) == len(naive)
    first = [chosen for _, chosen in islice(in_order(options, legal, target), 40)]
    assert first == [chosen for *_, chosen in naive[:40]]


@settings(max_examples=40, deadline=None)
@given(cases, st.data())
def test_the_same_nominations_in_any_order_give_the_same_answer(case: Case, data: st.DataObject) -> None:
    shuffled = tuple(
        replace(answer, nominees=tuple(data.draw(st.permutations(answer.nominees))))
        for answer in data.draw(st.permutations(case.answers))
    )
    assert slates(opened(case), top=50) == slates(opened(replace(case, answers=shuffled)), top=50)


@settings(max_examples=40, deadline=None)
@given(cases, st.sampled_from(["dansk-erhverv", "videninstitution-1", "fh-ac"]), people)
def test_one_more_nominee_takes_no_slate_away_and_changes_the_order_of_none(case: Case, body: str, more: Named) -> None:
    before = slates(opened(case), top=ALL)
    after = slates(opened(case.with_answer(body, replace(more, name="En ny"))), top=ALL)
    kept = [as_chosen(slate) for slate in after.best if "En ny" not in {each.name for each in slate.members}]
    assert kept == [as_chosen(slate) for slate in before.best]
    assert after.count >= before.count


@settings(max_examples=40, deadline=None)
@given(cases, st.integers(min_value=0, max_value=20))
def test_the_first_few_are_the_beginning_of_all(case: Case, top: int) -> None:
    round_ = opened(case)
    assert slates(round_, top=top).best == slates(round_, top=ALL).best[:top]


# The smallest change.

PLACES = {
    "a business organisation": "di", "business organisations": "di", "an SMV, nominated by a business organisation": "di",
    "a knowledge institution": "videninstitution-1", "knowledge institutions": "videninstitution-1",
    "the labour organisations": "fh-ac",
}  # fmt: skip
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
ALTERNATIVE = re.compile(r"(?P<number>\w+) more (?P<who>\w+) from (?P<bodies>.*?)(, at least (?P<parts>.*))?")


def readings(sentence: str) -> Iterator[list[tuple[str, Gender, bool]]]:
    """What a reader could take each alternative to be: body, gender and SMV of each missing nominee, no more than it says."""
    for alternative in sentence.split(", or "):
        said = ALTERNATIVE.fullmatch(alternative)
        assert said is not None, alternative
        number, parts = NUMBERS[said["number"]], said["parts"] or ""
        women, men = (
            number if said["who"] in words else sum(NUMBERS[n] for n in re.findall(rf"(\w+) {sex}", parts))
            for sex, words in (("wom[ae]n", ("woman", "women")), ("m[ae]n", ("man", "men")))
        )
        genders = [WOMAN] * women + [MAN] * men + [NOT_STATED] * (number - women - men)
        for bodies in re.split(" or (?:from )?", said["bodies"]):
            counted = re.findall(r"([\w ]+?) \((\w+)\)(?: and |, )?", bodies) or [(bodies, said["number"])]
            keys = [PLACES[body] for body, each in counted for _ in range(NUMBERS[each])]
            smv = "SMV" in alternative
            yield [(key, sex, smv and key == "di") for key, sex in zip(keys, genders, strict=True)]


def with_missing(case: Case, missing: list[tuple[str, Gender, bool]]) -> Case:
    for number, (body, gender, smv) in enumerate(missing):
        case = case.with_answer(body, Named(name=f"Ny {number}", gender=gender, smv=smv))
    return case


def open_bodies(round_: Round) -> list[str]:
    bodies = {COMPANY: "di", KNOWLEDGE: "videninstitution-1", LABOUR: "fh-ac"}
    return [bodies[category] for category in bodies if any(s.category is category for s in round_.open_seats)]


@settings(max_examples=80, deadline=None)
@given(chances.map(lambda chance: some_case(chance, least=0, most=1)))
def test_the_smallest_change_makes_a_slate_possible_and_nothing_smaller_does(case: Case) -> None:
    round_ = opened(case)
    sentence = slates(round_).smallest_change
    assume(sentence is not None and not sentence.startswith("the members already appointed"))
    assert sentence is not None
    kinds = [(body, gender, body == "di") for body in open_bodies(round_) for gender in (WOMAN, MAN)]
    if sentence == NO_CHANGE:
        seats = sum(seat.nominated_by is not None for seat in round_.open_seats)
        wanted = outlook(round_)
        assert wanted.women_needed + wanted.men_needed > seats + sum(s.nominated_by is None for s in round_.open_seats)
        return
    changes = list(readings(sentence))
    for change in changes:
        assert slates(opened(with_missing(case, change))).count > 0, change
    for fewer in islice(combinations_with_replacement(kinds, len(changes[0]) - 1), 40):
        assert slates(opened(with_missing(case, list(fewer)))).count == 0, fewer


def man(name: str, **facts: Any) -> Named:
    return Named(name=name, gender=MAN, **facts)


def woman(name: str, **facts: Any) -> Named:
    return Named(name=name, gender=WOMAN, **facts)


def sitting_company(genders: str, *, smv: bool = True) -> tuple[Named, ...]:
    return tuple(Named(name=f"Sidder {n}", gender=GENDERS[letter], smv=smv) for n, letter in enumerate(genders))


ONE_LEFT = Case(company=sitting_company("mwm"), knowledge=(man("Viden"),), labour=(woman("Arbejde"),))
"""Ten sit, five women and five men; a company seat is open."""
NONE_LEFT = replace(ONE_LEFT, company=sitting_company("mwmw"))


@pytest.mark.parametrize(
    "case, sentence",
    [
        pytest.param(ONE_LEFT, "one more nominee from a business organisation", id="neither sex nor SMV matters"),
        pytest.param(
            replace(ONE_LEFT, company=sitting_company("mwm", smv=False)),
            "one more nominee from an SMV, nominated by a business organisation",
            id="an SMV is missing",
        ),
        pytest.param(
            replace(ONE_LEFT, elected="mmmw", company=sitting_company("mmm")),
            "one more woman from a business organisation",
            id="three women sit and four are needed",
        ),
        pytest.param(
            replace(ONE_LEFT, elected="wwww", company=sitting_company("wmm")),
            "one more man from a business organisation",
            id="three men sit and four are needed",
        ),
        pytest.param(
            replace(ONE_LEFT, elected="mmmw", company=sitting_company("mmm", smv=False)),
            "one more woman from an SMV, nominated by a business organisation",
            id="both in one person",
        ),
        pytest.param(
            replace(ONE_LEFT, knowledge=()),
            "two more nominees from business organisations (one) and knowledge institutions (one)",
            id="two seats and nobody",
        ),
        pytest.param(
            replace(ONE_LEFT, company=sitting_company("mw")).with_answer("di", man("A"), man("A")),
            "one more nominee from a business organisation",
            id="one person under two names in a list is one",
        ),
        pytest.param(
            replace(ONE_LEFT, elected="mmmm", company=sitting_company("ww"), labour=()).with_answer("fh-ac", man("A")),
            "two more nominees from business organisations, at least one woman",
            id="part of them of one sex",
        ),
        pytest.param(
            replace(ONE_LEFT, elected="mmmm", company=sitting_company("wm"), labour=())
            .with_answer("fh-ac", man("A"))
            .with_answer("di", man("B"), man("C")),
            "two more women from business organisations or from business organisations (one) and the labour "
            "organisations (one)",
            id="two ways that are as small",
        ),
        pytest.param(
            replace(ONE_LEFT, elected="mmmw", company=sitting_company("mm", smv=True), knowledge=())
            .with_answer("di", man("A"), man("B"))
            .with_answer("videninstitution-1", man("C")),
            "one more woman from a business organisation or a knowledge institution",
            id="either of two bodies",
        ),
        pytest.param(
            replace(ONE_LEFT, company=sitting_company("mw", smv=False)),
            "two more nominees from business organisations, at least one from an SMV for a company seat",
            id="one of two from an SMV",
        ),
        pytest.param(
            replace(NONE_LEFT, elected="mmmm", region=None, company=sitting_company("wwmm"), labour=()),
            "one more woman from the labour organisations",
            id="the region can still appoint one woman",
        ),
        pytest.param(replace(ONE_LEFT, elected="mmmm", company=sitting_company("mmm")), NO_CHANGE, id="too late"),
        pytest.param(replace(NONE_LEFT, elected="mmmm", company=sitting_company("mmmm")), NO_CHANGE, id="all sit"),
    ],
)
def test_the_smallest_change_in_words(case: Case, sentence: str) -> None:
    assert slates(opened(case)) == replace(slates(opened(case)), count=0, best=[], smallest_change=sentence)


def test_members_who_break_a_rule_are_corrected_first() -> None:
    round_ = opened(ONE_LEFT.with_answer("di", woman("A")))
    round_.members[0].person.council = ""
    change = "the members already appointed break A2 (chair): correct that first"
    assert (slates(round_).count, slates(round_).smallest_change) == (0, change)
    round_.members[1].person.council = "Aarhus"
    assert slates(round_).smallest_change == (
        "the members already appointed break A2 (chair), A4 (municipal-1): correct that first"
    )


def test_where_no_seat_is_open_the_one_slate_is_empty_and_describes_the_board() -> None:
    found = slates(opened(NONE_LEFT))
    assert (found.count, found.smallest_change, [as_chosen(slate) for slate in found.best]) == (1, None, [[]])
    assert found.best[0].why[0] == "Balance: 6 women and 5 men on the board, a difference of 1."


# Who is left out, and who is not.

KNOWN = ONE_LEFT.with_answer("di", woman("Kendt"))


def not_for_companies(round_: Round) -> None:
    body_of(round_, "videninstitution-1").seat = COMPANY


def without_ac(round_: Round) -> None:
    body = body_of(round_, "fh-ac")
    body.key = body.name = "fh"
    body.contacts[:] = body.contacts[:1]


def nothing(_: Round) -> None:
    pass


@pytest.mark.parametrize(
    "case, change",
    [
        pytest.param(KNOWN.with_answer("tekniq", woman("B", active=False)), nothing, id="A7: not active in business"),
        pytest.param(KNOWN.with_answer("tekniq", woman("B", director=True)), nothing, id="A14: director of the house"),
        pytest.param(
            replace(KNOWN.with_answer("tekniq", woman("B")), refused=("tekniq",)), nothing, id="A16: not entitled"
        ),
        pytest.param(KNOWN.with_answer("tekniq", woman("SIDDER  1")), nothing, id="A15: sits already"),
        pytest.param(
            KNOWN.with_answer("videninstitution-1", woman("B")), not_for_companies, id="A5: a knowledge institution"
        ),
        pytest.param(KNOWN.with_answer("tekniq", woman("B"), replaced=True), nothing, id="the nomination was replaced"),
        pytest.param(KNOWN.with_answer("videninstitution-1", woman("B")), nothing, id="the seat is taken"),
    ],
)
def test_whom_the_rules_refuse_is_on_no_slate(case: Case, change: Callable[[Round], None]) -> None:
    round_ = opened(case)
    change(round_)
    assert [[each.name for each in slate.members] for slate in slates(round_).best] == [["Kendt"]]


def test_a_labour_list_that_is_not_joint_fills_no_seat() -> None:
    round_ = opened(replace(NONE_LEFT, labour=()).with_answer("fh-ac", woman("A"), man("B")))
    assert slates(round_).count == 2
    without_ac(round_)
    assert slates(round_).smallest_change == "one more nominee from the labour organisations"


def test_late_nominations_and_those_of_one_sex_are_on_slates() -> None:
    case = ONE_LEFT.with_answer("di", woman("A"), late=True).with_answer("tekniq", man("B"))
    assert {slate.members[0].name for slate in slates(opened(case)).best} == {"A", "B"}


def test_whoever_is_nominated_for_two_seats_takes_one_of_them() -> None:
    two_open = replace(ONE_LEFT, knowledge=())
    case = two_open.with_answer("di", woman("A"), woman("B")).with_answer("videninstitution-1", woman("a"))
    assert [as_chosen(slate) for slate in slates(opened(case)).best] == [
        [("B", COMPANY, ("di",)), ("A", KNOWLEDGE, ("videninstitution-1",))]
    ]


def test_who_is_nominated_by_two_bodies_is_one_person_with_what_both_say() -> None:
    case = replace(ONE_LEFT, company=sitting_company("mwm", smv=False))
    case = case.with_answer("tekniq", Named(name="Anna Prøve", gender=NOT_STATED, smv=True), late=True)
    case = case.with_answer("di", woman("anna  prøve", trade="handel", municipality="Thisted"), man("B"))
    found = slates(opened(case))
    assert [as_chosen(slate) for slate in found.best] == [[("Anna Prøve", COMPANY, ("di", "tekniq"))]]
    assert found.best[0].why == [
        "Balance: 6 women and 5 men on the board, a difference of 1.",
        "SMV: 1 of 4 company members from an SMV.",
        "Trades: 1 trade among the company members.",
        "Municipalities: 2 on the board.",
        "Bodies: 2 of the nominating bodies on the slate.",
        "Nominations: 0 members with late or one-sided nominations only.",
        "Names: among equals by the order of the seats and the alphabet.",
    ]


def test_a_person_called_a_woman_by_one_body_and_a_man_by_another_counts_for_neither() -> None:
    case = ONE_LEFT.with_answer("di", woman("A")).with_answer("tekniq", man("A"))
    why = "Balance: 5 women and 5 men on the board, 1 not stated, a difference of 0."
    assert [slate.why[0] for slate in slates(opened(case)).best] == [why]


# The order.

PLAIN = replace(ONE_LEFT, elected="mwmw", company=sitting_company("mwm", smv=True))


@pytest.mark.parametrize(
    "case, first, criterion, why",
    [
        pytest.param(
            replace(ONE_LEFT, elected="wwmw").with_answer("di", man("Z"), woman("A")),
            "Z", 0, "Balance: 6 women and 5 men on the board, a difference of 1.", id="balance before all",
        ),
        pytest.param(
            PLAIN.with_answer("di", woman("A", trade="it"), woman("Z", smv=True), man("M", trade="it")),
            "Z", 1, "SMV: 4 of 4 company members from an SMV.", id="an SMV before trades",
        ),
        pytest.param(
            PLAIN.with_answer("di", woman("A", municipality="Thisted"), man("Z", trade="it")),
            "Z", 2, "Trades: 1 trade among the company members.", id="trades before municipalities",
        ),
        pytest.param(
            PLAIN.with_answer("di", woman("A"), man("M")).with_answer("tekniq", man("M"))
            .with_answer("dansk-erhverv", man("Z", municipality="Thisted")),
            "Z", 3, "Municipalities: 2 on the board.", id="municipalities before bodies",
        ),
        pytest.param(
            PLAIN.with_answer("di", woman("A"), man("B")).with_answer("tekniq", man("Z"))
            .with_answer("dansk-erhverv", man("Z")),
            "Z", 4, "Bodies: 2 of the nominating bodies on the slate.", id="bodies before nominations in time",
        ),
        pytest.param(
            PLAIN.with_answer("di", woman("A"), man("B"), late=True).with_answer("tekniq", woman("Y"), man("Z")),
            "Y", 5, "Nominations: 0 members with late or one-sided nominations only.", id="in time before names",
        ),
        pytest.param(
            PLAIN.with_answer("di", woman("A")).with_answer("tekniq", woman("Y"), man("Z")),
            "Y", 5, "Nominations: 0 members with late or one-sided nominations only.", id="both sexes before names",
        ),
        pytest.param(
            PLAIN.with_answer("di", woman("b"), man("C")).with_answer("tekniq", woman("D"), man("a")),
            "a", 6, "Names: among equals by the order of the seats and the alphabet.", id="names at last",
        ),
    ],
)  # fmt: skip
def test_each_criterion_decides_among_equals_in_those_before_it(
    case: Case, first: str, criterion: int, why: str
) -> None:
    best = slates(opened(case)).best[0]
    assert (best.members[0].name, best.why[criterion]) == (first, why)


def test_what_is_still_open_for_others_is_said() -> None:
    case = replace(ONE_LEFT, region=None).with_answer("di", woman("A"))
    assert slates(opened(case)).best[0].why[0] == (
        "Balance: 5 women and 5 men on the board, a difference of 0; 1 seat still open."
    )


# Nothing is changed.


def test_nothing_is_attached_to_the_round_or_its_session(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "slates.db"))
    upgrade(engine)
    case = Case(company=sitting_company("m")).with_answer("di", woman("A"), man("B")).with_answer("tekniq", woman("C"))
    round_ = opened(case.with_answer("fh-ac", woman("D")).with_answer("videninstitution-1", man("E")))
    with Session(engine) as session:
        session.add(round_)
        session.flush()
        sizes = [len(each) for each in (round_.appointments, round_.people, round_.nominations, round_.bodies)]
        nominees = [len(nomination.nominees) for nomination in round_.nominations]
        assert slates(round_).count == 1
        assert slates(round_).best
        assert [len(each) for each in (round_.appointments, round_.people, round_.nominations, round_.bodies)] == sizes
        assert [len(nomination.nominees) for nomination in round_.nominations] == nominees
        assert (list(session.new), list(session.dirty), list(session.deleted)) == ([], [], [])
    engine.dispose()


def test_a_recorded_vice_chair_stands_in_no_nominee_s_way() -> None:
    round_ = opened(ONE_LEFT.with_answer("di", woman("A")))
    round_.appointments.append(
        Appointment(
            role=BoardRole.VICE_CHAIR,
            appointed_by=AppointingBody.KKR,
            decided_on=DAY,
            recorded_by="TST",
            recorded_at=MOMENT,
            person=round_.members[1].person,
        )
    )
    assert slates(round_).count == 1


def test_ten_to_the_twelfth_slates_are_counted_exactly() -> None:
    """Worked by hand: 100 SMVs and nobody whose sex decides, so every choice is legal."""
    case = Case(elected="wwmm", region=WOMAN)
    for number in range(1, 8):
        case = case.with_answer(
            ["di", "dansk-erhverv", "tekniq", "finans-danmark", "smvdanmark", "forsikring-pension", "horesta"][
                number - 1
            ],
            *(Named(name=f"V{number} {n}", gender=(WOMAN, MAN)[n % 2], smv=True) for n in range(30)),
        )
    case = case.with_answer("videninstitution-1", *(man(f"K{n}") for n in range(100)))
    case = case.with_answer("fh-ac", *(man(f"L{n}") for n in range(200)))
    # three women sit, so of 105 women and 105 men any company but four men: then there are only three women
    four = 210 * 209 * 208 * 207 // 24
    four_men = 105 * 104 * 103 * 102 // 24
    assert slates(opened(case)).count == (four - four_men) * 100 * 200


@pytest.mark.parametrize("question", Question)
def test_nominees_whose_nomination_the_kkr_did_not_accept_are_on_no_slate(office: Office, question: Question) -> None:
    office.decide()
    office.constitute()
    for body in ("di", "dansk-erhverv", "smvdanmark", "videninstitution-1", "fh-ac"):
        office.nominate(body)
    before = slates(office.round).count
    office.nominate("tekniq", office.person(Gender.MAN), reason="Ingen kvinde ville.", on=date(2022, 3, 1))
    assert slates(office.round).count > before
    office.accept("tekniq", question)
    assert slates(office.round).count > before
    office.accept("tekniq", question, accepted=False)
    assert slates(office.round).count == before
