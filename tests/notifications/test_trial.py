"""The page of a trial says what would happen, and to whom, so that a person can see whether that is meant."""

from datetime import date

from office import DECIDED_ON, QUORUM, Office, moment

from models.nomination_import import entered_form, preview
from models.opening import Opening
from models.recording import record_decision, register_nomination
from models.words import DecisionKind, Gender, LetterKind, ReleaseMode, SeatCategory
from notifications.doing import carry_out
from notifications.trial import opening_trial_page, trial_page


def test_a_decision_shows_the_letters_it_would_write_and_the_deadlines_it_would_change(office: Office) -> None:
    done = carry_out(
        office.round,
        lambda round_, at: record_decision(
            round_, kind=DecisionKind.ORGANISATIONS, decided_on=DECIDED_ON, organisations=["di", "smvdanmark"],
            consideration="Saglig", attendance=QUORUM, initials="TST", at=at,
        ),
        moment(DECIDED_ON),
    )  # fmt: skip
    page = trial_page(office.round, done)
    assert f"**{done}**" in page
    assert str(done) == "Recorded 'organisations' of 2022-01-21 with 2 organisations. Letters written with it: 6."
    assert "- `nordjylland-2022-26/request/di` to DI: would leave with the next delivery" in page
    assert "- Requests for nominations (anmodninger): due, would be **done**" in page
    assert "Whom it is about" not in page


def test_letters_that_wait_for_approval_would_be_held(office: Office) -> None:
    office.round.release = ReleaseMode.AFTER_APPROVAL
    done = carry_out(office.round, lambda _round, _at: office.decide(organisations=["smvdanmark"]), moment(DECIDED_ON))
    assert "- `nordjylland-2022-26/request/smvdanmark` to SMVdanmark: **would be held**" in trial_page(
        office.round, done
    )


def test_an_appointment_shows_the_names_behind_the_ids(office: Office) -> None:
    office.decide()
    office.constitute()
    office.nominate("di", office.person(Gender.WOMAN, name="Prøvekandidat X"), office.person(Gender.MAN))
    on = date(2022, 3, 23)
    done = carry_out(
        office.round, lambda _round, _at: office.appoint((SeatCategory.COMPANY, "di", "Prøvekandidat X")), moment(on)
    )
    page = trial_page(office.round, done)
    assert "- Prøvekandidat X (woman), `di/1/1` of DI, seat `company-1`" in page
    assert "This part names people: it is not for publication." in page


def test_a_nomination_shows_the_reminder_it_would_cancel(office: Office) -> None:
    office.decide()
    office.run(DECIDED_ON)
    office.round.release = ReleaseMode.AFTER_APPROVAL
    office.run(date(2022, 2, 14))
    done = carry_out(
        office.round,
        lambda round_, at: register_nomination(
            round_, body="di", received_on=date(2022, 2, 14), nominees=[office.person(), office.person(Gender.MAN)],
            initials="TST", at=at,
        ),
        moment(date(2022, 2, 14)),
    )  # fmt: skip
    reminder = next(letter.key for letter in office.round.letters if letter.kind is LetterKind.REMINDER)
    assert f"- letter cancelled: `{reminder}`, since overtaken by a later answer" in trial_page(office.round, done)
    assert str(done).endswith(f"Cancelled, since something overtook them: {reminder}.")


def test_a_later_answer_is_compared_with_the_one_that_is_registered(office: Office) -> None:
    office.decide()
    office.nominate("di", office.person(Gender.WOMAN, name="Prøvekandidat 1"), office.person(name="Prøvekandidat 2"))
    people = [office.person(name="Prøvekandidat 1"), office.person(Gender.MAN, name="Prøvekandidat 3")]
    on = date(2022, 2, 14)
    answer = entered_form(office.round, body="di", nominees=people, reason="")
    rows = preview(office.round, answer, received_on=on)
    done = carry_out(office.round, lambda _round, _at: office.nominate("di", *people, on=on), moment(on))
    page = trial_page(office.round, done, rows)
    assert "Answer changed; 3 nominees: 1 new, 1 unchanged, 1 gone." in page
    assert "|  | *the answer as a whole* | changed | received_on: 2022-02-10, becomes 2022-02-14 |" in page
    assert "| 2 | Prøvekandidat 3 | new |  |" in page
    assert "|  | Prøvekandidat 2 | gone |  |" in page


def test_opening_a_round_shows_it_as_it_would_stand(office: Office) -> None:
    opening = Opening(round=office.round, outcome="changed", differences=["'term.from' was 2022-04-01"])
    page = opening_trial_page(opening, DECIDED_ON)
    assert f"**Round {office.round.key}: changed.**" in page
    assert "- 'term.from' was 2022-04-01" in page
    assert "## Requests and answers (anmodninger og indstillinger)" in page
