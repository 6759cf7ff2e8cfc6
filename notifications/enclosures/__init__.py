"""What goes with a letter (bilag)."""

from datetime import date

from models.action import Action
from models.letter import Enclosure
from models.round import Round
from notifications.rendering import Rendered


def enclosures_of(round_: Round, action: Action, letter: Rendered, today: date) -> list[Enclosure]:
    """The files that go with the letter of an action, in their order."""
    del round_, action, letter, today
    return []
