"""Takes a picture of every page of every kind of PDF that goes with a letter: `python -m docs.take_letter_pictures`.

They show the shipped round as its rehearsal has it on the day of the constituent meeting. Look at each after a change of
`notifications/templates/layout/document.typ` or of a letter that is put on paper.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path

from models.action import ActionKind
from models.definition import read_definition
from models.opening import build_round
from models.plan import plan
from models.round import Round
from models.scenario import read_scenario
from models.words import MilestoneKind
from notifications.enclosures.letter_on_paper import on_paper
from notifications.enclosures.statutes import statutes_and_criteria
from notifications.enclosures.typesetting import Document, pictures
from notifications.letters import write_letter
from terms import scenario_file, term_file

IMAGES = Path(__file__).parent / "images" / "letters"
TERM = term_file("nordjylland-2022-26")
ASKED = ("di", "smvdanmark", "videninstitution-1", "fh-ac", "region")  # one of each kind, and one asked for an SMV
TOLD = ("chair", "municipal-1")
PPI = 72


def constituted() -> Round:
    """The round of the rehearsal, in memory, at the end of the day of the constituent meeting."""
    round_, scenario = build_round(read_definition(TERM)[0]), read_scenario(scenario_file(TERM))
    for step in scenario.steps:
        if step.on <= round_.milestone(MilestoneKind.CONSTITUENT_MEETING).ends_on:
            step.apply(round_, scenario.initials, datetime.combine(step.on, time(10), UTC))
    return round_


def documents(round_: Round) -> Iterator[tuple[str, Document]]:
    """Every kind of document, by the name of its picture."""
    today = round_.milestone(MilestoneKind.CONSTITUENT_MEETING).ends_on
    for action in plan(round_, today):
        body, person = round_.body(action.body), action.person
        if action.kind is ActionKind.REQUEST and body is not None and body.key in ASKED:
            yield f"request-{body.key}", on_paper(round_, body, write_letter(round_, action, today), today)
            yield f"statutes-{body.key}", statutes_and_criteria(round_, body, today)
        elif action.kind is ActionKind.TELL_APPOINTED and person is not None and action.seat in TOLD:
            yield f"appointed-{action.seat}", on_paper(round_, person, write_letter(round_, action, today), today)


def main() -> None:
    """Take all of them anew, and pages that are the same once."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    for old in IMAGES.glob("*.png"):
        old.unlink()
    taken: dict[bytes, Path] = {}
    for name, document in documents(constituted()):
        for number, page in enumerate(pictures(document, ppi=PPI), start=1):
            taken.setdefault(page, IMAGES / f"{name}-{number}.png")
    for page, file in taken.items():
        file.write_bytes(page)
        print(file.relative_to(IMAGES.parents[2]))


if __name__ == "__main__":
    main()
