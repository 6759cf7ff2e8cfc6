"""What staff read on the pages, and what must not stand there."""

from datetime import date

import pytest
from office import DECIDED_ON, Office

from models.clarification import Point, PointState
from models.definition import Definition
from models.opening import build_round
from models.rules.procedure import names_nominees
from models.slates import NO_RECOMMENDATION, slates
from models.words import Gender, LetterState, Question, SeatCategory
from notifications.links import Links
from notifications.pages import board_sheet, deadline_table, pages_of, round_page, selection_page

JANUARY, MARCH = date(2022, 1, 10), date(2022, 3, 2)
REASON = "Ingen kvinde ville stille op for os."


@pytest.fixture
def answered(office: Office) -> Office:
    """Some have answered, one of them late and with a man only."""
    office.decide()
    office.constitute()
    for body in ("di", "dansk-erhverv", "smvdanmark", "videninstitution-1", "fh-ac"):
        office.nominate(body)
    office.nominate("horesta", office.person(Gender.MAN, cv=False, consent=False), reason=REASON, on=MARCH)
    office.run(MARCH)
    return office


def lines(page: str, start: str) -> list[str]:
    return [line for line in page.splitlines() if line.startswith(start)]


def test_the_deadline_table_has_the_tasks_before_the_meetings_to_come(office: Office) -> None:
    tasks = [line for line in lines(deadline_table([office.round], JANUARY), "- 2022-") if line.endswith(")")]
    assert [(line[2:12], line[14:].partition(":")[0], line[-4:-1]) for line in tasks] == [
        ("2022-01-14", "in 4 days", "D11"),
        ("2022-01-18", "in 8 days", "D13"),
        ("2022-03-11", "in 60 days", "D12"),
        ("2022-03-14", "in 63 days", "D11"),
    ]


def test_a_task_whose_day_has_passed_stays_until_its_meeting_is_over(office: Office) -> None:
    assert lines(deadline_table([office.round], date(2022, 1, 21)), "- 2022-01-18, 3 days ago: ")[0].endswith(" (D13)")
    assert "D13" not in deadline_table([office.round], date(2022, 1, 22))
    assert "D1" not in deadline_table([office.round], date(2022, 3, 26))


def test_the_round_page_says_what_is_to_settle_with_a_body_and_names_nobody(answered: Office) -> None:
    page = round_page(answered.round, MARCH)
    assert lines(page, "| HORESTA") == ["| HORESTA | company | 2022-03-02 |  | answered |"]
    assert lines(page, "| Tekniq") == ["| Tekniq | company | 2022-03-02 |  | **open** |"]
    assert lines(page, "- HORESTA: ") == ["- HORESTA: B10, B12, consent, cv"]
    assert lines(page, "- DI: ") == []
    assert not names_nominees(answered.round, page)


def test_what_was_accepted_and_asked_is_settled_step_by_step(answered: Office) -> None:
    answered.accept("horesta")
    answered.accept("horesta", Question.LATE)
    answered.clarify("horesta", Point.CV, PointState.WAIVED)
    answered.clarify("horesta", Point.CONSENT, PointState.ASKED)
    assert lines(round_page(answered.round, MARCH), "- HORESTA: ") == ["- HORESTA: consent"]


def test_the_round_page_shows_the_outlook_of_every_step_and_what_would_help(answered: Office) -> None:
    page = round_page(answered.round, MARCH)
    assert "| 2022-01-21 | 2 | 2 | 0 | 7 | 2 women, 2 men |" in page
    assert "The last step at which it can still be reached: **appointment**, 2022-03-21 to 2022-03-25." in page
    assert "Nominations that name a woman: DI, Dansk Erhverv, SMVdanmark, Prøvevideninstitution 1, FH og AC." in page
    assert "Still to answer: Landbrug & Fødevarer, Tekniq, Finans Danmark, Forsikring & Pension, Prøvevideninst" in page


def test_the_round_page_says_the_smallest_change_when_no_slate_is_legal(office: Office) -> None:
    office.decide()
    office.constitute()
    for body in ("di", "dansk-erhverv", "smvdanmark", "videninstitution-1"):
        office.nominate(body)
    page = round_page(office.round, date(2022, 2, 20))
    assert (
        "The nominations allow 0 legal slates (samlede forslag). **Smallest change that would allow one:** one more nominee "
        "from the labour organisations." in page
    )


def test_the_round_page_says_since_when_balance_is_out_of_reach(office: Office) -> None:
    office.seat_everybody()
    for member in office.round.members:
        member.person.gender = Gender.MAN
    office.round.members[-1].left_on = date(2022, 3, 30)
    page = round_page(office.round, date(2022, 3, 31))
    assert "**That can no longer be reached**, since 2022-03-23." in page


def test_the_selection_page_has_each_nominee_with_the_reference_and_the_points_that_are_open(answered: Office) -> None:
    answered.clarify("horesta", Point.CV, PointState.ASKED)
    name = answered.nominee("horesta", Gender.MAN)
    next(person for person in answered.round.people if person.name == name).email = "en@prove.example"
    page = selection_page(answered.round, MARCH)
    assert lines(page, "| `horesta") == [
        f"| `horesta/1/1` | {name} | man | consent, cv (asked) |",
        "| `horesta/1/1` | en@prove.example |",
    ]
    assert [line.split(" | ")[2:] for line in lines(page, "| `smvdanmark")[:2]] == [
        ["woman, SMV", "none |"],
        ["man", "none |"],
    ]


def test_the_board_sheet_has_seats_with_who_appointed_and_nominated_who_sits_there(answered: Office) -> None:
    name = answered.nominee("fh-ac", Gender.MAN)
    answered.appoint((SeatCategory.LABOUR, "fh-ac", name))
    sheet = board_sheet(answered.round, MARCH)
    assert lines(sheet, "| labour") == [f"| labour | {name} | man | KKR | 2022-03-23 | FH og AC |"]
    assert lines(sheet, "| region") == ["| region | *open* | | | | |"]
    assert "The term of every member is 2022-04-01 to 2026-04-01." in sheet


def test_the_board_sheet_says_whose_term_differs_and_who_left(answered: Office) -> None:
    chair, municipal = answered.round.members[:2]
    chair.starts_on, municipal.left_on, municipal.left_reason = date(2022, 5, 1), date(2022, 3, 1), "Fraflyttet"
    sheet = board_sheet(answered.round, MARCH)
    assert "2022-04-01 to 2026-04-01, but: chair 2022-05-01 to 2026-04-01." in sheet
    assert lines(sheet, "- municipal-1") == [f"- municipal-1: {municipal.person.name}, on 2022-03-01: Fraflyttet"]


def test_the_selection_page_shows_an_explained_finding_with_its_reason_by_whom_and_when(answered: Office) -> None:
    answered.accept("horesta")
    sheet = selection_page(answered.round, MARCH)
    assert f"Reason given by HORESTA on 2022-03-02: {REASON}" in sheet
    assert "Reason given by TST on 2022-03-23: KKR's grund." in sheet


def test_the_selection_page_has_the_first_slates_with_their_order_and_recommends_nobody(answered: Office) -> None:
    sheet = selection_page(answered.round, MARCH)
    # 4 of 7 companies but for the 4 men, who come from no SMV, with one of 2 and one of 2: 34 times 4
    assert "The nominations allow 136 legal slates for the open seats." in sheet
    assert [line[:3] for line in sheet.splitlines() if line[:3] in ("1. ", "2. ", "3. ", "4. ")] == [
        "1. ",
        "2. ",
        "3. ",
    ]
    assert NO_RECOMMENDATION in sheet


def test_a_name_is_shown_as_it_is_written_whatever_markdown_means_by_it(office: Office) -> None:
    office.decide()
    office.nominate("di", office.person(Gender.WOMAN, name="~~Prøve~~ *1* | <b>"), office.person(Gender.MAN))
    sheet = selection_page(office.round, MARCH)
    assert r"| `di/1/1` | \~\~Prøve\~\~ \*1\* \| &lt;b> |" in sheet


def test_a_complete_board_has_no_slates(office: Office) -> None:
    office.seat_everybody()
    assert "Slates" not in selection_page(office.round, MARCH)
    assert "legal slates" not in round_page(office.round, MARCH)


def test_all_rounds_stand_in_one_list_with_what_is_missed_or_due_first(office: Office, definition: Definition) -> None:
    later = build_round(definition)
    later.key = "senere-2026-30"
    for milestone in later.milestones:
        milestone.starts_on, milestone.ends_on = (
            day.replace(year=day.year + 4) for day in (milestone.starts_on, milestone.ends_on)
        )
    table = deadline_table([later, office.round], date(2022, 1, 17))
    begin, end = table.index("## All rounds"), table.index("## Bestyrelsen")
    assert [line.split(" (`")[0].split(" · ") for line in lines(table[begin:end], "- ")] == [
        ["- **missed**", "2021-10-15, 94 days ago", "nordjylland-2022-26"],
        ["- **due**", "2022-01-14, 3 days ago", "nordjylland-2022-26"],
        ["- upcoming", "2022-01-18, tomorrow", "nordjylland-2022-26"],
        ["- upcoming", "2022-01-21, in 4 days", "nordjylland-2022-26"],
        ["- upcoming", "2022-01-31, in 14 days", "nordjylland-2022-26"],
        ["- upcoming", "2025-10-03, in 1355 days", "senere-2026-30"],
        ["- upcoming", "2025-10-08, in 1360 days", "senere-2026-30"],
        ["- upcoming", "2025-10-15, in 1367 days", "senere-2026-30"],
    ]


def test_what_to_do_about_a_deadline_has_links_to_the_forms_with_what_is_known(office: Office) -> None:
    links = Links(forms={"record-decision": "id-1"})
    [row] = lines(deadline_table([office.round], JANUARY, links=links), "- **Outgoing")
    assert row == (
        "- **Outgoing KKR's recommendation (indstilling)** is missed. Missing: the recommendation. Record the recommendation "
        "with "
        "[`record-decision`](/deployments/deployment/id-1/run?parameters=%7B%22round_key%22%3A%20%22nordjylland-2022-26%22%2C%20"
        "%22kind%22%3A%20%22recommendation%22%7D)."
    )


def test_the_round_page_has_the_letters_to_come_with_their_days(office: Office) -> None:
    office.decide()
    office.constitute()
    office.run(DECIDED_ON)
    for body in office.round.bodies[:-1]:
        if body.key not in ("di", "fh-ac"):
            office.nominate(body.key, on=date(2022, 2, 1))
    page = round_page(office.round, date(2022, 2, 14))
    assert [line for line in lines(page, "- **2022-0") if "Reminder" in line] == [
        "- **2022-02-14** Reminder (påmindelse), 14 days before the deadline: DI, FH og AC, Region Nordjylland",
        "- **2022-02-21** Reminder (påmindelse), 7 days before the deadline: DI, FH og AC, Region Nordjylland",
        "- **2022-02-26** Reminder (påmindelse), 2 days before the deadline: DI, FH og AC, Region Nordjylland",
    ]


def test_a_slate_gives_the_reference_for_its_seat_of_whoever_two_bodies_name_and_however_they_write_it(
    office: Office,
) -> None:
    office.decide()
    office.constitute()
    office.appoint_region()
    for body in ("di", "dansk-erhverv", "smvdanmark", "tekniq", "videninstitution-1"):
        office.nominate(body)
    twice = office.person(Gender.WOMAN, name="Prøve  Kandidat")
    office.nominate("di", twice, office.person(Gender.MAN), on=date(2022, 2, 11))
    office.nominate("fh-ac", office.person(Gender.WOMAN, name="Prøve Kandidat"), office.person(Gender.MAN))
    best = slates(office.round, top=99).best
    proposed = {
        (each.seat, each.reference) for slate in best for each in slate.members if each.name == "Prøve Kandidat"
    }
    assert proposed == {(SeatCategory.COMPANY, "di/2/1"), (SeatCategory.LABOUR, "fh-ac/1/1")}
    first = best[0].members[0]
    assert f"`{first.reference}` {first.name} ({first.seat})" in selection_page(office.round, date(2022, 3, 10))


NAMED = ("board-", "selection-", "held-letters-")
SAID = "550 5.1.1 {} {}: ukendt"


def without_names(office: Office, day: date) -> None:
    """Every page but three is without the name, the address and the reason of anybody, wherever the letters are."""
    people = office.round.people
    for person in people:
        person.email = f"{person.name.replace(' ', '.').casefold()}@kandidater.example"
    for place, letter in enumerate(office.round.letters):
        letter.state = list(LetterState)[place % len(LetterState)]
        said = SAID.format(letter.person.name, letter.person.email) if letter.person else "550"
        letter.error = said if letter.state not in (LetterState.QUEUED, LetterState.SENDING) else ""
    pages = {key: page.markdown for key, page in pages_of(office.round, day).items()}
    shown = [text for key, text in pages.items() if not key.startswith(NAMED)] + [deadline_table([office.round], day)]
    told = {word for person in people for word in (person.name, person.email)} | {REASON}
    assert [word for word in sorted(told) for text in shown if word.casefold() in text.casefold()] == []
    assert [key for key, text in pages.items() if key.startswith(NAMED) and "names people" not in text] == []
    for key in ("selection-", "board-"):
        assert names_somebody(pages[key + office.round.key], office) == (
            key == "board-" or bool(office.round.nominations)
        )


def names_somebody(text: str, office: Office) -> bool:
    return any(person.name in text for person in office.round.people)


def test_names_stand_on_three_pages_only_at_every_step_of_a_round(office: Office) -> None:
    office.decide()
    office.constitute()
    office.run(DECIDED_ON)
    without_names(office, DECIDED_ON)
    for body in ("di", "dansk-erhverv", "smvdanmark", "tekniq", "videninstitution-1", "fh-ac"):
        office.nominate(body, office.person(Gender.WOMAN, smv=True, cv=False), office.person(Gender.MAN, consent=False))
    office.nominate("horesta", office.person(Gender.MAN), reason=REASON, on=MARCH)
    office.nominate("di", office.person(Gender.WOMAN), office.person(Gender.MAN))
    office.run(MARCH)
    without_names(office, MARCH)
    office.accept("horesta", on=MARCH)
    office.appoint_region()
    office.run(date(2022, 3, 22))
    without_names(office, date(2022, 3, 22))
    office.appoint(
        (SeatCategory.COMPANY, "dansk-erhverv", office.nominee("dansk-erhverv", Gender.WOMAN)),
        (SeatCategory.COMPANY, "smvdanmark", office.nominee("smvdanmark", Gender.WOMAN)),
        (SeatCategory.COMPANY, "tekniq", office.nominee("tekniq", Gender.MAN)),
        (SeatCategory.COMPANY, "di", office.nominee("di", Gender.MAN)),
        (SeatCategory.KNOWLEDGE, "videninstitution-1", office.nominee("videninstitution-1", Gender.WOMAN)),
        (SeatCategory.LABOUR, "fh-ac", office.nominee("fh-ac", Gender.MAN)),
    )
    for day in (date(2022, 3, 23), date(2022, 3, 30)):
        office.run(day)
        without_names(office, day)
    member = office.round.members[-1]
    member.left_on, member.left_reason = date(2022, 3, 31), f"{member.person.name} er fraflyttet"
    office.run(date(2022, 4, 2))
    without_names(office, date(2022, 4, 2))
