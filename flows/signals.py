"""Telling the Prefect server what has happened, as events that its automations can act on."""

from collections.abc import Iterator
from contextlib import contextmanager

from prefect.events import emit_event
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.signals import Signal, signals
from models.store import end_of_trail, trail_since


@contextmanager
def signalling(engine: Engine) -> Iterator[None]:
    """Emit the signals of what the trail gets during the block, whoever adds it, also when the block fails.

    What another run adds meanwhile may be told twice; the server keeps one event of an id. Emitting waits for nothing: a
    thread of Prefect's sends the events, and logs it when the server takes none.
    """
    with Session(engine) as session:
        end = end_of_trail(session)
    try:
        yield
    finally:
        with Session(engine) as session:
            given = signals(trail_since(session, end))
        for signal in given:
            emit(signal)


def emit(signal: Signal) -> None:
    """Emit one signal as an event about its round."""
    emit_event(
        signal.name.value,
        resource={
            "prefect.resource.id": f"udpegning.round.{signal.round_key}",
            "prefect.resource.name": signal.round_title,
        },
        occurred=signal.at,
        payload={"round": signal.round_key, "subject": signal.subject, "sentence": signal.sentence},
        id=signal.id,
    )
