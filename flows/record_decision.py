"""Records what the KKR decided before the appointments (beslutning)."""

from datetime import date

from prefect import flow
from prefect.client.schemas.objects import State

from flows.desk import record
from models import recording
from models.entries import AttendanceEntry, ElectionEntry, Initials, PersonEntry, ReasonEntry
from models.words import DecisionKind


@flow(name="record-decision", description=__doc__, flow_run_name="{kind} of {decided_on}: {round_key}")
async def record_decision(
    round_key: str,
    kind: DecisionKind,
    decided_on: date,
    initials: Initials,
    organisations: list[str] = [],  # noqa: B006  (Prefect reads the form's default from the signature)
    criteria: str = "",
    consideration: str = "",
    chair: PersonEntry | None = None,
    members: list[PersonEntry] = [],  # noqa: B006
    election: ElectionEntry | None = None,
    attendance: AttendanceEntry | None = None,
    reasons: list[ReasonEntry] = [],  # noqa: B006
) -> State:
    """Record a decision of the KKR.

    Recording the decision on organisations makes the requests for nominations go out; nothing else here sends a letter.

    Args:
        round_key: The round, for instance nordjylland-2022-26.
        kind: recommendation (the outgoing KKR), organisations (with criteria), or chair-and-members.
        decided_on: The day of the meeting.
        initials: Who records it: two to five letters.
        organisations: Ids of the organisations that may nominate (recommendation and organisations).
        criteria: What the KKR gives weight to, in Danish; it stands in the requests.
        consideration: The objective consideration (saglig overvejelse) behind the choice of organisations.
        chair: The chair (formand), for chair-and-members.
        members: The municipal members, for chair-and-members.
        election: How they were elected, for chair-and-members; leave it out when they were agreed upon (enighed).
        attendance: How many were present and voted, or that the case was heard in writing.
        reasons: Reasons for findings that ask for one.
    """
    return await record(
        round_key,
        lambda round_, at: recording.record_decision(
            round_,
            kind=kind,
            decided_on=decided_on,
            organisations=organisations,
            criteria=criteria,
            consideration=consideration,
            chair=chair,
            members=members,
            election=election,
            attendance=attendance,
            reasons=reasons,
            initials=initials,
            at=at,
        ),
    )
