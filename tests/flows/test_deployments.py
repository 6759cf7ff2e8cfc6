"""`prefect.yaml` is the table of contents: every deployment is real, and every schedule knows its time zone."""

import ast
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
DEPLOYMENTS: list[dict[str, Any]] = YAML(typ="safe").load(ROOT / "prefect.yaml")["deployments"]


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda deployment: deployment["name"])
def test_a_deployment_names_an_async_flow_that_is_there(deployment: dict[str, Any]) -> None:
    module, _, function = deployment["entrypoint"].rpartition(".")
    tree = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text())
    functions = [node for node in tree.body if isinstance(node, ast.AsyncFunctionDef) and node.decorator_list]
    flows = {node.name: ast.unparse(node.decorator_list[0]) for node in functions}
    assert flows[function].startswith(f"flow(name='{deployment['name']}'")
    assert deployment["description"]
    assert deployment["work_pool"] == {"name": "udpegning"}


def test_the_calendar_is_daily_at_seven_and_every_ten_minutes_in_denmark() -> None:
    schedules = {each["name"]: each["schedules"] for each in DEPLOYMENTS if "schedules" in each}
    assert schedules == {
        "advance-rounds": [{"cron": "0 7 * * *", "timezone": "Europe/Copenhagen"}],
        "deliver-letters": [{"cron": "*/10 * * * *", "timezone": "Europe/Copenhagen"}],
        "read-mailbox": [{"cron": "5-59/10 * * * *", "timezone": "Europe/Copenhagen"}],
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
