"""Nominations (indstilling)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from models.clarification import UNSAID, clarified
from models.entries import PersonEntry
from models.errors import EntryRefused, RulesBroken
from models.nomination import Nomination, Person, same_name
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

    What the rules have to say is told with it. But for B1 it does not stop the registration, since an answer is never turned
    away; it stops the appointment of a nominee.

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
    content = (received_on, reason.strip(), in_writing)
    if earlier and _content(earlier[-1]) == content and _names_the_same(earlier[-1], nominees):
        return Recorded(
            changed=False,
            message=f"This nomination of {nominating.name} is registered already; nothing was changed.",
            findings=check_nomination(earlier[-1]),
        )
    in_play(round_)
    if round_.has_member_of(nominating):
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
    old = _told(earlier[-1]) if earlier else {}
    for previous in earlier:
        previous.replaced = True
    for entry in nominees:
        person = add_person(round_, entry)
        nomination.nominees.append(person)
        if earlier:
            _keep_clarified(person, earlier[-1])
    log(round_, "nomination registered", nominating.key, initials, at, old=old, new=_told(nomination))
    return Recorded(
        changed=True,
        message=f"Registered nomination {nomination.number} of {nominating.name} with {counted(len(nominees), 'nominee')}.",
        findings=check_nomination(nomination),
    )


def current_nomination(round_: Round, body: str) -> Nomination:
    """The latest nomination of a body.

    Raises:
        EntryRefused: the body does not nominate in this round, or has not answered.

    """
    nominating = _nominating_body(round_, body)
    current = [each for each in round_.nominations if each.body is nominating and not each.replaced]
    if not current:
        raise EntryRefused(f"body: {nominating.name} has not answered. Register its nomination first.", body=body)
    return current[-1]


def nominee_of(nomination: Nomination, name: str) -> Person:
    """The nominee of that name in a nomination.

    Raises:
        EntryRefused: there is none.

    """
    for person in nomination.nominees:
        if same_name(person.name) == same_name(name):
            return person
    raise EntryRefused(
        f"nominees: nobody of that name was nominated by {nomination.body.key!r}. "
        "Write the name as it stands in the nomination.",
        body=nomination.body.key,
    )


def _nominating_body(round_: Round, key: str) -> Body:
    body = round_.body(key)
    nominating = [each.key for each in round_.bodies if each.kind is not BodyKind.REGION]
    if body is None or body.key not in nominating:
        raise EntryRefused(
            f"body: {key!r} does not nominate in {round_.key}. Write one of {', '.join(nominating)}.", body=key
        )
    return body


def _told(nomination: Nomination) -> dict[str, Any]:
    """What the trail says of a nomination: who is named in it is not."""
    received_on, nominees = str(nomination.received_on), len(nomination.nominees)
    return {"number": nomination.number, "received_on": received_on, "nominees": nominees}


def _content(nomination: Nomination) -> tuple[date, str, bool]:
    return nomination.received_on, nomination.reason, nomination.in_writing


def _names_the_same(nomination: Nomination, nominees: Sequence[PersonEntry]) -> bool:
    """Whether these are its nominees as they were entered; what staff have found out since does not count."""
    return len(nominees) == len(nomination.nominees) and all(
        entry.model_dump(exclude=_found_out(person, entry)) == entered(person, leaving_out=_found_out(person, entry))
        for person, entry in zip(nomination.nominees, nominees, strict=True)
    )


def _found_out(person: Person, entry: PersonEntry) -> set[str]:
    """What staff have clarified, and the address where the entry has none."""
    return {*clarified(person), *([] if entry.email else ["email"])}


def _keep_clarified(person: Person, earlier: Nomination) -> None:
    """What staff have clarified about somebody stays so when the body names the same person again and says nothing of it."""
    for before in earlier.nominees:
        if same_name(before.name) == same_name(person.name):
            person.points, person.email = dict(before.points), person.email or before.email
            for point in clarified(before):
                if getattr(person, point) in UNSAID:
                    setattr(person, point, getattr(before, point))
