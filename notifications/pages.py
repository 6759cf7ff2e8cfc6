"""The pages staff read in the Prefect UI, as Markdown. Pure: from rounds, a day, and where the forms are.

Names of nominees stand on the board sheet, the selection page and the held letters only, and these say so; so does a trial
(`notifications.trial`).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from models.agenda import agenda
from models.clarification import PointState, clarification, unsettled
from models.contradictions import REMINDING
from models.correspondence import not_reached, unread_answers, unregistered_answer
from models.due.answering import questions
from models.due.asking import lacking
from models.form import Form, form
from models.letters_to_see import WAITS, letters_to_see, receiver_of
from models.nomination import Nomination, Person
from models.open_tasks import answer_form, open_tasks
from models.outlook import helpful, last_step, lost_on, outlook, turning_points
from models.progress import deadlines, tasks_ahead, unanswered, verdict
from models.recording.letters import in_doubt
from models.references import current, member_reference, nominee_reference
from models.round import Body, Round
from models.rules.check import check_board, check_nomination, check_plan
from models.slates import ORDER, slates
from models.words import BoardRole, BodyKind, DecisionKind, LetterKind, LetterState, MilestoneKind, RoundState, Verdict
from notifications.coming import coming_letters
from notifications.links import Links
from notifications.rendering import render_page
from notifications.timeline_picture import timeline_in_words, timeline_picture

SHOWN = 3  # slates on the selection page
NO_LINKS = Links()


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page as it is published: its Markdown, and what it is in the list of pages."""

    markdown: str
    description: str


def pages_of(round_: Round, today: date, *, links: Links = NO_LINKS) -> dict[str, Page]:
    """Every page of a round, by its key.

    The caller has loaded the texts of the held letters (`models.store.load_texts`).
    """
    made = {
        "round": (round_page, "Round page"),
        "board": (board_sheet, "Board sheet. Names people"),
        "selection": (selection_page, "Selection page: nominees. Names people"),
        "letters": (letters_page, "Letters that wait or are in doubt"),
        "held-letters": (held_letters_page, "Held letters as their receivers will see them. Names people"),
    }
    return {
        f"{name}-{round_.key}": Page(
            markdown=page(round_, today, links=links), description=f"{description}: {round_.title}"
        )
        for name, (page, description) in made.items()
    }


def deadline_table(
    rounds: Sequence[Round],
    today: date,
    *,
    links: Links = NO_LINKS,
    of_many: Mapping[Verdict, int] = MappingProxyType({}),
) -> str:
    """What comes next in all rounds, then of each: milestone, date, days left, state, who is missing, what to do, source.

    Where these are not all rounds in play, `of_many` is how many stand how.
    """
    shown = [(each, deadlines(each, today)) for each in rounds]
    return render_page(
        "deadline-table",
        links=links,
        today=today,
        agenda=agenda(rounds, today),
        of_many=of_many,
        rounds=[(each, rows, verdict(rows), tasks_ahead(each, today)) for each, rows in shown],
    )


def round_page(round_: Round, today: date, *, links: Links = NO_LINKS) -> str:
    """One round: its timeline, what to do now, who has answered, the gender outlook, the letters to come. Names nobody."""
    rows, seen = deadlines(round_, today), outlook(round_)
    return render_page(
        "round",
        links=links,
        today=today,
        round=round_,
        rows=rows,
        verdict=verdict(rows),
        picture=timeline_picture(rows, today),
        picture_in_words=timeline_in_words(rows, today),
        open_tasks=open_tasks(round_, today),
        decided=round_.decision(DecisionKind.ORGANISATIONS) is not None,
        bodies=[_body_row(round_, body, today) for body in round_.entitled_bodies],
        coming=coming_letters(round_, today),
        tasks=tasks_ahead(round_, today),
        outlook=seen,
        filled=_filled(round_),
        last_step=round_.milestone(last) if (last := last_step(round_, seen)) else None,
        lost_on=lost_on(round_),
        helpful=helpful(round_, seen),
        waited_for=[body for body in unanswered(round_) if body.kind is not BodyKind.REGION],
        turning_points=turning_points(round_),
        slates=slates(round_, top=0) if current(round_) else None,
        waiting=sum(letter.state is LetterState.HELD for letter in round_.letters),
        doubtful=sum(in_doubt(letter) for letter in round_.letters),
        findings=check_plan(round_),
    )


def letters_page(round_: Round, today: date, *, links: Links = NO_LINKS) -> str:
    """The letters that wait and those in doubt, and answers nobody has registered: a line each. Names no nominee."""
    counts = Counter(letter.state for letter in round_.letters)
    seen = letters_to_see(round_, today)
    return render_page(
        "letters",
        links=links,
        round=round_,
        counts=[f"{counts[state]} {state}" for state in LetterState if counts[state]],
        held=[each for each in seen if each.letter.state is LetterState.HELD],
        doubtful=[each for each in seen if each.letter.state is not LetterState.HELD],
        answers=[
            (letter, letter.body.name if letter.body else receiver_of(letter), round_.day_of(at),
             answer_form(letter.body) if letter.body else None)
            for letter, at in unread_answers(round_)
        ],
    )  # fmt: skip


def held_letters_page(round_: Round, today: date, *, links: Links = NO_LINKS) -> str:
    """The letters that are held, each as its receiver will see it, and what servers said of those in doubt. Names people.

    The caller has loaded the texts of the held letters (`models.store.load_texts`).
    """
    return render_page(
        "held-letters",
        links=links,
        round=round_,
        held=[each for each in letters_to_see(round_, today) if each.letter.state is LetterState.HELD],
        waits=WAITS,
        doubtful=[letter for letter in round_.letters if in_doubt(letter) and letter.person is not None],
    )


def board_sheet(round_: Round, today: date, *, links: Links = NO_LINKS) -> str:
    """The board: who sits where, for which term, appointed and nominated by whom, and what the rules say. Names people."""
    return render_page(
        "board",
        links=links,
        today=today,
        round=round_,
        outlook=outlook(round_),
        members=[(member_reference(member), member) for member in round_.members],
        others=[each for each in round_.appointments if each.role is not BoardRole.MEMBER and each.left_on is None],
        left=[each for each in round_.appointments if each.left_on is not None],
        findings=check_board(round_, today, final=not round_.open_seats),
    )


def selection_page(round_: Round, today: date, *, links: Links = NO_LINKS) -> str:
    """The nominees with their references and open points, what the rules say about them, and slates. Names people."""
    return render_page(
        "selection",
        links=links,
        today=today,
        round=round_,
        nominations=[
            (each, [_nominee_row(person) for person in each.nominees], check_nomination(each), _forms(round_, each))
            for each in current(round_)
        ],
        slates=slates(round_, top=SHOWN) if current(round_) and round_.open_seats else None,
        order=ORDER,
    )


def _forms(round_: Round, nomination: Nomination) -> list[Form]:
    """The forms that settle what the rules say about a nomination: the body answers anew, or the KKR accepts it as it is."""
    body = nomination.body
    if round_.state is not RoundState.IN_PLAY or round_.has_member_of(body):
        return []
    return [*([form("record-acceptance", body=body.key)] if questions(nomination) else []), answer_form(body)]


def _filled(round_: Round) -> str:
    """How many seats of each category are filled."""
    seats = Counter(seat.category for seat in round_.seats)
    open_ = Counter(seat.category for seat in round_.open_seats)
    return ", ".join(f"{category} {number - open_[category]} of {number}" for category, number in seats.items())


def _body_row(round_: Round, body: Body, today: date) -> dict[str, object]:
    """A body in the table of requests and answers."""
    answer = next((each for each in current(round_) if each.body is body), None)
    request, reminder = (
        next((each for each in reversed(round_.letters) if each.body is body and each.kind in kinds), None)
        for kinds in ((LetterKind.REQUEST,), REMINDING)
    )
    return {
        "body": body,
        "request": request,
        "reminder": reminder,
        "answer": _as_answered(round_, body, answer, today),
        "to_settle": _to_settle(answer) if answer else [],
        "form": answer_form(body),
    }


def _as_answered(round_: Round, body: Body, answer: Nomination | None, today: date) -> str:
    """Where a body stands, in a word or two; in bold what wants a person."""
    if unregistered_answer(round_, body):
        return "**to register**"
    if body not in unanswered(round_):
        return "**incomplete**" if answer and lacking(answer) else "answered"
    if not_reached(round_, body):
        return "**not reached**"
    return "**open**" if today > round_.milestone(MilestoneKind.NOMINATIONS).ends_on else "open"


def _to_settle(nomination: Nomination) -> list[str]:
    """The rules that stand in the way of a nomination, and the open points of its nominees."""
    rules = [finding.rule for finding in check_nomination(nomination) if finding.blocks]
    points = [point.value for person in nomination.nominees for point in unsettled(person)]
    return list(dict.fromkeys([*rules, *points]))


def _nominee_row(person: Person) -> tuple[str, Person, str]:
    """A nominee with the reference that the forms ask for, and where the points stand that are not answered."""
    points = [
        point.value if state is PointState.OPEN else f"{point.value} ({state})"
        for point, state in clarification(person).items()
        if state is not PointState.ANSWERED
    ]
    return nominee_reference(person), person, ", ".join(points)
