"""Records what the KKR decided on organisations and criteria (beslutning)."""

from datetime import date

from prefect.client.schemas.objects import State

from flows.desk import record
from flows.fields import AtMostOne, BeforeAppointments, Organisation, ReasonForm, RoundKey
from flows.forms import form
from models import recording
from models.entries import AttendanceEntry, Initials, Text


@form("record-decision")
async def record_decision(
    round_key: RoundKey,
    *,
    kind: BeforeAppointments,
    decided_on: date,
    organisations: list[Organisation],
    criteria: Text = "",
    consideration: Text,
    attendance: AtMostOne[AttendanceEntry] = [],  # noqa: B006
    reasons: list[ReasonForm] = [],  # noqa: B006  (Prefect reads the form's default from the signature)
    initials: Initials,
    try_it: bool = False,
) -> State:
    """Record the recommendation of the outgoing KKR, or the KKR's decision on organisations and criteria.

    Recording the decision on organisations makes the requests for nominations go out.

    Args:
        round_key: The round the decision is about.
        kind: recommendation (by the outgoing KKR), or organisations (the decision, which sends the requests).
        decided_on: The day of the meeting.
        organisations: The organisations that may nominate; click each. FH with AC and the region follow from the statutes.
        criteria: What the KKR gives weight to, in Danish; it stands in the requests.
        consideration: The objective consideration (saglig overvejelse) behind the choice of organisations.
        attendance: How many were present and voted, or that it was heard in writing: one item, or none to leave it out.
        reasons: Reasons for findings that ask for one.
        initials: Who records it: two to five letters.
        try_it: Only show what would happen, and store nothing.
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
            attendance=next(iter(attendance), None),
            reasons=[each.entry() for each in reasons],
            initials=initials,
            at=at,
        ),
        try_it=try_it,
    )
