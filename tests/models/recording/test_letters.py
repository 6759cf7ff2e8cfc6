"""What staff do with letters: release, drop, settle, and correct an address. In memory; the database is test_act's."""

from datetime import date, timedelta

import pytest
from office import DECIDED_ON, MAN, WOMAN, Office, moment

from models.entries import PersonEntry
from models.letter import Handover, Letter
from models.recording import Recorded, drop_letters, letters_named, record_address, release_letters, settle_letters
from models.recording.people import add_person
from models.words import Gender, LetterKind, LetterOutcome, LetterState

NOW = moment(DECIDED_ON)
LATER = moment(date(2022, 1, 24))
HELD, QUEUED, SENDING, SENT, BOUNCED, FAILED, UNCERTAIN, CANCELLED = LetterState
ARRIVED, AGAIN = LetterOutcome
KEY = "nordjylland-2022-26/request/di"
DI = "indstilling@di.example"
NEW = "ny@di.example"
NO_LETTER = "Write the keys as the page of letters shows them."


def a_letter(office: Office, state: LetterState, body: str = "di") -> Letter:
    """A request without its text, in some state, to a body the KKR has decided on."""
    if not office.round.decisions:
        office.decide()
    letter = Letter(
        key=f"{office.round.key}/request/{body}", kind=LetterKind.REQUEST, state=state, subject="Emne", text="", html="",
        enqueued_on=DECIDED_ON, next_attempt_at=NOW + timedelta(days=9), attempts=4, error="550 Ukendt",
        body=office.round.body(body), handovers=[Handover(at=NOW, to=[DI], wire=b"Brev")],
    )  # fmt: skip
    office.round.letters.append(letter)
    return letter


def release(office: Office, *letters: str) -> Recorded:
    return release_letters(office.round, letters=letters, initials="TST", at=LATER)


def drop(office: Office, *letters: str, reason: str = "Forkert.") -> Recorded:
    return drop_letters(office.round, letters=letters, reason=reason, initials="TST", at=LATER)


def settle(office: Office, outcome: LetterOutcome, *letters: str, reason: str = "DI har det, pr. telefon.") -> Recorded:
    return settle_letters(office.round, letters=letters, outcome=outcome, reason=reason, initials="TST", at=LATER)


def record(office: Office, email: str, *, body: str = "di", name: str = "", instead_of: str = "") -> Recorded:
    return record_address(
        office.round, body=body, name=name, email=email, instead_of=instead_of, initials="TST", at=LATER
    )


# Releasing and dropping


@pytest.mark.parametrize(
    "state, said",
    [
        pytest.param(UNCERTAIN, "it is 'uncertain', and only a held letter is released. Use 'settle-letters'.",
                     id="in doubt: it may have arrived"),
        pytest.param(FAILED, "it is 'failed', and only a held letter is released. Use 'settle-letters'.", id="failed"),
        pytest.param(BOUNCED, "it is 'bounced', and only a held letter is released. Use 'settle-letters'.", id="bounced"),
        pytest.param(CANCELLED, "it is 'cancelled', and only a held letter is released.", id="dropped"),
    ],
)  # fmt: skip
def test_only_a_held_letter_is_released(office: Office, state: LetterState, said: str) -> None:
    letter = a_letter(office, state)
    assert office.refused(lambda each: release(each, "request/di")) == f"letters: {KEY}: {said}"
    assert (letter.state, letter.attempts) == (state, 4)


@pytest.mark.parametrize("state", [QUEUED, SENDING, SENT])
def test_a_letter_that_was_released_already_stays_where_it_is(office: Office, state: LetterState) -> None:
    letter = a_letter(office, state)
    assert release(office, KEY) == Recorded(changed=False, message="Released 0 letters.")
    assert (letter.state, letter.next_attempt_at, office.told[1:]) == (state, NOW + timedelta(days=9), [])


def test_a_released_letter_is_due_at_once(office: Office) -> None:
    letter = a_letter(office, HELD)
    assert release(office, KEY).changed
    assert (letter.state, letter.next_attempt_at, letter.error) == (QUEUED, LATER, "")


def test_all_held_letters_are_released_when_none_is_named_and_nothing_else_is(office: Office) -> None:
    held = [a_letter(office, HELD, body) for body in ("di", "tekniq")]
    others = {body: a_letter(office, state, body) for body, state in [("fh-ac", UNCERTAIN), ("horesta", CANCELLED)]}
    assert release(office).message == "Released 2 letters."
    assert [each.state for each in held] == [QUEUED, QUEUED]
    assert [each.state for each in others.values()] == [UNCERTAIN, CANCELLED]


@pytest.mark.parametrize("state", [HELD, QUEUED, UNCERTAIN, FAILED, BOUNCED])
def test_a_letter_that_is_not_on_its_way_can_be_dropped_twice(office: Office, state: LetterState) -> None:
    letter = a_letter(office, state)
    assert drop(office, "request/di") == Recorded(changed=True, message="Dropped 1 letter.")
    assert (letter.state, letter.error, office.round.events[-1].reason) == (CANCELLED, "", "Forkert.")
    assert drop(office, "request/di") == Recorded(changed=False, message="Dropped 0 letters.")


@pytest.mark.parametrize("state", [SENDING, SENT])
def test_a_letter_on_its_way_cannot_be_dropped(office: Office, state: LetterState) -> None:
    a_letter(office, state)
    assert office.refused(lambda each: drop(each, KEY)).startswith(
        f"letters: {KEY} is '{state}', so it cannot become 'cancelled'. Only a letter that is held or queued or "
    )


def test_dropping_wants_a_letter_and_a_reason(office: Office) -> None:
    a_letter(office, HELD)
    assert office.refused(drop) == f"letters: none is named. {NO_LETTER}"
    assert office.refused(lambda each: drop(each, KEY, reason=" \n")).startswith("reason: it is empty.")


@pytest.mark.parametrize("key", ["request/nobody", "", "di", "another-round/request/di", "request/di/"])
def test_a_key_that_is_none_is_refused(office: Office, key: str) -> None:
    a_letter(office, HELD)
    said = f"letters: there is no letter {key} in nordjylland-2022-26. {NO_LETTER}"
    for step in (release, drop, lambda each, key: settle(each, AGAIN, key)):
        assert office.refused(lambda each, step=step: step(each, key)) == said


def test_a_letter_named_in_both_ways_is_one_letter(office: Office) -> None:
    letter = a_letter(office, HELD)
    assert letters_named(office.round, [KEY, " request/di "]) == [letter]


# Settling


def test_an_uncertain_letter_that_arrived_was_sent_when_it_was_handed_over(office: Office) -> None:
    letter = a_letter(office, UNCERTAIN)
    assert settle(office, ARRIVED, "request/di").message == "Settled as arrived: 1 letter."
    assert (letter.state, letter.sent_at, letter.sent_to, letter.error) == (SENT, NOW, [DI], "")
    event = office.round.events[-1]
    assert (event.actor, event.what, event.reason) == ("TST", "letter sent", "DI har det, pr. telefon.")


def test_of_a_group_those_who_had_it_before_are_kept(office: Office) -> None:
    letter = a_letter(office, UNCERTAIN)
    letter.sent_to, letter.sent_at = ["indstilling@ac.example"], NOW - timedelta(hours=1)
    settle(office, ARRIVED, KEY)
    assert (letter.sent_to, letter.sent_at) == (["indstilling@ac.example", DI], NOW - timedelta(hours=1))


@pytest.mark.parametrize(
    "state, has_it",
    [
        pytest.param(UNCERTAIN, ["indstilling@ac.example"], id="an uncertain one: to those who do not have it"),
        pytest.param(FAILED, ["indstilling@ac.example"], id="a failed one: the same"),
        pytest.param(BOUNCED, [], id="a bounced one: to all, since nobody knows whom it reached"),
    ],
)
def test_a_letter_in_doubt_is_queued_again_as_if_it_were_new(
    office: Office, state: LetterState, has_it: list[str]
) -> None:
    letter = a_letter(office, state)
    letter.sent_to = ["indstilling@ac.example"]
    assert settle(office, AGAIN, KEY).message == f"{KEY} goes again to DI."
    assert (letter.state, letter.attempts, letter.next_attempt_at, letter.error) == (QUEUED, 0, LATER, "")
    assert (letter.sent_to, [each.wire for each in letter.handovers]) == (has_it, [b"Brev"])
    assert office.refused(lambda each: settle(each, AGAIN, KEY)).startswith(
        f"letters: {KEY} is 'queued'. Only a letter"
    )


@pytest.mark.parametrize(
    "state", [pytest.param(FAILED, id="the server refused it"), pytest.param(BOUNCED, id="it came back")]
)
def test_what_was_given_to_its_receiver_in_another_way_is_settled_as_arrived(
    office: Office, state: LetterState
) -> None:
    """By post, or read out on the telephone: the deadline table then counts the body as asked."""
    letter = a_letter(office, state)
    assert settle(office, ARRIVED, KEY).changed
    assert (letter.state, letter.sent_at, letter.error) == (SENT, NOW, "")


@pytest.mark.parametrize("state", [BOUNCED, SENT])
def test_a_letter_that_has_nobody_left_to_go_to_is_not_sent_again(office: Office, state: LetterState) -> None:
    letter = a_letter(office, state)
    letter.error, letter.sent_to = "indstilling@fh.example: 550" if state is BOUNCED else "x", [DI]
    letter.handovers[0].to = [DI, "indstilling@fh.example"]
    assert office.refused(lambda each: settle(each, AGAIN, KEY)) == (
        f"letters: {KEY} has nobody left to go to. Record the right address, or settle it as arrived."
    )


def test_an_uncertain_letter_that_arrived_names_who_had_been_refused_before(office: Office) -> None:
    letter = a_letter(office, UNCERTAIN, "fh-ac")
    letter.handovers[0].to = ["indstilling@fh.example"]
    settle(office, ARRIVED, letter.key)
    assert (letter.state, letter.sent_to) == (SENT, ["indstilling@fh.example"])
    assert letter.error == "refused AC - Akademikerne <indstilling@ac.example>"


@pytest.mark.parametrize("state", [HELD, QUEUED])
def test_a_letter_that_some_have_is_dropped_for_the_others_and_counts_as_sent(
    office: Office, state: LetterState
) -> None:
    letter = a_letter(office, state, "fh-ac")
    letter.sent_to = ["indstilling@fh.example"]
    assert drop(office, letter.key).changed
    assert (letter.state, letter.error, office.round.events[-1].reason) == (SENT, "", "Forkert.")


@pytest.mark.parametrize("state", [UNCERTAIN, FAILED, BOUNCED])
def test_a_letter_that_time_has_overtaken_is_held_when_it_is_sent_again(office: Office, state: LetterState) -> None:
    letter = a_letter(office, state)
    march = moment(date(2022, 3, 2))
    said = settle_letters(
        office.round, letters=[KEY], outcome=AGAIN, reason="Rettet.", initials="TST", at=march
    ).message
    assert said == f"{KEY} goes again to DI, but is held: time has overtaken what it says. Read, edit and release it."
    assert (letter.state, letter.attempts) == (HELD, 0)
    assert release_letters(office.round, initials="TST", at=march).message == (
        f"Released 0 letters. Still held: {KEY} (the deadline has passed since it was written, on 2022-02-28: edit it, or "
        "drop it)."
    )
    release_letters(office.round, letters=[KEY], initials="TST", at=march)
    assert letter.state is QUEUED


@pytest.mark.parametrize("state", [HELD, QUEUED, SENDING, SENT, CANCELLED])
@pytest.mark.parametrize("outcome", LetterOutcome)
def test_what_is_not_in_doubt_is_not_settled(office: Office, state: LetterState, outcome: LetterOutcome) -> None:
    a_letter(office, state).error = ""
    assert office.refused(lambda each: settle(each, outcome, KEY)) == (
        f"letters: {KEY} is '{state}'. Only a letter is settled that is uncertain, failed, bounced, or was refused by some "
        "of its receivers."
    )


@pytest.mark.parametrize("outcome, state", [(ARRIVED, SENT), (AGAIN, QUEUED)])
def test_a_letter_that_some_receivers_refused_is_settled_for_those(
    office: Office, outcome: LetterOutcome, state: LetterState
) -> None:
    letter = a_letter(office, SENT, "fh-ac")
    letter.sent_at, letter.sent_to = NOW, ["indstilling@fh.example"]
    settle(office, outcome, letter.key)
    assert (letter.state, letter.error, letter.sent_to) == (state, "", ["indstilling@fh.example"])
    assert office.round.events[-1].reason == "DI har det, pr. telefon."


def test_settling_wants_a_letter_and_a_reason(office: Office) -> None:
    a_letter(office, UNCERTAIN)
    assert office.refused(lambda each: settle(each, ARRIVED)) == f"letters: none is named. {NO_LETTER}"
    assert office.refused(lambda each: settle(each, AGAIN, KEY, reason=" ")).startswith("reason: it is empty.")


@pytest.mark.parametrize(
    "error, has_it",
    [
        ("indstilling@ac.example: 550 5.1.1 Ukendt", ["indstilling@fh.example"]),
        ("AC <Indstilling@AC.example>: 550 Ukendt", ["indstilling@fh.example"]),
        ("ny-indstilling@ac.example: 550 Ukendt", []),  # somebody we did not write to: perhaps forwarded, so all again
        ("it came back as undeliverable", []),
    ],
)
def test_a_joint_letter_that_bounced_is_sent_again_to_those_whom_the_bounce_names(
    office: Office, error: str, has_it: list[str]
) -> None:
    letter = a_letter(office, BOUNCED, "fh-ac")
    letter.error, letter.sent_to = error, ["indstilling@fh.example", "indstilling@ac.example"]
    settle(office, AGAIN, letter.key)
    assert (letter.state, letter.sent_to) == (QUEUED, has_it)


# Addresses

_TOO_LONG = f"{'a' * 64}@{'b' * 250}.example"


@pytest.mark.parametrize(
    "email",
    [
        pytest.param("", id="none"),
        pytest.param("di.example", id="no @"),
        pytest.param("en@di.example\nBcc: to@di.example", id="a line break with a header"),
        pytest.param("en@di.example\r\n.to@di.example", id="another line break"),
        pytest.param("en\x00@di.example", id="a zero byte"),
        pytest.param("en@di.example, to@di.example", id="two addresses"),
        pytest.param("en@di.example;to@di.example", id="two addresses as some programs write them"),
        pytest.param("en@di.example to@di.example", id="a space"),
        pytest.param("indstillingø@di.example", id="æøå before the @"),
        pytest.param("DI <en@di.example>", id="a name before it"),
        pytest.param("<en@di.example>", id="in brackets"),
        pytest.param('"en@di.example"@to.example', id="an address in quotes"),
        pytest.param("en@di.example(to@di.example)", id="a comment"),
        pytest.param("en@[127.0.0.1]", id="a number instead of a domain"),
        pytest.param("en@localhost", id="no domain"),
        pytest.param("en@@di.example", id="two @"),
        pytest.param("en..to@di.example", id="two dots"),
        pytest.param("en@di\u202eelpmaxe.example", id="written from right to left"),
        pytest.param(_TOO_LONG, id="too long"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("to", ["di", ""], ids=["a body", "a person"])
def test_what_is_no_address_is_refused_by_the_name_of_its_field(office: Office, email: str, to: str) -> None:
    human = add_person(office.round, PersonEntry(name="Prøvekandidat 1", gender=Gender.WOMAN))
    said = office.refused(lambda each: record(each, email, body=to, name="Prøvekandidat 1"))
    assert said.startswith("email: ")
    assert "is not an e-mail address (" in said
    body = office.round.body("di")
    assert body is not None
    assert ([(each.name, each.email) for each in body.contacts], human.email) == ([("DI", DI)], "")


def test_a_domain_with_danish_letters_is_written_as_mail_servers_write_it(office: Office) -> None:
    record(office, " indstilling@blåbær.example ")
    assert a_letter(office, QUEUED).recipients == [("DI", "indstilling@xn--blbr-roah.example")]


def test_letters_that_have_not_left_go_to_the_contact_as_corrected(office: Office) -> None:
    letter = a_letter(office, HELD)
    assert record(office, NEW, name="DI, Prøveafdeling").changed
    assert (letter.recipients, letter.state) == ([("DI, Prøveafdeling", NEW)], HELD)
    assert office.told[-1] == ("address recorded", "di")
    assert record(office, NEW) == Recorded(
        changed=False, message="This address is recorded already; nothing was changed."
    )
    assert letter.recipients == [("DI, Prøveafdeling", NEW)]


def test_a_name_that_changes_alone_is_recorded_too(office: Office) -> None:
    assert record(office, DI, name="DI, Prøveafdeling").changed
    assert office.told[-1] == ("address recorded", "di")
    assert not record(office, DI, name="DI, Prøveafdeling").changed


@pytest.mark.parametrize(
    "name", ["DI\nBcc: to@di.example", "DI\r", "D\x00I", "DI\u2028", "\u202eDI", "D" * 201], ids=ascii
)
def test_a_name_that_is_not_one_line_is_refused(office: Office, name: str) -> None:
    assert office.refused(lambda each: record(each, NEW, name=f"{name} A/S")).startswith("name: ")
    assert a_letter(office, QUEUED).recipients == [("DI", DI)]


@pytest.mark.parametrize("instead_of", ["", "nobody@fh.example", "INDSTILLING"])
def test_a_body_with_two_contacts_wants_to_know_which(office: Office, instead_of: str) -> None:
    said = office.refused(lambda each: record(each, NEW, body="fh-ac", instead_of=instead_of))
    assert said == (
        "instead_of: write which address of FH og AC is replaced, one of indstilling@fh.example, indstilling@ac.example."
    )


def test_of_two_contacts_the_named_one_is_replaced(office: Office) -> None:
    record(office, NEW, body="fh-ac", instead_of="indstilling@ac.example")
    to = a_letter(office, QUEUED, "fh-ac").recipients
    assert [email for _, email in to] == ["indstilling@fh.example", NEW]


def test_a_body_or_a_person_that_is_not_there_is_refused(office: Office) -> None:
    assert office.refused(lambda each: record(each, NEW, body="nobody")) == (
        "body: there is no body 'nobody' in nordjylland-2022-26."
    )
    for name in ("", "Prøvekandidat 1"):
        said = office.refused(lambda each, name=name: record(each, NEW, body="", name=name))
        assert said.startswith("name: nobody of that name is in this round.")


def test_a_letter_to_a_person_without_an_address_waits_for_it(office: Office) -> None:
    office.decide()
    office.constitute()
    office.run(DECIDED_ON)
    chair = next(each for each in office.round.letters if each.kind is LetterKind.APPOINTED)
    assert (chair.state, chair.recipients) == (HELD, [])
    said = office.refused(lambda each: release(each, chair.key))
    assert (
        said
        == f"letters: {chair.key}: the address is not known: record it with 'record-address', then release the letter"
    )
    assert release(office).changed is False
    assert chair.person is not None
    record(office, "formand@prove.example", body="", name=f" {chair.person.name.upper()} ")
    assert (chair.state, chair.recipients) == (HELD, [(chair.person.name, "formand@prove.example")])
    assert release(office).message.startswith("Released 1 letter. Still held: ")
    assert (chair.state, chair.error) == (QUEUED, "")


def test_the_same_human_in_two_nominations_has_one_address(office: Office) -> None:
    office.decide()
    for body in ("di", "tekniq"):
        office.nominate(body, WOMAN, MAN)
    record(office, "en@prove.example", body="", name=WOMAN.name)
    entries = [person for person in office.round.people if person.name == WOMAN.name]
    assert [person.email for person in entries] == ["en@prove.example"] * 2
    entries[0].email = ""
    assert record(office, "en@prove.example", body="", name=WOMAN.name).changed
    assert entries[0].email == "en@prove.example"
    assert not record(office, "en@prove.example", body="", name=WOMAN.name).changed


def test_two_people_of_one_name_are_told_apart_by_their_addresses(office: Office) -> None:
    office.decide()
    for body in ("di", "tekniq"):
        office.nominate(body, WOMAN, MAN)
    one, other = (person for person in office.round.people if person.name == WOMAN.name)
    one.email, other.email = "en@prove.example", "to@prove.example"
    for instead_of in ("", "tre@prove.example"):
        said = office.refused(
            lambda each, which=instead_of: record(each, NEW, body="", name=WOMAN.name, instead_of=which)
        )
        assert said == (
            "instead_of: write which address of that name is replaced, as the board sheet shows it. "
            "Two people may have the name."
        )
    record(office, NEW, body="", name=WOMAN.name, instead_of="to@prove.example")
    assert (one.email, other.email) == ("en@prove.example", NEW)
    assert not record(office, NEW, body="", name=WOMAN.name, instead_of="To@prove.example").changed  # once more
    assert office.refused(lambda each: record(each, NEW, body="", name=WOMAN.name)).startswith("instead_of: ")
    assert (one.email, other.email) == ("en@prove.example", NEW)


@pytest.mark.parametrize(
    "state, error, corrected, pending",
    [
        (QUEUED, "450 later", "indstilling@fh.example", ["indstilling@ac.example"]),
        (SENT, "refused AC <indstilling@ac.example>: 550", "indstilling@fh.example", ["indstilling@ac.example"]),
        (SENT, "refused AC <indstilling@ac.example>: 550", "indstilling@ac.example", [NEW]),
        (BOUNCED, "indstilling@fh.example: 550", "indstilling@fh.example", [NEW, "indstilling@ac.example"]),
        (BOUNCED, "indstilling@ac.example: 550", "indstilling@fh.example", ["indstilling@ac.example"]),
    ],
)
def test_who_has_a_letter_does_not_get_it_again_at_a_corrected_address(
    office: Office, state: LetterState, error: str, corrected: str, pending: list[str]
) -> None:
    letter = a_letter(office, state, "fh-ac")
    letter.error, letter.sent_to = error, ["indstilling@fh.example"]
    if state is BOUNCED and "ac.example" in error:
        letter.sent_to = ["indstilling@fh.example", "indstilling@ac.example"]
    record(office, NEW, body="fh-ac", instead_of=corrected)
    if state is not QUEUED:
        settle(office, AGAIN, letter.key)
    assert [email for _, email in letter.pending] == pending


def test_whose_address_was_another_contacts_before_does_not_count_as_having_its_letter(office: Office) -> None:
    letter = a_letter(office, QUEUED, "fh-ac")
    letter.sent_to = ["indstilling@fh.example"]
    record(office, "begge@fh.example", body="fh-ac", instead_of="indstilling@fh.example")
    record(office, "indstilling@fh.example", body="fh-ac", instead_of="indstilling@ac.example")
    record(office, "indstilling@ac.example", body="fh-ac", instead_of="begge@fh.example")
    assert letter.body is not None
    assert [each.email for each in letter.body.contacts] == ["indstilling@ac.example", "indstilling@fh.example"]
    assert [email for _, email in letter.pending] == ["indstilling@ac.example"]
    said = office.refused(
        lambda each: record(each, "indstilling@ac.example", body="fh-ac", instead_of="indstilling@fh.example")
    )
    assert said == "email: another contact of FH og AC has that address already."


def test_where_a_letter_went_that_all_have_is_not_changed_by_a_corrected_address(office: Office) -> None:
    letter = a_letter(office, SENT)
    letter.error, letter.sent_to = "", [DI]
    record(office, NEW)
    assert letter.sent_to == [DI]


def test_a_recorded_address_survives_the_same_nomination_sent_again(office: Office) -> None:
    office.decide()
    office.nominate("di", WOMAN, MAN)
    record(office, "en@prove.example", body="", name=WOMAN.name)
    assert not office.nominate("di", WOMAN, MAN).changed


def test_a_recorded_address_survives_a_corrected_nomination_that_says_none(office: Office) -> None:
    office.decide()
    office.nominate("di", WOMAN)
    record(office, "en@prove.example", body="", name=WOMAN.name)
    office.nominate("di", WOMAN, MAN)
    assert office.round.nominations[-1].nominees[0].email == "en@prove.example"
