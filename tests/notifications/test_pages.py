"""What staff read on the pages, and what must not stand there."""

from datetime import date

import pytest
from office import Office

from models.clarification import Point, PointState
from models.rules.procedure import names_nominees
from models.slates import NO_RECOMMENDATION
from models.words import Gender, Question, SeatCategory
from notifications.pages import board_sheet, deadline_table, round_page

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
    tasks = [line.split(" | ") for line in deadline_table([office.round], JANUARY).splitlines() if "| D1" in line]
    assert [(days, left, rule) for _, days, left, rule in tasks] == [
        ("2022-01-14", "4", "D11 |"),
        ("2022-01-18", "8", "D13 |"),
        ("2022-03-11", "60", "D12 |"),
        ("2022-03-14", "63", "D11 |"),
    ]


def test_a_task_whose_day_has_passed_stays_until_its_meeting_is_over(office: Office) -> None:
    assert "| 2022-01-18 | passed | D13 |" in deadline_table([office.round], date(2022, 1, 21))
    assert "D13" not in deadline_table([office.round], date(2022, 1, 22))
    assert "| D1" not in deadline_table([office.round], date(2022, 3, 26))


def test_the_round_page_says_what_is_to_settle_with_a_body_and_names_nobody(answered: Office) -> None:
    page = round_page(answered.round, MARCH)
    assert lines(page, "| HORESTA") == ["| HORESTA | company | sent 2022-03-02 |  | answered | B10, B12, consent, cv |"]
    assert lines(page, "| DI ") == ["| DI | company | sent 2022-03-02 |  | answered |  |"]
    assert not names_nominees(answered.round, page)


def test_what_was_accepted_and_asked_is_settled_step_by_step(answered: Office) -> None:
    answered.accept("horesta")
    answered.accept("horesta", Question.LATE)
    answered.clarify("horesta", Point.CV, PointState.WAIVED)
    answered.clarify("horesta", Point.CONSENT, PointState.ASKED)
    page = round_page(answered.round, MARCH)
    assert lines(page, "| HORESTA")[0].endswith("| answered | consent |")


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


def test_the_board_sheet_has_each_nominee_with_the_state_of_each_point(answered: Office) -> None:
    answered.clarify("horesta", Point.CV, PointState.ASKED)
    name = answered.nominee("horesta", Gender.MAN)
    next(person for person in answered.round.people if person.name == name).email = "en@prove.example"
    sheet = board_sheet(answered.round, MARCH)
    assert lines(sheet, "| HORESTA") == [
        f"| HORESTA | {name} | open | asked | answered | answered | not asked for | en@prove.example |"
    ]
    assert len(lines(sheet, "| SMVdanmark")) == 2


def test_the_board_sheet_shows_an_explained_finding_with_its_reason_by_whom_and_when(answered: Office) -> None:
    answered.accept("horesta")
    sheet = board_sheet(answered.round, MARCH)
    assert f"Reason given by HORESTA on 2022-03-02: {REASON}" in sheet
    assert "Reason given by TST on 2022-03-23: KKR's grund." in sheet


def test_the_board_sheet_has_the_first_slates_with_their_order_and_recommends_nobody(answered: Office) -> None:
    sheet = board_sheet(answered.round, MARCH)
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
    sheet = board_sheet(office.round, MARCH)
    assert r"| DI | \~\~Prøve\~\~ \*1\* \| &lt;b> |" in sheet


def test_a_complete_board_has_no_slates(office: Office) -> None:
    office.seat_everybody()
    assert "Slates" not in board_sheet(office.round, MARCH)
    assert "legal slates" not in round_page(office.round, MARCH)


def test_a_nominee_that_was_appointed_is_named_on_no_public_page(answered: Office) -> None:
    answered.appoint((SeatCategory.LABOUR, "fh-ac", answered.nominee("fh-ac", Gender.MAN)))
    pages = round_page(answered.round, MARCH) + deadline_table([answered.round], MARCH)
    assert not names_nominees(answered.round, pages)
