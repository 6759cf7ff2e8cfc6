"""Records whether the KKR accepts a body's reasons or its late nomination (godtagelse)."""

from datetime import date

from prefect import flow
from prefect.client.schemas.objects import State

from flows.desk import record
from models import recording
from models.entries import Initials
from models.words import Answer, Question


@flow(name="record-acceptance", description=__doc__, flow_run_name="{question} of {body}: {round_key}")
async def record_acceptance(
    round_key: str,
    body: str,
    question: Question,
    answer: Answer,
    decided_on: date,
    reason: str,
    initials: Initials,
) -> State:
    """Record the KKR's answer to a question only it can answer. Sends no letter.

    A nominee of a body that departs from both a woman and a man, or that answered late, cannot be appointed before the KKR
    has accepted that. A seat is never dropped because of it: if the KKR does not accept, ask the body to complete.

    Args:
        round_key: The round, for instance nordjylland-2022-26.
        body: The nominating body's id, for instance di.
        question: reason (the body's særlige grunde) or late (the nomination came after the deadline).
        answer: accepted or not-accepted.
        decided_on: The day the KKR answered.
        reason: What the answer rests on.
        initials: Who records it: two to five letters.
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
    )
