"""What can be chosen in the forms, as the rounds in play stand. People are meant by their reference."""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

from models.correspondence import unread_answers
from models.errors import EntryRefused
from models.finding import Severity
from models.letter import Letter
from models.nomination import Person
from models.recording.letters import in_doubt
from models.references import contact_reference, member_reference, nominee_reference, people, person_of
from models.round import Body, Round
from models.rules.check import every_rule
from models.transitions import WAITING
from models.words import BodyKind, LetterState


class Choice(StrEnum):
    """What a field of a form is a choice of."""

    ROUND = "round"
    BODY = "body"
    ORGANISATION = "organisation"
    COUNCIL = "council"
    NOMINEE = "nominee"
    MEMBER = "member"
    RECEIVER = "receiver"
    HELD_LETTER = "held-letter"
    WAITING_LETTER = "waiting-letter"
    DOUBTFUL_LETTER = "doubtful-letter"
    ANSWERED_LETTER = "answered-letter"
    RULE = "rule"


def choices(rounds: Sequence[Round]) -> dict[Choice, list[str]]:
    """The values of every choice; those of several rounds stand in one list, each once."""
    return {
        choice: list(dict.fromkeys(value for round_ in rounds for value in of(round_))) for choice, of in VALUES.items()
    }


def choices_of_many(round_keys: Sequence[str]) -> dict[Choice, list[str]]:
    """The values of the choices while there are too many rounds to list what is in each: the others are written by hand."""
    return {Choice.ROUND: list(round_keys), Choice.RULE: rules_to_explain()}


def rules_to_explain() -> list[str]:
    """The rules that ask for a reason, by number and title."""
    return [f"{rule.number}: {rule.title}" for rule in every_rule() if rule.severity is Severity.EXPLAIN]


def receiver_of(round_: Round, value: str) -> tuple[Body, str] | Person:
    """Who is meant by a choice of a receiver: a body with the address that is replaced, or a person.

    Raises:
        EntryRefused: nobody.

    """
    key, stands_for_body, address = value.partition(": ")
    if not stands_for_body:
        return person_of(round_, value)
    body = round_.body(key)
    if body is None:
        raise EntryRefused(f"receiver: there is no body {key!r} in {round_.key}. Choose another receiver or round.")
    return body, address


def _contacts(round_: Round) -> list[str]:
    return [contact_reference(contact) for body in round_.bodies for contact in body.contacts]


def _letters(of: Callable[[Letter], bool]) -> Callable[[Round], list[str]]:
    return lambda round_: [letter.key for letter in round_.letters if of(letter)]


def _bodies(*kinds: BodyKind) -> Callable[[Round], list[str]]:
    return lambda round_: [body.key for body in round_.bodies if body.kind in kinds]


VALUES: dict[Choice, Callable[[Round], Iterable[str]]] = {
    Choice.ROUND: lambda round_: [round_.key],
    Choice.BODY: _bodies(BodyKind.BUSINESS, BodyKind.KNOWLEDGE, BodyKind.LABOUR),
    Choice.ORGANISATION: _bodies(BodyKind.BUSINESS, BodyKind.KNOWLEDGE),
    Choice.COUNCIL: lambda round_: [*round_.municipalities, round_.region],
    Choice.NOMINEE: lambda round_: [nominee_reference(each) for each in people(round_).values() if each.nomination],
    Choice.MEMBER: lambda round_: [member_reference(each) for each in round_.appointments if each.left_on is None],
    Choice.RECEIVER: lambda round_: [*_contacts(round_), *people(round_)],
    Choice.HELD_LETTER: _letters(lambda letter: letter.state is LetterState.HELD),
    Choice.WAITING_LETTER: _letters(lambda letter: letter.state in WAITING or in_doubt(letter)),
    Choice.DOUBTFUL_LETTER: _letters(in_doubt),
    Choice.ANSWERED_LETTER: lambda round_: [letter.key for letter, _ in unread_answers(round_)],
    Choice.RULE: lambda _: rules_to_explain(),
}
