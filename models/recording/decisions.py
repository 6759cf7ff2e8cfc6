"""Decisions of the KKR (beslutning)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from models.entries import AttendanceEntry, DirectAppointment, ElectionEntry, PersonEntry, ReasonEntry
from models.errors import EntryRefused
from models.nomination import Decision
from models.recording.appointments import record_appointments
from models.recording.recorded import Recorded, all_findings, in_play, keep_legal, log, plausible_day
from models.round import Round
from models.words import AppointingBody, BodyKind, DecisionKind, SeatCategory, counted

LOGGED = ("organisations", "criteria", "consideration", "attendance")
CONTENT = (*LOGGED, "decided_on", "election")  # an election names people, which the audit trail does not


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
    election: ElectionEntry | None = None,
    attendance: AttendanceEntry | None = None,
    reasons: Sequence[ReasonEntry] = (),
    initials: str,
    at: datetime,
) -> Recorded:
    """Record a decision of the KKR: its recommendation, its organisations and criteria, or the chair and three members.

    Raises:
        EntryRefused: an organisation is unknown, something needed is missing, or the day lies ahead.
        RulesBroken: the chair or a member is not eligible or not the one elected, no organisation is asked for an SMV, the
            KKR could not decide, or the text names a nominee.

    """
    plausible_day(round_, "decided_on", decided_on, at)
    if kind is DecisionKind.CHAIR_AND_MEMBERS:
        if organisations or criteria.strip() or consideration.strip():
            raise EntryRefused(
                f"organisations, criteria, consideration: a decision of kind '{kind}' has none. Leave them empty, and "
                f"record '{DecisionKind.ORGANISATIONS}' as a decision of its own."
            )
        appointed = _appoint_chair_and_members(
            round_, decided_on=decided_on, chair=chair, members=members, reasons=reasons, initials=initials, at=at
        )
    elif chair is not None or members or election is not None:
        raise EntryRefused(
            f"A decision of kind '{kind}' names no chair and no members, and elects nobody. Leave them out, or choose "
            f"'{DecisionKind.CHAIR_AND_MEMBERS}'."
        )
    else:
        appointed = None
        _check_organisations(round_, organisations, consideration)
    decision = Decision(
        kind=kind,
        decided_on=decided_on,
        organisations=[body.key for body in round_.bodies if body.key in organisations],
        criteria=criteria.strip(),
        consideration=consideration.strip(),
        attendance=attendance.model_dump(mode="json") if attendance else {},
        election=election.model_dump(mode="json") if election else {},
        recorded_by=initials,
        recorded_at=at,
    )
    earlier = round_.decision(kind)
    known = earlier is not None and all(getattr(earlier, name) == getattr(decision, name) for name in CONTENT)
    if known and not (appointed and appointed.changed):
        return Recorded(changed=False, message=f"The decision '{kind}' is recorded already; nothing was changed.")
    in_play(round_)
    before = all_findings(round_, at)
    old = _told(round_, earlier)
    round_.decisions.append(decision)
    findings = keep_legal(round_, f"The decision '{kind}'", before, at)
    log(round_, "decision recorded", kind, initials, at, old=old, new=_told(round_, decision))
    if appointed is not None and appointed.changed:
        return replace(appointed, findings=findings)
    return Recorded(
        changed=True,
        message=f"Recorded '{kind}' of {decided_on}"
        + ("." if appointed else f" with {counted(len(decision.organisations), 'organisation')}."),
        findings=findings,
    )


def _told(round_: Round, decision: Decision | None) -> dict[str, Any]:
    """What the trail says of a decision, with its number among those of its kind; nothing of none."""
    if decision is None:
        return {}
    number = sum(each.kind is decision.kind for each in round_.decisions)
    told = {name: getattr(decision, name) for name in LOGGED}
    return {"number": number, "decided_on": str(decision.decided_on), **told}


def _check_organisations(round_: Round, organisations: Sequence[str], consideration: str) -> None:
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


def _appoint_chair_and_members(
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
            f"and {'no' if chair is None else '1'} chair are named. "
            "Of a seat that is open again, record with 'record-appointments' who takes it."
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
