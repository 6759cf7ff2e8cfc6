"""Each rule of the timeline, kept and broken, on the shipped plan with one thing changed."""

from datetime import date

import pytest
from findings import ADVICE, ERROR, EXPLAIN, Said, moved, on_plan, said
from office import DECIDED_ON, MAN, QUORUM, WOMAN, Office, moment

from models.board import Appointment
from models.clarification import Point, PointState
from models.definition import Definition, Term
from models.entries import PersonEntry, ReasonEntry
from models.errors import RulesBroken
from models.finding import Finding
from models.recording import record_decision
from models.rules.check import check_board, check_nomination, check_plan
from models.words import BodyKind, DecisionKind, Gender, MilestoneKind, Question, SeatCategory

DEADLINE, APPOINTED_ON = date(2022, 2, 28), date(2022, 3, 23)
CLARIFIED_BY = date(2022, 3, 15)


def answered(office: Office, on: date, *, in_writing: bool = True) -> Said:
    office.decide()
    office.nominate("di", on=on, in_writing=in_writing)
    return said(check_nomination(office.round.nominations[-1]))


def late(office: Office) -> Finding:
    """What the rules say about the answer DI gave the day after the deadline."""
    (found,) = check_nomination(office.round.nominations[-1])
    return found


def appointed(office: Office) -> list[Appointment]:
    """The members once the KKR has appointed the woman whom DI named."""
    office.appoint((SeatCategory.COMPANY, "di", office.nominee("di", Gender.WOMAN)))
    return office.round.members


def recommended(office: Office, on: date) -> Said:
    record_decision(
        office.round, kind=DecisionKind.RECOMMENDATION, decided_on=on, organisations=["di", "smvdanmark"],
        consideration="De repræsenterer brancherne.", attendance=QUORUM, initials="TST", at=moment(on),
    )  # fmt: skip
    return said(check_plan(office.round))


def clarified(office: Office, *people: PersonEntry, body: str = "di", on: date = APPOINTED_ON) -> Said:
    """What the rules say on that day once a body has named these people and nobody is appointed."""
    office.decide()
    office.nominate(body, *people)
    return said(check_board(office.round, on, final=False))


def known(person: PersonEntry, **facts: object) -> PersonEntry:
    """The person, of whom all is known but what these facts say otherwise."""
    return person.model_copy(update={"consent": True, "cv": True, "municipality": "Thisted", **facts})


def test_b6_kept_by_a_written_nomination(office: Office) -> None:
    assert answered(office, date(2022, 2, 10), in_writing=True) == []


def test_b6_broken_by_a_nomination_by_word_of_mouth_is_only_advice(office: Office) -> None:
    assert answered(office, date(2022, 2, 10), in_writing=False) == [("B6", ADVICE, "di")]


def test_b12_kept_on_the_last_day(office: Office) -> None:
    assert answered(office, DEADLINE) == []


def test_b12_broken_the_day_after(office: Office) -> None:
    assert answered(office, date(2022, 3, 1)) == [("B12", EXPLAIN, "di")]


def test_b12_kept_when_the_deadline_was_moved_past_the_answer(office: Office) -> None:
    deadline = office.round.milestone(MilestoneKind.NOMINATIONS)
    deadline.starts_on = deadline.ends_on = date(2022, 3, 4)
    assert answered(office, date(2022, 3, 4)) == []


def test_b12_broken_blocks_the_appointment_until_the_acceptance_is_recorded(office: Office) -> None:
    answered(office, date(2022, 3, 1))
    choice = (SeatCategory.COMPANY, "di", office.nominee("di", Gender.WOMAN))
    with pytest.raises(RulesBroken) as refused:
        office.appoint(choice)
    assert said(refused.value.findings) == [("B12", EXPLAIN, "di")]
    office.round.appointments.clear()  # what a caller's rollback does
    accepted = ReasonEntry(rule="B12", subject="di", reason="Accepteret af KKR.")
    late = [each for each in office.appoint(choice, reasons=(accepted,)).findings if each.rule == "B12"]
    assert [(each.reason, each.blocks) for each in late] == [("Accepteret af KKR.", False)]


def test_b12_kept_visible_once_the_kkr_has_accepted_the_late_nomination(office: Office) -> None:
    answered(office, date(2022, 3, 1))
    office.accept("di", Question.LATE, on=date(2022, 3, 21))
    found = late(office)
    assert (found.rule, found.severity, found.blocks) == ("B12", EXPLAIN, False)
    assert (found.reason, found.reason_by, found.reason_on) == ("KKR's grund.", "TST", date(2022, 3, 21))
    assert found.message == "DI answered on 2022-03-01, after the deadline 2022-02-28."
    assert found.remedy == ""
    assert [each.seat.key for each in appointed(office) if each.seat] == ["company-1"]


def test_b12_broken_as_long_as_the_kkr_does_not_accept_it(office: Office) -> None:
    answered(office, date(2022, 3, 1))
    office.accept("di", Question.LATE, accepted=False)
    found = late(office)
    assert (found.blocks, found.reason) == (True, "")
    assert found.message.endswith("after the deadline 2022-02-28. The KKR did not accept that.")
    with pytest.raises(RulesBroken) as refused:
        appointed(office)
    assert said(refused.value.findings) == [("B12", ERROR, "di")]


@pytest.mark.parametrize(
    "answers, blocks",
    [
        pytest.param([False, True], False, id="accepted after all"),
        pytest.param([True, False], True, id="no longer accepted"),
        pytest.param([True, False, True], False, id="and accepted again"),
    ],
)
def test_b12_kept_or_not_by_the_latest_answer_of_the_kkr(office: Office, answers: list[bool], blocks: bool) -> None:
    answered(office, date(2022, 3, 1))
    for accepted in answers:
        office.accept("di", Question.LATE, accepted=accepted)
    assert late(office).blocks is blocks


def test_b12_broken_by_a_late_correction_whatever_was_accepted_before_it(office: Office) -> None:
    answered(office, date(2022, 3, 1))
    office.accept("di", Question.LATE, on=date(2022, 3, 2))
    office.nominate("di", on=date(2022, 3, 3))
    assert late(office).blocks


def test_d1_kept_by_a_recommendation_of_the_outgoing_kkr(office: Office) -> None:
    assert recommended(office, date(2021, 10, 15)) == []


def test_d1_kept_when_none_is_recorded_which_the_deadline_table_shows(office: Office) -> None:
    assert check_plan(office.round) == []


@pytest.mark.parametrize(
    "on, found",
    [
        pytest.param(date(2022, 1, 20), [], id="the day before the constituent meeting"),
        pytest.param(DECIDED_ON, [("D1", ADVICE, "recommendation")], id="the day of the meeting"),
        pytest.param(date(2022, 2, 1), [("D1", ADVICE, "recommendation")], id="after it"),
    ],
)
def test_d1_broken_by_a_recommendation_from_after_its_time_is_only_advice(
    office: Office, on: date, found: Said
) -> None:
    assert recommended(office, on) == found


def test_d3_kept_by_what_the_constituent_meeting_decided(office: Office) -> None:
    office.decide()
    office.constitute()
    assert said(check_plan(office.round)) == []


@pytest.mark.parametrize("on", [date(2022, 1, 20), date(2022, 1, 24)], ids=["the day before", "the Monday after"])
def test_d3_broken_by_decisions_of_another_day_is_only_advice(office: Office, on: date) -> None:
    office.decide(on=on)
    office.constitute(on=on)
    assert said(check_plan(office.round)) == [("D3", ADVICE, "chair-and-members"), ("D3", ADVICE, "organisations")]


def test_d3_kept_on_each_day_of_a_meeting_of_two_days(office: Office) -> None:
    office.round.milestone(MilestoneKind.CONSTITUENT_MEETING).starts_on = date(2022, 1, 20)
    office.decide(on=date(2022, 1, 20))
    office.constitute(on=DECIDED_ON)
    assert said(check_plan(office.round)) == []


def test_d4_kept_by_a_decision_that_names_somebody_for_each_nominated_seat(office: Office) -> None:
    office.decide(organisations=["smvdanmark", "videninstitution-2"])
    assert said(check_plan(office.round)) == []


def test_d4_kept_silent_before_the_kkr_has_decided(office: Office) -> None:
    assert office.round.entitled_bodies == []
    assert said(check_plan(office.round)) == []


def test_d4_broken_by_a_decision_that_names_no_knowledge_institution_is_only_advice(office: Office) -> None:
    office.decide(organisations=["di", "smvdanmark"])
    assert said(check_plan(office.round)) == [("D4", ADVICE, "knowledge")]


def test_d5_kept_by_the_region_among_the_bodies_that_are_asked(definition: Definition) -> None:
    assert [body.id for body in definition.bodies if body.kind is BodyKind.REGION] == ["region"]
    assert on_plan(definition) == []


def test_d5_broken_without_the_region(definition: Definition) -> None:
    bodies = [body for body in definition.bodies if body.kind is not BodyKind.REGION]
    assert on_plan(definition, bodies=bodies) == [("D5", ERROR, "bodies")]


def test_d6_kept_by_the_common_deadline(definition: Definition) -> None:
    assert moved(definition, "nominations", DEADLINE) == []


def test_d6_kept_by_any_day_in_a_term_whose_common_deadline_no_source_gives(definition: Definition) -> None:
    term = Term(start=date(2026, 4, 1), end=date(2030, 4, 1))
    assert "D6" not in {rule for rule, _, _ in on_plan(definition, term=term)}


def test_d6_broken_by_another_day_is_only_advice(definition: Definition) -> None:
    # a Sunday, and that also leaves only 19 working days
    assert moved(definition, "nominations", date(2022, 2, 27)) == [
        ("D17", ADVICE, "milestones.nominations"),
        ("D18", ADVICE, "milestones.nominations"),
        ("D6", ADVICE, "milestones.nominations"),
    ]


def test_d6_broken_by_a_window_for_a_deadline(definition: Definition) -> None:
    window = moved(definition, "nominations", date(2022, 2, 21), DEADLINE)
    assert window == [("D6", ERROR, "milestones.nominations")]


def test_d7_kept_by_nominees_of_whom_all_is_known(office: Office) -> None:
    assert clarified(office, known(WOMAN), known(MAN)) == []


@pytest.mark.parametrize(
    "facts, body, points",
    [
        pytest.param({"consent": False}, "di", "consent", id="no consent yet"),
        pytest.param({"cv": False}, "di", "cv", id="no curriculum vitae"),
        pytest.param({"municipality": ""}, "di", "municipality", id="no municipality"),
        pytest.param({"smv": False}, "smvdanmark", "smv", id="no SMV where one was asked for"),
        pytest.param(
            {"cv": False, "consent": False}, "di", "consent, cv", id="two points, in the order of the alphabet"
        ),
    ],
)
def test_d7_broken_by_open_points_once_the_window_has_closed_is_only_advice(
    office: Office, facts: dict[str, object], body: str, points: str
) -> None:
    assert clarified(office, known(WOMAN, **facts), known(MAN), body=body) == [("D7", ADVICE, body)]
    (found,) = check_board(office.round, APPOINTED_ON, final=False)
    names = {"di": "DI", "smvdanmark": "SMVdanmark"}
    assert found.message == f"Nominees of {names[body]} have open points: {points}."


def test_d7_kept_until_the_last_day_of_the_window_and_broken_the_day_after(office: Office) -> None:
    assert clarified(office, WOMAN, MAN, on=CLARIFIED_BY) == []
    assert said(check_board(office.round, date(2022, 3, 16), final=False)) == [("D7", ADVICE, "di")]


@pytest.mark.parametrize(
    "state, answer, found",
    [
        pytest.param(PointState.ANSWERED, "yes", [], id="answered"),
        pytest.param(PointState.ANSWERED, "no", [], id="answered with a no"),
        pytest.param(PointState.WAIVED, "", [], id="waived"),
        pytest.param(PointState.ASKED, "", [("D7", ADVICE, "di")], id="asked is not yet answered"),
    ],
)
def test_d7_kept_by_a_point_that_is_answered_or_waived(
    office: Office, state: PointState, answer: str, found: Said
) -> None:
    clarified(office, known(WOMAN, cv=False), known(MAN))
    office.clarify("di", Point.CV, state, answer)
    assert said(check_board(office.round, APPOINTED_ON, final=False)) == found


def test_d7_kept_by_a_correction_that_leaves_nothing_open(office: Office) -> None:
    clarified(office, WOMAN, MAN)
    office.nominate("di", known(WOMAN), known(MAN), on=date(2022, 2, 11))
    assert said(check_board(office.round, APPOINTED_ON, final=False)) == []


def test_d7_kept_once_the_seats_they_were_named_for_are_taken(seated: Office) -> None:
    for nomination in seated.round.nominations:
        for person in nomination.nominees:
            person.consent = False
    assert said(check_board(seated.round, APPOINTED_ON, final=True)) == []


@pytest.mark.parametrize("on", [date(2022, 3, 21), date(2022, 3, 25)], ids=["its first day", "its last day"])
def test_d8_kept_by_appointments_in_the_window(seated: Office, on: date) -> None:
    for member in seated.round.members:
        member.decided_on = on if member.seat and member.seat.nominated_by else member.decided_on
    assert said(check_board(seated.round, APPOINTED_ON, final=True)) == []


@pytest.mark.parametrize(
    "on",
    [
        pytest.param(date(2022, 3, 20), id="the day before it"),
        pytest.param(date(2022, 3, 26), id="the day after it"),
        pytest.param(DECIDED_ON, id="the constituent meeting, when nobody had answered"),
    ],
)
def test_d8_broken_by_an_appointment_on_another_day_is_only_advice(seated: Office, on: date) -> None:
    member = next(each for each in seated.round.members if each.seat and each.seat.key == "knowledge")
    member.decided_on = on
    assert said(check_board(seated.round, APPOINTED_ON, final=True)) == [("D8", ADVICE, "knowledge")]


def test_d8_kept_silent_about_those_who_are_appointed_without_a_nomination(seated: Office) -> None:
    without = [each for each in seated.round.members if each.seat and each.seat.nominated_by is None]
    assert sorted({each.decided_on for each in without}) == [DECIDED_ON, date(2022, 2, 20)]
    assert said(check_board(seated.round, APPOINTED_ON, final=True)) == []


def test_d9_kept_by_taking_office_on_the_first_day_of_the_term(definition: Definition) -> None:
    assert moved(definition, "in-office", definition.term.start) == []


@pytest.mark.parametrize(
    "first, last",
    [
        pytest.param(date(2022, 3, 31), None, id="the present members sit until 1 April"),
        pytest.param(date(2022, 4, 4), None, id="a Monday, but the term began on the Friday"),
        pytest.param(date(2022, 4, 1), date(2022, 4, 8), id="a window"),
    ],
)
def test_d9_broken_by_taking_office_on_another_day(definition: Definition, first: date, last: date | None) -> None:
    assert moved(definition, "in-office", first, last) == [("D9", ERROR, "milestones.in-office")]


def test_d18_kept_by_requests_on_the_day_of_the_constituent_meeting(definition: Definition) -> None:
    requests = definition.milestones[MilestoneKind.REQUESTS]
    assert requests.days[0] == definition.milestones[MilestoneKind.CONSTITUENT_MEETING].days[1]
    assert on_plan(definition) == []


def test_d18_kept_by_exactly_twenty_working_days_to_answer(definition: Definition) -> None:
    assert moved(definition, "requests", date(2022, 1, 31)) == []


def test_d18_broken_by_nineteen_working_days_to_answer_is_only_advice(definition: Definition) -> None:
    assert moved(definition, "requests", date(2022, 2, 1)) == [("D18", ADVICE, "milestones.nominations")]


@pytest.mark.parametrize(
    "kind, first, last, subject",
    [
        pytest.param("recommendation", date(2022, 1, 21), None, "constituent-meeting", id="on the meeting's day"),
        pytest.param("requests", date(2022, 1, 20), date(2022, 1, 31), "requests", id="before the decision"),
        pytest.param("clarification", DEADLINE, date(2022, 3, 15), "clarification", id="on the deadline itself"),
        pytest.param("clarification", date(2022, 3, 1), date(2022, 3, 21), "appointment", id="into the appointments"),
        pytest.param("appointment", date(2022, 3, 21), date(2022, 4, 1), "in-office", id="into the term"),
    ],
)
def test_d18_broken_by_milestones_out_of_order(
    definition: Definition, kind: str, first: date, last: date | None, subject: str
) -> None:
    assert moved(definition, kind, first, last) == [("D18", ERROR, f"milestones.{subject}")]
