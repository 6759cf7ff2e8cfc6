"""Setting a document as PDF with typst: A4, tagged (PDF/UA-1), to be kept (PDF/A-2a), only fonts that typst brings along.

Text goes to the template as data, so nothing in it is ever markup. The same document gives the same bytes.
"""

import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from typing import Any

import typst

from models.errors import LetterRefused
from notifications import danish

TEMPLATES = files("notifications") / "templates"
STANDARDS = ["a-2a", "ua-1"]
ITEM = "- "
LEADS_ON = (":", "hilsen")  # how a paragraph ends that is never the last on its page
KEPT = 200  # documents; a round has about 35, and rehearsals make the same ones again
_TEMPLATE = (TEMPLATES / "layout/document.typ").read_bytes()
_FONTS = typst.Fonts(include_system_fonts=False)  # every machine gives the same bytes


class BlockKind(StrEnum):
    """What a block of a document is."""

    HEADING = "heading"
    SUBHEADING = "subheading"
    PARAGRAPH = "paragraph"
    LIST = "list"


@dataclass(frozen=True, kw_only=True)
class Block:
    """A block of a document: its lines, or the items of a list; `leads_on` keeps it with the block after it."""

    kind: BlockKind
    lines: tuple[str, ...]
    leads_on: bool = False


@dataclass(frozen=True, kw_only=True)
class Document:
    """What is set: `sender` and `receiver` as lines of an address, `title` the heading, `note` small at the end."""

    title: str
    day: date
    sender: tuple[str, ...]
    receiver: tuple[str, ...]
    blocks: tuple[Block, ...]
    note: str = ""


def blocks(text: str) -> tuple[Block, ...]:
    """The paragraphs and lists of a plain text: a blank line ends a paragraph, a line that begins with «- » is an item."""
    found = []
    for part in re.split(r"\n\s*\n", text.strip()):
        for listed, group in groupby(part.splitlines(), lambda line: line.startswith(ITEM)):
            tidied = (" ".join(line.removeprefix(ITEM if listed else "").split()) for line in group)
            if lines := tuple(line for line in tidied if line):
                kind = BlockKind.LIST if listed else BlockKind.PARAGRAPH
                found.append(Block(kind=kind, lines=lines, leads_on=not listed and lines[-1].endswith(LEADS_ON)))
    return tuple(found)


@lru_cache(maxsize=KEPT)
def typeset(document: Document) -> bytes:
    """The document as PDF; made once and then remembered.

    Raises:
        LetterRefused: it cannot be set, as when no font has one of its characters.

    """
    morning = datetime.combine(document.day, time(), UTC)
    made: bytes = _set(document, format="pdf", pdf_standards=STANDARDS, timestamp=morning)
    return made


def pictures(document: Document, *, ppi: int) -> list[bytes]:
    """Its pages as PNG, to be looked at."""
    pages: bytes | list[bytes] = _set(document, format="png", ppi=ppi)
    return pages if isinstance(pages, list) else [pages]


def _set(document: Document, **options: Any) -> Any:
    data = asdict(document) | {
        "day": document.day.timetuple()[:3],
        "dated": danish.day(document.day),
    }
    try:
        return typst.compile(_TEMPLATE, font_paths=_FONTS, sys_inputs={"document": json.dumps(data)}, **options)
    except typst.TypstError as error:
        raise LetterRefused(
            f"'{document.title}' cannot be set as PDF: {error.message}. Write what it names in other characters."
        ) from error
