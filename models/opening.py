"""Opening a round from its term file, and taking over a changed file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.definition import Definition
from models.errors import EntryRefused, RoundChanged
from models.recording.addresses import call_back
from models.recording.recorded import MOVED, all_findings, keep_legal, log
from models.round import Body, Contact, Milestone, Round, Seat, TermFile
from models.store import load_round
from models.words import MilestoneKind

OPENED = "round opened"  # the first event of every round


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What opening a term file did: `outcome` is opened, unchanged or changed; `differences` what was taken over."""

    round: Round
    outcome: str
    differences: list[str] = field(default_factory=list)


def build_round(definition: Definition) -> Round:
    """A round as a term file lays it down, in memory only."""
    return Round(
        key=definition.round,
        title=definition.title,
        house=definition.house,
        appointing_body=definition.appointing_body,
        region=definition.region,
        municipalities=definition.municipalities,
        observer=definition.observer,
        secretariat_name=definition.secretariat.name,
        secretariat_email=definition.secretariat.email,
        term_from=definition.term.start,
        term_to=definition.term.end,
        election_day=definition.election_day,
        time_zone=definition.time_zone,
        balance=definition.gender_balance,
        release=definition.release,
        rule_set=definition.rule_set,
        reminder_days=sorted(definition.reminders, reverse=True),
        definition=definition.model_dump_json(by_alias=True),
        milestones=[
            Milestone(
                place=place,
                kind=kind,
                starts_on=definition.milestones[kind].days[0],
                ends_on=definition.milestones[kind].days[1],
                source=definition.milestones[kind].source,
            )
            for place, kind in enumerate(MilestoneKind)
        ],
        seats=list(_seats(definition)),
        bodies=[
            Body(
                place=place,
                key=body.id,
                name=body.name,
                kind=body.kind,
                seat=body.seat,
                seats=body.seats,
                asked_for_smv=body.smv,
                contacts=[Contact(name=contact.name, email=contact.email) for contact in body.contacts],
            )
            for place, body in enumerate(definition.bodies)
        ],
    )


def open_round(
    session: Session, definition: Definition, *, initials: str, at: datetime, accept_changes: bool = False
) -> Opening:
    """Open a round, or compare a file with the round that is open already.

    The same file twice changes nothing. A date that staff moved stays where they moved it.

    Raises:
        RulesBroken: the plan breaks a rule, or would together with the dates that staff moved.
        RoundChanged: the file differs and `accept_changes` is not set; nothing was changed.
        EntryRefused: the file drops a body or a seat that something hangs on.

    """
    fresh = build_round(definition)
    keep_legal(fresh, f"Opening {definition.round}", [], at)
    if session.scalar(select(Round.id).where(Round.key == definition.round)) is None:
        session.add(fresh)
        fresh.daily_run_at = at  # nothing is due in it before the next
        fresh.term_files.append(_as_opened(fresh, initials, at))
        log(fresh, OPENED, fresh.key, initials, at, new=_version(fresh))
        session.flush()
        return Opening(round=load_round(session, definition.round), outcome="opened")
    stored = load_round(session, definition.round, to_change=True)
    differences = list(_differences(Definition.model_validate_json(stored.definition), definition))
    if not differences:
        return Opening(round=stored, outcome="unchanged")
    if not accept_changes:
        raise RoundChanged(stored.key, differences)
    before, old = all_findings(stored, at), _version(stored)
    days = _days(stored)
    _take_over(stored, fresh, Definition.model_validate_json(stored.definition))
    keep_legal(stored, f"Taking over the changes of {definition.round}", before, at)
    stored.term_files.append(_as_opened(stored, initials, at))
    new = _version(stored) | {"differences": differences}
    log(stored, "term file changed", stored.key, initials, at, old=old, new=new)
    for kind, moved in _days(stored).items():
        if moved != days[kind]:
            log(stored, MOVED, kind, initials, at, old=days[kind], new=moved, reason="the term file changed")
    return Opening(round=stored, outcome="changed", differences=differences)


def _as_opened(round_: Round, initials: str, at: datetime) -> TermFile:
    return TermFile(opened_at=at, opened_by=initials, content=round_.definition)


def _version(round_: Round) -> dict[str, Any]:
    """What the trail says of the term file that the round follows: which of those opened it is."""
    return {"term_file": len(round_.term_files)}


def _days(round_: Round) -> dict[MilestoneKind, dict[str, str]]:
    return {each.kind: {"starts_on": str(each.starts_on), "ends_on": str(each.ends_on)} for each in round_.milestones}


def _seats(definition: Definition) -> Iterator[Seat]:
    place = 0
    for group in definition.seats:
        for number in range(1, group.number + 1):
            yield Seat(
                place=place,
                key=group.id.value if group.number == 1 else f"{group.id.value}-{number}",
                category=group.id,
                appointed_by=group.appointed_by,
                nominated_by=group.nominated_by,
            )
            place += 1


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _flat(part, f"{path}.{key}".strip("."))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for index, part in enumerate(value):
            yield from _flat(part, f"{path}.{part.get('id', index)}")
    else:
        yield path, value


def _differences(old: Definition, new: Definition) -> Iterator[str]:
    return differences_of(*(each.model_dump(mode="json", by_alias=True) for each in (old, new)))


def differences_of(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    """What is different in a term file, each as in the JSON of `TermFile`: «term.to: 2026-04-01 -> 2026-03-31»."""
    before, after = dict(_flat(old)), dict(_flat(new))
    for path in sorted(before.keys() | after.keys()):
        if before.get(path) != after.get(path):
            yield f"{path}: {before.get(path, 'nothing')} -> {after.get(path, 'nothing')}"


PLAIN = [
    *("title", "house", "appointing_body", "region", "municipalities", "observer"),
    *("secretariat_name", "secretariat_email", "term_from", "term_to", "election_day", "time_zone"),
    *("balance", "release", "rule_set", "reminder_days", "definition"),
]


def _take_over(stored: Round, fresh: Round, before: Definition) -> None:
    """Take a changed file over; `before` is the file as it was."""
    _copy(stored, fresh, PLAIN)
    for milestone in stored.milestones:
        if not milestone.moved:
            _copy(milestone, fresh.milestone(milestone.kind), ["starts_on", "ends_on", "source"])
    tied_seats = {id(appointment.seat) for appointment in stored.appointments}
    tied_bodies = {id(letter.body) for letter in stored.letters}
    tied_bodies |= {id(nomination.body) for nomination in stored.nominations}
    tied_bodies |= {id(body) for body in stored.entitled_bodies}
    stored.seats[:] = _merged(
        stored.seats, fresh.seats, tied_seats, ["place", "category", "appointed_by", "nominated_by"]
    )
    written = {body.id: [(contact.name, contact.email) for contact in body.contacts] for body in before.bodies}
    for body in fresh.bodies:
        if known := stored.body(body.key):
            _readdress(stored, known, body.contacts, written.get(body.key, []))
    stored.bodies[:] = _merged(
        stored.bodies, fresh.bodies, tied_bodies, ["place", "name", "kind", "seat", "seats", "asked_for_smv"]
    )


def _readdress(stored: Round, body: Body, fresh: list[Contact], before: list[tuple[str, str]]) -> None:
    """Take over the contacts that the file changes: `before` is what it had. What staff recorded of the others stays."""
    if [(each.name, each.email) for each in fresh] == before:
        return
    left = dict(zip(before, body.contacts, strict=False))
    changed = []
    for contact in fresh:
        if (kept := left.pop((contact.name, contact.email), None)) is None:
            changed.append(contact)
        else:
            contact.name, contact.email, contact.formerly = kept.name, kept.email, kept.formerly
    names = [name for name, _ in left]
    by_name = {name: old for (name, _), old in left.items() if names.count(name) == 1}
    for contact in changed:
        old = by_name.get(contact.name)
        if old is None and len(left) == len(changed) == 1:  # another name: still the same in the same house
            (other,) = left.values()
            old = other if _domain(other) == _domain(contact) else None
        if old is not None:
            contact.formerly = [each for each in (*old.formerly, old.email) if each != contact.email]
    if len({contact.email for contact in fresh}) < len(fresh):
        raise EntryRefused(
            f"Two contacts of '{body.key}' would have one address, since staff recorded it for the other. Nothing was changed. "
            "Correct the file, or the address with 'record-address'.",
            subject=body.key,
        )
    body.contacts[:] = _taken(fresh)
    call_back(stored, body)


def _domain(contact: Contact) -> str:
    return contact.email.rpartition("@")[2]


def _copy(target: Any, source: Any, names: list[str]) -> None:
    for name in names:
        value = getattr(source, name)
        setattr(target, name, list(value) if isinstance(value, list) else value)


def _taken(parts: list[Any]) -> list[Any]:
    """The parts, out of the list they came in: held there still, the session takes them for orphans and drops them."""
    taken = list(parts)
    parts.clear()
    return taken


def _merged(stored: list[Any], fresh: list[Any], tied: set[int], names: list[str]) -> list[Any]:
    """The fresh parts, as the stored ones of the same key where there are such."""
    by_key = {each.key: each for each in stored}
    merged = []
    for each in _taken(fresh):
        known = by_key.pop(each.key, None)
        if known is not None:
            _copy(known, each, names)
        merged.append(known or each)
    for gone in by_key.values():
        if id(gone) in tied:
            raise EntryRefused(
                f"The file drops '{gone.key}', but a decision, letters, nominations or appointments hang on it. "
                "Nothing was changed. Keep it in the file.",
                subject=gone.key,
            )
    return merged
