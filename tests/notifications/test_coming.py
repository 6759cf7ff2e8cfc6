"""The letters to come are those that the daily runs would write."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from office import DECIDED_ON, Office

from models.action import ActionKind
from models.plan import plan
from models.round import Round
from models.words import Gender, SeatCategory
from notifications.coming import COMING, coming_letters

A_DAY = timedelta(days=1)
SPAN = 100


def day_by_day(round_: Round, today: date) -> Iterator[tuple[date, ActionKind]]:
    """What the plan of every single day has that none before it had, but for what is no letter and the weekly digest."""
    seen: set[str] = set()
    for count in range(SPAN):
        for action in plan(round_, today + count * A_DAY):
            if action.kind in COMING and action.key not in seen:
                seen.add(action.key)
                yield today + count * A_DAY, action.kind


@pytest.fixture(params=["opened", "asked", "answered", "late", "appointed", "left"])
def office_on(request: pytest.FixtureRequest, office: Office) -> tuple[Office, date]:
    if request.param == "opened":
        return office, date(2022, 1, 1)
    office.decide()
    office.constitute()
    office.run(DECIDED_ON)
    if request.param == "asked":
        return office, date(2022, 1, 25)
    office.nominate("di", on=date(2022, 2, 1))
    office.nominate("tekniq", office.person(Gender.MAN), on=date(2022, 2, 1))
    office.run(date(2022, 2, 1))
    if request.param == "answered":
        return office, date(2022, 2, 1)
    if request.param == "late":
        return office, date(2022, 3, 4)
    for body in ("dansk-erhverv", "smvdanmark", "videninstitution-1", "fh-ac"):
        office.nominate(body, on=date(2022, 2, 1))
    office.appoint_region()
    office.appoint(
        *(
            (SeatCategory.COMPANY, body, office.nominee(body, Gender.WOMAN))
            for body in ("di", "dansk-erhverv", "smvdanmark")
        ),
        (SeatCategory.KNOWLEDGE, "videninstitution-1", office.nominee("videninstitution-1", Gender.MAN)),
        (SeatCategory.LABOUR, "fh-ac", office.nominee("fh-ac", Gender.MAN)),
    )
    if request.param == "left":
        office.round.members[0].left_on = date(2022, 3, 30)
    return office, date(2022, 3, 23)


def test_no_day_on_which_a_letter_falls_due_is_left_out(office_on: tuple[Office, date]) -> None:
    office, today = office_on
    expected = dict.fromkeys(day_by_day(office.round, today))
    assert [(each.on, each.kind) for each in coming_letters(office.round, today)] == list(expected)


def test_looking_ahead_changes_nothing(office: Office) -> None:
    office.decide()
    before = office.told, len(office.round.letters)
    coming_letters(office.round, DECIDED_ON)
    assert (office.told, len(office.round.letters)) == before
