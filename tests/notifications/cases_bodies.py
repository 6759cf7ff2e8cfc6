"""Every variant of the letters to the bodies and of the messages to staff."""

from datetime import date, timedelta
from typing import Any

from office import DECIDED_ON, Office, moment

from models.entries import PersonEntry
from models.letter import Letter
from models.recording import move_milestone, record_acceptance, register_nomination
from models.words import DecisionKind, Gender, MilestoneKind, Question
from tests.notifications.letter_cases import DEADLINE, MAN, WOMAN, Cases, letter


def request(office: Office, body: str, on: date = DECIDED_ON) -> Letter:
    office.decide()
    office.run(on)
    return letter(office, f"request/{body}")


def request_with_criteria(office: Office, body: str) -> Letter:
    office.decide()
    decision = office.round.decision(DecisionKind.ORGANISATIONS)
    assert decision is not None
    decision.criteria = "erfaring med grøn omstilling, eksport og digitalisering."
    office.run(DECIDED_ON)
    return letter(office, f"request/{body}")


def request_of_a_house_whose_statutes_are_not_here(office: Office, body: str) -> Letter:
    office.round.house = "Prøvehuset"
    return request_with_criteria(office, body)


def request_for_two_seats(office: Office, body: str) -> Letter:
    for each in office.round.bodies:
        each.seats = 2 if each.key == body else 1
    return request(office, body)


def request_after_the_deadline_was_moved(office: Office, body: str) -> Letter:
    for each in office.round.milestones:
        if each.ends_on == DEADLINE:
            each.starts_on = each.ends_on = date(2022, 3, 4)
            each.moved = True
    return request(office, body)


def request_before_another_deadline(office: Office, body: str) -> Letter:
    """As a term file may lay it down; nobody has moved it."""
    for each in office.round.milestones:
        if each.ends_on == DEADLINE:
            each.starts_on = each.ends_on = date(2022, 2, 25)
    return request(office, body)


def reminder(office: Office, body: str, days: int, stage: int) -> Letter:
    office.decide()
    office.run(DECIDED_ON)
    office.run(DEADLINE - timedelta(days=days))
    return letter(office, f"reminder/{stage}/{body}")


def move(office: Office, day: date, on: date = date(2022, 2, 11)) -> None:
    """Staff move the deadline after that day's run, and the clarification, so that it starts the day after."""
    moves = [
        (MilestoneKind.CLARIFICATION, day + timedelta(days=1), date(2022, 3, 15)),
        (MilestoneKind.NOMINATIONS, day, day),
    ]
    for milestone, starts_on, ends_on in moves if day > DEADLINE else moves[1:]:
        move_milestone(
            office.round, milestone=milestone, starts_on=starts_on, ends_on=ends_on, reason="Efter aftale.",
            initials="TST", at=moment(on),
        )  # fmt: skip


def answer(office: Office, body: str, *people: PersonEntry, on: date = date(2022, 2, 10), **said: Any) -> None:
    """The body is asked and answers, and gets its receipt; without people it names nobody and says so."""
    office.decide()
    office.run(DECIDED_ON)
    register_nomination(
        office.round, body=body, received_on=on, nominees=people, initials="TST", at=moment(on),
        **({} if people else {"reason": "Vi har ingen kandidater."}) | said,
    )  # fmt: skip
    office.run(on)


def incomplete(office: Office, body: str, *people: PersonEntry, stage: int = 14, **said: Any) -> Letter:
    answer(office, body, *people, **said)
    office.run(DEADLINE - timedelta(days=stage))
    return letter(office, f"incomplete/{stage}/{body}")


def passed(
    office: Office, body: str, *people: PersonEntry, on: date = DEADLINE + timedelta(days=1), **said: Any
) -> Letter:
    """Whoever is named has answered before the deadline, and not completely."""
    if people or said:
        answer(office, body, *people, **said)
    else:
        office.decide()
        office.run(DECIDED_ON)
    office.run(on)
    return letter(office, f"deadline-passed/{DEADLINE}/{body}")


def moved(office: Office, body: str, to: date, *people: PersonEntry, run_on: date = date(2022, 2, 12)) -> Letter:
    if people:
        answer(office, body, *people)
    else:
        office.decide()
        office.run(DECIDED_ON)
    move(office, to)
    office.run(run_on)
    return letter(office, f"deadline-moved/{to}/{body}")


def acceptance(
    office: Office, body: str, question: Question, *people: PersonEntry, accepted: bool, on: date = date(2022, 3, 10),
    received: date = date(2022, 2, 10), seats: int = 1, reason: str = "", also: bool | None = None, filled: bool = False,
) -> Letter:  # fmt: skip
    """The KKR answers one question about a nomination, and the other the day before when `also` is given."""
    answering = office.round.body(body)
    assert answering is not None
    answering.seats = seats
    answer(office, body, *people, on=received, reason=reason)
    if also is not None:
        other = Question.LATE if question is Question.REASON else Question.REASON
        office.accept(body, other, accepted=also, on=on - timedelta(days=1))
    record_acceptance(
        office.round, body=body, question=question, accepted=accepted, decided_on=on, reason=GROUNDS[question, accepted],
        initials="TST", at=moment(on),
    )  # fmt: skip
    if filled:
        office.round.seats = [seat for seat in office.round.seats if seat.category is not answering.seat]
    office.run(on)
    return letter(office, f"acceptance/{body}/1/{question}/1")


def receipt(
    office: Office, body: str, *people: PersonEntry, on: date = date(2022, 2, 10), registered: date | None = None,
    reason: str = "", in_writing: bool = True, seats: int = 1,
) -> Letter:  # fmt: skip
    answering = office.round.body(body)
    assert answering is not None
    answering.seats = seats
    office.decide()
    office.run(DECIDED_ON)
    if people:
        office.nominate(body, *people, on=on, reason=reason, in_writing=in_writing)
    else:
        register_nomination(
            office.round, body=body, received_on=on, nominees=[], reason=reason, in_writing=in_writing,
            initials="TST", at=moment(on),
        )  # fmt: skip
    office.run(registered or on)
    return letter(office, f"receipt/{body}/1")


def second_receipt(office: Office, body: str) -> Letter:
    receipt(office, body, MAN)
    office.nominate(body, WOMAN, MAN, on=date(2022, 2, 14))
    office.run(date(2022, 2, 14))
    return letter(office, f"receipt/{body}/2")


def missed(office: Office, milestone: str, ends_on: date) -> Letter:
    office.decide()
    office.constitute()
    office.run(DECIDED_ON)
    office.nominate("di")
    office.appoint_region()
    office.run(ends_on + timedelta(days=1))
    return letter(office, f"missed/{milestone}/{ends_on}")


REASON = "De to kvinder, vi har spurgt, har ikke ønsket at stille op."
GROUNDS = {
    (
        Question.REASON,
        True,
    ): "Organisationen har spurgt bredt blandt sine medlemmer uden at finde en kvinde, der ønskede at stille op.",
    (Question.REASON, False): "Organisationen har ikke oplyst, om den har spurgt uden for sin egen ledelse",
    (
        Question.LATE,
        True,
    ): "Indstillingen kom to dage efter fristen, og den har ikke forsinket afklaringen af kandidater.",
    (Question.LATE, False): "Afklaringen af kandidater var afsluttet, da indstillingen kom.",
}
LATE = date(2022, 3, 2)
NOBODY_KNOWN = MAN.model_copy(update={"gender": Gender.NOT_STATED, "active_in_business": False})
CASES: Cases = {
    "request-business": lambda office: request(office, "landbrug-foedevarer"),
    "request-business-smv": lambda office: request(office, "smvdanmark"),
    "request-business-two-seats": lambda office: request_for_two_seats(office, "di"),
    "request-business-criteria": lambda office: request_with_criteria(office, "di"),
    "request-business-no-statutes": lambda office: request_of_a_house_whose_statutes_are_not_here(office, "di"),
    "request-business-moved-deadline": lambda office: request_after_the_deadline_was_moved(office, "di"),
    "request-business-another-deadline": lambda office: request_before_another_deadline(office, "di"),
    "request-business-after-the-deadline": lambda office: request(office, "di", DEADLINE + timedelta(days=1)),
    "request-region-after-the-term-began": lambda office: request(office, "region", date(2022, 4, 1)),
    "request-knowledge": lambda office: request(office, "videninstitution-1"),
    "request-labour": lambda office: request(office, "fh-ac"),
    "request-region": lambda office: request(office, "region"),
    "reminder": lambda office: reminder(office, "di", 14, 14),
    "reminder-labour": lambda office: reminder(office, "fh-ac", 7, 7),
    "reminder-region": lambda office: reminder(office, "region", 2, 2),
    "reminder-tomorrow": lambda office: reminder(office, "di", 1, 2),
    "reminder-today": lambda office: reminder(office, "di", 0, 2),
    "incomplete": lambda office: incomplete(office, "di", MAN),
    "incomplete-everything": lambda office: incomplete(
        office, "smvdanmark", NOBODY_KNOWN, stage=2, in_writing=False
    ),
    "incomplete-labour": lambda office: incomplete(office, "fh-ac", MAN, stage=7),
    "incomplete-nobody": lambda office: incomplete(office, "horesta", in_writing=False),
    "deadline-passed": lambda office: passed(office, "di"),
    "deadline-passed-labour": lambda office: passed(office, "fh-ac"),
    "deadline-passed-region": lambda office: passed(office, "region"),
    "deadline-passed-incomplete": lambda office: passed(office, "di", MAN),
    "deadline-passed-incomplete-nobody": lambda office: passed(office, "horesta", in_writing=False),
    "deadline-passed-after-the-window": lambda office: passed(office, "di", on=date(2022, 3, 28)),
    "deadline-moved": lambda office: moved(office, "di", date(2022, 3, 7)),
    "deadline-moved-earlier": lambda office: moved(office, "di", date(2022, 2, 25)),
    "deadline-moved-labour": lambda office: moved(office, "fh-ac", date(2022, 3, 7)),
    "deadline-moved-region": lambda office: moved(office, "region", date(2022, 3, 7)),
    "deadline-moved-region-earlier": lambda office: moved(office, "region", date(2022, 2, 25)),
    "deadline-moved-incomplete": lambda office: moved(office, "di", date(2022, 3, 7), MAN),
    "deadline-moved-incomplete-too-late": lambda office: moved(
        office, "di", date(2022, 2, 25), MAN, run_on=date(2022, 2, 26)
    ),
    "deadline-moved-too-late": lambda office: moved(office, "di", date(2022, 2, 25), run_on=date(2022, 2, 26)),
    "acceptance": lambda office: acceptance(office, "di", Question.REASON, MAN, accepted=True, reason=REASON),
    "acceptance-reason-incomplete": lambda office: acceptance(
        office, "smvdanmark", Question.REASON, MAN, accepted=True, reason=REASON
    ),
    "acceptance-reason-not-accepted": lambda office: acceptance(
        office, "di", Question.REASON, MAN, accepted=False, reason=REASON
    ),
    "acceptance-reason-not-accepted-before-the-deadline": lambda office: acceptance(
        office, "di", Question.REASON, MAN, accepted=False, reason=REASON, seats=2, on=date(2022, 2, 20)
    ),
    "acceptance-reason-not-accepted-incomplete": lambda office: acceptance(
        office, "smvdanmark", Question.REASON, MAN, accepted=False, reason=REASON
    ),
    "acceptance-reason-not-accepted-seats-filled": lambda office: acceptance(
        office, "di", Question.REASON, MAN, accepted=False, reason=REASON, filled=True
    ),
    "acceptance-reason-and-late-open": lambda office: acceptance(
        office, "fh-ac", Question.REASON, MAN, accepted=True, reason=REASON, received=LATE
    ),
    "acceptance-reason-and-late-refused": lambda office: acceptance(
        office, "di", Question.REASON, MAN, accepted=True, reason=REASON, received=LATE, also=False
    ),
    "acceptance-reason-and-late-refused-incomplete": lambda office: acceptance(
        office, "smvdanmark", Question.REASON, MAN, accepted=True, reason=REASON, received=LATE, also=False
    ),
    "acceptance-reason-refused-and-late-refused": lambda office: acceptance(
        office, "di", Question.REASON, MAN, accepted=False, reason=REASON, received=LATE, also=False
    ),
    "acceptance-late-refused-and-reason-refused": lambda office: acceptance(
        office, "di", Question.LATE, MAN, accepted=False, reason=REASON, received=LATE, also=False
    ),
    "acceptance-late-and-reason-refused": lambda office: acceptance(
        office, "di", Question.LATE, MAN, accepted=True, reason=REASON, received=LATE, also=False
    ),
    "acceptance-late": lambda office: acceptance(
        office, "di", Question.LATE, WOMAN, MAN, accepted=True, received=LATE
    ),
    "acceptance-late-labour": lambda office: acceptance(
        office, "fh-ac", Question.LATE, WOMAN, MAN, accepted=True, received=LATE
    ),
    "acceptance-late-incomplete": lambda office: acceptance(
        office, "di", Question.LATE, MAN, accepted=True, received=LATE
    ),
    "acceptance-late-and-reason-open": lambda office: acceptance(
        office, "di", Question.LATE, MAN, accepted=True, received=LATE, reason=REASON
    ),
    "acceptance-late-not-accepted": lambda office: acceptance(
        office, "di", Question.LATE, WOMAN, MAN, accepted=False, received=LATE
    ),
    "receipt": lambda office: receipt(office, "di", WOMAN, MAN),
    "receipt-corrected": lambda office: second_receipt(office, "di"),
    "receipt-one-sex-no-reason": lambda office: receipt(office, "di", MAN),
    "receipt-one-sex-no-reason-two-seats": lambda office: receipt(office, "di", MAN, seats=2),
    "receipt-one-sex-with-reason": lambda office: receipt(
        office, "di", MAN, reason="De to kvinder, vi har spurgt, har ikke ønsket at stille op."
    ),
    "receipt-smv-missing": lambda office: receipt(
        office, "smvdanmark", WOMAN.model_copy(update={"smv": False}), MAN
    ),
    "receipt-facts-missing": lambda office: receipt(
        office, "di",
        WOMAN.model_copy(update={"gender": Gender.NOT_STATED, "active_in_business": False}), WOMAN.model_copy(
            update={"name": "Ida Holm"}), MAN,
    ),
    "receipt-late": lambda office: receipt(office, "di", WOMAN, MAN, on=date(2022, 3, 2)),
    "receipt-late-and-incomplete": lambda office: receipt(office, "di", MAN, on=date(2022, 3, 2)),
    "receipt-registered-after-the-deadline": lambda office: receipt(office, "di", MAN, registered=date(2022, 3, 1)),
    "receipt-nobody": lambda office: receipt(office, "horesta", reason="Vi har ingen kandidater."),
    "receipt-nobody-late": lambda office: receipt(
        office, "horesta", reason="Vi har ingen kandidater.", on=date(2022, 3, 2)
    ),
    "receipt-not-in-writing": lambda office: receipt(office, "di", WOMAN, MAN, in_writing=False),
    "receipt-nobody-not-in-writing": lambda office: receipt(
        office, "horesta", reason="Vi har ingen kandidater.", in_writing=False
    ),
    "deadline-missed-nominations": lambda office: missed(office, "nominations", DEADLINE),
    "deadline-missed-appointment": lambda office: missed(office, "appointment", date(2022, 3, 25)),
    "deadline-missed": lambda office: missed(office, "recommendation", date(2021, 10, 15)),
}  # fmt: skip
