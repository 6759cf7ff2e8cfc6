"""A board file: a board and its nominations in YAML, to be checked without a database. `docs/command-line.md` has its shape."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, model_validator

from models.definition import Day, Line
from models.election_year import election_before
from models.errors import EntryRefused, FileRefused
from models.finding import Finding
from models.nomination import same_name
from models.words import AppointingBody, BalanceReading, BoardRole
from models.yaml_file import Document, read_document, validated

OBSERVER = "observer"
MOST = 1000  # members, nominations, or nominees of one; more is no board
SeatName = Literal["chair", "municipal", "company", "knowledge", "labour", "regional"]


def _as_list(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _as_day(value: object) -> object:
    """A day in quotes, as programs write it, is a day too."""
    return date.fromisoformat(value) if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) else value


Bodies = Annotated[list[Line], Field(min_length=1, max_length=10), BeforeValidator(_as_list)]
"""One id, or the ids of those who nominate together."""
DayInFile = Annotated[Day, BeforeValidator(_as_day)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_left_out(cls, data: object) -> object:
        needed = {field.alias or name for name, field in cls.model_fields.items() if field.is_required()}
        if not isinstance(data, dict):
            return data
        return {key: value for key, value in data.items() if value is not None or key in needed}


class TermInFile(_Part):
    """The term: from the day the board takes office to the day the next one does."""

    start: DayInFile
    end: DayInFile


class NomineeInFile(_Part):
    """A person in a nomination."""

    name: Line
    gender: Literal["woman", "man"] | None = None
    active_business: StrictBool = False
    smv: StrictBool = False
    trade: Line | None = None
    municipality: Line | None = None
    director: StrictBool = False


class MemberInFile(NomineeInFile):
    """A member, the observer, or somebody recorded as a substitute."""

    seat: Literal["chair", "municipal", "company", "knowledge", "labour", "regional", "observer"]
    appointed_by: AppointingBody
    appointed_on: DayInFile | None = None
    start: DayInFile | None = Field(alias="from", default=None)
    end: DayInFile | None = Field(alias="to", default=None)
    elected: StrictBool | None = None
    private_business: StrictBool = False
    nominated_by: Bodies | None = None
    substitute: StrictBool = False
    vice_chair: StrictBool = False
    left_on: DayInFile | None = None
    left_reason: str = ""

    @property
    def role(self) -> BoardRole:
        """What the person is to the board."""
        if self.substitute:
            return BoardRole.SUBSTITUTE
        return BoardRole.OBSERVER if self.seat == OBSERVER else BoardRole.MEMBER


class NominationInFile(_Part):
    """What a body, or several together, answered; `accepted` and `late_accepted` are the KKR's answers, where given."""

    body: Bodies
    seat: SeatName
    received_on: DayInFile | None = None
    deadline: DayInFile | None = None
    nominees: list[NomineeInFile] = Field(max_length=MOST, default=[])
    reason: str = ""
    seats_asked: StrictInt = Field(ge=1, le=30, default=1)
    in_writing: StrictBool = True
    accepted: StrictBool | None = None
    late_accepted: StrictBool | None = None


class BoardFile(_Part):
    """The whole file."""

    house: Line
    region: Line
    municipalities: list[Line] = Field(min_length=1)
    term: TermInFile
    gender_balance: BalanceReading = BalanceReading.NEAREST_40
    entitled: list[Line]
    members: list[MemberInFile] = Field(max_length=MOST)
    nominations: list[NominationInFile] = Field(max_length=MOST, default=[])


def read_board_file(path: Path) -> BoardFile:
    """Read a board file.

    Raises:
        FileRefused: with a finding for everything that is wrong with its form.

    """
    document = read_document(path, aliases=True)
    file = validated(document, BoardFile)
    problems = list(_problems(file, document))
    if problems:
        raise FileRefused(document.file, problems)
    return file


def _problems(file: BoardFile, document: Document) -> Iterator[Finding]:
    if file.term.start >= file.term.end:
        yield document.finding(("term",), "the term ends before it starts.", "Correct 'start' or 'end'.")
    try:
        election_before(file.term.start)
    except EntryRefused as error:
        yield document.finding(("term", "start"), str(error), "Check the year.")
    deadlines = {nomination.deadline for nomination in file.nominations if nomination.deadline}
    for index, nomination in enumerate(file.nominations):
        if nomination.deadline and nomination.deadline != min(deadlines):
            yield document.finding(
                ("nominations", index, "deadline"),
                f"there is one deadline for all (D6), and {min(deadlines)} is written elsewhere.",
                "Write the same deadline everywhere.",
            )
        names = [same_name(nominee.name) for nominee in nomination.nominees]
        if len(set(names)) < len(names):
            yield document.finding(
                ("nominations", index, "nominees"), "a name is there twice.", "Remove it, or tell the two people apart."
            )
