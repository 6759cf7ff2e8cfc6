"""Names for people that name nobody, for forms, run names and logs: a nominee by answer and place, a member by seat.

The board sheet and the selection page show them beside the names.
"""

from models.board import Appointment
from models.entries import NomineeChoice
from models.errors import EntryRefused
from models.nomination import Nomination, Person
from models.round import Contact, Round


def nominee_reference(person: Person) -> str:
    """«di/1/2»: the second nominee in the body's first answer. A corrected answer has new ones, so none goes stale unseen."""
    nomination = person.nomination
    if nomination is None:
        return ""
    place = next(place for place, each in enumerate(nomination.nominees, start=1) if each is person)
    return f"{nomination.body.key}/{nomination.number}/{place}"


def member_reference(appointment: Appointment) -> str:
    """The key of the seat, for instance «municipal-2»; of who sits in none the role, for instance «observer»."""
    return appointment.seat.key if appointment.seat is not None else appointment.role.value


def person_reference(round_: Round, person: Person) -> str:
    """What a person is called where nobody is to be named."""
    found = (reference for reference, each in people(round_).items() if each is person)
    return next(found, nominee_reference(person))


def contact_reference(contact: Contact) -> str:
    """«di: indstilling@di.example»: one of a body's addresses."""
    return f"{contact.body.key}: {contact.email}"


def people(round_: Round) -> dict[str, Person]:
    """Everybody in the round who can be meant: nominees of the answers that count, then those appointed without one.

    Who left is among them as «municipal-2/left/2022-02-01», since letters may still go to them: the seat is a successor's.
    """
    nominees = {nominee_reference(person): person for each in current(round_) for person in each.nominees}
    appointed = [each for each in round_.appointments if each.person.nomination is None]
    left = {f"{member_reference(each)}/left/{each.left_on}": each.person for each in appointed if each.left_on}
    sitting = {member_reference(each): each.person for each in appointed if not each.left_on}
    return nominees | sitting | left


def current(round_: Round) -> list[Nomination]:
    """The answers that count: none that was replaced."""
    return [nomination for nomination in round_.nominations if not nomination.replaced]


def person_of(round_: Round, reference: str) -> Person:
    """Who is meant.

    Raises:
        EntryRefused: nobody, or a nominee of an answer that was replaced meanwhile.

    """
    found = people(round_).get(reference)
    if found is None:
        replaced = {
            nominee_reference(person) for each in round_.nominations if each.replaced for person in each.nominees
        }
        why = "is in an answer that was replaced by a later one" if reference in replaced else "is nobody in this round"
        raise EntryRefused(
            f"{reference!r} {why}. Look at the selection page, open the form anew and choose again.",
            round=round_.key,
        )
    return found


def choice_of(round_: Round, reference: str) -> NomineeChoice:
    """The nominee that is meant, as an appointment names one.

    Raises:
        EntryRefused: nobody, or somebody who was not nominated.

    """
    person = person_of(round_, reference)
    if person.nomination is None:
        raise EntryRefused(
            f"nominee: {reference!r} was not nominated by a body. Choose an id as on the selection page."
        )
    body = person.nomination.body
    return NomineeChoice(seat=body.seat, nominated_by=body.key, name=person.name)
