"""Every letter as its receiver reads it. `pytest tests/notifications --accept` rewrites the expected files; read them then."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from office import DECIDED_ON, Office, moment

import notifications
from models.entries import PersonEntry
from models.errors import LetterRefused
from models.letter import Letter
from models.recording import register_nomination
from models.words import DecisionKind, Gender
from notifications.rendering import render_letter

EXPECTED = Path(__file__).parent / "expected"
TEMPLATES = Path(notifications.__file__).parent / "templates"
DEADLINE = date(2022, 2, 28)
ROUND = "nordjylland-2022-26"
NOT_LETTERS = {"layout", "pages", "request"}  # the page around a letter, the pages for staff, what the requests share
WOMAN = PersonEntry(name="Åse Ærø Østergård", gender=Gender.WOMAN, smv=True, active_in_business=True)
MAN = PersonEntry(name="Søren Bjørn", gender=Gender.MAN, active_in_business=True)


def letter(office: Office, key: str) -> Letter:
    found = [each for each in office.round.letters if each.key == f"{ROUND}/{key}"]
    assert len(found) == 1, [each.key for each in office.round.letters]
    return found[0]


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


CASES: dict[str, Callable[[Office], Letter]] = {
    "request-business": lambda office: request(office, "landbrug-foedevarer"),
    "request-business-smv": lambda office: request(office, "smvdanmark"),
    "request-business-two-seats": lambda office: request_for_two_seats(office, "di"),
    "request-business-criteria": lambda office: request_with_criteria(office, "di"),
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
FOLDERS = sorted(folder.name for folder in TEMPLATES.iterdir() if folder.is_dir() and folder.name not in NOT_LETTERS)


@pytest.mark.parametrize("name", CASES)
def test_a_letter_reads_as_expected(name: str, office: Office, request: pytest.FixtureRequest) -> None:
    written = CASES[name](office)
    rendered = {EXPECTED / f"{name}.txt": f"{written.subject}\n\n{written.text}"}
    if name in FOLDERS:
        rendered[EXPECTED / f"{name}.html"] = written.html
    for file, content in rendered.items():
        if request.config.getoption("--accept", default=False):
            EXPECTED.mkdir(exist_ok=True)
            file.write_text(content, encoding="utf-8")
        assert content == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_letter_has_its_three_parts_and_an_expected_text_and_page(folder: str) -> None:
    assert sorted(file.name for file in (TEMPLATES / folder).iterdir()) == ["subject.txt", "text.txt", "why.txt"]
    assert [name for name in (f"{folder}.txt", f"{folder}.html") if not (EXPECTED / name).exists()] == []


def test_every_expected_file_belongs_to_a_letter() -> None:
    names = {f"{name}.txt" for name in CASES} | {f"{folder}.html" for folder in FOLDERS}
    assert {file.name for file in EXPECTED.iterdir()} == names


@pytest.mark.parametrize(
    "name, in_html",
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("Møller & Søn", "Møller &amp; Søn"),
        ("*Stjerne* og _streg_ og `kode`", "*Stjerne* og _streg_ og `kode`"),
        ("[klik her](http://example.org)", "[klik her](http://example.org)"),
        ("![billede](http://example.org/x.png)", "![billede](http://example.org/x.png)"),
        ("<http://example.org>", "&lt;http://example.org&gt;"),
        ("{{ round.key }}", "{{ round.key }}"),
        ("&lt;b&gt; \\* 1. punkt", "&amp;lt;b&amp;gt; \\* 1. punkt"),
    ],
)
def test_a_name_is_literal_in_the_text_and_harmless_in_the_page(name: str, in_html: str, office: Office) -> None:
    written = receipt(office, "di", WOMAN, MAN.model_copy(update={"name": name}))
    assert f"- {name}, mand\n" in written.text
    assert f"<li>{in_html}, mand</li>" in written.html


def test_a_body_and_a_house_with_signs_in_their_names_are_harmless_in_the_page(office: Office) -> None:
    body = office.round.body("di")
    assert body is not None
    body.name, office.round.house = "<b>DI</b> & co", "<i>Huset</i>"
    written = request(office, "di")
    assert [sign for sign in ("<b>", "<i>", "& ") if sign in written.html] == []
    assert (
        written.subject
        == "Anmodning om indstilling til bestyrelsen for <i>Huset</i> - svar senest den 28. februar 2022"
    )


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="is undefined"):
        render_letter("reminder")


def test_a_subject_of_two_lines_is_refused(office: Office) -> None:
    office.round.house = "Huset\nBcc: enhver@example.org"
    office.decide()
    with pytest.raises(LetterRefused, match="is not one line"):
        office.run(DECIDED_ON)
