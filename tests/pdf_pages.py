"""Reading a PDF as its receiver's programs do."""

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader


def opened(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf), strict=True)


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in opened(pdf).pages]


def squeezed(text: str) -> str:
    """The text without white space: where a line or a page breaks is the document's own affair."""
    return re.sub(r"\s+", "", text)


def body_text(pdf: bytes) -> str:
    """All that is written on the pages, without their numbers."""
    return "".join(re.sub(r"\s*Side \d+ af \d+\s*$", "\n", page) for page in pages(pdf))


def fonts(pdf: bytes) -> Iterator[tuple[str, bool]]:
    """Every font of every page, and whether it is in the file."""
    for page in opened(pdf).pages:
        for font in page["/Resources"]["/Font"].values():
            for described in font.get_object()["/DescendantFonts"]:
                descriptor = described.get_object()["/FontDescriptor"]
                yield descriptor["/FontName"], bool({"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor))


def tags(pdf: bytes) -> list[str]:
    """The names of the structure elements, in reading order."""

    def walk(node: Any) -> Iterator[str]:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                yield from walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                yield str(node["/S"])
            if "/K" in node:
                yield from walk(node["/K"])

    return list(walk(opened(pdf).trailer["/Root"]["/StructTreeRoot"]["/K"]))
