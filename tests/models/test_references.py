"""People are meant by a reference that names nobody, and none goes stale unseen."""

from datetime import date

import pytest
from office import MAN, WOMAN, Office

from models.entries import NomineeChoice
from models.errors import EntryRefused
from models.references import choice_of, people, person_of
from models.words import SeatCategory


def test_nominees_are_meant_by_answer_and_place_and_members_by_seat(office: Office) -> None:
    office.seat_everybody()
    assert list(people(office.round))[:4] == ["di/1/1", "di/1/2", "dansk-erhverv/1/1", "dansk-erhverv/1/2"]
    assert list(people(office.round))[-5:] == ["chair", "municipal-1", "municipal-2", "municipal-3", "region"]


def test_a_reference_finds_the_one_it_stands_for(office: Office) -> None:
    office.decide()
    office.nominate("di", WOMAN, MAN)
    assert person_of(office.round, "di/1/2").name == MAN.name
    assert choice_of(office.round, "di/1/2") == NomineeChoice(
        seat=SeatCategory.COMPANY, nominated_by="di", name=MAN.name
    )


def test_after_a_corrected_answer_the_old_references_mean_nobody_else(office: Office) -> None:
    office.decide()
    office.nominate("di", WOMAN, MAN)
    office.nominate("di", MAN, WOMAN, on=date(2022, 2, 11))
    assert [reference for reference in people(office.round) if reference.startswith("di/")] == ["di/2/1", "di/2/2"]
    with pytest.raises(EntryRefused) as caught:
        person_of(office.round, "di/1/1")
    assert str(caught.value) == (
        "'di/1/1' is in an answer that was replaced by a later one. Look at the selection page, open the form anew and "
        "choose again."
    )


def test_who_is_nobody_is_refused_and_so_is_a_member_where_a_nominee_is_asked_for(office: Office) -> None:
    office.decide()
    office.constitute()
    with pytest.raises(EntryRefused, match=r"^'di/1/1' is nobody in this round\."):
        person_of(office.round, "di/1/1")
    with pytest.raises(EntryRefused, match=r"^nominee: 'chair' was not nominated by a body\."):
        choice_of(office.round, "chair")
