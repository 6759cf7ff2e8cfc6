"""Bad input: what slips of the keyboard, programs and attackers make of a good file or form, and what its reader may do then.

A reader returns what is valid, or refuses in words: an error of the house that says where, what is wrong and what to do, in
bounded time. `UDPEGNING_BAD_INPUTS` is how many are tried for each reader; CI tries few, and always the same ones.
"""

import json
import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from models.errors import FileRefused, UdpegningError

GIVEN = os.environ.get("UDPEGNING_BAD_INPUTS", "")
BY_DEFAULT = 60
SECONDS = 20  # for one input, on a busy machine
LONGEST = 100_000  # characters of what is said about it
Tree = Any
Result = TypeVar("Result")


def many(times: float = 1) -> settings:
    """How many examples are tried, `times` as many as usual."""
    return settings(
        max_examples=int(times * int(GIVEN or BY_DEFAULT)), derandomize=not GIVEN, deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


class TookTooLong(BaseException):
    """Not an `Exception`, so that no reader takes it for a fault of its input."""


@contextmanager
def in_time() -> Iterator[None]:
    """What is done in the block ends soon."""

    def stop(*_: object) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@dataclass
class Tried:
    """How many inputs a reader was given, and how many of them it refused in words; all others it could read."""

    reader: str
    inputs: int = 0
    refused: int = 0
    read: int = 0

    def __call__(self, reading: Callable[[], Result], *, names: str, given: object = "") -> Result | None:
        """What is read; None when it is refused, in words that have `names` in them and repeat nothing but what was `given`."""
        self.inputs += 1
        try:
            with in_time():
                result = reading()
        except UdpegningError as error:
            told_in_words(error, names=names, given=given)
            self.refused += 1
            return None
        self.read += 1
        return result

    def __str__(self) -> str:
        bad = self.inputs - self.read
        return f"{self.reader}: {self.inputs} inputs tried, {bad} bad, {self.refused} refused in words"


OF_PROGRAMMERS = re.compile(
    r"Traceback|<class |<function | object at 0x|\bNoneType\b|\b(?:\w+\.)*(?:pydantic|ruamel|openpyxl|sqlalchemy)\b"
)
CLASS_NAME = re.compile(r"\b(?:[A-Z][a-z]+){2,}\b")


def told_in_words(error: UdpegningError, *, names: str, given: object = "") -> None:
    """That an error says where, what is wrong and what to do, in no words of programmers."""
    said, known = str(error), str(given)
    assert names in said
    assert len(said) < LONGEST
    assert [word for word in OF_PROGRAMMERS.findall(said) if word not in known] == [], said
    assert [word for word in CLASS_NAME.findall(said) if word not in known and word not in names] == [], said
    assert said.rstrip().endswith((".", "!", "?", ")", "'")), said
    if isinstance(error, FileRefused):
        assert error.findings
        assert all(finding.message and finding.remedy for finding in error.findings)


STRANGE = (
    "", " ", "\n", "a\nb", "a\r\nBcc: x@x.example", "\0", "a\0b", "\x1b[2J", "\x7f", "\x85", "\u2028", "\u202eabc", "\u2066",
    "\ufeff", "\ufffe", "\U000e0041", "\ud800", "e\u0301" * 50, "🗳️", "ﬁ", "İ", "=1+1", "+1", "-1", "@SUM(A1)", "{{ 7*7 }}",
    "${x}", "%s %d", "<script>", "'; DROP TABLE round; --", "../../etc/passwd", "/dev/zero", "null", "~", "true", "NaN", "1e400",
    "0x" + "f" * 40, "9" * 5000, "2022-02-30", "0000-00-00", "9999-12-31", "99999-01-01", "2022-02-28T25:61:61", "28.2.2022",
    "x" * 300, "æ" * 20_000, "x@x", "x@" + "y" * 300, "X", "chair", "di", "woman", "kkr", "a/b", "-", "--", "a--b", "?", "#", "*",
)  # fmt: skip
"""Texts that programs stumble over."""
strange_texts = st.sampled_from(STRANGE) | st.text(max_size=12)
strange_numbers = st.sampled_from([0, -1, 1, 10**6, 2**63, -(2**63) - 1, 10**400]) | st.floats() | st.integers()
strange_days = st.dates() | st.sampled_from([date.min, date.max, date(1990, 1, 1), date(2190, 1, 1), date(2022, 2, 28)])
strange: st.SearchStrategy[Tree] = st.recursive(
    strange_texts | strange_numbers | strange_days | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(strange_texts, inner, max_size=3),
    max_leaves=6,
)
"""Values of any kind, as YAML and JSON have them."""


def places(tree: Tree) -> list[tuple[Tree, Any]]:
    """Every place in a tree: what holds it, and its key or index there."""
    if not isinstance(tree, dict | list):
        return []
    keys = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
    return [place for key in keys for place in [(tree, key), *places(tree[key])]]


def alike(value: Tree) -> st.SearchStrategy[Tree]:
    """Strange values of the same kind, which a reader may well take."""
    match value:
        case str():
            return strange_texts | strange_texts.map(lambda more: f"{value}{more}")
        case bool():
            return st.booleans()
        case int():
            return st.integers(-1, 600)
        case date():
            return strange_days
    return strange


def nested(value: Tree, depth: int) -> Tree:
    """A value in lists in lists."""
    return value if depth == 0 else [nested(value, depth - 1)]


@st.composite
def spoilt(draw: st.DrawFn, good: Tree) -> Tree:
    """A good tree with one to three things in it replaced, moved, wrapped, left out, doubled or renamed."""
    tree = deepcopy(good)
    for _ in range(draw(st.integers(1, 3))):
        if not (there := places(tree)):
            break
        holder, key = draw(st.sampled_from(there))
        others = st.sampled_from(there).map(lambda place: deepcopy(place[0][place[1]]))
        wrapped = st.sampled_from([1, 15, 30]).map(lambda depth, value=holder[key]: nested(value, depth))
        instead = st.one_of(
            *[alike(holder[key])] * 4, strange, others, wrapped, wrapped.map(lambda value: {"a": value})
        )
        what = draw(st.sampled_from(["instead"] * 5 + ["leave out", "again"]))
        if what == "instead":
            holder[key] = draw(instead)
        elif what == "leave out":
            del holder[key]
        elif isinstance(holder, list):
            holder += [holder[key]] * draw(st.sampled_from([1, 3, 40]))
        else:
            holder[draw(strange_texts)] = holder.pop(key)
    return tree


def as_yaml(tree: Tree) -> str:
    """A tree as YAML on one line, with whatever texts and numbers it holds."""
    if isinstance(tree, dict):
        return f"{{{', '.join(f'{as_yaml(key)}: {as_yaml(value)}' for key, value in tree.items())}}}"
    if isinstance(tree, list):
        return f"[{', '.join(map(as_yaml, tree))}]"
    return tree.isoformat() if isinstance(tree, date) else json.dumps(tree)


FRAGMENTS = (
    b"*a", b"&a ", b"&a &b ", b"!!python/object/apply:os.system ['x']", b"!!binary ", b"!x ", b"<<: *a", b"<<: {}", b"? ", b": ",
    b"- ", b"[", b"{", b"]", b"}", b"|\n", b">\n", b"%YAML 1.1\n---\n", b"%TAG ! x\n", b"---\n", b"...\n", b"\t", b"'", b'"',
    b'"\\x00"', b'"\\ud800"', b'"\\U00110000"', b"#", b"@", b"`", b"\0", b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xef\xbb\xbf",
    b"\xc2\x85", b"\xe2\x80\xae", b"\r", b"\n", b"\r\n", b"\n\n", b" ", b"  ", b"a: 1\n", b"=", b"0o8", b"1:60:60", b"1_000",
    b"~", b"2022-02-30", b"2022-02-28 99:99:99", b"!!set {a}", b"!!omap [a: 1]", b"[" * 30, b"{a: " * 30, b"x" * 2000, b"\\",
)  # fmt: skip
"""What means something in YAML, in XML, in messages, or in an encoding."""


@st.composite
def broken(draw: st.DrawFn, good: bytes, fragments: tuple[bytes, ...] = FRAGMENTS) -> bytes:
    """A good file with a few of its bytes cut, doubled, overwritten, or something put between them; or in another encoding."""
    content = good
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.sampled_from([0, 1, 3, 20, 200, 5000])))
        match draw(st.sampled_from(["put", "put", "cut", "double", "overwrite", "line"])):
            case "put":
                content = content[:start] + draw(st.sampled_from(fragments)) + content[start:]
            case "cut":
                content = content[:start] + content[end:]
            case "double":
                content = content[:end] + content[start:]
            case "overwrite":
                content = content[:start] + draw(st.binary(max_size=20)) + content[end:]
            case "line":
                lines = content.splitlines(keepends=True) or [b""]
                place = draw(st.integers(0, len(lines) - 1))
                lines.insert(draw(st.integers(0, len(lines))), lines.pop(place))
                content = b"".join(lines)
    encoding = draw(st.sampled_from(["utf-8"] * 9 + ["utf-16", "utf-32", "latin-1", "cp037", "utf-7", "utf-8-sig"]))
    if encoding != "utf-8":
        content = content.decode(errors="replace").encode(encoding, errors="replace")
    return content.replace(b"\n", draw(st.sampled_from([b"\n"] * 5 + [b"\r\n", b"\r"])))


def any_file(good: Tree, text: bytes) -> st.SearchStrategy[bytes]:
    """What may stand where a file in YAML should: a good one spoilt, broken, or anything at all."""
    return st.one_of(
        spoilt(good).map(lambda tree: as_yaml(tree).encode()),
        spoilt(good).map(lambda tree: as_yaml(tree).encode()),
        broken(text),
        st.binary(max_size=300),
        st.text(max_size=300).map(str.encode),
    )


def storable(value: Tree) -> bool:
    """Whether every text in it can be stored and sent: no NUL, which PostgreSQL refuses, and nothing beyond Unicode."""
    if isinstance(value, dict):
        return all(storable(each) for pair in value.items() for each in pair)
    if isinstance(value, list | tuple | set | frozenset):
        return all(map(storable, value))
    return not isinstance(value, str) or ("\0" not in value and value.encode(errors="replace").decode() == value)
