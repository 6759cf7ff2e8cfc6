"""Records what was asked of a nominee and what came of it (afklaring)."""

from datetime import datetime

from prefect.client.schemas.objects import State

from flows.desk import record
from flows.fields import Nominee, RoundKey
from flows.forms import form
from models import recording
from models.clarification import Point, PointState
from models.entries import Initials, Text
from models.recording import Recorded
from models.references import choice_of
from models.round import Round


@form("record-clarification")
async def record_clarification(
    round_key: RoundKey,
    *,
    nominee: Nominee,
    point: Point,
    state: PointState,
    answer: Text = "",
    initials: Initials,
    try_it: bool = False,
) -> State:
    """Record that an open point about a nominee was asked, answered or waived.

    Args:
        round_key: The round the nomination belongs to.
        nominee: Who was asked, by the id on the selection page, such as di/1/2.
        point: What was asked; smv only where the body was asked for somebody from one.
        state: asked, answered or waived; open takes a mistake back.
        answer: With answered: the municipality, the gender (woman, man, not-stated), or yes or no.
        initials: Who records it: two to five letters.
        try_it: Only show what would happen, with the name of the nominee, and store nothing.
    """

    def step(round_: Round, at: datetime) -> Recorded:
        choice = choice_of(round_, nominee)
        return recording.record_clarification(
            round_,
            body=choice.nominated_by,
            name=choice.name,
            point=point,
            state=state,
            answer=answer,
            initials=initials,
            at=at,
        )

    return await record(round_key, step, try_it=try_it)
