"""Installing the automations of `automations.yaml` on a server."""

from pathlib import Path
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import FlowFilter, FlowFilterName
from prefect.events.schemas.automations import Automation, AutomationCore
from ruamel.yaml import YAML

from models.errors import UdpegningError

FILE = Path(__file__).with_name("automations.yaml")


class FlowNotDeployed(UdpegningError):
    """An automation runs a flow that has no deployment."""


async def install_automations(client: PrefectClient, file: Path = FILE) -> None:
    """Make the server's automations those of the file: by name, each once.

    What is missing is created, what differs is updated, a paused one stays paused. Others are left alone.

    Raises:
        FlowNotDeployed: one runs a flow that has no deployment. Deploy `prefect.yaml` first.

    """
    for entry in YAML(typ="safe").load(file):
        for action in entry["actions"]:
            if "flow" in action:
                action["deployment_id"] = await _deployment_of(client, action.pop("flow"))
        await _install(client, AutomationCore.model_validate(entry))


async def _install(client: PrefectClient, wanted: AutomationCore) -> None:
    there = await client.read_automations_by_name(wanted.name)
    for double in there[1:]:
        await client.delete_automation(double.id)
    if not there:
        await client.create_automation(wanted)
    elif _content(there[0]) != _content(wanted):
        await client.update_automation(there[0].id, wanted.model_copy(update={"enabled": there[0].enabled}))


async def _deployment_of(client: PrefectClient, flow: str) -> UUID:
    """The deployment of a flow by the flow's name: its own is for people, and may change."""
    named = FlowFilter(name=FlowFilterName(any_=[flow]))
    found = await client.read_deployments(flow_filter=named, limit=1)
    if not found:
        raise FlowNotDeployed(f"The flow '{flow}' has no deployment. Deploy prefect.yaml first.")
    return found[0].id


def _content(automation: AutomationCore | Automation) -> dict[str, Any]:
    """What the file decides of an automation."""
    return automation.model_dump(include={"name", "description", "trigger", "actions"}, exclude={"trigger": {"id"}})
