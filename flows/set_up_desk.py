"""Setting up the desk on a running server: `python -m flows.set_up_desk`, which `udpegning up` does after deploying.

Forms of an earlier version go, the automations are installed, the pages are published, and the forms offer what can be chosen.
"""

import asyncio
from pathlib import Path

from prefect import get_client
from prefect.client.orchestration import PrefectClient
from ruamel.yaml import YAML
from sqlalchemy.orm import Session

from flows.automations import install_automations
from flows.installation import database, office_day
from flows.offer import every_deployment
from flows.publishing import publish
from models.store import round_keys

DEPLOYED = Path(__file__).parent.parent / "prefect.yaml"


async def set_up() -> None:
    """Bring the server to what this version ships. A second time changes nothing."""
    async with get_client() as client:
        await remove_former(client)
        await install_automations(client)
    with database() as engine:
        with Session(engine) as session:
            keys = round_keys(session, in_play=True)
        await publish(engine, *keys, day=office_day())


async def remove_former(client: PrefectClient) -> None:
    """Remove our deployments that an earlier version named otherwise: their schedules would run twice."""
    shipped = YAML(typ="safe").load(DEPLOYED)
    ours = {each["entrypoint"] for each in shipped["deployments"]}
    names = {each["name"] for each in shipped["deployments"]}
    for each in await every_deployment(client):
        if each.entrypoint in ours and each.name not in names:
            await client.delete_deployment(each.id)


if __name__ == "__main__":
    asyncio.run(set_up())
