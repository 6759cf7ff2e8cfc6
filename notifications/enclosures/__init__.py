"""What goes with a letter (bilag): itself on paper, the deadline for a calendar, the statutes, a form for the answer."""

from datetime import date

from models.action import Action, ActionKind
from models.letter import Enclosure, Letter
from models.round import Body, Round
from models.words import BodyKind, MilestoneKind
from notifications.enclosures.answer_form import MEDIA_TYPE as SPREADSHEET
from notifications.enclosures.answer_form import answer_form
from notifications.enclosures.deadline_entry import deadline_entry
from notifications.enclosures.letter_on_paper import on_paper
from notifications.enclosures.statutes import statutes_and_criteria, statutes_of
from notifications.enclosures.typesetting import typeset
from notifications.rendering import Rendered

PDF = "application/pdf"
CALENDAR = "text/calendar"
REQUEST_ON_PAPER, LETTER_ON_PAPER = "anmodning.pdf", "brev.pdf"


def enclosures_of(round_: Round, action: Action, letter: Rendered, today: date) -> list[Enclosure]:
    """The files that go with the letter of an action, in their order; `letter` is what was written of the same action.

    Raises:
        LetterRefused: one of them cannot be made.

    """
    body, person = round_.body(action.body), action.person
    if action.kind is ActionKind.REQUEST and body is not None:
        return _with_request(round_, body, letter, today)
    if action.kind is ActionKind.TELL_MOVED and body is not None and action.milestone is MilestoneKind.NOMINATIONS:
        return _deadline(round_, body, today)
    if action.kind is ActionKind.TELL_APPOINTED and person is not None:
        return [_pdf(LETTER_ON_PAPER, typeset(on_paper(round_, person, letter, today)))]
    return []


def set_anew(letter: Letter) -> None:
    """Make the enclosures of a letter again after its text was edited, with the deadline as it is now.

    The caller has loaded its texts, receiver and enclosures.

    Raises:
        LetterRefused: it cannot be set.

    """
    to, now = letter.person or letter.body, Rendered(subject=letter.subject, text=letter.text, html=letter.html)
    for enclosure in letter.enclosures:
        if to is not None and enclosure.name in (REQUEST_ON_PAPER, LETTER_ON_PAPER):
            enclosure.content = typeset(on_paper(letter.round, to, now, letter.enqueued_on))
        elif letter.body is not None and enclosure.media_type == CALENDAR:
            enclosure.content = deadline_entry(letter.round, letter.body, letter.enqueued_on)
        elif letter.body is not None and enclosure.media_type == SPREADSHEET:
            enclosure.content = answer_form(letter.round, letter.body)


def _with_request(round_: Round, body: Body, letter: Rendered, today: date) -> list[Enclosure]:
    name = "vedtaegter-5-2.pdf" if statutes_of(round_.house) else "grundlag.pdf"
    return [
        _pdf(REQUEST_ON_PAPER, typeset(on_paper(round_, body, letter, today))),
        *_deadline(round_, body, today),
        _pdf(name, typeset(statutes_and_criteria(round_, body, today))),
        *_form(round_, body),
    ]


def _deadline(round_: Round, body: Body, today: date) -> list[Enclosure]:
    """The entry for the calendar, unless the day has passed."""
    if round_.milestone(MilestoneKind.NOMINATIONS).ends_on < today:
        return []
    content = deadline_entry(round_, body, today)
    return [Enclosure(name="svarfrist.ics", media_type=CALENDAR, content=content)]


def _form(round_: Round, body: Body) -> list[Enclosure]:
    """The form for the answer; the region appoints by itself and has none to fill in."""
    if body.kind is BodyKind.REGION:
        return []
    return [Enclosure(name="svarskema.xlsx", media_type=SPREADSHEET, content=answer_form(round_, body))]


def _pdf(name: str, content: bytes) -> Enclosure:
    return Enclosure(name=name, media_type=PDF, content=content)
