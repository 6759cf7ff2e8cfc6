"""Reading a case file as others do: its bag by RFC 8493, its page by the rules of HTML, its tables as a spreadsheet."""

import csv
import re
import subprocess
from dataclasses import dataclass, field
from hashlib import sha256
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from shutil import which
from urllib.parse import unquote

SHA256SUM = which("sha256sum") or "sha256sum is not installed"
VOID = ("meta", "link", "br", "hr", "img", "input")
Tag = tuple[str, dict[str, str | None]]


@dataclass
class Page(HTMLParser):
    """A page of which every element is closed in its turn: its tags, and the texts of its cells and headings."""

    tags: list[Tag] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute is there twice: {tag} {attrs}"
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"{tag} is closed and was not open"
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self._open[-1], data))

    def close(self) -> None:
        super().close()
        assert self._open == []

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of that name."""
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def links(self) -> list[str]:
        return [unquote(each["href"] or "") for each in self.all("a")]


def read_page(folder: Path) -> Page:
    text = (folder / "data" / "index.html").read_text()
    assert text.startswith("<!doctype html>\n")
    page = Page()
    page.feed(text.removeprefix("<!doctype html>\n"))
    page.close()
    return page


def payload(folder: Path) -> dict[str, bytes]:
    """Every file under `data/`, by its path there."""
    files = (each for each in (folder / "data").rglob("*") if each.is_file())
    return {str(each.relative_to(folder / "data")): each.read_bytes() for each in files}


def tables(folder: Path) -> dict[str, list[dict[str, str]]]:
    """Every table, by its name: its rows by their columns."""
    read = {}
    for file in (folder / "data" / "tables").iterdir():
        content = file.read_bytes()
        assert content.startswith(b"\xef\xbb\xbf"), f"{file.name} has no mark of UTF-8"
        read[file.stem] = list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    return read


def check_bag(folder: Path) -> dict[str, str]:
    """Hold a folder against RFC 8493, with `sha256sum` and by hand, and return what it says of itself."""
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run([SHA256SUM, "--check", "--strict", "--quiet", manifest], cwd=folder, check=True)
    assert (folder / "bagit.txt").read_bytes() == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    listed = {name: _manifest(folder / f"{name}-sha256.txt") for name in ("manifest", "tagmanifest")}
    files = payload(folder)
    assert listed["manifest"] == {f"data/{path}": sha256(content).hexdigest() for path, content in files.items()}
    tags = {each.name for each in folder.iterdir() if each.is_file()}
    assert {*listed["tagmanifest"]} == tags - {"tagmanifest-sha256.txt"}
    info = dict(line.split(": ", 1) for line in (folder / "bag-info.txt").read_text().splitlines())
    assert info["Payload-Oxum"] == f"{sum(map(len, files.values()))}.{len(files)}"
    return info


def _manifest(file: Path) -> dict[str, str]:
    lines = [re.fullmatch(r"([0-9a-f]{64})  ([A-Za-z0-9._/+-]+)", line) for line in file.read_text().splitlines()]
    found = {line[2]: line[1] for line in lines if line}
    assert len(found) == len(lines), f"{file.name} has a line that is none, or a file twice"
    return found
