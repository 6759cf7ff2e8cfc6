"""The words of the field (glossary in the README), as the values that tables, term files and forms share."""

from enum import StrEnum


class RoundState(StrEnum):
    """Where a round (udpegningsrunde) stands."""

    IN_PLAY = "in-play"
    SEATED = "seated"


class Verdict(StrEnum):
    """The state of a round's deadlines as a whole; the name of the run's state in Prefect."""

    ON_TRACK = "On track"
    ACTION_NEEDED = "Action needed"
    DEADLINE_MISSED = "Deadline missed"


class MilestoneKind(StrEnum):
    """The seven steps of the timeline (tidslinje), in their order."""

    RECOMMENDATION = "recommendation"
    CONSTITUENT_MEETING = "constituent-meeting"
    REQUESTS = "requests"
    NOMINATIONS = "nominations"
    CLARIFICATION = "clarification"
    APPOINTMENT = "appointment"
    IN_OFFICE = "in-office"


class SeatCategory(StrEnum):
    """The kinds of seat (plads) in the standard statutes § 5.2."""

    CHAIR = "chair"
    MUNICIPAL = "municipal"
    COMPANY = "company"
    KNOWLEDGE = "knowledge"
    LABOUR = "labour"
    REGION = "region"


class BodyKind(StrEnum):
    """What a body that receives a request is: three kinds that nominate, and the region, which appoints."""

    BUSINESS = "business"
    KNOWLEDGE = "knowledge"
    LABOUR = "labour"
    REGION = "region"


class AppointingBody(StrEnum):
    """Who appoints to a seat (udpegende myndighed); the ministry sends its observer."""

    KKR = "kkr"
    REGION = "region"
    MINISTRY = "ministry"


class DecisionKind(StrEnum):
    """What the KKR can decide before the appointments (beslutning)."""

    RECOMMENDATION = "recommendation"
    ORGANISATIONS = "organisations"
    CHAIR_AND_MEMBERS = "chair-and-members"


class Question(StrEnum):
    """What only the KKR can accept about a nomination: the body's special reasons, or that it came late."""

    REASON = "reason"
    LATE = "late"


class Answer(StrEnum):
    """What the KKR answers to such a question; a form asks for the one or the other, so that none is given by accident."""

    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not-accepted"


class Gender(StrEnum):
    """Gender as recorded; not stated counts for neither sex."""

    WOMAN = "woman"
    MAN = "man"
    NOT_STATED = "not-stated"


class BalanceReading(StrEnum):
    """Three readings of a balanced board (ligelig sammensætning), chosen per round."""

    NEAREST_40 = "nearest-40"
    AT_LEAST_40 = "at-least-40"
    PARITY = "parity"


class ReleaseMode(StrEnum):
    """Whether letters leave by themselves or wait for a person."""

    AUTOMATIC = "automatic"
    AFTER_APPROVAL = "after-approval"


class BoardRole(StrEnum):
    """What a person is to the board. Only a member sits in a seat and counts."""

    MEMBER = "member"
    VICE_CHAIR = "vice-chair"
    OBSERVER = "observer"
    SUBSTITUTE = "substitute"


class DepartureReason(StrEnum):
    """Why somebody leaves the board (udtræden); who was entered in error (fejlregistrering) was never appointed."""

    OWN_WISH = "own-wish"
    NOT_ELECTED = "not-elected"
    ON_THE_MINISTERS_REQUEST = "on-the-ministers-request"
    DEATH = "death"
    ENTERED_IN_ERROR = "entered-in-error"


class LetterKind(StrEnum):
    """What a letter (brev) is for."""

    REQUEST = "request"
    REMINDER = "reminder"
    INCOMPLETE = "incomplete"
    DEADLINE_PASSED = "deadline-passed"
    DEADLINE_MOVED = "deadline-moved"
    RECEIPT = "receipt"
    ACCEPTANCE = "acceptance"
    APPOINTED = "appointed"
    NOT_APPOINTED = "not-appointed"
    OUTCOME = "outcome"
    REGION = "region"
    WELCOME = "welcome"
    THANKS = "thanks"
    DEADLINE_MISSED = "deadline-missed"
    DIGEST = "digest"
    NOTICE = "notice"


LETTERS_IN_WORDS = {
    LetterKind.REQUEST: "Request for nominations (anmodning om indstilling)",
    LetterKind.REMINDER: "Reminder (påmindelse)",
    LetterKind.INCOMPLETE: "Reminder of what is missing (mangler ved indstillingen)",
    LetterKind.DEADLINE_PASSED: "Letter after the deadline (fristen er overskredet)",
    LetterKind.DEADLINE_MOVED: "Letter about the moved deadline (ændret frist)",
    LetterKind.RECEIPT: "Receipt (kvittering)",
    LetterKind.ACCEPTANCE: "The KKR's answer (KKR's svar)",
    LetterKind.APPOINTED: "Appointment letter (udpegningsbrev)",
    LetterKind.NOT_APPOINTED: "Letter about not being appointed (ikke udpeget)",
    LetterKind.OUTCOME: "Outcome (resultat af indstillingen)",
    LetterKind.REGION: "The composed board (den samlede bestyrelse)",
    LetterKind.WELCOME: "Welcome (velkomst)",
    LetterKind.THANKS: "Thanks to a member who leaves (tak)",
    LetterKind.DEADLINE_MISSED: "Message of a missed deadline (overskredet frist)",
    LetterKind.DIGEST: "Weekly overview (ugens overblik)",
    LetterKind.NOTICE: "Notice of something that happened (besked)",
}


class SignalName(StrEnum):
    """What the world outside the database is told of, by the names of its Prefect events."""

    DEADLINE_MISSED = "udpegning.deadline.missed"
    LETTER_FAILED = "udpegning.letter.failed"
    NOMINATION_RECEIVED = "udpegning.nomination.received"
    BOARD_SEATED = "udpegning.board.seated"


class LetterState(StrEnum):
    """Where a letter is.

    `held` (waits for a person) -> `queued` -> `sending` -> `sent` -> (`bounced`); `failed`: refused for good;
    `uncertain`: a crash hid whether the server took it, never sent again silently; `cancelled`.
    """

    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    BOUNCED = "bounced"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"


class LetterOutcome(StrEnum):
    """What a person found out about a letter in doubt."""

    ARRIVED = "arrived"
    SEND_AGAIN = "send-again"


class ReceivedKind(StrEnum):
    """What a message in the mailbox is. Only a bounce says that a letter did not arrive."""

    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    ANSWER = "answer"
    UNRELATED = "unrelated"


def counted(number: int, noun: str) -> str:
    """«1 seat», «2 seats»."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
