"""Recording what people decided and answered. Each function changes the round in memory; the caller commits or rolls back.

Recording the same thing twice changes nothing, so a form that was sent twice does no harm.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from models.board import Appointment, Explanation
from models.entries import DirectAppointment, NomineeChoice, PersonEntry, ReasonEntry
from models.errors import EntryRefused, RulesBroken
from models.event import Event
from models.finding import Finding
from models.nomination import Decision, Nomination, Person
from models.round import Body, Round, Seat
from models.rules.check import check_board, check_nomination, check_plan
from models.words import (
    AppointingBody,
    BoardRole,
    BodyKind,
    DecisionKind,
    MilestoneKind,
    RoundState,
    SeatCategory,
)


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What recording did, in a sentence, and what the rules say about it."""

    changed: bool
    message: str
    findings: list[Finding] = field(default_factory=list)


def record_decision(
    round_: Round,
    *,
    kind: DecisionKind,
    decided_on: date,
    organisations: Sequence[str] = (),
    criteria: str = "",
    consideration: str = "",
    chair: PersonEntry | None = None,
    members: Sequence[PersonEntry] = (),
    reasons: Sequence[ReasonEntry] = (),
    initials: str,
    at: datetime,
) -> Recorded:
    """Record a decision of the KKR: its recommendation, its organisations and criteria, or the chair and three members.

    Raises:
        EntryRefused: an organisation is unknown, something needed is missing, or the day lies ahead.
        RulesBroken: the chair or a member is not eligible.

    """
    _not_ahead(round_, "decided_on", decided_on, at)
    if kind is DecisionKind.CHAIR_AND_MEMBERS:
        return _record_chair_and_members(
            round_, decided_on=decided_on, chair=chair, members=members, reasons=reasons, initials=initials, at=at
        )
    if chair is not None or members:
        raise EntryRefused(
            f"A decision of kind '{kind}' names no chair and no members. Leave them out, or choose "
            f"'{DecisionKind.CHAIR_AND_MEMBERS}'."
        )
    known = [body.key for body in round_.bodies if body.kind in (BodyKind.BUSINESS, BodyKind.KNOWLEDGE)]
    unknown = [key for key in organisations if key not in known]
    if unknown or not organisations:
        what = f"unknown organisations {', '.join(unknown)}" if unknown else "no organisations"
        raise EntryRefused(f"organisations: {what}. Name one or more of {', '.join(known)}.", round=round_.key)
    if not consideration.strip():
        raise EntryRefused(
            "consideration: it is empty. The decision on organisations rests on an objective consideration "
            "(saglig overvejelse, SV § 5.2): write it down."
        )
    decision = Decision(
        kind=kind,
        decided_on=decided_on,
        organisations=sorted(set(organisations), key=known.index),
        criteria=criteria.strip(),
        consideration=consideration.strip(),
        recorded_by=initials,
        recorded_at=at,
    )
    content = ("decided_on", "organisations", "criteria", "consideration")
    earlier = round_.decision(kind)
    if earlier is not None and all(getattr(earlier, name) == getattr(decision, name) for name in content):
        return Recorded(changed=False, message=f"The decision '{kind}' is recorded already; nothing was changed.")
    _in_play(round_)
    round_.decisions.append(decision)
    _log(
        round_, "decision recorded", kind, initials, at,
        new={name: str(getattr(decision, name)) for name in content},
    )  # fmt: skip
    count = len(decision.organisations)
    return Recorded(changed=True, message=f"Recorded '{kind}' of {decided_on} with {count} organisations.")


def register_nomination(
    round_: Round,
    *,
    body: str,
    received_on: date,
    nominees: Sequence[PersonEntry],
    reason: str = "",
    in_writing: bool = True,
    initials: str,
    at: datetime,
) -> Recorded:
    """Register what a body answered; a later answer replaces the earlier one, which is kept.

    Raises:
        EntryRefused: the body is unknown or appoints by itself, nobody and no reason is given, or the day lies ahead.
        RulesBroken: the body is not entitled to nominate.

    """
    _not_ahead(round_, "received_on", received_on, at)
    nominating = _nominating_body(round_, body)
    if not nominees and not reason.strip():
        raise EntryRefused("nominees: there are none. Name them, or give as reason why the body names nobody.")
    names = [_same(person.name) for person in nominees]
    if len(set(names)) < len(names):
        raise EntryRefused("nominees: a name is there twice. Remove it, or tell the two people apart in their names.")
    earlier = [nomination for nomination in round_.nominations if nomination.body is nominating]
    content = (received_on, reason.strip(), in_writing, [entry.model_dump() for entry in nominees])
    if earlier and _content(earlier[-1]) == content:
        return Recorded(
            changed=False,
            message=f"This nomination of {nominating.name} is registered already; nothing was changed.",
            findings=check_nomination(earlier[-1]),
        )
    _in_play(round_)
    appointed = {id(member.person.nomination) for member in round_.members}
    if any(id(nomination) in appointed for nomination in earlier):
        raise EntryRefused(
            f"{nominating.name} has a nominee on the board already, so its nomination cannot be replaced.",
            body=body,
        )
    nomination = Nomination(
        number=len(earlier) + 1,
        received_on=received_on,
        in_writing=in_writing,
        reason=reason.strip(),
        recorded_by=initials,
        recorded_at=at,
        body=nominating,
    )
    round_.nominations.append(nomination)
    findings = check_nomination(nomination)
    errors = [finding for finding in findings if finding.blocks and finding.rule == "B1"]
    if errors:
        raise RulesBroken(f"The nomination of {nominating.name}", errors)
    for previous in earlier:
        previous.replaced = True
    for entry in nominees:
        person = _person(round_, entry)
        nomination.nominees.append(person)
    _log(
        round_, "nomination registered", nominating.key, initials, at,
        new={"number": nomination.number, "received_on": str(received_on), "nominees": len(nominees)},
    )  # fmt: skip
    return Recorded(
        changed=True,
        message=f"Registered nomination {nomination.number} of {nominating.name} with {len(nominees)} nominees.",
        findings=check_nomination(nomination),
    )


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
    _not_ahead(round_, "decided_on", decided_on, at)
    if not nominees and not others:
        raise EntryRefused("Nobody is named. Name the nominees or the others who were appointed.")
    wanted: list[tuple[SeatCategory, Person | PersonEntry]] = [
        *((choice.seat, _nominee(round_, choice)) for choice in nominees),
        *((other.seat, other.person) for other in others),
    ]
    new = [(seat, who) for seat, who in wanted if not _sits(round_, seat, who, decided_on)]
    if not new:
        return Recorded(changed=False, message="These appointments are recorded already; nothing was changed.")
    _in_play(round_)
    for category, who in new:
        seat = _open_seat(round_, category)
        person = who if isinstance(who, Person) else _person(round_, who)
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
        _log(round_, "member appointed", seat.key, initials, at, new={"decided_on": str(decided_on)})
    _explain(round_, reasons, initials, at)
    findings = check_board(round_, decided_on, final=False)
    blocking = [finding for finding in findings if finding.blocks]
    if blocking:
        raise RulesBroken("The appointment", blocking)
    return Recorded(
        changed=True,
        message=f"Recorded {len(new)} appointments of {decided_on}; {len(round_.open_seats)} seats are open.",
        findings=findings,
    )


def record_observer(round_: Round, *, person: PersonEntry, from_day: date, initials: str, at: datetime) -> Recorded:
    """Record whom the ministry sends to the board as its observer; who is recorded already stays.

    Raises:
        EntryRefused: the day lies ahead.

    """
    _not_ahead(round_, "from_day", from_day, at)
    if any(a.role is BoardRole.OBSERVER and a.left_on is None for a in round_.appointments):
        return Recorded(changed=False, message="An observer is recorded already; nothing was changed.")
    round_.appointments.append(
        Appointment(
            role=BoardRole.OBSERVER,
            appointed_by=AppointingBody.KKR,
            decided_on=from_day,
            recorded_by=initials,
            recorded_at=at,
            person=_person(round_, person),
        )
    )
    _log(round_, "observer recorded", BoardRole.OBSERVER, initials, at)
    return Recorded(changed=True, message=f"Recorded the observer from {round_.observer}.")


def move_milestone(
    round_: Round,
    *,
    milestone: MilestoneKind,
    starts_on: date,
    ends_on: date | None = None,
    reason: str,
    initials: str,
    at: datetime,
) -> Recorded:
    """Move a milestone to another day or window; reminders that have not gone out move with the deadline.

    Raises:
        EntryRefused: the window is reversed, or no reason is given.
        RulesBroken: the plan would break a rule it keeps now.

    """
    last = ends_on or starts_on
    if last < starts_on:
        raise EntryRefused(f"ends_on: {last} lies before starts_on {starts_on}. Swap them.")
    if not reason.strip():
        raise EntryRefused("reason: it is empty. Write why the milestone moves.")
    moved = round_.milestone(milestone)
    old = {"starts_on": str(moved.starts_on), "ends_on": str(moved.ends_on)}
    if (moved.starts_on, moved.ends_on) == (starts_on, last):
        return Recorded(changed=False, message=f"'{milestone}' is on that day already; nothing was changed.")
    _in_play(round_)
    known = check_plan(round_)
    moved.starts_on, moved.ends_on, moved.moved = starts_on, last, True
    findings = check_plan(round_)
    blocking = [finding for finding in findings if finding.blocks and finding not in known]
    if blocking:
        raise RulesBroken(f"Moving '{milestone}'", blocking)
    new = {"starts_on": str(starts_on), "ends_on": str(last)}
    _log(round_, "milestone moved", milestone, initials, at, old=old, new=new, reason=reason)
    return Recorded(changed=True, message=f"Moved '{milestone}' to {starts_on} - {last}.", findings=findings)


def _record_chair_and_members(
    round_: Round,
    *,
    decided_on: date,
    chair: PersonEntry | None,
    members: Sequence[PersonEntry],
    reasons: Sequence[ReasonEntry],
    initials: str,
    at: datetime,
) -> Recorded:
    seats = sum(seat.category is SeatCategory.MUNICIPAL for seat in round_.seats)
    if chair is None or len(members) != seats:
        raise EntryRefused(
            f"chair, members: the constituent meeting appoints 1 chair and {seats} members; {len(members)} members "
            f"and {'no' if chair is None else '1'} chair are named."
        )
    recorded = record_appointments(
        round_,
        decided_on=decided_on,
        appointed_by=AppointingBody.KKR,
        others=[
            DirectAppointment(seat=SeatCategory.CHAIR, person=chair),
            *(DirectAppointment(seat=SeatCategory.MUNICIPAL, person=member) for member in members),
        ],
        reasons=reasons,
        initials=initials,
        at=at,
    )
    if recorded.changed:
        round_.decisions.append(
            Decision(
                kind=DecisionKind.CHAIR_AND_MEMBERS, decided_on=decided_on, organisations=[], criteria="",
                consideration="", recorded_by=initials, recorded_at=at,
            )
        )  # fmt: skip
    return recorded


def _in_play(round_: Round) -> None:
    if round_.state is not RoundState.IN_PLAY:
        raise EntryRefused(
            f"The board of {round_.key} took office on {round_.seated_on}; nothing more is recorded in this round.",
            round=round_.key,
        )


def _not_ahead(round_: Round, name: str, day: date, at: datetime) -> None:
    if day > round_.day_of(at):
        raise EntryRefused(f"{name}: {day} lies in the future. Record it once it has happened.")


def _nominating_body(round_: Round, key: str) -> Body:
    body = round_.body(key)
    nominating = [each.key for each in round_.bodies if each.kind is not BodyKind.REGION]
    if body is None or body.key not in nominating:
        raise EntryRefused(
            f"body: {key!r} does not nominate in {round_.key}. Write one of {', '.join(nominating)}.", body=key
        )
    return body


def _nominee(round_: Round, choice: NomineeChoice) -> Person:
    current = [n for n in round_.nominations if n.body.key == choice.nominated_by and not n.replaced]
    named = {_same(person.name): person for nomination in current for person in nomination.nominees}
    person = named.get(_same(choice.name))
    if person is None:
        raise EntryRefused(
            f"nominees: nobody of that name was nominated by {choice.nominated_by!r}. "
            "Write the name as it stands in the nomination.",
            body=choice.nominated_by,
        )
    body = _nominating_body(round_, choice.nominated_by)
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
        and (member.person is who or (isinstance(who, PersonEntry) and _entry(member.person) == who.model_dump()))
        for member in round_.members
    )


def _open_seat(round_: Round, category: SeatCategory) -> Seat:
    seat = next((seat for seat in round_.open_seats if seat.category is category), None)
    if seat is None:
        raise EntryRefused(f"seat: no '{category}' seat is open in {round_.key}.", round=round_.key)
    return seat


def _person(round_: Round, entry: PersonEntry) -> Person:
    person = Person(**entry.model_dump())
    round_.people.append(person)
    return person


def _entry(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in PersonEntry.model_fields}


def _content(nomination: Nomination) -> tuple[date, str, bool, list[dict[str, Any]]]:
    people = [_entry(person) for person in nomination.nominees]
    return nomination.received_on, nomination.reason, nomination.in_writing, people


def _same(name: str) -> str:
    return " ".join(name.casefold().split())


def _explain(round_: Round, reasons: Iterable[ReasonEntry], initials: str, at: datetime) -> None:
    for each in reasons:
        round_.explanations.append(
            Explanation(
                rule=each.rule, subject=each.subject, text=each.reason.strip(), recorded_by=initials, recorded_at=at
            )
        )
        _log(round_, "reason recorded", each.rule, initials, at, reason=each.reason)


def _log(
    round_: Round,
    what: str,
    subject: str,
    initials: str,
    at: datetime,
    *,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    round_.events.append(
        Event(
            at=at, on=round_.day_of(at), actor=initials, what=what, subject=str(subject), old=old or {}, new=new or {},
            reason=reason.strip(),
        )
    )  # fmt: skip
