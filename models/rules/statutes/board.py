"""The rules on the board: who sits in it, for how long, and what follows when somebody leaves."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

import pendulum

from models.board import Appointment
from models.election_year import TERM_STARTS
from models.finding import Severity
from models.nomination import Nomination, same_name
from models.round import Round
from models.rules.registry import About, Board, Remark, also, rule
from models.rules.statutes import SV, SV_AND_ACT
from models.rules.statutes.nominating import MAIN_ORGANISATIONS, is_entitled, main_organisations
from models.words import AppointingBody, BoardRole, BodyKind, SeatCategory, counted

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


def _in(board: Board, category: SeatCategory) -> list[Appointment]:
    return [member for member in board.members if member.seat and member.seat.category is category]


def _recorded_as(board: Board, role: BoardRole) -> list[Appointment]:
    return [a for a in board.round.appointments if a.role is role and a.left_on is None]


def _seat(appointment: Appointment) -> str:
    return appointment.seat.key if appointment.seat else appointment.role.value


def _listed(seats: Mapping[SeatCategory, int]) -> str:
    return ", ".join(f"{number} {category.value}" for category, number in seats.items())


def _name(appointment: Appointment) -> str:
    return same_name(appointment.person.name)


def _number(board: Board, category: SeatCategory) -> Iterator[Remark]:
    """Too many members of a category, or, once the board is to be complete, too few."""
    sitting, wanted = len(_in(board, category)), SEATS[category]
    if sitting > wanted or (board.final and sitting < wanted):
        yield Remark(
            subject=category.value,
            message=f"{counted(sitting, 'member')} of the category '{category}', and the board has {wanted}.",
            remedy="Appoint to the open seats." if sitting < wanted else "Appoint no more than that.",
        )


def _appointed_by(board: Board, category: SeatCategory, appointing: AppointingBody) -> Iterator[Remark]:
    for member in _in(board, category):
        if member.appointed_by is not appointing:
            yield Remark(
                subject=_seat(member),
                message=f"The member was appointed by '{member.appointed_by}'.",
                remedy=f"Only '{appointing}' appoints to this seat.",
            )


def _nominated_by(board: Board, category: SeatCategory, kind: BodyKind, whom: str) -> Iterator[Remark]:
    for member in _in(board, category):
        nomination = member.person.nomination
        if nomination is None or nomination.body.kind is not kind:
            yield Remark(
                subject=_seat(member),
                message=f"The member was not nominated by {whom}.",
                remedy=f"Appoint somebody nominated by {whom}.",
            )


@rule("A1", "The board has exactly 11 members, one of them chair", Severity.ERROR, About.BOARD, *SV_AND_ACT)
def eleven_members(board: Board) -> Iterator[Remark]:
    """Which seats are empty is said by the rule of each category."""
    sitting = len(board.members)
    if sitting > MEMBERS or (board.final and sitting < MEMBERS):
        yield Remark(
            message=f"The board has {counted(sitting, 'member')}, not {MEMBERS}.",
            remedy="Appoint to the open seats." if sitting < MEMBERS else "Appoint no more than that.",
        )
    chairs = len(_in(board, SeatCategory.CHAIR))
    if chairs > 1 or (board.final and not chairs):
        yield Remark(
            subject=SeatCategory.CHAIR.value,
            message=f"The board has {counted(chairs, 'chair')}.",
            remedy="One of the members is chair.",
        )


@also("A1", About.PLAN)
def eleven_seats(round_: Round) -> Iterator[Remark]:
    """An illegal set of seats is seen before any request goes out."""
    seats = Counter(seat.category for seat in round_.seats)
    if seats != SEATS:
        yield Remark(
            subject="seats",
            message=f"The round has {seats.total()} seats: {_listed(seats)}.",
            remedy=f"The term file must have {MEMBERS} seats: {_listed(SEATS)}.",
        )


@rule("A2", "The chair is popularly elected and appointed by the KKR", Severity.ERROR, About.BOARD, SV)
def chair_is_elected(board: Board) -> Iterator[Remark]:
    """Folkevalgt: a member of a municipal or regional council."""
    yield from _number(board, SeatCategory.CHAIR)
    yield from _appointed_by(board, SeatCategory.CHAIR, AppointingBody.KKR)
    for chair in _in(board, SeatCategory.CHAIR):
        if not chair.person.council.strip():
            yield Remark(
                subject=_seat(chair),
                message="The chair is not recorded as an elected member of a council (folkevalgt).",
                remedy="Record the council the chair sits in, or appoint somebody who is elected.",
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
    yield from _number(board, SeatCategory.MUNICIPAL)
    yield from _appointed_by(board, SeatCategory.MUNICIPAL, AppointingBody.KKR)
    for member in _in(board, SeatCategory.MUNICIPAL):
        if same_name(member.person.council) not in map(same_name, board.round.municipalities):
            yield Remark(
                subject=_seat(member),
                message=f"The member's council ({member.person.council or 'none'}) is not of the region's municipalities.",
                remedy=f"Record the council as one of {', '.join(board.round.municipalities)}.",
            )


@rule(
    "A5", "4 company members on nomination by business organisations, one from an SMV", Severity.ERROR, About.BOARD, SV
)
def company_members_are_nominated(board: Board) -> Iterator[Remark]:
    """An SMV is asked for once all four sit: until then one can still come."""
    yield from _number(board, SeatCategory.COMPANY)
    yield from _appointed_by(board, SeatCategory.COMPANY, AppointingBody.KKR)
    yield from _nominated_by(board, SeatCategory.COMPANY, BodyKind.BUSINESS, "a business organisation")
    company = _in(board, SeatCategory.COMPANY)
    if len(company) >= SEATS[SeatCategory.COMPANY] and not any(member.person.smv for member in company):
        yield Remark(
            subject=SeatCategory.COMPANY.value,
            message="No company member comes from a small or medium-sized enterprise (SMV).",
            remedy="Give one of the company seats to a nominee from an SMV.",
        )


@rule("A6", "The company members are a broad cross-section of the region's companies", Severity.ADVICE, About.BOARD, SV)
def companies_are_varied(board: Board) -> Iterator[Remark]:
    """Broad is for the KKR to judge: shown when a trade is unknown or occurs twice."""
    company = _in(board, SeatCategory.COMPANY)
    trades = Counter(same_name(member.person.trade) for member in company)
    twice = [trade for trade, count in trades.items() if trade and count > 1]
    if trades[""]:
        yield Remark(
            subject=SeatCategory.COMPANY.value,
            message=f"Company members whose trade (branche) is not recorded: {trades['']}.",
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


@also("A7", About.NOMINATION)
def company_nominees_are_active(nomination: Nomination) -> Iterator[Remark]:
    """De indstillede skal være aktive erhvervsdrivende."""
    idle = sum(not person.active_in_business for person in nomination.nominees)
    if nomination.body.kind is BodyKind.BUSINESS and idle:
        yield Remark(
            subject=nomination.body.key,
            message=f"{nomination.body.name}: {counted(idle, 'nominee')} not recorded as active in business "
            "(aktiv erhvervsdrivende).",
            remedy="Ask the body to confirm it or to name somebody else; who is not active cannot be appointed.",
        )


@rule("A8", "1 member represents a knowledge institution", Severity.ERROR, About.BOARD, SV)
def knowledge_member_is_nominated(board: Board) -> Iterator[Remark]:
    """Appointed by the KKR among representatives of a knowledge institution."""
    yield from _number(board, SeatCategory.KNOWLEDGE)
    yield from _appointed_by(board, SeatCategory.KNOWLEDGE, AppointingBody.KKR)
    yield from _nominated_by(board, SeatCategory.KNOWLEDGE, BodyKind.KNOWLEDGE, "a knowledge institution")


@rule("A9", "1 member from a labour organisation on the joint nomination of FH and AC", Severity.ERROR, About.BOARD, SV)
def labour_member_is_nominated_jointly(board: Board) -> Iterator[Remark]:
    """The timeline still says LO, FTF and AC; LO and FTF have become FH."""
    yield from _number(board, SeatCategory.LABOUR)
    yield from _appointed_by(board, SeatCategory.LABOUR, AppointingBody.KKR)
    for member in _in(board, SeatCategory.LABOUR):
        nomination = member.person.nomination
        if (
            nomination is None
            or nomination.body.kind is not BodyKind.LABOUR
            or main_organisations(nomination.body) != set(MAIN_ORGANISATIONS)
        ):
            yield Remark(
                subject=_seat(member),
                message="The member was not nominated by FH and AC jointly.",
                remedy="Appoint somebody whom FH and AC nominate together (i fællesskab).",
            )


@rule("A10", "1 member is appointed by the regional council", Severity.ERROR, About.BOARD, SV)
def region_appoints_its_member(board: Board) -> Iterator[Remark]:
    """The KKR cannot appoint to this seat, nor the region to another."""
    yield from _number(board, SeatCategory.REGION)
    yield from _appointed_by(board, SeatCategory.REGION, AppointingBody.REGION)
    for member in board.members:
        if member.appointed_by is AppointingBody.REGION and member not in _in(board, SeatCategory.REGION):
            yield Remark(
                subject=_seat(member),
                message="The region appointed to a seat that is not its own.",
                remedy="The regional council appoints one member.",
            )


@rule("A11", "1 observer from Erhvervsministeriet takes part and never counts", Severity.ADVICE, About.BOARD, SV)
def ministry_observes(board: Board) -> Iterator[Remark]:
    """Shown when the board is to be complete and no observer is recorded."""
    observers = _recorded_as(board, BoardRole.OBSERVER)
    sent = [observer for observer in observers if observer.appointed_by is AppointingBody.MINISTRY]
    if len(observers) > 1 or len(sent) < len(observers) or (board.final and not observers):
        yield Remark(
            subject=BoardRole.OBSERVER.value,
            message=f"{counted(len(observers), 'observer')} recorded, {len(sent)} of them sent by {board.round.observer}.",
            remedy="Ask the ministry whom it sends, one observer, and record it.",
        )


@rule("A12", "A vice-chair is a member of the board", Severity.ERROR, About.BOARD, SV)
def vice_chair_is_a_member(board: Board) -> Iterator[Remark]:
    """Elected by the board from its midst, one of them, and not the chair."""
    vice_chairs = _recorded_as(board, BoardRole.VICE_CHAIR)
    chairs = {_name(member) for member in _in(board, SeatCategory.CHAIR)}
    others = {_name(member) for member in board.members} - chairs
    subject, remedy = BoardRole.VICE_CHAIR.value, "The board elects its vice-chair among its members (af sin midte)."
    for vice_chair in vice_chairs:
        if _name(vice_chair) in chairs:
            yield Remark(subject=subject, message="The chair is recorded as vice-chair too.", remedy=remedy)
        elif _name(vice_chair) not in others:
            yield Remark(subject=subject, message="The vice-chair does not sit on the board.", remedy=remedy)
    if len(vice_chairs) > 1:
        yield Remark(subject=subject, message=f"{len(vice_chairs)} vice-chairs are recorded.", remedy="Record one.")


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
    for member in board.members:
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
    for member in board.members:
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
    for member in board.members:
        nomination = member.person.nomination
        if member.seat is None or member.seat.nominated_by is None:
            continue
        if nomination is None or not is_entitled(board.round, nomination.body):
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


@also("A17", About.BOARD)
def appointment_is_lawful(board: Board) -> Iterator[Remark]:
    """Of members with days of their own; the others are appointed for the term."""
    term_from, term_to = board.round.term_from, board.round.term_to
    for member in board.members:
        if member.starts_on is None and member.ends_on is None:
            continue
        start, end = member.starts_on or term_from, member.ends_on or term_to
        if not term_from <= start < end <= term_to:
            yield Remark(
                subject=_seat(member),
                message=f"The member is appointed for {start} - {end}, the term is {term_from} - {term_to}.",
                remedy="Appoint for days within the term.",
            )
        elif end > pendulum.instance(start).add(years=LONGEST_TERM_YEARS):
            yield Remark(
                subject=_seat(member),
                message=f"The member is appointed for {start} - {end}, longer than {LONGEST_TERM_YEARS} years.",
                remedy="Shorten it; the member can be appointed again afterwards.",
            )


@rule("A18", "Members sit until their successors are appointed", Severity.ADVICE, About.BOARD, SV)
def old_board_holds_over(board: Board) -> Iterator[Remark]:
    """Holdover: shown when the term has begun and the new board is not complete."""
    if board.on >= board.round.term_from and board.open_seats:
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
    for seat in board.open_seats:
        earlier = (a for a in board.round.appointments if a.seat is seat and not a.entered_in_error)
        left = [a.left_on for a in earlier if a.left_on is not None]
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
