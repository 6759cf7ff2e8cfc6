"""Clarification (afklaring) of the nominees: which points are open for each, and what was done about them."""

from enum import StrEnum

from models.nomination import Person
from models.words import Gender


class Point(StrEnum):
    """What the secretariat needs to know of a nominee before the appointments."""

    CONSENT = "consent"
    CV = "cv"
    MUNICIPALITY = "municipality"
    GENDER = "gender"
    SMV = "smv"


class PointState(StrEnum):
    """Where a point stands. A waived one is not needed any more; an answered one may have been answered with a no."""

    OPEN = "open"
    ASKED = "asked"
    ANSWERED = "answered"
    WAIVED = "waived"


UNSAID = (False, "", Gender.NOT_STATED)
"""What a fact is that nobody has said."""


def clarification(person: Person) -> dict[Point, PointState]:
    """The points of a nominee and their states.

    A fact that is recorded answers its point; else it stands where staff last left it. An SMV is asked about only where
    the body's request asked for one, and answered once one of its nominees comes from one.
    """
    nomination = person.nomination
    asked_for_smv = nomination is not None and nomination.body.asked_for_smv
    smv_is_named = nomination is not None and any(each.smv for each in nomination.nominees)
    known = {
        Point.CONSENT: person.consent,
        Point.CV: person.cv,
        Point.MUNICIPALITY: bool(person.municipality or person.council),
        Point.GENDER: person.gender is not Gender.NOT_STATED,
        **({Point.SMV: smv_is_named} if asked_for_smv else {}),
    }
    return {
        point: PointState.ANSWERED if is_known else PointState(person.points.get(point, PointState.OPEN))
        for point, is_known in known.items()
    }


def unsettled(person: Person) -> list[Point]:
    """The points that are neither answered nor waived."""
    return [point for point, state in clarification(person).items() if state in (PointState.OPEN, PointState.ASKED)]


def clarified(person: Person) -> list[str]:
    """The facts about a nominee that staff have recorded as answered, or taken back, since the nomination came."""
    return [point for point, state in person.points.items() if state in (PointState.ANSWERED, PointState.OPEN)]
