"""Rules of the gender equality act (ligestillingsloven, LL), which the statutes § 5.2 apply to the board.

The clause «one more of one sex when the number is odd» left §§ 9 and 10 a on 1 September 2009 and is not built. The wordings
in force from 2023 are cited by their chapter: their provisions have not been held against the text, so `checked` is empty.
Not implemented: that a seat stays empty (§ 9 stk. 3, § 10 a stk. 3): a KKR is neither minister nor council.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from models.finding import Citation, Severity
from models.nomination import Nomination
from models.outlook import lost_on, outlook
from models.rules.registry import About, Board, Remark, left_to_people, rule
from models.words import BodyKind, Gender, Question


def _act(provision: str) -> tuple[Citation, ...]:
    """The three consolidations since 2021; the round 2021-22 was held under the first."""
    return (
        Citation(
            document="Ligestillingsloven, LBK 751 af 26/04/2021,",
            provision=provision,
            reference="https://www.retsinformation.dk/eli/lta/2021/751",
            in_force_from=date(2021, 4, 26),
            in_force_to=date(2022, 12, 31),
            checked=date(2026, 11, 24),
        ),
        Citation(
            document="Ligestillingsloven, LBK 1575 af 19/12/2022,",
            provision="kapitel 4",
            reference="https://www.retsinformation.dk/eli/lta/2022/1575",
            in_force_from=date(2023, 1, 1),
            in_force_to=date(2025, 1, 5),
        ),
        Citation(
            document="Ligestillingsloven, LBK 5 af 06/01/2025,",
            provision="kapitel 4",
            reference="https://www.retsinformation.dk/eli/lta/2025/5",
            in_force_from=date(2025, 1, 6),
        ),
    )


PROPOSING = _act("§ 9 stk. 1, § 10 a stk. 1")
DEPARTING = _act("§ 9 stk. 2, § 10 a stk. 2")
COMPOSITION = _act("§§ 8, 11")
BALANCE = (
    *COMPOSITION[:-1],
    replace(COMPOSITION[-1], provision="kapitel 4; of 40 %: lov om kønsbalance, lov 1602 af 17/12/2024, § 3 nr. 4"),
)
"""The act names no number; until 2025 the reading of the round is the only one."""


def _count(nomination: Nomination, gender: Gender) -> int:
    return sum(person.gender is gender for person in nomination.nominees)


def _nominates(nomination: Nomination) -> bool:
    return bool(nomination.nominees) and nomination.body.kind is not BodyKind.REGION


def departs(nomination: Nomination) -> bool:
    """Whether a nomination departs from one woman and one man, or from equally many."""
    women, men = _count(nomination, Gender.WOMAN), _count(nomination, Gender.MAN)
    if not _nominates(nomination):
        return False
    return women == 0 or men == 0 if nomination.body.seats == 1 else women != men or women == 0


def _departure(nomination: Nomination, asked: str) -> Remark:
    women, men = _count(nomination, Gender.WOMAN), _count(nomination, Gender.MAN)
    reason, not_stated = nomination.reason.strip(), _count(nomination, Gender.NOT_STATED)
    unknown = f" ({not_stated} not stated)" if not_stated else ""
    return Remark(
        subject=nomination.body.key,
        message=f"{nomination.body.name} nominates {women} {'woman' if women == 1 else 'women'} "
        f"and {men} {'man' if men == 1 else 'men'}{unknown}, not {asked}.",
        remedy="Ask for a complete nomination, or for the special reasons (særlige grunde).",
        reason=reason,
        reason_by=nomination.body.name if reason else "",
        reason_on=nomination.received_on if reason else None,
    )


@rule("B7", "Who nominates for one seat names both a woman and a man", Severity.EXPLAIN, About.NOMINATION, *PROPOSING)
def one_seat_both_sexes(nomination: Nomination) -> Iterator[Remark]:
    """Explained by the reason the body gave together with the nomination."""
    if nomination.body.seats == 1 and departs(nomination):
        yield _departure(nomination, "both a woman and a man")


@rule(
    "B8",
    "Who nominates for several seats names equally many women and men",
    Severity.EXPLAIN,
    About.NOMINATION,
    *PROPOSING,
)
def several_seats_equally_many(nomination: Nomination) -> Iterator[Remark]:
    """Explained by the reason the body gave together with the nomination."""
    if nomination.body.seats > 1 and departs(nomination):
        yield _departure(nomination, "equally many")


@rule(
    "B9", "A departure needs special reasons, given with the nomination", Severity.EXPLAIN, About.NOMINATION, *DEPARTING
)
def departure_has_a_reason(nomination: Nomination) -> Iterator[Remark]:
    """Særlige grunde, samtidig angivet."""
    if departs(nomination) and not nomination.reason.strip():
        yield Remark(
            subject=nomination.body.key,
            message=f"{nomination.body.name} gives no special reasons for it.",
            remedy="Ask for the missing name or for the reasons; the seat is never dropped because of it.",
        )


@rule(
    "B10", "The KKR records whether it accepts a body's special reasons", Severity.EXPLAIN, About.NOMINATION, *DEPARTING
)
def reason_is_accepted(nomination: Nomination) -> Iterator[Remark]:
    """Accepted or not is the KKR's to say; what it did not accept no other reason explains."""
    if not (departs(nomination) and nomination.reason.strip()):
        return
    answer = nomination.acceptance(Question.REASON)
    accepted = answer if answer is not None and answer.accepted else None
    refused = answer is not None and not answer.accepted
    verb = "accepted" if accepted else "did not accept" if refused else "has not said whether it accepts"
    yield Remark(
        subject=nomination.body.key,
        severity=Severity.ERROR if refused else None,
        message=f"The KKR {verb} the reasons of {nomination.body.name}.",
        remedy="" if accepted else "Record its answer with 'record-acceptance', or ask the body for the missing name.",
        reason=accepted.reason if accepted else "",
        reason_by=accepted.recorded_by if accepted else "",
        reason_on=accepted.decided_on if accepted else None,
    )


left_to_people(
    "C1",
    "The act applies when the board is set up",
    "It is why B7-B10 and C2-C4 are asked of this board; whether it applies to another body is a lawyer's question",
    *COMPOSITION,
    module=__name__,
)


@rule("C2", "The composition is balanced", Severity.EXPLAIN, About.BOARD, *BALANCE)
def board_is_balanced(board: Board) -> Iterator[Remark]:
    """Of all seats, once every one of them is filled or the board is to be complete."""
    if board.open_seats and not board.final:
        return
    seen = outlook(board.round, board.members)
    for one, plural, found in (("woman", "women", seen.women), ("man", "men", seen.men)):
        if found < seen.needed:
            more = seen.needed - found
            yield Remark(
                subject=plural,
                message=f"The board has {found} {one if found == 1 else plural}; "
                f"the reading '{board.round.balance}' asks for {seen.needed}.",
                remedy=f"Appoint {more} more {one if more == 1 else plural}, or record why that could not be done.",
            )


@rule("C3", "The balance can still be reached with the open seats", Severity.ADVICE, About.BOARD, *COMPOSITION)
def balance_is_within_reach(board: Board) -> Iterator[Remark]:
    """Shown from the first step on after which the open seats no longer suffice."""
    seen = outlook(board.round, board.members)
    if seen.open_seats and not seen.possible:
        since = lost_on(board.round)
        yield Remark(
            message=f"Women missing for balance: {seen.women_needed}, men: {seen.men_needed}; "
            f"open seats: {seen.open_seats}{f', since {since}' if since else ''}.",
            remedy="Balance can no longer be reached: prepare the explanation.",
        )


@rule("C4", "Gender is stated", Severity.ADVICE, About.BOARD, *COMPOSITION)
def gender_is_stated(board: Board) -> Iterator[Remark]:
    """Not stated counts for neither sex."""
    for member in board.members:
        if member.person.gender is Gender.NOT_STATED and member.seat is not None:
            yield Remark(
                subject=member.seat.key,
                message="The member's gender is not stated and counts for neither sex.",
                remedy="Ask, if the person is willing to say.",
            )
