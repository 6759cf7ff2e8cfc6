"""Rendering templates. A letter is written once, as text; its html part is made from that text, so the two never differ.

Templates are strict: a missing value is an error before anything is stored.
"""

import re
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from models.errors import LetterRefused
from notifications import danish


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A letter's subject, text and html."""

    subject: str
    text: str
    html: str


_texts = Environment(
    loader=PackageLoader("notifications"),
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701  (plain text; the html is made by _html, which escapes)
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)

_MEANT_AS_TEXT, _ESCAPED = r"^\s*([#>=+]|-(?! [^-\s]))", r"\\\1"  # at the start of a line: headings, quotes, rules


def _literal(text: object) -> str:
    """A text as Markdown shows it literally, on one line."""
    literal = re.sub(r"([\\|\[\]*_`~]|&(?=#?\w+;))", r"\\\1", str(text)).replace("<", "&lt;")
    return literal.replace("\r", " ").replace("\n", " ")


def _quoted(text: str) -> str:
    """A letter as a block quote: its paragraphs and lists, and nothing else that Markdown would see in it."""
    lines = (re.sub(r"^\s+(?!\s|- |\d+[.)] )", "", _literal(line)) for line in text.splitlines())
    return "\n".join(f"> {re.sub(_MEANT_AS_TEXT, _ESCAPED, line)}".rstrip() for line in lines)


_texts.filters.update(day=danish.day, weekday=danish.weekday, number=danish.number, cell=_literal, quoted=_quoted)
_texts.globals.update(window=danish.window)
_layouts = Environment(
    loader=PackageLoader("notifications"),
    undefined=StrictUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
FOOTER = "\n\n-- \n"  # between the letter and why one receives it, as mail programs know it
PARTS = ("subject", "text", "why")
_paragraphs_and_lists = MarkdownIt("zero").enable("list")  # nothing else: no links, no emphasis, no html


def render_letter(folder: str, /, **values: Any) -> Rendered:
    """Render the letter in `templates/<folder>`: `subject.txt`, `text.txt` and `why.txt`, why one receives it.

    Raises:
        LetterRefused: the subject is not one printable line.

    """
    subject, body, why = (_tidy(_texts.get_template(f"{folder}/{part}.txt").render(values)) for part in PARTS)
    return assemble(subject, body, why)


def assemble(subject: str, body: str, why: str) -> Rendered:
    """A letter from its parts: the text, and the html made from it.

    Raises:
        LetterRefused: the subject is not one printable line, or there is no text.

    """
    body, why = ("\n".join(part.splitlines()) for part in (body, why))  # what people paste ends lines in every way
    if not subject.isprintable() or not subject.strip():
        raise LetterRefused(f"The subject of the letter is not one line of printable text: {subject!r}.")
    if not body.strip():
        raise LetterRefused("The text of the letter is empty.")
    html = _layouts.get_template("layout/letter.html").render(subject=subject, body=_html(body), why=_html(why))
    return Rendered(subject=subject, text=f"{body}{FOOTER}{why}\n", html=html)


def render_page(name: str, /, **values: Any) -> str:
    """Render a page for staff, in Markdown, from `templates/pages/<name>.md`."""
    return _texts.get_template(f"pages/{name}.md").render(values)


def render_html(name: str, /, **values: Any) -> str:
    """Render a page in html from `templates/<name>.html`; every value is escaped."""
    return _layouts.get_template(f"{name}.html").render(values)


def _tidy(text: str) -> str:
    """Without the blank lines that a part left out leaves behind."""
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _html(text: str) -> Markup:
    return Markup(_paragraphs_and_lists.render(text))  # noqa: S704  (escaped by the renderer)
