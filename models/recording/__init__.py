"""Recording what people decided and answered. Each function changes the round in memory; the caller commits or rolls back.

Recording the same thing twice changes nothing, so a form that was sent twice does no harm.
"""

from models.recording.acceptances import record_acceptance
from models.recording.addresses import record_address
from models.recording.answers import mark_answer_read
from models.recording.appointments import record_appointments, record_observer
from models.recording.clarifications import record_clarification
from models.recording.decisions import record_decision
from models.recording.departures import record_departure
from models.recording.letters import doubt_letters, drop_letters, letters_named, release_letters, settle_letters
from models.recording.milestones import move_milestone
from models.recording.nominations import register_nomination
from models.recording.recorded import Recorded

__all__ = [
    "Recorded",
    "doubt_letters",
    "drop_letters",
    "letters_named",
    "mark_answer_read",
    "move_milestone",
    "record_acceptance",
    "record_address",
    "record_appointments",
    "record_clarification",
    "record_decision",
    "record_departure",
    "record_observer",
    "register_nomination",
    "release_letters",
    "settle_letters",
]
