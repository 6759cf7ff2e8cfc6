"""The gender outlook: what the open seats must still hold for a balanced board."""

import math
from dataclasses import dataclass
from fractions import Fraction

from models.round import Round
from models.words import AppointingBody, BalanceReading, Gender

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


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """Counts of members by gender, of open seats, and of how many of each sex these must hold.

    `steerable` are the open seats the KKR fills itself; `possible` is whether balance can still be reached.
    """

    women: int
    men: int
    not_stated: int
    open_seats: int
    steerable: int
    women_needed: int
    men_needed: int

    @property
    def possible(self) -> bool:
        """Whether the open seats can hold what is needed."""
        return self.women_needed + self.men_needed <= self.open_seats


def outlook(round_: Round) -> Outlook:
    """The outlook of a round as it stands, under its reading of a balanced board (LL §§ 8, 11)."""
    count = {gender: sum(m.person.gender is gender for m in round_.members) for gender in Gender}
    needed = required_of_each_sex(round_.balance, len(round_.seats))
    return Outlook(
        women=count[Gender.WOMAN],
        men=count[Gender.MAN],
        not_stated=count[Gender.NOT_STATED],
        open_seats=len(round_.open_seats),
        steerable=sum(seat.appointed_by is AppointingBody.KKR for seat in round_.open_seats),
        women_needed=max(0, needed - count[Gender.WOMAN]),
        men_needed=max(0, needed - count[Gender.MAN]),
    )
