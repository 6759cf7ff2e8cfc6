"""Where bodies and people receive letters (adresser)."""

from datetime import datetime
from typing import Any

from models.definition import address, composed
from models.errors import EntryRefused
from models.nomination import Person, same_name
from models.recording.recorded import Recorded, log
from models.references import person_reference
from models.round import Body, Contact, Round
from models.said import MASKED
from models.words import LetterState

LONGEST_NAME = 200  # characters, as in a term file
Change = tuple[dict[str, Any], dict[str, Any]]
"""What the trail says was there before, and is now."""


def record_address(
    round_: Round, *, body: str = "", name: str, email: str, instead_of: str = "", initials: str, at: datetime
) -> Recorded:
    """Record where a person, or a contact of a body, receives letters; letters that have not left go there.

    With `instead_of` only that address of the body or the name is replaced, as it must be where several are recorded. Who has
    a letter at the old address does not get it again at the new one, unless it bounced.

    Raises:
        EntryRefused: nobody of that name is in the round, several addresses could be meant, the name is not one line, or
            the address is none.

    """
    try:
        new = address(email.strip())
    except ValueError as error:
        raise EntryRefused(f"email: {error}. Correct it.") from error
    change = _of_body(round_, body, name, new, instead_of) if body else _of_person(round_, name, new, instead_of)
    if change is None:
        return Recorded(changed=False, message="This address is recorded already; nothing was changed.")
    log(round_, "address recorded", body or "person", initials, at, old=change[0], new=change[1])
    waits = "Letters that have not left go there; a held one waits for 'release-letters'. Those that have are not sent again."
    return Recorded(changed=True, message=f"Recorded the address. {waits}")


def call_back(round_: Round, to: Body | Person) -> None:
    """Take the letters to a body or a person that wait back from a worker that has read the old address."""
    for letter in round_.letters:
        if letter.state is LetterState.QUEUED and (letter.person is to or letter.body is to):
            letter.lease_until, letter.lease_by = None, ""


def _of_body(round_: Round, body: str, name: str, email: str, instead_of: str) -> Change | None:
    """What the contact was before and is now; None when that changes nothing."""
    if not name.isprintable() or len(name) > LONGEST_NAME:
        raise EntryRefused("name: it is too long, or holds a line break or another unprintable character. Correct it.")
    contact = _contact(round_, body, instead_of)
    before = {"name": contact.name, "email": contact.email}
    if any(each.email == email for each in contact.body.contacts if each is not contact):
        raise EntryRefused(f"email: another contact of {contact.body.name} has that address already.", body=body)
    contact.name = composed(name.strip()) or contact.name
    contact.move_to(email)
    after = {"name": contact.name, "email": contact.email}
    if before == after:
        return None
    call_back(round_, contact.body)
    return before, after


def _of_person(round_: Round, name: str, email: str, instead_of: str) -> Change | None:
    """Whether there was an address, and whose it is, by reference; None when that changes nothing.

    Neither names nor addresses, for the trail outlives what is kept about people.
    """
    people = [person for person in round_.people if same_name(person.name) == same_name(name)]
    if not people:
        raise EntryRefused(
            "name: nobody of that name is in this round. Write the name as it stands on the board sheet."
        )
    old = instead_of.strip().casefold()
    meant = [person for person in people if not old or person.email.casefold() == old]
    known = {person.email for person in meant} - {""}
    if not meant and any(person.email == email for person in people):
        return None  # replaced already
    if not meant or len(known) > 1:
        raise EntryRefused(
            "instead_of: write which address of that name is replaced, as the board sheet shows it. "
            "Two people may have the name."
        )
    moved = [person for person in meant if person.email != email]
    if not moved:
        return None
    before = {"email": MASKED if any(person.email for person in moved) else ""}
    for person in moved:
        person.email = email
        call_back(round_, person)
    return before, {"email": MASKED, "people": [person_reference(round_, person) for person in moved]}


def _contact(round_: Round, body: str, instead_of: str) -> Contact:
    known = round_.body(body)
    if known is None:
        raise EntryRefused(f"body: there is no body {body!r} in {round_.key}.", body=body)
    old = instead_of.strip().casefold()
    contacts = [each for each in known.contacts if not old or each.email.casefold() == old]
    if len(contacts) != 1:
        written = ", ".join(contact.email for contact in known.contacts)
        raise EntryRefused(f"instead_of: write which address of {known.name} is replaced, one of {written}.", body=body)
    return contacts[0]
