"""What the forms offer follows from the rounds, and names nobody."""

import pytest
from office import DECIDED_ON, MAN, WOMAN, Office

from models.choices import Choice, choices, receiver_of, rules_to_explain
from models.errors import EntryRefused
from models.nomination import Person
from models.rules.check import every_rule
from models.words import LetterState, ReleaseMode

ROUND = "nordjylland-2022-26"
BUSINESS = ["di", "dansk-erhverv", "landbrug-foedevarer", "smvdanmark", "tekniq", "finans-danmark", "forsikring-pension",
            "horesta"]  # fmt: skip
KNOWLEDGE = ["videninstitution-1", "videninstitution-2"]


def test_a_new_round_offers_its_bodies_and_councils_and_nobody_yet(office: Office) -> None:
    offered = choices([office.round])
    assert offered[Choice.ROUND] == [ROUND]
    assert offered[Choice.ORGANISATION] == [*BUSINESS, *KNOWLEDGE]
    assert offered[Choice.BODY] == [*BUSINESS, *KNOWLEDGE, "fh-ac"]
    assert offered[Choice.COUNCIL][-2:] == ["Aalborg", "Region Nordjylland"]
    assert offered[Choice.RECEIVER][:2] == [
        "di: indstilling@di.example",
        "dansk-erhverv: indstilling@dansk-erhverv.example",
    ]
    assert [offered[each] for each in (Choice.NOMINEE, Choice.MEMBER, Choice.HELD_LETTER, Choice.DOUBTFUL_LETTER)] == [
        []
    ] * 4


def test_what_happened_since_is_offered_by_reference(office: Office) -> None:
    office.seat_everybody()
    offered = choices([office.round])
    assert offered[Choice.NOMINEE][:2] == ["di/1/1", "di/1/2"]
    assert offered[Choice.MEMBER][:4] == ["chair", "municipal-1", "municipal-2", "municipal-3"]
    names = {person.name for person in office.round.people}
    assert len(names) == 17
    assert [each for values in offered.values() for each in values if any(name in each for name in names)] == []


def test_letters_are_offered_where_they_stand(office: Office) -> None:
    office.round.release = ReleaseMode.AFTER_APPROVAL
    office.decide(organisations=["di", "smvdanmark"])
    office.run(DECIDED_ON)
    held, doubtful, gone, queued = office.round.letters[:4]
    del office.round.letters[4:]
    doubtful.state, gone.state, queued.state = LetterState.UNCERTAIN, LetterState.SENT, LetterState.QUEUED
    offered = choices([office.round])
    assert offered[Choice.HELD_LETTER] == [held.key]
    assert offered[Choice.DOUBTFUL_LETTER] == [doubtful.key]
    assert offered[Choice.WAITING_LETTER] == [held.key, doubtful.key, queued.key]


def test_several_rounds_offer_what_they_share_once(office: Office) -> None:
    assert choices([office.round, office.round])[Choice.BODY] == [*BUSINESS, *KNOWLEDGE, "fh-ac"]


def test_the_rules_that_ask_for_a_reason_are_offered_with_their_titles() -> None:
    explain = [rule.number for rule in every_rule() if rule.severity == "explain"]
    assert [each.partition(":")[0] for each in rules_to_explain()] == explain
    assert "C2: The composition is balanced" in rules_to_explain()


def test_a_receiver_is_a_body_with_an_address_or_a_person(office: Office) -> None:
    office.decide()
    office.nominate("di", WOMAN, MAN)
    body = office.round.body("fh-ac")
    assert receiver_of(office.round, "fh-ac: indstilling@ac.example") == (body, "indstilling@ac.example")
    person = receiver_of(office.round, "di/1/2")
    assert isinstance(person, Person)
    assert person.name == MAN.name
    with pytest.raises(EntryRefused, match="receiver: there is no body 'dii' in nordjylland-2022-26"):
        receiver_of(office.round, "dii: indstilling@di.example")
