"""What is kept of the letters and the term files of a round, as files, one at a time: all of them together may be large."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.letter import Draft, Enclosure, Handover, Letter
from models.round import Round, TermFile

File = tuple[str, str, bytes]
"""The key of a letter, the name of a file that belongs to it, and what is in it. No two files of a round have one name."""


def handed_over(session: Session, round_key: str) -> Iterator[File]:
    """Every hand-over of a letter, as its exact bytes."""
    for key, number, (wire,) in _one_by_one(session, round_key, Handover.wire):
        again = f"+{number}" if number > 1 else ""  # no key has a plus
        yield key, f"{_as_name(key)}{again}.eml", wire


def never_handed_over(session: Session, round_key: str) -> Iterator[File]:
    """The text and the enclosures of every letter that has not left."""
    waits = ~Letter.handovers.any()
    for key, _, (subject, text) in _one_by_one(session, round_key, Letter.subject, Letter.text, where=waits):
        yield key, f"{_as_name(key)}.txt", _readable(subject, text)
    for key, _, (name, content) in _one_by_one(session, round_key, Enclosure.name, Enclosure.content, where=waits):
        yield key, f"{_as_name(key)}/{name}", content


def replaced(session: Session, round_key: str) -> Iterator[File]:
    """Every text of a letter that staff replaced while it was held; the first is draft 1."""
    for key, number, (subject, text) in _one_by_one(session, round_key, Draft.subject, Draft.text):
        yield key, f"{_as_name(key)}+draft-{number}.txt", _readable(subject, text)


def term_files(session: Session, round_key: str) -> Sequence[str]:
    """Every term file as it was opened, as JSON, oldest first."""
    query = select(TermFile.content).join(TermFile.round).where(Round.key == round_key)
    return session.scalars(query.order_by(TermFile.id)).all()


def _one_by_one(
    session: Session, round_key: str, *columns: InstrumentedAttribute[Any], where: ColumnElement[bool] | None = None
) -> Iterator[tuple[str, int, Any]]:
    """Of each row that belongs to a letter of a round: the letter's key, which of the letter's it is, and these columns.

    A query for each row: a database that sorts them all may hold them all.
    """
    of = columns[0].class_
    rows = select(Letter.key, of.id).join(Letter.round).where(Round.key == round_key)
    if of is not Letter:
        rows = rows.join(of, of.letter_id == Letter.id)
    times: Counter[str] = Counter()
    for key, row in session.execute((rows if where is None else rows.where(where)).order_by(of.id)).all():
        times[key] += 1
        yield key, times[key], session.execute(select(*columns).where(of.id == row)).one()


def _as_name(key: str) -> str:
    return key.replace("/", ".")


def _readable(subject: str, text: str) -> bytes:
    return f"{subject}\n\n{text}".encode()
