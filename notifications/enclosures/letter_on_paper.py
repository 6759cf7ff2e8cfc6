"""The letter itself as a document to print and keep."""

from datetime import date

from models.nomination import Person
from models.round import Body, Round
from notifications.enclosures.typesetting import Document, blocks
from notifications.rendering import FOOTER, Rendered


def on_paper(round_: Round, to: Body | Person, written: Rendered, day: date) -> Document:
    """The letter to a body or a person, as written on that day; the address stands instead of its first line."""
    text, _, why = written.text.rpartition(FOOTER)
    return Document(
        title=written.subject,
        day=day,
        sender=(round_.secretariat_name, round_.secretariat_email),
        receiver=_names(to),
        blocks=blocks(text.removeprefix(f"Til {to.name}\n")),
        note=" ".join(why.split()),
    )


def _names(to: Body | Person) -> tuple[str, ...]:
    """Its name, and of a group the names of those it is made of; addresses are looked up when the letter leaves."""
    group = [contact.name for contact in to.contacts] if isinstance(to, Body) and len(to.contacts) > 1 else []
    return (to.name, *group)
