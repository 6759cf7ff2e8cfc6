"""Each rule of the statutes § 5.2 on nominating, kept and broken."""

from datetime import date

import pytest
from findings import ADVICE, ERROR, EXPLAIN, Said, on_plan, said
from office import QUORUM, Office, moment

from models.definition import BodyDefinition, ContactDefinition, Definition
from models.errors import RulesBroken
from models.nomination import Nomination
from models.recording import record_decision
from models.rules.check import check_nomination, check_plan
from models.words import BodyKind, DecisionKind, Gender, SeatCategory

RECOMMENDED_ON = date(2021, 10, 15)


def nomination(office: Office, body: str) -> Nomination:
    return next(each for each in office.round.nominations if each.body.key == body)


def decided(office: Office, **considerations: str) -> Said:
    """What the rules say once the KKR recommended and decided, as if that had been recorded with these considerations."""
    record_decision(
        office.round, kind=DecisionKind.RECOMMENDATION, decided_on=RECOMMENDED_ON, organisations=["di", "smvdanmark"],
        consideration="De repræsenterer brancherne.", attendance=QUORUM, initials="TST", at=moment(RECOMMENDED_ON),
    )  # fmt: skip
    office.decide()
    for decision in office.round.decisions:
        decision.consideration = considerations.get(decision.kind.value, decision.consideration)
    return said(check_plan(office.round))


def labour(definition: Definition, key: str, *contacts: str) -> list[BodyDefinition]:
    """The bodies of the shipped term, with this labour body."""
    to = [ContactDefinition(name=name, email="indstilling@labour.example") for name in contacts]
    return [
        body.model_copy(update={"id": key, "name": key, "contacts": to}) if body.kind is BodyKind.LABOUR else body
        for body in definition.bodies
    ]


def business(definition: Definition, *, smv: bool) -> list[BodyDefinition]:
    return [
        body.model_copy(update={"smv": smv if body.kind is BodyKind.BUSINESS else body.smv})
        for body in definition.bodies
    ]


def test_b1_kept_by_every_body_once_the_kkr_has_decided(seated: Office) -> None:
    assert [check_nomination(each) for each in seated.round.nominations] == [[]] * 6


def test_b1_broken_by_a_nomination_before_the_decision(seated: Office) -> None:
    seated.round.decisions.clear()
    assert said(check_nomination(nomination(seated, "smvdanmark"))) == [("B1", ERROR, "smvdanmark")]


def test_b1_broken_by_a_body_the_kkr_left_out_when_it_decided_again(office: Office) -> None:
    office.decide()
    office.nominate("tekniq")
    office.decide(organisations=["di", "smvdanmark", "videninstitution-1"])
    assert said(check_nomination(nomination(office, "tekniq"))) == [("B1", ERROR, "tekniq")]


@pytest.mark.parametrize(
    "body, seat",
    [
        pytest.param("di", "chair", id="nobody nominates the chair"),
        pytest.param("di", "municipal", id="nor the municipal members"),
        pytest.param("di", "region", id="nor the region's"),
        pytest.param("di", "knowledge", id="a knowledge institution nominates for that seat"),
        pytest.param("videninstitution-1", "company", id="a business organisation for that one"),
        pytest.param("fh-ac", "company", id="and for that one too"),
    ],
)
def test_b1_broken_by_a_nomination_for_a_seat_the_body_cannot_nominate_for(
    seated: Office, body: str, seat: str
) -> None:
    answer = nomination(seated, body)
    answer.body.seat = SeatCategory(seat)
    (found,) = check_nomination(answer)
    assert (found.rule, found.severity, found.subject) == ("B1", ERROR, body)
    assert found.remedy == "Nominations are made for the seats company, knowledge, labour."


def test_b2_kept_by_a_recommendation_and_a_decision_with_their_considerations(office: Office) -> None:
    assert decided(office) == []


@pytest.mark.parametrize("consideration", [pytest.param("", id="none"), pytest.param(" \n", id="blanks are none")])
@pytest.mark.parametrize("kind", [DecisionKind.RECOMMENDATION, DecisionKind.ORGANISATIONS])
def test_b2_broken_by_a_decision_without_a_consideration(
    office: Office, kind: DecisionKind, consideration: str
) -> None:
    assert decided(office, **{kind.value: consideration}) == [("B2", ERROR, kind.value)]


def test_b2_kept_by_the_decision_in_force_whatever_the_earlier_one_lacked(office: Office) -> None:
    assert decided(office, organisations="") == [("B2", ERROR, "organisations")]
    office.decide()
    assert said(check_plan(office.round)) == []


def test_b2_kept_by_the_constituent_meeting_which_needs_none(office: Office) -> None:
    office.constitute()
    assert said(check_plan(office.round)) == []


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


@pytest.mark.parametrize(
    "key, contacts",
    [
        pytest.param("fh-ac", ["FH", "AC"], id="by its id"),
        pytest.param("labour", ["FH", "AC"], id="by the short names of its contacts"),
        pytest.param(
            "hovedorganisationerne", ["Fagbevægelsens Hovedorganisation", "AKADEMIKERNE"], id="by their whole names"
        ),
    ],
)
def test_b11_kept_by_a_body_that_speaks_for_fh_and_ac(definition: Definition, key: str, contacts: list[str]) -> None:
    assert on_plan(definition, bodies=labour(definition, key, *contacts)) == []


@pytest.mark.parametrize(
    "key, contacts",
    [
        pytest.param("fh", ["FH - Fagbevægelsens Hovedorganisation"], id="FH alone"),
        pytest.param("ac", ["AC - Akademikerne"], id="AC alone"),
        pytest.param("lo-ftf", ["LO", "FTF"], id="the main organisations of old, which have become FH"),
        pytest.param("fh-academy", ["FH", "FH Academy"], id="AC within another word"),
    ],
)
def test_b11_broken_by_a_labour_body_that_is_not_both(definition: Definition, key: str, contacts: list[str]) -> None:
    assert on_plan(definition, bodies=labour(definition, key, *contacts)) == [("B11", ERROR, key)]


def test_b11_kept_by_the_joint_nomination(office: Office) -> None:
    office.decide()
    office.nominate("fh-ac")
    assert check_nomination(nomination(office, "fh-ac")) == []


def test_b11_broken_by_a_nomination_of_fh_alone(office: Office) -> None:
    office.decide()
    office.nominate("fh-ac")
    body = nomination(office, "fh-ac").body
    body.key, body.contacts = "fh", body.contacts[:1]
    assert said(check_nomination(nomination(office, "fh"))) == [("B11", ERROR, "fh")]


def test_b11_kept_silent_about_other_bodies_that_are_one_alone(office: Office) -> None:
    office.decide()
    office.nominate("di")
    assert check_nomination(nomination(office, "di")) == []


def test_b5_broken_by_the_body_that_was_asked_for_an_smv_is_shown_and_blocks_nothing(office: Office) -> None:
    office.decide()
    office.nominate("smvdanmark", office.person(Gender.WOMAN), office.person(Gender.MAN))
    office.nominate("di", office.person(Gender.WOMAN), office.person(Gender.MAN))
    found = {nomination.body.key: said(check_nomination(nomination)) for nomination in office.round.nominations}
    assert found == {"smvdanmark": [("B5", ADVICE, "smvdanmark")], "di": []}
