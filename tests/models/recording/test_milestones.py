"""Moving a milestone: once, twice, refused; in memory."""

from collections.abc import Callable
from datetime import date

import pytest
from office import MAN, SEATED, WOMAN, Office, moment

from models.errors import EntryRefused, RulesBroken
from models.recording import Recorded, move_milestone
from models.words import MilestoneKind

FEBRUARY = date(2022, 2, 10)


def move(
    office: Office, starts_on: date, ends_on: date | None = None, reason: str = "Regionen mødes senere."
) -> Recorded:
    return move_milestone(
        office.round, milestone=MilestoneKind.CLARIFICATION, starts_on=starts_on, ends_on=ends_on, reason=reason,
        initials="TST", at=moment(FEBRUARY),
    )  # fmt: skip


def test_a_milestone_is_moved_once_and_the_trail_says_from_where_and_why(office: Office) -> None:
    first, again = (move(office, date(2022, 3, 2), date(2022, 3, 16)) for _ in range(2))
    assert (first.changed, again.changed) == (True, False)
    (event,) = office.round.events
    assert (event.what, event.subject, event.reason) == ("milestone moved", "clarification", "Regionen mødes senere.")
    assert event.old == {"starts_on": "2022-03-01", "ends_on": "2022-03-15"}
    assert event.new == {"starts_on": "2022-03-02", "ends_on": "2022-03-16"}
    assert office.round.milestone(MilestoneKind.CLARIFICATION).moved


def test_the_deadline_can_be_moved_to_ask_for_the_smv_nominee_that_has_not_come(office: Office) -> None:
    office.decide(organisations=["smvdanmark"])
    office.nominate("smvdanmark", WOMAN.model_copy(update={"smv": False}), MAN)
    assert move(office, date(2022, 3, 2), date(2022, 3, 16)).changed


@pytest.mark.parametrize(
    "step, message",
    [
        pytest.param(
            lambda office: move(office, date(2022, 3, 16), date(2022, 3, 2)),
            "ends_on: 2022-03-02 lies before starts_on 2022-03-16. Swap them.", id="window reversed",
        ),
        pytest.param(
            lambda office: move(office, date(2022, 3, 2), reason="  "),
            "reason: it is empty. Write why the milestone moves.", id="no reason to move",
        ),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused_and_says_what_to_do(
    office: Office, step: Callable[[Office], Recorded], message: str
) -> None:
    assert office.refused(step) == message


def test_a_milestone_cannot_be_moved_past_the_next_one(office: Office) -> None:
    with pytest.raises(RulesBroken) as caught:
        move(office, date(2022, 3, 22))
    assert [(finding.rule, finding.subject) for finding in caught.value.findings] == [("D18", "milestones.appointment")]


def test_the_deadline_cannot_be_moved_behind_an_answer_that_came_in_time(office: Office) -> None:
    office.decide()
    office.nominate("di")
    deadline = MilestoneKind.NOMINATIONS
    fields = {"milestone": deadline, "reason": "Før tid.", "initials": "TST", "at": moment(FEBRUARY)}
    with pytest.raises(EntryRefused, match="would make answers late that came in time: DI on 2022-02-10. Choose"):
        move_milestone(office.round, starts_on=date(2022, 2, 9), **fields)  # type: ignore[arg-type]
    assert move_milestone(office.round, starts_on=FEBRUARY, **fields).changed  # type: ignore[arg-type]


def test_nothing_is_recorded_after_the_board_is_seated(office: Office) -> None:
    office.seat_everybody()
    office.run(date(2022, 4, 1))
    assert office.refused(lambda office: move(office, date(2022, 3, 2))) == SEATED
