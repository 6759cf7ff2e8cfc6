"""Each rule of the statutes § 5.2, kept and broken, on a complete legal board with one thing changed."""

from datetime import date

import pytest
from findings import ADVICE, ERROR, EXPLAIN, Said, said
from office import Office, moment

from models.board import Appointment
from models.definition import BodyDefinition, Definition, SeatDefinition, Term
from models.errors import RulesBroken
from models.nomination import Nomination, Person
from models.opening import build_round
from models.rules.check import check_board, check_nomination, check_plan
from models.words import AppointingBody, BoardRole, BodyKind, DecisionKind, Gender, SeatCategory

APPOINTED_ON, IN_OFFICE = date(2022, 3, 23), date(2022, 4, 1)


@pytest.fixture
def seated(office: Office) -> Office:
    """A complete, legal board with its observer: no rule has anything to say."""
    office.seat_everybody()
    add(office, BoardRole.OBSERVER, "Prøveobservatør 1")
    return office


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


def on_plan(definition: Definition, **changes: object) -> Said:
    return said(check_plan(build_round(definition.model_copy(update=changes))))


def seats(**numbers: int) -> list[SeatDefinition]:
    appointed_by = {SeatCategory.REGION: AppointingBody.REGION}
    return [
        SeatDefinition(
            id=SeatCategory(name), number=number, appointed_by=appointed_by.get(SeatCategory(name), AppointingBody.KKR)
        )
        for name, number in numbers.items()
    ]


def business(definition: Definition, *, smv: bool) -> list[BodyDefinition]:
    return [
        body.model_copy(update={"smv": smv if body.kind is BodyKind.BUSINESS else body.smv})
        for body in definition.bodies
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
    assert on_board(seated) == [("A1", ERROR, "")]
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
    round_ = build_round(definition.model_copy(update={"seats": seats(**numbers)}))
    assert said(check_board(round_, APPOINTED_ON, final=False)) == [("A1", ERROR, "seats")]


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
    assert on_board(seated) == []


def test_a5_kept_while_a_company_seat_is_open_and_an_smv_can_still_come(seated: Office) -> None:
    for number in range(1, 5):
        member(seated, f"company-{number}").person.smv = False
    seated.round.appointments.remove(member(seated, "company-4"))
    assert on_board(seated, final=False) == []


def test_a5_broken_by_four_companies_without_an_smv(seated: Office) -> None:
    for number in range(1, 5):
        member(seated, f"company-{number}").person.smv = False
    assert on_board(seated) == [("A5", ERROR, "company")]


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


def test_a10_kept_by_a_member_the_regional_council_appointed(seated: Office) -> None:
    by_region = [each.seat for each in seated.round.members if each.appointed_by is AppointingBody.REGION]
    assert [seat and seat.key for seat in by_region] == ["region"]
    assert on_board(seated) == []


def test_a10_broken_by_the_regions_seat_when_the_kkr_appoints_to_it(seated: Office) -> None:
    member(seated, "region").appointed_by = AppointingBody.KKR
    assert on_board(seated) == [("A10", ERROR, "region")]


def test_a10_broken_by_the_region_when_it_appoints_to_another_seat(seated: Office) -> None:
    member(seated, "company-1").appointed_by = AppointingBody.REGION
    assert on_board(seated) == [("A10", ERROR, "company-1")]


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


def test_b1_kept_by_every_body_once_the_kkr_has_decided(seated: Office) -> None:
    assert [check_nomination(each) for each in seated.round.nominations] == [[]] * 6


def test_b1_broken_by_a_nomination_before_the_decision(seated: Office) -> None:
    seated.round.decisions.clear()
    assert said(check_nomination(nomination(seated, "smvdanmark"))) == [("B1", ERROR, "smvdanmark")]


def test_b1_broken_by_a_body_the_kkr_left_out(seated: Office) -> None:
    leave_entitled(seated, "di", "smvdanmark", "videninstitution-1")
    assert said(check_nomination(nomination(seated, "tekniq"))) == [("B1", ERROR, "tekniq")]


def test_b5_kept_by_one_organisation_that_is_asked_for_an_smv(definition: Definition) -> None:
    assert [body.id for body in definition.bodies if body.smv] == ["smvdanmark"]
    assert on_plan(definition) == []


def test_b5_broken_when_no_organisation_is_asked_for_an_smv(definition: Definition) -> None:
    assert on_plan(definition, bodies=business(definition, smv=False)) == [("B5", ERROR, "bodies")]


def test_b5_broken_when_the_kkr_entitles_none_of_those_that_are_asked(office: Office) -> None:
    with pytest.raises(RulesBroken) as caught:
        office.decide(organisations=["di", "videninstitution-1"])
    assert said(caught.value.findings) == [("B5", ERROR, "bodies")]


def test_b5_kept_while_an_answer_is_still_to_come(office: Office) -> None:
    office.decide(organisations=["smvdanmark", "tekniq", "videninstitution-1"])
    office.nominate("smvdanmark", office.person(Gender.WOMAN), office.person(Gender.MAN))
    assert said(check_plan(office.round)) == []


def test_b5_broken_when_all_have_answered_without_an_smv_asks_for_an_explanation(office: Office) -> None:
    office.decide(organisations=["smvdanmark", "tekniq", "videninstitution-1"])
    for body in ("smvdanmark", "tekniq"):
        office.nominate(body, office.person(Gender.WOMAN), office.person(Gender.MAN))
    assert said(check_plan(office.round)) == [("B5", EXPLAIN, "bodies")]


def test_b5_broken_by_an_smv_that_only_a_body_no_longer_entitled_has_named(office: Office) -> None:
    office.decide()
    office.nominate("di")
    office.decide(organisations=["smvdanmark", "videninstitution-1"])
    assert said(check_plan(office.round)) == []
    office.nominate("smvdanmark", office.person(Gender.WOMAN), office.person(Gender.MAN))
    assert said(check_plan(office.round)) == [("B5", EXPLAIN, "bodies")]
