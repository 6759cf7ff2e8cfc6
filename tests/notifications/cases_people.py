"""Every variant of the letters to those who were appointed, to those who were not, to the bodies that named them, to staff."""

from collections.abc import Callable
from datetime import date, timedelta

from office import Office, moment

from models.board import Appointment
from models.entries import DirectAppointment, PersonEntry
from models.letter import Letter
from models.recording import record_appointments, record_decision, record_observer
from models.signals import BOARD
from models.transitions import LEFT_OUT, change
from models.words import AppointingBody, DecisionKind, Gender, LetterKind, LetterState, SeatCategory, SignalName
from notifications.act import tell_staff
from tests.notifications.letter_cases import DEADLINE, MAN, WOMAN, Cases, letter

APPOINTED_ON = date(2022, 3, 23)
WELCOMED_ON = date(2022, 3, 25)
IN_OFFICE = date(2022, 4, 1)
AFTER = date(2022, 4, 20)
COMPANY, KNOWLEDGE, LABOUR = SeatCategory.COMPANY, SeatCategory.KNOWLEDGE, SeatCategory.LABOUR


def full(office: Office, key: str, on: date = APPOINTED_ON) -> Letter:
    """A letter of a whole round, whose runs all came on one day."""
    office.seat_everybody()
    office.run(on)
    return letter(office, key)


def member_of(office: Office, seat: str) -> Appointment:
    return next(each for each in office.round.members if each.seat and each.seat.key == seat)


def last_appointed(office: Office, on: date, key: str, *, run_on: date | None = None) -> Letter:
    """The labour seat is filled on that day, the others before."""
    office.seat_everybody()
    member_of(office, "labour").decided_on = on
    office.run(run_on or on)
    return letter(office, key)


def one_seat_open(office: Office, key: str, on: date) -> Letter:
    office.seat_everybody()
    office.round.appointments.remove(member_of(office, "labour"))
    office.run(on)
    return letter(office, key)


def appointed_for_the_rest_of_the_term(office: Office) -> Letter:
    office.seat_everybody()
    member_of(office, "knowledge").starts_on = date(2022, 10, 1)
    office.run(APPOINTED_ON)
    return letter(office, f"appointed/knowledge/{APPOINTED_ON}")


def nobody_else_sits(office: Office, key: str) -> Letter:
    """Only the constituent meeting has been held."""
    office.decide()
    office.constitute()
    office.appoint_region(on=date(2022, 1, 25))
    office.run(date(2022, 1, 25))
    return letter(office, key)


def named_by(office: Office, *bodies: str) -> None:
    """The same human in the nominations of several bodies."""
    for body in bodies:
        office.nominate(body, WOMAN, office.person(Gender.MAN), on=date(2022, 2, 12))


def rejected_by_two(office: Office) -> Letter:
    office.decide()
    named_by(office, "di", "landbrug-foedevarer", "horesta")
    office.constitute()
    fill(office, {"dansk-erhverv": "w", "smvdanmark": "w", "tekniq": "m", "finans-danmark": "m"})
    office.run(APPOINTED_ON)
    return letter(office, "not-appointed/di/1/1")


def fill(office: Office, companies: dict[str, str], *extra: tuple[SeatCategory, str, str]) -> None:
    """The KKR follows these company nominations, and one of each other body; `w` or `m` is whom it takes."""
    for body in (*companies, "videninstitution-1", "fh-ac"):
        if not any(answer.body.key == body for answer in office.round.nominations):
            office.nominate(
                body, office.person(Gender.WOMAN, smv=True, trade=body), office.person(Gender.MAN, trade=body)
            )
    gender = {"w": Gender.WOMAN, "m": Gender.MAN}
    office.appoint(
        *((COMPANY, body, office.nominee(body, gender[whom])) for body, whom in companies.items()),
        (KNOWLEDGE, "videninstitution-1", office.nominee("videninstitution-1", Gender.WOMAN)),
        (LABOUR, "fh-ac", office.nominee("fh-ac", Gender.MAN)),
        *extra,
    )


def outcome_for_two(office: Office) -> Letter:
    """A body that nominates for two seats gets both."""
    body = office.round.body("di")
    assert body is not None
    body.seats = 2
    office.decide()
    office.constitute()
    people = [office.person(gender, smv=True, trade=f"branche {gender}") for gender in (Gender.WOMAN, Gender.MAN)]
    office.nominate("di", *people, MAN, WOMAN)
    fill(office, {"smvdanmark": "w", "tekniq": "m", "di": "m"}, (COMPANY, "di", people[0].name))
    office.run(APPOINTED_ON)
    return letter(office, "outcome/di")


def outcome_through_another(office: Office) -> Letter:
    """DI named somebody who was appointed on the nomination of Dansk Erhverv."""
    office.decide()
    office.constitute()
    named_by(office, "di", "dansk-erhverv")
    fill(office, {"dansk-erhverv": "w", "smvdanmark": "w", "tekniq": "m", "finans-danmark": "m"})
    office.run(APPOINTED_ON)
    return letter(office, "outcome/di")


def outcome_through_the_region(office: Office) -> Letter:
    """HORESTA named somebody whom the regional council appointed."""
    office.decide()
    office.constitute()
    office.nominate("horesta", WOMAN, MAN)
    record_appointments(
        office.round, decided_on=date(2022, 2, 20), appointed_by=AppointingBody.REGION,
        others=[DirectAppointment(seat=SeatCategory.REGION, person=WOMAN)], initials="TST", at=moment(date(2022, 2, 20)),
    )  # fmt: skip
    fill(office, {"dansk-erhverv": "w", "smvdanmark": "w", "tekniq": "m", "finans-danmark": "m"})
    office.run(APPOINTED_ON)
    return letter(office, "outcome/horesta")


def observed(office: Office, key: str, on: date = WELCOMED_ON) -> Letter:
    office.seat_everybody()
    observer = PersonEntry(name="Prøveobservatør 1", gender=Gender.WOMAN)
    record_observer(office.round, person=observer, from_day=APPOINTED_ON, initials="TST", at=moment(APPOINTED_ON))
    office.run(on)
    return letter(office, key)


def left(office: Office, on: date) -> Letter:
    """A member of the board leaves; its round is still in play, since a seat was not filled."""
    office.seat_everybody()
    office.round.appointments.remove(member_of(office, "labour"))
    member = member_of(office, "knowledge")
    member.left_on = on
    office.run(on)
    return letter(office, f"thanks/knowledge/{on}")


def digest(office: Office, monday: date, prepare: Callable[[Office], object] = lambda _: None) -> Letter:
    """The daily runs up to that Monday, in a round where the organisations were decided upon and some have answered."""
    record_decision(
        office.round, kind=DecisionKind.RECOMMENDATION, decided_on=date(2021, 10, 15), organisations=["di"],
        consideration="Som i sidste periode.", initials="TST", at=moment(date(2021, 10, 15)),
    )  # fmt: skip
    office.decide()
    office.constitute()
    office.run_until(date(2022, 2, 9))
    office.nominate("di")
    office.nominate("dansk-erhverv")
    office.run_until(monday - timedelta(days=1), first=date(2022, 2, 10))
    prepare(office)
    office.run(monday)
    return letter(office, f"digest/{monday}")


def letters_in_need(office: Office) -> None:
    states = (LetterState.HELD, LetterState.FAILED, LetterState.BOUNCED, LetterState.UNCERTAIN, LetterState.UNCERTAIN)
    requests = [each for each in office.round.letters if each.key.split("/")[1] == "request"]
    for each, state in zip(requests, states, strict=False):
        each.state = state
    requests[len(states)].error = "refused AC <indstilling@ac.example>: 550 Ukendt"


def digest_before_the_meeting(office: Office) -> Letter:
    office.run(date(2022, 1, 17))
    return letter(office, "digest/2022-01-17")


def noticed(office: Office, signal: SignalName, subject: str, *, on: date = date(2022, 2, 14)) -> Letter:
    tell_staff(office.round, signal=signal, subject=subject, at=moment(on))
    return [each for each in office.round.letters if each.kind is LetterKind.NOTICE][-1]


def answer_noticed(office: Office, *bodies: str) -> Letter:
    office.decide(organisations=["di", "smvdanmark", "videninstitution-1"])
    office.appoint_region()
    office.run(date(2022, 2, 1))
    for body in bodies:
        office.nominate(body)
    return noticed(office, SignalName.NOMINATION_RECEIVED, bodies[-1])


def trouble_noticed(office: Office, key: str, state: LetterState) -> Letter:
    """A letter of that key ends in that state; when it is sent, not everybody has it."""
    office.seat_everybody()
    office.run(APPOINTED_ON)
    troubled = letter(office, key)
    troubled.state = LetterState.SENT if state is LetterState.BOUNCED else LetterState.SENDING
    change(troubled, state, moment(APPOINTED_ON), actor="outbox", cause="550")
    if state is LetterState.SENT:
        troubled.error = "refused AC <indstilling@ac.example>: 550 Ukendt"
        office.round.events[-1].new[LEFT_OUT] = True
    return noticed(office, SignalName.LETTER_FAILED, key, on=APPOINTED_ON)


def seating_noticed(office: Office) -> Letter:
    office.seat_everybody()
    office.run(IN_OFFICE)
    return noticed(office, SignalName.BOARD_SEATED, BOARD, on=IN_OFFICE)


CASES: Cases = {
    "appointed": lambda office: full(office, "appointed/company-1/2022-03-23"),
    "appointed-chair": lambda office: nobody_else_sits(office, "appointed/chair/2022-01-21"),
    "appointed-municipal": lambda office: nobody_else_sits(office, "appointed/municipal-1/2022-01-21"),
    "appointed-knowledge": lambda office: full(office, "appointed/knowledge/2022-03-23"),
    "appointed-labour": lambda office: full(office, "appointed/labour/2022-03-23"),
    "appointed-region": lambda office: nobody_else_sits(office, "appointed/region/2022-01-25"),
    "appointed-board-incomplete-after-its-day": lambda office: one_seat_open(
        office, "appointed/company-1/2022-03-23", AFTER
    ),
    "appointed-board-complete-after-its-day": lambda office: last_appointed(
        office, AFTER, f"appointed/labour/{AFTER}"
    ),
    "appointed-rest-of-the-term": appointed_for_the_rest_of_the_term,
    "not-appointed": lambda office: full(office, "not-appointed/di/1/1"),
    "not-appointed-named-by-three": rejected_by_two,
    "outcome": lambda office: full(office, "outcome/di"),
    "outcome-several": outcome_for_two,
    "outcome-none": lambda office: (office.decide(), office.nominate("horesta"), full(office, "outcome/horesta"))[-1],
    "outcome-named-by-another-too": outcome_through_another,
    "outcome-appointed-by-the-region": outcome_through_the_region,
    "outcome-board-complete-after-its-day": lambda office: last_appointed(office, AFTER, "outcome/fh-ac"),
    "region": lambda office: full(office, "region"),
    "region-board-complete-after-its-day": lambda office: last_appointed(office, AFTER, "region"),
    "welcome": lambda office: observed(office, "welcome/company-1/2022-03-23"),
    "welcome-observer": lambda office: observed(office, "welcome/observer/2022-03-23"),
    "welcome-no-observer-yet": lambda office: full(office, "welcome/chair/2022-01-21", WELCOMED_ON),
    "welcome-on-the-day": lambda office: full(office, "welcome/chair/2022-01-21", IN_OFFICE),
    "welcome-after-the-day": lambda office: last_appointed(
        office, AFTER, f"welcome/labour/{AFTER}", run_on=AFTER + timedelta(days=2)
    ),
    "thanks": lambda office: left(office, AFTER),
    "thanks-before-the-board-took-office": lambda office: left(office, WELCOMED_ON),
    "digest": lambda office: digest(office, DEADLINE),
    "digest-before-the-meeting": digest_before_the_meeting,
    "digest-no-deadline": lambda office: digest(office, date(2022, 2, 14)),
    "digest-letters-in-need": lambda office: digest(office, date(2022, 3, 7), letters_in_need),
    "digest-every-seat-taken": lambda office: full(office, "digest/2022-03-28", date(2022, 3, 28)),
    "digest-late": lambda office: digest(office, date(2022, 4, 4)),
    "notice": lambda office: answer_noticed(office, "di"),
    "notice-corrected": lambda office: answer_noticed(office, "di", "di"),
    "notice-everybody-has-answered": lambda office: answer_noticed(
        office, "smvdanmark", "videninstitution-1", "fh-ac", "di"
    ),
    "notice-letter-failed": lambda office: trouble_noticed(office, "outcome/di", LetterState.FAILED),
    "notice-letter-bounced-of-a-person": lambda office: trouble_noticed(
        office, "not-appointed/di/1/1", LetterState.BOUNCED
    ),
    "notice-letter-uncertain": lambda office: trouble_noticed(office, "outcome/di", LetterState.UNCERTAIN),
    "notice-letter-not-for-all": lambda office: trouble_noticed(office, "outcome/fh-ac", LetterState.SENT),
    "notice-board-seated": seating_noticed,
}  # fmt: skip
