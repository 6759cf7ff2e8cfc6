"""Nominations (indstilling)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from models.entries import PersonEntry
from models.errors import EntryRefused, RulesBroken
from models.nomination import Nomination, same_name
from models.recording.people import add_person, entered
from models.recording.recorded import Recorded, in_play, log, plausible_day
from models.round import Body, Round
from models.rules.check import check_nomination
from models.words import BodyKind, counted


def register_nomination(
    round_: Round,
    *,
    body: str,
    received_on: date,
    nominees: Sequence[PersonEntry],
    reason: str = "",
    in_writing: bool = True,
    initials: str,
    at: datetime,
) -> Recorded:
    """Register what a body answered; a later answer replaces the earlier one, which is kept.

    Raises:
        EntryRefused: the body is unknown or appoints by itself, nobody and no reason is given, or the day lies ahead.
        RulesBroken: the body is not entitled to nominate.

    """
    plausible_day(round_, "received_on", received_on, at)
    nominating = _nominating_body(round_, body)
    if not nominees and not reason.strip():
        raise EntryRefused("nominees: there are none. Name them, or give as reason why the body names nobody.")
    names = [same_name(person.name) for person in nominees]
    if len(set(names)) < len(names):
        raise EntryRefused("nominees: a name is there twice. Remove it, or tell the two people apart in their names.")
    earlier = [nomination for nomination in round_.nominations if nomination.body is nominating]
    content = (received_on, reason.strip(), in_writing, [entry.model_dump() for entry in nominees])
    if earlier and _content(earlier[-1]) == content:
        return Recorded(
            changed=False,
            message=f"This nomination of {nominating.name} is registered already; nothing was changed.",
            findings=check_nomination(earlier[-1]),
        )
    in_play(round_)
    appointed = {id(member.person.nomination) for member in round_.members}
    if any(id(nomination) in appointed for nomination in earlier):
        raise EntryRefused(
            f"{nominating.name} has a nominee on the board already, so its nomination cannot be replaced.",
            body=body,
        )
    nomination = Nomination(
        number=len(earlier) + 1,
        received_on=received_on,
        in_writing=in_writing,
        reason=reason.strip(),
        recorded_by=initials,
        recorded_at=at,
        body=nominating,
    )
    round_.nominations.append(nomination)
    findings = check_nomination(nomination)
    errors = [finding for finding in findings if finding.blocks and finding.rule == "B1"]
    if errors:
        raise RulesBroken(f"The nomination of {nominating.name}", errors)
    for previous in earlier:
        previous.replaced = True
    for entry in nominees:
        person = add_person(round_, entry)
        nomination.nominees.append(person)
    log(
        round_, "nomination registered", nominating.key, initials, at,
        new={"number": nomination.number, "received_on": str(received_on), "nominees": len(nominees)},
    )  # fmt: skip
    return Recorded(
        changed=True,
        message=f"Registered nomination {nomination.number} of {nominating.name} with {counted(len(nominees), 'nominee')}.",
        findings=check_nomination(nomination),
    )


def _nominating_body(round_: Round, key: str) -> Body:
    body = round_.body(key)
    nominating = [each.key for each in round_.bodies if each.kind is not BodyKind.REGION]
    if body is None or body.key not in nominating:
        raise EntryRefused(
            f"body: {key!r} does not nominate in {round_.key}. Write one of {', '.join(nominating)}.", body=key
        )
    return body


def _content(nomination: Nomination) -> tuple[date, str, bool, list[dict[str, Any]]]:
    people = [entered(person) for person in nomination.nominees]
    return nomination.received_on, nomination.reason, nomination.in_writing, people
