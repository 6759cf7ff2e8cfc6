"""Each rule of the timeline and the rules of procedure, kept and broken, on the shipped plan with one thing changed."""

from datetime import date

import pytest
from findings import ADVICE, ERROR, EXPLAIN, Said, said
from office import Office

from models.definition import Definition, MilestoneDefinition, Term
from models.entries import ReasonEntry
from models.errors import RulesBroken
from models.opening import build_round
from models.rules.check import check_nomination, check_plan
from models.words import Gender, MilestoneKind, SeatCategory

DEADLINE = date(2022, 2, 28)


def on_plan(definition: Definition, **changes: object) -> Said:
    return said(check_plan(build_round(definition.model_copy(update=changes))))


def moved(definition: Definition, kind: str, first: date, last: date | None = None) -> Said:
    """What the rules say when one milestone of the shipped plan is on another day or in another window."""
    days = {"on": first} if last is None else {"from": first, "to": last}
    milestone = MilestoneDefinition.model_validate({**days, "source": "a test"})
    return on_plan(definition, milestones={**definition.milestones, MilestoneKind(kind): milestone})


def constituted(definition: Definition, on: date) -> Said:
    """What the rules say when the constituent meeting is on that day and the requests go out after it."""
    day = MilestoneDefinition(on=on, source="a test")
    days = {MilestoneKind.CONSTITUENT_MEETING: day, MilestoneKind.REQUESTS: day}
    return on_plan(definition, milestones={**definition.milestones, **days})


def answered(office: Office, on: date, *, in_writing: bool = True) -> Said:
    office.decide()
    office.nominate("di", on=on, in_writing=in_writing)
    return said(check_nomination(office.round.nominations[-1]))


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


@pytest.mark.parametrize(
    "day", [pytest.param(date(2022, 1, 21), id="as it was"), pytest.param(date(2021, 11, 17), id="the day after")]
)
def test_d2_kept_by_a_constituent_meeting_between_the_election_and_the_end_of_january(
    definition: Definition, day: date
) -> None:
    assert moved(definition, "constituent-meeting", day) == []


def test_d2_kept_on_31_january_itself(definition: Definition) -> None:
    assert constituted(definition, date(2022, 1, 31)) == []


def test_d2_broken_by_a_constituent_meeting_in_february(definition: Definition) -> None:
    assert constituted(definition, date(2022, 2, 1)) == [
        ("D18", ADVICE, "milestones.nominations"),
        ("D2", ERROR, "milestones.constituent-meeting"),
    ]


def test_d2_broken_by_a_constituent_meeting_on_the_election_day(definition: Definition) -> None:
    found = moved(definition, "constituent-meeting", date(2021, 11, 16))
    assert found == [("D2", ERROR, "milestones.constituent-meeting")]


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(date(2021, 11, 9), id="the second Tuesday"),
        pytest.param(date(2021, 11, 23), id="the fourth Tuesday"),
        pytest.param(date(2021, 11, 17), id="a Wednesday"),
        pytest.param(date(2021, 10, 19), id="a third Tuesday, of October"),
    ],
)
def test_d2_broken_by_an_election_on_another_day_than_the_third_tuesday_of_november(
    definition: Definition, day: date
) -> None:
    assert on_plan(definition, election_day=day) == [("D2", ERROR, "election_day")]


@pytest.mark.parametrize(
    "day", [date(2017, 11, 21), date(2021, 11, 16), date(2025, 11, 18), date(2029, 11, 20)], ids=str
)
def test_d2_kept_by_the_elections_held_and_to_come(definition: Definition, day: date) -> None:
    findings = check_plan(build_round(definition.model_copy(update={"election_day": day})))
    assert "election_day" not in {finding.subject for finding in findings}


def test_d6_kept_by_the_common_deadline(definition: Definition) -> None:
    assert moved(definition, "nominations", DEADLINE) == []


def test_d6_kept_by_any_day_in_a_term_whose_common_deadline_no_source_gives(definition: Definition) -> None:
    term = Term(start=date(2026, 4, 1), end=date(2030, 4, 1))
    assert "D6" not in {rule for rule, _, _ in on_plan(definition, term=term)}


def test_d6_broken_by_another_day_is_only_advice(definition: Definition) -> None:
    # a Sunday, and that also leaves only 19 working days
    assert moved(definition, "nominations", date(2022, 2, 27)) == [
        ("D18", ADVICE, "milestones.nominations"),
        ("D6", ADVICE, "milestones.nominations"),
    ]


def test_d6_broken_by_a_window_for_a_deadline(definition: Definition) -> None:
    window = moved(definition, "nominations", date(2022, 2, 21), DEADLINE)
    assert window == [("D6", ERROR, "milestones.nominations")]


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
