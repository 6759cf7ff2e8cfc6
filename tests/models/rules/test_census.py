"""Nobody forgot anything: every rule is there once, cited, in force, and shown both kept and broken or left to people."""

import ast
import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from models.definition import Definition
from models.rules.check import MODULES, every_rule
from models.rules.registry import RULES, Rule

APPOINTED_ON = date(2022, 3, 23)
NUMBERS = [
    f"{part}{number}" for part, last in {"A": 20, "B": 12, "C": 4, "D": 18}.items() for number in range(1, last + 1)
]
LEFT_TO_PEOPLE = ["B3", "B4", "C1"]
ONE_DAY = timedelta(days=1)
NAMED = re.compile(r"test_([a-d]\d+)_(kept|broken)_")
of_every_rule = pytest.mark.parametrize("rule", every_rule(), ids=lambda rule: rule.number)


def shown(how: str) -> set[str]:
    """The numbers of the rules that tests in this folder name as kept or as broken."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in Path(__file__).parent.glob("test_*.py")]
    tests = [node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {named[1].upper() for named in map(NAMED.match, tests) if named and named[2] == how}


def test_the_rules_are_these_in_this_order() -> None:
    assert [rule.number for rule in every_rule()] == NUMBERS
    assert {number: rule.number for number, rule in RULES.items()} == {number: number for number in NUMBERS}


def test_only_these_are_left_to_people() -> None:
    assert [rule.number for rule in every_rule() if rule.left_to] == LEFT_TO_PEOPLE


@of_every_rule
def test_every_rule_either_asks_and_has_a_severity_or_says_in_a_sentence_who_decides(rule: Rule) -> None:
    asks, left = bool(rule.checks), bool(rule.left_to)
    assert (asks, rule.severity is not None) == (not left, not left)
    assert rule.left_to == rule.left_to.strip()
    assert not left or len(rule.left_to.split()) > len(["the", "KKR", "decides"])


@pytest.mark.parametrize("how", ["kept", "broken"])
def test_every_rule_that_asks_is_shown_by_a_test(how: str) -> None:
    assert shown(how) == set(NUMBERS) - set(LEFT_TO_PEOPLE)


@of_every_rule
def test_every_wording_says_where_it_stands_and_its_days_are_in_order(rule: Rule) -> None:
    assert rule.title.strip() != ""
    assert rule.wordings != ()
    for wording in rule.wordings:
        assert "" not in (wording.document.strip(), wording.reference.strip())
        assert wording.in_force_to is None or wording.in_force_from <= wording.in_force_to
        assert wording.checked is None or wording.in_force_from < wording.checked


@of_every_rule
def test_each_wording_follows_the_one_before_on_the_next_day_and_the_last_is_still_in_force(rule: Rule) -> None:
    for earlier, later in pairwise(rule.wordings):
        assert earlier.in_force_to is not None
        assert later.in_force_from == earlier.in_force_to + ONE_DAY
    assert rule.wordings[-1].in_force_to is None


@of_every_rule
def test_the_wording_that_the_shipped_round_cites_is_in_force_and_somebody_checked_it(
    rule: Rule, definition: Definition
) -> None:
    for day in (APPOINTED_ON, definition.term.start):
        cited = rule.wording_on(day)
        assert cited.in_force_on(day)
        assert cited.checked is not None


@of_every_rule
def test_every_rule_stands_in_one_module_of_a_source_and_says_what_it_asks(rule: Rule) -> None:
    assert [module.__name__ for module in MODULES].count(rule.module) == 1
    assert {check.__module__ for check in rule.checks.values()} <= {rule.module}
    assert "" not in {(check.__doc__ or "").strip() for check in rule.checks.values()}
