"""What happens next is found on a copy: the days and letters are right, nobody is named, and nothing real is touched."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import takewhile
from pathlib import Path

import pytest
from office import QUORUM, Office, moment
from rows import rows
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.action import ActionKind
from models.database import open_engine, upgrade
from models.definition import Definition
from models.opening import open_round
from models.recording import move_milestone, record_decision
from models.settings import Mail, Settings, sqlite_url
from models.store import load_round
from models.words import LETTERS_IN_WORDS, DecisionKind, LetterKind, MilestoneKind, ReleaseMode
from notifications.act import advance
from notifications.carrying import PHRASES
from notifications.delivery import deliver_due
from notifications.looking_ahead import Ahead, look_ahead

KEY = "nordjylland-2022-26"
RECOMMENDED_ON, ASKED_ON, SEATED_ON = date(2021, 10, 15), date(2022, 1, 21), date(2022, 4, 1)
SILENT = (
    "Dansk Erhverv, Landbrug & Fødevarer, SMVdanmark, Tekniq, Finans Danmark, Forsikring & Pension, HORESTA, "
    "Prøvevideninstitution 1, Prøvevideninstitution 2, FH og AC, Region Nordjylland"
)
EVERYBODY = f"DI, {SILENT}"
SEATS = [
    "chair", "municipal-1", "municipal-2", "municipal-3", "company-1", "company-2", "company-3", "company-4", "knowledge",
    "labour", "region",
]  # fmt: skip
Opened = Callable[..., None]


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """Where the letters of the real round land."""
    return tmp_path / "real"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database on which it does not matter of which kind it is."""
    engine = open_engine(sqlite_url(tmp_path / "udpegning.db"))
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def opened(definition: Definition, real: Path) -> Opened:
    """Opens the round in a database and lets staff work on it up to a day, on which its letters leave."""

    def opened(
        engine: Engine, work: Callable[[Office], None], on: date, release: ReleaseMode = ReleaseMode.AUTOMATIC
    ) -> None:
        with Session(engine) as session, session.begin():
            changed = definition.model_copy(update={"release": release})
            open_round(session, changed, initials="TST", at=moment(RECOMMENDED_ON))
        with Session(engine) as session, session.begin():
            office = Office(round=load_round(session, KEY, to_change=True))
            record_decision(
                office.round, kind=DecisionKind.RECOMMENDATION, decided_on=RECOMMENDED_ON, organisations=["di"],
                consideration="Saglig.", attendance=QUORUM, initials="TST", at=moment(RECOMMENDED_ON),
            )  # fmt: skip
            work(office)
            advance(office.round, on, moment(on))
        settings = Settings(mail=Mail.MAILDIR, letters_folder=real)
        deliver_due(engine, settings, lambda: moment(on) + timedelta(minutes=5))

    return opened


def ahead(engine: Engine, folder: Path, now: datetime) -> Ahead:
    scratch = folder / "scratch"
    scratch.mkdir()
    return look_ahead(engine, KEY, folder=scratch, now=now)


def asked(office: Office) -> None:
    """The constituent meeting: the requests go out."""
    office.decide()
    office.constitute()
    office.run(ASKED_ON)


def complete(office: Office) -> None:
    """Everybody is appointed, and every address is known."""
    office.seat_everybody()
    for number, person in enumerate(office.round.people):
        person.email = f"{number}@kandidater.example"


def told(page: str, day: str) -> list[str]:
    """What stands under a day's heading."""
    lines = page.splitlines()
    under = lines[lines.index(f"### {day}") + 1 :]
    return list(takewhile(lambda line: line.startswith("- "), under[1:]))


def test_nothing_changes_in_the_database_and_no_letter_leaves(
    database: Engine, opened: Opened, real: Path, tmp_path: Path
) -> None:
    opened(database, asked, ASKED_ON)
    before, letters = rows(database), sorted(real.rglob("*"))
    found = ahead(database, tmp_path, moment(date(2022, 2, 10)))
    assert "letters would be sent" in found.summary
    assert rows(database) == before
    assert sorted(real.rglob("*")) == letters


def test_each_day_tells_its_letters_and_the_deadline_that_passes(
    engine: Engine, opened: Opened, tmp_path: Path
) -> None:
    def one_has_answered(office: Office) -> None:
        asked(office)
        office.nominate("di", on=date(2022, 2, 10))

    opened(engine, one_has_answered, date(2022, 2, 10))
    found = ahead(engine, tmp_path, moment(date(2022, 2, 11)))
    assert found.until == date(2022, 4, 8)
    missed = (
        "Deadline for nominations (indstillingsfrist); Appointment of the others (udpegning); "
        "The board takes office (tiltrædelse)"
    )
    assert found.summary.endswith(f"and 3 deadlines would be missed: {missed}.")
    assert told(found.page, "Monday 21 February 2022: On track") == [
        f"- Reminder (påmindelse) to {SILENT}",
        "- Weekly overview (ugens overblik) to the secretariat",
    ]
    assert told(found.page, "Tuesday 1 March 2022: Deadline missed") == [
        f"- **Deadline missed:** Deadline for nominations (indstillingsfrist), 28 February 2022. Missing: {SILENT}",
        "- **Due until 15 March:** Clarification of nominees (afklaring)",
        f"- Letter after the deadline (fristen er overskredet) to {SILENT}",
        "- Message of a missed deadline (overskredet frist) to the secretariat",
    ]
    assert told(found.page, "Saturday 2 April 2022: Deadline missed")[0].startswith(
        "- **Deadline missed:** The board takes office (tiltrædelse), 1 April 2022. Missing: company-1"
    )


def test_what_was_done_today_is_not_told_again(engine: Engine, opened: Opened, tmp_path: Path) -> None:
    opened(engine, asked, ASKED_ON)
    found = ahead(engine, tmp_path, moment(ASKED_ON))
    assert "**On track** on 21 January 2022." in found.page
    assert ("Request for nominations" in found.page, "21 January 2022: " in found.page) == (False, False)


def test_held_letters_stay_held_and_new_ones_wait_for_approval(engine: Engine, opened: Opened, tmp_path: Path) -> None:
    def decided(office: Office) -> None:
        office.decide()
        office.constitute()

    opened(engine, decided, ASKED_ON, ReleaseMode.AFTER_APPROVAL)
    found = ahead(engine, tmp_path, moment(ASKED_ON))
    waits = found.page.partition("## Letters that wait already")[2].partition("\n## ")[0]
    assert f"- Request for nominations (anmodning om indstilling) to {EVERYBODY}: it waits for approval" in waits
    assert "a held letter stays held" in waits
    requests = "Requests for nominations (anmodninger)"
    assert told(found.page, "Tuesday 1 February 2022: Deadline missed") == [
        f"- **Deadline missed:** {requests}, 21 January to 31 January 2022. Missing: {EVERYBODY}",
        "- Message of a missed deadline (overskredet frist) to the secretariat",
    ]  # fmt: skip
    assert "Reminder" not in found.page  # nobody was asked, so nobody is reminded


def test_new_letters_that_wait_are_counted_and_told_on_their_day(
    engine: Engine, opened: Opened, tmp_path: Path
) -> None:
    def approved_from_now_on(office: Office) -> None:
        asked(office)
        office.round.release = ReleaseMode.AFTER_APPROVAL

    opened(engine, approved_from_now_on, ASKED_ON)
    found = ahead(engine, tmp_path, moment(date(2022, 2, 10)))
    assert "48 more letters would be written and wait for a person" in found.summary
    overtaken = "cancelled: overtaken by a later letter that asks for the same"
    assert told(found.page, "Monday 21 February 2022: On track") == [
        "- Weekly overview (ugens overblik) to the secretariat",
        f"- **Waits for a person:** Reminder (påmindelse) to {EVERYBODY}: it waits for approval",
        f"- **Does not leave:** Reminder (påmindelse) to {EVERYBODY}: {overtaken}",
    ]


def test_nobody_is_named_where_people_are_written_to(engine: Engine, opened: Opened, tmp_path: Path) -> None:
    opened(engine, complete, date(2022, 3, 22))
    found = ahead(engine, tmp_path, moment(date(2022, 3, 23)))
    assert "Prøvekandidat" not in found.page
    assert "kandidater.example" not in found.page
    assert told(found.page, "Friday 25 March 2022: On track") == [
        f"- Welcome (velkomst) to {', '.join(SEATS)}",
    ]
    assert told(found.page, "Friday 1 April 2022: On track") == ["- **The board takes office (tiltrædelse)**"]
    assert found.summary == (
        "Until 8 April 2022, 12 letters would be sent (1 of them to the secretariat itself), and no deadline would be missed."
    )


def test_people_whose_address_is_not_known_are_referred_to_by_seat_and_answer(
    engine: Engine, opened: Opened, tmp_path: Path
) -> None:
    opened(engine, Office.seat_everybody, date(2022, 3, 23))
    waits = ahead(engine, tmp_path, moment(date(2022, 3, 23))).page.partition("## Letters that wait already")[2]
    known = "the address is not known: record it with 'record-address', then release the letter"
    assert "Appointment letter (udpegningsbrev) to chair, municipal-1, municipal-2" in waits
    assert "Letter about not being appointed (ikke udpeget) to di/1/1, dansk-erhverv/1/2" in waits
    assert known in waits


def test_two_months_are_looked_at_when_the_last_milestone_is_over(
    engine: Engine, opened: Opened, tmp_path: Path
) -> None:
    opened(engine, asked, ASKED_ON)
    found = ahead(engine, tmp_path, moment(date(2022, 12, 31)))
    assert found.until == date(2023, 2, 28)
    assert found.summary.endswith(", and no further deadline would be missed.")
    assert "Missed already: Deadline for nominations (indstillingsfrist); " in found.page
    assert "**Skipped:** Reminder (påmindelse) to DI, Dansk Erhverv" in found.page
    assert "Message of a missed deadline (overskredet frist) to the secretariat (3 letters)" in found.page


def test_after_the_board_took_office_nothing_happens_any_more(engine: Engine, opened: Opened, tmp_path: Path) -> None:
    opened(engine, complete, SEATED_ON)
    found = ahead(engine, tmp_path, moment(SEATED_ON) + timedelta(hours=3))
    assert found.summary == "Until 8 April 2022, no letter would be sent, and no deadline would be missed."
    assert "The board took office on 1 April 2022." in found.page
    assert "Nothing that concerns others" in found.page


def test_a_moved_deadline_is_followed(engine: Engine, opened: Opened, tmp_path: Path) -> None:
    def moved(office: Office) -> None:
        asked(office)
        move_milestone(
            office.round, milestone=MilestoneKind.NOMINATIONS, starts_on=date(2022, 2, 25), reason="Aftalt.", initials="TST",
            at=moment(ASKED_ON),
        )  # fmt: skip

    opened(engine, moved, ASKED_ON)
    page = ahead(engine, tmp_path, moment(ASKED_ON)).page
    assert told(page, "Saturday 26 February 2022: Deadline missed")[0].startswith(
        "- **Deadline missed:** Deadline for nominations (indstillingsfrist), 25 February 2022."
    )


def test_every_letter_and_every_action_has_its_words() -> None:
    assert (set(LETTERS_IN_WORDS), set(PHRASES)) == (set(LetterKind), set(ActionKind))
