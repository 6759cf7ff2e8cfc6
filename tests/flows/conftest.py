"""A real system for the tests of flows: `udpegning up` itself, with its server, worker and schedules, on a free port."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator

import pytest
from system import STARTED, UDPEGNING, System, free_port


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """`udpegning up`, as a person starts it; stopped with Ctrl-C, and seen to stop cleanly."""
    folder, port = tmp_path_factory.mktemp("system"), free_port()
    environment = os.environ | {"UDPEGNING_FOLDER": str(folder), "UDPEGNING_PORT": str(port)}
    with subprocess.Popen(
        [UDPEGNING, "up"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        said = []
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if STARTED in line:
                break
        assert said, "udpegning up said nothing"
        assert STARTED in said[-1], "".join(said)
        running = System(folder=folder, port=port, process=process)
        yield running
        running.close()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert process.stdout.read().strip() == "Stopped."
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "the server still listens"
