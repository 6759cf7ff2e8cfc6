"""Records the ministry's observer (observatør)."""

from datetime import date

from prefect.client.schemas.objects import State

from flows.desk import record
from flows.fields import ObserverForm, RoundKey
from flows.forms import form
from models import recording
from models.entries import Initials


@form("record-observer")
async def record_observer(
    round_key: RoundKey,
    *,
    observer: ObserverForm,
    from_day: date,
    initials: Initials,
    try_it: bool = False,
) -> State:
    """Record whom the ministry sends as its observer. The observer is no member and never counts.

    Args:
        round_key: The round of the board.
        observer: Who it is.
        from_day: The day the ministry named the observer.
        initials: Who records it: two to five letters.
        try_it: Only show what would happen, and store nothing.
    """
    return await record(
        round_key,
        lambda round_, at: recording.record_observer(
            round_, person=observer.entry(), from_day=from_day, initials=initials, at=at
        ),
        try_it=try_it,
    )
