"""Setting up the desk on a running server, which `udpegning up` does around deploying.

`python -m flows.set_up_desk paused` prints the flows whose schedules staff have paused, since deploying starts them again;
`python -m flows.set_up_desk [FLOW...]` pauses those, removes the forms of an earlier version, installs the automations,
publishes the pages, and offers in the forms what can be chosen.
"""

import asyncio
import sys
from collections.abc import Collection

from prefect import get_client
from prefect.client.orchestration import PrefectClient
from sqlalchemy.orm import Session

from flows.automations import install_automations
from flows.installation import database
from flows.offer import flow_name, former_deployments, our_deployments
from flows.publishing import publish
from models.store import round_keys


async def set_up(paused: Collection[str]) -> None:
    """Bring the server to what this version ships. A second time changes nothing."""
    async with get_client() as client:
        for each in await former_deployments(client):  # their schedules would run twice
            await client.delete_deployment(each.id)
        await pause(client, paused)
        await install_automations(client)
    with database() as engine, Session(engine) as session:
        keys = round_keys(session, in_play=True)
    await publish(*keys)


async def paused_flows() -> list[str]:
    """The flows whose schedules are paused, in this version or an earlier one."""
    async with get_client() as client:
        deployed = [*await our_deployments(client), *await former_deployments(client)]
    stopped = [each for each in deployed if each.paused or any(not schedule.active for schedule in each.schedules)]
    return [flow_name(each) for each in stopped]


async def pause(client: PrefectClient, flows: Collection[str]) -> None:
    """Pause the schedules of these flows."""
    for each in await our_deployments(client):
        for schedule in each.schedules if flow_name(each) in flows else []:
            await client.update_deployment_schedule(each.id, schedule.id, active=False)


if __name__ == "__main__":
    if sys.argv[1:] == ["paused"]:
        sys.stdout.write(" ".join(asyncio.run(paused_flows())))
    else:
        asyncio.run(set_up(sys.argv[1:]))
