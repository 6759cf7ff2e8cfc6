"""Records where a body or a person receives letters (adresse)."""

from dataclasses import replace
from datetime import datetime

from prefect.client.schemas.objects import State

from flows.desk import record
from flows.fields import Receiver, RoundKey
from flows.forms import form
from models import recording
from models.choices import receiver_of
from models.entries import Initials, Text
from models.nomination import Person
from models.recording import Recorded
from models.round import Round


@form("record-address")
async def record_address(
    round_key: RoundKey,
    *,
    receiver: Receiver,
    email: Text,
    contact_name: Text = "",
    initials: Initials,
    try_it: bool = False,
) -> State:
    """Record an address. Letters that have not left go to the new one; a held one still waits for 'release-letters'.

    Args:
        round_key: The round whose letters go there.
        receiver: A body with the address that is replaced, a nominee by the id on the selection page, or a member by the seat.
        email: The new address.
        contact_name: The name of a body's contact, if it changes too.
        initials: Who records it: two to five letters.
        try_it: Only show what would happen, and store nothing.
    """

    def step(round_: Round, at: datetime) -> Recorded:
        meant = receiver_of(round_, receiver)
        if isinstance(meant, Person):
            recorded = recording.record_address(
                round_, name=meant.name, email=email, instead_of=meant.email, initials=initials, at=at
            )
            return replace(recorded, people=[meant])
        body, address = meant
        return recording.record_address(
            round_, body=body.key, name=contact_name, email=email, instead_of=address, initials=initials, at=at
        )

    return await record(round_key, step, try_it=try_it)
