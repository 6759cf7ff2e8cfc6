"""The sample scenario is legal and goes as it should, whatever legal round it is made for."""

from collections import Counter
from datetime import date

import pytest
from office import moment

from models.definition import Definition
from models.errors import EntryRefused, RulesBroken
from models.nomination import Nomination
from models.opening import build_round
from models.round import Round
from models.rules.check import check_board, check_nomination, check_plan
from models.sample_scenario import INITIALS, sample_scenario
from models.words import BalanceReading, BodyKind, MilestoneKind, SeatCategory


def played(definition: Definition) -> Round:
    """The round after all steps of its sample scenario."""
    round_ = build_round(definition)
    for step in sample_scenario(definition).steps:
        assert step.apply(round_, INITIALS, moment(step.on)).changed
    return round_


def without(definition: Definition, *bodies: str) -> Definition:
    return definition.model_copy(update={"bodies": [body for body in definition.bodies if body.id not in bodies]})


@pytest.mark.parametrize("reading", BalanceReading)
def test_it_ends_with_a_board_of_eleven_against_which_nothing_stands(
    definition: Definition, reading: BalanceReading
) -> None:
    round_ = played(definition.model_copy(update={"gender_balance": reading}))
    genders = Counter(member.person.gender for member in round_.members)
    assert (len(round_.members), sorted(genders.values())) == (11, [5, 6])
    assert check_board(round_, definition.term.start, final=True) == []
    assert check_plan(round_) == []


def test_every_body_answers_in_time_and_as_it_was_asked(definition: Definition) -> None:
    round_ = played(definition)
    nominating = [body.key for body in round_.bodies if body.kind is not BodyKind.REGION]
    assert [nomination.body.key for nomination in round_.nominations] == nominating
    assert [check_nomination(nomination) for nomination in round_.nominations] == [[]] * len(nominating)
    requested = round_.milestone(MilestoneKind.REQUESTS).ends_on
    deadline = round_.milestone(MilestoneKind.NOMINATIONS).ends_on
    assert all(requested < nomination.received_on < deadline for nomination in round_.nominations)
    assert [each.body.key for each in round_.nominations if any(person.smv for person in each.nominees)] == [
        "smvdanmark"
    ]


def test_everybody_in_it_is_a_sample_person_with_an_address_that_reaches_nobody(definition: Definition) -> None:
    people = played(definition).people
    assert {person.name.rstrip("0123456789") for person in people} == {"Prøvekandidat ", "Prøveobservatør "}
    assert len({person.name for person in people}) == len(people)
    assert all(person.email.endswith("@kandidater.example") for person in people)


def nominees(nomination: Nomination) -> int:
    return len(nomination.nominees)


def test_one_organisation_for_four_seats_names_enough(definition: Definition) -> None:
    others = [body.id for body in definition.bodies if body.seat is SeatCategory.COMPANY and not body.smv]
    round_ = played(without(definition, *others))
    assert [nominees(each) for each in round_.nominations] == [8, 2, 2, 2]
    assert [finding for finding in check_board(round_, definition.term.start, final=True) if finding.blocks] == []


def test_a_body_asked_for_two_seats_names_equally_many(definition: Definition) -> None:
    bodies = [body.model_copy(update={"seats": 2}) if body.id == "di" else body for body in definition.bodies]
    round_ = played(definition.model_copy(update={"bodies": bodies}))
    assert nominees(round_.nominations[0]) == 4
    assert check_nomination(round_.nominations[0]) == []


def test_a_plan_that_breaks_a_rule_is_refused_as_opening_it_would_be(definition: Definition) -> None:
    broken = without(definition, "smvdanmark")
    with pytest.raises(RulesBroken, match="Opening nordjylland-2022-26 was refused"):
        sample_scenario(broken)


def test_dates_that_leave_no_day_to_answer_still_come_in_order(definition: Definition) -> None:
    requests = definition.milestones[MilestoneKind.REQUESTS].model_copy(update={"end": date(2022, 2, 27)})
    short = definition.model_copy(update={"milestones": definition.milestones | {MilestoneKind.REQUESTS: requests}})
    assert {nomination.received_on for nomination in played(short).nominations} == {date(2022, 2, 28)}


def test_a_round_whose_days_are_implausible_is_refused(definition: Definition) -> None:
    early = definition.milestones[MilestoneKind.RECOMMENDATION].model_copy(update={"on": date(2020, 10, 15)})
    milestones = definition.milestones | {MilestoneKind.RECOMMENDATION: early}
    with pytest.raises(EntryRefused, match="more than a year before the election"):
        sample_scenario(definition.model_copy(update={"milestones": milestones}))
