"""What came back: each new message of the mailbox is read once, matched with the letter it belongs to, and written down.

A message belongs to a letter when it came to the letter's own return address or names its Message-ID. That guards against
accidents, not against forgery: both follow from the letter's key. Only a bounce changes a letter.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.message import Message
from hashlib import sha256

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from models.letter import Letter, Received
from models.round import Round
from models.settings import Settings
from models.transitions import change, sources
from models.words import LetterState, ReceivedKind, counted
from notifications.mailboxes import Inbox, Listed, MailboxUnreadable, hashed, open_mailbox
from notifications.message import Mailbox, message_id
from notifications.reports import arrived_at, read_message, read_report, sender

RECENT = timedelta(days=60)
CLOCKS_DIFFER = timedelta(hours=1)  # at most, between the mail server and us
MARK = 8  # hexadecimal digits
_ON_ITS_WAY = (LetterState.QUEUED, LetterState.SENDING)


@dataclass(kw_only=True)
class Returns:
    """What one reading of the mailbox found, by kind; messages that had been read before are not counted.

    `rounds` are the keys of the rounds they belong to, `bounced` those of the letters that became bounced; `unmatched` is
    how many bounces fit no letter, `unreadable` how many messages are too broken to tell; `unreachable` says why the
    mailbox could not be read to its end.
    """

    kinds: Counter[ReceivedKind] = field(default_factory=Counter)
    rounds: set[str] = field(default_factory=set)
    bounced: list[str] = field(default_factory=list)
    unmatched: int = 0
    unreadable: int = 0
    unreachable: str = ""

    def __str__(self) -> str:
        counts = ", ".join(f"{count} {kind}" for kind, count in sorted(self.kinds.items()))
        more = [
            f"{counted(len(self.bounced), 'letter')} not delivered: {', '.join(self.bounced)}" if self.bounced else "",
            f"{counted(self.unmatched, 'bounce')} without a letter" if self.unmatched else "",
            f"{counted(self.unreadable, 'message')} could not be read" if self.unreadable else "",
            self.unreachable,
        ]
        return "; ".join(filter(None, [counts or "nothing new", *more]))

    @property
    def needs_staff(self) -> bool:
        """Whether somebody has to be called, or something looked at in the mailbox itself."""
        return bool(self.bounced or self.unmatched or self.unreadable or self.unreachable)


def return_path(return_address: str, letter_id: int, key: str) -> str:
    """The return address of one letter: `retur@kkr.example` becomes `retur+17.0a1b2c3d@kkr.example`."""
    local, _, domain = return_address.rpartition("@")
    return f"{local}+{letter_id}.{_mark(key)}@{domain}"


def returned_to(return_address: str, address: str) -> tuple[int, str] | None:
    """The letter's id and the mark of its key in such an address; None when it is not one. Upper case does not matter."""
    local, _, domain = return_address.rpartition("@")
    wanted = rf"{re.escape(local)}\+([1-9][0-9]{{0,17}})\.([0-9a-f]{{{MARK}}})@{re.escape(domain)}"
    found = re.fullmatch(wanted, address, re.IGNORECASE | re.ASCII)
    return (int(found[1]), found[2].casefold()) if found else None


def read_returns(engine: Engine, settings: Settings, today: date, at: datetime) -> Returns:
    """Read what is new in the mailbox of the last `RECENT` days; each message in a transaction of its own.

    Raises:
        SettingRefused: the settings name no mailbox, or one that is not there.

    """
    returns = Returns()
    try:
        _read_new(engine, settings, today, at, returns)
    except MailboxUnreadable as error:  # what was read before stands, and is told
        returns.unreachable = str(error)
    return returns


def _read_new(engine: Engine, settings: Settings, today: date, at: datetime, returns: Returns) -> None:
    with open_mailbox(settings) as inbox:
        for batch in inbox.batches(today - RECENT):
            known = _known(engine, [listed.identity for listed in batch])
            new = [listed for listed in batch if listed.identity not in known]
            if new:
                letters = _Letters.read(engine, settings.return_address)
                reader = _Reader(engine=engine, inbox=inbox, letters=letters, at=at, returns=returns)
                for listed in new:
                    reader.read(listed)


@dataclass(frozen=True, kw_only=True)
class _Sent:
    """What is needed to recognise a letter."""

    letter: int
    key: str
    secretariat: str


@dataclass(frozen=True, kw_only=True)
class _Letters:
    """Every letter, by its return address and its Message-ID."""

    return_address: str | None
    by_id: dict[int, _Sent]
    by_message_id: dict[str, _Sent]

    @classmethod
    def read(cls, engine: Engine, return_address: str | None) -> "_Letters":
        query = select(Letter.id, Letter.key, Round.secretariat_email).join(Letter.round)
        with engine.connect() as connection:
            letters = [_Sent(letter=row[0], key=row[1], secretariat=row[2]) for row in connection.execute(query)]
        return cls(
            return_address=return_address,
            by_id={each.letter: each for each in letters},
            by_message_id={message_id(each.key, Mailbox(name="", email=each.secretariat)): each for each in letters},
        )

    def returned(self, message: Message) -> _Sent | None:
        """The letter to whose own return address a message came."""
        if self.return_address is None:
            return None
        for address in arrived_at(message):
            marked = returned_to(self.return_address, address)
            letter = self.by_id.get(marked[0]) if marked else None
            if letter and marked == (letter.letter, _mark(letter.key)):
                return letter
        return None

    def named(self, message_ids: Sequence[str]) -> _Sent | None:
        """The letter with the first of these Message-IDs that is ours."""
        return next((self.by_message_id[each] for each in message_ids if each in self.by_message_id), None)


@dataclass(frozen=True, kw_only=True)
class _Understood:
    """What a message is: its letter and, of an answer, its author; nothing of what belongs to nobody."""

    kind: ReceivedKind = ReceivedKind.UNRELATED
    letter: _Sent | None = None
    reason: str = ""
    author: str = ""


@dataclass(frozen=True, kw_only=True)
class _Reader:
    """Reads messages and writes them down."""

    engine: Engine
    inbox: Inbox
    letters: _Letters
    at: datetime
    returns: Returns

    def read(self, listed: Listed) -> None:
        """Read one message; one that cannot be understood is written down as unrelated, so that it is read only once."""
        content = self.inbox.read(listed)
        if content is None:
            return
        readable = True
        try:
            understood = self._understand(content)
        except Exception:  # noqa: BLE001  (whatever somebody sends: it is counted, and the next message is read)
            understood, readable = _Understood(), False
        try:
            with Session(self.engine) as session, session.begin():
                bounced = self._write_down(session, listed, listed.identity or hashed(content), understood)
        except IntegrityError:  # another reader was quicker
            return
        if bounced is not None:
            self._count(understood, bounced=bounced, readable=readable)

    def _understand(self, content: bytes) -> _Understood:
        message = read_message(content)
        returned = self.letters.returned(message)
        report = read_report(message, returned=returned is not None)
        letter, author = returned or self.letters.named(report.about), sender(message)
        if report.kind is ReceivedKind.BOUNCE:
            return _Understood(kind=report.kind, letter=letter, reason=report.reason if letter else "")
        if letter is None or author.casefold() == letter.secretariat.casefold():
            return _Understood()
        answered = report.kind is ReceivedKind.ANSWER
        return _Understood(kind=report.kind, letter=letter, reason=report.reason, author=author if answered else "")

    def _write_down(self, session: Session, listed: Listed, identity: str, understood: _Understood) -> bool | None:
        """Whether its letter bounced with it; None when it is not to be written down (again, or yet)."""
        letter = _locked(session, understood.letter) if understood.letter else None
        came_back = letter if understood.kind is ReceivedKind.BOUNCE else None
        if came_back and came_back.state in _ON_ITS_WAY:  # read again once it is known what became of it
            return None
        if session.scalar(select(Received.id).where(Received.message_id == identity)) is not None:
            return None
        received = Received(
            message_id=identity, kind=understood.kind, received_at=listed.received_at, sender=understood.author,
            reason=understood.reason, letter=letter,
        )  # fmt: skip
        session.add(received)
        if came_back is None or came_back.state not in sources(LetterState.BOUNCED):
            return False
        if came_back.sent_at and listed.received_at < came_back.sent_at - CLOCKS_DIFFER:
            return False  # it was sent again since, to a corrected address
        words = understood.reason or "it came back as undeliverable"
        change(came_back, LetterState.BOUNCED, self.at, actor="mailbox", cause=words)
        came_back.error = words
        return True

    def _count(self, understood: _Understood, *, bounced: bool, readable: bool) -> None:
        self.returns.kinds[understood.kind] += 1
        self.returns.unreadable += not readable
        if understood.letter is None:
            self.returns.unmatched += understood.kind is ReceivedKind.BOUNCE
            return
        self.returns.rounds.add(understood.letter.key.partition("/")[0])
        self.returns.bounced += [understood.letter.key] if bounced else []


def _known(engine: Engine, identities: Sequence[str]) -> set[str]:
    with Session(engine) as session:
        return set(session.scalars(select(Received.message_id).where(Received.message_id.in_(identities))))


def _locked(session: Session, sent: _Sent) -> Letter | None:
    """The letter, with the trail of its round; nobody else changes it until the transaction ends."""
    whole = joinedload(Letter.round).selectinload(Round.events)
    return session.scalar(select(Letter).where(Letter.id == sent.letter).options(whole).with_for_update(of=Letter))


def _mark(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:MARK]
