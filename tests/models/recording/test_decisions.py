"""Decisions of the KKR: once, twice, corrected, refused, with attendance and election; in memory but for the last ones."""

from collections.abc import Callable
from datetime import date

import pytest
from findings import ADVICE, ERROR, said
from office import DECIDED_ON, MAN, QUORUM, SEATED, WOMAN, Office, moment
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.definition import Definition
from models.entries import AttendanceEntry, BallotEntry, ElectionEntry, ListEntry, VotesEntry
from models.errors import RulesBroken
from models.opening import open_round
from models.recording import Recorded, record_decision
from models.rules.check import check_plan
from models.store import load_round
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


CHAIR, *MEMBERS = (f"Prøvekandidat {number}" for number in range(1, 5))
"""Who the office appoints at the constituent meeting."""
RIVAL = "Prøvekandidat 9"


def ballots(*counts: tuple[int, int]) -> list[BallotEntry]:
    """Ballots between the chair and the rival."""
    return [
        BallotEntry(votes=[VotesEntry(name=CHAIR, votes=ours), VotesEntry(name=RIVAL, votes=theirs)])
        for ours, theirs in counts
    ]


def majority(*counts: tuple[int, int], lots: tuple[str, ...] = ()) -> ElectionEntry:
    """An election of the chair by the twenty who were present."""
    fields = {"chair_by": "majority", "present": 20, "ballots": ballots(*counts), "chair_lots": list(lots)}
    return ElectionEntry.model_validate(fields)


def proportional(ours: int, theirs: int, lots: tuple[str, ...] = ()) -> ElectionEntry:
    """An election of the members, two of whom stand on the first list and one on the second."""
    lists = [
        ListEntry(name="Gruppe 1", votes=ours, candidates=MEMBERS[:2]),
        ListEntry(name="Gruppe 2", votes=theirs, candidates=[MEMBERS[2], RIVAL]),
    ]
    return ElectionEntry.model_validate({"members_by": "proportional", "lists": lists, "list_lots": list(lots)})


def constitute_anew(office: Office, election: ElectionEntry) -> Recorded:
    """The same form once more, with this election."""
    office.names = 0
    return office.constitute(election=election)


def refused(step: Callable[[], Recorded]) -> list[tuple[str, str]]:
    """What stands in the way of a step: rule and message."""
    with pytest.raises(RulesBroken) as caught:
        step()
    return [(finding.rule, finding.message) for finding in caught.value.findings]


def test_a_decision_is_recorded_once(office: Office) -> None:
    first, again = decide(office), decide(office)
    assert (first.changed, first.message) == (True, "Recorded 'organisations' of 2022-01-21 with 2 organisations.")
    assert (again.changed, again.message) == (
        False, "The decision 'organisations' is recorded already; nothing was changed."
    )  # fmt: skip
    assert len(office.round.decisions) == 1
    (event,) = office.round.events
    assert (event.what, event.subject, event.actor) == ("decision recorded", "organisations", "TST")
    assert event.old == {}
    assert event.new == {
        "number": 1,
        "decided_on": "2022-01-21",
        "organisations": ["di", "smvdanmark"],
        "criteria": "",
        "consideration": "Fordi.",
        "attendance": {},
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
    (decision,) = office.round.decisions
    assert (decision.kind, decision.organisations, decision.election) == (DecisionKind.CHAIR_AND_MEMBERS, [], {})


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
            "A decision of kind 'organisations' names no chair and no members, and elects nobody. Leave them out, or choose "
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
            "chair, members: the constituent meeting appoints 1 chair and 3 members; 2 members and no chair are named. "
            "Of a seat that is open again, record with 'record-appointments' who takes it.",
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


def test_attendance_is_kept_with_the_decision_and_stands_in_the_trail(office: Office) -> None:
    assert said(decide(office, attendance=QUORUM).findings) == [("D4", ADVICE, "knowledge")]
    (decision,) = office.round.decisions
    assert AttendanceEntry.model_validate(decision.attendance) == QUORUM
    assert office.round.events[-1].new["attendance"] == {
        "members": 22, "present": 20, "votes_for": None, "votes_against": None, "chair_for": False, "in_writing": False,
        "special_case": "",
    }  # fmt: skip


def test_the_attendance_that_was_forgotten_is_recorded_with_the_decision_again(office: Office) -> None:
    assert ("D14", ADVICE, "organisations") in said(decide(office).findings)
    assert said(decide(office, attendance=QUORUM).findings) == [("D4", ADVICE, "knowledge")]
    assert not decide(office, attendance=QUORUM).changed
    assert [bool(each.attendance) for each in office.round.decisions] == [False, True]


@pytest.mark.parametrize(
    "attendance, message",
    [
        pytest.param(
            AttendanceEntry(members=22, present=10),
            "10 of 22 members were present, fewer than half: the KKR could not decide.", id="a quorum missed",
        ),
        pytest.param(
            AttendanceEntry(members=22, present=20, votes_for=10, votes_against=10),
            "10 voted for it and 10 against: it was not carried.", id="a tie with the chair against it",
        ),
    ],
)  # fmt: skip
def test_what_the_kkr_could_not_decide_is_refused(office: Office, attendance: AttendanceEntry, message: str) -> None:
    assert refused(lambda: decide(office, attendance=attendance)) == [("D14", message)]
    assert office.told == []


def test_chair_and_members_whom_the_kkr_could_not_appoint_are_refused(office: Office) -> None:
    chair, *members = (office.person(council="Aalborg") for _ in range(4))
    appointed = {"kind": DecisionKind.CHAIR_AND_MEMBERS, "organisations": [], "consideration": "", "chair": chair}
    few = AttendanceEntry(members=22, present=10)
    message = "10 of 22 members were present, fewer than half: the KKR could not decide."
    assert refused(lambda: decide(office, members=members, attendance=few, **appointed)) == [("D14", message)]


def test_a_decision_heard_in_writing_says_what_made_the_case_special(office: Office) -> None:
    hearing = AttendanceEntry(members=22, present=0, in_writing=True)
    assert ("D15", ADVICE, "organisations") in said(decide(office, attendance=hearing).findings)
    explained = hearing.model_copy(update={"special_case": "Mødet blev aflyst på grund af sne."})
    assert said(decide(office, attendance=explained).findings) == [("D4", ADVICE, "knowledge")]


def test_a_decision_that_names_a_nominee_is_refused(office: Office) -> None:
    decide(office)
    office.nominate("di", WOMAN, MAN)
    message = "Its criteria or its consideration name a nominee, or repeat the reason of a body."
    assert refused(lambda: decide(office, criteria=f"Især {WOMAN.name}.")) == [("D16", message)]
    assert office.told == [("decision recorded", "organisations"), ("nomination registered", "di")]


@pytest.mark.parametrize(
    "election",
    [
        pytest.param(majority((11, 9)), id="a majority in the first ballot"),
        pytest.param(majority((10, 10), (10, 9), (10, 9)), id="most votes in the third"),
        pytest.param(majority((10, 10), (10, 10), (10, 10), lots=(CHAIR,)), id="a lot for the chair"),
        pytest.param(proportional(13, 7), id="d'Hondt"),
        pytest.param(proportional(9, 9, lots=("Gruppe 1",)), id="a lot for the third seat"),
        pytest.param(ElectionEntry(), id="by agreement"),
    ],
)
def test_an_election_is_kept_with_the_decision_and_those_it_elects_sit(office: Office, election: ElectionEntry) -> None:
    recorded = office.constitute(election=election)
    assert recorded.message == "Recorded 4 appointments of 2022-01-21; still open: 7 seats."
    assert said(recorded.findings) == []
    assert [member.person.name for member in office.round.members] == [CHAIR, *MEMBERS]
    (decision,) = office.round.decisions
    assert ElectionEntry.model_validate(decision.election) == election


def test_the_names_of_an_election_are_not_in_the_audit_trail(office: Office) -> None:
    both = proportional(13, 7).model_dump() | {"chair_by": "majority", "present": 20, "ballots": ballots((11, 9))}
    office.constitute(election=ElectionEntry.model_validate(both))
    assert office.told == [
        ("member appointed", "chair"), ("member appointed", "municipal-1"), ("member appointed", "municipal-2"),
        ("member appointed", "municipal-3"), ("decision recorded", "chair-and-members"),
    ]  # fmt: skip
    told = [f"{event.subject} {event.old} {event.new} {event.reason}" for event in office.round.events]
    assert [line for line in told if "Prøvekandidat" in line or "Gruppe" in line] == []


def test_an_election_is_recorded_once_and_corrected_while_it_elects_the_same(office: Office) -> None:
    office.constitute(election=majority((11, 9)))
    assert not constitute_anew(office, majority((11, 9))).changed
    assert constitute_anew(office, majority((12, 8))).changed
    assert [each.election["ballots"][0]["votes"][0]["votes"] for each in office.round.decisions] == [11, 12]
    assert len(office.round.members) == 4


@pytest.mark.parametrize(
    "election, message",
    [
        pytest.param(
            majority((9, 11)), "The election gives the seats 'chair' to others than those who were appointed.",
            id="another chair",
        ),
        pytest.param(
            proportional(7, 13), "The election gives the seats 'municipal' to others than those who were appointed.",
            id="another member",
        ),
        pytest.param(
            majority((10, 10), (10, 10), (10, 10)),
            f"election.chair_lots: the votes are equal. Draw lots among {CHAIR}, {RIVAL} and record who was drawn.",
            id="a tie for the chair names the two",
        ),
        pytest.param(
            proportional(9, 9),
            "election.list_lots: the votes are equal. Draw lots among Gruppe 1, Gruppe 2 and record who was drawn.",
            id="a tie for the third member names the lists",
        ),
        pytest.param(
            majority((10, 10), (10, 10), (10, 10), lots=(RIVAL,)),
            "The election gives the seats 'chair' to others than those who were appointed.", id="the rival was drawn",
        ),
        pytest.param(
            proportional(9, 9, lots=("Gruppe 2",)),
            "The election gives the seats 'municipal' to others than those who were appointed.",
            id="the second list was drawn",
        ),
        pytest.param(
            majority((10, 10)), "election.ballots: nobody is elected chair yet. Hold ballot 2 and record it too.",
            id="nobody is elected yet",
        ),
    ],
)  # fmt: skip
def test_an_election_of_others_or_of_nobody_is_refused(office: Office, election: ElectionEntry, message: str) -> None:
    assert refused(lambda: office.constitute(election=election)) == [("D10", message)]


def test_a_tie_is_accepted_once_its_lot_is_recorded(office: Office) -> None:
    refused(lambda: office.constitute(election=proportional(9, 9)))
    for kept in (office.round.appointments, office.round.decisions, office.round.people, office.round.events):
        kept.clear()  # what a caller's rollback does
    assert constitute_anew(office, proportional(9, 9, lots=("Gruppe 1",))).changed
    assert said(check_plan(office.round)) == []


@pytest.mark.parametrize(
    "election, rule",
    [
        pytest.param(majority((9, 11)), "D10", id="another chair was elected"),
        pytest.param(proportional(9, 9), "D10", id="a tie waits for its lot"),
    ],
)
def test_of_a_refused_election_nothing_is_stored(
    database: Engine, definition: Definition, election: ElectionEntry, rule: str
) -> None:
    with Session(database) as session, session.begin():
        open_round(session, definition, initials="TST", at=moment(DECIDED_ON))
    with pytest.raises(RulesBroken) as caught, Session(database) as session, session.begin():
        Office(round=load_round(session, definition.round, to_change=True)).constitute(election=election)
    assert said(caught.value.findings) == [(rule, ERROR, "chair-and-members")]
    with Session(database) as session:
        round_ = load_round(session, definition.round)
        assert (round_.decisions, round_.appointments, round_.people) == ([], [], [])
        assert [event.what for event in round_.events] == ["round opened"]


def test_an_election_and_its_attendance_come_back_from_the_database(database: Engine, definition: Definition) -> None:
    with Session(database) as session, session.begin():
        open_round(session, definition, initials="TST", at=moment(DECIDED_ON))
        Office(round=load_round(session, definition.round, to_change=True)).constitute(election=proportional(13, 7))
    with Session(database) as session:
        round_ = load_round(session, definition.round)
        (decision,) = round_.decisions
        assert ElectionEntry.model_validate(decision.election) == proportional(13, 7)
        assert AttendanceEntry.model_validate(decision.attendance) == QUORUM
        assert said(check_plan(round_)) == []
