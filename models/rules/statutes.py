"""Rules of the standard statutes of the erhvervshuse, December 2018, § 5.2 (SV), on the board and who may nominate.

Not implemented yet: that the decision on organisations rests on an objective consideration (B2), what a business
organisation is (B3), that nothing else is demanded (B4, shown by the expected letters), acceptance of a reason (B10).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

import pendulum

from models.board import Appointment
from models.finding import Citation, Severity
from models.nomination import Nomination, same_name
from models.round import Round
from models.rules.registry import About, Board, Remark, rule
from models.words import AppointingBody, BoardRole, BodyKind, DecisionKind, SeatCategory

SV = Citation(
    document="Standardvedtægter for de tværkommunale erhvervshuse (december 2018)",
    provision="§ 5.2",
    reference="standardvedtægter, bilag 1 til KKR Nordjyllands dagsordenspunkt 5.5",
    in_force_from=date(2018, 12, 1),
    checked=date(2026, 11, 23),
)
SEATS = {
    SeatCategory.CHAIR: 1,
    SeatCategory.MUNICIPAL: 3,
    SeatCategory.COMPANY: 4,
    SeatCategory.KNOWLEDGE: 1,
    SeatCategory.LABOUR: 1,
    SeatCategory.REGION: 1,
}
MEMBERS = sum(SEATS.values())
LONGEST_TERM_YEARS = 4  # elections are every fourth year, so a whole term is as long
TERM_STARTS = (4, 1)  # month, day


def _in(board: Board, category: SeatCategory) -> list[Appointment]:
    return [a for a in board.round.members if a.seat and a.seat.category is category]


def _recorded_as(board: Board, role: BoardRole) -> list[Appointment]:
    return [a for a in board.round.appointments if a.role is role and a.left_on is None]


def _seat(appointment: Appointment) -> str:
    return appointment.seat.key if appointment.seat else appointment.role.value


def _listed(seats: Mapping[SeatCategory, int]) -> str:
    return ", ".join(f"{number} {category.value}" for category, number in seats.items())


def _name(appointment: Appointment) -> str:
    return same_name(appointment.person.name)


def _nominating_kind(appointment: Appointment) -> BodyKind | None:
    nomination = appointment.person.nomination
    return nomination.body.kind if nomination else None


@rule("A1", "The board has exactly 11 members, one of them chair", Severity.ERROR, About.BOARD, SV)
def eleven_members(board: Board) -> Iterator[Remark]:
    """Seats of the round by category, and, once the board is to be complete, who sits in them."""
    seats = Counter(seat.category for seat in board.round.seats)
    if seats != SEATS:
        yield Remark(
            subject="seats",
            message=f"The round has {seats.total()} seats: {_listed(seats)}.",
            remedy=f"The term file must have {MEMBERS} seats: {_listed(SEATS)}.",
        )
    empty = board.round.open_seats
    if board.final and empty:
        yield Remark(
            message=f"{len(empty)} of {len(board.round.seats)} seats are empty: {', '.join(s.key for s in empty)}.",
            remedy="Appoint to them with 'record-appointments'.",
        )


@rule("A2", "The chair is popularly elected and appointed by the KKR", Severity.ERROR, About.BOARD, SV)
def chair_is_elected(board: Board) -> Iterator[Remark]:
    """Folkevalgt: a member of a municipal or regional council."""
    for chair in _in(board, SeatCategory.CHAIR):
        if not chair.person.council.strip():
            yield Remark(
                subject=_seat(chair),
                message="The chair is not recorded as an elected member of a council (folkevalgt).",
                remedy="Record the council the chair sits in, or appoint somebody who is elected.",
            )
        if chair.appointed_by is not AppointingBody.KKR:
            yield Remark(
                subject=_seat(chair),
                message="The chair was not appointed by the KKR.",
                remedy="Only the KKR appoints the chair.",
            )


@rule("A3", "The chair should have a background in private business", Severity.ADVICE, About.BOARD, SV)
def chair_knows_business(board: Board) -> Iterator[Remark]:
    """«gerne»: preferred, never required."""
    for chair in _in(board, SeatCategory.CHAIR):
        if not chair.person.private_business_background:
            yield Remark(
                subject=_seat(chair),
                message="No background in private business is recorded for the chair.",
                remedy="The statutes prefer one (gerne); nothing has to be done.",
            )


@rule("A4", "3 municipal members sit in the councils of the region's municipalities", Severity.ERROR, About.BOARD, SV)
def municipal_members_are_councillors(board: Board) -> Iterator[Remark]:
    """Also FO § 4 stk. 4: only members of the municipal councils of the region are eligible."""
    for member in _in(board, SeatCategory.MUNICIPAL):
        if member.person.council not in board.round.municipalities:
            yield Remark(
                subject=_seat(member),
                message=f"{member.person.council or 'No council'!r} is not one of the region's municipalities.",
                remedy=f"Record the council as one of {', '.join(board.round.municipalities)}.",
            )
        if member.appointed_by is not AppointingBody.KKR:
            yield Remark(
                subject=_seat(member),
                message="A municipal member was not appointed by the KKR.",
                remedy="Only the KKR appoints the municipal members.",
            )


@rule(
    "A5", "4 company members on nomination by business organisations, one from an SMV", Severity.ERROR, About.BOARD, SV
)
def company_members_are_nominated(board: Board) -> Iterator[Remark]:
    """An SMV is asked for once all four sit: until then one can still come."""
    company = _in(board, SeatCategory.COMPANY)
    for member in company:
        if _nominating_kind(member) is not BodyKind.BUSINESS:
            yield Remark(
                subject=_seat(member),
                message="A company member was not nominated by a business organisation.",
                remedy="Appoint somebody a business organisation has nominated.",
            )
    seats = sum(seat.category is SeatCategory.COMPANY for seat in board.round.seats)
    if seats and len(company) == seats and not any(member.person.smv for member in company):
        yield Remark(
            subject=SeatCategory.COMPANY.value,
            message="No company member comes from a small or medium-sized enterprise (SMV).",
            remedy="Give one of the company seats to a nominee from an SMV.",
        )


@rule("A6", "The company members are a broad cross-section of the region's companies", Severity.ADVICE, About.BOARD, SV)
def companies_are_varied(board: Board) -> Iterator[Remark]:
    """Broad is for the KKR to judge: shown when a trade is unknown or occurs twice."""
    company = _in(board, SeatCategory.COMPANY)
    trades = Counter(member.person.trade.casefold() for member in company)
    twice = [trade for trade, count in trades.items() if trade and count > 1]
    if trades[""]:
        yield Remark(
            subject=SeatCategory.COMPANY.value,
            message=f"The trade (branche) of {trades['']} company members is not recorded.",
            remedy="Record it, so that the breadth can be seen.",
        )
    if twice:
        yield Remark(
            subject=SeatCategory.COMPANY.value,
            message=f"Several company members come from the same trade: {', '.join(twice)}.",
            remedy="Consider whether they still are a broad cross-section (bredt udsnit).",
        )


@rule("A7", "A company member is an active business person", Severity.ERROR, About.BOARD, SV)
def company_members_are_active(board: Board) -> Iterator[Remark]:
    """Aktiv erhvervsdrivende."""
    for member in _in(board, SeatCategory.COMPANY):
        if not member.person.active_in_business:
            yield Remark(
                subject=_seat(member),
                message="The company member is not recorded as active in business (aktiv erhvervsdrivende).",
                remedy="Ask the nominating body and correct the nomination, or appoint another nominee.",
            )


@rule("A8", "1 member represents a knowledge institution", Severity.ERROR, About.BOARD, SV)
def knowledge_member_is_nominated(board: Board) -> Iterator[Remark]:
    """Appointed by the KKR among representatives of a knowledge institution."""
    yield from _nominated_by(board, SeatCategory.KNOWLEDGE, BodyKind.KNOWLEDGE, "a knowledge institution")


@rule("A9", "1 member from a labour organisation on the joint nomination of FH and AC", Severity.ERROR, About.BOARD, SV)
def labour_member_is_nominated_jointly(board: Board) -> Iterator[Remark]:
    """FH and AC are one nominating body, so a joint nomination is one from that body."""
    yield from _nominated_by(board, SeatCategory.LABOUR, BodyKind.LABOUR, "FH and AC jointly")


def _nominated_by(board: Board, category: SeatCategory, kind: BodyKind, whom: str) -> Iterator[Remark]:
    for member in _in(board, category):
        if _nominating_kind(member) is not kind:
            yield Remark(
                subject=_seat(member),
                message=f"The member was not nominated by {whom}.",
                remedy=f"Appoint somebody nominated by {whom}.",
            )


@rule("A10", "1 member is appointed by the regional council", Severity.ERROR, About.BOARD, SV)
def region_appoints_its_member(board: Board) -> Iterator[Remark]:
    """The KKR cannot appoint to this seat, nor the region to another."""
    for member in board.round.members:
        of_region = member.seat is not None and member.seat.category is SeatCategory.REGION
        if of_region != (member.appointed_by is AppointingBody.REGION):
            yield Remark(
                subject=_seat(member),
                message=f"This seat was appointed by {member.appointed_by.value}.",
                remedy="The regional council appoints to the region's seat and to no other.",
            )


@rule("A11", "1 observer from Erhvervsministeriet takes part and never counts", Severity.ADVICE, About.BOARD, SV)
def ministry_observes(board: Board) -> Iterator[Remark]:
    """Shown when the board is to be complete and no observer is recorded."""
    if board.final and not _recorded_as(board, BoardRole.OBSERVER):
        yield Remark(
            subject=BoardRole.OBSERVER.value,
            message=f"No observer from {board.round.observer} is recorded.",
            remedy="Ask the ministry whom it sends and record it.",
        )


@rule("A12", "A vice-chair is a member of the board", Severity.ERROR, About.BOARD, SV)
def vice_chair_is_a_member(board: Board) -> Iterator[Remark]:
    """Elected by the board from its midst."""
    members = {_name(member) for member in board.round.members}
    for vice_chair in _recorded_as(board, BoardRole.VICE_CHAIR):
        if _name(vice_chair) not in members:
            yield Remark(
                subject=BoardRole.VICE_CHAIR.value,
                message="The vice-chair does not sit on the board.",
                remedy="The board elects its vice-chair among its members (af sin midte).",
            )


@rule("A13", "No substitutes", Severity.ERROR, About.BOARD, SV)
def no_substitutes(board: Board) -> Iterator[Remark]:
    """Der udpeges ikke suppleanter; nor can a member be represented by proxy."""
    for _ in _recorded_as(board, BoardRole.SUBSTITUTE):
        yield Remark(
            subject=BoardRole.SUBSTITUTE.value,
            message="A substitute (suppleant) is recorded.",
            remedy="The statutes know none: remove the substitute.",
        )


@rule("A14", "A member is not the director of the same house", Severity.ERROR, About.BOARD, SV)
def director_is_no_member(board: Board) -> Iterator[Remark]:
    """Of this house; the director of another one may sit."""
    for member in board.round.members:
        if member.person.director_of_house:
            yield Remark(
                subject=_seat(member),
                message=f"The member is the director of {board.round.house}.",
                remedy="Appoint somebody else.",
            )


@rule("A15", "One person holds one seat", Severity.ERROR, About.BOARD, SV)
def one_person_one_seat(board: Board) -> Iterator[Remark]:
    """People are told apart by name."""
    seats: dict[str, list[str]] = {}
    for member in board.round.members:
        seats.setdefault(_name(member), []).append(_seat(member))
    for held in seats.values():
        if len(held) > 1:
            yield Remark(
                subject=held[0],
                message=f"The same name holds the seats {' and '.join(held)}.",
                remedy="Appoint somebody else to one of them; two people of one name must be told apart in the name.",
            )


@rule("A16", "Nominated members were nominated by a body entitled in this term", Severity.ERROR, About.BOARD, SV)
def nominators_are_entitled(board: Board) -> Iterator[Remark]:
    """Company, knowledge and labour seats."""
    entitled = {body.key for body in board.round.entitled_bodies}
    for member in board.round.members:
        nomination = member.person.nomination
        if member.seat is None or member.seat.nominated_by is None:
            continue
        if nomination is None or nomination.body.key not in entitled:
            yield Remark(
                subject=_seat(member),
                message="The member was not nominated by a body that is entitled in this term.",
                remedy="Appoint a nominee of an entitled body, or record the KKR's decision on organisations first.",
            )


@rule(
    "A17",
    "The term is at most 4 years and ends on the first 1 April after the elections",
    Severity.ERROR,
    About.PLAN,
    SV,
)
def term_is_lawful(round_: Round) -> Iterator[Remark]:
    """Reappointment is allowed, so nothing is asked about earlier terms."""
    start, end = round_.term_from, round_.term_to
    first_april = date(round_.election_day.year + 1, *TERM_STARTS)
    next_first_april = first_april.replace(year=first_april.year + LONGEST_TERM_YEARS)
    if start != first_april:
        yield Remark(
            subject="term",
            message=f"The term starts on {start}, not on the first 1 April after the election of {round_.election_day}.",
            remedy=f"Let it start on {first_april}.",
        )
    if end > pendulum.instance(start).add(years=LONGEST_TERM_YEARS):
        yield Remark(
            subject="term",
            message=f"The term {start} - {end} is longer than {LONGEST_TERM_YEARS} years.",
            remedy="Shorten it.",
        )
    elif end != next_first_april:
        yield Remark(
            subject="term",
            message=f"The term ends on {end}, not on the first 1 April after the next elections.",
            remedy=f"Let it end on {next_first_april}.",
        )


@rule("A18", "Members sit until their successors are appointed", Severity.ADVICE, About.BOARD, SV)
def old_board_holds_over(board: Board) -> Iterator[Remark]:
    """Holdover: shown when the term has begun and the new board is not complete."""
    if board.on >= board.round.term_from and board.round.open_seats:
        yield Remark(
            message="The new board is not complete: the present members keep their seats until it is.",
            remedy="Complete the appointments.",
        )


@rule(
    "A19",
    "A member who leaves early is replaced by the same procedure for the rest of the term",
    Severity.ADVICE,
    About.BOARD,
    SV,
)
def vacancy_is_filled_alike(board: Board) -> Iterator[Remark]:
    """Shown for a seat whose member left and where nobody sits; the latest who left, if there were several."""
    for seat in board.round.open_seats:
        left = [a.left_on for a in board.round.appointments if a.seat is seat and a.left_on is not None]
        if left:
            whom = f" on nomination by {seat.nominated_by.value}" if seat.nominated_by else ""
            yield Remark(
                subject=seat.key,
                message=f"The member of this seat left on {max(left)}.",
                remedy=f"{seat.appointed_by.value} appoints a successor{whom} until {board.round.term_to}.",
            )


@rule("A20", "The reason for leaving is recorded", Severity.ERROR, About.BOARD, SV)
def leaving_has_a_reason(board: Board) -> Iterator[Remark]:
    """Also when the board removes a member on the minister's request."""
    for appointment in board.round.appointments:
        if appointment.left_on is not None and not appointment.left_reason.strip():
            yield Remark(
                subject=_seat(appointment),
                message=f"A member left on {appointment.left_on} and no reason is recorded.",
                remedy="Record the reason.",
            )


@rule("B1", "Only bodies the KKR has decided on may nominate", Severity.ERROR, About.NOMINATION, SV)
def body_is_entitled(nomination: Nomination) -> Iterator[Remark]:
    """The KKR decides in each term which organisations and institutions may nominate."""
    round_ = nomination.round
    if round_.decision(DecisionKind.ORGANISATIONS) is None:
        yield Remark(
            subject=nomination.body.key,
            message="The KKR's decision on organisations is not recorded, so nobody may nominate yet.",
            remedy="Record it with 'record-decision' first.",
        )
    elif nomination.body.key not in {body.key for body in round_.entitled_bodies}:
        yield Remark(
            subject=nomination.body.key,
            message=f"{nomination.body.name} is not entitled to nominate in this term.",
            remedy="Refuse the nomination, or record a new decision on organisations.",
        )


@rule(
    "B5",
    "At least one business organisation is asked for an SMV, and one nominee comes from an SMV",
    Severity.ERROR,
    About.PLAN,
    SV,
)
def an_smv_is_asked_for(round_: Round) -> Iterator[Remark]:
    """Asking is an error when missing; that none has come once all have answered must be explained."""
    decided = round_.decision(DecisionKind.ORGANISATIONS) is not None
    bodies = round_.entitled_bodies if decided else round_.bodies
    business = [body for body in bodies if body.kind is BodyKind.BUSINESS]
    if not any(body.asked_for_smv for body in business):
        yield Remark(
            subject="bodies",
            message="No entitled business organisation is asked to nominate from an SMV.",
            remedy="Name one that is, or set 'smv: true' for one of them in the term file.",
        )
    keys = {body.key for body in business}
    answers = [n for n in round_.nominations if n.body.key in keys and not n.replaced]
    if business and len(answers) >= len(business) and not any(p.smv for n in answers for p in n.nominees):
        yield Remark(
            subject="bodies",
            severity=Severity.EXPLAIN,
            message="Every business organisation has answered and no nominee comes from an SMV.",
            remedy="Ask one of them to nominate from an SMV.",
        )
