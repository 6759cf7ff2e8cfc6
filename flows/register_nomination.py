"""Registers what a nominating body answered (indstilling)."""

from datetime import date

from prefect import flow
from prefect.client.schemas.objects import State

from flows.desk import record
from models import recording
from models.entries import Initials, PersonEntry


@flow(name="register-nomination", description=__doc__, flow_run_name="{body}: {round_key}")
async def register_nomination(
    round_key: str,
    body: str,
    received_on: date,
    initials: Initials,
    nominees: list[PersonEntry] = [],  # noqa: B006  (Prefect reads the form's default from the signature)
    reason: str = "",
    in_writing: bool = True,
) -> State:
    """Register a nomination; the body gets a receipt that names what is missing.

    A later nomination of the same body replaces the earlier one, which is kept. Whether reasons or a late answer are
    accepted is the KKR's to say: 'record-acceptance'.

    Args:
        round_key: The round, for instance nordjylland-2022-26.
        body: The nominating body's id, for instance di.
        received_on: The day the answer arrived.
        initials: Who registers it: two to five letters.
        nominees: The people named. Leave it empty when the body names nobody, and write its reason.
        reason: The body's own reason (særlige grunde) for not naming both a woman and a man, or for naming nobody.
        in_writing: Whether the answer came in writing.
    """
    return await record(
        round_key,
        lambda round_, at: recording.register_nomination(
            round_,
            body=body,
            received_on=received_on,
            nominees=nominees,
            reason=reason,
            in_writing=in_writing,
            initials=initials,
            at=at,
        ),
    )
