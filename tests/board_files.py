"""A complete, legal board file, and copies of it with something changed."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

Board = dict[str, Any]
Change = Callable[[Board], None]

TERM_START, TERM_END, DEADLINE = date(2022, 4, 1), date(2026, 4, 1), date(2022, 2, 28)
SEATS = (
    "chair", "municipal-1", "municipal-2", "municipal-3", "company-1", "company-2", "company-3", "company-4",
    "knowledge", "labour", "regional", "observer",
)  # fmt: skip
"""The seats of the legal file, in its order."""
MUNICIPALITIES = [
    "Brønderslev", "Frederikshavn", "Hjørring", "Jammerbugt", "Læsø", "Mariagerfjord", "Morsø", "Rebild", "Thisted",
    "Vesthimmerland", "Aalborg",
]  # fmt: skip
BUSINESS = ["di", "dansk-erhverv", "smvdanmark", "tekniq"]
FACTS: dict[str, Board] = {
    "chair": {"gender": "man", "elected": True, "municipality": "Aalborg", "private_business": True},
    "municipal-1": {"gender": "woman", "elected": True, "municipality": "Hjørring"},
    "municipal-2": {"gender": "man", "elected": True, "municipality": "Thisted"},
    "municipal-3": {"gender": "woman", "elected": True, "municipality": "Rebild"},
    "company-1": {"gender": "man", "nominated_by": "di", "trade": "metal", "active_business": True},
    "company-2": {"gender": "woman", "nominated_by": "dansk-erhverv", "trade": "handel", "active_business": True},
    "company-3": {
        "gender": "woman", "nominated_by": "smvdanmark", "trade": "byggeri", "active_business": True, "smv": True,
    },
    "company-4": {"gender": "man", "nominated_by": "tekniq", "trade": "el", "active_business": True},
    "knowledge": {"gender": "woman", "nominated_by": "universitetet"},
    "labour": {"gender": "man", "nominated_by": ["fh", "ac"]},
    "regional": {"gender": "woman", "appointed_by": "region"},
    "observer": {"gender": "man", "appointed_by": "ministry"},
}  # fmt: skip


def board(*changes: Change) -> Board:
    """The legal board, 6 women and 5 men and the observer, with these changes."""
    file: Board = {
        "house": "Erhvervshus Nordjylland",
        "region": "Region Nordjylland",
        "municipalities": list(MUNICIPALITIES),
        "term": {"start": TERM_START, "end": TERM_END},
        "gender_balance": "nearest-40",
        "entitled": [*BUSINESS, "universitetet", "fh", "ac"],
        "members": [
            {
                "name": f"Prøvekandidat {place}",
                "seat": seat.split("-", maxsplit=1)[0],
                "appointed_by": "kkr",
                "appointed_on": date(2022, 3, 23),
                "from": TERM_START,
                "to": TERM_END,
                **deepcopy(FACTS[seat]),
            }
            for place, seat in enumerate(SEATS, start=1)
        ],
    }
    for change in changes:
        change(file)
    return file


def text(file: Board) -> str:
    """The board as YAML; a date that stands there twice is written twice."""
    yaml, stream = YAML(), StringIO()
    yaml.representer.ignore_aliases = lambda _: True
    yaml.dump(file, stream)
    return stream.getvalue()


def write(folder: Path, *changes: Change) -> Path:
    """The legal board with these changes, as a file."""
    path = folder / "board.yaml"
    path.write_text(text(board(*changes)), encoding="utf-8")
    return path


def head(**facts: object) -> Change:
    """Other facts about the whole file."""
    return lambda file: file.update(facts)


def member(seat: str, /, **facts: object) -> Change:
    """Other facts about the member who sits there in the legal file; `from_` is the key 'from'."""
    return lambda file: _member(file, seat).update(_keys(facts))


def unsaid(seat: str, /, *facts: str) -> Change:
    """Facts left out."""

    def leave_out(file: Board) -> None:
        for fact in facts:
            del _member(file, seat)[fact]

    return leave_out


def without(*seats: str) -> Change:
    """The legal file without those who sit there; the last of several changes."""

    def leave_out(file: Board) -> None:
        names = [_member(file, seat)["name"] for seat in seats]
        file["members"] = [each for each in file["members"] if each["name"] not in names]

    return leave_out


def another(seat: str, /, name: str = "Prøvekandidat 99", **facts: object) -> Change:
    """One more, after all others, with the facts of the one who sits there but another name."""
    return lambda file: file["members"].append(deepcopy(_member(file, seat)) | {"name": name} | _keys(facts))


def genders(letters: str) -> Change:
    """The genders of the eleven, as `wmwm...`; `-` is not stated."""

    def give(file: Board) -> None:
        for each, letter in zip(file["members"], letters, strict=False):
            each["gender"] = {"w": "woman", "m": "man", "-": None}[letter]

    return give


def answer(body: str | list[str] = "di", seat: str = "company", people: str = "wm", **facts: object) -> Change:
    """One more nomination, of these genders, in time, from an SMV and active in business."""

    def nominate(file: Board) -> None:
        answers = file.setdefault("nominations", [])
        nominees = [
            {
                "name": f"Prøveindstillet {len(answers)}-{place}",
                "gender": {"w": "woman", "m": "man", "-": None}[letter],
                "active_business": True,
                "smv": True,
                "trade": "metal",
            }
            for place, letter in enumerate(people)
        ]
        in_time = {"received_on": date(2022, 2, 10), "deadline": DEADLINE}
        answers.append({"body": body, "seat": seat, **in_time, "nominees": nominees, **facts})

    return nominate


def _member(file: Board, seat: str) -> Board:
    found: Board = file["members"][SEATS.index(seat)]
    return found


def _keys(facts: dict[str, object]) -> Board:
    return {name.rstrip("_"): value for name, value in facts.items()}
