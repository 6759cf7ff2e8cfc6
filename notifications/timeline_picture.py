"""The picture of a round's timeline: a row for each milestone, its day or window on a true axis of time, and today's line.

What is done, due, missed or to come differs in shape, word and colour. The card has a background of its own, since the page
around it may be light or dark; labels stand in a column, so that they never overlap whatever the dates.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from xml.etree.ElementTree import Element, SubElement, tostring

from models.progress import Deadline, MilestoneState
from models.words import MilestoneKind

TITLES = {
    MilestoneKind.RECOMMENDATION: "Recommendation",
    MilestoneKind.CONSTITUENT_MEETING: "Constituent meeting",
    MilestoneKind.REQUESTS: "Requests go out",
    MilestoneKind.NOMINATIONS: "Deadline for answers",
    MilestoneKind.CLARIFICATION: "Clarification",
    MilestoneKind.APPOINTMENT: "Appointment",
    MilestoneKind.IN_OFFICE: "Board takes office",
}
COLOURS = {
    MilestoneState.DONE: "#15803d",
    MilestoneState.DUE: "#b45309",
    MilestoneState.MISSED: "#b91c1c",
    MilestoneState.UPCOMING: "#475569",
}
CARD, EDGE, GRID, BAND, INK, SOFT, TODAY = "#f8fafc", "#94a3b8", "#cbd5e1", "#eef2f7", "#0f172a", "#475569", "#1d4ed8"
WIDTH, LEFT, RIGHT = 880, 262, 846  # in units of the picture; the axis goes from LEFT to RIGHT
TOP, ROW, BOTTOM = 40, 46, 34
LETTER = 11  # as wide a letter of the axis' labels is with what is left free around the label
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def timeline_picture(rows: Sequence[Deadline], today: date) -> str:
    """The picture as an address that a Markdown image takes. Show it with `timeline_in_words` as its alternative text."""
    return f"data:image/svg+xml;base64,{b64encode(timeline_svg(rows, today).encode()).decode()}"


def timeline_in_words(rows: Sequence[Deadline], today: date) -> str:
    """What the picture shows, for who cannot see it."""
    told = "; ".join(f"{TITLES[row.kind]}, {_days(row)}: {row.state}" for row in rows)
    return f"Timeline on {_day(today)} {today.year}. {told}."


def timeline_svg(rows: Sequence[Deadline], today: date) -> str:
    """The picture itself."""
    height = TOP + ROW * len(rows) + BOTTOM
    svg = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH} {height}", width=str(WIDTH),
                  height=str(height), role="img")  # fmt: skip
    svg.set("font-family", "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif")
    _add(svg, "rect", x=1, y=1, width=WIDTH - 2, height=height - 2, rx=12, fill=CARD, stroke=EDGE)
    for number in range(0, len(rows), 2):
        _add(svg, "rect", x=10, y=TOP + ROW * number, width=WIDTH - 20, height=ROW, rx=6, fill=BAND)
    axis = _Axis.of(rows)
    for day, label in axis.ticks():
        _add(svg, "line", x1=axis.x(day), x2=axis.x(day), y1=TOP, y2=height - BOTTOM + 22, stroke=GRID)
        _text(svg, label, axis.x(day) + 5, height - BOTTOM + 20, size=14, fill=SOFT)
    _today(svg, axis, today, height)
    for number, row in enumerate(rows):
        _milestone(svg, axis, row, TOP + ROW * number)
    return tostring(svg, encoding="unicode")


@dataclass(frozen=True, kw_only=True)
class _Axis:
    """True time: equally long days from the first day of the round to the last, with a little room at both ends."""

    first: date
    last: date

    @classmethod
    def of(cls, rows: Sequence[Deadline]) -> "_Axis":
        first, last = min(row.starts_on for row in rows), max(row.ends_on for row in rows)
        room = timedelta(days=max(2, (last - first).days // 40))
        return cls(first=first - room, last=last + room)

    def x(self, day: date) -> float:
        """Where a day begins."""
        return round(LEFT + (RIGHT - LEFT) * (day - self.first) / (self.last - self.first), 1)

    def ticks(self) -> list[tuple[date, str]]:
        """The first days of months, or Mondays when the round is short, as many as have room for their labels."""
        days = [self.first + timedelta(days=count) for count in range((self.last - self.first).days + 1)]
        months = [day for day in days if day.day == 1]
        by_month = len(months) > 1  # one alone gives no scale
        shown: list[tuple[date, str]] = []
        free_from = float(LEFT)
        for day in months if by_month else [day for day in days if day.weekday() == 0]:
            label = _month(day, first=not shown) if by_month else _day(day)
            end = self.x(day) + len(label) * LETTER
            if free_from <= self.x(day) and end <= RIGHT:
                shown.append((day, label))
                free_from = end
        return shown


def _milestone(svg: Element, axis: _Axis, row: Deadline, top: float) -> None:
    colour, middle = COLOURS[row.state], top + ROW / 2
    bold = "700" if row.state in (MilestoneState.DUE, MilestoneState.MISSED) else "600"
    _shape(svg, row.state, 30, middle)
    _text(svg, TITLES[row.kind], 50, middle - 4, size=16, fill=INK, weight=bold)
    told = _text(svg, f"{_days(row)} · ", 50, middle + 15, size=14, fill=SOFT)
    state = SubElement(told, "tspan", {"fill": colour, "font-weight": "700"})
    state.text = str(row.state)
    _marker(svg, axis, row, middle)


def _marker(svg: Element, axis: _Axis, row: Deadline, middle: float) -> None:
    """A day is a shape. A window is a bar with the shape in it; one to come is an empty bar."""
    begin, end = axis.x(row.starts_on), axis.x(row.ends_on + timedelta(days=1))
    is_window, to_come = row.starts_on != row.ends_on, row.state is MilestoneState.UPCOMING
    if is_window:
        colour, width = COLOURS[row.state], round(max(end - begin, 8), 1)
        _add(svg, "rect", x=begin, y=middle - 9, width=width, height=18, rx=4, stroke=colour, stroke_width=2,
             fill=CARD if to_come else colour, fill_opacity=1 if to_come else 0.25)  # fmt: skip
    if not (is_window and to_come):
        _shape(svg, row.state, round((begin + end) / 2, 1), middle)


def _shape(svg: Element, state: MilestoneState, x: float, y: float) -> None:
    """Done: a disc with a tick. Due: a diamond. Missed: a square with a cross. To come: a ring."""
    colour = COLOURS[state]
    match state:
        case MilestoneState.DONE:
            _add(svg, "circle", cx=x, cy=y, r=9, fill=colour)
            _line(svg, f"M{x - 4} {y} l3 3.5 l5.5 -7")
        case MilestoneState.DUE:
            _add(svg, "path", d=f"M{x} {y - 11} l11 11 l-11 11 l-11 -11 z", fill=colour)
            _line(svg, f"M{x} {y - 5} v6 M{x} {y + 4} v1")
        case MilestoneState.MISSED:
            _add(svg, "rect", x=x - 9, y=y - 9, width=18, height=18, rx=2, fill=colour)
            _line(svg, f"M{x - 4} {y - 4} l8 8 M{x + 4} {y - 4} l-8 8")
        case MilestoneState.UPCOMING:
            _add(svg, "circle", cx=x, cy=y, r=8, fill=CARD, stroke=colour, stroke_width=2.5)


def _today(svg: Element, axis: _Axis, today: date, height: float) -> None:
    """Today's line, or an arrow at the edge when the round lies before or after."""
    words = f"today, {_day(today)} {today.year}"
    if today < axis.first:
        x, anchor, words = float(LEFT), "start", f"← {words}"
    elif today > axis.last:
        x, anchor, words = float(RIGHT), "end", f"{words} →"
    else:
        x = (axis.x(today) + axis.x(today + timedelta(days=1))) / 2
        anchor = "end" if x > (LEFT + RIGHT) / 2 else "start"
        _add(
            svg,
            "line",
            x1=x,
            x2=x,
            y1=TOP - 8,
            y2=height - BOTTOM,
            stroke=TODAY,
            stroke_width=2,
            stroke_dasharray="6 4",
        )
    _text(svg, words, x, TOP - 14, size=15, fill=TODAY, weight="700", anchor=anchor)


def _days(row: Deadline) -> str:
    """«15 Oct 2021», «21-31 Jan 2022», «28 Feb - 3 Mar 2022»."""
    if row.starts_on == row.ends_on:
        return f"{_day(row.ends_on)} {row.ends_on.year}"
    same_month = (row.starts_on.year, row.starts_on.month) == (row.ends_on.year, row.ends_on.month)
    start = f"{row.starts_on.day}-" if same_month else f"{_day(row.starts_on)} - "
    return f"{start}{_day(row.ends_on)} {row.ends_on.year}"


def _month(day: date, *, first: bool) -> str:
    """«Feb»; with its year when it is the first label or a January."""
    return f"{MONTHS[day.month - 1]} {day.year}" if first or day.month == 1 else MONTHS[day.month - 1]


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def _add(parent: Element, name: str, **attributes: object) -> Element:
    return SubElement(parent, name, {key.replace("_", "-"): str(value) for key, value in attributes.items()})


def _line(svg: Element, path: str) -> None:
    _add(svg, "path", d=path, fill="none", stroke="#ffffff", stroke_width=2.4, stroke_linecap="round")


def _text(
    svg: Element, words: str, x: float, y: float, *, size: int, fill: str, weight: str = "400", anchor: str = "start"
) -> Element:
    element = _add(svg, "text", x=x, y=y, font_size=size, fill=fill, font_weight=weight, text_anchor=anchor)
    element.text = words
    return element
