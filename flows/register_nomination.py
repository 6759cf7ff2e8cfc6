"""Registers what a nominating body answered (indstilling)."""

from datetime import date, datetime
from functools import cache
from pathlib import Path

from prefect.client.schemas.objects import State

from flows.desk import record
from flows.fields import BodyKey, NomineeForm, RoundKey
from flows.forms import form
from models import recording
from models.answer_form import AnswerForm, read_answer_form
from models.entries import Initials, PersonEntry, Text
from models.errors import EntryRefused
from models.nomination_import import Row, entered_form, preview, register_form
from models.recording import Recorded
from models.round import Round


@form("register-nomination")
async def register_nomination(
    round_key: RoundKey,
    *,
    body: BodyKey,
    received_on: date,
    nominees: list[NomineeForm] = [],  # noqa: B006  (Prefect reads the form's default from the signature)
    reason: Text = "",
    in_writing: bool = True,
    answer_form: Text = "",
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
        answer_form: The form that came back (svarskema, .xlsx), if any: its path on the machine that runs the system. It says
            the nominees and the reason.
        initials: Who registers it: two to five letters.
        try_it: Only show what would happen, with the names, on the page trial of the round, and store nothing.
    """
    named = [nominee.entry() for nominee in nominees]

    @cache
    def filled_in() -> AnswerForm | None:
        return _read(answer_form, round_key, body, named, reason) if answer_form else None

    def step(round_: Round, at: datetime) -> Recorded:
        if answer := filled_in():
            return register_form(round_, answer, received_on=received_on, initials=initials, at=at)
        return recording.register_nomination(
            round_, body=body, received_on=received_on, nominees=named, reason=reason, in_writing=in_writing,
            initials=initials, at=at,
        )  # fmt: skip

    def compare(round_: Round) -> list[Row]:
        answer = filled_in() or entered_form(round_, body=body, nominees=named, reason=reason)
        return preview(round_, answer, received_on=received_on)

    return await record(round_key, step, try_it=try_it, compare=compare)


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
