"""The plan: what is due in a round on a day. Pure: no clock, no database, no Prefect.

Everything due up to today is planned, whatever day it fell on, so after a week of downtime the next run does it, once:
every action has a key, and what has been done is known by its keys.
"""

from datetime import date

from models.action import Action
from models.due import answering, appointing, asking, office
from models.round import Round
from models.words import RoundState


def plan(round_: Round, today: date) -> list[Action]:
    """What is due in this round up to and including `today`, in the order it is to be done.

    The caller hands the actions to `notifications.act`, which carries them out in the same transaction.
    """
    if round_.state is not RoundState.IN_PLAY:
        return []
    done = {event.key for event in round_.events}
    due = [
        *asking.requests(round_, today),
        *asking.moved(round_),
        *asking.reminders(round_, today),
        *answering.incomplete(round_, today),
        *answering.receipts(round_),
        *answering.acceptances(round_),
        *asking.passed(round_, today),
        *office.missed(round_, today),
        *answering.checking(round_, today),
        *appointing.appointed(round_),
        *appointing.not_appointed(round_),
        *appointing.outcomes(round_),
        *appointing.to_region(round_),
        *appointing.welcomes(round_, today),
        *appointing.thanks(round_, today),
        *office.digest(round_, today),
        *appointing.seating(round_, today),
    ]
    return [action for action in due if action.key not in done]
