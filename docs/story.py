"""The round that the guide tells, on a throw-away installation: each form is shown as it is filled in, then started.

It brings the shipped round as far as the day before the last appointments, with the bad days on the way.
"""

from datetime import UTC, datetime
from typing import Any

from camera import Camera, Server
from sqlalchemy.orm import Session

from models.database import open_engine
from models.settings import read_settings
from models.store import load_round
from models.transitions import change
from models.words import LetterState

ROUND = "nordjylland-2022-26"
WHO = {"round_key": ROUND, "initials": "ABC"}
ORGANISATIONS = [
    "di",
    "landbrug-foedevarer",
    "smvdanmark",
    "tekniq",
    "forsikring-pension",
    "horesta",
    "videninstitution-1",
]
CRITERIA = "Indsigt i virksomhedernes behov, erfaring med bestyrelsesarbejde og kendskab til Nordjylland."
CONSIDERATION = "De nævnte organisationer afspejler tilsammen de virksomheder, som huset skal møde."
DECISION = WHO | {
    "decided_on": "2022-01-21",
    "organisations": ORGANISATIONS,
    "criteria": CRITERIA,
    "consideration": CONSIDERATION,
}


def tell(camera: Camera) -> None:
    """The whole story, in the order of the guide."""
    for chapter in (beginning, decisions, answers, letters, appointments, bad_days):
        chapter(camera, camera.server)


def beginning(camera: Camera, server: Server) -> None:
    """What there is before anything is recorded."""
    camera.window("guide/menu", "deployments?limit=50", 900)
    camera.open(f"deployments/deployment/{server.form('record-decision')}", 620)
    camera.page.locator("#description.p-tab").click()
    camera.page.wait_for_timeout(500)
    camera.shoot("guide/description")
    camera.window("guide/versions", "artifacts/key/deadlines", 420)
    camera.paper("guide/deadlines", "deadlines", tallest=820)
    camera.form("guide/form-open-round", "open-round", term=ROUND, initials="ABC")
    camera.form("guide/form-rehearse-round", "rehearse-round")
    camera.paper("guide/rehearsal-by-date", f"rehearsal-by-date-{ROUND}", since="Day by day", tallest=760)


def decisions(camera: Camera, server: Server) -> None:
    """The decision, with everything that a form can say; then chair and members."""
    camera.form("guide/form-record-decision", "record-decision", **DECISION, kind="organisations")
    _filling(camera)
    server.run("record-decision", **DECISION | {"decided_on": "2021-10-15"}, kind="recommendation")
    tried = server.run("record-decision", **DECISION, kind="organisations", try_it=True)
    camera.window("guide/run", f"runs/flow-run/{tried['id']}", 620)
    camera.paper("guide/trial", f"trial-{ROUND}", tallest=700)
    server.run("record-decision", **DECISION, kind="organisations")
    filled = WHO | {
        "decided_on": "2022-01-21",
        "chair": person(1, "man", council="Aalborg"),
        "members": [person(2, "woman", council="Hjørring")],
    }
    camera.form("guide/form-record-chair-and-members", "record-chair-and-members", tallest=1300, **filled)
    others = [person(3, "man", council="Thisted"), person(4, "woman", council="Rebild")]
    server.run("record-chair-and-members", **filled | {"members": [*filled["members"], *others]})
    server.run("deliver-letters")  # a request that waits is overtaken by the answer


def answers(camera: Camera, server: Server) -> None:
    """Nominations: a good one, one of one sex, one that names nobody, a late one; what is asked of their nominees."""
    good = WHO | {"body": "di", "received_on": "2022-02-07", "nominees": [nominee(5, "woman")]}
    camera.form("guide/form-register-nomination", "register-nomination", tallest=1300, **good)
    named = {
        "di": [nominee(5, "woman"), nominee(6, "man")],
        "smvdanmark": [nominee(11, "woman") | {"smv": True}, nominee(12, "man") | {"smv": True}],
        "tekniq": [nominee(14, "man")],
        "videninstitution-1": [nominee(7, "woman"), nominee(8, "man")],
        "fh-ac": [nominee(20, "woman") | {"cv": False}, nominee(21, "man")],
    }
    for body, nominees in named.items():
        server.run("register-nomination", **good | {"body": body, "nominees": nominees})
    reason = "Den kvinde, vi ville indstille, har trukket sig, og vi har ikke kunnet finde en anden inden fristen."
    one_sex = WHO | {"body": "landbrug-foedevarer", "received_on": "2022-02-16", "reason": reason}
    server.run("register-nomination", **one_sex, nominees=[nominee(13, "man")])
    nobody = WHO | {"body": "forsikring-pension", "received_on": "2022-02-24", "nominees": []}
    nobody["reason"] = "Vi ønsker ikke at indstille nogen i denne periode."
    camera.form("guide/form-nobody-named", "register-nomination", **nobody)
    server.run("register-nomination", **nobody)
    camera.paper("guide/round-page", f"round-{ROUND}")
    camera.paper("guide/selection-page", f"selection-{ROUND}")
    asked = WHO | {"nominee": "fh-ac/1/1", "point": "cv", "state": "asked"}
    camera.form("guide/form-record-clarification", "record-clarification", **asked)
    server.run("record-clarification", **asked)
    accepted = WHO | {
        "body": "landbrug-foedevarer",
        "question": "reason",
        "answer": "accepted",
        "decided_on": "2022-03-23",
    }
    accepted["reason"] = "Foreningen har søgt både en kvinde og en mand."
    camera.form("guide/form-record-acceptance", "record-acceptance", **accepted)
    server.run("record-acceptance", **accepted)


def letters(camera: Camera, server: Server) -> None:
    """A letter that bounced, and the forms that settle it."""
    key = bounce("request/horesta")
    server.run("check-board", round_key=ROUND)
    camera.paper("guide/letters-bounced", f"letters-{ROUND}", tallest=560)
    address = WHO | {"receiver": "horesta: indstilling@horesta.example", "email": "formand@horesta.example"}
    camera.form("guide/form-record-address", "record-address", **address)
    server.run("record-address", **address)
    settled = WHO | {"letters": [key], "outcome": "send-again", "reason": "Adressen er rettet."}
    camera.form("guide/form-settle-letters", "settle-letters", **settled)
    dropped = WHO | {"letters": [key], "reason": "HORESTA har fået brevet pr. telefon og post."}
    camera.form("guide/form-drop-letters", "drop-letters", **dropped)
    camera.form("guide/form-mark-answer-read", "mark-answer-read", **WHO, reason="Tak, intet spørgsmål.")
    server.run("settle-letters", **settled)


def appointments(camera: Camera, server: Server) -> None:
    """The region's member, those of the KKR, the observer, and the board as it is checked."""
    region = WHO | {"decided_on": "2022-02-23", "member": person(19, "woman")}
    camera.form("guide/form-record-region-member", "record-region-member", **region)
    server.run("record-region-member", **region)
    few = ["di/1/1", "smvdanmark/1/1", "landbrug-foedevarer/1/1"]
    appointed = WHO | {"decided_on": "2022-03-23", "nominees": [*few, "videninstitution-1/1/1"]}
    camera.form("guide/form-record-appointments", "record-appointments", **appointed)
    refused = server.run("record-appointments", **appointed | {"nominees": ["tekniq/1/1"]})
    camera.window("guide/refused", f"runs/flow-run/{refused['id']}", 620)
    server.run("record-appointments", **appointed)
    observer = WHO | {
        "from_day": "2022-03-28",
        "observer": {"name": "Prøveobservatør 1", "gender": "woman", "email": ""},
    }
    camera.form("guide/form-record-observer", "record-observer", **observer)
    camera.form("guide/form-check-board", "check-board", round_key=ROUND)
    camera.form("guide/form-what-happens-next", "what-happens-next", round_key=ROUND)
    server.run("what-happens-next", round_key=ROUND)
    camera.paper("guide/what-happens-next", f"next-{ROUND}", tallest=760)
    camera.window("guide/runs", "runs", 1000)


def bad_days(camera: Camera, server: Server) -> None:
    """A member withdraws, and a letter waits that is read, edited and released; a deadline is moved."""
    left = WHO | {"member": "company-2", "left_on": "2022-03-28", "reason": "own-wish", "note": "Telefonisk 28. marts."}
    camera.form("guide/form-record-departure", "record-departure", **left)
    server.run("record-departure", **left)
    camera.paper("guide/letters-held", f"letters-{ROUND}", tallest=640)
    camera.paper("guide/held-letters", f"held-letters-{ROUND}", tallest=900)
    with Session(open_engine(read_settings().database)) as session:
        [held, *_] = [each.key for each in load_round(session, ROUND).letters if each.state is LetterState.HELD]
    edited = WHO | {"letter": held, "words": "Tak for", "instead": "Mange tak for", "reason": "Venligere."}
    camera.form("guide/form-edit-letter", "edit-letter", **edited)
    camera.form("guide/form-release-letters", "release-letters", **WHO, letters=[held])
    moved = WHO | {"milestone": "appointment", "starts_on": "2022-03-28", "ends_on": "2022-03-30"}
    moved["reason"] = "Mødet i KKR Nordjylland er flyttet."
    camera.form("guide/form-move-milestone", "move-milestone", **moved)
    server.run("move-milestone", **moved, try_it=True)
    camera.paper("guide/trial-moved", f"trial-{ROUND}", tallest=330)


def _filling(camera: Camera) -> None:
    """What a form says while it is filled in: an open choice, a date that needs Apply, a field that is missing."""
    camera.open_form("record-decision", round_key=ROUND)
    camera.page.set_viewport_size({"width": camera.width, "height": 900})
    field = camera.page.locator(".schema-form-property")
    kind, day = field.filter(has_text="Kind").first, field.filter(has_text="Decided on").first
    kind.locator(".p-select-button__icon").first.click()
    camera.page.get_by_role("option").first.wait_for()
    camera.shoot("guide/choice", clip={"x": 256, "y": 240, "width": camera.width - 256, "height": 460})
    camera.page.mouse.click(2, 400)
    day.locator(".p-date-button__control").click()
    camera.page.get_by_role("button", name="Apply").wait_for()
    camera.shoot("guide/date", clip={"x": 256, "y": 80, "width": camera.width - 256, "height": 540})
    camera.page.keyboard.press("Escape")
    camera.open_form("record-decision", round_key=ROUND)
    camera.page.get_by_role("button", name="Submit").click()
    camera.page.locator(".p-label__message--failed").first.wait_for()
    camera.part("guide/missing", camera.fields(), tallest=480)


def bounce(what: str) -> str:
    """Mark a letter as come back, as reading the mailbox would; its key."""
    with Session(open_engine(read_settings().database)) as session:
        round_ = load_round(session, ROUND, to_change=True)
        letter = next(each for each in round_.letters if each.key.endswith(what))
        said = "indstilling@horesta.example: 550 5.1.1 User unknown"
        change(letter, LetterState.BOUNCED, datetime.now(UTC), actor="mailbox", cause=said)
        letter.error = said
        session.commit()
        return letter.key


def person(number: int, gender: str, **more: str) -> dict[str, Any]:
    """A sample person."""
    email = f"proevekandidat-{number}@kandidater.example"
    return {"name": f"Prøvekandidat {number}", "gender": gender, "email": email, **more}


def nominee(number: int, gender: str) -> dict[str, Any]:
    """A sample person whom a body names, of whom nothing is open."""
    known = {"active_in_business": True, "consent": True, "cv": True}
    return person(number, gender, municipality="Aalborg", trade="industri") | known
