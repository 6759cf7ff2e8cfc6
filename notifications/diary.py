"""The diary of days on a pretend clock: which letters went to whom on which day, and how the round stood. It names nobody.

It is read from the audit trail, where every letter says what became of it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from models.action import ActionKind
from models.event import Event
from models.letter import Letter
from models.progress import Deadline, MilestoneState
from models.recording.letters import in_doubt
from models.references import member_reference, nominee_reference
from models.round import Round
from models.words import LETTERS_IN_WORDS, LetterKind, LetterState, Verdict, counted
from notifications.carrying import Day
from notifications.rendering import render_page

SECRETARIAT = "the secretariat"
BY_APPROVAL = "it waits for approval"
SENT, HELD, CANCELLED = (f"letter {each}" for each in (LetterState.SENT, LetterState.HELD, LetterState.CANCELLED))
STOPPED = {
    CANCELLED: "cancelled",
    f"letter {LetterState.FAILED}": "it cannot be sent",
    f"letter {LetterState.UNCERTAIN}": "it is in doubt",
}
"""In the trail, and in words."""


@dataclass(frozen=True, kw_only=True)
class Post:
    """Letters of one kind that fared alike on one day: what they are, to whom, and for those that did not leave why."""

    what: str
    to: list[str]
    why: str = ""

    @property
    def number(self) -> int:
        """How many letters."""
        return len(self.to)

    @property
    def receivers(self) -> list[str]:
        """Whom they go to, each once, with how many when it gets several."""
        return [name if times == 1 else f"{name} ({times} letters)" for name, times in Counter(self.to).items()]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A day of the diary. `held` wait for a person from that day on, `stopped` were cancelled or cannot be sent."""

    on: date
    verdict: Verdict
    due: list[Deadline]
    missed: list[Deadline]
    recorded: list[str]
    sent: list[Post]
    held: list[Post]
    stopped: list[Post]
    skipped: list[Post]
    takes_office: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say of it: a step of the timeline that is over."""
        posts = [*self.sent, *self.held, *self.stopped, *self.skipped]
        return not (posts or self.due or self.missed or self.recorded or self.takes_office)

    @property
    def only_overview(self) -> bool:
        """Whether nothing happens but the weekly overview for the secretariat."""
        rest = (self.due, self.missed, self.recorded, self.held, self.stopped, self.skipped)
        return (
            [post.what for post in self.sent] == [LETTERS_IN_WORDS[LetterKind.DIGEST]]
            and not any(rest)
            and not self.takes_office
        )


@dataclass(frozen=True, kw_only=True)
class Diary:
    """The days on which something happened, in order."""

    entries: list[Entry]

    @property
    def told(self) -> list[Entry]:
        """The days that are told one by one: those on which more happens than the weekly overview."""
        return [entry for entry in self.entries if not entry.only_overview]

    @property
    def overviews(self) -> list[date]:
        """The days on which nothing happens but the weekly overview."""
        return [entry.on for entry in self.entries if entry.only_overview]

    @property
    def letters(self) -> int:
        """How many letters went out."""
        return sum(post.number for entry in self.entries for post in entry.sent)

    @property
    def to_staff(self) -> int:
        """How many of them went to the secretariat itself."""
        return sum(post.to.count(SECRETARIAT) for entry in self.entries for post in entry.sent)

    @property
    def held(self) -> int:
        """How many were written and wait for a person."""
        return sum(post.number for entry in self.entries for post in entry.held)

    @property
    def missed(self) -> list[str]:
        """The titles of the deadlines that were missed."""
        return [row.title for entry in self.entries for row in entry.missed]

    def summary(self, *, missed_before: int) -> str:
        """«14 letters would be sent, and 2 further deadlines would be missed: ...»; without a full stop."""
        own = f" ({'all' if self.to_staff == self.letters else self.to_staff} of them to the secretariat itself)"
        held = f", {_some(self.held, 'more letter')} would be written and wait for a person" if self.held else ""
        missed = f": {'; '.join(self.missed)}" if self.missed else ""
        return (
            f"{_some(self.letters, 'letter')} would be sent{own if self.to_staff else ''}{held}, and "
            f"{_some(len(self.missed), 'further deadline' if missed_before else 'deadline')} would be missed{missed}"
        )


def diary(round_: Round, days: Sequence[Day], *, known: int) -> Diary:
    """What the trail of a round says of these days; the first `known` events of it were there before."""
    events: dict[date, list[Event]] = {}
    for event in round_.events[known:]:
        events.setdefault(event.on, []).append(event)
    entries = [_entry(round_, day, events.get(day.on, [])) for day in days]
    return Diary(entries=[entry for entry in entries if not entry.is_empty])


def waiting(round_: Round) -> list[Post]:
    """The letters that wait for a person as the round stands: held ones, with what is wrong with them, and those in doubt."""
    found = [
        (letter, letter.error or BY_APPROVAL if letter.state is LetterState.HELD else f"it is {letter.state}")
        for letter in round_.letters
        if letter.state is LetterState.HELD or in_doubt(letter)
    ]
    return _posts(round_, found)


def letters_by_date(
    round_: Round, diary: Diary, *, heading: str, lead: Sequence[str], waits: Sequence[Post] = ()
) -> str:
    """The diary as a page, in Markdown: `lead` are its first sentences, `waits` the letters that wait from the start."""
    return render_page("letters-by-date", round=round_, diary=diary, heading=heading, lead=lead, waits=waits)


def receiver(round_: Round, letter: Letter) -> str:
    """Whom a letter goes to, by a name that names nobody: the body, the seat, the nominee's reference, or the secretariat."""
    if letter.person is None:
        return letter.body.name if letter.body is not None else SECRETARIAT
    sits = next((each for each in reversed(round_.appointments) if each.person is letter.person), None)
    return member_reference(sits) if sits is not None else nominee_reference(letter.person)


def _entry(round_: Round, day: Day, events: Sequence[Event]) -> Entry:
    letters = {letter.key: letter for letter in round_.letters}

    written = [(letters[each.key], each) for each in events if each.key is not None and each.key in letters]
    held = [
        (letter, event.reason or BY_APPROVAL) for letter, event in written if event.new.get("state") == LetterState.HELD
    ]
    held += [(letters[each.subject], each.reason) for each in events if each.what == HELD]
    stopped = [
        (letters[each.subject], _why_stopped(letters[each.subject], each)) for each in events if each.what in STOPPED
    ]
    return Entry(
        on=day.on,
        verdict=day.verdict,
        due=[row for row in day.turned if row.state is MilestoneState.DUE],
        missed=[row for row in day.turned if row.state is MilestoneState.MISSED],
        recorded=day.recorded,
        sent=_posts(round_, ((letters[each.subject], "") for each in events if each.what == SENT)),
        held=_posts(round_, held),
        stopped=_posts(round_, stopped),
        skipped=_skipped(round_, events),
        takes_office=any(each.what == ActionKind.SEAT for each in events),
    )


def _some(number: int, noun: str) -> str:
    return counted(number, noun) if number else f"no {noun}"


def _why_stopped(letter: Letter, event: Event) -> str:
    """The words of a server about a letter to a person may name that person."""
    said = "" if letter.person is not None and event.what != CANCELLED else event.reason
    return f"{STOPPED[event.what]}: {said}" if said else STOPPED[event.what]


def _posts(round_: Round, letters: Iterable[tuple[Letter, str]]) -> list[Post]:
    """Letters of one kind for one reason together, each with its receiver, in the order in which the first ones come."""
    together: dict[tuple[LetterKind, str], list[str]] = {}
    for letter, why in letters:
        together.setdefault((letter.kind, why), []).append(receiver(round_, letter))
    return [Post(what=LETTERS_IN_WORDS[kind], to=to, why=why) for (kind, why), to in together.items()]


def _skipped(round_: Round, events: Sequence[Event]) -> list[Post]:
    together: dict[str, list[str]] = {}
    for event in events:
        if event.what == ActionKind.SKIP and (body := round_.body(event.subject)):
            together.setdefault(event.reason, []).append(body.name)
    return [Post(what=LETTERS_IN_WORDS[LetterKind.REMINDER], to=to, why=why) for why, to in together.items()]
