"""Decisions of the KKR (beslutning)."""

from collections.abc import Sequence
from datetime import date, datetime

from models.entries import DirectAppointment, PersonEntry, ReasonEntry
from models.errors import EntryRefused
from models.nomination import Decision
from models.recording.appointments import record_appointments
from models.recording.recorded import Recorded, all_findings, in_play, keep_legal, log, plausible_day
from models.round import Round
from models.words import AppointingBody, BodyKind, DecisionKind, SeatCategory, counted


def record_decision(
    round_: Round,
    *,
    kind: DecisionKind,
    decided_on: date,
    organisations: Sequence[str] = (),
    criteria: str = "",
    consideration: str = "",
    chair: PersonEntry | None = None,
    members: Sequence[PersonEntry] = (),
    reasons: Sequence[ReasonEntry] = (),
    initials: str,
    at: datetime,
) -> Recorded:
    """Record a decision of the KKR: its recommendation, its organisations and criteria, or the chair and three members.

    Raises:
        EntryRefused: an organisation is unknown, something needed is missing, or the day lies ahead.
        RulesBroken: the chair or a member is not eligible, or no organisation is asked for an SMV.

    """
    plausible_day(round_, "decided_on", decided_on, at)
    if kind is DecisionKind.CHAIR_AND_MEMBERS:
        if organisations or criteria.strip() or consideration.strip():
            raise EntryRefused(
                f"organisations, criteria, consideration: a decision of kind '{kind}' has none. Leave them empty, and "
                f"record '{DecisionKind.ORGANISATIONS}' as a decision of its own."
            )
        return _record_chair_and_members(
            round_, decided_on=decided_on, chair=chair, members=members, reasons=reasons, initials=initials, at=at
        )
    if chair is not None or members:
        raise EntryRefused(
            f"A decision of kind '{kind}' names no chair and no members. Leave them out, or choose "
            f"'{DecisionKind.CHAIR_AND_MEMBERS}'."
        )
    known = [body.key for body in round_.bodies if body.kind in (BodyKind.BUSINESS, BodyKind.KNOWLEDGE)]
    unknown = [key for key in organisations if key not in known]
    if unknown or not organisations:
        what = f"unknown organisations {', '.join(unknown)}" if unknown else "no organisations"
        raise EntryRefused(f"organisations: {what}. Name one or more of {', '.join(known)}.", round=round_.key)
    if not consideration.strip():
        raise EntryRefused(
            "consideration: it is empty. The decision on organisations rests on an objective consideration "
            "(saglig overvejelse, SV § 5.2): write it down."
        )
    decision = Decision(
        kind=kind,
        decided_on=decided_on,
        organisations=sorted(set(organisations), key=known.index),
        criteria=criteria.strip(),
        consideration=consideration.strip(),
        recorded_by=initials,
        recorded_at=at,
    )
    content = ("decided_on", "organisations", "criteria", "consideration")
    earlier = round_.decision(kind)
    if earlier is not None and all(getattr(earlier, name) == getattr(decision, name) for name in content):
        return Recorded(changed=False, message=f"The decision '{kind}' is recorded already; nothing was changed.")
    in_play(round_)
    before = all_findings(round_, at)
    round_.decisions.append(decision)
    findings = keep_legal(round_, f"The decision '{kind}'", before, at)
    log(
        round_, "decision recorded", kind, initials, at,
        new={name: getattr(decision, name) for name in content} | {"decided_on": str(decided_on)},
    )  # fmt: skip
    return Recorded(
        changed=True,
        message=f"Recorded '{kind}' of {decided_on} with {counted(len(decision.organisations), 'organisation')}.",
        findings=findings,
    )


def _record_chair_and_members(
    round_: Round,
    *,
    decided_on: date,
    chair: PersonEntry | None,
    members: Sequence[PersonEntry],
    reasons: Sequence[ReasonEntry],
    initials: str,
    at: datetime,
) -> Recorded:
    seats = sum(seat.category is SeatCategory.MUNICIPAL for seat in round_.seats)
    if chair is None or len(members) != seats:
        raise EntryRefused(
            f"chair, members: the constituent meeting appoints 1 chair and {seats} members; {len(members)} members "
            f"and {'no' if chair is None else '1'} chair are named."
        )
    return record_appointments(
        round_,
        decided_on=decided_on,
        appointed_by=AppointingBody.KKR,
        others=[
            DirectAppointment(seat=SeatCategory.CHAIR, person=chair),
            *(DirectAppointment(seat=SeatCategory.MUNICIPAL, person=member) for member in members),
        ],
        reasons=reasons,
        initials=initials,
        at=at,
    )
