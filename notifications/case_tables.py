"""The tables of a case file: everything that is recorded in a round, as people read it. They name people."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from models.clarification import clarification
from models.finding import Finding
from models.letter import Letter
from models.nomination import Nomination, Person
from models.progress import STEPS
from models.recording.recorded import MOVED
from models.references import member_reference, nominee_reference, person_reference
from models.round import Round
from models.rules.check import check_members, check_nomination, check_plan
from models.rules.timeline import is_late
from models.words import LETTERS_IN_WORDS, LetterKind, MilestoneKind
from notifications.table import Files, Table, table

Paths = Mapping[str, Sequence[str]]
"""The files of each letter, by its key."""


def tables_of(round_: Round, letters: Paths, term_files: Sequence[Files]) -> list[Table]:
    """Every table of a round, in the order in which one reads them. It is loaded whole."""
    return [
        *_laid_down(round_),
        *_decided(round_, letters),
        *_nominated(round_),
        *_appointed(round_),
        *_written(round_, letters),
        *_kept(round_, term_files),
    ]


def _laid_down(round_: Round) -> Iterator[Table]:
    of = partial(table, time_zone=round_.time_zone)
    yield of("round", "The round", "udpegningsrunden", _facts(round_).items(), {
        "Fact": lambda fact: fact[0],
        "Value": lambda fact: fact[1],
    })  # fmt: skip
    yield of("milestones", "Milestones", "milepæle", round_.milestones, {
        "Milestone": lambda each: STEPS[each.kind].title,
        "First day": lambda each: each.starts_on,
        "Last day": lambda each: each.ends_on,
        "Laid down in": lambda each: each.source,
        "Moved by staff": lambda each: each.moved,
    })  # fmt: skip
    yield of("moves", "Milestones that were moved", "flyttede milepæle",
             [event for event in round_.events if event.what == MOVED], {
        "Milestone": lambda event: STEPS[MilestoneKind(event.subject)].title,
        "From": lambda event: event.old,
        "To": lambda event: event.new,
        "Recorded at": lambda event: event.at,
        "Recorded by": lambda event: event.actor,
        "Reason": lambda event: event.reason,
    })  # fmt: skip
    yield of("seats", "Seats", "pladser", round_.seats, {
        "Seat": lambda seat: seat.key,
        "Kind": lambda seat: seat.category,
        "Appointed by": lambda seat: seat.appointed_by,
        "Nominated by": lambda seat: seat.nominated_by,
        "Taken": lambda seat: seat not in round_.open_seats,
    })  # fmt: skip


def _facts(round_: Round) -> dict[str, object]:
    return {
        "Key": round_.key,
        "Title": round_.title,
        "House (erhvervshus)": round_.house,
        "Appointing body (udpegende myndighed)": round_.appointing_body,
        "Region": round_.region,
        "Municipalities": round_.municipalities,
        "Observer from": round_.observer,
        "Secretariat": f"{round_.secretariat_name} <{round_.secretariat_email}>",
        "Term begins on": round_.term_from,
        "Term ends on": round_.term_to,
        "Municipal election": round_.election_day,
        "Time zone": round_.time_zone,
        "Reading of gender balance (ligelig sammensætning)": round_.balance,
        "Letters leave": round_.release,
        "Rules": round_.rule_set,
        "Reminders, days before the deadline": round_.reminder_days,
        "State": round_.state,
        "Took office on": round_.seated_on,
        "Deadlines when last looked at": round_.verdict,
    }


def _decided(round_: Round, files: Paths) -> Iterator[Table]:
    of = partial(table, time_zone=round_.time_zone)
    requests = [letter for letter in round_.letters if letter.kind is LetterKind.REQUEST]
    yield of("decisions", "Decisions", "beslutninger", round_.decisions, {
        "Decision": lambda each: each.kind,
        "Decided on": lambda each: each.decided_on,
        "In force": lambda each: round_.decision(each.kind) is each,
        "Organisations": lambda each: each.organisations,
        "Criteria": lambda each: each.criteria,
        "Consideration": lambda each: each.consideration,
        "Attendance": lambda each: _stated(each.attendance),
        "Election": lambda each: _stated(each.election),
        "Recorded by": lambda each: each.recorded_by,
        "Recorded at": lambda each: each.recorded_at,
    })  # fmt: skip
    yield of("bodies", "Bodies and what they were asked", "indstillingsberettigede organisationer", round_.bodies, {
        "Body": lambda body: body.key,
        "Name": lambda body: body.name,
        "Kind": lambda body: body.kind,
        "Seat": lambda body: body.seat,
        "Seats": lambda body: body.seats,
        "Asked for an SMV": lambda body: body.asked_for_smv,
        "Entitled": lambda body: body in round_.entitled_bodies,
        "Contacts": lambda body: [f"{contact.name} <{contact.email}>" for contact in body.contacts],
        "Earlier addresses": lambda body: [email for contact in body.contacts for email in contact.formerly],
        "Requests": lambda body: Files([path for each in requests if each.body is body for path in files[each.key]]),
        "Nominations": lambda body: [_reference(each) for each in round_.nominations if each.body is body],
    })  # fmt: skip


def _stated(entered: Mapping[str, Any]) -> dict[str, Any]:
    """What was entered, without what was left out."""
    return {name: value for name, value in entered.items() if value not in (None, "", [])}


def _nominated(round_: Round) -> Iterator[Table]:
    of = partial(table, time_zone=round_.time_zone)
    nominees = [person for person in round_.people if person.nomination is not None]
    yield of("nominations", "Nominations", "indstillinger", round_.nominations, {
        "Nomination": _reference,
        "Body": lambda each: each.body.name,
        "Received on": lambda each: each.received_on,
        "After the deadline": is_late,
        "In writing": lambda each: each.in_writing,
        "Nominees": lambda each: len(each.nominees),
        "Reason of the body": lambda each: each.reason,
        "Replaced by a later one": lambda each: each.replaced,
        "Recorded by": lambda each: each.recorded_by,
        "Recorded at": lambda each: each.recorded_at,
    })  # fmt: skip
    yield _people(round_, "nominees", "Nominees", "indstillede", nominees)
    yield of("clarification", "Points to be clarified", "afklaring",
             [(person, *point) for person in nominees for point in clarification(person).items()], {
        "Nominee": lambda point: nominee_reference(point[0]),
        "Name": lambda point: point[0].name,
        "Point": lambda point: point[1],
        "State": lambda point: point[2],
        "Recorded by staff as": lambda point: point[0].points.get(point[1]),
    })  # fmt: skip
    yield of("acceptances", "Answers of the KKR to reasons and late nominations", "godtagelser",
             [(each, answer) for each in round_.nominations for answer in each.acceptances], {
        "Nomination": lambda answer: _reference(answer[0]),
        "Body": lambda answer: answer[0].body.name,
        "Question": lambda answer: answer[1].question,
        "Accepted": lambda answer: answer[1].accepted,
        "Decided on": lambda answer: answer[1].decided_on,
        "Reason": lambda answer: answer[1].reason,
        "Recorded by": lambda answer: answer[1].recorded_by,
        "Recorded at": lambda answer: answer[1].recorded_at,
    })  # fmt: skip


def _reference(nomination: Nomination) -> str:
    return f"{nomination.body.key}/{nomination.number}"


def _people(round_: Round, name: str, title: str, danish: str, people: Sequence[Person]) -> Table:
    return table(name, title, danish, people, {
        "Reference": partial(person_reference, round_),
        "Name": lambda person: person.name,
        "Gender": lambda person: person.gender,
        "Council": lambda person: person.council,
        "From an SMV": lambda person: person.smv,
        "Active in business": lambda person: person.active_in_business,
        "Background in private business": lambda person: person.private_business_background,
        "Trade": lambda person: person.trade,
        "Municipality": lambda person: person.municipality,
        "Director of the house": lambda person: person.director_of_house,
        "Consent": lambda person: person.consent,
        "CV": lambda person: person.cv,
        "Address": lambda person: person.email,
    }, time_zone=round_.time_zone)  # fmt: skip


def _appointed(round_: Round) -> Iterator[Table]:
    of = partial(table, time_zone=round_.time_zone)
    yield of("appointments", "Appointments", "udpegninger", round_.appointments, {
        "Seat": member_reference,
        "Role": lambda each: each.role,
        "Name": lambda each: each.person.name,
        "Appointed by": lambda each: each.appointed_by,
        "Decided on": lambda each: each.decided_on,
        "Nominated as": lambda each: nominee_reference(each.person),
        "From": lambda each: each.starts_on or round_.term_from,
        "To": lambda each: each.ends_on or round_.term_to,
        "Left on": lambda each: each.left_on,
        "Left because": lambda each: each.left_reason,
        "Recorded by": lambda each: each.recorded_by,
        "Recorded at": lambda each: each.recorded_at,
    })  # fmt: skip
    yield _people(
        round_, "others", "People who were appointed without a nomination", "udpegede uden indstilling",
        [person for person in round_.people if person.nomination is None],
    )  # fmt: skip
    yield of("findings", "What the rules say", "bemærkninger", _findings(round_), {
        "About": lambda said: said[0],
        "Rule": lambda said: said[1].rule,
        "Severity": lambda said: said[1].severity,
        "Subject": lambda said: said[1].subject,
        "Finding": lambda said: said[1].message,
        "What to do": lambda said: said[1].remedy,
        "Source": lambda said: said[1].source,
        "Reason": lambda said: said[1].reason,
        "Given by": lambda said: said[1].reason_by,
        "Given on": lambda said: said[1].reason_on,
    })  # fmt: skip
    yield of("reasons", "Reasons recorded with the appointments", "begrundelser", round_.explanations, {
        "Rule": lambda each: each.rule,
        "Subject": lambda each: each.subject,
        "Reason": lambda each: each.text,
        "Recorded by": lambda each: each.recorded_by,
        "Recorded at": lambda each: each.recorded_at,
    })  # fmt: skip


def _findings(round_: Round) -> list[tuple[str, Finding]]:
    """What the rules say about the plan, each nomination and the board, as on the day of the last line in the trail."""
    board = check_members(round_, round_.events[-1].on, final=not round_.open_seats)
    return [
        *(("the plan", each) for each in check_plan(round_)),
        *((_reference(nomination), each) for nomination in round_.nominations for each in check_nomination(nomination)),
        *(("the board", each) for each in board),
    ]


def _written(round_: Round, files: Paths) -> Iterator[Table]:
    of, key = partial(table, time_zone=round_.time_zone), partial(_short, round_)
    yield of("letters", "Letters", "breve", round_.letters, {
        "Letter": lambda letter: key(letter.key),
        "Files": lambda letter: Files(files[letter.key]),
        "What": lambda letter: LETTERS_IN_WORDS[letter.kind],
        "State": lambda letter: letter.state,
        "Receiver": _receiver,
        "Subject": lambda letter: letter.subject,
        "Written on": lambda letter: letter.enqueued_on,
        "Sent at": lambda letter: letter.sent_at,
        "Taken for": lambda letter: letter.sent_to,
        "Attempts": lambda letter: letter.attempts,
        "What is wrong with it": lambda letter: letter.error,
    })  # fmt: skip
    names = {letter.key: files[letter.key][: len(letter.handovers)] for letter in round_.letters}
    yield of("hand-overs", "Hand-overs to a server", "afleveringer",
             [each for letter in round_.letters for each in zip(letter.handovers, names[letter.key], strict=True)], {
        "Letter": lambda handover: key(handover[0].letter.key),
        "At": lambda handover: handover[0].at,
        "To": lambda handover: handover[0].to,
        "File": lambda handover: Files([handover[1]]),
    })  # fmt: skip
    yield of("received", "What came back", "modtaget",
             [(letter, each) for letter in round_.letters for each in letter.received], {
        "Letter": lambda message: key(message[0].key),
        "Kind": lambda message: message[1].kind,
        "Received at": lambda message: message[1].received_at,
        "Read at": lambda message: message[1].read_at,
        "Sender": lambda message: message[1].sender,
        "Reason": lambda message: message[1].reason,
    })  # fmt: skip
    yield of("drafts", "Texts of letters that staff replaced", "tidligere udkast",
             [(letter, each, number) for letter in round_.letters for number, each in enumerate(letter.drafts, start=1)], {
        "Letter": lambda draft: key(draft[0].key),
        "Draft": lambda draft: draft[2],
        "Subject": lambda draft: draft[1].subject,
        "Replaced at": lambda draft: draft[1].replaced_at,
        "Replaced by": lambda draft: draft[1].replaced_by,
        "Reason": lambda draft: draft[1].reason,
        "File": lambda draft: Files([path for path in files[draft[0].key] if path.endswith(f"+draft-{draft[2]}.txt")]),
    })  # fmt: skip


def _short(round_: Round, key: str) -> str:
    """The key of a letter without the round's, as the forms take it."""
    return key.removeprefix(f"{round_.key}/")


def _receiver(letter: Letter) -> str:
    if letter.person is not None:
        return letter.person.name
    return letter.body.name if letter.body is not None else letter.round.secretariat_name


def _kept(round_: Round, term_files: Sequence[Files]) -> Iterator[Table]:
    of, key = partial(table, time_zone=round_.time_zone), partial(_short, round_)
    yield of("term-files", "Term files as they were opened", "rundens definition",
             list(zip(round_.term_files, term_files, strict=True)), {
        "Opened at": lambda opened: opened[0].opened_at,
        "Opened by": lambda opened: opened[0].opened_by,
        "Files": lambda opened: opened[1],
    })  # fmt: skip
    yield of("events", "Everything that happened, in its order", "hændelser",
             list(enumerate(round_.events, start=1)), {
        "Number": lambda event: event[0],
        "At": lambda event: event[1].at,
        "Day": lambda event: event[1].on,
        "Who": lambda event: event[1].actor,
        "What": lambda event: event[1].what,
        "About": lambda event: key(event[1].subject),
        "Key": lambda event: key(event[1].key or ""),
        "Old": lambda event: event[1].old,
        "New": lambda event: event[1].new,
        "Reason": lambda event: event[1].reason,
        "Run": lambda event: event[1].run,
    })  # fmt: skip
