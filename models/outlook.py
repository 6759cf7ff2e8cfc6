"""The gender outlook: what the open seats must still hold for a balanced board."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from models.board import Appointment
from models.departed import withdrawn
from models.nomination import same_name
from models.round import Body, Round
from models.words import AppointingBody, BalanceReading, BoardRole, Gender, MilestoneKind, SeatCategory

NEAREST, NEVER_ABOVE = Fraction(40, 100), Fraction(49, 100)


def required_of_each_sex(reading: BalanceReading, size: int) -> int:
    """How many of each sex a board of `size` must have to be balanced; 4, 5 and 5 for 11 members.

    `nearest-40` is the number nearest to 40 %, never above 49 %, as in directive (EU) 2022/2381; LL § 8 names no number.
    No reading asks for more than half: boards of 1 and 3 cannot hold 40 % of both.
    """
    match reading:
        case BalanceReading.NEAREST_40:
            return min(round(size * NEAREST), math.floor(size * NEVER_ABOVE))
        case BalanceReading.AT_LEAST_40:
            return min(math.ceil(size * NEAREST), size // 2)
        case BalanceReading.PARITY:
            return size // 2


FILLED_AT = {
    SeatCategory.CHAIR: MilestoneKind.CONSTITUENT_MEETING,
    SeatCategory.MUNICIPAL: MilestoneKind.CONSTITUENT_MEETING,
    SeatCategory.REGION: MilestoneKind.NOMINATIONS,
    SeatCategory.COMPANY: MilestoneKind.APPOINTMENT,
    SeatCategory.KNOWLEDGE: MilestoneKind.APPOINTMENT,
    SeatCategory.LABOUR: MilestoneKind.APPOINTMENT,
}
"""The milestone at which each seat is filled; the region appoints by the common deadline (TL)."""


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """Counts of members by gender, of open seats, and of how many of each sex these must hold.

    `steerable` are the open seats the KKR fills itself; `needed` is how many of each sex the whole board needs;
    `women_needed` and `men_needed` are those the open seats must still hold.
    """

    women: int
    men: int
    not_stated: int
    open_seats: int
    steerable: int
    needed: int
    women_needed: int
    men_needed: int

    @property
    def possible(self) -> bool:
        """Whether the open seats can hold what is needed."""
        return self.women_needed + self.men_needed <= self.open_seats


def outlook(round_: Round, members: Sequence[Appointment] | None = None) -> Outlook:
    """The outlook under the round's reading of a balanced board (LL §§ 8, 11), as it stands or with these members."""
    sitting = round_.members if members is None else members
    open_seats = round_.seats_without(sitting)
    count = Counter(member.person.gender for member in sitting)
    needed = required_of_each_sex(round_.balance, len(round_.seats))
    return Outlook(
        women=count[Gender.WOMAN],
        men=count[Gender.MAN],
        not_stated=count[Gender.NOT_STATED],
        open_seats=len(open_seats),
        steerable=sum(seat.appointed_by is AppointingBody.KKR for seat in open_seats),
        needed=needed,
        women_needed=max(0, needed - count[Gender.WOMAN]),
        men_needed=max(0, needed - count[Gender.MAN]),
    )


def outlook_on(round_: Round, day: date) -> Outlook:
    """The outlook as it was at the end of a day of the round."""
    return outlook(round_, round_.members_on(day))


def turning_points(round_: Round) -> list[tuple[date, Outlook]]:
    """Every day on which somebody was appointed or left, in order, and the outlook at its end."""
    members = [each for each in round_.appointments if each.role is BoardRole.MEMBER and not each.entered_in_error]
    days = {each.decided_on for each in members} | {each.left_on for each in members if each.left_on}
    return [(day, outlook_on(round_, day)) for day in sorted(days)]


def lost_on(round_: Round) -> date | None:
    """The day from which on balance could no longer be reached as the board now stands, or None while it can."""
    lost = None
    for day, seen in turning_points(round_):
        lost = None if seen.possible else (lost or day)
    return lost


def last_step(round_: Round, seen: Outlook) -> MilestoneKind | None:
    """The last milestone whose appointments, with those after it, can still bring what is needed; None if nothing can.

    Up to that step nothing is lost; what is not brought about then cannot be made good later. None, too, when nothing is
    needed any more.
    """
    needed, later = seen.women_needed + seen.men_needed, 0
    for kind in reversed(MilestoneKind):
        later += sum(FILLED_AT[seat.category] is kind for seat in round_.open_seats)
        if needed and later >= needed:
            return kind
    return None


def helpful(round_: Round, seen: Outlook) -> dict[Gender, list[Body]]:
    """For each sex that is still needed, the bodies whose nominations name somebody of it for an open seat."""
    open_categories = {seat.category for seat in round_.open_seats}
    unavailable = {same_name(member.person.name) for member in round_.members} | withdrawn(round_)
    wanted = {Gender.WOMAN: seen.women_needed, Gender.MAN: seen.men_needed}
    return {
        gender: [
            nomination.body
            for nomination in round_.nominations
            if not nomination.replaced
            and nomination.body.seat in open_categories
            and any(p.gender is gender and same_name(p.name) not in unavailable for p in nomination.nominees)
        ]
        for gender, number in wanted.items()
        if number
    }
