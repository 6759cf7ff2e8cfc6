"""The board of a board file as a round in memory, which the rules and `slates` take, and what the rules say about it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

import pendulum

import models.store  # noqa: F401  (every mapped class must be known before the first round is made)
from models.board import Appointment
from models.board_file import BoardFile, MemberInFile, NominationInFile, NomineeInFile
from models.election_year import YEARS_BETWEEN, election_before
from models.finding import Finding
from models.nomination import Acceptance, Decision, Nomination, Person
from models.round import Body, Contact, Milestone, Round, Seat
from models.rules.check import check_members, check_nomination, check_plan
from models.rules.statutes.board import SEATS
from models.rules.statutes.nominating import NOMINATED_SEATS, is_entitled, main_organisations_in
from models.words import (
    AppointingBody,
    BoardRole,
    BodyKind,
    DecisionKind,
    Gender,
    MilestoneKind,
    Question,
    ReleaseMode,
    SeatCategory,
)

IN_FILE = "file"  # who recorded it


def board_in(file: BoardFile) -> Round:
    """A round with the seats of the statutes, the file's members in them, and the file's nominations.

    Members of a category beyond its seats get seats that are none of the round's, so that the rules see them. There is no
    timeline in a file: the milestones are windows that hold every day, but for the deadline for nominations.
    """
    round_ = _empty_round(file)
    deadline = round_.milestone(MilestoneKind.NOMINATIONS).ends_on
    for answer in sorted(file.nominations, key=lambda answer: answer.received_on or deadline):
        _nominate(round_, answer, deadline)
    nominators = list(round_.bodies)  # a body of which the file has no nomination is none that has yet to answer
    for member in sorted(file.members, key=lambda member: member.left_on is not None):
        person = _person(member, council=_council(member, file), private_business=member.private_business)
        seat = _seat_of(round_, member) if member.role is BoardRole.MEMBER else None
        if member.nominated_by and seat is not None:
            nomination = _nomination(_body(nominators, member.nominated_by, member.seat), received_on=file.term.start)
            nomination.nominees.append(person)
        _appoint(round_, member, person, member.role, seat)
        if member.vice_chair:
            _appoint(round_, member, person, BoardRole.VICE_CHAIR)
    entitled = {_same_id(each) for each in file.entitled}
    keys = {body.key for body in nominators if entitled.issuperset(body.key.split("+"))}
    round_.decisions.append(_decision(file, sorted(keys)))
    return round_


def check_file(round_: Round) -> list[Finding]:
    """What the rules say about the board and the nominations of a file, on the day the board takes office.

    The plan is not in the file; of its rules the length of the term (A17) is asked, and, where business organisations have
    nominated, that an SMV is among their nominees (B5).
    """
    current = [nomination for nomination in round_.nominations if not nomination.replaced]
    business = [
        n for n in current if n.nominees and n.body.seat is SeatCategory.COMPANY and is_entitled(round_, n.body)
    ]
    asked = ("A17", "B5") if business else ("A17",)
    return [
        *(finding for finding in check_plan(round_) if finding.rule in asked),
        *check_members(round_, round_.term_from, final=True),
        *(
            f for nomination in current for f in check_nomination(nomination) if f.rule != "B5"
        ),  # who was asked is not known
    ]


def _empty_round(file: BoardFile) -> Round:
    begin, end = file.term.start, file.term.end
    deadline = next((answer.deadline for answer in file.nominations if answer.deadline), end)
    round_ = Round(
        key=IN_FILE,
        title=file.house,
        house=file.house,
        appointing_body=AppointingBody.KKR.value,
        region=file.region,
        municipalities=list(file.municipalities),
        observer="Erhvervsministeriet",
        secretariat_name="",
        secretariat_email="",
        term_from=begin,
        term_to=end,
        election_day=_election_day(begin),
        time_zone="Europe/Copenhagen",
        balance=file.gender_balance,
        release=ReleaseMode.AUTOMATIC,
        rule_set="erhvervshus-2018",
        reminder_days=[],
        definition="",
    )
    for place, kind in enumerate(MilestoneKind):
        starts_on, ends_on = (deadline, deadline) if kind is MilestoneKind.NOMINATIONS else (date.min, date.max)
        round_.milestones.append(Milestone(place=place, kind=kind, starts_on=starts_on, ends_on=ends_on, source=""))
    for category, number in SEATS.items():
        round_.seats += [
            _seat(category, f"-{count}" if number > 1 else "", len(round_.seats)) for count in range(1, number + 1)
        ]
    return round_


def _election_day(term_start: date) -> date:
    """Of the election whose term starts nearest to that day: a term that starts the day before its day is that one."""
    half_a_term = pendulum.instance(term_start).add(years=YEARS_BETWEEN // 2)
    return election_before(half_a_term).election_day


def _seat(category: SeatCategory, suffix: str, place: int) -> Seat:
    return Seat(
        place=place,
        key=f"{_name(category)}{suffix}",
        category=category,
        appointed_by=AppointingBody.REGION if category is SeatCategory.REGION else AppointingBody.KKR,
        nominated_by=NOMINATED_SEATS.get(category),
    )


def _seat_of(round_: Round, member: MemberInFile) -> Seat:
    """The next seat of the member's category that nobody sits in; who left is in one that is open, or else was filled."""
    category = _category(member.seat)
    seats = [seat for seat in round_.seats if seat.category is category]
    taken = {
        id(a.seat) for a in round_.appointments if a.seat is not None and (member.left_on is None or not a.left_on)
    }
    free = [seat for seat in seats if id(seat) not in taken]
    if free or member.left_on is not None:
        return (free or seats)[0]
    return _seat(category, f"-{len(seats) + 1}", len(round_.seats))


def _person(human: NomineeInFile, *, council: str = "", private_business: bool = False) -> Person:
    return Person(
        name=human.name,
        gender=Gender(human.gender or Gender.NOT_STATED),
        council=council,
        smv=human.smv,
        active_in_business=human.active_business,
        private_business_background=private_business,
        trade=human.trade or "",
        municipality=human.municipality or "",
        director_of_house=human.director,
    )


def _council(member: MemberInFile, file: BoardFile) -> str:
    """The council the member sits in: that of the municipality, unless the file says the member is not elected.

    Of a municipal member the municipality says it; of anybody else, `elected` has to.
    """
    if member.seat == "municipal":
        return "" if member.elected is False else member.municipality or ""
    return (member.municipality or file.region) if member.elected else ""


def _body(known: list[Body], ids: Sequence[str], seat: str) -> Body:
    """The body of these ids that nominates for that seat, one of those known or added to them.

    Of what kind it is follows from the seat, but for FH and AC, who are no business organisation wherever they nominate; of
    a seat nobody nominates for, or of others beside FH and AC, it is one that the rules refuse.
    """
    key, category = "+".join(sorted({_same_id(each) for each in ids})), _category(seat)
    for body in known:
        if (body.key, body.seat) == (key, category):
            return body
    body = Body(
        place=len(known),
        key=key,
        name=" and ".join(dict.fromkeys(ids)),
        kind=NOMINATED_SEATS.get(category, BodyKind.BUSINESS),
        seat=category,
        seats=1,
        asked_for_smv=True,  # the file does not say of whom an SMV was asked
        contacts=[Contact(name=each, email="") for each in ids],
    )
    if any(_speaks_for_labour(each) for each in ids):
        body.kind = BodyKind.LABOUR
    if category is SeatCategory.LABOUR and len({_speaks_for_labour(each) for each in ids}) > 1:
        body.kind = BodyKind.BUSINESS
    known.append(body)
    return body


def _speaks_for_labour(each: str) -> bool:
    return bool(main_organisations_in(each))


def _nominate(round_: Round, answer: NominationInFile, deadline: date) -> None:
    body = _body(round_.bodies, answer.body, answer.seat)
    body.seats = answer.seats_asked
    received_on = answer.received_on or deadline
    nomination = _nomination(body, received_on=received_on, reason=answer.reason, in_writing=answer.in_writing)
    for earlier in round_.nominations:
        earlier.replaced |= earlier.body is body
        nomination.number += earlier.body is body
    for question, accepted in ((Question.REASON, answer.accepted), (Question.LATE, answer.late_accepted)):
        if accepted is not None:
            nomination.acceptances.append(
                Acceptance(
                    question=question,
                    accepted=accepted,
                    decided_on=received_on,
                    reason="as the file says",
                    recorded_by=IN_FILE,
                    recorded_at=_moment(received_on),
                )
            )
    nomination.nominees.extend(_person(nominee) for nominee in answer.nominees)
    round_.nominations.append(nomination)


def _nomination(body: Body, *, received_on: date, reason: str = "", in_writing: bool = True) -> Nomination:
    return Nomination(
        number=1,
        received_on=received_on,
        in_writing=in_writing,
        reason=reason,
        recorded_by=IN_FILE,
        recorded_at=_moment(received_on),
        body=body,
    )


def _appoint(round_: Round, member: MemberInFile, person: Person, role: BoardRole, seat: Seat | None = None) -> None:
    decided_on = member.appointed_on or round_.term_from
    round_.appointments.append(
        Appointment(
            role=role,
            appointed_by=member.appointed_by,
            decided_on=decided_on,
            recorded_by=IN_FILE,
            recorded_at=_moment(decided_on),
            person=person,
            seat=seat,
            starts_on=member.start,
            ends_on=member.end,
            left_on=member.left_on,
            left_reason=member.left_reason,
        )
    )


def _decision(file: BoardFile, organisations: list[str]) -> Decision:
    return Decision(
        kind=DecisionKind.ORGANISATIONS,
        decided_on=file.term.start,
        organisations=organisations,
        criteria="",
        consideration="",
        recorded_by=IN_FILE,
        recorded_at=_moment(file.term.start),
    )


def _category(seat: str) -> SeatCategory:
    return next(category for category in SeatCategory if _name(category) == seat)


def _name(category: SeatCategory) -> str:
    """What a seat is called in a file."""
    return "regional" if category is SeatCategory.REGION else category.value


def _same_id(name: str) -> str:
    return name.casefold()


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
