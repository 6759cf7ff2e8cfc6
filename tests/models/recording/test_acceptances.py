"""What the KKR accepts about a nomination: once, twice, changed, refused; in memory."""

from collections.abc import Callable
from datetime import date

import pytest
from office import MAN, SEATED, WOMAN, Office, moment

from models.errors import RulesBroken
from models.recording import Recorded, record_acceptance
from models.words import Gender, Question, SeatCategory

FEBRUARY, LATE, MARCH = date(2022, 2, 10), date(2022, 3, 3), date(2022, 3, 23)
COMPANY = SeatCategory.COMPANY
RELUCTANT = "Kvinden trak sig."
GROUND = "Foreningen har søgt begge køn."
NOMINATING = (
    "di, dansk-erhverv, landbrug-foedevarer, smvdanmark, tekniq, finans-danmark, forsikring-pension, horesta, "
    "videninstitution-1, videninstitution-2, fh-ac"
)


def accept(office: Office, **fields: object) -> Recorded:
    entered = {
        "body": "di", "question": Question.REASON, "accepted": True, "decided_on": MARCH, "reason": GROUND,
        "initials": "TST", "at": moment(MARCH), **fields,
    }  # fmt: skip
    return record_acceptance(office.round, **entered)  # type: ignore[arg-type]


def departing(office: Office, on: date = FEBRUARY) -> None:
    """DI names only a man, and says why."""
    office.decide()
    office.nominate("di", MAN, on=on, reason=RELUCTANT)


def appoint(office: Office, name: str = MAN.name) -> list[str]:
    """The names of the members once the KKR has appointed that nominee of DI."""
    office.appoint((COMPANY, "di", name))
    return [member.person.name for member in office.round.members]


def blocked(office: Office, name: str = MAN.name) -> list[tuple[str, str]]:
    """What stands in the way of appointing that nominee of DI."""
    with pytest.raises(RulesBroken) as caught:
        appoint(office, name)
    office.round.appointments.clear()  # what a caller's rollback does
    return [(finding.rule, finding.subject) for finding in caught.value.findings]


def test_an_acceptance_is_recorded_once(office: Office) -> None:
    departing(office)
    first, again = accept(office), accept(office, reason=f" {GROUND} ")
    assert (first.changed, first.message) == (True, "Recorded that the KKR accepts the reasons of DI.")
    assert (again.changed, again.message) == (False, "This answer is recorded already; nothing was changed.")
    (kept,) = office.round.nominations[-1].acceptances
    assert (kept.question, kept.accepted, kept.decided_on, kept.reason) == (Question.REASON, True, MARCH, GROUND)
    assert (kept.recorded_by, kept.recorded_at) == ("TST", moment(MARCH))


def test_the_trail_says_what_the_kkr_answered_and_why(office: Office) -> None:
    departing(office)
    accept(office, accepted=False)
    event = office.round.events[-1]
    assert (event.what, event.subject, event.actor, event.reason) == ("acceptance recorded", "di", "TST", GROUND)
    assert event.new == {"question": "reason", "accepted": False, "decided_on": "2022-03-23"}


def test_a_refusal_is_recorded_and_its_finding_says_so(office: Office) -> None:
    departing(office)
    recorded = accept(office, accepted=False)
    assert recorded.message == "Recorded that the KKR does not accept the reasons of DI."
    assert [(each.rule, each.blocks) for each in recorded.findings] == [("B7", False), ("B10", True)]


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"accepted": False}, id="the answer"),
        pytest.param({"decided_on": date(2022, 3, 21)}, id="the day"),
        pytest.param({"reason": "En anden grund."}, id="the reason"),
    ],
)
def test_the_latest_answer_counts_and_the_earlier_one_is_kept(office: Office, changed: dict[str, object]) -> None:
    departing(office)
    accept(office)
    assert accept(office, **changed).changed
    nomination = office.round.nominations[-1]
    assert [each.reason for each in nomination.acceptances] == [GROUND, changed.get("reason", GROUND)]
    assert nomination.acceptance(Question.REASON) is nomination.acceptances[-1]


def test_an_answer_given_again_after_another_one_counts_again(office: Office) -> None:
    departing(office)
    assert [accept(office, accepted=accepted).changed for accepted in (True, False, True)] == [True, True, True]
    assert appoint(office) == [MAN.name]


def test_the_reason_and_the_delay_are_two_questions(office: Office) -> None:
    departing(office, on=LATE)
    assert blocked(office) == [("B10", "di"), ("B12", "di")]
    accept(office)
    assert blocked(office) == [("B12", "di")]
    accept(office, question=Question.LATE)
    assert appoint(office) == [MAN.name]


def test_a_nominee_is_appointed_only_once_the_reason_of_the_body_is_accepted(office: Office) -> None:
    departing(office)
    assert blocked(office) == [("B10", "di")]
    accept(office)
    assert appoint(office) == [MAN.name]


def test_a_late_nominee_is_appointed_only_once_that_is_accepted(office: Office) -> None:
    office.decide()
    office.nominate("di", WOMAN, MAN, on=LATE)
    assert blocked(office) == [("B12", "di")]
    assert accept(office, question=Question.LATE).changed
    assert appoint(office) == [MAN.name]


def test_a_refusal_keeps_blocking_until_a_corrected_nomination_comes(office: Office) -> None:
    departing(office)
    accept(office, accepted=False)
    assert blocked(office) == [("B10", "di")]
    office.nominate("di", WOMAN, MAN, on=date(2022, 2, 20))
    assert appoint(office) == [MAN.name]


def test_the_acceptance_of_a_replaced_nomination_does_not_count_for_the_next_one(office: Office) -> None:
    departing(office)
    accept(office)
    office.nominate("di", WOMAN, on=date(2022, 2, 20), reason="Manden trak sig.")
    assert blocked(office, WOMAN.name) == [("B10", "di")]


@pytest.mark.parametrize(
    "step, message",
    [
        pytest.param(
            lambda office: accept(office, body="dsb"),
            f"body: 'dsb' does not nominate in nordjylland-2022-26. Write one of {NOMINATING}.", id="unknown body",
        ),
        pytest.param(
            lambda office: accept(office, body="region"),
            f"body: 'region' does not nominate in nordjylland-2022-26. Write one of {NOMINATING}.",
            id="the region appoints by itself",
        ),
        pytest.param(
            lambda office: accept(office, body="horesta"),
            "body: HORESTA has not answered. Register its nomination first.", id="nothing to answer to",
        ),
        pytest.param(
            lambda office: accept(office, decided_on=date(2022, 3, 24)),
            "decided_on: 2022-03-24 lies in the future. Record it once it has happened.", id="an answer ahead",
        ),
        pytest.param(
            lambda office: accept(office, decided_on=date(2020, 3, 23)),
            "decided_on: 2020-03-23 lies more than a year before the election. Check the year.", id="a wrong year",
        ),
        pytest.param(
            lambda office: accept(office, decided_on=date(2022, 2, 9)),
            "decided_on: 2022-02-09 lies before the nomination of 2022-02-10. Check the day.",
            id="an answer before the question",
        ),
        pytest.param(
            lambda office: accept(office, body="smvdanmark"),
            "question: the nomination of SMVdanmark gives no reasons for departing from both a woman and a man, so there "
            "is nothing to accept.", id="a woman and a man",
        ),
        pytest.param(
            lambda office: accept(office, body="tekniq"),
            "question: the nomination of Tekniq gives no reasons for departing from both a woman and a man, so there is "
            "nothing to accept.", id="a departure without a reason",
        ),
        pytest.param(
            lambda office: accept(office, body="finans-danmark"),
            "question: the nomination of Finans Danmark gives no reasons for departing from both a woman and a man, so "
            "there is nothing to accept.", id="a reason without a departure",
        ),
        pytest.param(
            lambda office: accept(office, body="dansk-erhverv"),
            "question: the nomination of Dansk Erhverv gives no reasons for departing from both a woman and a man, so "
            "there is nothing to accept.", id="who names nobody departs from nothing",
        ),
        pytest.param(
            lambda office: accept(office, question=Question.LATE),
            "question: the nomination of DI came in time, so there is nothing to accept.", id="in time",
        ),
        pytest.param(
            lambda office: accept(office, reason=" "),
            "reason: it is empty. Write what the KKR's answer rests on.", id="no reason",
        ),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused_and_says_what_to_do(
    office: Office, step: Callable[[Office], Recorded], message: str
) -> None:
    departing(office)
    office.nominate("smvdanmark", WOMAN, MAN)
    office.nominate("tekniq", MAN)
    office.nominate("finans-danmark", WOMAN, MAN, reason="Uden betydning.")
    office.nominate("dansk-erhverv")
    office.round.nominations[-1].nominees.clear()
    assert office.refused(step) == message
    assert [each.acceptances for each in office.round.nominations] == [[], [], [], [], []]


@pytest.mark.parametrize("decided_on", [FEBRUARY, MARCH], ids=["the day of the nomination", "the day it is recorded"])
def test_the_kkr_may_answer_on_any_day_from_the_nomination_on(office: Office, decided_on: date) -> None:
    departing(office)
    assert accept(office, decided_on=decided_on).changed


def test_nothing_is_recorded_after_the_board_is_seated(office: Office) -> None:
    office.decide()
    office.nominate("horesta", MAN, reason=RELUCTANT)
    office.seat_everybody()
    office.run(date(2022, 4, 1))
    assert office.refused(lambda office: accept(office, body="horesta")) == SEATED


def test_what_was_accepted_is_not_taken_back_once_a_nominee_sits(office: Office) -> None:
    office.decide()
    office.nominate("di", office.person(Gender.MAN, smv=True), reason="Ingen kvinde ville stille op.")
    office.accept("di")
    office.appoint((SeatCategory.COMPANY, "di", office.nominee("di", Gender.MAN)))
    assert office.refused(lambda office: office.accept("di", accepted=False)) == (
        "answer: a nominee of DI has been appointed already. Check the answer."
    )
