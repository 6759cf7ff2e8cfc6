"""What the secretariats do where no source says it: meetings and deadlines on working days, kept and broken."""

from datetime import date

import pytest
from findings import ADVICE, moved, on_day, said
from office import Office

from models.definition import Definition
from models.finding import Finding
from models.opening import build_round
from models.rules.check import check_plan
from models.words import MilestoneKind

FRIDAY, SATURDAY = date(2026, 1, 30), date(2026, 1, 31)


def about(definition: Definition, kind: str, first: date, last: date | None = None) -> list[Finding]:
    """What the rule says about working days when one milestone is on that day, whatever the others say of its date."""
    return [each for each in check_plan(build_round(on_day(definition, kind, first, last))) if each.rule == "D17"]


def test_d17_kept_by_the_shipped_plan(office: Office) -> None:
    assert said(check_plan(office.round)) == []


@pytest.mark.parametrize("kind", list(MilestoneKind))
def test_d17_kept_by_each_milestone_on_a_friday(definition: Definition, kind: MilestoneKind) -> None:
    assert about(definition, kind, FRIDAY) == []


@pytest.mark.parametrize(
    "kind, day, message, remedy",
    [
        pytest.param(
            "recommendation", SATURDAY, "'recommendation' ends on Saturday 2026-01-31, which is no working day.",
            "Choose Friday 2026-01-30.", id="the outgoing KKR must meet before the new one does",
        ),
        pytest.param(
            "constituent-meeting", SATURDAY,
            "'constituent-meeting' ends on Saturday 2026-01-31, which is no working day.",
            "Choose Friday 2026-01-30.", id="31 January is the latest day, so the meeting moves back",
        ),
        pytest.param(
            "requests", SATURDAY, "'requests' ends on Saturday 2026-01-31, which is no working day.",
            "Choose Monday 2026-02-02.", id="the requests move on",
        ),
        pytest.param(
            "nominations", date(2026, 2, 28), "'nominations' ends on Saturday 2026-02-28, which is no working day.",
            "Choose Monday 2026-03-02.", id="the deadline moves on",
        ),
        pytest.param(
            "clarification", date(2026, 3, 15), "'clarification' ends on Sunday 2026-03-15, which is no working day.",
            "Choose Monday 2026-03-16.", id="the window for clarification moves on",
        ),
        pytest.param(
            "appointment", date(2026, 3, 28), "'appointment' ends on Saturday 2026-03-28, which is no working day.",
            "Choose Monday 2026-03-30.", id="the appointments move on",
        ),
    ],
)  # fmt: skip
def test_d17_broken_by_a_day_off_proposes_a_working_day(
    definition: Definition, kind: str, day: date, message: str, remedy: str
) -> None:
    (found,) = about(definition, kind, day)
    assert (found.severity, found.subject, found.blocks) == (ADVICE, f"milestones.{kind}", False)
    assert (found.message, found.remedy) == (message, remedy)


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(date(2028, 4, 1), id="a Saturday"),
        pytest.param(date(2029, 4, 1), id="Easter Sunday"),
        pytest.param(date(2021, 4, 1), id="Maundy Thursday"),
    ],
)
def test_d17_kept_by_taking_office_on_any_weekday_since_1_april_is_by_law(definition: Definition, day: date) -> None:
    assert about(definition, "in-office", day) == []


@pytest.mark.parametrize(
    "kind, day, remedy",
    [
        pytest.param("nominations", date(2026, 4, 2), "Choose Tuesday 2026-04-07.", id="on over Easter"),
        pytest.param("nominations", date(2026, 6, 5), "Choose Monday 2026-06-08.", id="5 June"),
        pytest.param("nominations", date(2026, 12, 24), "Choose Monday 2026-12-28.", id="on over Christmas"),
        pytest.param("constituent-meeting", date(2026, 1, 1), "Choose Tuesday 2025-12-30.", id="back over New Year"),
    ],
)
def test_d17_broken_by_a_holiday(definition: Definition, kind: str, day: date, remedy: str) -> None:
    assert [each.remedy for each in about(definition, kind, day)] == [remedy]


@pytest.mark.parametrize("day", [date(2026, 5, 1), date(2024, 4, 26)], ids=["1 May", "Great Prayer Day from 2024 on"])
def test_d17_kept_by_days_that_are_working_days_here(definition: Definition, day: date) -> None:
    assert about(definition, "nominations", day) == []


def test_d17_kept_by_a_window_that_starts_on_a_day_off_and_ends_on_a_working_day(definition: Definition) -> None:
    assert moved(definition, "appointment", date(2022, 3, 19), date(2022, 3, 25)) == []


def test_d17_broken_by_a_window_that_ends_on_a_day_off(definition: Definition) -> None:
    assert moved(definition, "appointment", date(2022, 3, 21), date(2022, 3, 26)) == [
        ("D17", ADVICE, "milestones.appointment")
    ]
