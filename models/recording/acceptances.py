"""Acceptances (accept): what the KKR says to a body's special reasons, or to a nomination that came late."""

from datetime import date, datetime

from models.errors import EntryRefused
from models.nomination import Acceptance
from models.recording.nominations import current_nomination
from models.recording.recorded import Recorded, in_play, log, plausible_day, reason_given
from models.round import Round
from models.rules.check import check_nomination
from models.rules.equality import departs
from models.rules.timeline import is_late
from models.words import Question


def record_acceptance(
    round_: Round,
    *,
    body: str,
    question: Question,
    accepted: bool,
    decided_on: date,
    reason: str,
    initials: str,
    at: datetime,
) -> Recorded:
    """Record whether the KKR accepts the special reasons of a body, or its late nomination. A later answer counts.

    Raises:
        EntryRefused: there is nothing to accept, no reason is given, or the day lies ahead or before the nomination.

    """
    plausible_day(round_, "decided_on", decided_on, at)
    nomination = current_nomination(round_, body)
    if decided_on < nomination.received_on:
        raise EntryRefused(
            f"decided_on: {decided_on} lies before the nomination of {nomination.received_on}. Check the day."
        )
    asked = {
        Question.REASON: departs(nomination) and bool(nomination.reason.strip()),
        Question.LATE: is_late(nomination),
    }
    if not asked[question]:
        what = {
            Question.REASON: "gives no reasons for departing from both a woman and a man",
            Question.LATE: "came in time",
        }
        raise EntryRefused(
            f"question: the nomination of {nomination.body.name} {what[question]}, so there is nothing to accept."
        )
    reason_given(reason, "what the KKR's answer rests on")
    if not accepted and any(member.person.nomination is nomination for member in round_.members):
        raise EntryRefused(f"answer: a nominee of {nomination.body.name} has been appointed already. Check the answer.")
    content = (accepted, decided_on, reason.strip())
    earlier = nomination.acceptance(question)
    if earlier is not None and (earlier.accepted, earlier.decided_on, earlier.reason) == content:
        return Recorded(changed=False, message="This answer is recorded already; nothing was changed.")
    in_play(round_)
    nomination.acceptances.append(
        Acceptance(
            question=question,
            accepted=accepted,
            decided_on=decided_on,
            reason=reason.strip(),
            recorded_by=initials,
            recorded_at=at,
        )
    )
    old, new = (
        {"question": each.question, "accepted": each.accepted, "decided_on": str(each.decided_on)} if each else {}
        for each in (earlier, nomination.acceptances[-1])
    )
    log(round_, "acceptance recorded", nomination.body.key, initials, at, old=old, new=new, reason=reason)
    verb = "accepts" if accepted else "does not accept"
    what = {Question.REASON: "reasons", Question.LATE: "late nomination"}
    return Recorded(
        changed=True,
        message=f"Recorded that the KKR {verb} the {what[question]} of {nomination.body.name}.",
        findings=check_nomination(nomination),
    )
