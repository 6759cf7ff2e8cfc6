"""Registers what a nominating body answered (indstilling)."""

from datetime import date, datetime
from pathlib import Path

from prefect.client.schemas.objects import State
from prefect.states import Failed
from sqlalchemy.orm import Session

from flows.clock import now
from flows.desk import record, refused, show_trial
from flows.fields import BodyKey, NomineeForm, RoundKey
from flows.forms import form
from flows.installation import database
from models import recording
from models.answer_form import AnswerForm, read_answer_form
from models.entries import Initials, PersonEntry
from models.errors import EntryRefused, UdpegningError
from models.nomination_import import entered_form, preview, register_form, summary, trial
from models.recording import Recorded
from models.round import Round
from models.store import load_round
from notifications.rendering import render_page


@form("register-nomination")
async def register_nomination(
    round_key: RoundKey,
    *,
    body: BodyKey,
    received_on: date,
    nominees: list[NomineeForm] = [],  # noqa: B006  (Prefect reads the form's default from the signature)
    reason: str = "",
    in_writing: bool = True,
    answer_form: str = "",
    initials: Initials,
    try_it: bool = False,
) -> State:
    """Register a nomination; the body gets a receipt that names what is missing.

    A later nomination of the same body replaces the earlier one, which is kept. Whether reasons or a late answer are
    accepted is the KKR's to say: 'record-acceptance'.

    Args:
        round_key: The round the answer belongs to.
        body: Who answered.
        received_on: The day the answer arrived.
        nominees: The people named; add an item for each. None when the body names nobody: then write its reason.
        reason: The body's own reason (særlige grunde) for not naming both a woman and a man, or for naming nobody.
        in_writing: Whether the answer came in writing.
        answer_form: The path of the form that came back (svarskema, .xlsx), if any. It says the nominees and the reason.
        initials: Who registers it: two to five letters.
        try_it: Only show what would change, with the names, on the page trial of the round, and store nothing.
    """
    named = [nominee.entry() for nominee in nominees]
    try:
        filled_in = _read(answer_form, round_key, body, named, reason) if answer_form else None
        if try_it:
            return await _preview(round_key, received_on, filled_in, body=body, nominees=named, reason=reason)
    except UdpegningError as error:
        return refused(error)

    def step(round_: Round, at: datetime) -> Recorded:
        if filled_in is not None:
            return register_form(round_, filled_in, received_on=received_on, initials=initials, at=at)
        return recording.register_nomination(
            round_, body=body, received_on=received_on, nominees=named, reason=reason, in_writing=in_writing,
            initials=initials, at=at,
        )  # fmt: skip

    return await record(round_key, step)


def _read(path: str, round_key: str, body: str, nominees: list[PersonEntry], reason: str) -> AnswerForm:
    form = read_answer_form(Path(path), name=Path(path).name)
    if body != form.body:
        raise EntryRefused(
            f"body: the form is an answer of {form.body!r}, not of {body!r}. Correct it.", round=round_key
        )
    if nominees or reason.strip():
        raise EntryRefused(
            "nominees, reason: the form says them. Leave them empty, or leave out the form.", round=round_key
        )
    return form


async def _preview(
    round_key: str, received_on: date, form: AnswerForm | None, *, body: str, nominees: list[PersonEntry], reason: str
) -> State:
    """Show what would change. The trial registration is rolled back when its session closes."""
    with database() as engine, Session(engine) as session:
        round_ = load_round(session, round_key)
        form = form or entered_form(round_, body=body, nominees=nominees, reason=reason)
        rows = preview(round_, form, received_on=received_on)
        told = summary(rows)
        named = round_.body(form.body)
        findings, refusal = trial(round_, form, received_on=received_on, at=now())
        markdown = render_page("preview", body=named, rows=rows, summary=told, findings=findings, refusal=refusal)
    state = await show_trial(round_key, f"{form.body}: {told}.", markdown)
    if refusal:
        return Failed(name="Refused", message=f"{state.message} It would be refused: {refusal}")
    return state
