"""The messages to staff."""

from collections.abc import Iterator

from models.action import ActionKind
from models.correspondence import NOT_REACHED, RECEIVED
from models.due.office import A_WEEK, week
from models.finding import Finding
from models.opening import OPENED
from models.progress import Deadline, MilestoneState, unanswered
from models.round import Round
from models.words import LetterKind, LetterState, MilestoneKind
from notifications import danish
from notifications.letters.case import Case
from notifications.rendering import Rendered, render_letter

OTHER = ("anden hændelse", "andre hændelser")  # of a newer or an older version; what this one stores is named below
HAPPENED = {
    OPENED: ("udpegningsrunde åbnet", "udpegningsrunder åbnet"),
    "term file changed": ("ændring af rundens definition", "ændringer af rundens definition"),
    "decision recorded": ("beslutning registreret", "beslutninger registreret"),
    "nomination registered": ("svar på en anmodning registreret", "svar på anmodninger registreret"),
    "acceptance recorded": ("KKR-beslutning om en indstilling registreret", "KKR-beslutninger om indstillinger registreret"),
    "clarification recorded": ("afklaring om en indstillet registreret", "afklaringer om indstillede registreret"),
    "member appointed": ("udpegning registreret", "udpegninger registreret"),
    "departure recorded": ("udtræden registreret", "udtrædener registreret"),
    "observer recorded": ("observatør registreret", "observatører registreret"),
    "reason recorded": ("begrundelse registreret", "begrundelser registreret"),
    "address recorded": ("adresse registreret", "adresser registreret"),
    "answer read": ("svar læst", "svar læst"),
    "milestone moved": ("frist flyttet", "frister flyttet"),
    "letter failed": ("brev kunne ikke afleveres", "breve kunne ikke afleveres"),
    "letter bounced": ("brev kom retur", "breve kom retur"),
    "letter uncertain": ("brev, som måske ikke nåede frem", "breve, som måske ikke nåede frem"),
    ActionKind.REQUEST: ("anmodning skrevet", "anmodninger skrevet"),
    ActionKind.REMIND: ("påmindelse skrevet", "påmindelser skrevet"),
    ActionKind.REMIND_INCOMPLETE: ("påmindelse om manglende oplysninger", "påmindelser om manglende oplysninger"),
    ActionKind.TELL_PASSED: ("meddelelse om, at fristen er udløbet", "meddelelser om, at fristen er udløbet"),
    ActionKind.TELL_MOVED: ("meddelelse om flyttet frist", "meddelelser om flyttet frist"),
    ActionKind.RECEIPT: ("kvittering skrevet", "kvitteringer skrevet"),
    ActionKind.TELL_ACCEPTANCE: ("svar om en grund eller en sen indstilling", "svar om grunde eller sene indstillinger"),
    ActionKind.TELL_APPOINTED: ("brev til et udpeget medlem", "breve til udpegede medlemmer"),
    ActionKind.TELL_NOT_APPOINTED: ("brev til en indstillet, der ikke er udpeget", "breve til indstillede, der ikke er udpeget"),
    ActionKind.TELL_OUTCOME: ("brev om resultatet af en indstilling", "breve om resultatet af indstillinger"),
    ActionKind.TELL_REGION: ("brev til regionen om bestyrelsen", "breve til regionen om bestyrelsen"),
    ActionKind.WELCOME: ("velkomstbrev skrevet", "velkomstbreve skrevet"),
    ActionKind.THANK: ("takkebrev skrevet", "takkebreve skrevet"),
    ActionKind.TELL_MISSED: ("besked til jer om en overskredet frist", "beskeder til jer om overskredne frister"),
    ActionKind.SKIP: ("påmindelse sprunget over", "påmindelser sprunget over"),
    ActionKind.SEAT: ("bestyrelse tiltrådt", "bestyrelser tiltrådt"),
}  # fmt: skip
"""One of a kind of event, and several."""
IN_NEED = {
    LetterState.HELD: ("brev venter på, at I frigiver det", "breve venter på, at I frigiver dem"),
    LetterState.FAILED: ("brev kunne ikke afleveres", "breve kunne ikke afleveres"),
    LetterState.BOUNCED: ("brev er kommet retur", "breve er kommet retur"),
    LetterState.UNCERTAIN: ("brev er måske ikke nået frem", "breve er måske ikke nået frem"),
}
BECAME = {
    LetterState.FAILED: "kunne ikke afleveres",
    LetterState.BOUNCED: "er kommet retur",
    LetterState.UNCERTAIN: "er måske ikke nået frem",
    LetterState.SENT: "er ikke nået frem til alle sine modtagere",
}
"""What became of a letter that staff are given notice of."""
REMARKS = {RECEIVED: "svar modtaget, endnu ikke registreret", NOT_REACHED: "ikke nået: ring til dem"}
NOT_FOR_ALL = ("brev er ikke nået frem til alle sine modtagere", "breve er ikke nået frem til alle deres modtagere")
NO_ADDRESS = ("brev venter på modtagerens e-mailadresse", "breve venter på modtagernes e-mailadresser")
MEETINGS = {
    MilestoneKind.RECOMMENDATION: "det afgående KKR's sidste møde",
    MilestoneKind.CONSTITUENT_MEETING: "det konstituerende møde",
    MilestoneKind.APPOINTMENT: "mødet om udpegning af de øvrige medlemmer",
}
TASKS = {
    "D11": "udsendelse af dagsordenen til {meeting}",
    "D12": "medlemmernes skriftlige forslag til {meeting}",
    "D13": "anmeldelse af valgforbund til {meeting}",
}
MISSING = {
    "the recommendation": "indstillingen",
    "organisations and criteria": "beslutningen om organisationer og kriterier",
    "chair and municipal members": "formand og kommunale medlemmer",
}
"""What `models.progress` says is missing, where it is neither a body's name nor a seat."""
OF_SEATS = (MilestoneKind.CLARIFICATION, MilestoneKind.APPOINTMENT, MilestoneKind.IN_OFFICE)


def deadline_missed(case: Case) -> Rendered:
    """Tells staff that a deadline has passed, and what is missing."""
    round_, kind = case.round, case.milestone
    answering = kind is MilestoneKind.NOMINATIONS
    filling = kind in (MilestoneKind.APPOINTMENT, MilestoneKind.IN_OFFICE)
    return render_letter(
        "deadline-missed",
        **case.common | {"deadline": round_.milestone(kind).ends_on},
        milestone=danish.MILESTONES[kind],
        bodies=[body.name for body in unanswered(round_)] if answering else [],
        seats=[danish.SEATS[seat.category] for seat in round_.open_seats] if filling else [],
    )


def digest(case: Case) -> Rendered:
    """The week for staff: what happened, what is due, which letters need them, who has not answered. Names no people."""
    round_, monday = case.round, case.action.due_on
    this = week(round_, monday)
    answers_are_due = any(row.kind is MilestoneKind.NOMINATIONS for row in this.deadlines)
    return render_letter(
        "digest",
        **case.common,
        monday=monday,
        next_monday=monday + A_WEEK,
        number_of_week=monday.isocalendar().week,
        happened=[_counted(count, *HAPPENED.get(what, OTHER)) for what, count in this.happened.items()],
        deadlines=[*(_deadline(round_, row) for row in this.deadlines), *map(_task, this.tasks)],
        letters=list(_letters_in_need(round_)),
        unanswered=[] if answers_are_due or not round_.open_seats else [body.name for body in unanswered(round_)],
    )


def notice(case: Case) -> Rendered:
    """Tells staff of a signal: a body has answered, a letter did not arrive, the board has taken office. Names no people."""
    round_, subject = case.round, case.action.subject
    letter = next((each for each in round_.letters if each.key == f"{round_.key}/{subject}"), None)
    answers = [each for each in round_.nominations if each.body.key == subject]
    return render_letter(
        "notice",
        **case.common,
        letter=letter,
        subject=subject,
        became=BECAME[letter.state] if letter else "",
        answer=answers[-1] if answers else None,
        unanswered=[body.name for body in unanswered(round_)],
    )


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"


def _letters_in_need(round_: Round) -> Iterator[str]:
    for state, words in IN_NEED.items():
        if count := sum(letter.state is state and bool(letter.recipients) for letter in round_.letters):
            yield _counted(count, *words)
    if count := sum(letter.state is LetterState.SENT and bool(letter.error) for letter in round_.letters):
        yield _counted(count, *NOT_FOR_ALL)
    if count := sum(letter.state is LetterState.HELD and not letter.recipients for letter in round_.letters):
        yield _counted(count, *NO_ADDRESS)


def _in_danish(missing: str) -> str:
    """What a deadline misses, as the deadline table has it, in Danish."""
    name, opened, remark = missing.partition(" (")
    remark = remark.removesuffix(")")
    return f"{name} ({REMARKS[remark]})" if opened and remark in REMARKS else MISSING.get(missing, missing)


def _deadline(round_: Round, row: Deadline) -> str:
    overdue = " (overskredet)" if row.state is MilestoneState.MISSED else ""
    if row.kind not in OF_SEATS:
        missing = f": mangler {', '.join(_in_danish(name) for name in row.missing)}"
    elif round_.open_seats:
        missing = f": {_counted(len(round_.open_seats), 'plads', 'pladser')} er ikke besat"
    else:
        missing = ""
    return f"{danish.MILESTONES[row.kind]}, senest {danish.weekday(row.ends_on)}{overdue}{missing}"


def _task(task: Finding) -> str:
    what = TASKS[task.rule].format(meeting=MEETINGS[MilestoneKind(task.subject)])
    return f"{what}, senest {danish.weekday(task.due_on)}" if task.due_on else what


LETTERS = {
    ActionKind.TELL_MISSED: (LetterKind.DEADLINE_MISSED, deadline_missed),
    ActionKind.DIGEST: (LetterKind.DIGEST, digest),
    ActionKind.NOTICE: (LetterKind.NOTICE, notice),
}
