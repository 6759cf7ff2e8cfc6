"""Which files go with which letter."""

import re
from dataclasses import replace
from datetime import date

import pytest
from office import DECIDED_ON, Office, moment
from pdf_pages import body_text

from models.action import Action, ActionKind
from models.letter import Enclosure, Letter
from models.nomination import Person
from models.recording import move_milestone
from models.words import Gender, LetterKind, LetterState, MilestoneKind
from notifications.enclosures import enclosures_of, set_anew
from notifications.letters import write_letter
from notifications.rendering import FOOTER, Rendered

WRITTEN = Rendered(subject="Prøvebrev", text=f"Kære Åse{FOOTER}Derfor.\n", html="")
PERSON = Person(name="Prøvekandidat 1", gender=Gender.WOMAN)
MOVED = Action(
    key="moved", kind=ActionKind.TELL_MOVED, due_on=DECIDED_ON, body="di", milestone=MilestoneKind.NOMINATIONS
)
PDF, ICS = "application/pdf", "text/calendar"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REQUEST = [("anmodning.pdf", PDF), ("svarfrist.ics", ICS), ("vedtaegter-5-2.pdf", PDF), ("svarskema.xlsx", XLSX)]
NOMINATING = ["di", "smvdanmark", "videninstitution-1", "fh-ac"]


def request(body: str) -> Action:
    return Action(key=f"request/{body}", kind=ActionKind.REQUEST, due_on=DECIDED_ON, body=body)


def enclosed(office: Office, action: Action, today: date = DECIDED_ON) -> list[tuple[str, str]]:
    return [(each.name, each.media_type) for each in files(office, action, today)]


def files(office: Office, action: Action, today: date = DECIDED_ON) -> list[Enclosure]:
    found = enclosures_of(office.round, action, WRITTEN, today)
    starts = {PDF: b"%PDF-1.7", ICS: b"BEGIN:VCALENDAR\r\n", XLSX: b"PK"}
    assert all(each.content.startswith(starts[each.media_type]) for each in found)
    return found


@pytest.mark.parametrize("body", NOMINATING)
def test_a_request_to_a_nominating_body_has_four(office: Office, body: str) -> None:
    office.decide()
    assert enclosed(office, request(body)) == REQUEST


def test_the_region_appoints_by_itself_and_has_no_form_to_fill_in(office: Office) -> None:
    office.decide()
    assert enclosed(office, request("region")) == REQUEST[:3]


def test_a_request_after_the_deadline_has_no_entry_for_a_day_that_has_passed(office: Office) -> None:
    office.decide()
    names = [name for name, _ in enclosed(office, request("di"), date(2022, 3, 1))]
    assert names == ["anmodning.pdf", "vedtaegter-5-2.pdf", "svarskema.xlsx"]
    assert ("svarfrist.ics", ICS) in enclosed(office, request("di"), date(2022, 2, 28))


def test_without_the_statutes_of_the_house_the_enclosure_does_not_claim_them(office: Office) -> None:
    office.decide()
    office.round.house = "Erhvervshus Midtjylland"
    assert ("grundlag.pdf", PDF) in enclosed(office, request("di"))


def test_a_moved_deadline_brings_the_entry_anew(office: Office) -> None:
    office.decide()
    [entry_before] = [each for each in files(office, request("di")) if each.media_type == ICS]
    move_milestone(
        office.round, milestone=MilestoneKind.NOMINATIONS, starts_on=date(2022, 2, 25), reason="Vinterferie.",
        initials="TST", at=moment(DECIDED_ON),
    )  # fmt: skip
    [entry] = files(office, MOVED)
    assert (entry.name, entry.media_type) == ("svarfrist.ics", ICS)
    assert b"SEQUENCE:0" in entry_before.content
    assert b"SEQUENCE:1" in entry.content


def test_another_milestone_that_moves_concerns_no_calendar_of_a_body(office: Office) -> None:
    assert enclosed(office, replace(MOVED, milestone=MilestoneKind.APPOINTMENT)) == []


def test_an_appointment_comes_as_a_document_to_keep(office: Office) -> None:
    action = Action(key="appointed", kind=ActionKind.TELL_APPOINTED, due_on=DECIDED_ON, person=PERSON)
    [letter] = files(office, action)
    assert (letter.name, letter.media_type) == ("brev.pdf", PDF)
    for text in ("Prøvekandidat 1", "Prøvebrev", "Kære Åse", "Derfor."):
        assert text in body_text(letter.content)


BARE = sorted(set(ActionKind) - {ActionKind.REQUEST, ActionKind.TELL_MOVED, ActionKind.TELL_APPOINTED})


@pytest.mark.parametrize("kind", BARE)
def test_nothing_goes_with_the_others(office: Office, kind: ActionKind) -> None:
    assert enclosed(office, Action(key="x", kind=kind, due_on=DECIDED_ON, body="di", person=PERSON)) == []


@pytest.mark.parametrize("house", ["Erhvervshus Nordjylland", "Erhvervshus Midtjylland"])
@pytest.mark.parametrize("today", [DECIDED_ON, date(2022, 3, 1)], ids=["in time", "after the deadline"])
@pytest.mark.parametrize("body", [*NOMINATING, "region"])
def test_a_letter_lists_what_goes_with_it(office: Office, body: str, today: date, house: str) -> None:
    office.decide()
    office.round.house = house
    for action in (request(body), replace(MOVED, body=body)):
        text = write_letter(office.round, action, today).text.partition(FOOTER)[0]
        listed = re.findall(r"^- ([a-z0-9-]+\.[a-z]+): ", text.partition("Bilag:")[2], re.MULTILINE)
        assert listed == [name for name, _ in enclosed(office, action, today)]


def test_an_edited_letter_is_set_anew_and_its_other_enclosures_stay(office: Office) -> None:
    office.decide()
    enclosures = files(office, request("di"))
    before = [each.content for each in enclosures]
    letter = Letter(
        key="k", kind=LetterKind.REQUEST, state=LetterState.HELD, subject="Nyt emne", text=f"Ny tekst{FOOTER}Derfor.\n",
        html="", enqueued_on=DECIDED_ON, next_attempt_at=moment(DECIDED_ON), body=office.round.body("di"),
        enclosures=enclosures,
    )  # fmt: skip
    office.round.letters.append(letter)
    set_anew(letter)
    text = body_text(letter.enclosures[0].content)
    assert "Nyt emne" in text
    assert "Ny tekst" in text
    assert "Kære Åse" not in text
    assert [each.content for each in letter.enclosures[1:]] == before[1:]


def test_the_same_letters_have_the_same_enclosures(office: Office) -> None:
    office.decide()
    first, second = ([each.content for each in files(office, request("di"))] for _ in range(2))
    assert first == second
