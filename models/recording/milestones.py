"""Moving a milestone (en frist flyttes)."""

from datetime import date, datetime

from models.errors import EntryRefused, RulesBroken
from models.recording.recorded import Recorded, in_play, log
from models.round import Round
from models.rules.check import check_plan
from models.words import MilestoneKind


def move_milestone(
    round_: Round,
    *,
    milestone: MilestoneKind,
    starts_on: date,
    ends_on: date | None = None,
    reason: str,
    initials: str,
    at: datetime,
) -> Recorded:
    """Move a milestone to another day or window; reminders that have not gone out move with the deadline.

    Raises:
        EntryRefused: the window is reversed, or no reason is given.
        RulesBroken: the plan would break a rule it keeps now.

    """
    last = ends_on or starts_on
    if last < starts_on:
        raise EntryRefused(f"ends_on: {last} lies before starts_on {starts_on}. Swap them.")
    if not reason.strip():
        raise EntryRefused("reason: it is empty. Write why the milestone moves.")
    moved = round_.milestone(milestone)
    old = {"starts_on": str(moved.starts_on), "ends_on": str(moved.ends_on)}
    if (moved.starts_on, moved.ends_on) == (starts_on, last):
        return Recorded(changed=False, message=f"'{milestone}' is on that day already; nothing was changed.")
    in_play(round_)
    known = check_plan(round_)
    moved.starts_on, moved.ends_on, moved.moved = starts_on, last, True
    findings = check_plan(round_)
    blocking = [finding for finding in findings if finding.blocks and finding not in known]
    if blocking:
        raise RulesBroken(f"Moving '{milestone}'", blocking)
    new = {"starts_on": str(starts_on), "ends_on": str(last)}
    log(round_, "milestone moved", milestone, initials, at, old=old, new=new, reason=reason)
    return Recorded(changed=True, message=f"Moved '{milestone}' to {starts_on} - {last}.", findings=findings)
