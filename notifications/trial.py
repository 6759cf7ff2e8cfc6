"""The page of a trial: what a form would do, when nothing was stored."""

from collections.abc import Sequence
from datetime import date

from models.nomination_import import Row, summary
from models.opening import Opening
from models.references import member_reference, nominee_reference
from models.round import Round
from models.words import LetterState
from notifications.doing import Done
from notifications.pages import round_page
from notifications.rendering import render_page


def trial_page(round_: Round, done: Done, rows: Sequence[Row] = ()) -> str:
    """What a step would record, which letters it would write or cancel, and which deadlines it would change.

    `rows` compare it with what is registered already. It names the people the step is about, so that a person can see
    whether they are the right ones.
    """
    keys = {action.key for action in done.due}
    seats = {id(each.person): member_reference(each) for each in round_.appointments if each.left_on is None}
    was = {row.kind: row.state for row in done.before}
    return render_page(
        "trial",
        round=round_,
        message=str(done),
        rows=rows,
        summary=summary(rows) if rows else "",
        changed=done.recorded.changed,
        people=[
            (person, nominee_reference(person) or seats.get(id(person), ""), seats.get(id(person), ""))
            for person in done.recorded.people
        ],
        letters=[letter for letter in round_.letters if letter.key in keys],
        held=LetterState.HELD,
        changes=done.letters,
        moved=[(row, was[row.kind]) for row in done.after if row.state is not was[row.kind]],
        findings=done.recorded.findings,
    )


def refused_trial_page(message: str) -> str:
    """That a step would be refused, so that nobody reads the page of an earlier trial as that of this one."""
    return render_page("trial-refused", message=message)


def opening_trial_page(opening: Opening, today: date) -> str:
    """What opening a term file, or taking over a changed one, would do: the differences, and the round as it would stand."""
    return render_page("trial-opening", opening=opening, page=round_page(opening.round, today))
