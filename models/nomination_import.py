"""Taking a filled-in form for the answer into a round: what each row would change, and registering it as it stands."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from models.answer_form import AnswerForm, FormRow
from models.clarification import UNSAID, clarified
from models.entries import PersonEntry
from models.errors import FileRefused
from models.finding import Finding
from models.nomination import Nomination, Person, same_name
from models.recording import Recorded, register_nomination
from models.round import Round
from models.spreadsheet import refused
from models.words import counted


class Standing(StrEnum):
    """How a row compares with what the body's nomination says now; `gone` is in that and not in the form."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    GONE = "gone"
    WRONG = "wrong"


@dataclass(frozen=True, kw_only=True)
class Change:
    """A fact that would be another than it is now."""

    fact: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """A nominee, or with no name the answer as a whole. `row` is the form's, None for who is not in it."""

    row: int | None
    name: str
    standing: Standing
    changes: tuple[Change, ...] = ()
    wrong: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Every field, ready for JSON."""
        return {**asdict(self), "wrong": [finding.as_json() for finding in self.wrong]}


def entered_form(round_: Round, *, body: str, nominees: Sequence[PersonEntry], reason: str) -> AnswerForm:
    """What was typed instead of sent as a form, so that it can be previewed like one."""
    rows = tuple(FormRow(row=place, name=each.name, person=each) for place, each in enumerate(nominees, start=1))
    return AnswerForm(
        file="the entry", round=round_.key, body=body, seat="", facts=frozenset(PersonEntry.model_fields), rows=rows,
        reason=reason.strip(),
    )  # fmt: skip


def preview(round_: Round, form: AnswerForm, *, received_on: date) -> list[Row]:
    """What registering the form would change: the answer as a whole, each nominee, and who is not named any more.

    Stores nothing and changes nothing in the round.

    Raises:
        FileRefused: the form belongs to another round, or to a body that is not in this one.

    """
    _belongs(round_, form)
    current = _current(round_, form.body)
    known = {same_name(person.name): person for person in current.nominees} if current else {}
    nominees = [_nominee(round_, form, row, known.get(same_name(row.name))) for row in form.rows]
    named = {same_name(row.name) for row in form.rows}
    gone = [
        Row(row=None, name=person.name, standing=Standing.GONE) for name, person in known.items() if name not in named
    ]
    return [_answer(form, current, received_on), *nominees, *gone]


def summary(rows: Sequence[Row]) -> str:
    """«2 nominees new, 1 gone»: what a preview says, without names."""
    nominees = [row.standing for row in rows if row.name or row.row is not None]
    numbers = [f"{nominees.count(each)} {each}" for each in Standing if each in nominees]
    whole = f"answer {rows[0].standing}"
    return f"{whole}; {counted(len(nominees), 'nominee')}{': ' if numbers else ''}{', '.join(numbers)}"


def register_form(round_: Round, form: AnswerForm, *, received_on: date, initials: str, at: datetime) -> Recorded:
    """Register the answer in a form as `register_nomination` does; it came in writing.

    A fact that the form does not ask for stays as it is registered of a nominee of the same name.

    Raises:
        FileRefused: the form belongs elsewhere, or something in it is wrong: then with all that is.
        EntryRefused: `register_nomination` does not take it.

    """
    _belongs(round_, form)
    if form.every_wrong:
        raise FileRefused(form.file, form.every_wrong)
    current = _current(round_, form.body)
    known = {same_name(person.name): person for person in current.nominees} if current else {}
    nominees = [
        _whole(round_, form, row.person, known.get(same_name(row.name))) for row in form.rows if row.person is not None
    ]
    return register_nomination(
        round_, body=form.body, received_on=received_on, nominees=nominees, reason=form.reason, initials=initials, at=at
    )


def _belongs(round_: Round, form: AnswerForm) -> None:
    if form.round != round_.key:
        raise refused(
            form.file,
            f"it is a form of the round {form.round!r}, not of {round_.key!r}.",
            "Import it into its own round.",
        )
    if round_.body(form.body) is None:
        raise refused(
            form.file, f"it is an answer of {form.body!r}, which is not in {round_.key!r}.", "Check whose it is."
        )


def _current(round_: Round, body: str) -> Nomination | None:
    return next((each for each in round_.nominations if each.body.key == body and not each.replaced), None)


def _answer(form: AnswerForm, current: Nomination | None, received_on: date) -> Row:
    if form.wrong:
        return Row(row=None, name="", standing=Standing.WRONG, wrong=form.wrong)
    facts: dict[str, tuple[object, object]] = {"reason": (current.reason if current else "", form.reason)}
    if current:
        facts = {"received_on": (current.received_on, received_on), **facts}
    changes = tuple(Change(fact=fact, old=str(old), new=str(new)) for fact, (old, new) in facts.items() if old != new)
    standing = Standing.NEW if current is None else Standing.CHANGED if changes else Standing.UNCHANGED
    return Row(row=None, name="", standing=standing, changes=changes)


def _nominee(round_: Round, form: AnswerForm, row: FormRow, before: Person | None) -> Row:
    if row.person is None:
        return Row(row=row.row, name=row.name, standing=Standing.WRONG, wrong=row.wrong)
    if before is None:
        return Row(row=row.row, name=row.person.name, standing=Standing.NEW)
    after = _whole(round_, form, row.person, before)
    kept = {point for point in clarified(before) if getattr(after, point) in UNSAID}  # as registering keeps them
    kept |= set() if after.email else {"email"}
    changes = tuple(
        Change(fact=fact, old=str(getattr(before, fact)), new=str(getattr(after, fact)))
        for fact in PersonEntry.model_fields
        if fact not in kept and getattr(before, fact) != getattr(after, fact)
    )
    standing = Standing.CHANGED if changes else Standing.UNCHANGED
    return Row(row=row.row, name=row.person.name, standing=standing, changes=changes)


def _whole(round_: Round, form: AnswerForm, person: PersonEntry, before: Person | None) -> PersonEntry:
    """The nominee with what the form does not ask for, and the municipality as the round writes it."""
    facts = {fact: getattr(before, fact) for fact in PersonEntry.model_fields.keys() - form.facts} if before else {}
    spelt = {same_name(name): name for name in round_.municipalities}
    facts["municipality"] = spelt.get(same_name(person.municipality), person.municipality)
    return person.model_copy(update=facts)
