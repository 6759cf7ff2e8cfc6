"""Where a letter can go: the whole table, all pairs of states, and random walks through it."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from office import DECIDED_ON, Office, moment

from models.definition import Definition
from models.errors import EntryRefused
from models.letter import Letter
from models.opening import build_round
from models.transitions import TRANSITIONS, WAITING, change, sources
from models.words import LetterKind, LetterState
from notifications.outbox import LEASE

NOW = moment(DECIDED_ON)
HELD, QUEUED, SENDING, SENT, BOUNCED, FAILED, UNCERTAIN, CANCELLED = LetterState
PAIRS = list(product(LetterState, LetterState))
NEVER = {
    (CANCELLED, QUEUED): "what was dropped is dropped",
    (SENT, CANCELLED): "what left cannot be called back",
    (SENDING, CANCELLED): "nor what is just leaving",
    (SENDING, HELD): "nor stopped on its way",
    (HELD, SENDING): "what waits for a person has to be released first",
    (HELD, BOUNCED): "so it cannot come back either",
    (CANCELLED, SENDING): "a worker that still has it finds it gone",
    (UNCERTAIN, SENDING): "nothing in doubt is sent by itself",
    (CANCELLED, HELD): "only another letter can say it again",
}


def a_letter(office: Office, state: LetterState = QUEUED) -> Letter:
    """A request to DI, claimed by a worker."""
    letter = Letter(
        key="nordjylland-2022-26/request/di", kind=LetterKind.REQUEST, state=state, subject="Emne", text="", html="",
        enqueued_on=DECIDED_ON, next_attempt_at=NOW, lease_by="a", lease_until=NOW + LEASE, body=office.round.body("di"),
    )  # fmt: skip
    office.round.letters.append(letter)
    return letter


def test_the_table_has_every_state_that_the_design_names() -> None:
    assert set(TRANSITIONS) == set(LetterState)
    assert [state.value for state in LetterState] == [
        "held", "queued", "sending", "sent", "bounced", "failed", "uncertain", "cancelled",
    ]  # fmt: skip


def test_every_way_says_what_it_means_and_only_a_dropped_letter_has_none() -> None:
    meanings = [meaning for ways in TRANSITIONS.values() for meaning in ways.values()]
    assert all(meaning.strip() for meaning in meanings)
    assert [state for state in LetterState if not TRANSITIONS[state]] == [CANCELLED]


@pytest.mark.parametrize("before, after", NEVER, ids=NEVER.values())
def test_there_is_no_such_way(before: LetterState, after: LetterState) -> None:
    assert after not in TRANSITIONS[before]


def test_every_state_but_the_first_two_can_be_reached_from_them() -> None:
    reached = set(WAITING)
    while more := {to for state in reached for to in TRANSITIONS[state]} - reached:
        reached |= more
    assert reached == set(LetterState)


@pytest.mark.parametrize("to", LetterState)
def test_the_sources_of_a_state_are_those_with_a_way_to_it(to: LetterState) -> None:
    assert set(sources(to)) == {before for before, after in PAIRS if after is to and after in TRANSITIONS[before]}


@pytest.mark.parametrize("before, after", PAIRS)
def test_every_change_of_the_table_is_made_and_recorded_and_every_other_is_refused(
    office: Office, before: LetterState, after: LetterState
) -> None:
    letter = a_letter(office, before)
    trail, at = list(office.round.events), NOW + timedelta(hours=14)  # the next day in Denmark, the same in UTC
    if after in TRANSITIONS[before]:
        change(letter, after, at, actor="TST", cause=" Aftalt. ")
        (event,) = office.round.events[len(trail) :]
        assert (event.at, event.on, event.actor, event.what) == (
            at, DECIDED_ON + timedelta(days=1), "TST", f"letter {after}",
        )  # fmt: skip
        assert (event.subject, event.key, event.reason) == (letter.key, None, "Aftalt.")
        assert (event.old, event.new) == ({"state": before}, {"state": after})
        assert (letter.state, letter.lease_by, letter.lease_until) == (after, "", None)
        return
    with pytest.raises(EntryRefused) as refused:
        change(letter, after, at, actor="TST", cause="Aftalt.")
    said = str(refused.value)
    assert said.startswith(
        f"letters: {letter.key} is '{before}', so it cannot become '{after}'. Only a letter that is "
    )
    assert said.endswith(" can.")
    assert office.round.events == trail
    assert (letter.state, letter.lease_by, letter.lease_until) == (before, "a", NOW + LEASE)


@given(st.lists(st.sampled_from(list(LetterState)), max_size=40))
def test_no_walk_leaves_the_table(definition: Definition, wishes: Sequence[LetterState]) -> None:
    office = Office(round=build_round(definition))
    letter = a_letter(office)
    walked, began = [letter.state], len(office.round.events)
    for minutes, wish in enumerate(wishes):
        try:
            change(letter, wish, NOW + timedelta(minutes=minutes), actor="TST", cause="Prøve.")
        except EntryRefused:
            assert letter.state is walked[-1]
        else:
            walked.append(wish)
    steps = office.round.events[began:]
    assert [(each.old["state"], each.new["state"]) for each in steps] == list(pairwise(walked))
    assert all(after in TRANSITIONS[before] for before, after in pairwise(walked))
    assert CANCELLED not in walked[:-1]
