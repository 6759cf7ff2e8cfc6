"""Moving a milestone (en frist flyttes)."""

from datetime import date, datetime

from models.errors import EntryRefused
from models.recording.recorded import MOVED, Recorded, all_findings, in_play, keep_legal, log, reason_given
from models.round import Round
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
        EntryRefused: the window is reversed, no reason is given, or an answer that came in time would become late.
        RulesBroken: the plan would break a rule it keeps now.

    """
    last = ends_on or starts_on
    if last < starts_on:
        raise EntryRefused(f"ends_on: {last} lies before starts_on {starts_on}. Swap them.")
    reason_given(reason, "why the milestone moves")
    moved = round_.milestone(milestone)
    old = {"starts_on": str(moved.starts_on), "ends_on": str(moved.ends_on)}
    if (moved.starts_on, moved.ends_on) == (starts_on, last):
        return Recorded(changed=False, message=f"'{milestone}' is on that day already; nothing was changed.")
    in_play(round_)
    in_time = [n for n in round_.nominations if not n.replaced and n.received_on <= moved.ends_on]
    if milestone is MilestoneKind.NOMINATIONS and (overtaken := [n for n in in_time if n.received_on > last]):
        answers = ", ".join(f"{n.body.name} on {n.received_on}" for n in overtaken)
        raise EntryRefused(
            f"starts_on: {last} would make answers late that came in time: {answers}. Choose a later day."
        )
    known = all_findings(round_, at)
    moved.starts_on, moved.ends_on, moved.moved = starts_on, last, True
    findings = keep_legal(round_, f"Moving '{milestone}'", known, at)
    new = {"starts_on": str(starts_on), "ends_on": str(last)}
    log(round_, MOVED, milestone, initials, at, old=old, new=new, reason=reason)
    return Recorded(changed=True, message=f"Moved '{milestone}' to {starts_on} - {last}.", findings=findings)
