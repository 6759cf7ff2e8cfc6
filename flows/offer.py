"""Offering the choices: writes them from the database into the forms, whenever what can be chosen may have changed."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import DeploymentUpdate
from prefect.client.schemas.responses import DeploymentResponse
from ruamel.yaml import YAML

from flows.fields import CHOICES
from models.choices import Choice

DEPLOYED = Path(__file__).parent.parent / "prefect.yaml"
PAGE = 200  # deployments in one answer of the server, which gives no more
LONGEST_LIST = 500  # values; more are written by hand, and refused in words where they are wrong
ROUND = "round_key"  # the field of every form for a round
TITLES = {ROUND: "Round (udpegningsrunde)", "try_it": "Only try it", "smv": "SMV", "cv": "CV"}


def shipped() -> dict[str, str]:
    """The deployments of `prefect.yaml`: their names by entrypoint."""
    return {each["entrypoint"]: each["name"] for each in YAML(typ="safe").load(DEPLOYED)["deployments"]}


@cache
def menu() -> dict[str, str]:
    """The names of the deployments by those of their flows."""
    return {_flow_name(entrypoint): name for entrypoint, name in shipped().items()}


def as_in_menu(text: str) -> str:
    """A text in which the forms that it names in quotes, by their flows, are called as staff see them: '02 Decision'."""
    return re.sub(r"(['`])([a-z-]+)\1", lambda found: f"{found[1]}{menu().get(found[2], found[2])}{found[1]}", text)


async def our_deployments(client: PrefectClient) -> list[DeploymentResponse]:
    """Those of `prefect.yaml` on the server, which may have others."""
    ours = shipped()
    return [each for each in await _every_deployment(client) if ours.get(each.entrypoint or "") == each.name]


async def former_deployments(client: PrefectClient) -> list[DeploymentResponse]:
    """Ours as earlier versions named them, after their flows."""
    return [
        each
        for each in await _every_deployment(client)
        if each.entrypoint in shipped() and each.name == flow_name(each)
    ]


async def _every_deployment(client: PrefectClient) -> list[DeploymentResponse]:
    found: list[DeploymentResponse] = []
    while page := await client.read_deployments(limit=PAGE, offset=len(found)):
        found += page
    return found


def flow_name(deployment: DeploymentResponse) -> str:
    """«record-decision» of `flows.record_decision.record_decision`: a flow is called after its function."""
    return _flow_name(deployment.entrypoint or "")


def _flow_name(entrypoint: str) -> str:
    return entrypoint.rpartition(".")[2].replace("_", "-")


async def offer(
    client: PrefectClient, values: Mapping[Choice, Sequence[str]], deployments: Sequence[DeploymentResponse]
) -> None:
    """Write what can be chosen into the forms where it is not there yet. Where there is but one round, it is filled in."""
    rounds = values[Choice.ROUND]
    for each in deployments:
        shape = with_choices(each.parameter_openapi_schema or {}, values)
        filled_in = {name: value for name, value in (each.parameters or {}).items() if name != ROUND}
        if len(rounds) == 1 and ROUND in shape.get("properties", {}):
            filled_in[ROUND] = rounds[0]
        if (shape, filled_in) != (each.parameter_openapi_schema, each.parameters):
            update = DeploymentUpdate(parameter_openapi_schema=shape, parameters=filled_in)
            await client.update_deployment(each.id, update)


def with_choices(shape: Any, values: Mapping[Choice, Sequence[str]]) -> Any:
    """A form's schema with the values of its choices, and titles that read as words."""
    if isinstance(shape, list):
        return [with_choices(each, values) for each in shape]
    if not isinstance(shape, dict):
        return shape
    filled = {name: with_choices(part, values) for name, part in shape.items()}
    if isinstance(filled.get("properties"), dict):
        for name, field in filled["properties"].items():
            field["title"] = TITLES.get(name, name.replace("_", " ").capitalize())
    if filled.get(CHOICES) in set(Choice):
        filled.pop("enum", None)
        offered = values.get(Choice(filled[CHOICES]))
        if offered is not None and len(offered) <= LONGEST_LIST:
            filled["enum"] = list(offered)
    return filled
