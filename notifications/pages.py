"""The pages staff read in the Prefect UI, as Markdown. Pure: from a round and a day."""

from collections.abc import Sequence
from datetime import date

from models.outlook import outlook
from models.plan import plan
from models.progress import deadlines, unanswered, verdict
from models.round import Round
from models.rules.check import check_board, check_plan
from models.words import DecisionKind, LetterKind, LetterState
from notifications.rendering import render_page

IN_DOUBT = (LetterState.HELD, LetterState.FAILED, LetterState.BOUNCED, LetterState.UNCERTAIN)


def deadline_table(rounds: Sequence[Round], today: date) -> str:
    """The deadline table of some rounds: milestone, date, days left, state, who is missing, what to do, source."""
    shown = [(each, deadlines(each, today)) for each in rounds]
    return render_page("deadline-table", today=today, rounds=[(each, rows, verdict(rows)) for each, rows in shown])


def round_page(round_: Round, today: date) -> str:
    """One round: its deadlines, who has answered, the gender outlook, what is due next. Names bodies, not people."""
    rows = deadlines(round_, today)
    open_ = {id(body) for body in unanswered(round_)}
    letters = {
        kind: {id(letter.body): letter for letter in round_.letters if letter.kind is kind}
        for kind in (LetterKind.REQUEST, LetterKind.REMINDER)
    }
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
                letters[LetterKind.REQUEST].get(id(body)),
                letters[LetterKind.REMINDER].get(id(body)),
                id(body) not in open_,
            )
            for body in round_.entitled_bodies
        ],
        outlook=outlook(round_),
        due=plan(round_, today),
        waiting=[
            letter
            for letter in round_.letters
            if letter.state in IN_DOUBT or (letter.state is LetterState.SENT and letter.error)
        ],
        findings=check_plan(round_),
    )


def board_sheet(round_: Round, today: date) -> str:
    """The board: who sits where, appointed and nominated by whom, and what the rules say. It names people."""
    return render_page(
        "board",
        today=today,
        round=round_,
        outlook=outlook(round_),
        findings=check_board(round_, today, final=not round_.open_seats),
    )
