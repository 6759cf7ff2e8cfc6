"""Tells the secretariat what has happened in a round (besked til sekretariatet)."""

from datetime import datetime

from prefect.client.schemas.objects import State

from flows.desk import record
from flows.forms import by_itself
from models.recording import Recorded
from models.round import Round
from models.words import SignalName
from notifications import act


@by_itself("tell-staff")
async def tell_staff(round_key: str, signal: SignalName, subject: str, sentence: str = "") -> State:
    """Write the secretariat a letter about something that has happened; the automation 'Tell staff' runs this.

    Once for each event: running it again writes nothing. A missed deadline has its letter already, and of a letter to staff
    that did not arrive no other letter is written.

    Args:
        round_key: The round, for instance nordjylland-2022-26.
        signal: What has happened.
        subject: Of what: the id of the body, the key of the letter, the milestone, or board.
        sentence: What has happened in words, for the list of runs.
    """

    def step(round_: Round, at: datetime) -> Recorded:
        told = act.tell_staff(round_, signal=signal, subject=subject, at=at)
        return Recorded(changed=told.changed, message=f"{sentence} {told.message}".strip())

    return await record(round_key, step)
