"""Editing a letter while it is held."""

import re
import unicodedata
from datetime import datetime

from models.errors import EntryRefused
from models.letter import Draft, Letter
from models.recording.recorded import Recorded, log, reason_given
from models.words import LetterState
from notifications.enclosures import set_anew
from notifications.rendering import FOOTER, Rendered, assemble

UNWRITABLE = ("Cc", "Cs", "Zl", "Zp")  # control characters, halves of one, line breaks of other kinds
_FOOTER = re.compile(r"\n\s*-- *\n")  # whoever copies it from the page loses the space


def edit_letter(letter: Letter, *, subject: str, text: str, reason: str, initials: str, at: datetime) -> Recorded:
    """Replace the subject and the text of a held letter; what stood there is kept, and so is the footer.

    A letter on paper that goes with it is set anew. An empty subject stays as it was. The caller has loaded the letter's
    texts (`models.store.load_texts`).

    Raises:
        EntryRefused: the letter is not held, no reason is given, or the text has a character or a footer that it cannot.
        LetterRefused: the subject is not one line, or the text is empty.

    """
    if letter.state is not LetterState.HELD:
        raise EntryRefused(
            f"letter: {letter.key} is '{letter.state}', and only a held letter can be edited.", letter=letter.key
        )
    reason_given(reason, "why the letter is edited")
    old = Rendered(subject=letter.subject, text=letter.text, html=letter.html)
    why = letter.text.rpartition(FOOTER)[2].strip()
    new = assemble(subject.strip() or letter.subject, _body(text, why), why)
    if new == old:
        return Recorded(changed=False, message="The letter reads so already; nothing was changed.")
    letter.drafts.append(
        Draft(subject=old.subject, text=old.text, replaced_at=at, replaced_by=initials, reason=reason.strip())
    )
    letter.subject, letter.text, letter.html = new.subject, new.text, new.html
    set_anew(letter)
    version = len(letter.drafts)
    log(
        letter.round, "letter edited", letter.key, initials, at, reason=reason, old={"version": version},
        new={"version": version + 1},
    )  # fmt: skip
    return Recorded(changed=True, message=f"Edited {letter.key}. It is still held: 'release-letters' lets it leave.")


def replace_words(letter: Letter, *, words: str, instead: str, reason: str, initials: str, at: datetime) -> Recorded:
    """Replace words that stand once in the subject or the text of a held letter; line breaks in them do not matter.

    Raises:
        EntryRefused: as `edit_letter`, or the words do not stand there, or more than once.
        LetterRefused: as `edit_letter`.

    """
    text = letter.text.rpartition(FOOTER)[0]
    sought = re.compile(r"\s+".join(re.escape(word) for word in words.split()))
    found = len(sought.findall(letter.subject)) + len(sought.findall(text)) if words.strip() else 0
    if found != 1:
        where = f"stand {found} times in the letter. Copy more of the sentence" if found else (
            "do not stand in the letter. Copy them from its page, without the footer"
        )  # fmt: skip
        raise EntryRefused(f"words: they {where}.", letter=letter.key)
    subject, text = (sought.sub(lambda _: instead.strip(), part) for part in (letter.subject, text))
    return edit_letter(letter, subject=subject, text=text, reason=reason, initials=initials, at=at)


def _body(text: str, why: str) -> str:
    """The text as it was entered, without the footer if that was copied with it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if strange := [each for each in lines if unicodedata.category(each) in UNWRITABLE and each not in "\n\t"]:
        raise EntryRefused(f"text: it holds {strange[0]!r}, which cannot be printed. Remove it.")
    body, *below = _FOOTER.split(f"{lines}\n", maxsplit=1)
    if below and below[0].split() != why.split():
        raise EntryRefused("text: what stands below the line '--' is not the footer, which stays. Leave that line out.")
    return body.strip()
