"""What people enter, in the forms of the Prefect UI and in a scenario file alike."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt, StringConstraints

from models.definition import Key, Line, address, composed, one_line
from models.elections import Method
from models.problems import RULE
from models.words import Gender, SeatCategory


def _initials(text: str) -> str:
    if not text.isalpha():
        raise ValueError("write two to five letters, for instance ABC")
    return text.upper()


Initials = Annotated[
    str,
    Field(min_length=2, max_length=5, title="Initials", description="Who records this: two to five letters."),
    AfterValidator(_initials),
]


NOT_IN_LETTERS = re.compile(r"[^\t\n\r -~\u00a0-\u0482\u048a-\u04ff\u1e00-\u2027\u202f-\u2040\u20a0-\u20cf]")
"""Neither a Latin, Greek or Cyrillic letter nor a usual sign. The fonts of the letters have all others."""


def in_letters(text: str) -> str:
    """The text composed; `ValueError` for a character that a letter might not be able to show, an emoji for instance."""
    text = composed(text)
    if strange := NOT_IN_LETTERS.search(text):
        raise ValueError(
            f"it holds {strange[0]!a}; what stands in letters is written in Latin, Greek or Cyrillic letters"
        )
    return text


LONGEST_TEXT = 20_000  # characters; the longest letter has about four thousand
Text = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(in_letters)]
"""What may be quoted in a letter."""
Name = Annotated[Line, AfterValidator(in_letters)]
LONGEST_PLACE = 100
Place = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=LONGEST_PLACE),
    AfterValidator(in_letters),
    AfterValidator(lambda text: one_line(text) if text else ""),
]


EmailOrNone = Annotated[str, Field(max_length=254), AfterValidator(lambda text: address(text) if text.strip() else "")]
"""An e-mail address, or nothing when it is not known."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PersonEntry(_Entry):
    """A person who is nominated or appointed."""

    name: Name = Field(description="First name and surname")
    gender: Gender = Field(description="As the nominating body states it; 'not-stated' counts for neither sex")
    council: Place = Field(
        default="", description="Municipality or region whose council the person sits in (folkevalgt)"
    )
    smv: bool = Field(default=False, description="Comes from a small or medium-sized enterprise (SMV)")
    active_in_business: bool = Field(default=False, description="Runs or works in a business (aktiv erhvervsdrivende)")
    private_business_background: bool = Field(default=False, description="Background in private business (for a chair)")
    trade: Text = Field(default="", max_length=100, description="Trade (branche), for the cross-section of companies")
    municipality: Place = Field(default="", description="Municipality the person lives or works in")
    director_of_house: bool = Field(default=False, description="Is the director of this house")
    email: EmailOrNone = Field(default="", description="Where letters reach the person")
    consent: bool = Field(default=False, description="Has agreed to be nominated and to the use of these data")
    cv: bool = Field(default=False, description="The curriculum vitae has been received")


class NomineeChoice(_Entry):
    """A nominee who is appointed."""

    seat: SeatCategory
    nominated_by: Key = Field(description="The nominating body's id")
    name: Line = Field(description="The nominee's name as registered")


class DirectAppointment(_Entry):
    """A person who is appointed without a nomination."""

    seat: SeatCategory
    person: PersonEntry


class AttendanceEntry(_Entry):
    """How the KKR came to a decision (FO § 5 stk. 9 and 10)."""

    members: StrictInt = Field(ge=1, le=500, description="How many members the KKR has")
    present: StrictInt = Field(ge=0, le=500, description="How many of them were present; 0 for a written hearing")
    votes_for: StrictInt | None = Field(
        default=None, ge=0, le=500, description="Leave out when nobody asked for a vote"
    )
    votes_against: StrictInt | None = Field(default=None, ge=0, le=500)
    chair_for: bool = Field(default=False, description="The chair voted for it: decides when the votes are equal")
    in_writing: bool = Field(default=False, description="Decided in a written hearing (skriftlig høring)")
    special_case: Text = Field(default="", max_length=2000, description="Why it was heard in writing")


class VotesEntry(_Entry):
    """The votes for one person in a ballot."""

    name: Line
    votes: StrictInt = Field(ge=0, le=500)


class BallotEntry(_Entry):
    """One ballot of a majority election (valghandling)."""

    votes: list[VotesEntry] = Field(min_length=1)


class ListEntry(_Entry):
    """A list or group in a proportional election, its votes, and its candidates in their order."""

    name: Line
    votes: StrictInt = Field(ge=0, le=500)
    candidates: list[Line] = Field(min_length=1)


class AllianceEntry(_Entry):
    """Lists that pool their votes (valgforbund)."""

    lists: list[Line] = Field(min_length=2)


class ElectionEntry(_Entry):
    """How the chair and the municipal members were elected (FO § 4 stk. 4). By agreement (enighed) needs no votes."""

    chair_by: Literal[Method.AGREEMENT, Method.MAJORITY] = Field(
        default=Method.AGREEMENT, description="agreement (enighed) or majority (flertalsvalg)"
    )
    present: StrictInt | None = Field(default=None, ge=1, le=500, description="Members present at the chair's election")
    ballots: list[BallotEntry] = Field(default=[], description="The ballots for the chair, at most three")
    chair_lots: list[Line] = Field(default=[], description="Who was drawn by lot, in the order drawn")
    members_by: Literal[Method.AGREEMENT, Method.PROPORTIONAL] = Field(
        default=Method.AGREEMENT, description="agreement (enighed) or proportional (forholdstalsvalg)"
    )
    lists: list[ListEntry] = Field(default=[], description="The lists for the municipal members")
    alliances: list[AllianceEntry] = Field(default=[], description="Electoral alliances (valgforbund)")
    list_lots: list[Line] = Field(default=[], description="Which lists were drawn by lot, in the order drawn")


class ReasonEntry(_Entry):
    """A reason for a finding that asks for one (følg eller forklar)."""

    rule: str = Field(description="The rule's number as the finding names it, for instance B12", pattern=RULE)
    subject: Text = Field(default="", description="What the finding is about; empty for every finding of the rule")
    reason: Text = Field(min_length=3, max_length=2000)
