"""The board that every rule on it is shown on."""

from datetime import date

import pytest
from office import Office, moment

from models.recording import record_observer

OBSERVED_FROM = date(2022, 3, 23)


@pytest.fixture
def seated(office: Office) -> Office:
    """A complete, legal board with its observer: no rule has anything to say."""
    office.seat_everybody()
    record_observer(
        office.round, person=office.person(), from_day=OBSERVED_FROM, initials="TST", at=moment(OBSERVED_FROM)
    )
    return office
