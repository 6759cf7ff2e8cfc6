"""Something to do now, as the plan names it: a letter to write, a fact to store."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.nomination import Person
from models.words import MilestoneKind, SignalName


class ActionKind(StrEnum):
    """What an action does. Those above SKIP write a letter."""

    REQUEST = "request"
    REMIND = "remind"
    REMIND_INCOMPLETE = "remind-incomplete"
    TELL_PASSED = "tell-passed"
    TELL_MOVED = "tell-moved"
    RECEIPT = "receipt"
    TELL_ACCEPTANCE = "tell-acceptance"
    TELL_APPOINTED = "tell-appointed"
    TELL_NOT_APPOINTED = "tell-not-appointed"
    TELL_OUTCOME = "tell-outcome"
    TELL_REGION = "tell-region"
    WELCOME = "welcome"
    THANK = "thank"
    TELL_MISSED = "tell-missed"
    DIGEST = "digest"
    NOTICE = "notice"
    SKIP = "skip"
    CHECK = "check"
    SEAT = "seat"


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something to do now.

    `key` is unique for ever; `due_on` the day it fell due; `body` the key of the body it concerns, `seat` that of the seat,
    `person` who is written to; `milestone` the milestone missed or moved, `nomination` the number of the body's answer;
    `signal` and `subject` are what staff are given notice of; `reason` says why a letter is skipped.
    """

    key: str
    kind: ActionKind
    due_on: date
    body: str = ""
    seat: str = ""
    person: Person | None = None
    milestone: MilestoneKind | None = None
    nomination: int = 0
    signal: SignalName | None = None
    subject: str = ""
    reason: str = ""
