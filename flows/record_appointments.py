"""Records who was appointed to the board (udpegning)."""

from datetime import date

from prefect import flow
from prefect.client.schemas.objects import State

from flows.desk import record
from models import recording
from models.entries import DirectAppointment, Initials, NomineeChoice, ReasonEntry
from models.words import AppointingBody


@flow(name="record-appointments", description=__doc__, flow_run_name="{appointed_by} on {decided_on}: {round_key}")
async def record_appointments(
    round_key: str,
    appointed_by: AppointingBody,
    decided_on: date,
    initials: Initials,
    nominees: list[NomineeChoice] = [],  # noqa: B006  (Prefect reads the form's default from the signature)
    others: list[DirectAppointment] = [],  # noqa: B006
    reasons: list[ReasonEntry] = [],  # noqa: B006
) -> State:
    """Record appointments by the KKR or by the regional council. Sends no letter.

    They are refused as a whole when a rule forbids one, or asks for a reason that is not given.

    Args:
        round_key: The round, for instance nordjylland-2022-26.
        appointed_by: Who appointed: kkr or region.
        decided_on: The day of the meeting.
        initials: Who records it: two to five letters.
        nominees: Appointed nominees: seat, nominating body and name as registered.
        others: People appointed without a nomination, such as the region's member.
        reasons: Reasons for findings that ask for one, such as C2 for a board that is not balanced.
    """
    return await record(
        round_key,
        lambda round_, at: recording.record_appointments(
            round_,
            decided_on=decided_on,
            appointed_by=appointed_by,
            nominees=nominees,
            others=others,
            reasons=reasons,
            initials=initials,
            at=at,
        ),
    )
