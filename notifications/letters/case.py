"""What a letter is written from: an action of the plan, its round, and the day."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from models.action import Action
from models.errors import LetterRefused
from models.nomination import Nomination, Person
from models.round import Body, Round
from models.words import MilestoneKind


@dataclass(frozen=True, kw_only=True)
class Case:
    """An action that asks for a letter, in its round, on a day.

    Its properties raise `LetterRefused` when the action does not name what they give.
    """

    round: Round
    action: Action
    today: date

    @cached_property
    def deadline(self) -> date:
        """The last day for nominations."""
        return self.round.milestone(MilestoneKind.NOMINATIONS).ends_on

    @cached_property
    def body(self) -> Body:
        """The body the action names."""
        body = self.round.body(self.action.body)
        if body is None:
            raise LetterRefused(f"The action '{self.action.key}' names no body of the round.")
        return body

    @cached_property
    def person(self) -> Person:
        """The person the action names."""
        if self.action.person is None:
            raise LetterRefused(f"The action '{self.action.key}' names no person.")
        return self.action.person

    @cached_property
    def milestone(self) -> MilestoneKind:
        """The milestone the action names."""
        if self.action.milestone is None:
            raise LetterRefused(f"The action '{self.action.key}' names no milestone.")
        return self.action.milestone

    @cached_property
    def nomination(self) -> Nomination:
        """The answer of the body that the action names by its number."""
        for nomination in self.round.nominations:
            if nomination.body is self.body and nomination.number == self.action.nomination:
                return nomination
        raise LetterRefused(f"The action '{self.action.key}' names no answer of {self.body.name}.")

    @property
    def common(self) -> dict[str, Any]:
        """What every template is given."""
        return {
            "round": self.round,
            "key": self.action.key,
            "deadline": self.deadline,
            "overdue": self.today > self.deadline,
        }
