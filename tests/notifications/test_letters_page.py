"""The letters that wait: a line each for all to see, and each as its receiver will, read back with a Markdown reader."""

import pytest
from markdown_it import MarkdownIt
from office import DECIDED_ON, Office, moment

from models.letter import Draft, Enclosure, Letter
from models.words import LetterKind, LetterState
from notifications.links import Links
from notifications.pages import held_letters_page, letters_page, round_page
from notifications.rendering import assemble

NOW = moment(DECIDED_ON)
TITLE = "# Letters of Bestyrelsen for Erhvervshus Nordjylland 2022-26"
READER = MarkdownIt("gfm-like", {"linkify": False, "html": True})
HOSTILE = [
    "# Overskrift", "> Citat", "--- ", "---", "- - -", "***", "___", "===", "`kode`", "```", "~~~", "a | b\n--- | ---", "| a |",
    "<img src=x onerror=alert(1)>", "</details>", "<details>", "<!--", "<script>alert(1)</script>", "[x](javascript:alert(1))",
    "![x](https://hostile.example/x.png)", "[x]: https://hostile.example", "<https://hostile.example>", "**fed** _skrå_",
    "~~streget~~", "+ punkt", "* punkt", "\\<b>", "\\", "{{ 7 * 7 }}", "{% raw %}", "=", "<?php ?>", "<![CDATA[x]]>", "&lt;b&gt;",
    "&copy; &#35;", "# &amp;", "Tekst\n-", "Tekst\n- ", "Tekst\n=", "    indrykket", "\tindrykket", "1234567890. tal",
]  # fmt: skip


def held(office: Office, body: str = "Til DI", subject: str = "Emne", key: str = "request/di") -> Letter:
    """A letter that waits, with this text."""
    written = assemble(subject, body, "I modtager dette, fordi I er spurgt.")
    letter = Letter(
        key=f"{office.round.key}/{key}", kind=LetterKind.REQUEST, state=LetterState.HELD, subject=subject,
        text=written.text, html=written.html, enqueued_on=DECIDED_ON, next_attempt_at=NOW, body=office.round.body("di"),
    )  # fmt: skip
    office.round.letters.append(letter)
    return letter


def shown(page: str) -> tuple[set[str], str]:
    """The kinds of things a Markdown reader sees within the letters on a page, and their words as a person reads them."""
    kinds, words, depth = set(), [], 0
    for token in READER.parse(page):
        depth += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if depth and token.nesting >= 0:
            kinds |= {token.type} | {child.type for child in token.children or []}
            words.append("".join(child.content or "\n" for child in token.children or []))
    return kinds, "\n".join(filter(None, words))


def test_a_letter_that_waits_is_shown_with_its_receiver_its_enclosures_and_what_was_changed(office: Office) -> None:
    office.decide()
    letter = held(office, "Til DI\n\nVi beder om:\n\n- et navn\n- et til")
    letter.enclosures += [
        Enclosure(name=name, media_type="a/b", content=b"") for name in ("anmodning.pdf", "svarfrist.ics")
    ]
    letter.drafts.append(Draft(subject="", text="", replaced_at=NOW, replaced_by="TST", reason="x"))
    assert held_letters_page(office.round, DECIDED_ON).removesuffix(">\n").splitlines() == [
        "# Held letters of Bestyrelsen for Erhvervshus Nordjylland 2022-26", "",
        ("This page names people: it shows letters as their receivers will see them. What to do with them stands on the page "
        "of letters (`letters-nordjylland-2022-26`)."), "",
        "## Emne", "",
        "`nordjylland-2022-26/request/di` · to DI, indstilling@di.example · with anmodning.pdf, svarfrist.ics · edited 1 time",
        "", "`release-letters` · `edit-letter` · `drop-letters`", "", "> Til DI", ">",
        "> Vi beder om:", ">", "> - et navn", "> - et til", ">", r"> \--",
        "> I modtager dette, fordi I er spurgt.",
    ]  # fmt: skip


def test_a_group_is_shown_with_everybody_and_who_has_no_address_with_the_reason(office: Office) -> None:
    letter = held(office)
    letter.body = office.round.body("fh-ac")
    assert (
        "· to FH - Fagbevægelsens Hovedorganisation, indstilling@fh.example; AC - Akademikerne, indstilling@ac.example\n"
        in held_letters_page(office.round, DECIDED_ON)
    )
    office.round.letters.clear()
    office.decide()
    office.constitute()
    office.run(DECIDED_ON)
    page = held_letters_page(office.round, DECIDED_ON)
    assert page.count("· to nobody: no address is known") == 4
    assert page.count("**the address is not known: record it with 'record-address', then release the letter**") == 4


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_shown_as_it_is_and_nothing_else_comes_of_it(office: Office, text: str) -> None:
    held(office, f"Til DI\n\n{text}\n\nMed venlig hilsen")
    kinds, words = shown(held_letters_page(office.round, DECIDED_ON))
    assert kinds <= {
        "blockquote_open", "paragraph_open", "inline", "text", "softbreak", "text_special", "bullet_list_open",
        "ordered_list_open", "list_item_open",
    }  # fmt: skip
    written = ["Til DI", *(line.strip() for line in text.split("\n")), "Med venlig hilsen"]
    assert [line.strip() for line in words.split("\n")][: len(written)] == written


@pytest.mark.parametrize("text", ["a\r# Stort", "a\r\n\r\n# Stort", "a\r<img src=x>", "a\x0b# Stort", "a\u2028# Stort"])
def test_no_line_break_of_any_kind_leads_out_of_a_letter(office: Office, text: str) -> None:
    held(office, f"Til DI\n\n{text}")
    types = [token.type for token in READER.parse(held_letters_page(office.round, DECIDED_ON))]
    assert (types.count("heading_open"), "html_block" in types, types.count("blockquote_open")) == (2, False, 1)


def _with_everywhere(office: Office, text: str) -> list[str]:
    """What a Markdown reader makes of a page on which a text is the subject, the receiver, the reason and what was said."""
    office.round.letters.clear()
    letter, doubtful = held(office, subject=text), held(office, key="request/tekniq")
    letter.error = doubtful.error = text
    doubtful.state = LetterState.FAILED
    assert letter.body is not None
    letter.body.contacts[0].name = text
    pages = held_letters_page(office.round, DECIDED_ON) + letters_page(office.round, DECIDED_ON)
    tokens = READER.parse(pages + round_page(office.round, DECIDED_ON))
    return [each.type for token in tokens for each in (token, *(token.children or [])) if "text" not in each.type]


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.isprintable()])
def test_a_subject_a_name_and_a_reason_are_words_and_nothing_else_comes_of_them(office: Office, text: str) -> None:
    assert _with_everywhere(office, text) == _with_everywhere(office, "Emne")


@pytest.mark.parametrize("state", [LetterState.UNCERTAIN, LetterState.FAILED, LetterState.BOUNCED])
def test_a_letter_in_doubt_is_shown_without_its_text_with_what_was_said(office: Office, state: LetterState) -> None:
    letter = held(office, "Til DI, fortroligt")
    letter.state, letter.error = state, "550 5.1.1 ukendt"
    page = letters_page(office.round, DECIDED_ON)
    assert page.splitlines()[-1] == (
        f"- `{letter.key}` is **{state}** · to DI · since 2022-01-21 · 550 5.1.1 ukendt · `settle-letters` or `record-address`"
    )
    assert "fortroligt" not in page


def test_a_page_with_nothing_to_do_says_so(office: Office) -> None:
    assert letters_page(office.round, DECIDED_ON).split("\n\n")[1].startswith("No letter yet. ")
    for state in (LetterState.QUEUED, LetterState.SENDING, LetterState.SENT, LetterState.CANCELLED):
        held(office, "Til DI, fortroligt", key=f"request/{state}").state = state
    page = letters_page(office.round, DECIDED_ON)
    assert "1 queued, 1 sending, 1 sent, 1 cancelled. " in page
    assert page.endswith("\n\nNothing waits for you here.\n")
    assert "fortroligt" not in page


def test_each_letter_has_a_line_with_for_whom_since_when_why_and_the_forms_filled_in(office: Office) -> None:
    office.decide()
    held(office)
    links = Links(forms={"release-letters": "id-1"}, names={"release-letters": "31 Release letters"})
    assert letters_page(office.round, DECIDED_ON, links=links).splitlines()[-1] == (
        "- `nordjylland-2022-26/request/di` · to DI · since 2022-01-21 · waits for approval · [31 Release letters]"
        "(/deployments/deployment/id-1/run?parameters=%7B%22round_key%22%3A%20%22nordjylland-2022-26%22%2C%20%22letters%22%3A%20"
        "%5B%22nordjylland-2022-26%2Frequest%2Fdi%22%5D%7D) or `edit-letter` or `drop-letters`"
    )


def test_a_letter_to_a_person_stands_by_reference_and_of_what_was_said_only_the_codes(office: Office) -> None:
    office.decide()
    office.nominate("di", office.person(name="Anna Prøve", email="anna.proeve@kandidater.example"), office.person())
    letter = held(office, key="not-appointed/di/1/1")
    letter.person, letter.state = office.round.nominations[0].nominees[0], LetterState.BOUNCED
    letter.body, letter.error = None, "550 5.1.1 <anna.proeve@kandidater.example>: Anna Prøve er ukendt"
    page = letters_page(office.round, DECIDED_ON)
    assert page.splitlines()[-1] == (
        "- `nordjylland-2022-26/not-appointed/di/1/1` is **bounced** · to di/1/1 · since 2022-01-21 · 550 5.1.1; what the server "
        "said may name its receiver: see the held letters · `settle-letters` or `record-address`"
    )
    assert "Anna Prøve er ukendt" in held_letters_page(office.round, DECIDED_ON)
