"""What falls due with the appointments: letters to those who were appointed and who were not, and taking office."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from models.action import Action, ActionKind
from models.board import Appointment
from models.departed import is_outdated, key_of
from models.nomination import Nomination, Person, same_name
from models.round import Round
from models.rules.check import check_board
from models.words import AppointingBody, BoardRole, BodyKind, DepartureReason, LetterKind, MilestoneKind

WELCOME_AHEAD = timedelta(days=7)  # before the board takes office; not in the sources


def takes_office_on(round_: Round) -> date:
    """The day the board takes office: its milestone, or the day of the last appointment if that is later."""
    in_office = round_.milestone(MilestoneKind.IN_OFFICE).starts_on
    return max([in_office, *(member.decided_on for member in round_.members)])


def may_take_office(round_: Round, today: date) -> bool:
    """Whether the board is complete and the rules allow it."""
    return not any(finding.blocks for finding in check_board(round_, today, final=True))


def named(round_: Round) -> Iterator[tuple[Nomination, int, Person]]:
    """Everybody in an answer that counts: the answer, the place in it from 1, and the person."""
    for nomination in round_.nominations:
        if not nomination.replaced:
            for place, person in enumerate(nomination.nominees, start=1):
                yield nomination, place, person


def appointed(round_: Round) -> Iterator[Action]:
    """Every member is told when the appointment is recorded."""
    for member in round_.members:
        if member.seat is not None:
            yield Action(
                key=f"{round_.key}/appointed/{member.seat.key}/{_decided_on(round_, member)}",
                kind=ActionKind.TELL_APPOINTED,
                due_on=member.decided_on,
                seat=member.seat.key,
                person=member.person,
            )


def not_appointed(round_: Round) -> Iterator[Action]:
    """Once the KKR has filled its seats every nominee who sits in none is told: once, however many bodies named them.

    Of several nominations the first with an address counts. Who ever was a member of this board is never told so; who was
    entered in error was none.
    """
    decided_on = _filled_on(round_)
    if decided_on is None:
        return
    members = [each for each in round_.appointments if each.role is BoardRole.MEMBER and not each.entered_in_error]
    told = [letter for letter in round_.letters if letter.kind is LetterKind.NOT_APPOINTED]
    settled = {same_name(each.person.name) for each in members}
    settled |= {same_name(each.person.name) for each in told if each.person and not is_outdated(round_, each)}
    for nomination, place, person in sorted(named(round_), key=lambda each: not each[2].email):
        if same_name(person.name) not in settled:
            settled.add(same_name(person.name))
            yield Action(
                key=key_of(round_, f"{round_.key}/not-appointed/{nomination.body.key}/{nomination.number}/{place}"),
                kind=ActionKind.TELL_NOT_APPOINTED,
                due_on=decided_on,
                body=nomination.body.key,
                nomination=nomination.number,
                person=person,
            )


def outcomes(round_: Round) -> Iterator[Action]:
    """At the same moment every body that named somebody is told what became of its nomination."""
    decided_on = _filled_on(round_)
    for nomination in round_.nominations:
        if decided_on and nomination.nominees and not nomination.replaced:
            yield Action(
                key=key_of(round_, f"{round_.key}/outcome/{nomination.body.key}"),
                kind=ActionKind.TELL_OUTCOME,
                due_on=decided_on,
                body=nomination.body.key,
                nomination=nomination.number,
            )


def to_region(round_: Round) -> Iterator[Action]:
    """The region is told who the board consists of, once every seat is taken, its own among them."""
    completed_on = _completed_on(round_)
    for body in round_.bodies:
        if completed_on and body.kind is BodyKind.REGION:
            key = key_of(round_, f"{round_.key}/region")
            yield Action(key=key, kind=ActionKind.TELL_REGION, due_on=completed_on, body=body.key)


def welcomes(round_: Round, today: date) -> Iterator[Action]:
    """The complete and legal board, and the observer, are welcomed a week before the board takes office."""
    completed_on = _completed_on(round_)
    if completed_on is None:
        return
    due_on = max(round_.milestone(MilestoneKind.IN_OFFICE).starts_on - WELCOME_AHEAD, completed_on)
    if today < due_on or not may_take_office(round_, today):
        return
    observers = [each for each in round_.appointments if each.role is BoardRole.OBSERVER and each.left_on is None]
    for each in [*round_.members, *observers]:
        place = each.seat.key if each.seat else each.role.value
        yield Action(
            key=key_of(round_, f"{round_.key}/welcome/{place}/{_decided_on(round_, each)}"),
            kind=ActionKind.WELCOME,
            due_on=max(due_on, each.decided_on),
            seat=each.seat.key if each.seat else "",
            person=each.person,
        )


def thanks(round_: Round, today: date) -> Iterator[Action]:
    """A member who leaves is thanked on that day; who was entered in error never was one, and a family is not thanked so."""
    unthanked = (DepartureReason.ENTERED_IN_ERROR, DepartureReason.DEATH)
    left = [
        each for each in round_.appointments if each.role is BoardRole.MEMBER and each.left_because not in unthanked
    ]
    for each in left:
        if each.seat is not None and each.left_on and each.left_on <= today:
            alike = [other for other in left if (other.seat, other.left_on) == (each.seat, each.left_on)]
            yield Action(
                key=f"{round_.key}/thanks/{each.seat.key}/{_numbered(each.left_on, each, alike)}",
                kind=ActionKind.THANK,
                due_on=each.left_on,
                seat=each.seat.key,
                person=each.person,
            )


def seating(round_: Round, today: date) -> Iterator[Action]:
    """The board takes office on its day once it is complete and the rules allow it."""
    due_on = takes_office_on(round_)
    if due_on <= today and may_take_office(round_, today):
        yield Action(key=f"{round_.key}/seated", kind=ActionKind.SEAT, due_on=due_on)


def _decided_on(round_: Round, each: Appointment) -> str:
    """The day in the key of a letter about an appointment."""
    same_place = (other for other in round_.appointments if other.seat is each.seat and other.role is each.role)
    return _numbered(each.decided_on, each, [other for other in same_place if other.decided_on == each.decided_on])


def _numbered(day: date, each: Appointment, alike: Sequence[Appointment]) -> str:
    """The day; of several appointments alike in day and place, from the second on, its number too."""
    number = 1 + next(place for place, other in enumerate(alike) if other is each)
    return f"{day}/{number}" if number > 1 else f"{day}"


def _filled_on(round_: Round) -> date | None:
    """The day the KKR filled the last of its seats; None while one is open."""
    if any(seat.appointed_by is AppointingBody.KKR for seat in round_.open_seats):
        return None
    by_kkr = [member for member in round_.members if member.seat and member.seat.appointed_by is AppointingBody.KKR]
    return max((member.decided_on for member in by_kkr), default=None)


def _completed_on(round_: Round) -> date | None:
    """The day the last seat was taken; None while one is open."""
    return None if round_.open_seats else max((member.decided_on for member in round_.members), default=None)
