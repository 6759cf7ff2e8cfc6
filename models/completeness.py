"""What a nomination still lacks: the points a receipt names and staff follow up."""

from enum import StrEnum

from models.nomination import Nomination
from models.rules.equality import departs
from models.rules.timeline import is_late
from models.words import BodyKind, Gender


class OpenPoint(StrEnum):
    """One thing that is missing, or that the KKR has to consider."""

    BOTH_SEXES = "both-sexes"
    SMV = "smv"
    ACTIVE_IN_BUSINESS = "active-in-business"
    GENDER = "gender"
    IN_WRITING = "in-writing"
    LATE = "late"


def open_points(nomination: Nomination) -> list[OpenPoint]:
    """The open points of a nomination, in the order a receipt names them; none for an answer that names nobody in time."""
    people, body = nomination.nominees, nomination.body
    business = body.kind is BodyKind.BUSINESS
    asked = {
        OpenPoint.BOTH_SEXES: departs(nomination) and not nomination.reason.strip(),
        OpenPoint.SMV: body.asked_for_smv and not any(person.smv for person in people),
        OpenPoint.ACTIVE_IN_BUSINESS: business and not all(person.active_in_business for person in people),
        OpenPoint.GENDER: any(person.gender is Gender.NOT_STATED for person in people),
        OpenPoint.IN_WRITING: not nomination.in_writing,
        OpenPoint.LATE: is_late(nomination),
    }
    nobody = (OpenPoint.IN_WRITING, OpenPoint.LATE)
    return [point for point, is_open in asked.items() if is_open and (people or point in nobody)]
