"""The letters to those who were appointed, to those who were not, and to the bodies that named them."""

from collections.abc import Callable

from models.action import ActionKind
from models.words import LetterKind
from notifications.letters.case import Case
from notifications.rendering import Rendered

LETTERS: dict[ActionKind, tuple[LetterKind, Callable[[Case], Rendered]]] = {}
