"""The whole round by clicks: from a round just opened to the board that sits, with nothing but the browser."""

import os
import re
from collections.abc import Mapping
from datetime import date
from email import message_from_bytes, policy

import pytest
from desk_in_browser import Desk, Ended, Entered
from system import System

WALK = "UDPEGNING_WALK"  # set by `make walk`
ROUND = "nordjylland-2022-26"
MEETING, ARRIVED, APPOINTMENT = date(2022, 1, 21), date(2022, 2, 10), date(2022, 3, 23)
COMPANIES = ("di", "dansk-erhverv", "smvdanmark", "tekniq")
UNIVERSITY = "videninstitution-1"
BODIES = (*COMPANIES, UNIVERSITY, "fh-ac")
MEMBERS = 11


def person(name: str, gender: str, **more: Entered) -> dict[str, Entered]:
    email = f"{name.lower().replace(' ', '-').replace('ø', 'oe')}@kandidater.example"
    return {"Name": f"Prøvekandidat {name}", "Gender": gender, "Email": email, **more}


def step(desk: Desk, flow: str, fields: Mapping[str, Entered], *, ends: str = "Recorded") -> Ended:
    """Send a form and see the run end so."""
    ended = desk.send(flow, {**fields, "Initials": "tst"})
    assert ended.state == ends, f"{flow}: {ended}"
    return ended


def decide(desk: Desk) -> None:
    decision = {
        "Organisations": [*COMPANIES, UNIVERSITY],
        "Criteria": "Kendskab til Nordjylland.",
        "Consideration": "Organisationerne afspejler virksomhederne.",
    }
    step(desk, "record-decision", {**decision, "Kind": "recommendation", "Decided on": date(2021, 10, 15)})
    step(desk, "record-decision", {**decision, "Kind": "organisations", "Decided on": MEETING})
    step(
        desk,
        "record-chair-and-members",
        {
            "Decided on": MEETING,
            "Chair": person("1", "man", Council="Aalborg"),
            "Members": [
                person("2", "woman", Council="Hjørring"),
                person("3", "man", Council="Thisted"),
                person("4", "man", Council="Rebild"),
            ],
        },
    )


def nominate(desk: Desk, body: str) -> None:
    facts: dict[str, Entered] = {"Consent": True}
    if body in COMPANIES:
        facts |= {"Active in business": True, "SMV": body == "smvdanmark"}
    nominees = [person(f"{body} {place}", gender, **facts) for place, gender in enumerate(("woman", "man"), start=1)]
    answer: dict[str, Entered] = {"Body": body, "Received on": ARRIVED, "Nominees": nominees}
    if body == UNIVERSITY:  # it names a woman only, which the KKR accepts
        answer |= {"Nominees": nominees[:1], "Reason": "Ingen mand i ledelsen arbejder med erhverv."}
    step(desk, "register-nomination", answer)


def accept(desk: Desk) -> None:
    accepted = {"Question": "reason", "Answer": "accepted", "Decided on": date(2022, 2, 18), "Reason": "Fagligheden."}
    step(desk, "record-acceptance", {"Body": UNIVERSITY, **accepted})


def deliver(desk: Desk) -> None:
    desk.run_at_once("deliver-letters")
    assert desk.finished().state == "Delivered"


def appoint(desk: Desk) -> None:
    """Eight men and three women: the rules ask why, so the first trial is refused."""
    men = [f"{body}/1/2" for body in (*COMPANIES, "fh-ac")]
    chosen = {"Decided on": APPOINTMENT, "Nominees": [*men, f"{UNIVERSITY}/1/1"]}
    without = step(desk, "record-appointments", {**chosen, "Only try it": True}, ends="Refused")
    assert "C2" in without.message
    assert "it would be refused" in desk.read_page(f"trial-{ROUND}")
    reason = {"Rule": "C2: The composition is balanced", "Reason": "Fagligheden har vejet tungest."}
    step(desk, "record-appointments", {**chosen, "Reasons": [reason], "Only try it": True}, ends="Tried")
    trial = desk.read_page(f"trial-{ROUND}")
    assert "Prøvekandidat di 2" in trial
    assert f"Prøvekandidat {UNIVERSITY} 1" in trial
    assert "Prøvekandidat di 2" not in desk.read_page(f"board-{ROUND}")
    step(desk, "record-appointments", {**chosen, "Reasons": [reason]})


def received(system: System) -> str:
    """Who has a letter in the Maildir."""
    letters = (system.folder / "letters" / "new").iterdir()
    return "\n".join(str(message_from_bytes(each.read_bytes(), policy=policy.default)["To"]) for each in letters)


@pytest.mark.skipif(not os.environ.get(WALK), reason="six minutes of clicks: make walk")
def test_a_person_carries_the_round_from_the_recommendation_to_the_seated_board(desk: Desk, system: System) -> None:
    for by_itself in ("advance-rounds", "deliver-letters"):
        system.pause_schedules(by_itself)
    decide(desk)
    for body in BODIES:
        nominate(desk, body)
    accept(desk)
    clarified = {"Nominee": "di/1/2", "Point": "municipality", "State": "answered", "Answer": "Rebild"}
    step(desk, "record-clarification", clarified)
    step(desk, "record-region-member", {"Decided on": date(2022, 2, 23), "Member": person("5", "woman")})
    step(desk, "record-observer", {"Observer": person("6", "woman"), "From day": date(2022, 3, 28)})
    deliver(desk)
    checked = desk.send("check-board", {})
    assert checked.state == "Action needed", checked.message
    appoint(desk)
    desk.run_at_once("advance-rounds")
    assert desk.finished().state == "On track"
    deliver(desk)
    members = re.findall(r"^[a-z]+(?:-\d)?\t(Prøvekandidat [^\t]+)\t", desk.read_page(f"board-{ROUND}"), re.MULTILINE)
    assert len(members) == MEMBERS
    assert "the board took office on 2022-04-01" in desk.read_page(f"round-{ROUND}")
    letters = received(system)
    assert [name for name in members if f"{name} <" not in letters] == []
