"""How fast letters are made and delivered, beside smtplib, DBOS, a Prefect task per letter and a script, all in one run.

`python -m benchmarks.letters`. The letters are the requests of many rounds of the shipped term; they go to an SMTP server on
loopback, with TLS, in a process of its own. Every letter must arrive there exactly once, or the run ends with an error.
DBOS and APScheduler are no dependencies of the project: without them their columns stay empty.
"""

import argparse
import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event as Done
from time import perf_counter
from typing import Any
from unittest import mock
from uuid import UUID

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, delete, select, text, update
from sqlalchemy.orm import Session

from benchmarks.office import (
    DAY,
    MOMENT,
    Databases,
    Server,
    databases,
    post_office,
    prefect_server,
    requests_of,
    rounds_of,
    wait_until_recorded,
    with_rounds,
)
from models.action import Action
from models.database import open_engine
from models.event import Event
from models.letter import TOKEN, Enclosure, Handover, Letter
from models.round import Round
from models.store import load_round, round_keys
from models.words import LetterState
from notifications import act, outbox
from notifications.delivery import deliver_due
from notifications.enclosures import enclosures_of
from notifications.enclosures.typesetting import typeset
from notifications.letters import write_letter
from notifications.message import Attachment, Envelope, Mailbox, compose, file_name

AIM_DELIVERY, AIM_DBOS, AIM_PREFECT = 0.4, 1.5, 5.0
PREFECT_SHARE = 5  # Prefect gets a fifth of the letters: rates are compared
CONSOLE = Console(width=130)


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message ready to be sent."""

    sender: str
    to: list[str]
    wire: bytes


def written(round_: Round, action: Action, *, enclosed: bool) -> Message:
    """The letter of an action, rendered and composed by the product's functions, as the others send it."""
    letter = write_letter(round_, action, DAY)
    enclosures = enclosures_of(round_, action, letter, DAY) if enclosed else []
    contacts = next(body.contacts for body in round_.bodies if body.key == action.body)
    envelope = Envelope(
        key=action.key,
        token=token_hex(TOKEN),
        sender=Mailbox(name=round_.secretariat_name, email=round_.secretariat_email),
        to=[Mailbox(name=contact.name, email=contact.email) for contact in contacts],
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        at=MOMENT,
        attachments=[Attachment(name=e.name, media_type=e.media_type, content=e.content) for e in enclosures],
    )
    return Message(sender=envelope.sender.email, to=[box.email for box in envelope.to], wire=compose(envelope))


def enqueue(engine: Engine, *, enclosed: bool, anew: bool = True) -> None:
    """Render and store the requests of every round, a transaction each; `anew`: no PDF of the round before is used again."""
    with Session(engine) as session:
        keys = round_keys(session)
    with (
        mock.patch.object(act, "plan", lambda round_, _today: requests_of(round_)),
        mock.patch.object(act, "enclosures_of", enclosures_of if enclosed else lambda *_: []),
    ):
        for key in keys:
            if anew:
                typeset.cache_clear()
            with Session(engine) as session, session.begin():
                act.advance(load_round(session, key, to_change=True), DAY, MOMENT)


def deliver(engine: Engine, server: Server) -> None:
    """Empty the outbox."""
    delivery = deliver_due(engine, server.settings, lambda: datetime.now(UTC))
    if delivery.needs_staff:
        raise SystemExit(str(delivery))


def messages_of(engine: Engine) -> list[Message]:
    """What waits in the outbox, as it would leave."""
    with engine.connect() as connection:
        letters = connection.execute(select(Letter.id).order_by(Letter.id)).scalars().all()
    return [
        Message(
            sender=parcel.envelope.sender.email,
            to=[box.email for box in parcel.envelope.to],
            wire=compose(parcel.envelope),
        )
        for parcel in outbox.parcels(engine, letters, MOMENT)
    ]


def back_into_the_outbox(engine: Engine) -> None:
    """Make every letter wait again, as if it had never left."""
    never: dict[str, Any] = {
        "lease_until": None,
        "lease_by": "",
        "attempts": 0,
        "sent_at": None,
        "sent_to": [],
        "error": "",
    }
    with engine.begin() as connection:
        connection.execute(delete(Handover))
        connection.execute(delete(Event).where(Event.actor == "outbox"))
        connection.execute(update(Letter).values(state=LetterState.QUEUED, next_attempt_at=MOMENT, **never))


def names_of(engine: Engine) -> set[str]:
    """The keys of all letters of these rounds, as their Message-IDs tell them."""
    return {file_name(f"{round_.key}/request/{body.key}") for round_ in rounds_of(engine) for body in round_.bodies}


def timed(step: Callable[[], Any]) -> float:
    """How many seconds it takes."""
    begin = perf_counter()
    step()
    return perf_counter() - begin


def smtplib_alone(server: Server, messages: Sequence[Message]) -> None:
    """Send ready messages over one connection, and keep no record."""
    with server.connect() as connection:
        for message in messages:
            connection.sendmail(message.sender, message.to, message.wire)


def delivery_alone(server: Server, engine: Engine, repetitions: int) -> tuple[float, float, int]:
    """Letters a second from the outbox and by smtplib alone, and the bytes of a letter."""
    messages, names = messages_of(engine), names_of(engine)
    ours, theirs = [], []
    for _ in range(repetitions):
        back_into_the_outbox(engine)
        theirs.append(timed(lambda: smtplib_alone(server, messages)))
        server.check(names)
        ours.append(timed(lambda: deliver(engine, server)))
        server.check(names)
    size = sum(len(message.wire) for message in messages) // len(messages)
    return len(names) / median(ours), len(names) / median(theirs), size


def whole_way(server: Server, database: Databases, letters: int, repetitions: int, *, enclosed: bool) -> float:
    """Letters a second from the plan to the server: rendered, stored and delivered."""
    rates = []
    for _ in range(repetitions):
        engine = with_rounds(database.url(), letters)
        names = names_of(engine)
        begin = perf_counter()
        enqueue(engine, enclosed=enclosed)
        deliver(engine, server)
        rates.append(len(names) / (perf_counter() - begin))
        server.check(names)
        engine.dispose()
    return median(rates)


def planned(engine: Engine) -> dict[str, tuple[Round, Action]]:
    """What is to be sent, by key, round by round; the others are given it ready."""
    return {action.key: (round_, action) for round_ in rounds_of(engine) for action in requests_of(round_)}


def anew_in_each_round(work: Mapping[str, tuple[Round, Action]]) -> Iterator[str]:
    """The keys of what is to be sent; no PDF of the round before is used again, as in `enqueue`."""
    before = None
    for key, (round_, _) in work.items():
        if round_ is not before:
            typeset.cache_clear()
        before = round_
        yield key


def by_dbos(server: Server, database: Databases, letters: int, repetitions: int, *, enclosed: bool) -> float:
    """Letters a second when each is a DBOS workflow of two steps: write it (DBOS keeps the bytes), and send it."""
    from dbos import DBOS, SetWorkflowID  # type: ignore[import-not-found, unused-ignore]

    engine = with_rounds(database.url(), letters)
    names, work, rates = names_of(engine), planned(engine), []

    def write(key: str) -> Message:
        return written(*work[key], enclosed=enclosed)

    def send(message: Message) -> None:
        connection.sendmail(message.sender, message.to, message.wire)

    def letter(key: str) -> None:
        send_step(write_step(key))

    def all_letters() -> None:
        for key in anew_in_each_round(work):
            with SetWorkflowID(key):
                workflow(key)

    for _ in range(repetitions):
        DBOS(config={"name": "letters", "system_database_url": database.url(), "console_log_level": "ERROR"})
        write_step, send_step, workflow = DBOS.step()(write), DBOS.step()(send), DBOS.workflow()(letter)
        DBOS.launch()
        with server.connect() as connection:
            rates.append(len(names) / timed(all_letters))
        server.check(names)
        DBOS.destroy(destroy_registry=True)
    engine.dispose()
    return median(rates)


def by_prefect(server: Server, database: Databases, letters: int, *, enclosed: bool) -> float:
    """Letters a second when each is a Prefect task that writes and sends it, until Prefect's server knows of every task.

    Prefect keeps their states, not their texts.
    """
    from prefect import flow, task
    from prefect.runtime import flow_run

    engine = with_rounds(database.url(), letters)
    names, work = names_of(engine), planned(engine)

    @task(persist_result=False)
    async def letter(key: str) -> None:
        message = written(*work[key], enclosed=enclosed)
        connection.sendmail(message.sender, message.to, message.wire)

    @flow(persist_result=False)
    async def all_letters() -> tuple[float, UUID]:
        begin = perf_counter()
        for key in anew_in_each_round(work):
            await letter(key)
        return begin, UUID(flow_run.id)

    with server.connect() as connection:
        begin, run = asyncio.run(all_letters())
    wait_until_recorded(run, tasks=len(work))
    seconds = perf_counter() - begin
    server.check(names)
    engine.dispose()
    return len(names) / seconds


def by_apscheduler(server: Server, database: Databases, letters: int, repetitions: int, *, enclosed: bool) -> float:
    """Letters a second by a script as APScheduler runs one: each letter is written and sent, and a row says that it was.

    The row is written after the sending, so a crash between them sends the letter twice; the text is not kept.
    """
    from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped, unused-ignore]

    engine = with_rounds(database.url(), letters)
    names, work, rates = names_of(engine), planned(engine), []
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE gone (key VARCHAR PRIMARY KEY)"))

    def script() -> None:
        with server.connect() as post:
            for key in anew_in_each_round(work):
                message = written(*work[key], enclosed=enclosed)
                post.sendmail(message.sender, message.to, message.wire)
                with engine.begin() as connection:
                    connection.execute(text("INSERT INTO gone VALUES (:key)"), {"key": key})
        done.set()

    for _ in range(repetitions):
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM gone"))
        done, scheduler = Done(), BackgroundScheduler(timezone=UTC)
        scheduler.start()
        begin = perf_counter()
        scheduler.add_job(script)
        done.wait()
        rates.append(len(names) / (perf_counter() - begin))
        scheduler.shutdown()
        server.check(names)
    engine.dispose()
    return median(rates)


def cost_of_pdfs(database: Databases) -> str:
    """Make the enclosures of a round with and without the PDFs made before; the difference is theirs."""
    engine = with_rounds(database.url(), 1)
    work = planned(engine)
    letters = {key: write_letter(round_, action, DAY) for key, (round_, action) in work.items()}

    def enclose() -> None:
        for key, (round_, action) in work.items():
            enclosures_of(round_, action, letters[key], DAY)

    enclose()  # the first of a process is slower
    made, anew, again = 0, [], []
    for _ in range(5):
        typeset.cache_clear()
        anew.append(timed(enclose))
        made = typeset.cache_info().misses
        again.append(timed(enclose))
    engine.dispose()
    apiece, others = (median(anew) - median(again)) / made, median(again) / len(work)
    return (
        f"A request has {made / len(work):.0f} PDFs, each made once: {1000 * apiece:.1f} ms apiece. "
        f"Its other enclosures: {1000 * others:.1f} ms together."
    )


def commit_seconds(database: Databases) -> float:
    """What one small commit costs here; a letter needs two."""
    engine, seconds = open_engine(database.url()), []
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE small (words TEXT)"))
    for _ in range(100):
        with engine.connect() as connection:
            connection.execute(text("INSERT INTO small VALUES ('a few words')"))
            seconds.append(timed(connection.commit))
    engine.dispose()
    return median(seconds)


def judged(ratio: float | None, aim: float) -> str:
    """A ratio, and whether it meets its aim."""
    return "-" if ratio is None else f"{ratio:.2f} x ({'aim met' if ratio >= aim else 'below the aim'}: {aim:g} x)"


def measure_delivery(server: Server, kinds: Sequence[Databases], letters: int, repetitions: int) -> None:
    """Delivery from the outbox beside smtplib with the same bytes ready."""
    table = Table("delivery", "a letter", "small commit", "from the outbox", "smtplib alone", "ratio")
    for database in kinds:
        engine, commit = with_rounds(database.url(), letters), commit_seconds(database)
        enqueue(engine, enclosed=True, anew=False)
        for title in ("with enclosures", "letters alone"):
            ours, theirs, size = delivery_alone(server, engine, repetitions)
            table.add_row(
                f"{database.title}, {title}", f"{size / 1000:,.0f} kB", f"{1000 * commit:.1f} ms",
                f"{ours:,.0f}/s", f"{theirs:,.0f}/s", judged(ours / theirs, AIM_DELIVERY),
            )  # fmt: skip
            with engine.begin() as connection:
                connection.execute(delete(Enclosure))
        engine.dispose()
    CONSOLE.print(table)


def measure_whole_way(server: Server, kinds: Sequence[Databases], letters: int, repetitions: int, folder: Path) -> None:
    """Rendering, storing and delivering, beside DBOS and Prefect doing the same."""
    dbos, scheduler = (find_spec(name) is not None for name in ("dbos", "apscheduler"))
    if not (dbos and scheduler):
        CONSOLE.print("What is not installed has no figures: pip install dbos 'apscheduler<4'")
    table = Table(
        "render, store, deliver", "ours", "DBOS steps", "ours to DBOS", "Prefect tasks", "ours to Prefect", "script",
        "ours to it",
    )  # fmt: skip
    with prefect_server(folder):
        for enclosed in (False, True):
            tasks = by_prefect(server, kinds[0], letters // PREFECT_SHARE, enclosed=enclosed)
            for database in kinds:
                ours = whole_way(server, database, letters, repetitions, enclosed=enclosed)
                steps = by_dbos(server, database, letters, repetitions, enclosed=enclosed) if dbos else None
                script = (
                    by_apscheduler(server, database, letters, repetitions, enclosed=enclosed) if scheduler else None
                )
                table.add_row(
                    f"{database.title}, {'with enclosures' if enclosed else 'letters alone'}",
                    f"{ours:,.0f}/s", f"{steps:,.0f}/s" if steps else "-", judged(steps and ours / steps, AIM_DBOS),
                    f"{tasks:,.0f}/s", judged(ours / tasks, AIM_PREFECT),
                    f"{script:,.0f}/s" if script else "-", f"{ours / script:.2f} x" if script else "-",
                )  # fmt: skip
    CONSOLE.print(table)


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.letters")
    parser.add_argument("--letters", type=int, default=1000, help="at least so many (1000)")
    parser.add_argument("--repetitions", type=int, default=3, help="of which the median counts (3)")
    parser.add_argument("--part", choices=("delivery", "whole"), help="one of the two tables only")
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True)))
        server, kinds = stack.enter_context(post_office(folder)), stack.enter_context(databases(folder))
        CONSOLE.print(cost_of_pdfs(kinds[0]))
        if asked.part != "whole":
            measure_delivery(server, kinds, asked.letters, asked.repetitions)
        if asked.part != "delivery":
            measure_whole_way(server, kinds, asked.letters, asked.repetitions, folder)


if __name__ == "__main__":
    main()
