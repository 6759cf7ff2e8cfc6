"""A running system, and what a person does in its UI, through the same API."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Engine

from models.database import open_engine
from models.settings import sqlite_url

UDPEGNING = Path(sys.executable).with_name("udpegning")
STARTED = "Press Ctrl-C to stop."


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(
    *arguments: str, environment: Mapping[str, str], says: str, ends: str = "Stopped."
) -> Iterator["subprocess.Popen[str]"]:
    """A command of ours, as a person starts it, from when it says that; stopped with Ctrl-C, and seen to stop cleanly."""
    with subprocess.Popen(
        [UDPEGNING, *arguments],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        said = [""]
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if says in line:
                break
        assert says in said[-1], f"{arguments} did not start: {''.join(said)}"
        yield process
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert process.stdout.read().strip().endswith(ends)


@dataclass
class System:
    """The running system: the environment it was started in, and what a person does in the UI, through the same API."""

    environment: Mapping[str, str]
    _client: Any = None

    @property
    def folder(self) -> Path:
        return Path(self.environment["UDPEGNING_FOLDER"])

    @property
    def port(self) -> int:
        return int(self.environment["UDPEGNING_PORT"])

    @property
    def database_url(self) -> str:
        """Where the rounds are."""
        return self.environment.get("UDPEGNING_DATABASE_URL") or sqlite_url(self.folder / "udpegning.db")

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        """Its database, beside what the system itself does with it."""
        engine = open_engine(self.database_url)
        try:
            yield engine
        finally:
            engine.dispose()

    @property
    def login(self) -> str:
        return self.environment.get("UDPEGNING_LOGIN", "")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def client(self) -> Iterator[Any]:
        """One client for all: making one costs a tenth of a second."""
        from prefect.client.orchestration import SyncPrefectClient

        if self._client is None:
            self._client = SyncPrefectClient(f"{self.address}/api", auth_string=self.login or None).__enter__()
        yield self._client

    def close(self) -> None:
        """Close the client, if anybody asked for one."""
        if self._client is not None:
            self._client.__exit__(None, None, None)

    def deployment(self, flow: str) -> Any:
        """The deployment of a flow: its name is written for people."""
        module = f"flows.{flow.replace('-', '_')}."
        with self.client() as client:
            [found] = [each for each in client.read_deployments(limit=200) if each.entrypoint.startswith(module)]
        return found

    def run(self, flow: str, **parameters: Any) -> Any:
        """Press Run on a flow's deployment with these fields, and wait for the end."""
        found = self.deployment(flow)
        with self.client() as client:
            started = client.create_flow_run_from_deployment(found.id, parameters=parameters)
        return self.finished(started.id)

    def finished(self, run: UUID, within: timedelta = timedelta(seconds=60)) -> Any:
        until = time.monotonic() + within.total_seconds()
        while time.monotonic() < until:
            with self.client() as client:
                flow_run = client.read_flow_run(run)
            if flow_run.state is not None and flow_run.state.is_final():
                return flow_run
            time.sleep(0.3)
        raise TimeoutError(f"run {run} did not end; the worker says: {self.log('worker')}")

    def runs(self, flow: str) -> list[Any]:
        """The runs of a flow that have begun or are about to, the newest first."""
        from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId
        from prefect.client.schemas.sorting import FlowRunSort

        of = DeploymentFilter(id=DeploymentFilterId(any_=[self.deployment(flow).id]))
        with self.client() as client:
            found = client.read_flow_runs(deployment_filter=of, sort=FlowRunSort.EXPECTED_START_TIME_DESC)
        return [each for each in found if not each.auto_scheduled]

    def pause_schedules(self, flow: str) -> None:
        """One run at a time: a scheduled one would cancel the one that is started by hand."""
        found = self.deployment(flow)
        with self.client() as client:
            for schedule in found.schedules:
                client.update_deployment_schedule(found.id, schedule.id, active=False)

    def artifact(self, key: str) -> str:
        """The markdown of the newest page under a key."""
        return str(self.newest(key).data)

    def newest(self, key: str) -> Any:
        """The newest artifact under a key."""
        from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
        from prefect.client.schemas.sorting import ArtifactSort

        with self.client() as client:
            found = client.read_artifacts(
                artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key])), sort=ArtifactSort.CREATED_DESC
            )
        return found[0]

    def log(self, name: str) -> str:
        return (self.folder / "logs" / f"{name}.log").read_text()
