"""The letters to those who were appointed, to those who were not, and to the bodies that named them."""

from collections.abc import Callable

from babel.lists import format_list

from models.action import ActionKind
from models.board import Appointment
from models.due.appointing import may_take_office, named, takes_office_on
from models.errors import LetterRefused
from models.nomination import same_name
from models.words import AppointingBody, BoardRole, LetterKind
from notifications import danish
from notifications.letters.case import Case
from notifications.rendering import Rendered, render_letter


def appointed(case: Case) -> Rendered:
    """Tells a member of the appointment: by whom, for how long, and what the statutes say of it."""
    member, round_ = _appointment(case), case.round
    nomination = member.person.nomination
    return render_letter(
        "appointed",
        **case.common,
        person=case.person,
        member=member,
        by_region=member.appointed_by is AppointingBody.REGION,
        seat=_seat(member),
        nominated_by=nomination.body.name if nomination else "",
        whole_term=member.starts_on is None and member.ends_on is None,
        starts_on=member.starts_on or round_.term_from,
        ends_on=member.ends_on or round_.term_to,
        taking_office=_taking_seat(case, member),
        board_is_complete=not round_.open_seats,
    )


def not_appointed(case: Case) -> Rendered:
    """Tells a nominee who sits in no seat; compares nobody with anybody."""
    name = same_name(case.person.name)
    bodies = [nomination.body.name for nomination, _, person in named(case.round) if same_name(person.name) == name]
    return render_letter(
        "not-appointed",
        **case.common,
        person=case.person,
        nominated_by=format_list(bodies, locale="da"),
    )


def outcome(case: Case) -> Rendered:
    """Tells a body who of its nominees sits in which seat, and who in none."""
    members = {same_name(member.person.name): member for member in case.round.members}
    found = [(person, members.get(same_name(person.name))) for person in case.nomination.nominees]
    return render_letter(
        "outcome",
        **case.common,
        body=case.body,
        nomination=case.nomination,
        appointed=[(person.name, _seat(member), _other_body(case, member)) for person, member in found if member],
        not_appointed=[person.name for person, member in found if not member],
        taking_office=_taking_office(case),
    )


def to_region(case: Case) -> Rendered:
    """Tells the region that its member is registered, and who the board consists of."""
    by_region = [member for member in case.round.members if member.appointed_by is AppointingBody.REGION]
    return render_letter(
        "region",
        **case.common,
        body=case.body,
        by_region=by_region,
        members=_members(case),
        taking_office=_taking_office(case),
    )


def welcome(case: Case) -> Rendered:
    """Welcomes a member or the observer: the term, everybody on the board, and when it takes office."""
    return render_letter(
        "welcome",
        **case.common,
        person=case.person,
        as_observer=not case.action.seat,
        observer=next((each.person.name for each in case.round.appointments if _observes(each)), ""),
        members=_members(case),
        taking_office=_taking_office(case),
    )


def thanks(case: Case) -> Rendered:
    """Thanks a member who leaves."""
    member = _appointment(case)
    return render_letter(
        "thanks",
        **case.common,
        person=case.person,
        left_on=member.left_on,
        has_sat=member.left_on is not None and takes_office_on(case.round) < member.left_on,
    )


def _appointment(case: Case) -> Appointment:
    """The latest of that person, seat and day: somebody may have been appointed to a seat again."""
    for each in reversed(case.round.appointments):
        in_seat = each.person is case.person and each.seat is not None and each.seat.key == case.action.seat
        if in_seat and case.action.due_on == (each.left_on or each.decided_on):
            return each
    raise LetterRefused(f"The action '{case.action.key}' names no appointment.")


def _observes(appointment: Appointment) -> bool:
    return appointment.role is BoardRole.OBSERVER and appointment.left_on is None


def _seat(member: Appointment) -> str:
    return danish.SEATS[member.seat.category] if member.seat else ""


def _other_body(case: Case, member: Appointment) -> str:
    """The body whose nomination was followed, when it is not the one that is written to."""
    nomination = member.person.nomination
    return nomination.body.name if nomination and nomination.body is not case.body else ""


def _members(case: Case) -> list[tuple[str, str]]:
    return [(member.person.name, _seat(member)) for member in case.round.members]


def _taking_seat(case: Case, member: Appointment) -> str:
    """When a member takes office: with the board, or later for the rest of the term."""
    if member.starts_on and member.starts_on > takes_office_on(case.round):
        joins = "indtrådte" if member.starts_on < case.today else "indtræder"
        return f"Du {joins} i bestyrelsen den {danish.day(member.starts_on)}."
    return _taking_office(case)


def _taking_office(case: Case) -> str:
    """When the board takes office, and that the present one sits until then (§ 5.2)."""
    on = takes_office_on(case.round)
    if case.today < on:
        return f"Den nye bestyrelse tiltræder den {danish.day(on)}. Indtil da fortsætter den nuværende bestyrelse."
    if not may_take_office(case.round, case.today):
        return "Indtil den nye bestyrelse tiltræder, fortsætter den nuværende."
    return f"Den nye bestyrelse {'tiltræder' if case.today == on else 'tiltrådte'} den {danish.day(on)}."


LETTERS: dict[ActionKind, tuple[LetterKind, Callable[[Case], Rendered]]] = {
    ActionKind.TELL_APPOINTED: (LetterKind.APPOINTED, appointed),
    ActionKind.TELL_NOT_APPOINTED: (LetterKind.NOT_APPOINTED, not_appointed),
    ActionKind.TELL_OUTCOME: (LetterKind.OUTCOME, outcome),
    ActionKind.TELL_REGION: (LetterKind.REGION, to_region),
    ActionKind.WELCOME: (LetterKind.WELCOME, welcome),
    ActionKind.THANK: (LetterKind.THANKS, thanks),
}
