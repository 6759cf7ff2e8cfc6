"""The table of faults: what a mail server can do to us, what becomes of the letter, and why. `as_table` is for the docs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from mishaps import (
    Strike,
    another_authority,
    both,
    expired,
    killed,
    no_starttls,
    of_another_host,
    port_closed,
    says,
    silent,
    wrong_password,
)
from post_office import DROP

from models.words import LetterState

BEGIN, END = "<!-- faults: begin -->\n", "<!-- faults: end -->"
DI, FH, AC = "indstilling@di.example", "indstilling@fh.example", "indstilling@ac.example"
REQUEST = "request/di"
JOINT = "request/fh-ac"  # to two: FH and AC
SMV, THIRD = "indstilling@smvdanmark.example", "request/smvdanmark"  # before JOINT, after two others
MISSED = "not for every recipient of nordjylland-2022-26/request/fh-ac"
LATER = "451 4.7.1 Prøv igen senere"
NEVER = "550 5.1.1 Ukendt modtager"
CLOSING = "421 4.3.2 Lukker"
UNAVAILABLE = "554 5.3.2 Ikke her"
BACK_OFF = timedelta(minutes=5)
NOTHING = "nothing was due"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A fault, what is to be expected of it and why; then what a test holds against it.

    Four letters are delivered. `result` is what that says, and `error` what is stored with the letter that was struck; «…»
    is anything. A letter that waits does so for `wait`. `later` is what delivering says when it is due, or forty days
    later; by then the fault is gone, if it `goes`. `arrived` is how often the letter arrived in the end, by recipient.
    Every other letter arrives once.
    """

    fault: str
    expectation: str
    reason: str
    strike: Strike
    result: str = "1 queued, 3 sent"
    error: str
    state: LetterState = LetterState.QUEUED
    wait: timedelta = BACK_OFF
    goes: bool = True
    later: str = "1 sent"
    end: LetterState = LetterState.SENT
    letter: str = REQUEST
    arrived: Mapping[str, int] = field(default_factory=lambda: {DI: 1})


def unreachable(fault: str, strike: Strike, words: str, reason: str) -> Fault:
    """A fault that lets no letter leave at all: all wait, it costs them no attempt, and staff read why."""
    return Fault(
        fault=fault, strike=strike, error=f"localhost: {words}", result=f"4 queued; localhost: {words}", later="4 sent",
        expectation="All letters wait five minutes at a time, however long; staff are told.", reason=reason,
    )  # fmt: skip


def waits(fault: str, strike: Strike, error: str, reason: str) -> Fault:
    """A fault that costs one letter an attempt."""
    expectation = "The letter waits five minutes, then twice as long each time; the others go."
    return Fault(fault=fault, strike=strike, error=error, expectation=expectation, reason=reason)


def fails(fault: str, strike: Strike, reason: str) -> Fault:
    """A refusal for good."""
    return Fault(
        fault=fault, strike=strike, error=NEVER, result="1 failed, 3 sent", state=LetterState.FAILED, later=NOTHING,
        end=LetterState.FAILED, arrived={}, reason=reason,
        expectation="The letter has failed, with the server's words; staff settle it; the others go.",
    )  # fmt: skip


def doubtful(fault: str, strike: Strike, error: str, reason: str, *, arrived: int) -> Fault:
    """A fault after which nobody knows whether the letter arrived."""
    return Fault(
        fault=fault, strike=strike, error=error, result="3 sent, 1 uncertain", state=LetterState.UNCERTAIN,
        later=NOTHING, end=LetterState.UNCERTAIN, arrived={DI: arrived} if arrived else {}, reason=reason,
        expectation="The letter is uncertain and never goes again by itself; staff settle it; the others go.",
    )  # fmt: skip


NO_LETTER = "it says nothing of any letter"
NOT_OURS = "whoever it is, it is not our server: neither password nor letter is shown to it"
NOT_ASKED = "the server had not asked for the message yet"
NOBODY_KNOWS = "the server may have taken it, and may not"

FAULTS = (
    unreachable("the port is closed", port_closed, "…refused…", NO_LETTER),
    unreachable("never greets", silent("greeting"), "…timed out…", NO_LETTER),
    unreachable("greets with 554", says("greeting", UNAVAILABLE), UNAVAILABLE, NO_LETTER),
    unreachable("hangs up instead of greeting", says("greeting", DROP), "…", NO_LETTER),
    unreachable("refuses EHLO and HELO", both(no_starttls, says("ehlo", NEVER), says("helo", NEVER)), NEVER, NO_LETTER),
    unreachable(
        "knows HELO only", both(no_starttls, says("ehlo", "502 5.5.1 Hvad?")), "STARTTLS extension not supported by server.",
        "without EHLO there is no TLS, and without TLS nothing leaves",
    ),
    unreachable("speaks no TLS", no_starttls, "STARTTLS extension not supported by server.", "nothing leaves without TLS"),
    unreachable(
        "refuses STARTTLS", says("starttls", "454 4.7.0 TLS er nede"), "454 4.7.0 TLS er nede", "nothing leaves without TLS"
    ),
    unreachable(
        "has a certificate of an unknown authority", another_authority, "…certificate verify failed…", NOT_OURS
    ),
    unreachable("has an expired certificate", expired, "…certificate has expired…", NOT_OURS),
    unreachable("has a certificate for another host", of_another_host, "…certificate verify failed…", NOT_OURS),
    unreachable(
        "refuses the log-in", wrong_password, "535 5.7.8 Authentication credentials invalid",
        "it is about us: the letters go once the settings are right",
    ),
    unreachable("cannot log in now", says("auth", "454 4.7.0 Senere"), "454 4.7.0 Senere", NO_LETTER),
    waits("4xx at MAIL", says("mail", LATER, then_takes=True), LATER, "RFC 5321: a refusal for now"),
    fails("5xx at MAIL", says("mail", NEVER, then_takes=True), "RFC 5321: a refusal for good"),
    waits("421 at MAIL, and closes the line", says("mail", CLOSING, then_takes=True), CLOSING, NOT_ASKED),
    waits("hangs up at MAIL", says("mail", DROP, then_takes=True), "connection lost: …", NOT_ASKED),
    Fault(
        fault="hangs up between two letters", strike=says("rset", DROP, then_takes=True), result="4 sent", error="",
        state=LetterState.SENT, later=NOTHING, expectation="Another connection is opened; all letters go.",
        reason="no letter was on its way",
    ),
    Fault(
        fault="greylists: 451 at the first RCPT of each recipient", strike=says("rcpt", LATER, then_takes=True),
        result="4 queued", error=LATER, goes=False, later="4 sent",
        expectation="All letters go five minutes later.", reason="who greylists takes it at the second try",
    ),
    waits("4xx at RCPT of one letter", says("rcpt", LATER, only=DI), LATER, "RFC 5321: a refusal for now"),
    fails("5xx at RCPT of one letter", says("rcpt", NEVER, only=DI), "one bad recipient never holds up another"),
    waits("hangs up at RCPT", says("rcpt", DROP, only=DI), "connection lost: …", NOT_ASKED),
    waits("says nothing at RCPT", silent("rcpt", only=DI), "connection lost: …timed out…", NOT_ASKED),
    Fault(
        fault="4xx at RCPT of one of two recipients, taken at the second try",
        strike=says("rcpt", LATER, only=AC, then_takes=True), letter=JOINT, goes=False, arrived={FH: 1, AC: 1},
        error=f"250 OK: taken; refused AC - Akademikerne <{AC}>: {LATER}",
        expectation="The other has it; five minutes later only the one who misses it gets it.",
        reason="nobody gets a letter twice",
    ),
    Fault(
        fault="5xx at RCPT of one of two recipients", strike=says("rcpt", NEVER, only=FH), letter=JOINT,
        result=f"4 sent; {MISSED}", error=f"refused FH - Fagbevægelsens Hovedorganisation <{FH}>: {NEVER}",
        state=LetterState.SENT, later=NOTHING, arrived={AC: 1},
        expectation="The other has it; who does not is stored by name, and staff are told.",
        reason="a letter that some have is sent, and is not sent again",
    ),
    Fault(
        fault="4xx, then 5xx at RCPT of one of two recipients", strike=says("rcpt", LATER, NEVER, only=AC), letter=JOINT,
        error=f"250 OK: taken; refused AC - Akademikerne <{AC}>: {LATER}", goes=False, later=f"1 sent; {MISSED}",
        arrived={FH: 1}, expectation="The other has it; the second refusal is for good, and staff are told.",
        reason="what the server said last counts",
    ),
    Fault(
        fault="5xx at RCPT of one recipient and 4xx of the other",
        strike=both(says("rcpt", NEVER, only=FH), says("rcpt", LATER, only=AC, then_takes=True)), letter=JOINT,
        error=LATER, goes=False, later=f"1 sent; {MISSED}", arrived={AC: 1},
        expectation="Nobody has it yet: it waits for the one that may still get it.",
        reason="a refusal for now is worth another try",
    ),
    waits("4xx at DATA", says("data", LATER, then_takes=True), LATER, "RFC 5321: a refusal for now"),
    fails("5xx at DATA", says("data", NEVER, then_takes=True), "RFC 5321: a refusal for good"),
    waits("hangs up at DATA", says("data", DROP, then_takes=True), "connection lost: …", NOT_ASKED),
    doubtful(
        "hangs up after 354", says("354", DROP, only=DI), "no answer: …",
        "the hand-over was committed, and no answer came to it", arrived=0,
    ),
    doubtful("hangs up in mid-message", says("message", DROP, only=DI), "no answer: …", NOBODY_KNOWS, arrived=0),
    doubtful("hangs up after the dot, having taken it", says("dot", DROP, only=DI), "no answer: …", NOBODY_KNOWS, arrived=1),
    doubtful(
        "takes it, and answers later than we wait", silent("dot", only=DI), "no answer: …timed out…", NOBODY_KNOWS,
        arrived=1,
    ),
    waits("4xx after the dot", says("dot", LATER, only=DI), LATER, "RFC 5321: refused for now, so it was not taken"),
    waits("421 after the dot, and closes the line", says("dot", CLOSING, only=DI), CLOSING, "the same"),
    fails("5xx after the dot", says("dot", NEVER, only=DI), "RFC 5321: refused for good, so it was not taken"),
    doubtful(
        "nonsense after the dot", says("dot", "Tak for brevet", only=DI), "no answer: not an answer: …", NOBODY_KNOWS,
        arrived=0,
    ),
    doubtful(
        "a number that is no reply after the dot", says("dot", "999 Hvad nu?", only=DI),
        "no answer: not an answer: 999 Hvad nu?", "RFC 5321 knows replies from 2xx to 5xx", arrived=0,
    ),
    doubtful(
        "an endless reply after the dot", says("dot", f"250 {'a' * 9000}", only=DI), "no answer: …", NOBODY_KNOWS, arrived=0
    ),
    Fault(
        fault="is killed at RCPT, in mid-batch, and comes back", strike=killed(f"rcpt:{SMV}"), letter=THIRD,
        result="2 queued, 2 sent; localhost: …", error="connection lost: …", later="2 sent", arrived={SMV: 1},
        reason=NOT_ASKED,
        expectation="That letter and those after it wait; all go when the server is back.",
    ),
    Fault(
        fault="is killed after the dot, in mid-batch, and comes back", strike=killed(f"dot:{SMV}"), letter=THIRD,
        result="1 queued, 2 sent, 1 uncertain; localhost: …", error="no answer: …",
        state=LetterState.UNCERTAIN, end=LetterState.UNCERTAIN, arrived={},
        expectation="That letter is uncertain; those after it wait and go when the server is back.",
        reason=NOBODY_KNOWS,
    ),
)  # fmt: skip


def as_table() -> str:
    """The faults as a Markdown table."""
    head = ("The server ...", "What is to be expected", "Why", "Delivering four letters says", "Later it says")
    rows = [
        (
            each.fault,
            each.expectation,
            f"{each.reason[0].upper()}{each.reason[1:]}.",
            f"`{each.result}`",
            f"`{each.later}`",
        )
        for each in FAULTS
    ]
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)
