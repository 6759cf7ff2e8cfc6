"""What the tables of letters share: the letter of a key, and whom and when the samples are about.

A table names every variant of a letter by its expected file; `test_letters.py` reads the tables of all modules together.
"""

from collections.abc import Callable
from datetime import date

from office import Office

from models.entries import PersonEntry
from models.letter import Letter
from models.words import Gender

Cases = dict[str, Callable[[Office], Letter]]
DEADLINE = date(2022, 2, 28)
ROUND = "nordjylland-2022-26"
WOMAN = PersonEntry(name="Åse Ærø Østergård", gender=Gender.WOMAN, smv=True, active_in_business=True)
MAN = PersonEntry(name="Søren Bjørn", gender=Gender.MAN, active_in_business=True)


def letter(office: Office, key: str) -> Letter:
    found = [each for each in office.round.letters if each.key == f"{ROUND}/{key}"]
    assert len(found) == 1, [each.key for each in office.round.letters]
    return found[0]
