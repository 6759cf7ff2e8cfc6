"""Who is told what about the appointments, and when: on the shipped round."""

import re
from datetime import date, timedelta

import pytest
from office import DECIDED_ON, Office, moment
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.action import Action, ActionKind
from models.board import Appointment
from models.definition import Definition
from models.entries import DirectAppointment, PersonEntry
from models.nomination import same_name
from models.opening import build_round, open_round
from models.plan import plan
from models.recording import record_appointments, record_observer
from models.round import Round
from models.store import load_round
from models.words import AppointingBody, Gender, RoundState, SeatCategory

APPOINTED_ON = date(2022, 3, 23)
WELCOMED_ON = date(2022, 3, 25)
IN_OFFICE = date(2022, 4, 1)
ONE_DAY = timedelta(days=1)
ABOUT_APPOINTMENTS = (
    ActionKind.TELL_APPOINTED,
    ActionKind.TELL_NOT_APPOINTED,
    ActionKind.TELL_OUTCOME,
    ActionKind.TELL_REGION,
    ActionKind.WELCOME,
    ActionKind.THANK,
)
COMPANIES = ("dansk-erhverv", "smvdanmark", "tekniq", "finans-danmark")
BOTH = PersonEntry(name="Prøvekandidat Begge", gender=Gender.WOMAN, active_in_business=True, smv=True)


def due(round_: Round, kind: ActionKind, on: date = APPOINTED_ON) -> list[Action]:
    return [action for action in plan(round_, on) if action.kind is kind]


def names(actions: list[Action]) -> list[str]:
    return [action.person.name for action in actions if action.person is not None]


def member_of(office: Office, seat: str) -> Appointment:
    return next(each for each in office.round.members if each.seat and each.seat.key == seat)


def leave(member: Appointment, on: date) -> None:
    member.left_on, member.left_reason = on, "Flytter fra regionen."


def observe(office: Office, on: date) -> None:
    observer = PersonEntry(name="Prøveobservatør 1", gender=Gender.MAN)
    record_observer(office.round, person=observer, from_day=on, initials="TST", at=moment(on))


def constituted(office: Office) -> None:
    office.decide()
    office.constitute()


def named_by(office: Office, person: PersonEntry, *bodies: str) -> None:
    for body in bodies:
        office.nominate(body, person, office.person(Gender.MAN))


def fill(office: Office, *more: tuple[SeatCategory, str, str], companies: tuple[str, ...] = COMPANIES) -> None:
    """The KKR follows the nominations of these companies, taking a woman, a woman, a man and a man, and of the others."""
    answered = {nomination.body.key for nomination in office.round.nominations}
    for body in (*companies, "videninstitution-1", "fh-ac"):
        people = office.person(Gender.WOMAN, smv=True, trade=body), office.person(Gender.MAN, trade=body)
        if body not in answered:
            office.nominate(body, *people)
    genders = (Gender.WOMAN, Gender.WOMAN, Gender.MAN, Gender.MAN)
    office.appoint(
        *((SeatCategory.COMPANY, body, office.nominee(body, each)) for body, each in zip(companies, genders, strict=False)),
        (SeatCategory.KNOWLEDGE, "videninstitution-1", office.nominee("videninstitution-1", Gender.WOMAN)),
        (SeatCategory.LABOUR, "fh-ac", office.nominee("fh-ac", Gender.MAN)),
        *more,
    )  # fmt: skip


def test_every_member_is_told_once_on_the_day_of_the_appointment(office: Office) -> None:
    constituted(office)
    told = due(office.round, ActionKind.TELL_APPOINTED, DECIDED_ON)
    assert [(action.key, action.due_on, action.seat) for action in told] == [
        (f"nordjylland-2022-26/appointed/{seat}/{DECIDED_ON}", DECIDED_ON, seat)
        for seat in ("chair", "municipal-1", "municipal-2", "municipal-3")
    ]
    assert names(told) == [member.person.name for member in office.round.members]


def test_who_takes_the_seat_of_a_member_who_left_is_told_too(office: Office) -> None:
    constituted(office)
    office.appoint_region(on=date(2022, 2, 20))
    office.run(date(2022, 2, 20))
    leave(member_of(office, "region"), date(2022, 3, 1))
    office.appoint_region(on=date(2022, 3, 2))
    told = due(office.round, ActionKind.TELL_APPOINTED, date(2022, 3, 2))
    assert [action.key for action in told] == ["nordjylland-2022-26/appointed/region/2022-03-02"]


def test_everybody_named_is_either_told_of_the_appointment_or_told_that_there_is_none(office: Office) -> None:
    office.seat_everybody()
    appointed = names(due(office.round, ActionKind.TELL_APPOINTED))
    rejected = due(office.round, ActionKind.TELL_NOT_APPOINTED)
    named = [person.name for nomination in office.round.nominations for person in nomination.nominees]
    assert set(names(rejected)) == set(named) - {member.person.name for member in office.round.members}
    assert set(names(rejected)) & set(appointed) == set()
    assert {action.due_on for action in rejected} == {APPOINTED_ON}
    assert rejected[0].key == "nordjylland-2022-26/not-appointed/di/1/1"


@pytest.mark.parametrize("spelt", [BOTH.name, BOTH.name.upper(), "  Prøvekandidat   Begge "])
def test_a_human_named_by_two_bodies_and_appointed_through_one_is_not_rejected(spelt: str, office: Office) -> None:
    constituted(office)
    named_by(office, BOTH.model_copy(update={"name": spelt}), "di")
    named_by(office, BOTH, "dansk-erhverv")
    fill(office)
    assert BOTH.name in names(due(office.round, ActionKind.TELL_APPOINTED))
    rejected = names(due(office.round, ActionKind.TELL_NOT_APPOINTED))
    assert same_name(BOTH.name) not in map(same_name, rejected)
    assert rejected != []


def test_a_nominee_whom_the_regional_council_appoints_is_not_rejected(office: Office) -> None:
    constituted(office)
    named_by(office, BOTH, "di")
    record_appointments(
        office.round, decided_on=date(2022, 2, 20), appointed_by=AppointingBody.REGION,
        others=[DirectAppointment(seat=SeatCategory.REGION, person=BOTH)], initials="TST", at=moment(date(2022, 2, 20)),
    )  # fmt: skip
    fill(office)
    assert BOTH.name not in names(due(office.round, ActionKind.TELL_NOT_APPOINTED))


def test_a_human_named_by_two_bodies_and_appointed_by_none_is_told_once_where_an_address_is_known(
    office: Office,
) -> None:
    constituted(office)
    named_by(office, BOTH, "di")
    named_by(office, BOTH.model_copy(update={"email": "begge@prove.example"}), "horesta")
    fill(office)
    told = [each for each in due(office.round, ActionKind.TELL_NOT_APPOINTED) if names([each]) == [BOTH.name]]
    assert [(action.body, action.person and action.person.email) for action in told] == [
        ("horesta", "begge@prove.example")
    ]


def test_a_human_who_was_told_is_not_told_again_when_an_address_comes_or_a_nomination_is_corrected(
    office: Office,
) -> None:
    constituted(office)
    named_by(office, BOTH, "di", "horesta")
    fill(office)
    office.run(APPOINTED_ON)
    office.round.nominations[1].nominees[0].email = "begge@prove.example"
    named_by(office, BOTH, "di")
    told = due(office.round, ActionKind.TELL_NOT_APPOINTED, APPOINTED_ON + ONE_DAY)
    assert (len(told), BOTH.name in names(told)) == (1, False)


def test_who_was_taken_out_of_a_corrected_nomination_is_not_told(office: Office) -> None:
    constituted(office)
    named_by(office, BOTH, "di")
    office.nominate("di", on=date(2022, 2, 12))
    fill(office)
    told = names(due(office.round, ActionKind.TELL_NOT_APPOINTED))
    assert (BOTH.name in told, len(told)) == (False, 2 + 4 + 2)
    outcomes = [action for action in due(office.round, ActionKind.TELL_OUTCOME) if action.body == "di"]
    assert [action.nomination for action in outcomes] == [2]


def test_a_nominee_who_becomes_the_observer_is_told_too_since_an_observer_sits_in_no_seat(office: Office) -> None:
    constituted(office)
    named_by(office, BOTH, "di")
    record_observer(office.round, person=BOTH, from_day=DECIDED_ON, initials="TST", at=moment(DECIDED_ON))
    fill(office)
    assert BOTH.name in names(due(office.round, ActionKind.TELL_NOT_APPOINTED))


def test_a_member_who_left_is_not_told_that_there_was_no_appointment(office: Office) -> None:
    office.seat_everybody()
    member = member_of(office, "company-1")
    leave(member, date(2022, 3, 22))
    office.appoint((SeatCategory.COMPANY, "di", office.nominee("di", Gender.WOMAN)))
    told = names(due(office.round, ActionKind.TELL_NOT_APPOINTED))
    assert (member.person.name in told, len(told)) == (False, 5)


@pytest.mark.parametrize("seat", ["chair", "company-2", "knowledge", "labour"])
def test_nobody_is_rejected_while_a_seat_of_the_kkr_is_open(seat: str, office: Office) -> None:
    office.seat_everybody()
    office.round.appointments.remove(member_of(office, seat))
    told = {action.kind for action in plan(office.round, APPOINTED_ON)}
    assert told & set(ABOUT_APPOINTMENTS) == {ActionKind.TELL_APPOINTED}


def test_the_seat_of_the_region_holds_back_the_letter_to_the_region_only(office: Office) -> None:
    office.seat_everybody()
    office.round.appointments.remove(member_of(office, "region"))
    told = {action.kind for action in office.run(APPOINTED_ON)} & set(ABOUT_APPOINTMENTS)
    assert told == {ActionKind.TELL_APPOINTED, ActionKind.TELL_NOT_APPOINTED, ActionKind.TELL_OUTCOME}
    office.appoint_region(on=date(2022, 3, 24))
    assert [(a.key, a.due_on, a.body) for a in due(office.round, ActionKind.TELL_REGION, date(2022, 3, 24))] == [
        ("nordjylland-2022-26/region", date(2022, 3, 24), "region")
    ]


def test_every_body_that_named_somebody_is_told_the_outcome_and_nobody_else(office: Office) -> None:
    office.seat_everybody()
    nomination = next(each for each in office.round.nominations if each.body.key == "smvdanmark")
    assert [action.body for action in due(office.round, ActionKind.TELL_OUTCOME)] == [
        "di", "dansk-erhverv", "smvdanmark", "tekniq", "videninstitution-1", "fh-ac",
    ]  # fmt: skip
    nomination.nominees.clear()
    assert "smvdanmark" not in [action.body for action in due(office.round, ActionKind.TELL_OUTCOME)]


def test_the_board_and_its_observer_are_welcomed_a_week_before_it_takes_office(office: Office) -> None:
    office.seat_everybody()
    observe(office, APPOINTED_ON)
    assert due(office.round, ActionKind.WELCOME, WELCOMED_ON - ONE_DAY) == []
    welcomed = due(office.round, ActionKind.WELCOME, WELCOMED_ON)
    seats = [member.seat.key for member in office.round.members if member.seat]
    assert [action.key.split("/")[2] for action in welcomed] == [*seats, "observer"]
    assert {action.due_on for action in welcomed} == {WELCOMED_ON}


def test_an_observer_who_is_named_later_is_welcomed_then_and_nobody_a_second_time(office: Office) -> None:
    office.seat_everybody()
    office.run(WELCOMED_ON)
    observe(office, date(2022, 3, 28))
    welcomed = due(office.round, ActionKind.WELCOME, date(2022, 3, 28))
    assert [(action.key, action.due_on) for action in welcomed] == [
        ("nordjylland-2022-26/welcome/observer/2022-03-28", date(2022, 3, 28))
    ]


def test_an_observer_who_was_replaced_is_neither_welcomed_nor_named(office: Office) -> None:
    office.seat_everybody()
    observe(office, APPOINTED_ON)
    former = office.round.appointments[-1]
    leave(former, date(2022, 3, 24))
    former.person.name = "Prøveobservatør 2"
    observe(office, date(2022, 3, 24))
    office.run(WELCOMED_ON)
    welcomes = [letter for letter in office.round.letters if "/welcome/" in letter.key]
    assert (len(welcomes), len({letter.key for letter in welcomes})) == (12, 12)
    assert {("Prøveobservatør 1" in letter.text, former.person.name in letter.text) for letter in welcomes} == {
        (True, False)
    }


def test_a_later_appointment_by_the_region_does_not_move_the_day_of_the_rejections(office: Office) -> None:
    office.seat_everybody()
    member_of(office, "region").decided_on = APPOINTED_ON + ONE_DAY
    told = due(office.round, ActionKind.TELL_NOT_APPOINTED, WELCOMED_ON)
    assert {action.due_on for action in told} == {APPOINTED_ON}


def test_a_board_completed_in_the_last_days_is_welcomed_on_that_day(office: Office) -> None:
    office.seat_everybody()
    member_of(office, "labour").decided_on = date(2022, 3, 30)
    assert {action.due_on for action in due(office.round, ActionKind.WELCOME, IN_OFFICE)} == {date(2022, 3, 30)}


@pytest.mark.parametrize("seat", ["region", "labour"])
def test_an_incomplete_board_is_not_welcomed(seat: str, office: Office) -> None:
    office.seat_everybody()
    office.round.appointments.remove(member_of(office, seat))
    assert [action for action in office.run_until(date(2022, 4, 8)) if action.kind is ActionKind.WELCOME] == []


def test_a_board_that_the_rules_do_not_allow_is_not_welcomed(office: Office) -> None:
    office.seat_everybody()
    member_of(office, "knowledge").person.director_of_house = True
    assert due(office.round, ActionKind.WELCOME, IN_OFFICE) == []


def test_a_week_of_downtime_later_everything_is_done_once_and_the_welcome_before_taking_office(office: Office) -> None:
    office.seat_everybody()
    kinds = [action.kind for action in office.run(date(2022, 4, 8))]
    assert {kind: kinds.count(kind) for kind in ABOUT_APPOINTMENTS} == {
        ActionKind.TELL_APPOINTED: 11,
        ActionKind.TELL_NOT_APPOINTED: 6,
        ActionKind.TELL_OUTCOME: 6,
        ActionKind.TELL_REGION: 1,
        ActionKind.WELCOME: 11,
        ActionKind.THANK: 0,
    }
    assert kinds[-1] is ActionKind.SEAT
    assert (office.round.state, office.round.seated_on) == (RoundState.SEATED, IN_OFFICE)
    assert office.run(date(2022, 4, 9)) == []


def test_running_every_day_tells_the_same_people_the_same_as_one_run_does(definition: Definition) -> None:
    daily, once = (Office(round=build_round(definition)) for _ in range(2))
    for office in (daily, once):
        office.seat_everybody()
    daily.run_until(date(2022, 4, 8), first=APPOINTED_ON)
    once.run(date(2022, 4, 8))
    told = [sorted(a.key for a in office.done if a.kind in ABOUT_APPOINTMENTS) for office in (daily, once)]
    assert told[0] == told[1] != []


def test_a_member_who_leaves_is_thanked_once_and_only_when_the_day_has_come(office: Office) -> None:
    constituted(office)
    observe(office, DECIDED_ON)
    office.round.appointments[-1].left_on = date(2022, 2, 1)
    leave(member_of(office, "municipal-2"), date(2022, 2, 14))
    assert due(office.round, ActionKind.THANK, date(2022, 2, 13)) == []
    office.run_until(date(2022, 2, 20), first=date(2022, 2, 13))
    assert [(a.key, a.due_on) for a in office.done if a.kind is ActionKind.THANK] == [
        ("nordjylland-2022-26/thanks/municipal-2/2022-02-14", date(2022, 2, 14))
    ]


def test_no_key_and_no_line_of_the_trail_names_anybody(office: Office) -> None:
    office.seat_everybody()
    observe(office, APPOINTED_ON)
    office.run(WELCOMED_ON)
    told = [event for event in office.round.events if event.key and event.what in ABOUT_APPOINTMENTS]
    assert len(told) == 11 + 6 + 6 + 1 + 12
    assert [event.key for event in told if not re.fullmatch(r"[a-z0-9/-]+", event.key or "")] == []
    assert [event.subject for event in told if "kandidat" in f"{event.subject}{event.old}{event.new}".lower()] == []


def test_a_round_read_from_the_database_is_planned_whole_and_once(database: Engine, definition: Definition) -> None:
    with Session(database) as session, session.begin():
        office = Office(round=open_round(session, definition, initials="TST", at=moment(DECIDED_ON)).round)
        office.seat_everybody()
        key = office.round.key
    for expected in ([11, 6, 6, 1, 11, 0], [0] * 6):
        with Session(database) as session, session.begin():
            kinds = [action.kind for action in Office(round=load_round(session, key)).run(WELCOMED_ON)]
            assert [kinds.count(kind) for kind in ABOUT_APPOINTMENTS] == expected
