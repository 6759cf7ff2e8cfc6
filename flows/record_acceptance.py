"""Records whether the KKR accepts a body's reasons or its late nomination (godtagelse)."""

from datetime import date

from prefect.client.schemas.objects import State

from flows.desk import record
from flows.fields import BodyKey, RoundKey
from flows.forms import form
from models import recording
from models.entries import Initials, Text
from models.words import Answer, Question


@form("record-acceptance")
async def record_acceptance(
    round_key: RoundKey,
    *,
    body: BodyKey,
    question: Question,
    answer: Answer,
    decided_on: date,
    reason: Text,
    initials: Initials,
    try_it: bool = False,
) -> State:
    """Record the KKR's answer to a question only it can answer.

    A nominee of a body that departs from both a woman and a man, or that answered late, cannot be appointed before the KKR
    has accepted that. A seat is never dropped because of it: if the KKR does not accept, ask the body to complete.

    Args:
        round_key: The round the nomination belongs to.
        body: The body whose nomination it is about.
        question: reason (the body's særlige grunde) or late (the nomination came after the deadline).
        answer: What the KKR answered.
        decided_on: The day the KKR answered.
        reason: What the answer rests on.
        initials: Who records it: two to five letters.
        try_it: Only show what would happen, and store nothing.
    """
    return await record(
        round_key,
        lambda round_, at: recording.record_acceptance(
            round_,
            body=body,
            question=question,
            accepted=answer is Answer.ACCEPTED,
            decided_on=decided_on,
            reason=reason,
            initials=initials,
            at=at,
        ),
        try_it=try_it,
    )
