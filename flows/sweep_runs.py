"""Sweeps up after what was killed: closes runs that will never end, and makes up for a daily run that did not get through."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from prefect import get_client
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.deployments import arun_deployment
from prefect.events.filters import EventFilter, EventNameFilter, EventOccurredFilter, EventResourceFilter
from prefect.states import Completed, Crashed
from sqlalchemy.orm import Session

from flows.clock import now
from flows.forms import by_itself
from flows.installation import database
from flows.offer import flow_name, our_deployments
from models.health import last_daily_run
from models.settings import read_settings
from models.store import waiting_rounds
from models.words import counted

SILENT = timedelta(minutes=5)  # ten heartbeats: see PREFECT_FLOWS_HEARTBEAT_FREQUENCY in flows/environment.py
UNSTARTED = timedelta(minutes=15)
SILENT_WORDS = (
    "No sign of life for five minutes: its process was killed, or the machine stopped. What it had done stands."
)
UNSTARTED_WORDS = "It was submitted, and never started: its worker or the server was stopped meanwhile. Run it again."
UNDER_WAY = (StateType.PENDING, StateType.RUNNING, StateType.CANCELLING)


@by_itself("sweep-runs")
async def sweep_runs() -> State:
    """Close the runs that will never end, and start the daily run if it has not got through today.

    A run whose process is gone stays *Running* for ever, one whose worker is gone *Pending*: both are marked *Crashed*. What they
    left undone a later run does.
    """
    async with get_client() as client:
        deployments = await our_deployments(client)
        closed = await close_dead_runs(client, [each.id for each in deployments], now())
        [daily] = [each for each in deployments if flow_name(each) == "advance-rounds"]
        late = _rounds_left() if _is_scheduled(daily) and not await _under_way(client, [daily.id]) else 0
    if late:
        await arun_deployment(daily.id, timeout=0)
    done = [
        *([f"{counted(len(closed), 'run')} closed: {', '.join(each.name for each in closed)}"] if closed else []),
        *([f"started the daily run, since {counted(late, 'round')} had not been gone through"] if late else []),
    ]
    if not done:
        return Completed(name="Nothing to sweep", message="Every run is alive, and the daily run has got through.")
    return Completed(name="Swept", message=f"{'; '.join(done).capitalize()}.")


async def close_dead_runs(client: PrefectClient, deployments: list[UUID], at: datetime) -> list[FlowRun]:
    """Mark as crashed the runs of these deployments that are dead at that moment; they are returned."""
    runs = await _under_way(client, deployments)
    alive = await _heard_of(client, runs, at - SILENT) if runs else set()
    dead = [run for run in runs if why_dead(run, at, heard=run.id in alive)]
    for run in dead:
        await client.set_flow_run_state(run.id, Crashed(message=why_dead(run, at, heard=False)), force=True)
    return dead


def why_dead(run: FlowRun, at: datetime, *, heard: bool) -> str:
    """Why a run that is under way will never end; "" when it may. `heard` is whether it has lately given a sign of life."""
    if run.state is None or heard:
        return ""
    if run.state.type is StateType.PENDING:
        return UNSTARTED_WORDS if run.state.timestamp < at - UNSTARTED else ""
    return SILENT_WORDS if run.state.timestamp < at - SILENT else ""


async def _under_way(client: PrefectClient, deployments: list[UUID]) -> list[FlowRun]:
    under_way = FlowRunFilterState(type=FlowRunFilterStateType(any_=list(UNDER_WAY)))
    return await client.read_flow_runs(
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=deployments)),
        flow_run_filter=FlowRunFilter(state=under_way),
    )


async def _heard_of(client: PrefectClient, runs: Iterable[FlowRun], since: datetime) -> set[UUID]:
    """Those of the runs that have given a sign of life since then."""
    heard: set[UUID] = set()
    for run in runs:
        heartbeats = EventFilter(
            event=EventNameFilter(name=["prefect.flow-run.heartbeat"]),
            resource=EventResourceFilter(id=[f"prefect.flow-run.{run.id}"]),
            occurred=EventOccurredFilter(since=since),
        )
        if (await client.read_events(heartbeats, limit=1)).events:
            heard.add(run.id)
    return heard


def _is_scheduled(deployment: DeploymentResponse) -> bool:
    """Whether staff have not paused it."""
    return not deployment.paused and any(schedule.active for schedule in deployment.schedules)


def _rounds_left() -> int:
    with database() as engine, Session(engine) as session:
        return waiting_rounds(session, last_daily_run(now(), read_settings().time_zone))
