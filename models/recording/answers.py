"""Answers in the mailbox that need no registration."""

from datetime import datetime

from models.correspondence import ANSWER_READ, unread_answers
from models.recording.letters import letters_named
from models.recording.recorded import Recorded, log, reason_given
from models.round import Round


def mark_answer_read(round_: Round, *, letter: str, reason: str, initials: str, at: datetime) -> Recorded:
    """Record that an answer to a letter has been read and is no nomination, so that it is listed no more.

    Raises:
        EntryRefused: there is no such letter, or no reason is given.

    """
    [answered] = letters_named(round_, [letter])
    reason_given(reason, "what the answer was, for instance «thanks, no question»")
    if not any(unread is answered for unread, _ in unread_answers(round_)):
        return Recorded(changed=False, message=f"No answer to {answered.key} is waiting; nothing was changed.")
    log(round_, ANSWER_READ, answered.key, initials, at, reason=reason)
    return Recorded(changed=True, message=f"Marked the answer to {answered.key} as read.")
