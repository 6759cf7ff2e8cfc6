"""A term file: what one round is about, as data. `terms/` has the shipped ones."""

import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictInt, model_validator

from models.errors import FileRefused
from models.finding import Finding
from models.problems import KEY
from models.words import AppointingBody, BalanceReading, BodyKind, MilestoneKind, ReleaseMode, SeatCategory
from models.yaml_file import Document, Place, read_document, validated


def composed(text: str) -> str:
    """The text with each letter in one Unicode form, so that an «å» typed in another way is the same letter."""
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """The text composed, without what stands around it; `ValueError` for none, and for what cannot be printed."""
    if not text.isprintable() or not text.strip():
        raise ValueError("it is empty or holds a line break or another character that cannot be printed")
    return composed(text.strip())


def address(text: str) -> str:
    """The address as mail servers write it; `ValueError` for what is none."""
    try:
        return validate_email(text, allow_smtputf8=False, check_deliverability=False).ascii_email or text
    except EmailNotValidError as error:
        raise ValueError(f"it is not an e-mail address ({str(error).rstrip('.')})") from error


def _time_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is not a time zone; write for instance Europe/Copenhagen")
    return name


Line = Annotated[str, Field(max_length=200), AfterValidator(one_line)]
"""Text on one line: a line break in a name would let it write mail headers."""
Address = Annotated[str, Field(max_length=254), AfterValidator(address)]
Key = Annotated[str, Field(pattern=KEY, max_length=60)]
"""An id: small letters a-z, digits and single dashes, because artifact keys and file names are made from it."""
TimeZone = Annotated[str, AfterValidator(_time_zone)]
Day = Annotated[date, Field(strict=True, ge=date(1990, 1, 1), le=date(2190, 1, 1))]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class ContactDefinition(_Part):
    """Where a body or the secretariat receives letters."""

    name: Line
    email: Address


class Term(_Part):
    """The term (funktionsperiode): from the day the board takes office to the day the next one does."""

    start: Day = Field(alias="from")
    end: Day = Field(alias="to")


class MilestoneDefinition(_Part):
    """A day (`on`), or a window (`from`, `to`, both included), and where that is laid down."""

    on: Day | None = None
    start: Day | None = Field(alias="from", default=None)
    end: Day | None = Field(alias="to", default=None)
    source: Line

    @model_validator(mode="after")
    def _a_day_or_a_window(self) -> Self:
        window = self.start is not None and self.end is not None
        if (self.on is None) != window or (self.on is not None and (self.start or self.end)):
            raise ValueError("write either 'on: <day>' or both 'from: <day>' and 'to: <day>'")
        return self

    @property
    def days(self) -> tuple[date, date]:
        """First and last day; the same for a milestone of one day."""
        if self.on is not None:
            return self.on, self.on
        if self.start is None or self.end is None:
            raise ValueError("a milestone is a day or a window")
        return self.start, self.end


class SeatDefinition(_Part):
    """A group of equal seats of the statutes § 5.2."""

    id: SeatCategory
    number: StrictInt = Field(ge=1, le=30)
    appointed_by: Literal[AppointingBody.KKR, AppointingBody.REGION]
    nominated_by: BodyKind | None = None


class BodyDefinition(_Part):
    """A body that receives a request; several contacts when it is a group that answers jointly."""

    id: Key
    name: Line
    kind: BodyKind
    seat: SeatCategory
    seats: StrictInt = Field(ge=1, le=30, default=1)
    smv: StrictBool = False
    contacts: list[ContactDefinition] = Field(min_length=1, max_length=10)


class Definition(_Part):
    """The whole term file."""

    round: Key
    title: Line
    house: Line
    appointing_body: Line
    region: Line
    municipalities: list[Line] = Field(min_length=1)
    observer: Line
    secretariat: ContactDefinition
    term: Term
    election_day: Day
    time_zone: TimeZone
    gender_balance: BalanceReading = BalanceReading.NEAREST_40
    release: ReleaseMode = ReleaseMode.AUTOMATIC
    rule_set: Literal["erhvervshus-2018"]
    reminders: list[Annotated[StrictInt, Field(ge=1, le=365)]]
    milestones: dict[MilestoneKind, MilestoneDefinition]
    seats: list[SeatDefinition] = Field(min_length=1)
    bodies: list[BodyDefinition] = Field(min_length=1)


def read_definition(path: Path) -> tuple[Definition, Document]:
    """Read a term file; the document tells on which line each part stands.

    Raises:
        FileRefused: with a finding for everything that is wrong with its form.

    """
    document = read_document(path)
    definition = validated(document, Definition)
    problems = list(_problems(definition, document))
    if problems:
        raise FileRefused(document.file, problems)
    return definition, document


def _problems(definition: Definition, document: Document) -> Iterator[Finding]:
    for kind in MilestoneKind:
        if kind not in definition.milestones:
            yield document.finding(("milestones",), f"milestone '{kind}' is missing.", f"Add '{kind}:' with its date.")
    for kind, milestone in definition.milestones.items():
        first, last = milestone.days
        if first > last:
            yield document.finding(
                ("milestones", kind.value), f"'{kind}' ends on {last}, before it starts on {first}.", "Swap the dates."
            )
    if definition.term.start >= definition.term.end:
        yield document.finding(("term",), "the term ends before it starts.", "Correct 'from' or 'to'.")
    yield from _list_problems(definition, document)


def _list_problems(definition: Definition, document: Document) -> Iterator[Finding]:
    for part, ids in (("seats", [s.id for s in definition.seats]), ("bodies", [b.id for b in definition.bodies])):
        yield from _repeated(document, part, [str(each) for each in ids])
    if len(set(definition.reminders)) < len(definition.reminders):
        yield document.finding(("reminders",), "a number of days stands there twice.", "Remove one of them.")
    seats = {seat.id: seat for seat in definition.seats}
    for index, body in enumerate(definition.bodies):
        place: Place = ("bodies", index, "seat")
        seat = seats.get(body.seat)
        if seat is None:
            names = ", ".join(seats)
            yield document.finding(place, f"'{body.id}' has the unknown seat '{body.seat}'.", f"Write one of {names}.")
        elif body.kind not in (seat.nominated_by, seat.appointed_by):
            yield document.finding(
                place,
                f"'{body.id}' is of kind '{body.kind}', which neither nominates for nor appoints to '{seat.id}'.",
                "Correct its 'kind' or its 'seat'.",
            )
        elif body.seats > seat.number:
            yield document.finding(
                ("bodies", index, "seats"),
                f"'{body.id}' nominates for {body.seats} seats '{seat.id}', and there are {seat.number}.",
                f"Write at most {seat.number}.",
            )
    for index, seat in enumerate(definition.seats):
        asked = [body.id for body in definition.bodies if body.seat is seat.id]
        alone = seat.nominated_by is BodyKind.LABOUR or seat.id is SeatCategory.REGION
        if not asked and (alone or seat.nominated_by is not None):
            yield document.finding(("seats", index), f"no body is asked for '{seat.id}'.", "Add one under 'bodies'.")
        if alone and len(asked) > 1:
            yield document.finding(
                ("seats", index),
                f"{', '.join(asked)} are each asked for '{seat.id}', and one body is to be.",
                "Make them one body with several contacts.",
            )


def _repeated(document: Document, part: str, ids: list[str]) -> Iterator[Finding]:
    for index, each in enumerate(ids):
        if each in ids[:index]:
            first = document.line((part, ids.index(each)))
            yield document.finding(
                (part, index, "id"),
                f"the id '{each}' was used on line {first} already.",
                "Give one of them another id.",
            )
