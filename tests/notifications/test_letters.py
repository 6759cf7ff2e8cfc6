"""Every letter as its receiver reads it. `pytest tests/notifications --accept` rewrites the expected files; read them then."""

from pathlib import Path

import pytest
from jinja2 import UndefinedError
from office import DECIDED_ON, Office

import notifications
from models.errors import LetterRefused
from models.words import Question
from notifications.rendering import render_letter
from tests.notifications import cases_bodies, cases_people
from tests.notifications.cases_bodies import receipt, request
from tests.notifications.letter_cases import MAN, WOMAN

EXPECTED = Path(__file__).parent / "expected"
TEMPLATES = Path(notifications.__file__).parent / "templates"
NOT_LETTERS = {"case-file", "layout", "pages", "request", "statutes"}  # for staff, around letters, shared parts
TABLES = (cases_bodies.CASES, cases_people.CASES)
CASES = {name: case for table in TABLES for name, case in table.items()}
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


def test_a_variant_stands_in_one_table() -> None:
    assert len(CASES) == sum(len(table) for table in TABLES)


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
    assert written.subject == "Svar senest den 28. februar 2022: indstilling til bestyrelsen for <i>Huset</i>"


def test_what_the_kkr_wrote_stays_one_sentence_and_harmless_in_the_page(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = "Grunden er <b>ny</b>\n\n- punkt\n# {{ round.key }}\n"
    monkeypatch.setitem(cases_bodies.GROUNDS, (Question.LATE, True), ground)
    written = cases_bodies.acceptance(
        office, "di", Question.LATE, WOMAN, MAN, accepted=True, received=cases_bodies.LATE
    )
    assert "Begrundelsen er: »Grunden er <b>ny</b> - punkt # {{ round.key }}«.\n" in written.text
    assert "»Grunden er &lt;b&gt;ny&lt;/b&gt; - punkt # {{ round.key }}«.</p>" in written.html


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="is undefined"):
        render_letter("receipt")


def test_a_subject_of_two_lines_is_refused(office: Office) -> None:
    office.round.house = "Huset\nBcc: enhver@example.org"
    office.decide()
    with pytest.raises(LetterRefused, match="is not one line"):
        office.run(DECIDED_ON)
