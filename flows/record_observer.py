"""Records the ministry's observer (observatør)."""

from datetime import date

from prefect import flow
from prefect.client.schemas.objects import State

from flows.desk import record
from models import recording
from models.entries import Initials, PersonEntry


@flow(name="record-observer", description=__doc__, flow_run_name="observer: {round_key}")
async def record_observer(round_key: str, person: PersonEntry, from_day: date, initials: Initials) -> State:
    """Record whom the ministry sends as its observer. The observer is no member and never counts. Sends no letter.

    Args:
        round_key: The round, for instance nordjylland-2022-26.
        person: The observer.
        from_day: The day the ministry named the observer.
        initials: Who records it: two to five letters.
    """
    return await record(
        round_key,
        lambda round_, at: recording.record_observer(
            round_, person=person, from_day=from_day, initials=initials, at=at
        ),
    )
