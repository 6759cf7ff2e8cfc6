"""Nominations: once, twice, corrected, refused; in memory."""

from collections.abc import Callable
from datetime import date

import pytest
from office import MAN, SEATED, WOMAN, Office, moment

from models.errors import EntryRefused, RulesBroken
from models.recording import Recorded, register_nomination
from models.words import SeatCategory

FEBRUARY, LATE = date(2022, 2, 10), date(2022, 3, 3)
COMPANY = SeatCategory.COMPANY
NOMINATING = (
    "di, dansk-erhverv, landbrug-foedevarer, smvdanmark, tekniq, finans-danmark, forsikring-pension, horesta, "
    "videninstitution-1, videninstitution-2, fh-ac"
)


def nominate(office: Office, **fields: object) -> Recorded:
    entered = {
        "body": "di", "received_on": FEBRUARY, "nominees": [WOMAN, MAN], "initials": "TST", "at": moment(FEBRUARY),
        **fields,
    }  # fmt: skip
    return register_nomination(office.round, **entered)  # type: ignore[arg-type]


def test_a_nomination_is_registered_once(office: Office) -> None:
    office.decide()
    first, again = nominate(office), nominate(office)
    assert (first.changed, first.message) == (True, "Registered nomination 1 of DI with 2 nominees.")
    assert (again.changed, again.message) == (
        False, "This nomination of DI is registered already; nothing was changed."
    )  # fmt: skip
    assert [person.name for person in office.round.people] == ["Prøvekandidat A", "Prøvekandidat B"]
    assert office.told[1:] == [("nomination registered", "di")]


def test_a_replaced_nomination_is_kept_and_marked(office: Office) -> None:
    office.decide()
    nominate(office)
    assert nominate(office, nominees=[WOMAN], reason="Manden trak sig.").message == (
        "Registered nomination 2 of DI with 1 nominee."
    )
    assert [(each.number, each.replaced, len(each.nominees)) for each in office.round.nominations] == [
        (1, True, 2), (2, False, 1),
    ]  # fmt: skip
    with pytest.raises(EntryRefused, match="nobody of that name was nominated by 'di'"):
        office.appoint((COMPANY, "di", "Prøvekandidat B"))


def test_an_answer_that_names_nobody_is_registered_with_its_reason(office: Office) -> None:
    office.decide()
    nominate(office, nominees=[], reason="Vi ønsker ikke at indstille.")
    assert [(each.nominees, each.reason) for each in office.round.nominations] == [([], "Vi ønsker ikke at indstille.")]


def test_a_late_nomination_is_registered_and_its_finding_says_so(office: Office) -> None:
    office.decide()
    assert [finding.rule for finding in nominate(office, received_on=LATE, at=moment(LATE)).findings] == ["B12"]


@pytest.mark.parametrize(
    "step, message",
    [
        pytest.param(
            lambda office: nominate(office, body="dsb"),
            f"body: 'dsb' does not nominate in nordjylland-2022-26. Write one of {NOMINATING}.", id="unknown body",
        ),
        pytest.param(
            lambda office: nominate(office, body="region"),
            f"body: 'region' does not nominate in nordjylland-2022-26. Write one of {NOMINATING}.",
            id="the region appoints by itself",
        ),
        pytest.param(
            lambda office: nominate(office, nominees=[]),
            "nominees: there are none. Name them, or give as reason why the body names nobody.", id="nobody and no reason",
        ),
        pytest.param(
            lambda office: nominate(office, nominees=[WOMAN, WOMAN.model_copy(update={"name": "prøvekandidat  a"})]),
            "nominees: a name is there twice. Remove it, or tell the two people apart in their names.",
            id="same name twice, but for its case and spaces",
        ),
        pytest.param(
            lambda office: nominate(office, received_on=date(2022, 2, 11)),
            "received_on: 2022-02-11 lies in the future. Record it once it has happened.", id="nomination ahead",
        ),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused_and_says_what_to_do(
    office: Office, step: Callable[[Office], Recorded], message: str
) -> None:
    office.decide()
    nominate(office)
    assert office.refused(step) == message


@pytest.mark.parametrize(
    "decided, message",
    [
        pytest.param(
            ["smvdanmark"],
            "DI is not entitled to nominate in this term. Refuse the nomination, or record a new decision on organisations.",
            id="another body was decided on",
        ),
        pytest.param(
            [],
            "The KKR's decision on organisations is not recorded, so nobody may nominate yet. "
            "Record it with 'record-decision' first.",
            id="nothing is decided yet",
        ),
    ],
)
def test_a_body_that_is_not_entitled_cannot_nominate(office: Office, decided: list[str], message: str) -> None:
    if decided:
        office.decide(organisations=decided)
    with pytest.raises(RulesBroken) as caught:
        nominate(office)
    assert [(finding.rule, f"{finding.message} {finding.remedy}") for finding in caught.value.findings] == [
        ("B1", message)
    ]


def test_a_nomination_with_a_nominee_on_the_board_cannot_be_replaced(office: Office) -> None:
    office.decide()
    nominate(office)
    office.appoint((COMPANY, "di", "Prøvekandidat A"))
    with pytest.raises(EntryRefused, match="DI has a nominee on the board already"):
        nominate(office, nominees=[MAN], reason="Kun ham.")


def test_nothing_is_recorded_after_the_board_is_seated(office: Office) -> None:
    office.seat_everybody()
    office.run(date(2022, 4, 1))
    assert office.refused(nominate) == SEATED
