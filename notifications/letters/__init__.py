"""Which letter an action of the plan asks for, and what stands in it."""

from collections.abc import Callable
from datetime import date

from models.action import Action, ActionKind
from models.errors import LetterRefused
from models.round import Round
from models.words import LetterKind
from notifications.letters import answering, appointing, asking, office
from notifications.letters.case import Case
from notifications.rendering import Rendered

_LETTERS: dict[ActionKind, tuple[LetterKind, Callable[[Case], Rendered]]] = {
    **asking.LETTERS,
    **answering.LETTERS,
    **appointing.LETTERS,
    **office.LETTERS,
}
LETTER_OF: dict[ActionKind, LetterKind] = {action: kind for action, (kind, _) in _LETTERS.items()}


def write_letter(round_: Round, action: Action, today: date) -> Rendered:
    """The letter of an action in `LETTER_OF`, as it reads today; nothing is stored.

    Raises:
        LetterRefused: a value does not fit into a letter, or the action asks for none.

    """
    if action.kind not in _LETTERS:
        raise LetterRefused(f"No letter is written for '{action.kind}'.")
    return _LETTERS[action.kind][1](Case(round=round_, action=action, today=today))
