"""Records where a body or a person receives letters (adresse)."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.desk import record
from models import recording
from models.entries import Initials


@flow(name="record-address", description=__doc__, flow_run_name="address: {round_key}")
async def record_address(
    round_key: str,
    email: str,
    initials: Initials,
    name: str = "",
    body: str = "",
    instead_of: str = "",
) -> State:
    """Record an address. Letters that have not left go to the new one; a held one still waits for 'release-letters'.

    Args:
        round_key: The round, for instance nordjylland-2022-26.
        email: The new address.
        initials: Who records it: two to five letters.
        name: The person, as on the board sheet; or the body's contact, if the name changes too.
        body: The body's id, for instance di; leave it empty for a person.
        instead_of: The address that is replaced, if the body or the name has several.
    """
    return await record(
        round_key,
        lambda round_, at: recording.record_address(
            round_, body=body, name=name, email=email, instead_of=instead_of, initials=initials, at=at
        ),
    )
