"""Carrying out the plan: letters are rendered and enqueued, facts are stored, each once, in the caller's transaction."""

from datetime import date, datetime

from models.action import Action, ActionKind
from models.contradictions import aged, objections, obstacle
from models.due.office import needless, notice
from models.event import PLAN, Event
from models.letter import Letter
from models.plan import plan
from models.progress import deadlines, verdict
from models.recording import Recorded
from models.round import Round
from models.rules.check import check_nomination
from models.transitions import change
from models.words import LetterState, ReleaseMode, RoundState, SignalName
from notifications.enclosures import enclosures_of
from notifications.letters import LETTER_OF, write_letter


def advance(round_: Round, today: date, at: datetime) -> list[Action]:
    """Do everything that is due in a round up to today and return what was done; a second call does nothing.

    Letters that wait and must not leave any more are held or cancelled with it.

    The caller holds the round locked (`load_round(..., to_change=True)`) and commits; the unique keys of letters and
    events stop whoever does not.
    """
    actions = plan(round_, today)
    for action in actions:
        act(round_, action, today, at)
    for objection in objections(round_, today):
        change(objection.letter, objection.becomes, at, actor=PLAN, cause=objection.cause)
        objection.letter.error = objection.cause
    for letter in round_.letters:
        if letter.state is LetterState.HELD:  # what stood in its way may be gone, or come
            letter.error = obstacle(round_, letter)
    round_.verdict = verdict(deadlines(round_, today))
    return actions


def act(round_: Round, action: Action, today: date, at: datetime) -> None:
    """Carry out one action of the plan on the round.

    Raises:
        LetterRefused: its letter cannot be made; nothing of the transaction is stored then.

    """
    old: dict[str, object] = {}
    new: dict[str, object] = {}
    reason = action.reason
    if action.kind in LETTER_OF:
        letter = _enqueue(round_, action, today, at)
        new, reason = {"state": letter.state}, letter.error
    elif action.kind is ActionKind.CHECK:
        new = {"findings": _found_in_nominations(round_)}
    elif action.kind is ActionKind.SEAT:
        old = {"state": round_.state}
        round_.state, round_.seated_on = RoundState.SEATED, action.due_on
        new = {"state": round_.state, "seated_on": str(round_.seated_on)}
    round_.events.append(
        Event(
            key=action.key, at=at, on=today, actor=PLAN, what=action.kind.value,
            subject=action.body or action.seat or action.milestone or action.subject or round_.key, reason=reason,
            old=old, new=new,
        )
    )  # fmt: skip


def tell_staff(round_: Round, *, signal: SignalName, subject: str, at: datetime) -> Recorded:
    """Write staff a letter about a signal of the round, once; a letter to staff that failed makes no other.

    Raises:
        EntryRefused: the round has given no such signal.

    """
    action = notice(round_, signal=signal, subject=subject)
    if why := needless(round_, action):
        return Recorded(changed=False, message=why)
    act(round_, action, round_.day_of(at), at)
    return Recorded(changed=True, message=f"Wrote {action.key} to staff.")


def _found_in_nominations(round_: Round) -> dict[str, list[str]]:
    """The rules that have something to say about each body's nomination."""
    current = (nomination for nomination in round_.nominations if not nomination.replaced)
    found = {each.body.key: [finding.rule for finding in check_nomination(each)] for each in current}
    return {body: rules for body, rules in found.items() if rules}


def _enqueue(round_: Round, action: Action, today: date, at: datetime) -> Letter:
    written = write_letter(round_, action, today)
    letter = Letter(
        key=action.key,
        kind=LETTER_OF[action.kind],
        state=LetterState.QUEUED,
        subject=written.subject,
        text=written.text,
        html=written.html,
        enqueued_on=today,
        next_attempt_at=at,
        body=round_.body(action.body) if action.person is None else None,
        person=action.person,
        enclosures=enclosures_of(round_, action, written, today),
    )
    letter.error = obstacle(round_, letter)
    by_approval = round_.release is ReleaseMode.AFTER_APPROVAL and (letter.body or letter.person)
    to_weigh = action.kind is ActionKind.THANK or aged(round_, letter, today)  # why somebody leaves is for a person
    if letter.error or by_approval or to_weigh:
        letter.state = LetterState.HELD
    round_.letters.append(letter)
    return letter
