"""Each rule of the KKR's rules of procedure, kept and broken: its meetings, its elections and its decisions."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from findings import ADVICE, ERROR, Said, moved, on_plan, said
from office import QUORUM, Office, moment

from models.definition import Definition, MilestoneDefinition
from models.elections import Method
from models.entries import AttendanceEntry, BallotEntry, DirectAppointment, ElectionEntry, ListEntry, VotesEntry
from models.errors import RulesBroken
from models.nomination import Decision
from models.opening import build_round
from models.recording import record_appointments
from models.round import Round
from models.rules.check import check_plan, dated_tasks
from models.rules.procedure import FO, agenda_goes_out, alliances_are_notified, own_items_arrive
from models.rules.registry import Remark
from models.words import AppointingBody, DecisionKind, Gender, MilestoneKind, SeatCategory

NAMES = [f"Prøvekandidat {number}" for number in range(1, 5)]
CHAIR, *MEMBERS = NAMES
"""Who the office appoints at the constituent meeting."""
EVERY_DAY = [date(2021, 1, 1) + timedelta(days=count) for count in range(6 * 365)]


def constituted(definition: Definition, on: date) -> Said:
    """What the rules say when the constituent meeting is on that day and the requests go out after it."""
    day = MilestoneDefinition(on=on, source="a test")
    days = {MilestoneKind.CONSTITUENT_MEETING: day, MilestoneKind.REQUESTS: day}
    return on_plan(definition, milestones={**definition.milestones, **days})


def majority_of(*votes: tuple[str, int], **fields: object) -> ElectionEntry:
    """An election of the chair in one ballot, the members by agreement."""
    ballot = BallotEntry(votes=[VotesEntry(name=name, votes=count) for name, count in votes])
    return ElectionEntry.model_validate({"chair_by": Method.MAJORITY, "present": 20, "ballots": [ballot], **fields})


def lists_of(*lists: tuple[str, int, list[str]], **fields: object) -> ElectionEntry:
    """An election of the members by lists, the chair by agreement."""
    entered = [ListEntry(name=name, votes=votes, candidates=candidates) for name, votes, candidates in lists]
    return ElectionEntry.model_validate({"members_by": Method.PROPORTIONAL, "lists": entered, **fields})


def refused(office: Office, election: ElectionEntry) -> str:
    """What D10 says of an election that does not elect those who are appointed."""
    with pytest.raises(RulesBroken) as caught:
        office.constitute(election=election)
    (found,) = caught.value.findings
    assert (found.rule, found.severity, found.subject) == ("D10", ERROR, "chair-and-members")
    return found.message


def meeting_on(office: Office, kind: MilestoneKind, day: date) -> dict[str, date | None]:
    """By which day what is to be done when that meeting is on that day."""
    milestone = office.round.milestone(kind)
    milestone.starts_on = milestone.ends_on = day
    return {task.rule: task.due_on for task in dated_tasks(office.round) if task.subject == kind}


def decided(office: Office, attendance: AttendanceEntry | None) -> Said:
    """What the rules say about the decision on organisations, as if it had been recorded with that attendance."""
    office.decide()
    in_force(office).attendance = attendance.model_dump(mode="json") if attendance else {}
    return said(check_plan(office.round))


def in_force(office: Office) -> Decision:
    decision = office.round.decision(DecisionKind.ORGANISATIONS)
    assert decision is not None
    return decision


def present(number: int, members: int = 22, **fields: object) -> AttendanceEntry:
    return AttendanceEntry.model_validate({"members": members, "present": number, **fields})


def published(office: Office, *, criteria: str = "", consideration: str = "De kender erhvervslivet.") -> Said:
    """What the rules say when the decision in force has these words and DI has named a woman with a reason."""
    office.decide()
    office.nominate("di", office.person(name="Prøvekandidat Ø. Å"), reason="Manden vi spurgte rejser til Grønland.")
    in_force(office).criteria, in_force(office).consideration = criteria, consideration
    return said(check_plan(office.round))


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


def test_d10_kept_by_an_agreement_which_is_not_counted(office: Office) -> None:
    office.constitute(election=ElectionEntry())
    assert said(check_plan(office.round)) == []


def test_d10_kept_when_no_election_is_recorded(office: Office) -> None:
    office.constitute(election=None)
    assert said(check_plan(office.round)) == []


@pytest.mark.parametrize(
    "election",
    [
        pytest.param(majority_of((CHAIR, 11), ("Prøvekandidat 9", 9)), id="the chair by majority"),
        pytest.param(lists_of(("A", 13, MEMBERS[:2]), ("B", 7, MEMBERS[2:])), id="the members by d'Hondt"),
        pytest.param(
            lists_of(("A", 13, [*MEMBERS[:2], "Prøvekandidat 9"]), ("B", 7, MEMBERS[2:])),
            id="who stands further down a list is not elected",
        ),
        pytest.param(lists_of(("A", 16, MEMBERS), ("B", 4, ["Prøvekandidat 9"])), id="one list takes all seats"),
        pytest.param(
            lists_of(("B", 13, [MEMBERS[2].upper(), f" {MEMBERS[1]} "]), ("A", 7, [MEMBERS[0].replace(" ", "  ")])),
            id="in any order, however the names are written",
        ),
        pytest.param(
            lists_of(
                ("A", 13, MEMBERS[:2]), ("B", 7, MEMBERS[2:]),
                chair_by="majority", present=20, ballots=majority_of((CHAIR, 20)).ballots,
            ),
            id="both",
        ),
    ],
)  # fmt: skip
def test_d10_kept_by_an_election_of_those_who_are_appointed(office: Office, election: ElectionEntry) -> None:
    office.constitute(election=election)
    assert said(check_plan(office.round)) == []


@pytest.mark.parametrize(
    "election, message",
    [
        pytest.param(
            majority_of((CHAIR, 9), ("Prøvekandidat 9", 11)),
            "The election gives the seats 'chair' to others than those who were appointed.", id="another chair",
        ),
        pytest.param(
            lists_of(("A", 13, [MEMBERS[0], "Prøvekandidat 9"]), ("B", 7, MEMBERS[2:])),
            "The election gives the seats 'municipal' to others than those who were appointed.", id="another member",
        ),
        pytest.param(
            majority_of((CHAIR, 10), ("Prøvekandidat 9", 10)),
            "election.ballots: nobody is elected chair yet. Hold ballot 2 and record it too.",
            id="half of the votes are no majority",
        ),
        pytest.param(
            lists_of(("A", 9, MEMBERS[:2]), ("B", 9, MEMBERS[2:])),
            "election.list_lots: the votes are equal. Draw lots among A, B and record who was drawn.",
            id="a tie without its lot",
        ),
    ],
)  # fmt: skip
def test_d10_broken_by_an_election_of_others_or_of_nobody(
    office: Office, election: ElectionEntry, message: str
) -> None:
    assert refused(office, election) == message


def test_d10_kept_by_the_lot_that_was_drawn_and_broken_by_the_other_one(office: Office) -> None:
    tied = [("A", 9, MEMBERS[:2]), ("B", 9, MEMBERS[2:])]
    other = refused(office, lists_of(*tied, list_lots=["B"]))
    assert other.startswith("election.lists: 'B' has won 2 seats and names 1 candidates.")
    office.round.appointments.clear()  # what a caller's rollback does
    office.round.decisions.clear()
    office.names = 0
    office.constitute(election=lists_of(*tied, list_lots=["A"]))
    assert said(check_plan(office.round)) == []


def test_d10_kept_after_a_member_has_left_and_another_was_appointed(office: Office) -> None:
    office.constitute(election=lists_of(("A", 13, MEMBERS[:2]), ("B", 7, MEMBERS[2:])))
    leaving = office.round.members[1]
    leaving.left_on, leaving.left_reason = date(2022, 2, 1), "Flyttet."
    record_appointments(
        office.round, decided_on=date(2022, 2, 2), appointed_by=AppointingBody.KKR,
        others=[DirectAppointment(seat=SeatCategory.MUNICIPAL, person=office.person(council="Rebild"))],
        initials="TST", at=moment(date(2022, 2, 2)),
    )  # fmt: skip
    assert said(check_plan(office.round)) == []


def test_the_tasks_of_the_shipped_round_come_in_the_order_of_their_days(office: Office) -> None:
    assert [(str(task.due_on), task.rule, task.subject) for task in dated_tasks(office.round)] == [
        ("2022-01-14", "D11", "constituent-meeting"),
        ("2022-01-18", "D13", "constituent-meeting"),
        ("2022-03-11", "D12", "appointment"),
        ("2022-03-14", "D11", "appointment"),
    ]
    assert [(task.severity, task.blocks) for task in dated_tasks(office.round)] == [(ADVICE, False)] * 4


def test_tasks_are_no_findings_about_the_plan(office: Office) -> None:
    assert check_plan(office.round) == []


@pytest.mark.parametrize("kind", ["constituent-meeting", "appointment"])
def test_d11_kept_by_the_same_weekday_the_week_before(office: Office, kind: str) -> None:
    assert meeting_on(office, MilestoneKind(kind), date(2022, 1, 21))["D11"] == date(2022, 1, 14)


@pytest.mark.parametrize(
    "meeting, due",
    [
        pytest.param(date(2022, 1, 22), date(2022, 1, 14), id="a Saturday: the Friday before"),
        pytest.param(date(2022, 1, 23), date(2022, 1, 14), id="a Sunday: that Friday too"),
        pytest.param(date(2026, 1, 8), date(2025, 12, 30), id="New Year's Day, and 31 December is a day off"),
        pytest.param(date(2022, 4, 25), date(2022, 4, 13), id="Easter Monday, back over all of Easter"),
        pytest.param(date(2026, 6, 12), date(2026, 6, 4), id="5 June"),
    ],
)
def test_d11_broken_by_a_day_off_moves_back_and_never_later(office: Office, meeting: date, due: date) -> None:
    assert meeting_on(office, MilestoneKind.CONSTITUENT_MEETING, meeting)["D11"] == due


@pytest.mark.parametrize("kind", ["appointment"])
def test_d12_kept_by_ten_days_before_an_ordinary_meeting(office: Office, kind: str) -> None:
    assert meeting_on(office, MilestoneKind(kind), date(2022, 1, 21))["D12"] == date(2022, 1, 11)


def test_d12_kept_silent_about_the_constituent_meeting_which_is_no_ordinary_one(office: Office) -> None:
    assert sorted(meeting_on(office, MilestoneKind.CONSTITUENT_MEETING, date(2022, 1, 21))) == ["D11", "D13"]


@pytest.mark.parametrize(
    "meeting, due",
    [
        pytest.param(date(2022, 3, 22), date(2022, 3, 11), id="a Saturday: the Friday before"),
        pytest.param(date(2022, 4, 28), date(2022, 4, 13), id="Easter Monday, back over all of Easter"),
        pytest.param(date(2022, 1, 10), date(2021, 12, 30), id="31 December"),
    ],
)
def test_d12_broken_by_a_day_off_moves_back_and_never_later(office: Office, meeting: date, due: date) -> None:
    assert meeting_on(office, MilestoneKind.APPOINTMENT, meeting)["D12"] == due


def test_d13_kept_by_three_working_days_before_the_constituent_meeting(office: Office) -> None:
    assert meeting_on(office, MilestoneKind.CONSTITUENT_MEETING, date(2022, 1, 21))["D13"] == date(2022, 1, 18)


@pytest.mark.parametrize("kind", ["appointment"])
def test_d13_kept_silent_about_the_other_meetings(office: Office, kind: str) -> None:
    assert sorted(meeting_on(office, MilestoneKind(kind), date(2022, 1, 21))) == ["D11", "D12"]


@pytest.mark.parametrize(
    "meeting, due",
    [
        pytest.param(date(2022, 1, 24), date(2022, 1, 19), id="a Monday: over the weekend"),
        pytest.param(date(2022, 1, 4), date(2021, 12, 29), id="over New Year, when 31 December does not count"),
        pytest.param(date(2021, 12, 28), date(2021, 12, 22), id="over Christmas, when 24 December does not count"),
    ],
)
def test_d13_broken_by_days_off_in_between_moves_back_and_never_later(office: Office, meeting: date, due: date) -> None:
    assert meeting_on(office, MilestoneKind.CONSTITUENT_MEETING, meeting)["D13"] == due


@pytest.mark.parametrize(
    "rule, kind, least",
    [
        pytest.param(agenda_goes_out, "constituent-meeting", 7, id="D11: a week"),
        pytest.param(own_items_arrive, "appointment", 10, id="D12: ten days"),
        pytest.param(alliances_are_notified, "constituent-meeting", 3, id="D13: three days at least"),
    ],
)
def test_no_task_is_ever_due_later_than_so_many_days_before_its_meeting(
    office: Office, rule: Callable[[Round], Iterator[Remark]], kind: str, least: int
) -> None:
    milestone = office.round.milestone(MilestoneKind(kind))
    for day in (each for each in EVERY_DAY if FO.in_force_on(each)):
        milestone.starts_on = day
        (due,) = [remark.due_on for remark in rule(office.round) if remark.subject == kind]
        assert due is not None
        assert due <= day - timedelta(days=least)


@pytest.mark.parametrize(
    "attendance",
    [
        pytest.param(present(22), id="all of them"),
        pytest.param(present(11), id="exactly half"),
        pytest.param(present(12, members=23), id="just over half of an odd number"),
        pytest.param(present(20, votes_for=11, votes_against=9), id="a majority"),
        pytest.param(present(20, votes_for=1, votes_against=0), id="a majority of those who voted"),
        pytest.param(present(20, votes_for=10, votes_against=10, chair_for=True), id="a tie the chair decides"),
        pytest.param(present(0, in_writing=True, special_case="Fristen faldt i ferien."), id="heard in writing"),
    ],
)
def test_d14_kept_by_a_kkr_that_could_decide(office: Office, attendance: AttendanceEntry) -> None:
    assert decided(office, attendance) == []


@pytest.mark.parametrize(
    "attendance, message",
    [
        pytest.param(
            present(10), "10 of 22 members were present, fewer than half: the KKR could not decide.", id="one too few"
        ),
        pytest.param(
            present(11, members=23), "11 of 23 members were present, fewer than half: the KKR could not decide.",
            id="just under half of an odd number",
        ),
        pytest.param(
            present(20, votes_for=9, votes_against=11), "9 voted for it and 11 against: it was not carried.", id="a minority"
        ),
        pytest.param(
            present(20, votes_for=10, votes_against=10), "10 voted for it and 10 against: it was not carried.",
            id="a tie with the chair against it",
        ),
        pytest.param(
            present(20, votes_for=9, votes_against=11, chair_for=True),
            "9 voted for it and 11 against: it was not carried.", id="the chair decides a tie only",
        ),
        pytest.param(
            present(0, in_writing=True, special_case="Haster.", votes_for=3, votes_against=8),
            "3 voted for it and 8 against: it was not carried.", id="in writing too",
        ),
        pytest.param(
            present(30), "30 of 22 members were present and 0 voted: the numbers do not fit.", id="more than there are"
        ),
        pytest.param(
            present(12, votes_for=13, votes_against=0),
            "12 of 22 members were present and 13 voted: the numbers do not fit.", id="more votes than people",
        ),
        pytest.param(
            present(0, in_writing=True, special_case="Haster.", votes_for=40),
            "0 of 22 members were present and 40 voted: the numbers do not fit.", id="more in writing than there are",
        ),
        pytest.param(
            present(20, votes_for=0, votes_against=0), "0 voted for it and 0 against: it was not carried.", id="no vote"
        ),
    ],
)  # fmt: skip
def test_d14_broken_by_a_missed_quorum_or_a_lost_vote(
    office: Office, attendance: AttendanceEntry, message: str
) -> None:
    assert decided(office, attendance) == [("D14", ERROR, "organisations")]
    assert [each.message for each in check_plan(office.round)] == [message]


def test_d14_broken_by_a_decision_without_its_attendance_is_only_advice(office: Office) -> None:
    assert decided(office, None) == [("D14", ADVICE, "organisations")]


def test_d14_kept_by_the_decision_in_force_whatever_the_earlier_one_lacked(office: Office) -> None:
    assert decided(office, None) == [("D14", ADVICE, "organisations")]
    office.decide()
    assert said(check_plan(office.round)) == []


def test_d15_kept_by_a_meeting_and_by_a_hearing_that_says_why(office: Office) -> None:
    assert decided(office, QUORUM) == []
    assert decided(office, present(0, in_writing=True, special_case="Mødet var aflyst.")) == []


@pytest.mark.parametrize("why", [pytest.param("", id="no word of it"), pytest.param("  ", id="blanks say nothing")])
def test_d15_broken_by_a_hearing_without_its_special_case_is_only_advice(office: Office, why: str) -> None:
    assert decided(office, present(0, in_writing=True, special_case=why)) == [("D15", ADVICE, "organisations")]


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("indsigt i virksomhedernes behov", id="criteria as they should be"),
        pytest.param("prøvekandidat ø", id="a part of the name"),
        pytest.param("prøvekandidat ø. ås", id="the name within a longer word"),
        pytest.param("rejser til Grønland", id="a few words of the reason"),
        pytest.param("DI", id="a nominating body is no secret"),
    ],
)
def test_d16_kept_by_words_that_give_nobody_away(office: Office, words: str) -> None:
    assert published(office, criteria=words) == []
    assert published(office, consideration=words) == []


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("Især Prøvekandidat Ø. Å, som kender dem", id="the name of a nominee"),
        pytest.param("PRØVEKANDIDAT  ø. å", id="in another case, with more spaces"),
        pytest.param("Prøvekandidat\nØ. Å", id="over two lines"),
        pytest.param("(Prøvekandidat Ø. Å)", id="between brackets"),
        pytest.param("DI skrev: Manden vi spurgte rejser til Grønland.", id="the reason of a body"),
    ],
)
def test_d16_broken_by_the_name_or_the_reason_of_a_nominee(office: Office, words: str) -> None:
    assert published(office, criteria=words) == [("D16", ERROR, "organisations")]
    in_force(office).criteria, in_force(office).consideration = "", words
    assert said(check_plan(office.round)) == [("D16", ERROR, "organisations")]


def test_d16_kept_by_the_name_of_somebody_who_was_appointed_without_a_nomination(office: Office) -> None:
    office.constitute()
    office.decide()
    in_force(office).consideration = f"Formanden {CHAIR} foreslog dem."
    assert said(check_plan(office.round)) == []


def test_d16_kept_by_a_decision_that_replaces_the_one_with_the_name(office: Office) -> None:
    published(office, consideration="Prøvekandidat Ø. Å kender dem.")
    office.decide()
    assert said(check_plan(office.round)) == []


def test_d16_kept_by_a_reason_of_one_word_that_stands_within_another_word(office: Office) -> None:
    office.decide()
    office.nominate("di", office.person(Gender.WOMAN), reason="Ingen")
    in_force(office).consideration = "De afspejler ingeniørvirksomhederne."
    assert said(check_plan(office.round)) == []
