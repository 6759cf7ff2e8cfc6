"""Appointments (udpegning), and the observer, who is no member."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from models.board import Appointment, Explanation
from models.entries import DirectAppointment, NomineeChoice, PersonEntry, ReasonEntry
from models.errors import EntryRefused, RulesBroken
from models.nomination import Person
from models.recording.nominations import current_nomination, nominee_of
from models.recording.people import add_person, entered
from models.recording.recorded import Recorded, in_play, log, plausible_day
from models.references import nominee_reference
from models.round import Round
from models.rules.check import check_board
from models.words import AppointingBody, BoardRole, SeatCategory, counted


def record_appointments(
    round_: Round,
    *,
    decided_on: date,
    appointed_by: AppointingBody,
    nominees: Sequence[NomineeChoice] = (),
    others: Sequence[DirectAppointment] = (),
    reasons: Sequence[ReasonEntry] = (),
    initials: str,
    at: datetime,
) -> Recorded:
    """Record who was appointed to which seat; each takes the next open seat of its category.

    Raises:
        EntryRefused: a nominee is unknown, no seat is open, nobody is named, or the day lies ahead.
        RulesBroken: the board as it would then stand breaks a rule, or needs a reason that is not given.

    """
    plausible_day(round_, "decided_on", decided_on, at)
    if not nominees and not others:
        raise EntryRefused("Nobody is named. Name the nominees or the others who were appointed.")
    wanted: list[tuple[SeatCategory, Person | PersonEntry]] = [
        *((choice.seat, _nominee(round_, choice)) for choice in nominees),
        *((other.seat, other.person) for other in others),
    ]
    new = [(seat, who) for seat, who in wanted if not _sits(round_, seat, who, decided_on)]
    if not new:
        return Recorded(changed=False, message="These appointments are recorded already; nothing was changed.")
    in_play(round_)
    _see_that_seats_are_open(round_, Counter(category for category, _ in new))
    people = []
    for category, who in new:
        seat = next(seat for seat in round_.open_seats if seat.category is category)
        person = who if isinstance(who, Person) else add_person(round_, who)
        round_.appointments.append(
            Appointment(
                role=BoardRole.MEMBER,
                appointed_by=appointed_by,
                decided_on=decided_on,
                recorded_by=initials,
                recorded_at=at,
                seat=seat,
                person=person,
            )
        )
        nominee = {"nominee": nominee_reference(person)} if person.nomination else {}
        log(
            round_, "member appointed", seat.key, initials, at,
            new={"appointed_by": appointed_by, "decided_on": str(decided_on)} | nominee,
        )  # fmt: skip
        people.append(person)
    _explain(round_, reasons, initials, at)
    findings = check_board(round_, decided_on, final=False)
    blocking = [finding for finding in findings if finding.blocks]
    if blocking:
        raise RulesBroken("The appointment", blocking)
    return Recorded(
        changed=True,
        message=f"Recorded {counted(len(new), 'appointment')} of {decided_on}; "
        f"still open: {counted(len(round_.open_seats), 'seat')}.",
        findings=findings,
        people=people,
    )


def record_observer(round_: Round, *, person: PersonEntry, from_day: date, initials: str, at: datetime) -> Recorded:
    """Record whom the ministry sends to the board as its observer; who is recorded already stays.

    The observer may also be named after the board took office.

    Raises:
        EntryRefused: the day lies ahead.

    """
    plausible_day(round_, "from_day", from_day, at)
    if any(a.role is BoardRole.OBSERVER and a.left_on is None for a in round_.appointments):
        return Recorded(changed=False, message="An observer is recorded already; nothing was changed.")
    round_.appointments.append(
        Appointment(
            role=BoardRole.OBSERVER,
            appointed_by=AppointingBody.MINISTRY,
            decided_on=from_day,
            recorded_by=initials,
            recorded_at=at,
            person=add_person(round_, person),
        )
    )
    log(round_, "observer recorded", BoardRole.OBSERVER, initials, at, new={"decided_on": str(from_day)})
    return Recorded(changed=True, message=f"Recorded the observer from {round_.observer}.")


def _nominee(round_: Round, choice: NomineeChoice) -> Person:
    nomination = current_nomination(round_, choice.nominated_by)
    person, body = nominee_of(nomination, choice.name), nomination.body
    if body.seat is not choice.seat:
        raise EntryRefused(
            f"nominees: {body.name} nominates for the seat '{body.seat}', not for '{choice.seat}'.", body=body.key
        )
    return person


def _sits(round_: Round, category: SeatCategory, who: Person | PersonEntry, decided_on: date) -> bool:
    return any(
        member.seat is not None
        and member.seat.category is category
        and member.decided_on == decided_on
        and (member.person is who or (isinstance(who, PersonEntry) and _is_who_was_entered(member.person, who)))
        for member in round_.appointments  # who has left since is not appointed again by a form that was sent twice
        if member.role is BoardRole.MEMBER and not member.entered_in_error
    )


def _is_who_was_entered(person: Person, who: PersonEntry) -> bool:
    """Whether it is the same entry; the address may have been corrected since."""
    return entered(person) | {"email": ""} == who.model_dump() | {"email": ""}


def _see_that_seats_are_open(round_: Round, wanted: Mapping[SeatCategory, int]) -> None:
    open_ = Counter(seat.category for seat in round_.open_seats)
    for category, number in wanted.items():
        if number > open_[category]:
            raise EntryRefused(
                f"{number} named for {counted(open_[category], 'open seat')} '{category}'. Name only who takes an open seat, "
                "with 'record-appointments' (the region's member with 'record-region-member'); who has left one is recorded "
                "first, with 'record-departure'.",
                round=round_.key,
            )


def _explain(round_: Round, reasons: Iterable[ReasonEntry], initials: str, at: datetime) -> None:
    for each in reasons:
        round_.explanations.append(
            Explanation(
                rule=each.rule, subject=each.subject, text=each.reason.strip(), recorded_by=initials, recorded_at=at
            )
        )
        log(round_, "reason recorded", each.rule, initials, at, new={"subject": each.subject}, reason=each.reason)
