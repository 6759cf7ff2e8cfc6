"""The case file (sagsmappe) of a round, for a records system: letters, term files, tables, and a page that leads to all of it.

It is a bag (`notifications.bag`). The same round gives the same bytes, but for the day on which it was written.
"""

import json
from collections import defaultdict
from datetime import date
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from models import kept
from models.letter import Letter
from models.opening import differences_of
from models.round import Round
from models.store import load_round
from notifications.bag import Bag
from notifications.case_tables import tables_of
from notifications.keeping import whole
from notifications.rendering import render_html
from notifications.table import Files

INDEX = "index.html"


def write_case_file(session: Session, round_key: str, folder: Path, on: date) -> int:
    """Write the case file of a round into `folder`, which is not there yet or empty, and return how many files it has.

    `session` is one of `models.copying.one_moment`. After an error nothing of it is left.

    Raises:
        RoundNotFound: there is no such round.
        EntryRefused: something is in the folder already.
        OSError: it cannot be written.

    """
    round_ = load_round(session, round_key)
    with whole(folder) as place:
        bag = Bag(place)
        tables = tables_of(round_, _add_letters(bag, session, round_), _add_term_files(bag, session, round_))
        for each in tables:
            bag.add(f"tables/{each.name}.csv", each.as_csv())
        bag.add(INDEX, render_html("case-file/index", round=round_, tables=tables).encode())
        bag.close(
            {
                "Source-Organization": round_.secretariat_name,
                "Contact-Email": round_.secretariat_email,
                "External-Identifier": round_.key,
                "External-Description": f"Case file (sagsmappe): {round_.title}",
                "Bagging-Date": on.isoformat(),
                "Bag-Software-Agent": f"udpegning {version('udpegning')}",
            }
        )
    return bag.files


def _add_letters(bag: Bag, session: Session, round_: Round) -> dict[str, list[str]]:
    """The files of each letter, by its key: its hand-overs first."""
    files: dict[str, list[str]] = defaultdict(list)
    for source in (kept.handed_over, kept.never_handed_over, kept.replaced):
        for key, name, content in source(session, round_.key):
            files[key].append(bag.add(f"letters/{name}", content))
    with_drafts = select(Letter).where(Letter.round_id == round_.id).options(selectinload(Letter.drafts))
    session.scalars(with_drafts).all()  # fills in what the letters in the session have not loaded
    return files


def _add_term_files(bag: Bag, session: Session, round_: Round) -> list[Files]:
    """The files of each term file: itself, and what is different in it from the one before."""
    contents = [json.loads(content) for content in kept.term_files(session, round_.key)]
    files = [
        [bag.add(f"term-file/{number}.json", json.dumps(each, ensure_ascii=False, indent=2).encode())]
        for number, each in enumerate(contents, start=1)
    ]
    for number, (before, after) in enumerate(pairwise(contents), start=2):
        lines = "".join(f"{line}\n" for line in differences_of(before, after))
        files[number - 1].append(bag.add(f"term-file/{number}-differences.txt", lines.encode()))
    return [Files(each) for each in files]
