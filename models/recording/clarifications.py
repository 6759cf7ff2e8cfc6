"""Clarification (afklaring): what was asked of a nominee, and what came of it."""

from datetime import datetime
from typing import Any

from models.clarification import Point, PointState, clarification
from models.entries import LONGEST_PLACE
from models.errors import EntryRefused
from models.recording.nominations import current_nomination, nominee_of
from models.recording.recorded import Recorded, in_play, log
from models.references import nominee_reference
from models.round import Round
from models.rules.check import check_nomination
from models.words import Gender


def record_clarification(
    round_: Round,
    *,
    body: str,
    name: str,
    point: Point,
    state: PointState,
    answer: str = "",
    initials: str,
    at: datetime,
) -> Recorded:
    """Record that a point about a nominee was asked, answered or waived; an answer becomes the nominee's fact.

    `answer` is the municipality or the gender for these two points, and `yes` or `no` for the others.

    Raises:
        EntryRefused: the nominee is unknown, the point is not asked of them, or the answer does not fit.

    """
    nomination = current_nomination(round_, body)
    person = nominee_of(nomination, name)
    if point not in clarification(person):
        raise EntryRefused(f"point: {nomination.body.name} was not asked for an SMV. Choose another point.")
    if (state is PointState.ANSWERED) != bool(answer.strip()):
        raise EntryRefused("answer: write it when the state is 'answered', and leave it empty otherwise.")
    current, facts = clarification(person)[point], _facts(point, state, answer.strip())
    settled = current is PointState.ANSWERED and not facts  # asked or waived after the answer
    waived = current is PointState.WAIVED and state is PointState.ASKED
    if settled or waived or (current is state and all(getattr(person, field) == fact for field, fact in facts.items())):
        return Recorded(changed=False, message=f"'{point}' is recorded as {current} already; nothing was changed.")
    in_play(round_)
    for field, fact in facts.items():
        setattr(person, field, fact)
    person.points = {**person.points, point.value: state.value}
    log(
        round_, "clarification recorded", nomination.body.key, initials, at,
        old={point.value: current.value}, new={point.value: state.value, "nominee": nominee_reference(person)},
    )  # fmt: skip
    return Recorded(
        changed=True,
        message=f"Recorded '{point}' of a nominee of {nomination.body.name} as {state}.",
        findings=check_nomination(nomination),
        people=[person],
    )


def _facts(point: Point, state: PointState, answer: str) -> dict[str, Any]:
    """What an answer says of the nominee; what was said is unsaid when the point is open again."""
    if state in (PointState.ASKED, PointState.WAIVED):
        return {}
    unsaid: dict[Point, Any] = {Point.MUNICIPALITY: "", Point.GENDER: Gender.NOT_STATED}
    if state is PointState.OPEN:
        return {point.value: unsaid.get(point, False)}
    if point is Point.MUNICIPALITY:
        return {"municipality": _one_line(answer)}
    if point is Point.GENDER:
        if answer not in set(Gender):
            raise EntryRefused(f"answer: {answer!r} is unknown. Write one of {', '.join(Gender)}.")
        return {"gender": Gender(answer)}
    if answer not in ("yes", "no"):
        raise EntryRefused(f"answer: {answer!r} is unknown. Write yes or no.")
    return {point.value: answer == "yes"}


def _one_line(answer: str) -> str:
    if not answer.isprintable() or len(answer) > LONGEST_PLACE:
        raise EntryRefused(f"answer: it is not a name of at most {LONGEST_PLACE} letters on one line. Shorten it.")
    return answer
