"""The deadline as a calendar entry (.ics): all of that day, and the same entry moves when the deadline moves.

Sources: RFC 5545 (iCalendar); RFC 5546 section 3.2.1 (PUBLISH: with an organizer, without attendees).
"""

from datetime import UTC, date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event, vCalAddress

from models.recording.recorded import MOVED
from models.round import Body, Round
from models.words import BodyKind, MilestoneKind
from notifications import danish

WARNED_BEFORE = (7, 1)  # days; an alarm whose day has passed would ring at once
WARNED_AT = timedelta(hours=9)


def deadline_entry(round_: Round, body: Body, today: date) -> bytes:
    """The entry for a body, as of a day. Each move gives it a higher SEQUENCE, so that calendars take the newest."""
    calendar = Calendar()
    calendar.add("prodid", "-//udpegning//svarfrist//DA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_entry(round_, body, today))
    made: bytes = calendar.to_ical()
    return made


def _entry(round_: Round, body: Body, today: date) -> Event:
    deadline = round_.milestone(MilestoneKind.NOMINATIONS).ends_on
    asked = "udpegning" if body.kind is BodyKind.REGION else "indstilling"
    entry = Event()
    entry.add("uid", f"{round_.key}.svarfrist.{body.key}@{round_.secretariat_email.rpartition('@')[2]}")
    entry.add("dtstamp", datetime.combine(today, time(), UTC))
    entry.add("sequence", sum(event.what == MOVED for event in round_.events))
    entry.add("dtstart", deadline)
    entry.add("dtend", deadline + timedelta(days=1))
    entry.add("summary", f"Svarfrist: {asked} til bestyrelsen for {round_.house}")
    entry.add(
        "description",
        f"{body.name} bedes svare skriftligt til {round_.secretariat_email} senest {danish.weekday(deadline)}.",
    )
    organizer = vCalAddress(f"mailto:{round_.secretariat_email}", params={"CN": round_.secretariat_name})
    entry.add("organizer", organizer)
    entry.add("transp", "TRANSPARENT")
    for days in WARNED_BEFORE:
        if deadline - timedelta(days=days) > today:
            entry.add_component(_alarm(str(entry["summary"]), days))
    return entry


def _alarm(summary: str, days: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"{summary} ({danish.in_days(days)})")
    alarm.add("trigger", WARNED_AT - timedelta(days=days))
    return alarm
