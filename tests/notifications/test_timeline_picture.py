"""The picture of the timeline: what is on it, and that nothing of it lies outside or upon something else."""

import re
from base64 import b64decode
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from office import DECIDED_ON, Office

from models.progress import Deadline, deadlines
from notifications.timeline_picture import (
    COLOURS,
    LEFT,
    RIGHT,
    WIDTH,
    timeline_in_words,
    timeline_picture,
    timeline_svg,
)

SVG = "{http://www.w3.org/2000/svg}"
WIDE = 0.62  # of its size, a letter on average in the fonts that browsers fall back to


@pytest.fixture
def rows(office: Office) -> list[Deadline]:
    office.decide()
    office.constitute()
    return deadlines(office.round, date(2022, 3, 2))


def texts(svg: str) -> list[tuple[float, float, float, str]]:
    """Begin, end, height and words of every text."""
    found = []
    for text in ET.fromstring(svg).iter(f"{SVG}text"):  # noqa: S314  (made here)
        words = "".join(text.itertext())
        x, width = float(text.attrib["x"]), len(words) * WIDE * float(text.attrib["font-size"])
        begin = x - width if text.attrib["text-anchor"] == "end" else x
        found.append((begin, begin + width, float(text.attrib["y"]), words))
    return found


def test_it_is_an_image_of_its_own_that_markdown_can_show(rows: list[Deadline]) -> None:
    address = timeline_picture(rows, date(2022, 3, 2))
    assert re.fullmatch(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]+", address)
    assert b64decode(address.partition(",")[2]).decode() == timeline_svg(rows, date(2022, 3, 2))


def test_the_words_say_what_the_picture_shows(rows: list[Deadline]) -> None:
    assert timeline_in_words(rows, date(2022, 3, 2)) == (
        "Timeline on 2 Mar 2022. Recommendation, 15 Oct 2021: missed; Constituent meeting, 21 Jan 2022: done; "
        "Requests go out, 21-31 Jan 2022: missed; Deadline for answers, 28 Feb 2022: missed; "
        "Clarification, 1-15 Mar 2022: due; Appointment, 21-25 Mar 2022: upcoming; Board takes office, 1 Apr 2022: upcoming."
    )


def test_every_milestone_says_its_days_and_its_state_in_words(rows: list[Deadline]) -> None:
    words = [words for *_, words in texts(timeline_svg(rows, date(2022, 3, 2)))]
    assert [line for line in words if " · " in line] == [
        "15 Oct 2021 · missed", "21 Jan 2022 · done", "21-31 Jan 2022 · missed", "28 Feb 2022 · missed",
        "1-15 Mar 2022 · due", "21-25 Mar 2022 · upcoming", "1 Apr 2022 · upcoming",
    ]  # fmt: skip


def test_each_state_has_a_colour_and_a_shape_of_its_own(rows: list[Deadline]) -> None:
    shapes = {
        (each.tag.removeprefix(SVG), each.attrib["fill"] in COLOURS.values())
        for each in ET.fromstring(timeline_svg(rows, date(2022, 3, 2))).iter()  # noqa: S314
        if {each.attrib.get("fill"), each.attrib.get("stroke")} & set(COLOURS.values())
        and each.tag in (f"{SVG}circle", f"{SVG}path", f"{SVG}rect")
    }
    assert shapes == {("circle", True), ("circle", False), ("path", True), ("rect", True), ("rect", False)}


@pytest.mark.parametrize("days", [1, 3, 10, 40, 170, 400, 1500])
def test_no_text_lies_upon_another_or_outside_however_long_the_round_is(office: Office, days: int) -> None:
    for place, milestone in enumerate(office.round.milestones):
        milestone.starts_on = DECIDED_ON + timedelta(days=place * days // 6)
        milestone.ends_on = milestone.starts_on + timedelta(days=days // 12)
    for today in (DECIDED_ON - timedelta(days=30), DECIDED_ON, DECIDED_ON + timedelta(days=days), date(2030, 1, 1)):
        placed = texts(timeline_svg(deadlines(office.round, today), today))
        assert all(begin >= 0 and end <= WIDTH for begin, end, *_ in placed)
        same_line = [(one, other) for one in placed for other in placed if one[2] == other[2] and one[0] < other[0]]
        assert [(one, other) for one, other in same_line if one[1] > other[0]] == []
        on_axis = [end for begin, end, _, words in placed if begin >= LEFT and not words.startswith("today")]
        assert all(end <= RIGHT + 20 for end in on_axis)


def test_a_day_is_as_long_everywhere(rows: list[Deadline]) -> None:
    lines = [
        float(line.attrib["x1"])
        for line in ET.fromstring(timeline_svg(rows, date(2026, 1, 1))).iter(f"{SVG}line")  # noqa: S314
    ]
    november, december, january, february, march = lines[:5]
    days = [(december - november) / 30, (january - december) / 31, (february - january) / 31, (march - february) / 28]
    assert max(days) - min(days) < 0.02
