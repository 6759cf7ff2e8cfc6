"""Editing a held letter: what stays, what is kept, what is refused, and that the new text is what leaves."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import cast

import pytest
from office import DECIDED_ON, Office, moment
from pypdf import PdfReader
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.definition import Definition
from models.errors import EntryRefused, LetterRefused
from models.letter import Letter
from models.opening import open_round
from models.recording import Recorded, letters_named, release_letters
from models.settings import Settings
from models.store import load_round, load_texts
from models.words import LetterState, ReleaseMode
from notifications.act import advance
from notifications.delivery import deliver_due
from notifications.editing import edit_letter, replace_words
from notifications.rendering import FOOTER

NOW, LATER = moment(DECIDED_ON), moment(date(2022, 1, 24))
ROUND = "nordjylland-2022-26"
BODY = "Til DI\n\nVi beder jer om to navne."
CHANGED = Recorded(
    changed=True, message=f"Edited {ROUND}/request/di. It is still held: 'release-letters' lets it leave."
)
NOT_THE_FOOTER = "text: what stands below the line '--' is not the footer, which stays. Leave that line out."


@pytest.fixture
def letter(office: Office) -> Letter:
    """The request to DI, waiting for approval."""
    office.round.release = ReleaseMode.AFTER_APPROVAL
    office.round.bodies[:] = [body for body in office.round.bodies if body.key == "di"]  # one PDF is enough
    office.decide(organisations=["di"])
    advance(office.round, DECIDED_ON, NOW)
    return office.round.letters[0]


def edit(letter: Letter, text: str, *, subject: str = "", reason: str = "Aftalt med DI.") -> Recorded:
    return edit_letter(letter, subject=subject, text=text, reason=reason, initials="TST", at=LATER)


def footer(letter: Letter) -> str:
    return letter.text.rpartition(FOOTER)[2]


def on_paper(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def test_the_new_text_stands_everywhere_and_the_old_one_is_kept(letter: Letter) -> None:
    subject, text, why = letter.subject, letter.text, footer(letter)
    assert edit(letter, BODY) == CHANGED
    assert (letter.subject, letter.text, letter.state) == (subject, f"{BODY}{FOOTER}{why}", LetterState.HELD)
    assert "<p>Vi beder jer om to navne.</p>" in letter.html
    paper = next(each for each in letter.enclosures if each.name == "anmodning.pdf")
    assert "Vi beder jer om to navne." in on_paper(paper.content)
    assert "virksomhedsrepræsentant" not in on_paper(paper.content)
    [draft] = letter.drafts
    assert (draft.subject, draft.text) == (subject, text)
    assert (draft.replaced_at, draft.replaced_by, draft.reason) == (LATER, "TST", "Aftalt med DI.")
    event = letter.round.events[-1]
    assert (event.actor, event.what, event.subject, event.reason) == (
        "TST",
        "letter edited",
        letter.key,
        "Aftalt med DI.",
    )


def test_every_earlier_text_is_kept_and_the_same_text_again_changes_nothing(letter: Letter) -> None:
    first = letter.text
    edit(letter, BODY)
    second = letter.text
    edit(letter, "Til DI\n\nVi beder jer om et svar.", subject="Svar venligst")
    assert [draft.text for draft in letter.drafts] == [first, second]
    trail = len(letter.round.events)
    assert edit(letter, letter.text, subject="Svar venligst").changed is False
    assert edit(letter, "Til DI\n\nVi beder jer om et svar.").changed is False
    assert (len(letter.drafts), len(letter.round.events), letter.subject) == (2, trail, "Svar venligst")


@pytest.mark.parametrize(
    "entered",
    [
        pytest.param("{body}", id="without the footer"),
        pytest.param("\n\n{body}\n\n\n", id="with space around it"),
        pytest.param("{body}\n\n-- \n{why}", id="with the footer"),
        pytest.param("{body}\n\n--\n{why}", id="with the footer as a page shows it"),
        pytest.param("{body}\r\n\r\n-- \r\n{why}", id="with the footer and Windows line ends"),
        pytest.param("{body}\n\n-- \n\n  {why}\n\n", id="with the footer and space in it"),
        pytest.param("{body}\n--", id="with the line only"),
    ],
)
def test_the_footer_stays_once_whether_it_is_entered_or_not(letter: Letter, entered: str) -> None:
    why = footer(letter)
    text = entered.format(body=BODY, why=why)
    if entered.endswith("--"):
        with pytest.raises(EntryRefused, match=f"^{NOT_THE_FOOTER}$"):
            edit(letter, text)
        return
    edit(letter, text)
    assert letter.text == f"{BODY}{FOOTER}{why}"


@pytest.mark.parametrize("below", ["Venlig hilsen\nSekretariatet", "I modtager dette brev, fordi vi vil det."])
def test_nothing_that_was_written_below_a_line_is_lost_silently(letter: Letter, below: str) -> None:
    before = letter.text
    with pytest.raises(EntryRefused, match=f"^{NOT_THE_FOOTER}$"):
        edit(letter, f"{BODY}\n\n-- \n{below}")
    assert (letter.text, letter.drafts) == (before, [])


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</body></html>", "&lt;b&gt; &amp;", "{{ 7 * 7 }}",
        "{% for x in y %}", "{# not here #}", "[her](https://hostile.example)", "**fed** _skrå_ `kode`", "# Stort",
        "> Citat", "![x](https://hostile.example/x.png)", "<https://hostile.example>", "Emne\n===", "~~streget~~",
        "javascript:alert(1)", "%s %(name)s {0} {name}", "\\<b>",
    ],
)  # fmt: skip
def test_whatever_is_written_stands_in_the_letter_as_it_was_written(letter: Letter, text: str) -> None:
    edit(letter, f"Til DI\n\n{text}", subject=text.partition("\n")[0])
    assert letter.text.startswith(f"Til DI\n\n{text}{FOOTER}")
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    assert f"<p>{escaped}</p>" in letter.html
    tags = ("<script", "<img", "<a ", "<em>", "<strong>", "<code>", "<h1", "<blockquote", "<s>")
    assert [tag for tag in tags if tag in letter.html] == []


def test_windows_and_old_line_ends_are_line_ends(letter: Letter) -> None:
    edit(letter, BODY.replace("\n", "\r\n") + "\rMed venlig hilsen")
    assert letter.text.startswith(f"{BODY}\nMed venlig hilsen{FOOTER}")
    assert "\r" not in letter.text + letter.html


@pytest.mark.parametrize("state", [state for state in LetterState if state is not LetterState.HELD])
def test_only_a_held_letter_is_edited(letter: Letter, state: LetterState) -> None:
    letter.state, before = state, letter.text
    with pytest.raises(EntryRefused, match=f"^letter: .* is '{state}', and only a held letter can be edited.$"):
        edit(letter, BODY)
    assert (letter.text, letter.drafts) == (before, [])


@pytest.mark.parametrize(
    "text, subject, reason, said",
    [
        pytest.param(
            BODY, "Svar\nBcc: to@hostile.example", "x", "The subject of the letter is not one line", id="a line break"
        ),
        pytest.param(BODY, "Svar\rnu", "x", "The subject of the letter is not one line", id="another line break"),
        pytest.param(BODY, "Svar\u2028nu", "x", "The subject of the letter is not one line", id="a third"),
        pytest.param(
            BODY, "Svar\x00", "x", "The subject of the letter is not one line", id="a zero byte in the subject"
        ),
        pytest.param("", "", "x", "The text of the letter is empty", id="no text"),
        pytest.param(" \r\n\t\n", "", "x", "The text of the letter is empty", id="space only"),
        pytest.param("\n\n-- \n{why}", "", "x", "The text of the letter is empty", id="the footer only"),
        pytest.param(BODY, "", " \n", "reason: it is empty. Write why", id="no reason"),
        pytest.param("Til\x00DI", "", "x", r"text: it holds '\\x00', which", id="a zero byte"),
        pytest.param("Til\x1b[31mDI", "", "x", r"text: it holds '\\x1b', which", id="a control character"),
        pytest.param("Til\udc80DI", "", "x", r"text: it holds '\\udc80', which", id="half a character"),
        pytest.param("Til\u2028DI", "", "x", r"text: it holds '\\u2028', which", id="a line separator"),
    ],
)
def test_what_is_no_letter_is_refused(letter: Letter, text: str, subject: str, reason: str, said: str) -> None:
    before = (letter.subject, letter.text, letter.html)
    with pytest.raises((EntryRefused, LetterRefused), match=f"^{said}"):
        edit(letter, text.replace("{why}", footer(letter)), subject=subject, reason=reason)
    assert (letter.subject, letter.text, letter.html) == before
    assert (letter.drafts, letter.round.events[-1].what == "letter edited") == ([], False)


@contextmanager
def stored(engine: Engine) -> Iterator[Letter]:
    """The request to DI in one transaction of staff, as the flow `edit-letter` has it."""
    with Session(engine) as session, session.begin():
        round_ = load_round(session, ROUND, to_change=True)
        [found] = letters_named(round_, ["request/di"])
        load_texts([found])
        yield found


def test_the_edited_letter_is_what_leaves(database: Engine, definition: Definition, tmp_path: Path) -> None:
    with Session(database) as session, session.begin():
        waiting = definition.model_copy(update={"release": ReleaseMode.AFTER_APPROVAL})
        round_ = open_round(session, waiting, initials="TST", at=NOW).round
        Office(round=round_).decide(organisations=["di", "smvdanmark"])
        advance(round_, DECIDED_ON, NOW)
    with stored(database) as letter:
        edit(letter, BODY, subject="Hvem indstiller I? Ærlig talt")
    with stored(database) as letter:
        edit(letter, f"{BODY}\n\n- Et punkt\n- <b>Et til</b>")
        html, text = letter.html, letter.text
    with Session(database) as session, session.begin():
        release_letters(load_round(session, ROUND, to_change=True), letters=["request/di"], initials="TST", at=LATER)
    deliver_due(database, Settings(letters_folder=tmp_path), lambda: LATER)
    wire = (tmp_path / "new" / f"{ROUND}.request.di.eml").read_bytes()
    message = message_from_bytes(wire, policy=policy.default)
    bodies = [cast("EmailMessage", message.get_body((kind,))).get_content() for kind in ("plain", "html")]
    assert str(message["Subject"]) == "Hvem indstiller I? Ærlig talt"
    assert [each.replace("\r\n", "\n") for each in bodies] == [text, html]
    assert ("<li>Et punkt</li>" in html, "&lt;b&gt;Et til&lt;/b&gt;" in html) == (True, True)
    paper = next(each for each in message.iter_attachments() if each.get_filename() == "anmodning.pdf")
    printed = on_paper(paper.get_content())
    assert [words in printed for words in ("Vi beder jer om to navne.", "Et punkt", "<b>Et til</b>")] == [True] * 3
    with stored(database) as letter:
        assert [draft.subject.startswith("Hvem indstiller I?") for draft in letter.drafts] == [False, True]
        assert (letter.state, letter.enclosures[0].name) == (LetterState.SENT, "anmodning.pdf")


def test_words_are_replaced_where_they_stand_once_and_line_breaks_do_not_matter(letter: Letter) -> None:
    edit(letter, "Til DI\n\nVi beder jer om\nto navne, gerne i dag.")
    replace_words(letter, words="om to  navne", instead="om tre navne", reason="Aftalt.", initials="TST", at=LATER)
    assert letter.text.partition(FOOTER)[0] == "Til DI\n\nVi beder jer om tre navne, gerne i dag."
    assert [draft.text.partition(FOOTER)[0] for draft in letter.drafts][-1].endswith("om\nto navne, gerne i dag.")


def test_words_of_the_subject_are_replaced_and_words_can_be_left_out(letter: Letter) -> None:
    edit(letter, BODY, subject="Anmodning om indstilling")
    replace_words(letter, words="Anmodning", instead=r"Ny \1 anmodning", reason="Aftalt.", initials="TST", at=LATER)
    replace_words(letter, words=" beder jer om to", instead="", reason="Aftalt.", initials="TST", at=LATER)
    assert (letter.subject, letter.text.partition(FOOTER)[0]) == (
        r"Ny \1 anmodning om indstilling",
        "Til DI\n\nVi  navne.",
    )


@pytest.mark.parametrize(
    "words, said",
    [
        ("tre navne", "words: they do not stand in the letter. Copy them from its page, without the footer."),
        ("  ", "words: they do not stand in the letter. Copy them from its page, without the footer."),
        (
            "indstillingsberettiget",
            "words: they do not stand in the letter. Copy them from its page, without the footer.",
        ),
        ("e", "words: they stand 4 times in the letter. Copy more of the sentence."),
    ],
)
def test_words_that_do_not_stand_there_once_change_nothing(letter: Letter, words: str, said: str) -> None:
    edit(letter, BODY, subject="Til jr")
    before = (letter.subject, letter.text, len(letter.drafts))
    with pytest.raises(EntryRefused) as caught:
        replace_words(letter, words=words, instead="x", reason="Aftalt.", initials="TST", at=LATER)
    assert str(caught.value) == said
    assert (letter.subject, letter.text, len(letter.drafts)) == before
