"""Records what was asked of a nominee and what came of it (afklaring)."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.desk import record
from models import recording
from models.clarification import Point, PointState
from models.entries import Initials


@flow(name="record-clarification", description=__doc__, flow_run_name="{point} {state}, {body}: {round_key}")
async def record_clarification(
    round_key: str, body: str, name: str, point: Point, state: PointState, initials: Initials, answer: str = ""
) -> State:
    """Record that an open point about a nominee was asked, answered or waived. Sends no letter.

    Args:
        round_key: The round, for instance nordjylland-2022-26.
        body: The nominating body's id, for instance di.
        name: The nominee's name as registered.
        point: consent, cv, municipality, gender, or smv where the body was asked for one.
        state: asked, answered or waived; open takes a mistake back.
        initials: Who records it: two to five letters.
        answer: With answered: the municipality, the gender (woman, man, not-stated), or yes or no.
    """
    return await record(
        round_key,
        lambda round_, at: recording.record_clarification(
            round_, body=body, name=name, point=point, state=state, answer=answer, initials=initials, at=at
        ),
    )
