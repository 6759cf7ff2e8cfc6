"""A document as PDF: for the eye, for a screen reader, and for the archive. Read with pypdf, which typst does not know."""

from dataclasses import replace
from datetime import date

import pytest
from pdf_pages import body_text, fonts, opened, pages, squeezed, tags

from models.definition import composed
from models.entries import NOT_IN_LETTERS
from models.errors import LetterRefused
from notifications.enclosures.typesetting import Block, BlockKind, Document, blocks, pictures, typeset

TEXT = "Æbler, øl og ål: ÆØÅ\n\nOm sagen:\n\n- første\n- anden\n\nMed venlig hilsen\n\nSekretariatet"
PLAIN = Document(
    title="Blåbærgrød på Læsø",
    day=date(2022, 1, 21),
    sender=("Sekretariatet for KKR Nordjylland", "sekretariat@kkr-nordjylland.example"),
    receiver=("Landbrug & Fødevarer",),
    blocks=blocks(TEXT),
    note="Du modtager dette brev, fordi det er en prøve.",
)
HOSTILE = {
    '#read("/etc/passwd")': "code that reads a file",
    "#panic()": "code that stops the typesetting",
    "*fed* _skrå_": "emphasis",
    "$x^2$": "mathematics",
    "a\\b\\u{41}": "escapes",
    "@ref <label>": "a reference and a label",
    "//kommentar /* her */": "comments",
    "[ ] { } ( )": "brackets",
    "= Overskrift": "a heading",
    "+ punkt": "a numbered list",
    "`kode` ~ --- ...": "raw text and shorthands",
    "\"citat\" 'enkelt'": "quotes stay straight as in the mail",
    "<script>alert(1)</script>": "HTML",
    "https://example.example/#x": "an address is text, not a link",
    "Đặng Ångström Çelik-Łukasz": "letters of other languages",
    "Ελένη Наталья": "letters of other scripts",
}
LONG = "Prøvekandidat" * 15


@pytest.mark.parametrize("text", HOSTILE, ids=HOSTILE.values())
def test_text_is_never_markup(text: str) -> None:
    everywhere = replace(PLAIN, title=text, sender=(text, text), receiver=(text,), note=text, blocks=(
        Block(kind=BlockKind.HEADING, lines=(text,)),
        Block(kind=BlockKind.PARAGRAPH, lines=(text, text)),
        Block(kind=BlockKind.LIST, lines=(text,)),
    ))  # fmt: skip
    pdf = typeset(everywhere)
    assert squeezed(body_text(pdf)).count(squeezed(text)) == 9
    assert opened(pdf).metadata.title == text  # type: ignore[union-attr]
    assert not [page for page in opened(pdf).pages if "/Annots" in page]


def test_pages_are_a4_and_numbered() -> None:
    pdf = typeset(replace(PLAIN, blocks=blocks("\n\n".join(f"Afsnit {number}." for number in range(120)))))
    found = pages(pdf)
    assert len(found) == 4
    assert [text.rstrip().endswith(f"Side {number} af 4") for number, text in enumerate(found, start=1)] == [True] * 4
    assert {tuple(round(side) for side in page.mediabox) for page in opened(pdf).pages} == {(0, 0, 595, 842)}
    assert squeezed(body_text(pdf)).count("Afsnit") == 120


def test_a_screen_reader_is_told_language_title_and_structure() -> None:
    pdf = typeset(PLAIN)
    root = opened(pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712  (pypdf's own kind of boolean)
    assert root["/Lang"] in ("da", "da-DK")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    found = tags(pdf)
    assert found.count("/H1") == 1
    assert [tag for tag in found if tag in ("/L", "/LI", "/H1")] == ["/H1", "/L", "/LI", "/LI"]
    assert found.count("/P") == 7


def test_it_says_that_it_keeps_to_pdf_a_and_pdf_ua() -> None:
    metadata = opened(typeset(PLAIN)).xmp_metadata
    assert metadata is not None
    written = metadata.stream.get_data().decode()
    for claim in ("<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"):
        assert claim in written


def test_every_font_is_in_the_file() -> None:
    found = list(fonts(typeset(replace(PLAIN, note="Ελένη ✓ عربي"))))
    assert {name.partition("+")[2] for name, _ in found} >= {"LibertinusSerif-Regular", "LibertinusSerif-Bold"}
    assert [name for name, embedded in found if not embedded] == []


def test_danish_text_reads_back_as_it_was_written() -> None:
    address = [*PLAIN.receiver, *PLAIN.sender, "21. januar 2022"]
    words = TEXT.replace("- ", "– ")  # a list has dashes
    assert squeezed(body_text(typeset(PLAIN))) == squeezed("".join([*address, PLAIN.title, words, PLAIN.note]))


def test_a_word_longer_than_the_line_is_broken_and_not_cut() -> None:
    pdf = typeset(
        replace(PLAIN, title=LONG, receiver=(LONG,), sender=(LONG, LONG), blocks=blocks(f"- {LONG}\n\n{LONG}"))
    )
    assert squeezed(body_text(pdf)).count(LONG) == 6
    assert max(len(line) for page in pages(pdf) for line in page.splitlines()) < 110


def test_a_long_address_is_broken_and_stays_in_its_column() -> None:
    address = f"{'-'.join(['sekretariat'] * 5)}@{'.'.join(['kommune'] * 20)}.example"
    pdf = typeset(replace(PLAIN, sender=("Sekretariatet", address)))
    assert squeezed(body_text(pdf)).count(address) == 1
    assert max(len(line) for line in pages(pdf)[0].splitlines()) < 60


@pytest.mark.parametrize("count", range(20, 40))
def test_what_leads_on_is_never_the_last_on_its_page(count: int) -> None:
    text = "\n\n".join(
        ["Et afsnit."] * count + ["Om sagen:", "- et punkt", "Tak.", "Med venlig hilsen", "Sekretariatet"]
    )
    for page in pages(typeset(replace(PLAIN, blocks=blocks(text)))):
        assert ("Om sagen:" in page) == ("et punkt" in page)
        assert ("Med venlig hilsen" in page) == ("Tak." in page) == ("hilsen\nSekretariatet" in page)


def test_a_date_a_citation_and_an_address_stay_on_one_line() -> None:
    text = " ".join(["jf. lovens § 10 a, stk. 1, og svar til a-b@kkr-nord.example senest den 28. februar 2022"] * 40)
    lines = [line for page in pages(typeset(replace(PLAIN, blocks=blocks(text)))) for line in page.splitlines()]
    assert len(lines) > 20
    assert [line for line in lines if line.rstrip().endswith(("§", "§ 10", "stk.", "28.", "februar", "-"))] == []


def test_every_character_that_a_name_may_have_can_be_set() -> None:
    every = [character for character in map(chr, range(0x20, 0x10000)) if character.isprintable()]
    allowed = [character for character in every if not NOT_IN_LETTERS.match(composed(character))]
    assert {"Ø", "ẞ", "ł", "Ж", "’", "€"} <= set(allowed)
    assert typeset(replace(PLAIN, note=" ".join(allowed)))


@pytest.mark.parametrize("character", ["中", "\uf0b7", "😀", "\x01"])
def test_a_character_that_no_font_has_is_refused_by_name(character: str) -> None:
    shown = character if character.isprintable() else f"\\u{{{ord(character):x}}}"
    with pytest.raises(LetterRefused) as caught:
        typeset(replace(PLAIN, note=f"før {character} efter"))
    assert PLAIN.title in str(caught.value)
    assert f'"{shown}"' in str(caught.value)


def test_the_same_document_is_made_once() -> None:
    assert typeset(PLAIN) is typeset(replace(PLAIN, title=PLAIN.title[:]))


def test_the_same_document_gives_the_same_bytes_and_another_day_others() -> None:
    made = typeset.__wrapped__(PLAIN)
    assert made == typeset.__wrapped__(PLAIN)
    assert made != typeset.__wrapped__(replace(PLAIN, day=date(2022, 1, 22)))
    assert b"D:20220121" in made


def test_pictures_show_as_many_pages_as_the_pdf_has() -> None:
    for count in (1, 60):
        document = replace(PLAIN, blocks=blocks("\n\n".join(["Et afsnit."] * count)))
        shown = pictures(document, ppi=20)
        assert len(shown) == len(pages(typeset(document)))
        assert all(page.startswith(b"\x89PNG") for page in shown)


TEXTS = {
    "a line break in a paragraph is kept": ("Linje 1\nlinje 2", [("paragraph", "Linje 1", "linje 2")]),
    "a list right after its paragraph": ("Vi ser på:\n- a\n- b", [("paragraph", "Vi ser på:"), ("list", "a", "b")]),
    "several blank lines are one": ("a\n\n \n\nb", [("paragraph", "a"), ("paragraph", "b")]),
    "a dash without a space is text": ("-a\n\n–b", [("paragraph", "-a"), ("paragraph", "–b")]),
    "tabs and foreign line ends are tidied": ("a\t b\r\nc\u2028d", [("paragraph", "a b", "c", "d")]),
    "an empty item is left out": ("- \n- b", [("list", "b")]),
    "nothing": (" \n", []),
}  # fmt: skip


@pytest.mark.parametrize("text, expected", TEXTS.values(), ids=TEXTS)
def test_a_plain_text_is_paragraphs_and_lists(text: str, expected: list[tuple[str, ...]]) -> None:
    assert [(block.kind.value, *block.lines) for block in blocks(text)] == expected
