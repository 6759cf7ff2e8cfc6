"""Nobody forgot anything: every rule is cited, in force and shown both kept and broken."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from office import moment

from models.board import Explanation
from models.definition import Definition
from models.finding import Finding, Severity
from models.rules.check import MODULES, explained
from models.rules.registry import RULES, Rule

APPOINTED_ON = date(2022, 3, 23)
NUMBERS = [
    *(f"A{number}" for number in range(1, 21)),
    *("B1", "B5", "B6", "B7", "B8", "B9", "B12", "C2", "C3", "C4", "D2", "D6", "D9", "D18"),
]
NAMED = re.compile(r"test_([a-d]\d+)_(kept|broken)_")
every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)


def shown(how: str) -> set[str]:
    """The numbers of the rules that tests in this folder name as kept or as broken."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in Path(__file__).parent.glob("test_*.py")]
    tests = [node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {named[1].upper() for named in map(NAMED.match, tests) if named and named[2] == how}


def finding(severity: Severity, *, rule: str = "B12", subject: str = "di", reason: str = "") -> Finding:
    return Finding(rule=rule, severity=severity, subject=subject, message="m", remedy="r", reason=reason)


def explanation(text: str, *, rule: str = "B12", subject: str = "") -> Explanation:
    return Explanation(rule=rule, subject=subject, text=text, recorded_by="TST", recorded_at=moment(APPOINTED_ON))


def test_the_rules_are_these() -> None:
    assert sorted(RULES) == sorted(NUMBERS)
    assert [number for number, rule in RULES.items() if rule.number != number] == []


@pytest.mark.parametrize("how", ["kept", "broken"])
def test_every_rule_is_shown_by_a_test(how: str) -> None:
    assert shown(how) == set(NUMBERS)


@every_rule
def test_every_rule_says_where_it_stands_and_when_that_was_checked(rule: Rule) -> None:
    cited = rule.cites
    assert all([cited.document.strip(), cited.reference.strip(), rule.title.strip()])
    assert cited.in_force_from < cited.checked
    assert cited.in_force_to is None or cited.in_force_from <= cited.in_force_to


@every_rule
def test_every_rule_is_in_force_on_the_day_of_the_appointments_and_when_the_board_takes_office(
    rule: Rule, definition: Definition
) -> None:
    assert rule.cites.in_force_on(APPOINTED_ON)
    assert rule.cites.in_force_on(definition.term.start)


@every_rule
def test_every_rule_stands_in_the_module_of_its_source_and_says_what_it_asks(rule: Rule) -> None:
    assert [module.__name__ for module in MODULES if rule.check.__module__ == module.__name__] != []
    assert (rule.check.__doc__ or "").strip() != ""


def test_a_recorded_reason_explains_what_asks_for_one_and_nothing_else() -> None:
    reason = explanation("Accepteret.", subject="di")
    findings = explained([finding(severity) for severity in Severity], [reason])
    assert [(each.severity, each.reason, each.blocks) for each in findings] == [
        (Severity.ERROR, "", True),
        (Severity.EXPLAIN, "Accepteret.", False),
        (Severity.ADVICE, "", False),
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
def test_a_reason_explains_its_own_rule_and_subject(rule: str, subject: str, explains: bool) -> None:
    (found,) = explained([finding(Severity.EXPLAIN)], [explanation("Accepteret.", rule=rule, subject=subject)])
    assert found.blocks is not explains


def test_the_latest_reason_counts_but_the_bodys_own_stays() -> None:
    reasons = [explanation("Første."), explanation("Anden.")]
    findings = explained([finding(Severity.EXPLAIN), finding(Severity.EXPLAIN, reason="Vores.")], reasons)
    assert [each.reason for each in findings] == ["Anden.", "Vores."]
