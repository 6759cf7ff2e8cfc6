"""Registers what a nominating body answered (indstilling)."""

from datetime import date, datetime
from pathlib import Path

from prefect import flow
from prefect.artifacts import acreate_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from sqlalchemy.orm import Session

from flows.clock import now
from flows.desk import database, record, refused
from models import recording
from models.answer_form import AnswerForm, read_answer_form
from models.entries import Initials, PersonEntry
from models.errors import EntryRefused, UdpegningError
from models.nomination_import import entered_form, preview, register_form, summary, trial
from models.recording import Recorded
from models.round import Round
from models.store import load_round
from notifications.rendering import render_page


@flow(name="register-nomination", description=__doc__, flow_run_name="nomination {body}: {round_key}")
async def register_nomination(
    round_key: str,
    received_on: date,
    initials: Initials,
    body: str = "",
    nominees: list[PersonEntry] = [],  # noqa: B006  (Prefect reads the form's default from the signature)
    reason: str = "",
    in_writing: bool = True,
    answer_form: str = "",
    only_preview: bool = False,
) -> State:
    """Register a nomination; the body gets a receipt that names what is missing.

    A later nomination of the same body replaces the earlier one, which is kept. Whether reasons or a late answer are
    accepted is the KKR's to say: 'record-acceptance'.

    Args:
        round_key: The round, for instance nordjylland-2022-26.
        received_on: The day the answer arrived.
        initials: Who registers it: two to five letters.
        body: The nominating body's id, for instance di. A form for the answer says it itself.
        nominees: The people named. Leave it empty when the body names nobody, and write its reason.
        reason: The body's own reason (særlige grunde) for not naming both a woman and a man, or for naming nobody.
        in_writing: Whether the answer came in writing.
        answer_form: The path of the form that came back (svarskema, .xlsx). It says the body, the nominees and the reason.
        only_preview: Shows what would change, on the page 'preview-<round>', and stores nothing.
    """
    try:
        form = _read(answer_form, round_key, body, nominees, reason) if answer_form else None
        if only_preview:
            return await _preview(round_key, received_on, form, body=body, nominees=nominees, reason=reason)
    except UdpegningError as error:
        return refused(error)

    def step(round_: Round, at: datetime) -> Recorded:
        if form is not None:
            return register_form(round_, form, received_on=received_on, initials=initials, at=at)
        return recording.register_nomination(
            round_, body=body, received_on=received_on, nominees=nominees, reason=reason, in_writing=in_writing,
            initials=initials, at=at,
        )  # fmt: skip

    return await record(round_key, step)


def _read(path: str, round_key: str, body: str, nominees: list[PersonEntry], reason: str) -> AnswerForm:
    form = read_answer_form(Path(path), name=Path(path).name)
    if body not in ("", form.body):
        raise EntryRefused(
            f"body: {body!r} is not the body of the form, {form.body!r}. Leave it empty.", round=round_key
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
    key = f"preview-{round_key}"
    await acreate_markdown_artifact(key=key, markdown=markdown, description=f"Preview: {form.body}. Names people")
    message = f"{form.body}: {told}. Nothing was stored; see the page '{key}'."
    if refusal:
        return Failed(name="Refused", message=f"{message} It would be refused: {refusal}")
    rules = ", ".join(dict.fromkeys(finding.rule for finding in findings)) or "none"
    return Completed(name="Preview", message=f"{message} Rules with a finding: {rules}.")
