"""The pages staff read in the Prefect UI, as Markdown. Pure: from a round and a day."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from models.clarification import clarification, unsettled
from models.contradictions import REMINDING, aged, obstacle
from models.correspondence import as_answered, unread_answers
from models.nomination import Nomination
from models.outlook import helpful, last_step, lost_on, outlook, turning_points
from models.plan import plan
from models.progress import deadlines, tasks_ahead, unanswered, verdict
from models.recording.letters import in_doubt
from models.round import Round
from models.rules.check import check_board, check_nomination, check_plan
from models.slates import ORDER, slates
from models.words import BodyKind, DecisionKind, LetterKind, LetterState
from notifications.rendering import render_page

SHOWN = 3  # slates on the board sheet


def deadline_table(rounds: Sequence[Round], today: date) -> str:
    """The deadline table of some rounds: milestone, date, days left, state, who is missing, what to do, source.

    Below it the dated tasks before the meetings.
    """
    shown = [(each, deadlines(each, today)) for each in rounds]
    return render_page(
        "deadline-table",
        today=today,
        rounds=[(each, rows, verdict(rows), tasks_ahead(each, today)) for each, rows in shown],
    )


def round_page(round_: Round, today: date) -> str:
    """One round: its deadlines, who has answered, the gender outlook, what is due next. Names bodies, not people."""
    rows, seen = deadlines(round_, today), outlook(round_)
    answers = {id(answer.body): answer for answer in round_.nominations if not answer.replaced}
    open_ = {id(body) for body in unanswered(round_)}
    requests, reminders = (
        {id(letter.body): letter for letter in round_.letters if letter.kind in kinds}
        for kinds in ((LetterKind.REQUEST,), REMINDING)
    )
    return render_page(
        "round",
        today=today,
        round=round_,
        rows=rows,
        verdict=verdict(rows),
        decided=round_.decision(DecisionKind.ORGANISATIONS) is not None,
        bodies=[
            (
                body,
                requests.get(id(body)),
                reminders.get(id(body)),
                as_answered(round_, body, answered=id(body) not in open_),
                _to_settle(answers.get(id(body))),
            )
            for body in round_.entitled_bodies
        ],
        tasks=tasks_ahead(round_, today),
        outlook=seen,
        last_step=round_.milestone(last) if (last := last_step(round_, seen)) else None,
        lost_on=lost_on(round_),
        helpful=helpful(round_, seen),
        waited_for=[body for body in unanswered(round_) if body.kind is not BodyKind.REGION],
        turning_points=turning_points(round_),
        slates=slates(round_, top=0) if answers else None,
        due=plan(round_, today),
        waiting=[letter for letter in round_.letters if letter.state is LetterState.HELD or in_doubt(letter)],
        findings=check_plan(round_),
    )


def letters_page(round_: Round, today: date) -> str:
    """The letters that wait, each as its receiver will see it, those in doubt, and answers nobody has registered.

    The caller has loaded the texts of the held letters (`models.store.load_texts`). It names people.
    """
    counts = Counter(letter.state for letter in round_.letters)
    return render_page(
        "letters",
        round=round_,
        counts=[f"{counts[state]} {state}" for state in LetterState if counts[state]],
        held=[
            (letter, obstacle(round_, letter) or aged(round_, letter, today))
            for letter in round_.letters
            if letter.state is LetterState.HELD
        ],
        doubtful=[letter for letter in round_.letters if in_doubt(letter)],
        answers=[(letter, round_.day_of(at)) for letter, at in unread_answers(round_)],
    )


def board_sheet(round_: Round, today: date) -> str:
    """The board: who sits where, appointed and nominated by whom, who could, and what the rules say. It names people."""
    return render_page(
        "board",
        today=today,
        round=round_,
        outlook=outlook(round_),
        nominees=[
            (nomination.body, person, clarification(person))
            for nomination in round_.nominations
            if not nomination.replaced
            for person in nomination.nominees
        ],
        slates=slates(round_, top=SHOWN) if round_.nominations and round_.open_seats else None,
        order=ORDER,
        nominations=[(each, check_nomination(each)) for each in round_.nominations if not each.replaced],
        findings=check_board(round_, today, final=not round_.open_seats),
    )


def _to_settle(nomination: Nomination | None) -> list[str]:
    """The rules that stand in the way of a nomination, and the open points of its nominees."""
    if nomination is None:
        return []
    rules = [finding.rule for finding in check_nomination(nomination) if finding.blocks]
    points = [point.value for person in nomination.nominees for point in unsettled(person)]
    return list(dict.fromkeys([*rules, *points]))
