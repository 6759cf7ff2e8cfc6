"""Who leaves before the board takes office (udtræden), and appointments that were entered in error (fejlregistrering)."""

from collections.abc import Iterator
from datetime import date, datetime

from models.board import Appointment
from models.departed import DEPARTED
from models.errors import EntryRefused
from models.letter import Letter
from models.nomination import same_name
from models.recording.recorded import Recorded, log, plausible_day
from models.references import member_reference
from models.round import Round
from models.rules.check import check_board
from models.transitions import WAITING
from models.words import AppointingBody, DepartureReason, LetterKind, LetterState, RoundState, counted

GONE = (LetterState.SENDING, LetterState.SENT, LetterState.UNCERTAIN)
"""Somebody may have read these."""


def record_departure(
    round_: Round,
    *,
    member: str,
    left_on: date,
    reason: DepartureReason,
    note: str = "",
    initials: str,
    at: datetime,
) -> Recorded:
    """Record that a member or the observer leaves before the board takes office, or was never appointed; the seat is open.

    `member` is the key of the seat, or «observer». Who was entered in error counts on no day, not even before `left_on`.
    The note stays with the appointment: the audit trail outlives what is kept about people.

    Raises:
        EntryRefused: nobody sits there, the board has taken office, or the day lies ahead or before the appointment.

    """
    plausible_day(round_, "left_on", left_on, at)
    why = ": ".join([reason, *([" ".join(note.split())] if note.strip() else [])])
    if _is_known(round_, member, left_on, why):
        return Recorded(
            changed=False,
            message="This departure is recorded already; nothing was changed. "
            "If it is another member who leaves this seat, say so in the note.",
        )
    _not_seated(round_)
    leaving = _who_sits(round_, member)
    if reason is not DepartureReason.ENTERED_IN_ERROR and left_on < leaving.decided_on:
        raise EntryRefused(
            f"left_on: {member} was appointed on {leaving.decided_on}, after {left_on}. Write a later day, or choose "
            f"'{DepartureReason.ENTERED_IN_ERROR}' if the appointment is wrong.",
            round=round_.key,
        )
    leaving.left_reason = why
    leaving.left_on = leaving.decided_on if leaving.entered_in_error else left_on
    log(
        round_, DEPARTED, member, initials, at, old={"decided_on": str(leaving.decided_on)},
        new={"left_on": str(left_on), "reason": reason.value},
    )  # fmt: skip
    return Recorded(
        changed=True,
        message=" ".join(_message(round_, leaving, reason)),
        findings=check_board(round_, round_.day_of(at), final=False),
        people=[leaving.person],
    )


def _not_seated(round_: Round) -> None:
    if round_.state is not RoundState.IN_PLAY:
        raise EntryRefused(
            f"The board of {round_.key} took office on {round_.seated_on}. Here is recorded who leaves before that; "
            "departures from a sitting board come later.",
            round=round_.key,
        )


def _who_sits(round_: Round, member: str) -> Appointment:
    sitting = {member_reference(each): each for each in round_.appointments if each.left_on is None}
    if member not in sitting:
        choice = f"Choose one of {', '.join(sorted(sitting))}." if sitting else "Nobody has been appointed yet."
        raise EntryRefused(f"member: nobody sits in {member!r} now. {choice}", round=round_.key)
    return sitting[member]


def _is_known(round_: Round, member: str, left_on: date, why: str) -> bool:
    """Whether the same form was sent before; of an error the day stands in the trail only."""
    recorded = any(
        event.what == DEPARTED and event.subject == member and event.new["left_on"] == str(left_on)
        for event in round_.events
    )
    left = (each for each in round_.appointments if each.left_on is not None and member_reference(each) == member)
    return recorded and any(
        each.left_reason == why and (each.entered_in_error or each.left_on == left_on) for each in left
    )


def _message(round_: Round, left: Appointment, reason: DepartureReason) -> Iterator[str]:
    place = member_reference(left)
    what = "was never appointed" if left.entered_in_error else f"left on {left.left_on}"
    yield f"Recorded that {place} {what}; still open: {counted(len(round_.open_seats), 'seat')}."
    yield _next_step(round_, left)
    if reason is DepartureReason.DEATH:
        yield "No letter is written to thank for it: write to the family yourself."
    own, others = _letters_gone(round_, left)
    if own and left.entered_in_error:
        yield f"Call the person: a letter has left that tells of the appointment ({_listed(round_, own)})."
    if others:
        yield f"These letters have left and name who sat there: {_listed(round_, others)}. Write to those who have them."


def _next_step(round_: Round, left: Appointment) -> str:
    if left.seat is None:
        return f"Record with 'record-observer' whom {round_.observer} sends instead."
    by_region = left.seat.appointed_by is AppointingBody.REGION
    if left.entered_in_error:
        return f"Record with '{'record-region-member' if by_region else 'record-appointments'}' who was appointed."
    if by_region:
        return "Ask the region to appoint another member, and record that with 'record-region-member'."
    body = left.person.nomination.body if left.person.nomination else None
    may = f"{body.name} may send a corrected nomination. " if body and not round_.has_member_of(body) else ""
    return f"{may}Record with 'record-appointments' whom the KKR appoints instead."


def _letters_gone(round_: Round, left: Appointment) -> tuple[list[Letter], list[Letter]]:
    """The letters that somebody may have read: those to the one who left about the appointment, and those naming them."""
    since = round_.day_of(left.recorded_at)
    gone = [
        each
        for each in round_.letters
        if each.enqueued_on >= since and (each.state in GONE or (each.state in WAITING and each.sent_to))
    ]
    own = [
        each for each in gone if each.person is left.person and each.kind in (LetterKind.APPOINTED, LetterKind.WELCOME)
    ]
    return own, [each for each in gone if each not in own and _names(each, left)]


def _names(letter: Letter, left: Appointment) -> bool:
    if letter.kind is LetterKind.OUTCOME:
        answers = (each for each in letter.round.nominations if each.body is letter.body)
        names = {same_name(person.name) for nomination in answers for person in nomination.nominees}
        return same_name(left.person.name) in names
    return letter.kind is LetterKind.WELCOME or (letter.kind is LetterKind.REGION and left.seat is not None)


def _listed(round_: Round, letters: list[Letter]) -> str:
    """Their keys, without the round's; welcomes are as many as the board has members."""
    keys = [each.key.removeprefix(f"{round_.key}/") for each in letters if each.kind is not LetterKind.WELCOME]
    welcomes = len(letters) - len(keys)
    return ", ".join([*keys, *([counted(welcomes, "welcome")] if welcomes else [])])
