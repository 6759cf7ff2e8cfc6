"""`prefect.yaml` is the table of contents: every deployment is real, and every schedule knows its time zone."""

import ast
import importlib
import inspect
import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from flows.system import REHEARSAL

ROOT = Path(__file__).parents[2]
DEPLOYMENTS: list[dict[str, Any]] = YAML(typ="safe").load(ROOT / "prefect.yaml")["deployments"]


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda deployment: deployment["name"])
def test_a_deployment_names_an_async_flow_that_is_there(deployment: dict[str, Any]) -> None:
    module, _, function = deployment["entrypoint"].rpartition(".")
    tree = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text())
    functions = [node for node in tree.body if isinstance(node, ast.AsyncFunctionDef) and node.decorator_list]
    flows = {node.name: ast.unparse(node.decorator_list[0]) for node in functions}
    name = function.replace("_", "-")
    assert flows[function].startswith((f"form('{name}'", f"by_itself('{name}'"))
    assert deployment["work_pool"] == {"name": "udpegning"}


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda deployment: deployment["name"])
def test_a_deployment_says_what_it_does_when_to_use_it_what_it_sends_and_how_it_is_undone(deployment: Any) -> None:
    what, *rest = deployment["description"].split("\n\n")
    assert what
    assert [part.partition(":")[0] for part in rest] == ["**When**", "**Sends**", "**Undo**"]
    assert len(deployment["tags"]) == len(("what it is about", "the Danish term"))


def test_the_deployments_stand_in_the_order_of_their_names_which_begin_with_two_digits() -> None:
    names = [deployment["name"] for deployment in DEPLOYMENTS]
    assert names == sorted(names)
    assert [name for name in names if not re.fullmatch(r"\d\d \S.{,14}", name)] == [], (
        "the page cuts them after 18 characters"
    )


def test_make_up_rehearses_with_a_deployment_that_is_there() -> None:
    flow, _, name = REHEARSAL.partition("/")
    assert (flow, name) in [("rehearse-round", deployment["name"]) for deployment in DEPLOYMENTS]


FORMS = sorted(each["entrypoint"] for each in DEPLOYMENTS if each["tags"][0] != "by-itself")
NOTHING_IS_RECORDED = ("check_board", "what_happens_next", "rehearse_round")


@pytest.mark.parametrize("entrypoint", FORMS)
def test_every_form_that_records_something_can_be_tried(entrypoint: str) -> None:
    module, _, function = entrypoint.rpartition(".")
    fields = inspect.signature(getattr(importlib.import_module(module), function).fn).parameters
    assert ("try_it" in fields) is (function not in NOTHING_IS_RECORDED)
    assert [name for name, field in fields.items() if name == "try_it" and field.default is not False] == []


@pytest.mark.parametrize("entrypoint", FORMS)
def test_every_field_of_a_form_has_a_help(entrypoint: str) -> None:
    module, _, function = entrypoint.rpartition(".")
    schema = getattr(importlib.import_module(module), function).parameters.model_dump_for_openapi()
    assert [name for name, field in schema["properties"].items() if not field.get("description")] == []


def test_the_calendar_is_daily_at_seven_every_ten_minutes_and_every_half_hour_in_denmark() -> None:
    schedules = {each["name"]: each["schedules"] for each in DEPLOYMENTS if "schedules" in each}
    assert schedules == {
        "40 Daily run": [{"cron": "0 7 * * *", "timezone": "Europe/Copenhagen"}],
        "41 Deliver": [{"cron": "*/10 * * * *", "timezone": "Europe/Copenhagen"}],
        "42 Mailbox": [{"cron": "5-59/10 * * * *", "timezone": "Europe/Copenhagen"}],
        "45 Sweep": [{"cron": "17,47 * * * *", "timezone": "Europe/Copenhagen"}],
    }


ORDER = ("terms", "models", "notifications", "flows")
FORBIDDEN = {"models": {"prefect", "smtplib", "jinja2"}, "notifications": {"prefect"}, "terms": {"prefect"}}


@pytest.mark.parametrize("file", [f for room in ORDER for f in (ROOT / room).rglob("*.py")], ids=str)
def test_imports_go_one_way(file: Path) -> None:
    room = file.relative_to(ROOT).parts[0]
    imported = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            imported |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module.split(".")[0])
    assert imported & set(ORDER[ORDER.index(room) + 1 :]) == set()
    assert imported & FORBIDDEN.get(room, set()) == set()
