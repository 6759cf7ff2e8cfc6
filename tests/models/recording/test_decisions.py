"""Decisions of the KKR: once, twice, corrected, refused; in memory."""

from collections.abc import Callable
from datetime import date

import pytest
from office import DECIDED_ON, MAN, SEATED, WOMAN, Office, moment

from models.errors import RulesBroken
from models.recording import Recorded, record_decision
from models.words import DecisionKind, SeatCategory

ORGANISATIONS = (
    "di, dansk-erhverv, landbrug-foedevarer, smvdanmark, tekniq, finans-danmark, forsikring-pension, horesta, "
    "videninstitution-1, videninstitution-2"
)


def decide(office: Office, **fields: object) -> Recorded:
    entered = {
        "kind": DecisionKind.ORGANISATIONS, "decided_on": DECIDED_ON, "organisations": ["di", "smvdanmark"],
        "consideration": "Fordi.", "initials": "TST", "at": moment(DECIDED_ON), **fields,
    }  # fmt: skip
    return record_decision(office.round, **entered)  # type: ignore[arg-type]


def test_a_decision_is_recorded_once(office: Office) -> None:
    first, again = decide(office), decide(office)
    assert (first.changed, first.message) == (True, "Recorded 'organisations' of 2022-01-21 with 2 organisations.")
    assert (again.changed, again.message) == (
        False, "The decision 'organisations' is recorded already; nothing was changed."
    )  # fmt: skip
    assert len(office.round.decisions) == 1
    (event,) = office.round.events
    assert (event.what, event.subject, event.actor) == ("decision recorded", "organisations", "TST")
    assert event.new == {
        "decided_on": "2022-01-21",
        "organisations": ["di", "smvdanmark"],
        "criteria": "",
        "consideration": "Fordi.",
    }


def test_the_order_and_the_repetition_of_organisations_make_no_other_decision(office: Office) -> None:
    decide(office, organisations=["di", "smvdanmark"])
    assert not decide(office, organisations=["smvdanmark", "di", "di"]).changed


def test_a_corrected_decision_is_in_force_and_the_earlier_one_is_kept(office: Office) -> None:
    decide(office)
    assert decide(office, organisations=["smvdanmark", "horesta"]).changed
    assert [each.organisations for each in office.round.decisions] == [["di", "smvdanmark"], ["smvdanmark", "horesta"]]
    assert [body.key for body in office.round.entitled_bodies] == ["smvdanmark", "horesta", "fh-ac", "region"]


def test_the_recommendation_entitles_nobody(office: Office) -> None:
    decide(office, kind=DecisionKind.RECOMMENDATION)
    assert office.round.entitled_bodies == []


def test_chair_and_members_are_recorded_once(office: Office) -> None:
    office.constitute()
    office.names = 0
    assert not office.constitute().changed
    assert [member.seat.key for member in office.round.members if member.seat] == [
        "chair", "municipal-1", "municipal-2", "municipal-3",
    ]  # fmt: skip
    assert office.round.decisions == []  # the appointments say who, when and recorded by whom


@pytest.mark.parametrize(
    "step, message",
    [
        pytest.param(
            lambda office: decide(office, organisations=["di", "dsb"]),
            f"organisations: unknown organisations dsb. Name one or more of {ORGANISATIONS}.", id="unknown organisation",
        ),
        pytest.param(
            lambda office: decide(office, organisations=["fh-ac"]),
            f"organisations: unknown organisations fh-ac. Name one or more of {ORGANISATIONS}.",
            id="FH and AC are entitled by the statutes, not by a decision",
        ),
        pytest.param(
            lambda office: decide(office, organisations=[]),
            f"organisations: no organisations. Name one or more of {ORGANISATIONS}.", id="no organisations",
        ),
        pytest.param(
            lambda office: decide(office, consideration=" "),
            "consideration: it is empty. The decision on organisations rests on an objective consideration (saglig "
            "overvejelse, SV § 5.2): write it down.", id="empty consideration",
        ),
        pytest.param(
            lambda office: decide(office, decided_on=date(2022, 1, 22)),
            "decided_on: 2022-01-22 lies in the future. Record it once it has happened.", id="decision ahead",
        ),
        pytest.param(
            lambda office: decide(office, decided_on=date(2020, 1, 21)),
            "decided_on: 2020-01-21 lies more than a year before the election. Check the year.", id="a wrong year",
        ),
        pytest.param(
            lambda office: decide(office, chair=WOMAN),
            "A decision of kind 'organisations' names no chair and no members. Leave them out, or choose "
            "'chair-and-members'.", id="a chair in another decision",
        ),
        pytest.param(
            lambda office: decide(office, kind=DecisionKind.CHAIR_AND_MEMBERS, chair=WOMAN),
            "organisations, criteria, consideration: a decision of kind 'chair-and-members' has none. Leave them empty, "
            "and record 'organisations' as a decision of its own.", id="organisations with the chair",
        ),
        pytest.param(
            lambda office: decide(
                office, kind=DecisionKind.CHAIR_AND_MEMBERS, organisations=[], consideration="", members=[WOMAN, MAN]
            ),
            "chair, members: the constituent meeting appoints 1 chair and 3 members; 2 members and no chair are named.",
            id="chair missing",
        ),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused_and_says_what_to_do(
    office: Office, step: Callable[[Office], Recorded], message: str
) -> None:
    decide(office)
    assert office.refused(step) == message


def test_a_decision_that_asks_nobody_for_an_smv_is_refused(office: Office) -> None:
    with pytest.raises(RulesBroken) as caught:
        decide(office, organisations=["di", "videninstitution-1"])
    assert [(finding.rule, finding.subject) for finding in caught.value.findings] == [("B5", "bodies")]
    assert office.told == []


def test_an_organisation_whose_nominee_sits_on_the_board_stays_entitled(office: Office) -> None:
    decide(office)
    office.nominate("di", WOMAN, MAN)
    office.appoint((SeatCategory.COMPANY, "di", "Prøvekandidat A"))
    with pytest.raises(RulesBroken) as caught:
        decide(office, organisations=["smvdanmark"])
    assert [(each.rule, each.subject) for each in caught.value.findings] == [("A16", "company-1"), ("B1", "di")]


def test_nothing_is_recorded_after_the_board_is_seated(office: Office) -> None:
    office.seat_everybody()
    office.run(date(2022, 4, 1))
    assert office.refused(lambda office: decide(office, organisations=["smvdanmark"])) == SEATED
