"""Reading a YAML file so that every error names the file, the line and the remedy."""

import difflib
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, ScalarEvent
from ruamel.yaml.reader import ReaderError

from models.errors import FileRefused
from models.finding import Finding, Severity
from models.outside import beginning
from models.problems import MADE_OF, choices

LARGEST = 1_000_000  # bytes; a term file has about ten thousand
MOST_LINES = 50_000  # also empty ones and comments
MOST_PARTS = 100_000  # values and lists of a file with its aliases written out
LARGE_NUMBER = re.compile(r"[-+]?(0[xo][\da-f_]{20,}|[\d_]{20,})", re.IGNORECASE)
OFTEN_MEANT = {"start": "from", "from": "start", "end": "to", "to": "end"}
DEEPEST = 20  # levels; a term file has five
SHOWN = 60  # characters of a wrong value

Place = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file's content and, for every key and item, the line (1-based) it stands on."""

    file: str
    data: Any
    lines: dict[Place, int]

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest thing around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def finding(self, place: Place, message: str, remedy: str, *, rule: str = "file") -> Finding:
        """An error at a place of this file."""
        return Finding(
            rule=rule,
            severity=Severity.ERROR,
            subject=".".join(map(str, place)),
            message=message,
            remedy=remedy,
            file=self.file,
            line=self.line(place),
        )


def read_document(path: Path, *, aliases: bool = False) -> Document:
    """Read a YAML file; `aliases` allows what programs write when a value stands there twice (*id001).

    Raises:
        FileRefused: it is missing, too large, not UTF-8, not YAML, or not a list of keys; with the line where known.

    """
    text = _text(path)
    if text.count("\n") > MOST_LINES:
        raise _too_long(path, MOST_LINES)
    try:
        _plainly_written(path, text, aliases=aliases)
        loaded = YAML().load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _refused(
            path,
            f"this is not valid YAML: {error.problem or error.context}.",
            "Correct the line; check its indentation, colons and quotes.",
            mark.line + 1 if mark else None,
        ) from error
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _refused(path, "a character here cannot stand in YAML.", "Type the line anew.", line) from error
    except (YAMLError, ValueError) as error:
        raise _refused(path, f"this is not valid YAML: {error}.", "Correct the file.") from error
    if not isinstance(loaded, CommentedMap):
        raise _refused(path, "the file does not hold 'key: value' lines.", "Start from an example and change it.", 1)
    lines: dict[Place, int] = {(): 1}
    try:
        if _size(loaded, {}) > MOST_PARTS:
            raise _too_repetitive(path, 1)
        return Document(file=str(path), data=_plain(loaded, (), lines), lines=lines)
    except RecursionError as error:
        raise _too_repetitive(path, 1) from error


def validated(document: Document, schema: type[Model]) -> Model:
    """Hold a document against a pydantic schema.

    Raises:
        FileRefused: with one finding for every key that is missing, unknown or of the wrong kind.

    """
    try:
        return schema.model_validate(document.data)
    except ValidationError as error:
        shape = schema.model_json_schema(by_alias=True)
        raise FileRefused(
            document.file, [_explained(document, dict(detail), shape) for detail in error.errors(include_url=False)]
        ) from error


def located(document: Document, finding: Finding) -> Finding:
    """A rule's finding about a round, with the file and line its subject stands on."""
    place: Place = tuple(finding.subject.split(".")) if finding.subject else ()
    return replace(finding, file=document.file, line=document.line(place))


def _text(path: Path) -> str:
    try:
        content = beginning(path, LARGEST + 1)
        if len(content) > LARGEST:
            raise _refused(path, f"the file is larger than {LARGEST} bytes.", "Such a file is a few pages long.")
        return unicodedata.normalize("NFC", content.decode("utf-8"))
    except FileNotFoundError as error:
        raise _refused(path, "there is no such file.", "Check the path.") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise _refused(path, "the file is not UTF-8 text.", "Save it as UTF-8.", line) from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise _refused(path, f"the file cannot be read: {why}.", "Check the path and its rights.") from error


def _size(node: Any, known: dict[int, int]) -> int:
    """How many parts a node has with its aliases written out."""
    if not isinstance(node, CommentedMap | CommentedSeq):
        return 1
    if id(node) not in known:
        known[id(node)] = 1 + sum(_size(part, known) for part in (node.values() if isinstance(node, dict) else node))
    return known[id(node)]


def _plainly_written(path: Path, text: str, *, aliases: bool) -> None:
    """Refuse, with its line, what a term file never needs and what would fail later without one."""
    around: list[str | None] = []  # the anchors of the collections that an event stands in
    anchors: set[str | None] = set()
    for count, event in enumerate(YAML().parse(text)):
        line = event.start_mark.line + 1
        if count > MOST_PARTS:
            raise _too_long(path, line)
        if isinstance(event, CollectionStartEvent):
            around.append(event.anchor)
        elif isinstance(event, CollectionEndEvent):
            around.pop()
        if len(around) > DEEPEST:
            raise _refused(path, f"the file nests deeper than {DEEPEST} levels.", "Write it flat.", line)
        if isinstance(event, AliasEvent):
            if not aliases:
                raise _refused(path, "the file uses YAML aliases (*name).", "Write the repeated part out.", line)
            if event.anchor in around:
                raise _too_repetitive(path, line)
        elif isinstance(event, CollectionStartEvent | ScalarEvent):
            _value(path, event, anchors, line)
            anchors |= {event.anchor} - {None}


def _value(path: Path, event: CollectionStartEvent | ScalarEvent, anchors: set[str | None], line: int) -> None:
    if event.anchor in anchors:
        raise _refused(path, f"the anchor &{event.anchor} stands there twice.", "Give one of them another name.", line)
    if event.tag is not None:
        raise _refused(path, f"the file uses a YAML tag ({event.tag}).", "Remove it.", line)
    if isinstance(event, ScalarEvent) and event.style is None:
        _plain_value(path, event.value, line)


def _plain_value(path: Path, value: str, line: int) -> None:
    if value == "<<":
        raise _refused(path, "the file uses a YAML merge key (<<).", "Write the repeated part out.", line)
    day = re.match(r"\d{4}-\d{2}-\d{2}(?![^ T])", value)
    if day and not _in_calendar(day[0]):
        raise _refused(path, f"there is no day {day[0]}.", "Correct the date.", line)
    if LARGE_NUMBER.fullmatch(value):
        raise _refused(path, "the number here is too large.", "Write a smaller one.", line)


def _too_long(path: Path, line: int) -> FileRefused:
    return _refused(path, "the file is far too long.", "Such a file is a few pages long.", line)


def _too_repetitive(path: Path, line: int) -> FileRefused:
    message = "its aliases (*name) repeat too much, or themselves."
    return _refused(path, message, "Write the repeated parts out.", line)


def _in_calendar(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def _refused(path: Path, message: str, remedy: str, line: int | None = None) -> FileRefused:
    return FileRefused(
        str(path),
        [Finding(rule="file", severity=Severity.ERROR, message=message, remedy=remedy, file=str(path), line=line)],
    )


def _plain(node: Any, place: Place, lines: dict[Place, int]) -> Any:
    if isinstance(node, CommentedMap):
        for key in node:
            lines[*place, key] = node.lc.key(key)[0] + 1
        return {key: _plain(value, (*place, key), lines) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        for index in range(len(node)):
            lines[*place, index] = node.lc.item(index)[0] + 1
        return [_plain(value, (*place, index), lines) for index, value in enumerate(node)]
    return node


def _known_keys(shape: dict[str, Any], place: Place) -> list[str]:
    """The keys that can stand at a place of a file of that JSON schema."""
    parts = [shape]
    for step in place:
        parts = [
            inner
            for part in parts
            for inner in (
                part.get("items") if isinstance(step, int) else part.get("properties", {}).get(step),
                part.get("additionalProperties"),
            )
            if isinstance(inner, dict)
        ]
        parts += [each for part in parts for each in part.get("anyOf", [])]
        parts = [shape["$defs"][part["$ref"].rpartition("/")[2]] if "$ref" in part else part for part in parts]
    return sorted({key for part in parts for key in part.get("properties", {})})


def _explained(document: Document, detail: dict[str, Any], shape: dict[str, Any]) -> Finding:
    place: Place = tuple(detail["loc"])
    name, given = _name(place), _shown(detail["input"])
    message, remedy = f"{name} is {given}", "Correct it."
    match detail["type"]:
        case "missing":
            message, remedy = f"{name} is missing", f"Add '{place[-1]}: ...' here."
        case "extra_forbidden":
            message, remedy = f"{name} is not a known key", _known(_known_keys(shape, place[:-1]), str(place[-1]))
        case "enum" | "literal_error":
            message, remedy = f"{message}, which is unknown", f"Write one of {choices(detail['ctx']['expected'])}."
        case "date_type" | "date_parsing" | "date_from_datetime_parsing":
            message, remedy = f"{message}, not a date", "Write it as year-month-day without quotes: 2022-02-28."
        case "model_type" | "dict_type":
            message, remedy = f"{message}, not 'key: value' lines", "Write them as in an example."
        case "string_pattern_mismatch":
            remedy = f"Write {MADE_OF[detail['ctx']['pattern']]}."
        case "value_error":
            message = f"{name}: {detail['ctx']['error']}"
        case _:
            message = f"{message}: {detail['msg']}"
    return document.finding(place, f"{message}.", remedy)


def _known(keys: list[str], wrong: str) -> str:
    """What to write instead of a key that is not known."""
    near = [OFTEN_MEANT[wrong]] if OFTEN_MEANT.get(wrong) in keys else []
    near = near or difflib.get_close_matches(wrong.casefold(), keys, n=1)
    return f"Did you mean '{near[0]}'?" if near else f"Remove it; known keys are {', '.join(keys)}."


def _name(place: Place) -> str:
    match place:
        case (*_, str() as part, int() as index):
            return f"number {index + 1} of '{part}'"
        case (*_, "[key]"):
            return "this key"
        case (*_, part):
            return f"'{part}'"
    return "the file"


def _shown(given: Any) -> str:
    if given is None:
        return "empty"
    text = repr(given) if isinstance(given, str) else str(given)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
