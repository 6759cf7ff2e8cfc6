"""What people enter, in the forms of the Prefect UI and in a scenario file alike."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from models.definition import Key, Line
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


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PersonEntry(_Entry):
    """A person who is nominated or appointed."""

    name: Line = Field(description="First name and surname")
    gender: Gender = Field(description="As the nominating body states it; 'not-stated' counts for neither sex")
    council: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] = Field(
        default="", description="Municipality or region whose council the person sits in (folkevalgt)"
    )
    smv: bool = Field(default=False, description="Comes from a small or medium-sized enterprise (SMV)")
    active_in_business: bool = Field(default=False, description="Runs or works in a business (aktiv erhvervsdrivende)")
    private_business_background: bool = Field(default=False, description="Background in private business (for a chair)")
    trade: str = Field(default="", max_length=100, description="Trade (branche), for the cross-section of companies")
    director_of_house: bool = Field(default=False, description="Is the director of this house")


class NomineeChoice(_Entry):
    """A nominee who is appointed."""

    seat: SeatCategory
    nominated_by: Key = Field(description="The nominating body's id")
    name: Line = Field(description="The nominee's name as registered")


class DirectAppointment(_Entry):
    """A person who is appointed without a nomination."""

    seat: SeatCategory
    person: PersonEntry


class ReasonEntry(_Entry):
    """A reason for a finding that asks for one (følg eller forklar)."""

    rule: str = Field(description="The rule's number as the finding names it, for instance B12", pattern=r"^[A-D]\d+$")
    subject: str = Field(default="", description="What the finding is about; empty for every finding of the rule")
    reason: str = Field(min_length=3, max_length=2000)
