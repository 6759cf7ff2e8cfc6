"""What a term file says, held against the sources, and what is said about a broken one."""

from datetime import date
from pathlib import Path

import pytest
from term import SHIPPED

from models.definition import Definition, read_definition
from models.errors import FileRefused
from models.words import MilestoneKind
from models.yaml_file import read_document


def refused(path: Path) -> list[tuple[int | None, str, str]]:
    """Line, message and remedy of every finding; each names the file."""
    with pytest.raises(FileRefused) as caught:
        read_definition(path)
    assert {finding.file for finding in caught.value.findings} == {str(path)}
    assert all(finding.remedy for finding in caught.value.findings)
    assert str(path) in str(caught.value)
    return [(finding.line, finding.message, finding.remedy) for finding in caught.value.findings]


def changed(folder: Path, old: str, new: str) -> Path:
    """The shipped file with the first occurrence of a text replaced."""
    assert old in SHIPPED
    path = folder / "term.yaml"
    path.write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_shipped_board_has_the_eleven_seats_of_the_statutes(definition: Definition) -> None:
    seats = {(str(s.id), s.number, str(s.appointed_by), str(s.nominated_by or "")) for s in definition.seats}
    assert seats == {
        ("chair", 1, "kkr", ""),
        ("municipal", 3, "kkr", ""),
        ("company", 4, "kkr", "business"),
        ("knowledge", 1, "kkr", "knowledge"),
        ("labour", 1, "kkr", "labour"),
        ("region", 1, "region", ""),
    }
    assert sum(seat.number for seat in definition.seats) == 11


def test_the_shipped_dates_are_those_of_the_timeline(definition: Definition) -> None:
    assert {str(kind): milestone.days for kind, milestone in definition.milestones.items()} == {
        "recommendation": (date(2021, 10, 15), date(2021, 10, 15)),
        "constituent-meeting": (date(2022, 1, 21), date(2022, 1, 21)),
        "requests": (date(2022, 1, 21), date(2022, 1, 31)),
        "nominations": (date(2022, 2, 28), date(2022, 2, 28)),
        "clarification": (date(2022, 3, 1), date(2022, 3, 15)),
        "appointment": (date(2022, 3, 21), date(2022, 3, 25)),
        "in-office": (date(2022, 4, 1), date(2022, 4, 1)),
    }
    assert list(definition.milestones) == list(MilestoneKind)
    assert (definition.term.start, definition.term.end) == (date(2022, 4, 1), date(2026, 4, 1))
    assert definition.reminders == [14, 7, 2]


def test_the_eight_business_organisations_are_those_of_the_timeline_memo(definition: Definition) -> None:
    assert [body.name for body in definition.bodies if body.kind == "business"] == [
        "DI", "Dansk Erhverv", "Landbrug & Fødevarer", "SMVdanmark", "Tekniq", "Finans Danmark", "Forsikring & Pension",
        "HORESTA",
    ]  # fmt: skip


def test_the_eleven_municipalities_are_those_of_the_region(definition: Definition) -> None:
    assert definition.municipalities == [
        "Brønderslev", "Frederikshavn", "Hjørring", "Jammerbugt", "Læsø", "Mariagerfjord", "Morsø", "Rebild", "Thisted",
        "Vesthimmerland", "Aalborg",
    ]  # fmt: skip


def test_fh_and_ac_are_one_body_with_two_contacts(definition: Definition) -> None:
    (labour,) = [body for body in definition.bodies if body.kind == "labour"]
    assert [contact.email for contact in labour.contacts] == ["indstilling@fh.example", "indstilling@ac.example"]


def test_no_shipped_address_can_reach_anybody(definition: Definition) -> None:
    contacts = [contact for body in definition.bodies for contact in body.contacts]
    addresses = [contact.email for contact in (definition.secretariat, *contacts)]
    assert len(addresses) == 14
    assert [address for address in addresses if not address.endswith(".example")] == []


def test_a_file_saved_on_windows_reads_the_same(tmp_path: Path, definition: Definition) -> None:
    path = tmp_path / "term.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SHIPPED.replace("\n", "\r\n").encode())
    assert read_definition(path)[0] == definition


def test_a_danish_domain_is_kept_in_the_form_that_mail_can_go_to(tmp_path: Path) -> None:
    path = changed(tmp_path, "indstilling@di.example", "indstilling@fødevarer.example")
    assert read_definition(path)[0].bodies[0].contacts[0].email == "indstilling@xn--fdevarer-54a.example"


UNPRINTABLE = "'name': it is empty or holds a line break or another character that cannot be printed."
DAY_OR_WINDOW = "'nominations': write either 'on: <day>' or both 'from: <day>' and 'to: <day>'."
NO_DATE = "Write it as year-month-day without quotes: 2022-02-28."
TOO_MUCH = "its aliases (*name) repeat too much, or themselves."
NOT_YAML = "Correct the line; check its indentation, colons and quotes."
SEATS = "'chair', 'municipal', 'company', 'knowledge', 'labour' or 'region'"


@pytest.mark.parametrize(
    "old, new, line, message, remedy",
    [
        # wrong kinds of value
        ("{id: chair, number: 1", "{id: chair, number: one", 64,
         "'number' is 'one': Input should be a valid integer.", "Correct it."),
        ("number: 1", "number: 400", 64, "'number' is 400: Input should be less than or equal to 30.", "Correct it."),
        ("house: Erhvervshus Nordjylland", "house: 7", 8, "'house' is 7: Input should be a valid string.", "Correct it."),
        ("[14, 7, 2]", "14", 61, "'reminders' is 14: Input should be a valid list.", "Correct it."),
        ("[14, 7, 2]", "[14, 7, -2]", 61,
         "number 3 of 'reminders' is -2: Input should be greater than or equal to 1.", "Correct it."),
        ("smv: true", "smv: 'yes'", 93, "'smv' is 'yes': Input should be a valid boolean.", "Correct it."),
        ("name: Tekniq", "name:", 96, "'name' is empty: Input should be a valid string.", "Correct it."),
        ("[14, 7, 2]", "", 61, "'reminders' is empty: Input should be a valid list.", "Correct it."),
        ("Europe/Copenhagen", "Copenhagen", 30,
         "'time_zone': 'Copenhagen' is not a time zone; write for instance Europe/Copenhagen.", "Correct it."),
        # keys
        ("smv: true", "smw: true", 93, "'smw' is not a known key.", "Did you mean 'smv'?"),
        ("title: B", "titel: x\ntitle: B", 7, "'titel' is not a known key.", "Did you mean 'title'?"),
        ("house: Erhvervshus Nordjylland\n", "", 1, "'house' is missing.", "Add 'house: ...' here."),
        ("    kind: labour\n", "", 129, "'kind' is missing.", "Add 'kind: ...' here."),
        ("  in-office:\n    on: 2022-04-01\n    source: TL and SV, the new boards take office\n", "", 35,
         "milestone 'in-office' is missing.", "Add 'in-office:' with its date."),
        ("    name: Tekniq\n", "    name: Tekniq\n    name: Tekniq\n", 97,
         'this is not valid YAML: found duplicate key "name" with value "Tekniq" (original value: "Tekniq").', NOT_YAML),
        # dates
        ("on: 2022-02-28", "on: '2022-02-28'", 47, "'on' is '2022-02-28', not a date.", NO_DATE),
        ("on: 2022-02-28", "on: 28-02-2022", 47, "'on' is '28-02-2022', not a date.", NO_DATE),
        ("on: 2022-02-28", "on: 2022-02-28 10:00:00", 47, "'on' is 2022-02-28 10:00:00, not a date.", NO_DATE),
        ("on: 2022-02-28", "on: 2022-02-30", 47, "there is no day 2022-02-30.", "Correct the date."),
        ("on: 2022-02-28", "on:", 46, DAY_OR_WINDOW, "Correct it."),
        ("on: 2022-02-28", "on: 2022-02-28\n    from: 2022-02-28", 46, DAY_OR_WINDOW, "Correct it."),
        ("on: 2022-02-28", "from: 2022-02-28", 46, DAY_OR_WINDOW, "Correct it."),
        ("from: 2022-03-21\n    to: 2022-03-25", "from: 2022-03-25\n    to: 2022-03-21", 53,
         "'appointment' ends on 2022-03-21, before it starts on 2022-03-25.", "Swap the dates."),
        ("to: 2026-04-01", "to: 2022-03-31", 28, "the term ends before it starts.", "Correct 'from' or 'to'."),
        # addresses and names
        ("indstilling@di.example", "indstilling.di.example", 78,
         "'email': it is not an e-mail address (An email address must have an @-sign).",
         "Correct it."),
        ("indstilling@di.example", "dørken@di.example", 78,
         ("'email': it is not an e-mail address (Internationalized characters before the @-sign are not "
         "supported: 'ø')."), "Correct it."),
        ("name: Tekniq", 'name: "Tekniq\\nBcc: x@y.example"', 96, UNPRINTABLE, "Correct it."),
        ("name: Tekniq", 'name: "Tek\\u202Eniq"', 96, UNPRINTABLE, "Correct it."),
        ("name: Tekniq", 'name: ""', 96, UNPRINTABLE, "Correct it."),
        # words that are not known
        ("seat: labour", "seat: labor", 132, "'seat' is 'labor', which is unknown.", f"Write one of {SEATS}."),
        ("release: automatic", "release: auto", 32,
         "'release' is 'auto', which is unknown.", "Write one of 'automatic' or 'after-approval'."),
        ("  - {id: labour, number: 1, appointed_by: kkr, nominated_by: labour}\n", "", 131,
         "'fh-ac' has the unknown seat 'labour'.", "Write one of chair, municipal, company, knowledge, region."),
        ("kind: labour", "kind: business", 132,
         "'fh-ac' is of kind 'business', which neither nominates for nor appoints to 'labour'.",
         "Correct its 'kind' or its 'seat'."),
        # seats and those who are asked for them
        ("    seat: labour\n", "    seat: labour\n    seats: 2\n", 133,
         "'fh-ac' nominates for 2 seats 'labour', and there are 1.", "Write at most 1."),
        ("institution 2\n    kind: knowledge\n    seat: knowledge\n", "institution 2\n    kind: labour\n    seat: labour\n", 68,
         "videninstitution-2, fh-ac are each asked for 'labour', and one body is to be.",
         "Make them one body with several contacts."),
        ("    kind: region\n    seat: region\n", "    kind: knowledge\n    seat: knowledge\n", 69,
         "no body is asked for 'region'.", "Add one under 'bodies'."),
        ("rule_set: erhvervshus-2018", "rule_set: nonsense", 33,
         "'rule_set' is 'nonsense', which is unknown.", "Write one of 'erhvervshus-2018'."),
        ("on: 2022-02-28", "on: 9999-02-28", 47,
         "'on' is 9999-02-28: Input should be less than or equal to 2190-01-01.", "Correct it."),
        # twice
        ("id: tekniq", "id: di", 95, "the id 'di' was used on line 74 already.", "Give one of them another id."),
        ("[14, 7, 2]", "[14, 7, 7]", 61, "a number of days stands there twice.", "Remove one of them."),
        # YAML itself
        ("    name: Tekniq", "\tname: Tekniq", 96,
         "this is not valid YAML: found character '\\t' that cannot start any token.", NOT_YAML),
        ("title: Best", "title: A: Best", 7, "this is not valid YAML: mapping values are not allowed here.", NOT_YAML),
        ("[{name: Dansk Erhverv", "[*di, {name: Dansk Erhverv", 83,
         "the file uses YAML aliases (*name).", "Write the repeated part out."),
        ("    name: DI\n", "    <<: {name: DI}\n", 75,
         "the file uses a YAML merge key (<<).", "Write the repeated part out."),
        ("house: ", "house: !!python/name:os.system ", 8,
         "the file uses a YAML tag (tag:yaml.org,2002:python/name:os.system).", "Remove it."),
        ("name: Tekniq", "name: Tek\aniq", 96, "a character here cannot stand in YAML.", "Type the line anew."),
        ("[14, 7, 2]", "[" * 3000 + "]" * 3000, 61, "the file nests deeper than 20 levels.", "Write it flat."),
    ],
)  # fmt: skip
def test_an_error_names_the_line_and_the_remedy(
    tmp_path: Path, old: str, new: str, line: int, message: str, remedy: str
) -> None:
    assert refused(changed(tmp_path, old, new)) == [(line, message, remedy)]


@pytest.mark.parametrize(
    "content, line, message",
    [
        pytest.param(b"", 1, "the file does not hold 'key: value' lines.", id="empty"),
        pytest.param(b"# later\n", 1, "the file does not hold 'key: value' lines.", id="only a comment"),
        pytest.param(b"- a\n- b\n", 1, "the file does not hold 'key: value' lines.", id="a list"),
        pytest.param(SHIPPED.encode("latin-1", "replace"), 2, "the file is not UTF-8 text.", id="Latin-1"),
        pytest.param(SHIPPED.encode("utf-16"), 1, "the file is not UTF-8 text.", id="UTF-16"),
        pytest.param(b"#" * 1_000_001, None, "the file is larger than 1000000 bytes.", id="huge"),
        pytest.param(
            "".join(" " * depth + "a:\n" for depth in range(1000)).encode(),
            21, "the file nests deeper than 20 levels.", id="deep",
        ),
    ],
)  # fmt: skip
def test_a_file_that_is_no_term_file_at_all_is_refused(
    tmp_path: Path, content: bytes, line: int | None, message: str
) -> None:
    path = tmp_path / "term.yaml"
    path.write_bytes(content)
    assert [finding[:2] for finding in refused(path)] == [(line, message)]


@pytest.mark.parametrize(
    "name, message",
    [
        pytest.param("nowhere.yaml", "there is no such file.", id="missing"),
        pytest.param("", "the file cannot be read: it is a folder, a pipe or a device.", id="a folder"),
        pytest.param("x" * 300, "the file cannot be read: File name too long.", id="a name no file can have"),
        pytest.param("a\0b", "the file cannot be read: embedded null byte.", id="from a form, with a NUL"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str, message: str) -> None:
    assert [finding[:2] for finding in refused(tmp_path / name)] == [(None, message)]


def test_a_mistyped_key_is_named_together_with_the_key_that_is_missing_for_it(tmp_path: Path) -> None:
    assert refused(changed(tmp_path, "reminders:", "remindrs:")) == [
        (1, "'reminders' is missing.", "Add 'reminders: ...' here."),
        (61, "'remindrs' is not a known key.", "Did you mean 'reminders'?"),
    ]


def test_every_error_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "term.yaml"
    broken = SHIPPED.replace("release: automatic", "release: auto").replace("on: 2022-02-28", "on: '2022-02-28'")
    path.write_text(broken.replace("house: Erhvervshus Nordjylland", "house: 7"), encoding="utf-8")
    assert [line for line, _, _ in refused(path)] == [8, 32, 47]


@pytest.mark.parametrize(
    "old, new, line, message",
    [
        pytest.param("to: 2026-04-01", "to: *id001", 28, "the file uses YAML aliases (*name).", id="a date used twice"),
        pytest.param("reminders: [14, 7, 2]", "reminders: &id001 [14, *id001]", 61, "the file uses YAML aliases (*name).",
                     id="a list that contains itself"),
        pytest.param("title: B", "<<: *id001\ntitle: B", 7, "the file uses a YAML merge key (<<).", id="a merge key"),
    ],
)  # fmt: skip
def test_a_term_file_is_written_by_hand_and_has_no_aliases(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    ((where, what, remedy),) = refused(changed(tmp_path, old, new))
    assert (where, what, remedy) == (line, message, "Write the repeated part out.")


def test_an_anchor_that_nothing_refers_to_changes_nothing(tmp_path: Path, definition: Definition) -> None:
    path = changed(tmp_path, "reminders: [14, 7, 2]", "reminders: &id001 [14, 7, 2]")
    assert read_definition(path)[0] == definition


def test_where_aliases_are_allowed_they_are_read_as_what_they_stand_for(tmp_path: Path) -> None:
    """As yaml.safe_dump writes a date or a list that stands there twice; each place has its own line."""
    path = tmp_path / "file.yaml"
    path.write_text("from: &id001 2022-04-01\nto: *id001\nfirst: &id002\n- name: a\nsecond: *id002\n", encoding="utf-8")
    document = read_document(path, aliases=True)
    day = date(2022, 4, 1)
    assert document.data == {"from": day, "to": day, "first": [{"name": "a"}], "second": [{"name": "a"}]}
    assert [document.line(place) for place in (("from",), ("to",), ("second",))] == [1, 2, 5]
    assert document.line(("second", 0, "name")) == 4


@pytest.mark.parametrize(
    "levels, refusal", [(4, None), (5, TOO_MUCH)], ids=["eleven thousand parts", "more than allowed"]
)
def test_aliases_that_repeat_too_much_are_refused(tmp_path: Path, levels: int, refusal: str | None) -> None:
    path = tmp_path / "file.yaml"
    lines = ["k0: &k0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"k{level}: &k{level} [{', '.join([f'*k{level - 1}'] * 10)}]" for level in range(1, levels)]
    path.write_text("\n".join(lines), encoding="utf-8")
    if refusal is None:
        assert len(read_document(path, aliases=True).data) == levels
        return
    with pytest.raises(FileRefused) as caught:
        read_document(path, aliases=True)
    assert [finding.message for finding in caught.value.findings] == [refusal]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("a: &a [*a]\n", id="a list in itself"),
        pytest.param("a: &a {b: *a}\n", id="keys in themselves"),
        pytest.param("a: &a [[[*a]]]\n", id="a list deep in itself"),
        pytest.param("a: &a [1]\nb: &b {c: *a, d: [*b]}\n", id="beside an alias that does not"),
    ],
)
def test_aliases_that_contain_themselves_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FileRefused) as caught:
        read_document(path, aliases=True)
    assert [finding.message for finding in caught.value.findings] == [TOO_MUCH]
