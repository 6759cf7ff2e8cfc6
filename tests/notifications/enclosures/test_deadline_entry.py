"""The deadline as a calendar entry, written with icalendar and read with another library, vobject."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import vobject
from office import DECIDED_ON, Office, moment

from models.recording import move_milestone
from models.words import MilestoneKind
from notifications.enclosures.deadline_entry import deadline_entry

DEADLINE = date(2022, 2, 28)
UID = "nordjylland-2022-26.svarfrist.di@kkr-nordjylland.example"


def written(office: Office, key: str = "di", today: date = DECIDED_ON) -> bytes:
    body = office.round.body(key)
    assert body is not None
    return deadline_entry(office.round, body, today)


def read(content: bytes) -> Any:
    return vobject.readOne(content.decode("utf-8"))


def test_it_is_an_entry_for_the_whole_day_that_blocks_no_time(office: Office) -> None:
    calendar = read(written(office))
    assert (calendar.method.value, calendar.version.value) == ("PUBLISH", "2.0")
    entry = calendar.vevent
    assert len(calendar.vevent_list) == 1
    assert (entry.dtstart.value, entry.dtend.value) == (DEADLINE, DEADLINE + timedelta(days=1))
    assert entry.uid.value == UID
    assert entry.dtstamp.value == datetime(2022, 1, 21, tzinfo=UTC)
    assert entry.sequence.value == "0"
    assert entry.transp.value == "TRANSPARENT"


SUMMARIES = {
    "di": "Svarfrist: indstilling til bestyrelsen for Erhvervshus Nordjylland",
    "region": "Svarfrist: udpegning til bestyrelsen for Erhvervshus Nordjylland",
}


@pytest.mark.parametrize("key", SUMMARIES)
def test_it_says_in_danish_what_is_due_and_where_the_answer_goes(office: Office, key: str) -> None:
    entry = read(written(office, key)).vevent
    assert entry.summary.value == SUMMARIES[key]
    assert entry.description.value == (
        f"{office.round.body(key).name} bedes svare skriftligt til "  # type: ignore[union-attr]
        "sekretariat@kkr-nordjylland.example senest mandag den 28. februar 2022."
    )
    assert entry.organizer.value == "mailto:sekretariat@kkr-nordjylland.example"
    assert entry.organizer.params["CN"] == ["Sekretariatet for KKR Nordjylland"]
    assert "attendee" not in entry.contents


ALARMS = {
    date(2022, 1, 21): ["om 7 dage", "i morgen"],
    date(2022, 2, 20): ["om 7 dage", "i morgen"],
    date(2022, 2, 21): ["i morgen"],  # its own day: it would ring when the letter is opened
    date(2022, 2, 27): [],
}


@pytest.mark.parametrize("today", ALARMS, ids=str)
def test_it_reminds_seven_days_and_one_day_before_if_that_is_still_ahead(office: Office, today: date) -> None:
    alarms = read(written(office, today=today)).vevent.contents.get("valarm", [])
    assert [alarm.description.value.partition("(")[2].rstrip(")") for alarm in alarms] == ALARMS[today]
    assert {alarm.action.value for alarm in alarms} <= {"DISPLAY"}
    nine = timedelta(hours=9)
    expected = {"om 7 dage": nine - timedelta(days=7), "i morgen": nine - timedelta(days=1)}
    assert [alarm.trigger.value for alarm in alarms] == [expected[when] for when in ALARMS[today]]


def test_long_lines_are_folded_by_octets_and_read_back(office: Office) -> None:
    house = "Erhvervshus " + ", ".join(["Æbeltoft; Ærø, Østerå\\Åbenrå"] * 8)
    office.round.house = house
    content = written(office)
    assert b"\r\n" in content
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    for line in content.split(b"\r\n"):
        line.decode("utf-8")  # no letter is cut in two
    assert read(content).vevent.summary.value == f"Svarfrist: indstilling til bestyrelsen for {house}"


def test_a_name_cannot_write_another_property(office: Office) -> None:
    office.round.house = "X\r\nATTENDEE:mailto:a@b.example"
    entry = read(written(office)).vevent
    assert "attendee" not in entry.contents
    assert "ATTENDEE" in entry.summary.value


def test_a_moved_deadline_moves_the_same_entry(office: Office) -> None:
    office.decide()
    before = read(written(office)).vevent
    seen = [int(before.sequence.value)]
    for day in (date(2022, 2, 25), date(2022, 2, 24), date(2022, 2, 25)):
        moved_on = date(2022, 2, 1)
        move_milestone(
            office.round, milestone=MilestoneKind.NOMINATIONS, starts_on=day, reason="Vinterferie.", initials="TST",
            at=moment(moved_on),
        )  # fmt: skip
        entry = read(written(office, today=moved_on)).vevent
        assert entry.uid.value == before.uid.value == UID
        assert entry.dtstart.value == day
        seen.append(int(entry.sequence.value))
    assert seen == sorted(set(seen))


def test_each_body_has_an_entry_of_its_own_and_the_same_bytes_each_time(office: Office) -> None:
    entries = {written(office, body.key) for body in office.round.bodies}
    assert len(entries) == len(office.round.bodies)
    assert written(office) == written(office)
