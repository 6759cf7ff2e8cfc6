"""What staff do with letters: release or drop those that wait, settle those in doubt, send again."""

from collections.abc import Sequence
from datetime import date, datetime

from models.contradictions import aged, obstacle
from models.errors import EntryRefused
from models.letter import Letter
from models.recording.recorded import Recorded, log, reason_given
from models.round import Round
from models.said import NOBODY_NAMED, receivers_in
from models.transitions import LEFT_OUT, WAITING, change
from models.words import LetterOutcome, LetterState, counted

IN_DOUBT = (LetterState.UNCERTAIN, LetterState.FAILED, LetterState.BOUNCED)
"""Only a person can say what became of these."""
LEFT = (LetterState.QUEUED, LetterState.SENDING, LetterState.SENT)
"""Released already."""


def in_doubt(letter: Letter) -> bool:
    """Whether `settle-letters` is for it: nobody knows, it did not arrive, or some have it and others were refused."""
    return letter.state in IN_DOUBT or (letter.state is LetterState.SENT and bool(letter.error))


def release_letters(round_: Round, *, letters: Sequence[str] = (), initials: str, at: datetime) -> Recorded:
    """Let held letters leave: those named by key, or all that can leave and that time has not overtaken.

    One that has left already stays so.

    Raises:
        EntryRefused: a letter was dropped or is in doubt, its receiver has no address, or it contradicts another letter.

    """
    named = [each for each in letters_named(round_, letters) if each.state not in LEFT]
    today = round_.day_of(at)
    chosen = named if letters else [each for each in _held(round_) if not _remark(round_, each, today)]
    for letter in chosen:
        if why := _obstacle(round_, letter):
            raise EntryRefused(f"letters: {letter.key}: {why}", letter=letter.key)
        change(letter, LetterState.QUEUED, at, actor=initials, cause="released")
        letter.error, letter.next_attempt_at = "", at
    left = [f"{letter.key} ({_remark(round_, letter, today) or 'not named'})" for letter in _held(round_)]
    still = f" Still held: {'; '.join(left)}." if left else ""
    return Recorded(changed=bool(chosen), message=f"Released {counted(len(chosen), 'letter')}.{still}")


def drop_letters(round_: Round, *, letters: Sequence[str], reason: str, initials: str, at: datetime) -> Recorded:
    """Cancel letters that are not to leave; their texts are kept. One that some receivers have does not go to the others.

    Raises:
        EntryRefused: none is named, no reason is given, or one is on its way or has been sent.

    """
    if not letters:
        raise EntryRefused("letters: none is named. Write the keys as the page of letters shows them.")
    reason_given(reason, "why the letter is not to leave")
    chosen = [letter for letter in letters_named(round_, letters) if letter.state is not LetterState.CANCELLED]
    for letter in chosen:
        some_have_it = letter.state in WAITING and bool(letter.sent_to)
        change(letter, LetterState.SENT if some_have_it else LetterState.CANCELLED, at, actor=initials, cause=reason)
        letter.error = ""
    return Recorded(changed=bool(chosen), message=f"Dropped {counted(len(chosen), 'letter')}.")


def doubt_letters(round_: Round, *, reason: str, initials: str, at: datetime) -> list[str]:
    """Put every letter that would leave by itself in doubt: after a restore nobody knows whether it left before.

    What is held stays so. The keys are returned.

    Raises:
        EntryRefused: nothing says what was restored.

    """
    reason_given(reason, "what was restored, for instance «back-up of 3 March»")
    chosen = [letter for letter in round_.letters if letter.state is LetterState.QUEUED]
    for letter in chosen:
        change(letter, LetterState.UNCERTAIN, at, actor=initials, cause=reason)
        letter.error = reason.strip()
    return [letter.key for letter in chosen]


def settle_letters(
    round_: Round,
    *,
    letters: Sequence[str],
    outcome: LetterOutcome,
    reason: str,
    initials: str,
    at: datetime,
) -> Recorded:
    """Settle letters in doubt: it arrived, or send it again. A letter that failed or bounced can be sent again.

    A letter that some recipients have is sent again to the others only. One whose words time has overtaken waits to be read.

    Raises:
        EntryRefused: a letter is not in doubt, or nothing says how that was found out.

    """
    if not letters:
        raise EntryRefused("letters: none is named. Write the keys as the page of letters shows them.")
    reason_given(reason, "how you found out, for instance «DI has it, by phone»")
    chosen = letters_named(round_, letters)
    for letter in chosen:
        if not in_doubt(letter):
            raise EntryRefused(
                f"letters: {letter.key} is '{letter.state}'. Only a letter is settled that is {', '.join(IN_DOUBT)}, or was "
                "refused by some of its receivers.",
                letter=letter.key,
            )
        if outcome is LetterOutcome.ARRIVED:
            _arrived(letter, at, initials, reason)
        else:
            _again(letter, at, initials, reason)
    if outcome is LetterOutcome.ARRIVED:
        return Recorded(changed=True, message=f"Settled as arrived: {counted(len(chosen), 'letter')}.")
    return Recorded(changed=True, message=" ".join(_to_whom(letter) for letter in chosen))


def _to_whom(letter: Letter) -> str:
    """What becomes of a letter that is sent again; of a body it says to which contacts."""
    to = ", ".join(name for name, _ in letter.pending) if letter.body and not letter.person else "its receiver"
    if letter.state is LetterState.HELD:
        return (
            f"{letter.key} goes again to {to}, but is held: time has overtaken what it says. Read, edit and release it."
        )
    return f"{letter.key} goes again to {to}."


def _held(round_: Round) -> list[Letter]:
    return [letter for letter in round_.letters if letter.state is LetterState.HELD]


def letters_named(round_: Round, keys: Sequence[str]) -> list[Letter]:
    """The letters of these keys, with or without the round's key before them.

    Raises:
        EntryRefused: there is none of that key.

    """
    by_key = {letter.key: letter for letter in round_.letters}
    by_key |= {letter.key.partition("/")[2]: letter for letter in round_.letters}
    unknown = [key for key in keys if key.strip() not in by_key]
    if unknown:
        raise EntryRefused(
            f"letters: there is no letter {', '.join(unknown)} in {round_.key}. "
            "Write the keys as the page of letters shows them.",
            round=round_.key,
        )
    return list({id(by_key[key.strip()]): by_key[key.strip()] for key in keys}.values())


def _obstacle(round_: Round, letter: Letter) -> str:
    """Why a letter cannot be released, or nothing."""
    if letter.state is LetterState.HELD:
        return obstacle(round_, letter)
    instead = " Use 'settle-letters'." if in_doubt(letter) else ""
    return f"it is '{letter.state}', and only a held letter is released.{instead}"


def _remark(round_: Round, letter: Letter, today: date) -> str:
    """Why a held letter does not leave with all others, or nothing."""
    return _obstacle(round_, letter) or aged(round_, letter, today)


def _arrived(letter: Letter, at: datetime, initials: str, reason: str) -> None:
    if letter.state is LetterState.SENT:  # some have it by mail, and the others in another way
        log(
            letter.round, "letter settled", letter.key, initials, at, reason=reason,
            old={"state": letter.state, LEFT_OUT: True}, new={"state": letter.state},
        )  # fmt: skip
        letter.error = ""
        return
    last = letter.handovers[-1] if letter.handovers else None
    if letter.state is LetterState.UNCERTAIN and last is not None:  # the server has taken it after all
        letter.sent_to = list(dict.fromkeys([*letter.sent_to, *last.to]))
        letter.error = "; ".join(f"refused {name} <{email}>" for name, email in letter.pending)
    else:
        letter.error = ""
    change(letter, LetterState.SENT, at, actor=initials, cause=reason)
    letter.sent_at = letter.sent_at or (last.at if last else at)


def _have_it(letter: Letter) -> list[str]:
    """Of those a bounced letter was sent to, who has it: whom no bounce names, if every one names a receiver of ours.

    A contact that bounced at an earlier address has it at none.
    """
    contacts = letter.body.contacts if letter.body is not None else []
    groups = [{address.casefold() for address in (each.email, *each.formerly)} for each in contacts]
    used = {to.casefold() for to in [*letter.sent_to, *(to for each in letter.handovers for to in each.to)]}
    named, ours = receivers_in(letter.error), used.union(*groups)
    if not named or NOBODY_NAMED in letter.error or any(addresses.isdisjoint(ours) for addresses in named):
        return []
    bounced = set().union(*named)
    bounced |= set().union(*(group for group in groups if group & bounced))
    return [to for to in letter.sent_to if to.casefold() not in bounced]


def _again(letter: Letter, at: datetime, initials: str, reason: str) -> None:
    if letter.state is LetterState.BOUNCED:
        letter.sent_to = _have_it(letter)
    if letter.sent_to and not letter.pending:
        raise EntryRefused(
            f"letters: {letter.key} has nobody left to go to. Record the right address, or settle it as arrived.",
            letter=letter.key,
        )
    state = LetterState.HELD if aged(letter.round, letter, letter.round.day_of(at)) else LetterState.QUEUED
    change(letter, state, at, actor=initials, cause=reason)
    letter.error, letter.attempts, letter.next_attempt_at = "", 0, at
