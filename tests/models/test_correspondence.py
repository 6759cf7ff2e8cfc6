"""Whether a body was reached, and answers in the mailbox that nobody has registered: on the pages and in the deadline table."""

from datetime import date, timedelta

import pytest
from office import DECIDED_ON, Office, moment

from models.correspondence import as_missing, letters_to, not_reached, unread_answers, unregistered_answer
from models.letter import Letter, Received
from models.progress import deadlines, unanswered
from models.recording import mark_answer_read
from models.round import Body
from models.words import Gender, LetterKind, LetterState, MilestoneKind, ReceivedKind
from notifications.pages import deadline_table, letters_page, round_page

ANSWERED_ON, CAME = date(2022, 2, 10), moment(date(2022, 2, 9))
MARCH = date(2022, 3, 2)
REGISTER = "received, not yet registered"


@pytest.fixture
def asked(office: Office) -> Office:
    office.decide()
    office.run(DECIDED_ON)
    return office


def body(office: Office, key: str = "di") -> Body:
    found = office.round.body(key)
    assert found is not None
    return found


def request(office: Office, key: str = "di") -> Letter:
    return next(each for each in office.round.letters if each.key.endswith(f"/request/{key}"))


def receive(
    office: Office, key: str = "di", kind: ReceivedKind = ReceivedKind.ANSWER, *, days: int = 0, read: int = 0
) -> None:
    """A message about the request comes into the mailbox."""
    letter = request(office, key)
    came = CAME + timedelta(days=days)
    identity = f"<{key}{len(letter.received)}{kind}@di.example>"
    received = Received(identity=identity, kind=kind, received_at=came, read_at=came + timedelta(days=read))
    letter.received.append(received)


def stands(office: Office) -> str:
    """What the round page says of the answer of DI."""
    return line(round_page(office.round, MARCH), "| DI |").removesuffix(" |").rpartition("| ")[2]


def line(page: str, start: str) -> str:
    (found,) = (each for each in page.splitlines() if each.startswith(start))
    return found


def missing(office: Office) -> list[str]:
    return next(each for each in deadlines(office.round, MARCH) if each.kind is MilestoneKind.NOMINATIONS).missing


def test_a_reminder_of_what_is_missing_is_the_last_reminder_too(asked: Office) -> None:
    asked.nominate("di", asked.person(Gender.MAN), on=date(2022, 2, 1))
    asked.run(date(2022, 2, 1))
    asked.run(date(2022, 2, 14))
    assert " | 2022-02-14 | " in line(round_page(asked.round, date(2022, 2, 14)), "| DI |")


@pytest.mark.parametrize(
    "states, lost",
    [
        pytest.param([], False, id="nothing was written yet"),
        pytest.param(["sent"], False, id="it went out"),
        pytest.param(["bounced"], True, id="it came back"),
        pytest.param(["failed"], True, id="it was refused"),
        pytest.param(["bounced", "sent"], False, id="a later one went out"),
        pytest.param(["sent", "bounced"], True, id="a later one came back"),
        pytest.param(["bounced", "cancelled"], True, id="a later one was dropped"),
        pytest.param(["bounced", "held"], True, id="a later one waits"),
        pytest.param(["bounced", "queued"], True, id="a later one is to go"),
        pytest.param(["uncertain"], False, id="nobody knows"),
        pytest.param(["queued"], False, id="it is sent again"),
        pytest.param(["cancelled"], False, id="it was dropped"),
    ],
)
def test_the_last_letter_that_was_tried_tells_whether_a_body_is_reached(
    office: Office, states: list[str], lost: bool
) -> None:
    for number, state in enumerate(states):
        letter = Letter(
            key=f"{number}", kind=LetterKind.REMINDER, state=LetterState(state), subject="", text="", html="",
            enqueued_on=DECIDED_ON, next_attempt_at=CAME, body=body(office),
        )  # fmt: skip
        office.round.letters.append(letter)
    assert not_reached(office.round, body(office)) is lost
    assert not not_reached(office.round, body(office, "tekniq"))
    assert len(letters_to(office.round, body(office))) == len(states) - states.count("cancelled")


def test_a_body_that_was_not_reached_is_to_be_called(asked: Office) -> None:
    request(asked).state = LetterState.BOUNCED
    assert " | **bounced** |  | **not reached** |" in line(round_page(asked.round, MARCH), "| DI |")
    assert " | **open** |" in line(round_page(asked.round, MARCH), "| Tekniq |")
    assert missing(asked)[:2] == ["DI (not reached: call them)", "Dansk Erhverv"]
    assert "DI (not reached: call them), Dansk Erhverv" in deadline_table([asked.round], MARCH)
    asked.nominate("di", on=ANSWERED_ON)
    assert stands(asked) == "answered"
    assert "DI (not reached: call them)" not in missing(asked)


@pytest.mark.parametrize(
    "kind, counts",
    [(ReceivedKind.ANSWER, True)] + [(each, False) for each in ReceivedKind if each is not ReceivedKind.ANSWER],
)
def test_only_what_a_human_wrote_is_an_answer(asked: Office, kind: ReceivedKind, counts: bool) -> None:
    receive(asked, kind=kind)
    assert (unregistered_answer(asked.round, body(asked)) is not None) is counts


def test_an_answer_is_shown_until_it_is_registered(asked: Office) -> None:
    receive(asked)
    assert " | **to register** |" in line(round_page(asked.round, MARCH), "| DI |")
    assert missing(asked)[0] == f"DI (answer {REGISTER})"
    assert f"DI (answer {REGISTER})" in deadline_table([asked.round], MARCH)
    assert line(letters_page(asked.round, MARCH), "- `nordjylland-2022-26/").endswith(
        "/di` (DI): answered 2022-02-09 · `register-nomination` or `mark-answer-read`"
    )
    asked.nominate("di", on=ANSWERED_ON)
    assert unregistered_answer(asked.round, body(asked)) is None
    pages = round_page(asked.round, MARCH) + deadline_table([asked.round], MARCH) + letters_page(asked.round, MARCH)
    assert REGISTER not in pages


def test_an_answer_that_came_after_the_registered_one_is_shown_again(asked: Office) -> None:
    receive(asked)
    asked.nominate("di", on=ANSWERED_ON)
    receive(asked, days=3)
    assert unregistered_answer(asked.round, body(asked)) == CAME + timedelta(days=3)
    assert stands(asked) == "**to register**"
    asked.nominate("di", on=date(2022, 2, 14))
    assert stands(asked) == "answered"


def test_an_answer_registered_before_the_mailbox_was_read_is_not_listed(asked: Office) -> None:
    receive(asked, read=2)  # CAME is the day before
    asked.nominate("di", on=ANSWERED_ON)
    assert unread_answers(asked.round) == []


def test_a_second_answer_that_the_registration_cannot_have_meant_is_listed(asked: Office) -> None:
    receive(asked)
    receive(asked, read=2)
    asked.nominate("di", on=ANSWERED_ON)
    assert unregistered_answer(asked.round, body(asked)) == CAME
    asked.nominate("di", asked.person(Gender.WOMAN), on=date(2022, 2, 14))
    assert unread_answers(asked.round) == []


def test_a_registration_clears_one_answer_of_a_body_whichever_letter_it_answers(asked: Office) -> None:
    asked.run(date(2022, 2, 1))
    receive(asked, read=2)
    reminded = Letter(
        key="nordjylland-2022-26/reminder/14/di", kind=LetterKind.REMINDER, state=LetterState.SENT, subject="", text="",
        html="", enqueued_on=DECIDED_ON, next_attempt_at=CAME, body=body(asked),
    )  # fmt: skip
    asked.round.letters.append(reminded)
    late = CAME + timedelta(days=2)
    reminded.received.append(
        Received(identity="x", kind=ReceivedKind.ANSWER, received_at=CAME + timedelta(minutes=1), read_at=late)
    )
    asked.nominate("di", on=ANSWERED_ON)
    assert [letter for letter, _ in unread_answers(asked.round)] == [reminded]


def test_an_answer_is_more_than_a_letter_that_came_back(asked: Office) -> None:
    request(asked).state = LetterState.BOUNCED
    receive(asked)
    assert stands(asked) == "**to register**"
    assert as_missing(asked.round, body(asked)) == f"DI (answer {REGISTER})"


def test_the_answer_of_the_region_is_registered_with_its_appointment(asked: Office) -> None:
    region = next(each.key for each in asked.round.bodies if each.kind == "region")
    receive(asked, region)
    assert missing(asked)[-1].endswith(f"(answer {REGISTER})")
    asked.appoint_region(on=ANSWERED_ON)
    assert unregistered_answer(asked.round, body(asked, region)) is None
    assert body(asked, region) not in unanswered(asked.round)
    assert REGISTER not in round_page(asked.round, MARCH) + letters_page(asked.round, MARCH)


def test_an_answer_that_is_no_nomination_is_taken_off_the_list_and_a_newer_one_comes_back(asked: Office) -> None:
    receive(asked)
    [(letter, _)] = unread_answers(asked.round)
    read = mark_answer_read(
        asked.round, letter=letter.key, reason="Tak, ingen spørgsmål.", initials="TST", at=moment(MARCH)
    )
    assert (read.changed, unread_answers(asked.round)) == (True, [])
    again = mark_answer_read(asked.round, letter=letter.key, reason="Tak.", initials="TST", at=moment(MARCH))
    assert again.changed is False
    receive(asked, days=60)
    assert [each for each, _ in unread_answers(asked.round)] == [letter]
