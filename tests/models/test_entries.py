"""What is entered about people is refused where a letter could not show it later."""

import pytest
from pydantic import ValidationError

from models.entries import PersonEntry
from models.problems import problems


@pytest.mark.parametrize("field", ["name", "municipality", "council"])
@pytest.mark.parametrize("character", ["\N{GRINNING FACE}", "\N{CJK UNIFIED IDEOGRAPH-4E2D}", "\N{ARABIC LETTER BEH}"])
def test_what_no_letter_can_show_is_refused_where_it_is_entered(field: str, character: str) -> None:
    with pytest.raises(ValidationError) as caught:
        PersonEntry.model_validate({"name": "Prøvekandidat", "gender": "woman", field: f"Prøve {character}"})
    assert problems(caught.value) == (
        f"{field}: it holds {character!a}; what stands in letters is written in Latin, Greek or Cyrillic letters. Correct it."
    )


@pytest.mark.parametrize("name", ["Đặng Ångström", "Çelik-Łukasz", "Ελένη", "Наталья", "O’Prøve"])
def test_names_in_the_letters_of_europe_are_taken_as_they_are_written(name: str) -> None:
    assert PersonEntry.model_validate({"name": name, "gender": "woman"}).name == name
