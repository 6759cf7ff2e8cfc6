"""The letter on paper says what the mail says, no more and no less."""

import pytest
from office import DECIDED_ON, Office
from pdf_pages import body_text, opened, squeezed

from models.action import Action, ActionKind
from models.round import Body
from notifications.enclosures.letter_on_paper import on_paper
from notifications.enclosures.typesetting import Document, typeset
from notifications.letters import write_letter
from notifications.rendering import FOOTER, Rendered

KINDS = {
    "di": "a business organisation",
    "smvdanmark": "asked for somebody from an SMV",
    "videninstitution-1": "a knowledge institution",
    "fh-ac": "a group of two",
    "region": "appoints by itself",
}


def body(office: Office, key: str) -> Body:
    found = office.round.body(key)
    assert found is not None
    return found


def request(office: Office, key: str) -> Rendered:
    office.decide()
    action = Action(key=f"{office.round.key}/request/{key}", kind=ActionKind.REQUEST, due_on=DECIDED_ON, body=key)
    return write_letter(office.round, action, DECIDED_ON)


def letter(office: Office, key: str) -> Document:
    return on_paper(office.round, body(office, key), request(office, key), DECIDED_ON)


@pytest.mark.parametrize("key", KINDS, ids=KINDS.values())
def test_a_request_on_paper_has_every_word_of_the_mail(office: Office, key: str) -> None:
    asked, written = body(office, key), request(office, key)
    text = written.text.removeprefix(f"Til {asked.name}\n").replace(FOOTER, "\n").replace("\n- ", "\n– ")
    address = [asked.name, *([contact.name for contact in asked.contacts] if key == "fh-ac" else [])]
    sender = [office.round.secretariat_name, office.round.secretariat_email, "21. januar 2022"]
    pdf = typeset(letter(office, key))
    assert squeezed(body_text(pdf)) == squeezed("".join([*address, *sender, written.subject, text]))
    assert opened(pdf).metadata.title == written.subject  # type: ignore[union-attr]
    assert opened(pdf).metadata.author == office.round.secretariat_name  # type: ignore[union-attr]


def test_the_name_of_the_receiver_stands_in_the_address_and_is_not_said_again(office: Office) -> None:
    document = letter(office, "landbrug-foedevarer")
    assert document.receiver == ("Landbrug & Fødevarer",)
    assert "Til Landbrug & Fødevarer" not in document.blocks[0].lines


def test_an_address_for_mail_is_not_part_of_a_frozen_letter(office: Office) -> None:
    contact = body(office, "di").contacts[0].email
    assert contact.removeprefix("indstilling") == "@di.example"
    assert contact not in body_text(typeset(letter(office, "di")))


def test_a_hostile_name_of_a_body_stands_there_as_it_is(office: Office) -> None:
    name = "#panic() *Prøve* $x$ @di <b> \\ [x]"
    body(office, "di").name = name
    pdf = typeset(letter(office, "di"))
    assert squeezed(body_text(pdf)).count(squeezed(name)) == 3


def test_only_the_last_divider_ends_the_letter(office: Office) -> None:
    office.decide()
    written = Rendered(subject="Emne", text=f"Først{FOOTER}endnu tekst{FOOTER}Hvorfor\n", html="")
    document = on_paper(office.round, body(office, "di"), written, DECIDED_ON)
    assert document.note == "Hvorfor"
    assert "endnu tekst" in [line for block in document.blocks for line in block.lines]
