"""Recording what people decided and answered. Each function changes the round in memory; the caller commits or rolls back.

Recording the same thing twice changes nothing, so a form that was sent twice does no harm.
"""

from models.recording.acceptances import record_acceptance
from models.recording.appointments import record_appointments, record_observer
from models.recording.clarifications import record_clarification
from models.recording.decisions import record_decision
from models.recording.milestones import move_milestone
from models.recording.nominations import register_nomination
from models.recording.recorded import Recorded

__all__ = [
    "Recorded",
    "move_milestone",
    "record_acceptance",
    "record_appointments",
    "record_clarification",
    "record_decision",
    "record_observer",
    "register_nomination",
]
