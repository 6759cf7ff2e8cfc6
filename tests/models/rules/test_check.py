"""How findings act: an error blocks, `explain` blocks until a reason is recorded with the step, advice never does."""

from datetime import UTC, date, datetime

import pytest
from findings import ADVICE, ERROR, EXPLAIN, Said, said
from office import Office, moment

from models.board import Explanation
from models.entries import ReasonEntry
from models.errors import RulesBroken
from models.finding import Finding, Severity
from models.rules.check import check_board, check_members, check_nomination, explained
from models.words import Gender, SeatCategory

APPOINTED_ON, LATE = date(2022, 3, 23), date(2022, 3, 3)
ACCEPTED = "KKR accepterer den sene indstilling."


def finding(severity: Severity, *, rule: str = "B12", subject: str = "di", reason: str = "") -> Finding:
    return Finding(rule=rule, severity=severity, subject=subject, message="m", remedy="r", reason=reason)


def explain(
    office: Office, text: str, *, rule: str = "B12", subject: str = "", at: datetime | None = None
) -> list[Explanation]:
    """Record a reason with the round; every reason that is recorded by now."""
    recorded_at = at or moment(APPOINTED_ON)
    office.round.explanations.append(
        Explanation(rule=rule, subject=subject, text=text, recorded_by="TST", recorded_at=recorded_at)
    )
    return office.round.explanations


def answered(office: Office, *, on: date = date(2022, 2, 10), in_writing: bool = True, active: bool = True) -> None:
    """The KKR has decided, and DI names a woman and a man of whom all is known."""
    woman = office.person(Gender.WOMAN, trade="handel", active_in_business=active)
    office.decide()
    office.nominate("di", woman, office.person(Gender.MAN, trade="industri"), on=on, in_writing=in_writing)


def choose(office: Office, **reasons: str) -> list[Finding]:
    """Appoint the woman whom DI named, with reasons by the numbers of the rules; what the rules say about it."""
    given = tuple(ReasonEntry(rule=number, subject="di", reason=reason) for number, reason in reasons.items())
    chosen = (SeatCategory.COMPANY, "di", office.nominee("di", Gender.WOMAN))
    return office.appoint(chosen, on=APPOINTED_ON, reasons=given).findings


def refused(office: Office, **reasons: str) -> Said:
    """What blocks that appointment."""
    with pytest.raises(RulesBroken) as caught:
        choose(office, **reasons)
    office.round.appointments.clear()  # what a caller's rollback does
    return said(caught.value.findings)


def test_an_error_blocks_the_step_and_no_reason_helps(office: Office) -> None:
    answered(office, active=False)
    assert refused(office) == [("A7", ERROR, "company-1")]
    reason = ReasonEntry(rule="A7", subject="company-1", reason="Hun er på vej.")
    with pytest.raises(RulesBroken) as caught:
        office.appoint((SeatCategory.COMPANY, "di", office.nominee("di", Gender.WOMAN)), reasons=(reason,))
    assert [(each.rule, each.blocks, each.reason) for each in caught.value.findings] == [("A7", True, "")]


def test_what_asks_for_a_reason_blocks_until_one_is_recorded_with_the_step(office: Office) -> None:
    answered(office, on=LATE)
    assert refused(office) == [("B12", EXPLAIN, "di")]
    assert refused(office, B7="En grund til noget andet.") == [("B12", EXPLAIN, "di")]
    assert said(choose(office, B12=ACCEPTED)) == [("B12", EXPLAIN, "di")]


def test_an_explained_finding_stays_visible_with_the_reason_by_whom_and_when(office: Office) -> None:
    answered(office, on=LATE)
    (shown,) = choose(office, B12=ACCEPTED)
    (again,) = check_board(office.round, date(2022, 3, 30), final=False)[:1]
    assert (shown.reason, shown.reason_by, shown.reason_on, shown.blocks) == (ACCEPTED, "TST", APPOINTED_ON, False)
    assert shown.given_reason == f"Reason given by TST on 2022-03-23: {ACCEPTED}"
    assert again == shown


def test_advice_never_blocks(office: Office) -> None:
    answered(office, in_writing=False)
    (shown,) = choose(office)
    assert (shown.rule, shown.severity, shown.blocks, shown.reason) == ("B6", ADVICE, False, "")


def test_a_recorded_reason_explains_what_asks_for_one_and_nothing_else(office: Office) -> None:
    reasons = explain(office, "Accepteret.", subject="di")
    assert [
        (each.severity, each.reason, each.reason_by, each.reason_on, each.blocks)
        for each in explained([finding(severity) for severity in Severity], reasons)
    ] == [
        (ERROR, "", "", None, True),
        (EXPLAIN, "Accepteret.", "TST", APPOINTED_ON, False),
        (ADVICE, "", "", None, False),
    ]


@pytest.mark.parametrize(
    "rule, subject, explains",
    [
        pytest.param("B12", "di", True, id="this rule about this body"),
        pytest.param("B12", "", True, id="this rule about everybody"),
        pytest.param("B12", "tekniq", False, id="another body"),
        pytest.param("B9", "di", False, id="another rule"),
    ],
)
def test_a_reason_explains_its_own_rule_and_subject(office: Office, rule: str, subject: str, explains: bool) -> None:
    (found,) = explained([finding(EXPLAIN)], explain(office, "Accepteret.", rule=rule, subject=subject))
    assert found.blocks is not explains


def test_the_latest_reason_counts_but_the_bodys_own_stays(office: Office) -> None:
    explain(office, "Første.")
    findings = explained([finding(EXPLAIN), finding(EXPLAIN, reason="Vores.")], explain(office, "Anden."))
    assert [each.reason for each in findings] == ["Anden.", "Vores."]


def test_the_day_of_a_reason_is_the_day_in_denmark(office: Office) -> None:
    reasons = explain(office, "Sent på aftenen.", at=datetime(2022, 3, 31, 22, 30, tzinfo=UTC))
    assert [each.reason_on for each in explained([finding(EXPLAIN)], reasons)] == [date(2022, 4, 1)]


def test_a_board_can_be_asked_about_before_it_is_appointed(seated: Office) -> None:
    fewer = seated.round.members[:-1]
    assert said(check_members(seated.round, APPOINTED_ON, final=True, members=fewer)) == [
        ("A1", ERROR, ""), ("A10", ERROR, "region"),
    ]  # fmt: skip
    assert check_members(seated.round, APPOINTED_ON, final=True) == []


def test_a_nomination_is_asked_once_however_many_of_its_nominees_sit(office: Office) -> None:
    answered(office, on=LATE)
    woman, man = (office.nominee("di", gender) for gender in (Gender.WOMAN, Gender.MAN))
    reason = ReasonEntry(rule="B12", reason=ACCEPTED)
    office.appoint((SeatCategory.COMPANY, "di", woman), (SeatCategory.COMPANY, "di", man), reasons=(reason,))
    about = check_board(office.round, APPOINTED_ON, final=False)
    assert [each.rule for each in about].count("B12") == 1
    assert about == check_nomination(office.round.nominations[-1]) + check_members(
        office.round, APPOINTED_ON, final=False
    )
