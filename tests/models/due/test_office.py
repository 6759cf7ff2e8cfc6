"""What staff are told, and in which weeks: on the shipped round, and a census of the words the digest needs."""

import ast
import importlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from office import DECIDED_ON, Office, moment

import models
from models.action import Action, ActionKind
from models.due.office import NOT_TOLD, TOLD_OF_LETTERS, week
from models.event import Event
from models.plan import plan
from models.progress import STEPS
from models.recording import record_decision
from models.recording.letters import IN_DOUBT
from models.rules.check import every_rule
from models.rules.procedure import MEETINGS as MEETINGS_OF_RULES
from models.rules.registry import About
from models.words import DecisionKind, LetterKind, LetterState, MilestoneKind
from notifications.letters.office import HAPPENED, IN_NEED, MEETINGS, MISSING, OF_SEATS, TASKS

RECOMMENDED_ON = date(2021, 10, 15)  # the first milestone, a Friday
QUIET = date(2022, 2, 7)  # a Monday with nothing to say: the requests are out, the deadline is three weeks ahead
ONE_DAY = timedelta(days=1)
SOURCES = [path for path in Path(models.__file__).parent.rglob("*.py") if path.name != "recorded.py"]


@pytest.fixture
def quiet(office: Office) -> Office:
    """An office to which nothing happened since the requests went out."""
    record_decision(
        office.round, kind=DecisionKind.RECOMMENDATION, decided_on=RECOMMENDED_ON, organisations=["di"],
        consideration="Som i sidste periode.", initials="TST", at=moment(RECOMMENDED_ON),
    )  # fmt: skip
    office.decide()
    office.constitute()
    office.run_until(date(2022, 1, 30))
    for letter in office.round.letters:
        letter.state, letter.error = LetterState.SENT, ""  # to the members too, whose addresses nobody knows here
    return office


def happen(office: Office, what: str, on: date) -> None:
    office.round.events.append(Event(at=moment(on), on=on, actor="TST", what=what))


def digests(office: Office, on: date) -> list[Action]:
    return [action for action in plan(office.round, on) if action.kind is ActionKind.DIGEST]


def mondays(actions: list[Action]) -> list[date]:
    return [action.due_on for action in actions if action.kind is ActionKind.DIGEST]


def test_a_week_in_which_nothing_happened_and_nothing_is_due_is_passed_over(quiet: Office) -> None:
    assert quiet.run_until(QUIET + timedelta(days=6), first=QUIET) == []


@pytest.mark.parametrize(
    "days_before, told",
    [(8, False), (7, True), (1, True), (0, False), (-1, False)],
    ids=["the Sunday before that week", "its Monday", "its Sunday", "the Monday itself", "the day after"],
)
def test_what_happened_in_the_seven_days_before_the_monday_is_told(days_before: int, told: bool, quiet: Office) -> None:
    happen(quiet, "milestone moved", QUIET - timedelta(days=days_before))
    assert bool(digests(quiet, QUIET + 2 * ONE_DAY)) is told


@pytest.mark.parametrize(
    "what, told",
    [
        ("nomination registered", True),
        ("member appointed", True),
        (ActionKind.REQUEST.value, True),
        (ActionKind.SKIP.value, True),
        (ActionKind.DIGEST.value, False),
        (ActionKind.CHECK.value, False),
        ("letter sending", False),
        ("letter sent", False),
        ("letter queued", False),
        ("letter edited", False),
        ("letter failed", True),
        ("letter bounced", True),
        ("letter uncertain", True),
    ],
)
def test_a_digest_tells_what_staff_would_want_to_know(what: str, told: bool, quiet: Office) -> None:
    happen(quiet, what, QUIET - ONE_DAY)
    assert week(quiet.round, QUIET).happened == ({what: 1} if told else {})
    assert bool(digests(quiet, QUIET)) is told


def test_events_are_counted_by_kind_in_the_order_in_which_they_happened(quiet: Office) -> None:
    for days, what in ((6, "milestone moved"), (5, "nomination registered"), (2, "milestone moved")):
        happen(quiet, what, QUIET - timedelta(days=days))
    assert list(week(quiet.round, QUIET).happened.items()) == [("milestone moved", 2), ("nomination registered", 1)]


@pytest.mark.parametrize("days, sent", [(0, True), (3, True), (6, True), (7, False)])
def test_the_first_run_of_the_week_sends_the_digest_and_a_run_of_the_next_week_does_not(
    days: int, sent: bool, quiet: Office
) -> None:
    happen(quiet, "milestone moved", QUIET - ONE_DAY)
    assert mondays(quiet.run(QUIET + timedelta(days=days))) == ([QUIET] if sent else [])
    assert mondays(quiet.run(QUIET + timedelta(days=days))) == []


def test_after_weeks_of_downtime_only_the_digest_of_this_week_is_sent(quiet: Office) -> None:
    quiet.nominate("di", on=date(2022, 2, 10))
    assert mondays(quiet.run(date(2022, 3, 10))) == [date(2022, 3, 7)]
    assert mondays(quiet.run(date(2022, 3, 11))) == []


def test_a_digest_is_never_the_reason_of_the_next_one(quiet: Office) -> None:
    happen(quiet, "milestone moved", QUIET - ONE_DAY)
    quiet.run_until(QUIET + timedelta(days=10), first=QUIET)
    assert mondays(quiet.done)[-1] == QUIET


@pytest.mark.parametrize(
    "first, on, told",
    [
        (RECOMMENDED_ON, date(2021, 10, 15), False),
        (RECOMMENDED_ON, date(2021, 10, 17), False),
        (RECOMMENDED_ON, date(2021, 10, 18), True),
        (date(2021, 10, 18), date(2021, 10, 17), False),
        (date(2021, 10, 18), date(2021, 10, 18), True),
    ],
    ids=["on a Friday, that day", "the Sunday after", "the first Monday after", "on a Monday, the day before", "that day"],
)  # fmt: skip
def test_the_first_digest_is_of_the_first_monday_from_the_first_milestone_on(
    first: date, on: date, told: bool, office: Office
) -> None:
    milestone = office.round.milestone(MilestoneKind.RECOMMENDATION)
    milestone.starts_on = milestone.ends_on = first
    happen(office, "milestone moved", on - ONE_DAY)
    happen(office, "milestone moved", on - 7 * ONE_DAY)
    assert bool(digests(office, on)) is told


@pytest.mark.parametrize(
    "day, told",
    [(QUIET - ONE_DAY, True), (QUIET, True), (QUIET + 7 * ONE_DAY, True), (QUIET + 8 * ONE_DAY, False)],
    ids=["missed", "today", "the next Monday", "the day after"],
)
def test_a_deadline_is_told_when_it_is_missed_due_or_ends_within_a_week(day: date, told: bool, quiet: Office) -> None:
    milestone = quiet.round.milestone(MilestoneKind.NOMINATIONS)
    milestone.starts_on = milestone.ends_on = day
    told_of = [row.kind for row in week(quiet.round, QUIET).deadlines]
    assert told_of == ([MilestoneKind.NOMINATIONS] if told else [])
    assert bool(digests(quiet, QUIET)) is told


def test_an_open_window_is_told_while_it_is_open(quiet: Office) -> None:
    milestone = quiet.round.milestone(MilestoneKind.CLARIFICATION)
    milestone.starts_on, milestone.ends_on = QUIET - ONE_DAY, QUIET + timedelta(days=30)
    assert [row.kind for row in week(quiet.round, QUIET).deadlines] == [MilestoneKind.CLARIFICATION]


@pytest.mark.parametrize(
    "monday, rules",
    [
        (date(2022, 2, 28), []),
        (date(2022, 3, 7), ["D12", "D11"]),  # 11 March and, since the meeting is from 21 March on, 14 March
        (date(2022, 3, 14), ["D11"]),
        (date(2022, 3, 21), []),
    ],
)
def test_the_dated_tasks_of_the_week_are_told(monday: date, rules: list[str], quiet: Office) -> None:
    assert [task.rule for task in week(quiet.round, monday).tasks] == rules


def test_the_digest_goes_to_staff_at_once_and_names_nobody(quiet: Office) -> None:
    quiet.nominate("di", on=date(2022, 2, 10))
    quiet.run(date(2022, 2, 14))
    (letter,) = [letter for letter in quiet.round.letters if letter.kind is LetterKind.DIGEST][-1:]
    assert (letter.key, letter.body, letter.person) == ("nordjylland-2022-26/digest/2022-02-14", None, None)
    assert letter.recipients == [("Sekretariatet for KKR Nordjylland", "sekretariat@kkr-nordjylland.example")]
    assert [person.name for person in quiet.round.people if person.name in letter.text] == []


def kinds_of_events() -> Iterator[str]:
    """What every call of `log` in the models stores as the kind of event, read from the code, and the plan's kinds."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "log":
                yield _value(node.args[1], path)
    yield from ActionKind
    yield from TOLD_OF_LETTERS


def _value(node: ast.expr, path: Path) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.Name), f"{path}: the kind of event is neither a text nor a name"
    parts = path.relative_to(Path(models.__file__).parents[1]).with_suffix("").parts
    return str(getattr(importlib.import_module(".".join(parts)), node.id))


def test_every_kind_of_event_has_a_danish_phrase_and_every_phrase_an_event() -> None:
    told = {what for what in kinds_of_events() if what in TOLD_OF_LETTERS or not what.startswith("letter ")}
    assert {*HAPPENED} == told - {*NOT_TOLD}


def test_every_phrase_has_one_and_several_and_no_phrase_is_there_twice() -> None:
    phrases = [
        phrase for table in (HAPPENED, IN_NEED) for one_and_several in table.values() for phrase in one_and_several
    ]
    assert "" not in phrases
    for table in (HAPPENED, IN_NEED):
        assert len({one for one, _ in table.values()}) == len(table)


def test_every_task_with_a_day_and_every_meeting_has_a_danish_phrase() -> None:
    assert {*TASKS} == {rule.number for rule in every_rule() if About.DAYS in rule.checks}
    assert {*MEETINGS} == {*MEETINGS_OF_RULES}


def test_letters_that_need_somebody_are_those_of_the_round_page() -> None:
    assert {*IN_NEED} == {LetterState.HELD, *IN_DOUBT}


@pytest.mark.parametrize("decided", [False, True])
def test_whatever_is_missing_is_said_in_danish_or_is_the_name_of_a_body(decided: bool, office: Office) -> None:
    if decided:
        office.decide(on=DECIDED_ON)
    words = {
        word for kind, step in STEPS.items() if kind not in OF_SEATS for word in step.missing(office.round)
    } - {body.name for body in office.round.bodies}  # fmt: skip
    assert words - {*MISSING} == set()
    assert words != set()


@pytest.mark.parametrize(
    "state, told",
    [
        (LetterState.HELD, True),
        (LetterState.FAILED, True),
        (LetterState.BOUNCED, True),
        (LetterState.UNCERTAIN, True),
        (LetterState.QUEUED, False),
        (LetterState.SENT, False),
    ],
)
def test_a_letter_that_waits_for_a_person_is_told_every_week(state: LetterState, told: bool, quiet: Office) -> None:
    quiet.round.letters[0].state = state
    days = [QUIET, QUIET + timedelta(days=7)]
    assert [bool(digests(quiet, day)) for day in days] == [told, told]
