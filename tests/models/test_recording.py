"""What recording does once, what it does twice, and what it refuses; in memory."""

from collections.abc import Callable
from datetime import date

import pytest
from office import DECIDED_ON, Office, moment

from models.entries import DirectAppointment, PersonEntry, ReasonEntry
from models.errors import EntryRefused, RulesBroken
from models.recording import (
    Recorded,
    move_milestone,
    record_appointments,
    record_decision,
    record_observer,
    register_nomination,
)
from models.words import AppointingBody, DecisionKind, Gender, MilestoneKind, SeatCategory

FEBRUARY, MARCH, LATE = date(2022, 2, 10), date(2022, 3, 23), date(2022, 3, 3)
COMPANY = SeatCategory.COMPANY
WOMAN = PersonEntry(name="Prøvekandidat A", gender=Gender.WOMAN, active_in_business=True, smv=True)
MAN = PersonEntry(name="Prøvekandidat B", gender=Gender.MAN, active_in_business=True)
NOMINATING = (
    "di, dansk-erhverv, landbrug-foedevarer, smvdanmark, tekniq, finans-danmark, forsikring-pension, horesta, "
    "videninstitution-1, videninstitution-2"
)


def told(office: Office) -> list[tuple[str, str]]:
    """What the audit trail says."""
    return [(event.what, event.subject) for event in office.round.events]


def decide(office: Office, **fields: object) -> Recorded:
    entered = {
        "kind": DecisionKind.ORGANISATIONS, "decided_on": DECIDED_ON, "organisations": ["di", "smvdanmark"],
        "consideration": "Fordi.", "initials": "TST", "at": moment(DECIDED_ON), **fields,
    }  # fmt: skip
    return record_decision(office.round, **entered)  # type: ignore[arg-type]


def nominate(office: Office, **fields: object) -> Recorded:
    entered = {
        "body": "di", "received_on": FEBRUARY, "nominees": [WOMAN, MAN], "initials": "TST", "at": moment(FEBRUARY),
        **fields,
    }  # fmt: skip
    return register_nomination(office.round, **entered)  # type: ignore[arg-type]


def appoint_directly(office: Office, seat: SeatCategory, person: PersonEntry, on: date = MARCH) -> Recorded:
    return record_appointments(
        office.round, decided_on=on, appointed_by=AppointingBody.KKR,
        others=[DirectAppointment(seat=seat, person=person)], initials="TST", at=moment(MARCH),
    )  # fmt: skip


def move(
    office: Office, starts_on: date, ends_on: date | None = None, reason: str = "Regionen mødes senere."
) -> Recorded:
    return move_milestone(
        office.round, milestone=MilestoneKind.CLARIFICATION, starts_on=starts_on, ends_on=ends_on, reason=reason,
        initials="TST", at=moment(FEBRUARY),
    )  # fmt: skip


# Once, and twice


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


def test_a_decision_that_asks_nobody_for_an_smv_is_refused(office: Office) -> None:
    with pytest.raises(RulesBroken) as caught:
        decide(office, organisations=["di", "videninstitution-1"])
    assert [(finding.rule, finding.subject) for finding in caught.value.findings] == [("B5", "bodies")]
    assert told(office) == []


def test_the_deadline_cannot_be_moved_behind_an_answer_that_came_in_time(office: Office) -> None:
    decide(office)
    nominate(office)
    deadline = MilestoneKind.NOMINATIONS
    fields = {"milestone": deadline, "reason": "Før tid.", "initials": "TST", "at": moment(FEBRUARY)}
    with pytest.raises(EntryRefused, match="would make answers late that came in time: DI on 2022-02-10. Choose"):
        move_milestone(office.round, starts_on=date(2022, 2, 9), **fields)  # type: ignore[arg-type]
    assert move_milestone(office.round, starts_on=FEBRUARY, **fields).changed  # type: ignore[arg-type]


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


def test_a_nomination_is_registered_once(office: Office) -> None:
    decide(office)
    first, again = nominate(office), nominate(office)
    assert (first.changed, first.message) == (True, "Registered nomination 1 of DI with 2 nominees.")
    assert (again.changed, again.message) == (
        False, "This nomination of DI is registered already; nothing was changed."
    )  # fmt: skip
    assert [person.name for person in office.round.people] == ["Prøvekandidat A", "Prøvekandidat B"]
    assert told(office)[1:] == [("nomination registered", "di")]


def test_a_replaced_nomination_is_kept_and_marked(office: Office) -> None:
    decide(office)
    nominate(office)
    assert nominate(office, nominees=[WOMAN], reason="Manden trak sig.").message == (
        "Registered nomination 2 of DI with 1 nominee."
    )
    assert [(each.number, each.replaced, len(each.nominees)) for each in office.round.nominations] == [
        (1, True, 2), (2, False, 1),
    ]  # fmt: skip
    with pytest.raises(EntryRefused, match="nobody of that name was nominated by 'di'"):
        office.appoint((COMPANY, "di", "Prøvekandidat B"))


def test_an_answer_that_names_nobody_is_registered_with_its_reason(office: Office) -> None:
    decide(office)
    nominate(office, nominees=[], reason="Vi ønsker ikke at indstille.")
    assert [(each.nominees, each.reason) for each in office.round.nominations] == [([], "Vi ønsker ikke at indstille.")]


def test_an_appointment_is_recorded_once(office: Office) -> None:
    decide(office)
    nominate(office)
    first = office.appoint((COMPANY, "di", "prøvekandidat  a"))
    again = office.appoint((COMPANY, "di", "Prøvekandidat A"))
    assert (first.changed, first.message) == (True, "Recorded 1 appointment of 2022-03-23; still open: 10 seats.")
    assert (again.changed, again.message) == (False, "These appointments are recorded already; nothing was changed.")
    assert [(a.seat.key, a.person.name) for a in office.round.members if a.seat] == [("company-1", "Prøvekandidat A")]


def test_a_form_sent_again_with_one_more_nominee_appoints_only_that_one(office: Office) -> None:
    decide(office)
    nominate(office)
    office.appoint((COMPANY, "di", "Prøvekandidat A"))
    office.appoint((COMPANY, "di", "Prøvekandidat A"), (COMPANY, "di", "Prøvekandidat B"))
    assert [(a.seat.key, a.person.name) for a in office.round.members if a.seat] == [
        ("company-1", "Prøvekandidat A"), ("company-2", "Prøvekandidat B"),
    ]  # fmt: skip


def test_an_observer_is_recorded_once_and_takes_no_seat(office: Office) -> None:
    def observe() -> Recorded:
        return record_observer(office.round, person=WOMAN, from_day=MARCH, initials="TST", at=moment(MARCH))

    assert [observe().changed, observe().changed] == [True, False]
    assert (len(office.round.appointments), office.round.members, len(office.round.open_seats)) == (1, [], 11)


def test_a_milestone_is_moved_once_and_the_trail_says_from_where_and_why(office: Office) -> None:
    first, again = (move(office, date(2022, 3, 2), date(2022, 3, 16)) for _ in range(2))
    assert (first.changed, again.changed) == (True, False)
    (event,) = office.round.events
    assert (event.what, event.subject, event.reason) == ("milestone moved", "clarification", "Regionen mødes senere.")
    assert event.old == {"starts_on": "2022-03-01", "ends_on": "2022-03-15"}
    assert event.new == {"starts_on": "2022-03-02", "ends_on": "2022-03-16"}
    assert office.round.milestone(MilestoneKind.CLARIFICATION).moved


# Refusals


@pytest.mark.parametrize(
    "step, message",
    [
        pytest.param(
            lambda office: decide(office, organisations=["di", "dsb"]),
            f"organisations: unknown organisations dsb. Name one or more of {NOMINATING}.", id="unknown organisation",
        ),
        pytest.param(
            lambda office: decide(office, organisations=["fh-ac"]),
            f"organisations: unknown organisations fh-ac. Name one or more of {NOMINATING}.",
            id="FH and AC are entitled by the statutes, not by a decision",
        ),
        pytest.param(
            lambda office: decide(office, organisations=[]),
            f"organisations: no organisations. Name one or more of {NOMINATING}.", id="no organisations",
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
        pytest.param(
            lambda office: nominate(office, body="dsb"),
            f"body: 'dsb' does not nominate in nordjylland-2022-26. Write one of {NOMINATING}, fh-ac.", id="unknown body",
        ),
        pytest.param(
            lambda office: nominate(office, body="region"),
            f"body: 'region' does not nominate in nordjylland-2022-26. Write one of {NOMINATING}, fh-ac.",
            id="the region appoints by itself",
        ),
        pytest.param(
            lambda office: nominate(office, nominees=[]),
            "nominees: there are none. Name them, or give as reason why the body names nobody.", id="nobody and no reason",
        ),
        pytest.param(
            lambda office: nominate(office, nominees=[WOMAN, WOMAN.model_copy(update={"name": "prøvekandidat  a"})]),
            "nominees: a name is there twice. Remove it, or tell the two people apart in their names.",
            id="same name twice, but for its case and spaces",
        ),
        pytest.param(
            lambda office: nominate(office, received_on=date(2022, 2, 11)),
            "received_on: 2022-02-11 lies in the future. Record it once it has happened.", id="nomination ahead",
        ),
        pytest.param(
            lambda office: office.appoint(),
            "Nobody is named. Name the nominees or the others who were appointed.", id="nobody named",
        ),
        pytest.param(
            lambda office: office.appoint((COMPANY, "di", "Prøvekandidat C")),
            "nominees: nobody of that name was nominated by 'di'. Write the name as it stands in the nomination.",
            id="unknown nominee",
        ),
        pytest.param(
            lambda office: office.appoint((SeatCategory.LABOUR, "di", "Prøvekandidat A")),
            "nominees: DI nominates for the seat 'company', not for 'labour'.", id="another seat",
        ),
        pytest.param(
            lambda office: appoint_directly(office, SeatCategory.CHAIR, MAN),
            "seat: no 'chair' seat is open in nordjylland-2022-26.", id="no open seat",
        ),
        pytest.param(
            lambda office: appoint_directly(office, SeatCategory.REGION, MAN, date(2022, 3, 24)),
            "decided_on: 2022-03-24 lies in the future. Record it once it has happened.", id="appointment ahead",
        ),
        pytest.param(
            lambda office: record_observer(
                office.round, person=WOMAN, from_day=MARCH, initials="TST", at=moment(FEBRUARY)
            ),
            "from_day: 2022-03-23 lies in the future. Record it once it has happened.", id="observer ahead",
        ),
        pytest.param(
            lambda office: move(office, date(2022, 3, 16), date(2022, 3, 2)),
            "ends_on: 2022-03-02 lies before starts_on 2022-03-16. Swap them.", id="window reversed",
        ),
        pytest.param(
            lambda office: move(office, date(2022, 3, 2), reason="  "),
            "reason: it is empty. Write why the milestone moves.", id="no reason to move",
        ),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused_and_says_what_to_do(
    office: Office, step: Callable[[Office], Recorded], message: str
) -> None:
    decide(office)
    office.constitute()
    nominate(office)
    before = told(office)
    with pytest.raises(EntryRefused) as caught:
        step(office)
    assert str(caught.value) == message
    assert told(office) == before


@pytest.mark.parametrize(
    "decided, message",
    [
        pytest.param(
            ["smvdanmark"],
            "DI is not entitled to nominate in this term. Refuse the nomination, or record a new decision on organisations.",
            id="another body was decided on",
        ),
        pytest.param(
            [],
            "The KKR's decision on organisations is not recorded, so nobody may nominate yet. "
            "Record it with 'record-decision' first.",
            id="nothing is decided yet",
        ),
    ],
)
def test_a_body_that_is_not_entitled_cannot_nominate(office: Office, decided: list[str], message: str) -> None:
    if decided:
        decide(office, organisations=decided)
    with pytest.raises(RulesBroken) as caught:
        nominate(office)
    assert [(finding.rule, f"{finding.message} {finding.remedy}") for finding in caught.value.findings] == [
        ("B1", message)
    ]


def test_a_late_nominee_is_appointed_only_with_the_acceptance_as_a_reason(office: Office) -> None:
    decide(office)
    assert [finding.rule for finding in nominate(office, received_on=LATE, at=moment(LATE)).findings] == ["B12"]
    chosen = (COMPANY, "di", "Prøvekandidat A")
    with pytest.raises(RulesBroken) as caught:
        office.appoint(chosen)
    assert [(finding.rule, finding.subject) for finding in caught.value.findings] == [("B12", "di")]


def test_the_acceptance_of_a_late_nomination_is_kept_with_the_appointment(office: Office) -> None:
    decide(office)
    nominate(office, received_on=LATE, at=moment(LATE))
    reason = ReasonEntry(rule="B12", subject="di", reason="KKR accepterer den.")
    office.appoint((COMPANY, "di", "Prøvekandidat A"), reasons=(reason,))
    kept = [(each.rule, each.subject, each.text, each.recorded_by) for each in office.round.explanations]
    assert kept == [("B12", "di", "KKR accepterer den.", "TST")]
    assert len(office.round.members) == 1


def test_a_nomination_with_a_nominee_on_the_board_cannot_be_replaced(office: Office) -> None:
    decide(office)
    nominate(office)
    office.appoint((COMPANY, "di", "Prøvekandidat A"))
    with pytest.raises(EntryRefused, match="DI has a nominee on the board already"):
        nominate(office, nominees=[MAN], reason="Kun ham.")


def test_an_organisation_whose_nominee_sits_on_the_board_stays_entitled(office: Office) -> None:
    decide(office)
    nominate(office)
    office.appoint((COMPANY, "di", "Prøvekandidat A"))
    with pytest.raises(RulesBroken) as caught:
        decide(office, organisations=["smvdanmark"])
    assert [(each.rule, each.subject) for each in caught.value.findings] == [("A16", "company-1"), ("B1", "di")]


def test_a_milestone_cannot_be_moved_past_the_next_one(office: Office) -> None:
    with pytest.raises(RulesBroken) as caught:
        move(office, date(2022, 3, 22))
    assert [(finding.rule, finding.subject) for finding in caught.value.findings] == [("D18", "milestones.appointment")]


def test_the_deadline_can_be_moved_to_ask_for_the_smv_nominee_that_has_not_come(office: Office) -> None:
    decide(office, organisations=["smvdanmark"])
    nominate(office, body="smvdanmark", nominees=[WOMAN.model_copy(update={"smv": False}), MAN])
    assert move(office, date(2022, 3, 2), date(2022, 3, 16)).changed


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(lambda office: decide(office, organisations=["smvdanmark"]), id="a decision"),
        pytest.param(nominate, id="a nomination"),
        pytest.param(lambda office: appoint_directly(office, SeatCategory.REGION, MAN), id="an appointment"),
        pytest.param(lambda office: move(office, date(2022, 3, 2)), id="another date"),
    ],
)
def test_nothing_is_recorded_after_the_board_is_seated(office: Office, step: Callable[[Office], Recorded]) -> None:
    office.seat_everybody()
    office.run(date(2022, 4, 1))
    with pytest.raises(EntryRefused) as caught:
        step(office)
    assert str(caught.value) == (
        "The board of nordjylland-2022-26 took office on 2022-04-01; nothing more is recorded in this round."
    )
