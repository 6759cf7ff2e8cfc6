"""Each rule of the statutes § 5.2 on the board, kept and broken, on a complete legal board with one thing changed."""

from datetime import date

import pytest
from findings import ADVICE, ERROR, Said, on_plan, said
from office import MAN, WOMAN, Office, moment

from models.board import Appointment
from models.definition import Definition, SeatDefinition, Term
from models.errors import RulesBroken
from models.nomination import Nomination, Person
from models.round import Contact
from models.rules.check import check_board, check_members, check_nomination
from models.words import AppointingBody, BoardRole, BodyKind, DecisionKind, Gender, SeatCategory

APPOINTED_ON, IN_OFFICE = date(2022, 3, 23), date(2022, 4, 1)


def add(office: Office, role: BoardRole, name: str) -> None:
    """Record somebody who sits in no seat."""
    person = Person(name=name, gender=Gender.WOMAN)
    office.round.people.append(person)
    office.round.appointments.append(
        Appointment(
            role=role,
            appointed_by=AppointingBody.KKR,
            decided_on=APPOINTED_ON,
            recorded_by="TST",
            recorded_at=moment(APPOINTED_ON),
            person=person,
        )
    )


def member(office: Office, seat: str) -> Appointment:
    return next(each for each in office.round.members if each.seat is not None and each.seat.key == seat)


def nomination(office: Office, body: str) -> Nomination:
    return next(each for each in office.round.nominations if each.body.key == body)


def leave(office: Office, seat: str, on: date, reason: str = "Flyttet.") -> None:
    leaving = member(office, seat)
    leaving.left_on, leaving.left_reason = on, reason


def leave_entitled(office: Office, *keys: str) -> None:
    """As if the KKR had decided on these only; recording such a decision now would be refused."""
    decision = office.round.decision(DecisionKind.ORGANISATIONS)
    assert decision is not None
    decision.organisations = list(keys)


def on_board(office: Office, *, on: date = APPOINTED_ON, final: bool = True) -> Said:
    return said(check_board(office.round, on, final=final))


def seats(**numbers: int) -> list[SeatDefinition]:
    appointed_by = {SeatCategory.REGION: AppointingBody.REGION}
    return [
        SeatDefinition(
            id=SeatCategory(name), number=number, appointed_by=appointed_by.get(SeatCategory(name), AppointingBody.KKR)
        )
        for name, number in numbers.items()
    ]


def test_a1_kept_by_eleven_members_and_no_other_rule_has_anything_to_say(seated: Office) -> None:
    assert len(seated.round.members) == 11
    assert on_board(seated) == []


def test_a1_kept_by_a_board_that_is_not_yet_to_be_complete(office: Office) -> None:
    office.decide()
    office.constitute()
    assert on_board(office, final=False) == []


def test_a1_broken_by_an_empty_seat_when_the_board_is_to_be_complete(seated: Office) -> None:
    seated.round.appointments.remove(member(seated, "labour"))
    assert on_board(seated) == [("A1", ERROR, ""), ("A9", ERROR, "labour")]
    assert on_board(seated, final=False) == []


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param(
            {"chair": 1, "municipal": 4, "company": 4, "knowledge": 1, "labour": 1, "region": 1}, id="twelve members"
        ),
        pytest.param(
            {"chair": 1, "municipal": 3, "company": 4, "knowledge": 1, "labour": 1}, id="nobody of the region"
        ),
        pytest.param(
            {"chair": 2, "municipal": 2, "company": 4, "knowledge": 1, "labour": 1, "region": 1}, id="two chairs"
        ),
        pytest.param(
            {"chair": 1, "municipal": 2, "company": 5, "knowledge": 1, "labour": 1, "region": 1},
            id="eleven with a company for a municipality",
        ),
    ],
)
def test_a1_broken_by_other_seats_than_the_eleven_of_the_statutes(
    definition: Definition, numbers: dict[str, int]
) -> None:
    assert on_plan(definition, seats=seats(**numbers)) == [("A1", ERROR, "seats")]


def test_a1_broken_by_a_second_chair_in_the_place_of_a_municipal_member(seated: Office) -> None:
    member(seated, "municipal-3").seat = member(seated, "chair").seat
    found = check_board(seated.round, APPOINTED_ON, final=True)
    assert said(found) == [("A1", ERROR, "chair"), ("A2", ERROR, "chair"), ("A4", ERROR, "municipal")]
    assert [each.message for each in found if each.rule == "A1"] == ["The board has 2 chairs."]


@pytest.mark.parametrize(
    "seat, missing",
    [
        pytest.param("chair", [("A1", ERROR, "chair"), ("A2", ERROR, "chair")], id="A2: 1 chair"),
        pytest.param("municipal-2", [("A4", ERROR, "municipal")], id="A4: 3 municipal members"),
        pytest.param("company-4", [("A5", ERROR, "company")], id="A5: 4 company members"),
        pytest.param("knowledge", [("A8", ERROR, "knowledge")], id="A8: 1 member of a knowledge institution"),
        pytest.param("labour", [("A9", ERROR, "labour")], id="A9: 1 member of a labour organisation"),
        pytest.param("region", [("A10", ERROR, "region")], id="A10: 1 member of the region"),
    ],
)
def test_a_category_has_too_few_members_only_once_the_board_is_to_be_complete(
    seated: Office, seat: str, missing: Said
) -> None:
    others = [each for each in seated.round.members if each is not member(seated, seat)]
    complete, growing = (
        check_members(seated.round, APPOINTED_ON, final=final, members=others) for final in (True, False)
    )
    assert said(complete) == sorted([("A1", ERROR, ""), *missing])
    assert said(growing) == []


@pytest.mark.parametrize(
    "rule, seat",
    [
        pytest.param("A2", "chair", id="a second chair"),
        pytest.param("A4", "municipal-2", id="a fourth municipal member"),
        pytest.param("A5", "company-3", id="a fifth company member"),
        pytest.param("A8", "knowledge", id="a second member of a knowledge institution"),
        pytest.param("A9", "labour", id="a second member of a labour organisation"),
        pytest.param("A10", "region", id="a second member of the region"),
    ],
)
@pytest.mark.parametrize("final", [True, False], ids=["complete", "growing"])
def test_a_category_has_too_many_members_at_any_time(seated: Office, rule: str, seat: str, final: bool) -> None:
    sitting = member(seated, seat)
    twelfth = Appointment(
        role=sitting.role, appointed_by=sitting.appointed_by, decided_on=sitting.decided_on, recorded_by="TST",
        recorded_at=sitting.recorded_at, person=sitting.person, seat=sitting.seat,
    )  # fmt: skip
    found = check_members(seated.round, APPOINTED_ON, final=final, members=[*seated.round.members, twelfth])
    category = seat.partition("-")[0]
    assert [each for each in said(found) if each[0] in ("A1", rule)] == sorted(
        [("A1", ERROR, ""), (rule, ERROR, category), *([("A1", ERROR, "chair")] if seat == "chair" else [])]
    )
    assert {each.rule for each in found} <= {
        "A1",
        "A6",
        "A15",
        rule,
    }  # the same person sits twice, and so does the trade


@pytest.mark.parametrize(
    "rule, seat",
    [
        pytest.param("A2", "chair", id="the KKR appoints the chair"),
        pytest.param("A4", "municipal-1", id="and the municipal members"),
        pytest.param("A5", "company-2", id="and the company members"),
        pytest.param("A8", "knowledge", id="and the member of a knowledge institution"),
        pytest.param("A9", "labour", id="and the member of a labour organisation"),
    ],
)
def test_nobody_but_the_kkr_appoints_to_its_seats(seated: Office, rule: str, seat: str) -> None:
    member(seated, seat).appointed_by = AppointingBody.MINISTRY
    assert on_board(seated) == [(rule, ERROR, seat)]
    member(seated, seat).appointed_by = AppointingBody.REGION
    assert on_board(seated) == sorted([("A10", ERROR, seat), (rule, ERROR, seat)])


@pytest.mark.parametrize(
    "council",
    [
        pytest.param("Thisted", id="a municipal council of the region"),
        pytest.param("Region Nordjylland", id="the regional council is elected too"),
    ],
)
def test_a2_kept_by_a_chair_who_is_elected(seated: Office, council: str) -> None:
    member(seated, "chair").person.council = council
    assert on_board(seated) == []


@pytest.mark.parametrize("council", [pytest.param("", id="none"), pytest.param("  ", id="blanks are no council")])
def test_a2_broken_by_a_chair_who_is_not_elected(seated: Office, council: str) -> None:
    member(seated, "chair").person.council = council
    assert on_board(seated) == [("A2", ERROR, "chair")]


def test_a2_broken_by_a_chair_the_region_appointed(seated: Office) -> None:
    member(seated, "chair").appointed_by = AppointingBody.REGION
    assert on_board(seated) == [("A10", ERROR, "chair"), ("A2", ERROR, "chair")]


def test_a3_kept_by_a_chair_with_a_background_in_business(seated: Office) -> None:
    assert member(seated, "chair").person.private_business_background
    assert on_board(seated) == []


def test_a3_broken_by_a_chair_without_one_is_only_advice(seated: Office) -> None:
    member(seated, "chair").person.private_business_background = False
    assert on_board(seated) == [("A3", ADVICE, "chair")]


def test_a4_kept_by_councillors_of_each_municipality_of_the_region(seated: Office) -> None:
    for council in seated.round.municipalities:
        member(seated, "municipal-2").person.council = council
        assert on_board(seated) == []


@pytest.mark.parametrize(
    "council",
    [
        pytest.param("Randers", id="a municipality of another region"),
        pytest.param("Region Nordjylland", id="the region is no municipality"),
        pytest.param("", id="not elected at all"),
    ],
)
def test_a4_broken_by_a_member_of_no_council_of_the_region(seated: Office, council: str) -> None:
    member(seated, "municipal-2").person.council = council
    assert on_board(seated) == [("A4", ERROR, "municipal-2")]


def test_a4_broken_by_a_municipal_member_the_region_appointed(seated: Office) -> None:
    member(seated, "municipal-3").appointed_by = AppointingBody.REGION
    assert on_board(seated) == [("A10", ERROR, "municipal-3"), ("A4", ERROR, "municipal-3")]


def test_a5_kept_by_one_smv_among_the_four(seated: Office) -> None:
    for number in range(1, 5):
        member(seated, f"company-{number}").person.smv = number == 1
    assert on_board(seated) == [("B5", ADVICE, "smvdanmark")]  # it was asked for one


def test_a5_kept_while_a_company_seat_is_open_and_an_smv_can_still_come(seated: Office) -> None:
    for number in range(1, 5):
        member(seated, f"company-{number}").person.smv = False
    seated.round.appointments.remove(member(seated, "company-4"))
    assert on_board(seated, final=False) == [("B5", ADVICE, "smvdanmark"), ("D7", ADVICE, "smvdanmark")]


def test_a5_broken_by_four_companies_without_an_smv(seated: Office) -> None:
    for number in range(1, 5):
        member(seated, f"company-{number}").person.smv = False
    assert on_board(seated) == [("A5", ERROR, "company"), ("B5", ADVICE, "smvdanmark")]


def test_a5_broken_by_a_company_member_of_another_nominator(seated: Office) -> None:
    nomination(seated, "fh-ac").nominees.append(member(seated, "company-1").person)
    assert on_board(seated) == [("A5", ERROR, "company-1")]


def test_a6_kept_by_four_trades(seated: Office) -> None:
    assert {member(seated, f"company-{number}").person.trade for number in range(1, 5)} == {
        "di", "dansk-erhverv", "smvdanmark", "tekniq",
    }  # fmt: skip
    assert on_board(seated) == []


@pytest.mark.parametrize(
    "trade", [pytest.param("", id="unknown"), pytest.param("Tekniq", id="the trade of another member")]
)
def test_a6_broken_by_a_trade_unknown_or_there_twice_is_only_advice(seated: Office, trade: str) -> None:
    member(seated, "company-1").person.trade = trade
    assert on_board(seated) == [("A6", ADVICE, "company")]


def test_a7_kept_when_only_company_members_are_active_in_business(seated: Office) -> None:
    for appointment in seated.round.members:
        appointment.person.active_in_business = "company" in str(appointment.seat and appointment.seat.key)
    assert on_board(seated) == []


def test_a7_broken_by_a_company_member_who_is_not_active(seated: Office) -> None:
    member(seated, "company-2").person.active_in_business = False
    assert on_board(seated) == [("A7", ERROR, "company-2")]


def test_a7_kept_by_the_nominee_who_is_active_though_the_other_one_is_not(office: Office) -> None:
    office.decide()
    office.nominate("di", WOMAN, MAN.model_copy(update={"active_in_business": False}))
    assert said(check_nomination(nomination(office, "di"))) == [("A7", ERROR, "di")]
    appointed = office.appoint((SeatCategory.COMPANY, "di", WOMAN.name))
    assert [each for each in appointed.findings if each.rule == "A7"] == []
    assert [each.person.name for each in office.round.members] == [WOMAN.name]


def test_a7_broken_by_the_nominee_who_is_not_active_and_is_appointed(office: Office) -> None:
    office.decide()
    office.nominate("di", WOMAN, MAN.model_copy(update={"active_in_business": False}))
    with pytest.raises(RulesBroken) as caught:
        office.appoint((SeatCategory.COMPANY, "di", MAN.name))
    assert said(caught.value.findings) == [("A7", ERROR, "company-1")]


@pytest.mark.parametrize("body", ["videninstitution-1", "fh-ac"])
def test_a7_kept_silent_about_the_nominees_of_other_bodies(office: Office, body: str) -> None:
    office.decide()
    office.nominate(body, *(office.person(gender, active_in_business=False) for gender in (Gender.WOMAN, Gender.MAN)))
    assert check_nomination(nomination(office, body)) == []


@pytest.mark.parametrize("idle, message", [(1, "DI: 1 nominee not"), (2, "DI: 2 nominees not")], ids=["one", "both"])
def test_a7_broken_by_nominees_who_are_not_active_counts_them(office: Office, idle: int, message: str) -> None:
    office.decide()
    facts = [{"active_in_business": number >= idle} for number in range(2)]
    office.nominate("di", office.person(Gender.WOMAN, **facts[0]), office.person(Gender.MAN, **facts[1]))
    (found,) = check_nomination(nomination(office, "di"))
    assert found.message == f"{message} recorded as active in business (aktiv erhvervsdrivende)."


def test_a8_kept_by_a_member_a_knowledge_institution_nominated(seated: Office) -> None:
    nominated_by = member(seated, "knowledge").person.nomination
    assert nominated_by is not None
    assert nominated_by.body.kind is BodyKind.KNOWLEDGE
    assert on_board(seated) == []


def test_a8_broken_by_a_knowledge_member_a_business_organisation_nominated(seated: Office) -> None:
    nomination(seated, "di").nominees.append(member(seated, "knowledge").person)
    assert on_board(seated) == [("A8", ERROR, "knowledge")]


def test_a9_kept_by_a_member_fh_and_ac_nominated_as_one_body(seated: Office) -> None:
    nominated_by = member(seated, "labour").person.nomination
    assert nominated_by is not None
    assert (nominated_by.body.key, len(nominated_by.body.contacts)) == ("fh-ac", 2)
    assert on_board(seated) == []


def test_a9_broken_by_a_labour_member_a_business_organisation_nominated(seated: Office) -> None:
    nomination(seated, "di").nominees.append(member(seated, "labour").person)
    assert on_board(seated) == [("A9", ERROR, "labour")]


@pytest.mark.parametrize(
    "key, contact",
    [
        pytest.param("fh", "FH - Fagbevægelsens Hovedorganisation", id="FH alone"),
        pytest.param("ac", "AC", id="AC alone"),
    ],
)
def test_a9_broken_by_a_labour_member_one_of_the_two_nominated_alone(seated: Office, key: str, contact: str) -> None:
    body = nomination(seated, "fh-ac").body
    body.key, body.contacts = key, [Contact(name=contact, email="indstilling@fh.example")]
    assert on_board(seated) == [("A9", ERROR, "labour"), ("B11", ERROR, key)]


def test_a10_kept_by_a_member_the_regional_council_appointed(seated: Office) -> None:
    by_region = [each.seat for each in seated.round.members if each.appointed_by is AppointingBody.REGION]
    assert [seat and seat.key for seat in by_region] == ["region"]
    assert on_board(seated) == []


def test_a10_broken_by_the_regions_seat_when_the_kkr_appoints_to_it(seated: Office) -> None:
    member(seated, "region").appointed_by = AppointingBody.KKR
    assert on_board(seated) == [("A10", ERROR, "region")]


def test_a10_broken_by_the_region_when_it_appoints_to_another_seat(seated: Office) -> None:
    member(seated, "company-1").appointed_by = AppointingBody.REGION
    assert on_board(seated) == [("A10", ERROR, "company-1"), ("A5", ERROR, "company-1")]


def test_a11_kept_by_an_observer_who_is_not_counted(seated: Office) -> None:
    assert len([each for each in seated.round.appointments if each.left_on is None]) == 12
    assert len(seated.round.members) == 11
    assert on_board(seated) == []


def test_a11_broken_without_an_observer_is_only_advice_and_only_in_the_end(office: Office) -> None:
    office.seat_everybody()
    assert on_board(office, final=False) == []
    assert on_board(office) == [("A11", ADVICE, "observer")]


def test_a12_kept_by_a_vice_chair_from_the_midst_of_the_board(seated: Office) -> None:
    name = member(seated, "company-3").person.name
    add(seated, BoardRole.VICE_CHAIR, f"  {name.upper().replace(' ', '  ')}")
    assert on_board(seated) == []


def test_a12_broken_by_a_vice_chair_who_is_no_member(seated: Office) -> None:
    add(seated, BoardRole.VICE_CHAIR, "Prøvenæstformand 1")
    assert on_board(seated) == [("A12", ERROR, "vice-chair")]


@pytest.mark.parametrize(
    "names, times",
    [
        pytest.param(["chair"], 1, id="the chair as vice-chair"),
        pytest.param(["company-1", "knowledge"], 1, id="two members"),
        pytest.param(["chair", "company-1"], 2, id="two, of whom one is the chair"),
    ],
)
def test_a12_broken_by_the_chair_as_vice_chair_and_by_two_vice_chairs(
    seated: Office, names: list[str], times: int
) -> None:
    for seat in names:
        add(seated, BoardRole.VICE_CHAIR, member(seated, seat).person.name)
    assert on_board(seated) == [("A12", ERROR, "vice-chair")] * times


def test_a12_kept_once_the_earlier_vice_chair_has_stood_down(seated: Office) -> None:
    for seat in ("company-1", "knowledge"):
        add(seated, BoardRole.VICE_CHAIR, member(seated, seat).person.name)
    earlier = seated.round.appointments[-2]
    earlier.left_on, earlier.left_reason = APPOINTED_ON, "Ønskede det."
    assert on_board(seated) == []


def test_a12_broken_by_a_vice_chair_who_left_the_board(seated: Office) -> None:
    add(seated, BoardRole.VICE_CHAIR, member(seated, "company-1").person.name)
    leave(seated, "company-1", APPOINTED_ON)
    assert on_board(seated, final=False) == [("A12", ERROR, "vice-chair"), ("A19", ADVICE, "company-1")]


def test_a13_kept_once_a_substitute_is_removed(seated: Office) -> None:
    add(seated, BoardRole.SUBSTITUTE, "Prøvesuppleant 1")
    substitute = seated.round.appointments[-1]
    substitute.left_on, substitute.left_reason = APPOINTED_ON, "Vedtægterne kender ingen suppleanter."
    assert on_board(seated) == []


def test_a13_broken_by_a_substitute(seated: Office) -> None:
    add(seated, BoardRole.SUBSTITUTE, "Prøvesuppleant 1")
    assert on_board(seated) == [("A13", ERROR, "substitute")]


def test_a14_kept_when_a_nominee_who_was_not_appointed_is_the_director(seated: Office) -> None:
    sitting = [each.person for each in seated.round.members]
    passed_over = next(person for person in nomination(seated, "di").nominees if person not in sitting)
    passed_over.director_of_house = True
    assert on_board(seated) == []


def test_a14_broken_by_the_director_of_the_house(seated: Office) -> None:
    member(seated, "knowledge").person.director_of_house = True
    assert on_board(seated) == [("A14", ERROR, "knowledge")]


def test_a15_kept_when_somebody_left_one_seat_and_sits_in_another(seated: Office) -> None:
    member(seated, "labour").person.name = member(seated, "company-1").person.name
    leave(seated, "company-1", APPOINTED_ON)
    assert on_board(seated, final=False) == [("A19", ADVICE, "company-1")]


def test_a15_broken_by_one_name_in_two_seats_however_it_is_written(seated: Office) -> None:
    name = member(seated, "chair").person.name
    member(seated, "region").person.name = f"{name.upper()} ".replace(" ", "  ")
    assert on_board(seated) == [("A15", ERROR, "chair")]


def test_a16_kept_by_members_whose_bodies_stay_entitled(seated: Office) -> None:
    seated.decide(organisations=["di", "dansk-erhverv", "smvdanmark", "tekniq", "videninstitution-1"])
    assert on_board(seated) == []


def test_a16_broken_by_the_member_of_a_body_that_is_no_longer_entitled(seated: Office) -> None:
    leave_entitled(seated, "dansk-erhverv", "smvdanmark", "tekniq", "videninstitution-1")
    assert on_board(seated) == [("A16", ERROR, "company-1"), ("B1", ERROR, "di")]


def test_a16_broken_by_a_member_nobody_nominated(seated: Office) -> None:
    nomination(seated, "fh-ac").nominees.remove(member(seated, "labour").person)
    assert on_board(seated) == [("A16", ERROR, "labour"), ("A9", ERROR, "labour")]


def test_a17_kept_by_four_years_from_the_first_april_after_the_election(definition: Definition) -> None:
    assert (definition.term.start, definition.term.end) == (date(2022, 4, 1), date(2026, 4, 1))
    assert on_plan(definition) == []


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(date(2026, 4, 2), id="a day more than four years"),
        pytest.param(date(2026, 3, 31), id="the members sit until 1 April"),
        pytest.param(date(2024, 4, 1), id="a 1 April, but no election was held before it"),
    ],
)
def test_a17_broken_by_a_term_that_ends_on_another_day(definition: Definition, end: date) -> None:
    assert on_plan(definition, term=Term(start=definition.term.start, end=end)) == [("A17", ERROR, "term")]


def test_a17_broken_by_a_term_that_starts_on_another_day(definition: Definition) -> None:
    term = Term(start=date(2022, 5, 1), end=definition.term.end)
    assert on_plan(definition, term=term) == [("A17", ERROR, "term"), ("D9", ERROR, "milestones.in-office")]


@pytest.mark.parametrize(
    "starts_on, ends_on",
    [
        pytest.param(None, None, id="the days of the term"),
        pytest.param(date(2022, 4, 1), date(2026, 4, 1), id="the same days, written down"),
        pytest.param(date(2024, 5, 1), None, id="a successor, for the rest of the term"),
        pytest.param(None, date(2024, 5, 1), id="for a part of the term"),
    ],
)
def test_a17_kept_by_a_member_appointed_for_days_within_the_term(
    seated: Office, starts_on: date | None, ends_on: date | None
) -> None:
    appointment = member(seated, "region")
    appointment.starts_on, appointment.ends_on = starts_on, ends_on
    assert on_board(seated) == []


@pytest.mark.parametrize(
    "starts_on, ends_on",
    [
        pytest.param(date(2022, 3, 31), date(2026, 3, 31), id="four years, from the day before the term"),
        pytest.param(date(2022, 4, 2), date(2026, 4, 2), id="four years, to the day after the term"),
        pytest.param(date(2022, 3, 31), None, id="from the day before, and longer than four years"),
        pytest.param(None, date(2026, 4, 2), id="to the day after, and longer than four years"),
        pytest.param(date(2024, 4, 1), date(2024, 4, 1), id="for no day at all"),
        pytest.param(date(2025, 4, 1), date(2024, 4, 1), id="ends before it starts"),
    ],
)
def test_a17_broken_by_a_member_appointed_for_other_days(
    seated: Office, starts_on: date | None, ends_on: date | None
) -> None:
    appointment = member(seated, "region")
    appointment.starts_on, appointment.ends_on = starts_on, ends_on
    assert on_board(seated) == [("A17", ERROR, "region")]


def test_a18_kept_by_an_incomplete_board_before_the_term_begins(seated: Office) -> None:
    seated.round.appointments.remove(member(seated, "labour"))
    assert on_board(seated, on=date(2022, 3, 31), final=False) == []


def test_a18_broken_by_an_incomplete_board_once_the_term_has_begun_shows_the_holdover(seated: Office) -> None:
    seated.round.appointments.remove(member(seated, "labour"))
    assert on_board(seated, on=IN_OFFICE, final=False) == [("A18", ADVICE, "")]


def test_a19_kept_by_a_seat_that_was_filled_again(seated: Office) -> None:
    leave(seated, "region", IN_OFFICE)
    seated.appoint_region(on=date(2022, 4, 2))
    assert on_board(seated, on=date(2022, 4, 3)) == []


def test_a19_broken_by_an_empty_seat_says_who_appoints_on_whose_nomination_until_when(seated: Office) -> None:
    leave(seated, "company-1", APPOINTED_ON)
    assert on_board(seated, final=False) == [("A19", ADVICE, "company-1")]
    shown = check_board(seated.round, APPOINTED_ON, final=False)[0]
    assert shown.remedy == "kkr appoints a successor on nomination by business until 2026-04-01."


def test_a19_broken_again_by_a_successor_who_leaves_names_the_last_day(seated: Office) -> None:
    leave(seated, "region", date(2022, 3, 1))
    seated.appoint_region(on=date(2022, 3, 2))
    leave(seated, "region", date(2022, 3, 20))
    shown = check_board(seated.round, APPOINTED_ON, final=False)
    assert [(each.rule, each.message) for each in shown] == [("A19", "The member of this seat left on 2022-03-20.")]


def test_a20_kept_by_a_departure_with_its_reason(seated: Office) -> None:
    leave(seated, "labour", APPOINTED_ON, "Afsat efter henstilling fra erhvervsministeren.")
    assert on_board(seated, final=False) == [("A19", ADVICE, "labour")]


@pytest.mark.parametrize("reason", [pytest.param("", id="none"), pytest.param(" \n", id="blanks are no reason")])
def test_a20_broken_by_a_departure_without_a_reason(seated: Office, reason: str) -> None:
    leave(seated, "labour", APPOINTED_ON, reason)
    assert on_board(seated, final=False) == [("A19", ADVICE, "labour"), ("A20", ERROR, "labour")]
