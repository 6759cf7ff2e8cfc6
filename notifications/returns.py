"""What came back: each new message of the mailbox is read once, matched with the letter it belongs to, and written down.

A message belongs to a letter when it came to the letter's own return address or names its Message-ID: both hold the letter's
token, which only those know whom the letter reached. Only a bounce changes a letter.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session, joinedload, selectinload

from models.letter import TOKEN, Letter, Received
from models.recording.recorded import log
from models.round import Round
from models.said import NOBODY_NAMED, addresses_in, receivers_in, without_addresses
from models.settings import Settings
from models.transitions import change, sources
from models.words import LetterState, ReceivedKind, counted
from notifications.mailboxes import Inbox, Listed, MailboxUnreadable, hashed, open_mailbox
from notifications.message import token_in
from notifications.reports import arrived_at, read_message, read_report, sender

HEARD_OF, MAILBOX = "letter heard of", "mailbox"  # in the audit trail, of what changes no letter
RECENT = timedelta(days=60)
CLOCKS_DIFFER = timedelta(hours=1)  # at most, between the mail server and us
_ON_ITS_WAY = (LetterState.HELD, LetterState.QUEUED, LetterState.SENDING)


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


def return_path(return_address: str, token: str) -> str:
    """The return address of one letter: `retur@kkr.example` becomes `retur+0a1b2c3d4e5f6071@kkr.example`."""
    local, _, domain = return_address.rpartition("@")
    return f"{local}+{token}@{domain}"


def returned_to(return_address: str, address: str) -> str:
    """The letter's token in such an address; nothing when it is not one. Upper case does not matter."""
    local, _, domain = return_address.rpartition("@")
    wanted = rf"{re.escape(local)}\+([0-9a-f]{{{2 * TOKEN}}})@{re.escape(domain)}"
    found = re.fullmatch(wanted, address, re.IGNORECASE | re.ASCII)
    return found[1].casefold() if found else ""


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
        reader = _Reader(engine=engine, inbox=inbox, return_address=settings.return_address, at=at, returns=returns)
        for batch in inbox.batches(today - RECENT):
            known = _known(engine, [listed.identity for listed in batch])
            for listed in batch:
                if listed.identity not in known:
                    reader.read(listed)


@dataclass(frozen=True, kw_only=True)
class _Sent:
    """The letter that a message belongs to."""

    letter: int
    key: str
    secretariat: str


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
    return_address: str | None
    at: datetime
    returns: Returns

    def read(self, listed: Listed) -> None:
        """Read one message; one that cannot be understood is written down as unrelated, so that it is read only once."""
        content = self.inbox.read(listed)
        if content is None:
            return
        identity, readable = listed.identity or hashed(content), True
        if not listed.identity and _known(self.engine, [identity]):
            return
        try:
            understood = self._understand(content)
        except SQLAlchemyError:  # nothing is known of the message: the next run reads it
            raise
        except Exception:  # noqa: BLE001  (whatever somebody sends: it is counted, and the next message is read)
            understood, readable = _Understood(), False
        try:
            with Session(self.engine) as session, session.begin():
                bounced = self._write_down(session, listed, identity, understood)
        except IntegrityError:  # another reader was quicker
            return
        if bounced is not None:
            self._count(understood, bounced=bounced, readable=readable)

    def _understand(self, content: bytes) -> _Understood:
        message = read_message(content)
        own = self.return_address
        returned = self._letter_with([returned_to(own, address) for address in arrived_at(message)] if own else [])
        report = read_report(message, returned=returned is not None)
        letter = returned or self._letter_with([token_in(each) for each in report.about])
        author = sender(message)
        if report.kind is ReceivedKind.BOUNCE:
            return _Understood(kind=report.kind, letter=letter, reason=report.reason if letter else "")
        if letter is None or author.casefold() == letter.secretariat.casefold():
            return _Understood()
        answered = report.kind is ReceivedKind.ANSWER
        return _Understood(kind=report.kind, letter=letter, reason=report.reason, author=author if answered else "")

    def _letter_with(self, tokens: Sequence[str]) -> _Sent | None:
        """The letter that has the first of these tokens that any has."""
        wanted = [token for token in tokens if token]
        if not wanted:
            return None
        query = select(Letter.token, Letter.id, Letter.key, Round.secretariat_email).join(Letter.round)
        with self.engine.connect() as connection:
            rows = connection.execute(query.where(Letter.token.in_(wanted))).all()
        found = {token: _Sent(letter=letter, key=key, secretariat=email) for token, letter, key, email in rows}
        return next((found[token] for token in wanted if token in found), None)

    def _write_down(self, session: Session, listed: Listed, identity: str, understood: _Understood) -> bool | None:
        """Whether its letter bounced with it; None when it is not to be written down (again, or yet)."""
        letter = _locked(session, understood.letter) if understood.letter else None
        came_back = letter if understood.kind is ReceivedKind.BOUNCE else None
        if came_back and came_back.state in _ON_ITS_WAY:  # read again once it is known what became of it
            return None
        if session.scalar(select(Received.id).where(Received.identity == identity)) is not None:
            return None
        received = Received(
            identity=identity, kind=understood.kind, received_at=listed.received_at, read_at=self.at,
            sender=understood.author, reason=understood.reason, letter=letter,
        )  # fmt: skip
        session.add(received)
        words = understood.reason or "it came back as undeliverable"
        words += "" if receivers_in(words) else NOBODY_NAMED
        if came_back is None or not _bounces(came_back, words, listed.received_at):
            if letter is not None:
                log(
                    letter.round, HEARD_OF, letter.key, MAILBOX, self.at, new={"kind": understood.kind},
                    reason=without_addresses(understood.reason),
                )  # fmt: skip
            return False
        if came_back.state is LetterState.UNCERTAIN:  # so the server took it
            came_back.sent_to = [*came_back.sent_to, *(came_back.handovers[-1].to if came_back.handovers else [])]
        earlier = f"{came_back.error}; " if came_back.error else ""
        change(came_back, LetterState.BOUNCED, self.at, actor=MAILBOX, cause=without_addresses(words))
        came_back.error = f"{earlier}{words}"
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
        return set(session.scalars(select(Received.identity).where(Received.identity.in_(identities))))


def _locked(session: Session, sent: _Sent) -> Letter | None:
    """The letter, with the trail of its round; nobody else changes it until the transaction ends."""
    whole = joinedload(Letter.round).selectinload(Round.events), selectinload(Letter.handovers)
    return session.scalar(select(Letter).where(Letter.id == sent.letter).options(*whole).with_for_update(of=Letter))


def _bounces(letter: Letter, words: str, at: datetime) -> bool:
    """Whether a bounce says anything new: not of a letter that went again to that receiver since, nor twice of one."""
    blamed = addresses_in(words)
    named = {to for to in letter.sent_to if to.casefold() in blamed}
    if letter.state is LetterState.BOUNCED:
        known = {to for to in named if to.casefold() in addresses_in(letter.error)}
        return bool(named - known) if named else len(letter.sent_to) > 1 and words not in letter.error
    moments = [[each.at for each in letter.handovers if to in each.to] for to in named or letter.sent_to]
    again = bool(moments) and all(len(each) > 1 and at < max(each) - CLOCKS_DIFFER for each in moments)
    return letter.state in sources(LetterState.BOUNCED) and not again and not _before_it_moved(letter, blamed, at)


def _before_it_moved(letter: Letter, blamed: set[str], at: datetime) -> bool:
    """Whether a bounce is of an address that the letter went to once, from before it left again to another."""
    used = {to.casefold() for each in letter.handovers for to in each.to} - {to.casefold() for to in letter.sent_to}
    if letter.state is not LetterState.SENT or not blamed & used:
        return False
    return at < max(each.at for each in letter.handovers) - CLOCKS_DIFFER
