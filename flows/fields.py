"""The fields of the forms: choices from the database, and what is asked of people, no more than the step needs."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from models.choices import Choice
from models.definition import Key
from models.entries import DirectAppointment, EmailOrNone, Name, PersonEntry, Place, ReasonEntry, Text
from models.words import DecisionKind, Gender, SeatCategory

CHOICES = "choices"  # in the schema of a field: what it is a choice of


@dataclass(frozen=True)
class From:
    """A field whose values are offered from the database; `flows.offer` writes them into the form."""

    choice: Choice

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The schema of the field, marked."""
        return handler(core) | {CHOICES: self.choice.value}


RoundKey = Annotated[Key, From(Choice.ROUND)]
BodyKey = Annotated[Text, From(Choice.BODY)]
Organisation = Annotated[Text, From(Choice.ORGANISATION)]
Council = Annotated[Place, From(Choice.COUNCIL)]
Nominee = Annotated[Text, From(Choice.NOMINEE)]
Member = Annotated[Text, From(Choice.MEMBER)]
Receiver = Annotated[Text, From(Choice.RECEIVER)]
HeldLetter = Annotated[Text, From(Choice.HELD_LETTER)]
WaitingLetter = Annotated[Text, From(Choice.WAITING_LETTER)]
DoubtfulLetter = Annotated[Text, From(Choice.DOUBTFUL_LETTER)]
AnsweredLetter = Annotated[Text, From(Choice.ANSWERED_LETTER)]
RuleNumber = Annotated[Text, From(Choice.RULE), AfterValidator(lambda choice: choice.partition(":")[0])]
Entry = TypeVar("Entry")
AtMostOne = Annotated[list[Entry], Field(max_length=1)]
"""What may be left out. The UI says what is wrong in an item of a list, but not in a part that may be none."""
BeforeAppointments = Literal[DecisionKind.RECOMMENDATION, DecisionKind.ORGANISATIONS]
WithoutNomination = Literal[SeatCategory.CHAIR, SeatCategory.MUNICIPAL]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _PersonForm(_Asked):
    name: Name = Field(description="First name and surname")
    gender: Gender = Field(description="As stated by the person or the body; not-stated counts for neither sex")
    email: EmailOrNone = Field(default="", description="Where letters reach the person; leave it empty if not known")

    def entry(self) -> PersonEntry:
        """The person as recorded; what is not asked for is not known."""
        return PersonEntry(**self.model_dump())


class NomineeForm(_PersonForm):
    """A person whom a body names."""

    municipality: Place = Field(default="", description="Municipality the person lives or works in")
    smv: bool = Field(default=False, description="Comes from a small or medium-sized enterprise (SMV)")
    active_in_business: bool = Field(default=False, description="Runs or works in a business (aktiv erhvervsdrivende)")
    trade: Text = Field(default="", max_length=100, description="Trade (branche), for the breadth of the board")
    consent: bool = Field(default=False, description="Has agreed to be nominated and to the use of these data")
    cv: bool = Field(default=False, description="The curriculum vitae has been received")
    director_of_house: bool = Field(default=False, description="Is the director of this house")


class MemberForm(_PersonForm):
    """A member whom the KKR appoints from a municipal council."""

    council: Council = Field(description="Municipality whose council the person sits in (folkevalgt)")


class ChairForm(MemberForm):
    """The chair, whom the KKR appoints among the popularly elected."""

    private_business_background: bool = Field(default=False, description="Has a background in private business")


class SeatForm(_Asked):
    """A person whom the KKR appoints without a nomination."""

    seat: WithoutNomination
    person: ChairForm

    def appointment(self) -> DirectAppointment:
        """The appointment as it is recorded."""
        return DirectAppointment(seat=self.seat, person=self.person.entry())


class RegionMemberForm(_PersonForm):
    """The member whom the regional council appoints."""


class ObserverForm(_PersonForm):
    """The ministry's observer."""

    gender: Gender = Field(default=Gender.NOT_STATED, description="The observer never counts")


class ReasonForm(_Asked):
    """A reason for a finding that asks for one (følg eller forklar)."""

    rule: RuleNumber = Field(description="The rule as the finding names it")
    subject: Text = Field(default="", description="What the finding is about; empty for every finding of the rule")
    reason: Text = Field(min_length=3, max_length=2000)

    def entry(self) -> ReasonEntry:
        """The reason as it is recorded."""
        return ReasonEntry(**self.model_dump())
