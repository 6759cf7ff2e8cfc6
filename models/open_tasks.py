"""Open tasks: everything a person should do now in a round, each with the form that does it. They name nobody."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from models.clarification import unsettled
from models.completeness import OpenPoint
from models.correspondence import RECEIVED, as_missing, unread_answers, unregistered_answer
from models.due.answering import questions
from models.due.asking import lacking
from models.form import Form, form
from models.letters_to_see import WAITS, letters_to_see, receiver_of
from models.nomination import Nomination
from models.progress import asked_on, tasks_ahead, unanswered
from models.references import current, nominee_reference
from models.round import Body, Round
from models.rules.check import check_board, check_plan
from models.words import (
    AppointingBody,
    BoardRole,
    BodyKind,
    DecisionKind,
    LetterState,
    MilestoneKind,
    Question,
    RoundState,
    SeatCategory,
    counted,
)

A_WEEK = timedelta(days=7)
ASKED_OF_THE_KKR = {
    Question.REASON: "the special reasons (særlige grunde)",
    Question.LATE: "the nomination after the deadline",
}
LACKS = {
    OpenPoint.BOTH_SEXES: "a woman and a man, or the reason why not",
    OpenPoint.SMV: "somebody from an SMV",
    OpenPoint.ACTIVE_IN_BUSINESS: "that the nominees are active in business",
    OpenPoint.GENDER: "the gender of the nominees",
    OpenPoint.IN_WRITING: "the answer in writing",
}
AT_THE_MEETING = (SeatCategory.CHAIR, SeatCategory.MUNICIPAL)


@dataclass(frozen=True, kw_only=True)
class OpenTask:
    """One thing to do now. `forms` do it, by any of them; `by` is its last day, None for at once."""

    what: str
    forms: list[Form] = field(default_factory=list)
    by: date | None = None


def open_tasks(round_: Round, today: date) -> list[OpenTask]:
    """Everything to do now: what should have been done first, then what has no day, then by the last day for it."""
    tasks = [*_mail(round_), *_letters(round_, today), *_observer(round_, today)]
    if round_.state is RoundState.IN_PLAY:
        tasks = [
            *_decisions(round_, today),
            *_unanswered(round_, today),
            *tasks,
            *_nominations(round_, today),
            *_clarifications(round_, today),
            *_appointments(round_, today),
            *_plan(round_),
            *(OpenTask(what=f"{task.message} {task.remedy}", by=task.due_on) for task in tasks_ahead(round_, today)
              if task.due_on and task.due_on <= today + A_WEEK),
        ]  # fmt: skip
    return sorted(tasks, key=lambda task: task.by or today)


def _decisions(round_: Round, today: date) -> Iterator[OpenTask]:
    last, first = (round_.milestone(kind) for kind in (MilestoneKind.RECOMMENDATION, MilestoneKind.CONSTITUENT_MEETING))
    if last.starts_on <= today and round_.decision(DecisionKind.RECOMMENDATION) is None:
        recommendation = form("record-decision", kind=DecisionKind.RECOMMENDATION.value)
        yield OpenTask(what="Record the recommendation of the outgoing KKR.", forms=[recommendation], by=last.ends_on)
    if first.starts_on <= today and round_.decision(DecisionKind.ORGANISATIONS) is None:
        organisations = form("record-decision", kind=DecisionKind.ORGANISATIONS.value)
        what = "Record the decision on organisations and criteria: the requests then go out."
        yield OpenTask(what=what, forms=[organisations], by=first.ends_on)
    open_there = [seat.key for seat in round_.open_seats if seat.category in AT_THE_MEETING]
    if open_there and round_.decision(DecisionKind.CHAIR_AND_MEMBERS):
        what = f"Record whom the KKR appoints to {', '.join(open_there)} instead."
        yield OpenTask(what=what, forms=[form("record-appointments")])
    elif open_there and first.starts_on <= today:
        yield OpenTask(
            what="Record the chair and the municipal members.",
            forms=[form("record-chair-and-members")],
            by=first.ends_on,
        )


def _mail(round_: Round) -> Iterator[OpenTask]:
    """Answers in the mailbox that nobody has registered."""
    for letter, at in unread_answers(round_):
        who = letter.body.name if letter.body else receiver_of(letter)
        yield OpenTask(
            what=f"Read the answer of {who} of {round_.day_of(at)}: {RECEIVED.partition(', ')[2]}.",
            forms=[*([answer_form(letter.body)] if letter.body else []), form("mark-answer-read", letter=letter.key)],
        )


def answer_form(body: Body) -> Form:
    """The form that registers what a body answered; the region answers by appointing."""
    if body.kind is BodyKind.REGION:
        return form("record-region-member")
    return form("register-nomination", body=body.key)


def _unanswered(round_: Round, today: date) -> Iterator[OpenTask]:
    deadline = round_.milestone(MilestoneKind.NOMINATIONS).ends_on
    open_ = {seat.category for seat in round_.open_seats}
    for body in unanswered(round_) if today > deadline else []:
        if body.seat in open_ and asked_on(round_, body) and not unregistered_answer(round_, body):
            what = f"{as_missing(round_, body)} has not answered: call them, and record what they say."
            yield OpenTask(what=what, forms=[answer_form(body)], by=deadline)


def _letters(round_: Round, today: date) -> Iterator[OpenTask]:
    seen = letters_to_see(round_, today)
    waiting = [each.letter.key for each in seen if each.why == WAITS]
    if waiting:
        what = f"{counted(len(waiting), 'letter')} {'waits' if len(waiting) == 1 else 'wait'}: read, then let leave."
        yield OpenTask(what=what, forms=[form("release-letters", letters=waiting)])
    without = [each for each in seen if each.letter.state is LetterState.HELD and not each.letter.recipients]
    addresses = {each.receiver: each for each in reversed(without)}
    for receiver, first in reversed(addresses.items()):
        what = f"Record the address of {receiver}: letters wait for it, the first since {first.since}."
        yield OpenTask(what=what, forms=[each for each in first.forms if each.name == "record-address"])
    for each in seen:
        if each.why != WAITS and each not in without:
            why = f": {each.why}" if each.why else ""
            what = f"Letter {each.letter.key.partition('/')[2]} to {each.to} is {each.letter.state}{why}."
            yield OpenTask(what=what, forms=each.forms)


def _nominations(round_: Round, today: date) -> Iterator[OpenTask]:
    deadline = round_.milestone(MilestoneKind.NOMINATIONS).ends_on
    decided_by = round_.milestone(MilestoneKind.APPOINTMENT).starts_on
    for nomination in _in_the_running(round_):
        body = nomination.body
        for question in questions(nomination):
            if nomination.acceptance(question) is None:
                yield OpenTask(
                    what=f"Let the KKR say whether it accepts {ASKED_OF_THE_KKR[question]} of {body.name}, and record it.",
                    forms=[form("record-acceptance", body=body.key, question=question.value)],
                    by=decided_by,
                )
        if today > deadline and (missing := [LACKS[point] for point in lacking(nomination)]):
            what = (
                f"The answer of {body.name} lacks {'; '.join(missing)}. Ask them, and register the whole answer anew."
            )
            yield OpenTask(what=what, forms=[answer_form(body)])


def _in_the_running(round_: Round) -> list[Nomination]:
    """The answers that count, for seats that are open, of which nobody has been appointed."""
    open_ = {seat.category for seat in round_.open_seats}
    appointed = {id(member.person.nomination) for member in round_.members}
    return [each for each in current(round_) if each.body.seat in open_ and id(each) not in appointed]


def _clarifications(round_: Round, today: date) -> Iterator[OpenTask]:
    window = round_.milestone(MilestoneKind.CLARIFICATION)
    people = [person for each in _in_the_running(round_) for person in each.nominees]
    for person in people if today >= window.starts_on else []:
        if points := [point.value for point in unsettled(person)]:
            reference = nominee_reference(person)
            yield OpenTask(
                what=f"Ask nominee {reference} about: {', '.join(points)}.",
                forms=[form("record-clarification", nominee=reference, point=points[0])],
                by=window.ends_on,
            )


def _appointments(round_: Round, today: date) -> Iterator[OpenTask]:
    window, in_office = (round_.milestone(kind) for kind in (MilestoneKind.APPOINTMENT, MilestoneKind.IN_OFFICE))
    by_kkr = [
        seat.key for seat in round_.open_seats
        if seat.appointed_by is AppointingBody.KKR and seat.category not in AT_THE_MEETING
    ]  # fmt: skip
    if by_kkr and today >= window.starts_on:
        yield OpenTask(
            what=f"Record whom the KKR appointed to {', '.join(by_kkr)}.",
            forms=[form("record-appointments")],
            by=window.ends_on,
        )
    if not round_.open_seats:
        blocking = dict.fromkeys(each.rule for each in check_board(round_, today, final=True) if each.blocks)
        if blocking:
            what = f"The board may not take office as it is: {', '.join(blocking)}. The board sheet says why."
            yield OpenTask(what=what, forms=[form("check-board")], by=in_office.starts_on)


def _observer(round_: Round, today: date) -> Iterator[OpenTask]:
    """Whom the ministry names, also after the board has taken office."""
    window, in_office = (round_.milestone(kind) for kind in (MilestoneKind.APPOINTMENT, MilestoneKind.IN_OFFICE))
    known = any(each.role is BoardRole.OBSERVER and each.left_on is None for each in round_.appointments)
    if round_.observer and not known and today >= window.starts_on:
        what = f"Record the observer of {round_.observer}."
        yield OpenTask(what=what, forms=[form("record-observer")], by=in_office.starts_on)


def _plan(round_: Round) -> Iterator[OpenTask]:
    """What the rules say against the timeline or a decision."""
    for finding in check_plan(round_):
        if finding.blocks:
            forms = [correcting] if (correcting := _correcting(finding.subject)) else []
            yield OpenTask(what=f"{finding.rule}: {finding.message} {finding.remedy}", forms=forms)


def _correcting(subject: str) -> Form | None:
    """The form that corrects what a finding about the plan is about."""
    if subject in set(MilestoneKind):
        return form("move-milestone", milestone=subject)
    if subject == DecisionKind.CHAIR_AND_MEMBERS:
        return form("record-chair-and-members")
    return form("record-decision", kind=subject) if subject in set(DecisionKind) else None
