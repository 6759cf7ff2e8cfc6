"""Checks the board of a round against the statutes and the gender-balance rules."""

from prefect.client.schemas.objects import State
from prefect.states import Completed
from sqlalchemy.orm import Session

from flows.desk import refused
from flows.fields import RoundKey
from flows.forms import form
from flows.installation import database, office_day
from flows.publishing import publish
from models.errors import UdpegningError
from models.progress import Verdict
from models.rules.check import check_board as check
from models.store import load_round


@form("check-board")
async def check_board(round_key: RoundKey) -> State:
    """Ask every rule about the board as it stands and publish the board sheet. Changes nothing and sends nothing.

    Args:
        round_key: The round of the board.
    """
    day = office_day()
    try:
        with database() as engine, Session(engine) as session:
            round_ = load_round(session, round_key)
            findings = check(round_, day, final=True)
    except UdpegningError as error:
        return refused(error)
    await publish(round_key)
    blocking = [finding for finding in findings if finding.blocks]
    if blocking:
        rules = ", ".join(dict.fromkeys(finding.rule for finding in blocking))
        return Completed(
            name=Verdict.ACTION_NEEDED.value,
            message=f"The board may not take office yet: {rules}. See the board sheet 'board-{round_key}'.",
        )
    return Completed(name="Legal", message=f"The board may take office; {len(findings)} findings are shown.")
