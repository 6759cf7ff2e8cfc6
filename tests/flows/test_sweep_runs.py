"""Which runs are dead: they were killed, or submitted and never started."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.objects import StateType as Of
from prefect.states import State

from flows.sweep_runs import SILENT_WORDS, UNSTARTED_WORDS, why_dead

NOW = datetime(2022, 1, 24, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "state, minutes, heard, words",
    [
        (Of.RUNNING, 6, False, SILENT_WORDS),
        (Of.RUNNING, 6, True, ""),
        (Of.RUNNING, 4, False, ""),  # it may not have had the time
        (Of.CANCELLING, 6, False, SILENT_WORDS),
        (Of.PENDING, 16, False, UNSTARTED_WORDS),
        (Of.PENDING, 14, False, ""),
        (Of.PENDING, 16, True, ""),
    ],
)
def test_a_run_is_dead_when_it_has_been_silent_for_too_long(state: Of, minutes: int, heard: bool, words: str) -> None:
    run = FlowRun(id=uuid4(), flow_id=uuid4(), state=State(type=state, timestamp=NOW - timedelta(minutes=minutes)))
    assert why_dead(run, NOW, heard=heard) == words
