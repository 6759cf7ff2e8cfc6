"""How the daily run ends, as the deadlines of its rounds stand."""

from datetime import date

import pytest
from office import Office

from flows.batches import as_state
from models.progress import deadlines


@pytest.mark.parametrize(
    "day, ended, told",
    [
        (date(2021, 10, 1), "On track", "2 rounds in play."),
        (date(2021, 10, 16), "Deadline missed", "Missed in north: Outgoing KKR's recommendation (indstilling). "),
    ],
)
def test_what_was_missed_is_told_with_its_round(office: Office, day: date, ended: str, told: str) -> None:
    tables = {"north": deadlines(office.round, day), "south": []}
    state = as_state(tables, "2 rounds in play.")
    assert state.name == ended
    assert state.message is not None
    assert state.message.startswith(told)
    assert state.message.endswith("2 rounds in play.")
    assert "south" not in state.message
