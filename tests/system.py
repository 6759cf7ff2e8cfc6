"""A running system, and what a person does in its UI, through the same API."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

UDPEGNING = Path(sys.executable).with_name("udpegning")
STARTED = "Press Ctrl-C to stop."


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class System:
    """The running system: its folder, its port, and what a person does in the UI, through the same API."""

    folder: Path
    port: int
    process: "subprocess.Popen[str]"
    _client: Any = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def client(self) -> Iterator[Any]:
        """One client for all: making one costs a tenth of a second."""
        from prefect.client.orchestration import SyncPrefectClient

        if self._client is None:
            self._client = SyncPrefectClient(f"{self.address}/api").__enter__()
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
