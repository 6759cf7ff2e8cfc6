"""The statutes' § 5.2, the criteria as the KKR decided them, and why the body is asked, as a document.

The text of the statutes stands in `templates/statutes`, one file for each house, word for word as its source has it.
"""

import re
from datetime import date

from models.nomination import Decision
from models.round import Body, Round
from models.words import BodyKind, DecisionKind
from notifications import danish
from notifications.enclosures.typesetting import TEMPLATES, Block, BlockKind, Document, blocks

_BY_DECISION = "{kkr} besluttede den {day}, at {body} er indstillingsberettiget."
BASES = {
    BodyKind.BUSINESS: _BY_DECISION,
    BodyKind.KNOWLEDGE: _BY_DECISION,
    BodyKind.LABOUR: "{body} indstiller i fællesskab et medlem efter vedtægternes § 5.2.",
    BodyKind.REGION: "Regionsrådet udpeger et medlem efter vedtægternes § 5.2.",
}


def statutes_of(house: str) -> str:
    """The text of § 5.2 of that house, its headings first; "" when no file has it."""
    latin = house.casefold().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    file = TEMPLATES / "statutes" / f"{re.sub(r'[^a-z0-9]+', '-', latin)}.txt"
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def statutes_and_criteria(round_: Round, body: Body, day: date) -> Document:
    """What goes with the request to a body; the criteria only where the KKR chooses among nominees."""
    decision, statutes = round_.decision(DecisionKind.ORGANISATIONS), statutes_of(round_.house)
    criteria = _criteria(round_, body, decision)
    names = [*(["Vedtægternes § 5.2"] if statutes else []), *(["kriterier for udpegningen"] if criteria else [])]
    title = " og ".join(names) or "grundlaget for anmodningen"
    basis = BASES[body.kind].format(
        kkr=round_.appointing_body, body=body.name, day=danish.day(decision.decided_on) if decision else ""
    )
    return Document(
        title=title[:1].upper() + title[1:],
        day=day,
        sender=(round_.secretariat_name, round_.secretariat_email),
        receiver=(),
        blocks=(
            *_statutes(statutes),
            *criteria,
            _heading(f"Grundlaget for anmodningen til {body.name}"),
            *blocks(basis),
        ),
        note=f"Bilag til anmodning af {danish.day(day)} til {body.name}.",
    )


def _statutes(text: str) -> tuple[Block, ...]:
    if not text:
        return ()
    source, paragraph, *rest = blocks(text)
    return (_heading(*source.lines), Block(kind=BlockKind.SUBHEADING, lines=paragraph.lines), *rest)


def _criteria(round_: Round, body: Body, decision: Decision | None) -> tuple[Block, ...]:
    if decision is None or not decision.criteria.strip() or body.kind is BodyKind.REGION:
        return ()
    decided = f"som {round_.appointing_body} besluttede dem den {danish.day(decision.decided_on)}"
    return (_heading(f"Kriterier for udpegningen, {decided}"), *blocks(decision.criteria))


def _heading(*lines: str) -> Block:
    return Block(kind=BlockKind.HEADING, lines=lines)
