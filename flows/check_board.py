"""Checks the board of a round against the statutes and the gender-balance rules."""

from prefect.client.schemas.objects import State
from prefect.states import Completed
from sqlalchemy.orm import Session

from flows.fields import RoundKey
from flows.forms import form
from flows.installation import database, office_day
from flows.publishing import publish
from models.rules.check import check_board as check
from models.store import load_round
from models.words import Verdict, counted


@form("check-board")
async def check_board(round_key: RoundKey) -> State:
    """Ask every rule about the board as it stands and publish the board sheet. Changes nothing and sends nothing.

    Args:
        round_key: The round of the board.
    """
    day = office_day()
    with database() as engine, Session(engine) as session:
        round_ = load_round(session, round_key)
        open_seats = [seat.key for seat in round_.open_seats]
        findings = check(round_, day, final=not open_seats)
    await publish(round_key)
    rules = list(dict.fromkeys(finding.rule for finding in findings if finding.blocks))
    stand_in_the_way = [
        *([f"{counted(len(open_seats), 'seat')} open ({', '.join(open_seats)})"] if open_seats else []),
        *([f"rules {', '.join(rules)}, see the board sheet 'board-{round_key}'"] if rules else []),
    ]
    if stand_in_the_way:
        return Completed(
            name=Verdict.ACTION_NEEDED.value,
            message=f"The board may not take office yet: {'; '.join(stand_in_the_way)}.",
        )
    return Completed(name="Legal", message=f"The board may take office; {len(findings)} findings are shown.")
