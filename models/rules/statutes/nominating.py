"""The rules on nominating: who may nominate, on what the KKR bases that, and what it may ask for."""

import re
from collections.abc import Iterator

from models.finding import Severity
from models.nomination import Nomination
from models.round import Body, Round
from models.rules.registry import About, Remark, also, left_to_people, rule
from models.rules.statutes import SV
from models.words import BodyKind, DecisionKind, SeatCategory

MAIN_ORGANISATIONS = {"FH": "fagbevægelsens hovedorganisation", "AC": "akademikerne"}
NOMINATED_SEATS = {
    SeatCategory.COMPANY: BodyKind.BUSINESS,
    SeatCategory.KNOWLEDGE: BodyKind.KNOWLEDGE,
    SeatCategory.LABOUR: BodyKind.LABOUR,
}


def main_organisations(body: Body) -> set[str]:
    """Which of the main organisations (faglige hovedorganisationer) a body speaks for, by its id and its contacts."""
    return main_organisations_in(" ".join([body.key, *(contact.name for contact in body.contacts)]))


def main_organisations_in(text: str) -> set[str]:
    """Which of them an id or a name is of."""
    said = text.casefold()
    words = set(re.findall(r"[^\W_]+", said))
    return {short for short, name in MAIN_ORGANISATIONS.items() if short.casefold() in words or name in said}


def is_entitled(round_: Round, body: Body) -> bool:
    """Whether a body may nominate in this term: FH and AC by the statutes, the others by the KKR's decision."""
    if body.kind is BodyKind.LABOUR:
        return bool(main_organisations(body))
    decision = round_.decision(DecisionKind.ORGANISATIONS)
    return decision is not None and (body.kind is BodyKind.REGION or body.key in decision.organisations)


@rule("B1", "Only bodies the KKR has decided on may nominate", Severity.ERROR, About.NOMINATION, SV)
def body_is_entitled(nomination: Nomination) -> Iterator[Remark]:
    """The KKR decides in each term which organisations and institutions may nominate, and nobody nominates for other seats."""
    round_, body = nomination.round, nomination.body
    if round_.decision(DecisionKind.ORGANISATIONS) is None:
        yield Remark(
            subject=body.key,
            message="The KKR's decision on organisations is not recorded, so nobody may nominate yet.",
            remedy="Record it with 'record-decision' first.",
        )
    elif not is_entitled(round_, body):
        yield Remark(
            subject=body.key,
            message=f"{body.name} is not entitled to nominate in this term.",
            remedy="Refuse the nomination, or record a new decision on organisations.",
        )
    if body.kind is not BodyKind.REGION and NOMINATED_SEATS.get(body.seat) is not body.kind:
        yield Remark(
            subject=body.key,
            message=f"{body.name} cannot nominate for the seat '{body.seat}'.",
            remedy=f"Nominations are made for the seats {', '.join(NOMINATED_SEATS)}.",
        )


@rule("B2", "The decision on organisations rests on an objective consideration", Severity.ERROR, About.PLAN, SV)
def decision_is_considered(round_: Round) -> Iterator[Remark]:
    """Saglig overvejelse; that it is objective is for the KKR to answer for."""
    for kind in (DecisionKind.RECOMMENDATION, DecisionKind.ORGANISATIONS):
        decision = round_.decision(kind)
        if decision is not None and not decision.consideration.strip():
            yield Remark(
                subject=kind.value,
                message=f"No consideration is recorded with the decision '{kind}' of {decision.decided_on}.",
                remedy="Record it: which interests the organisations stand for, and why these (saglig overvejelse).",
            )


left_to_people(
    "B3",
    "A business organisation is a privately formed one, employer organisations included",
    "The KKR judges it when it decides on organisations; the term file's 'kind' records it",
    SV,
    module=__name__,
)
left_to_people(
    "B4",
    "Organisations are asked for active business people and an SMV, and for nothing else",
    "The letters demand nothing else, as their expected texts under tests/notifications/expected show; the criteria "
    "that stand in them are the KKR's own words",
    SV,
    module=__name__,
)


@rule(
    "B5",
    "At least one business organisation is asked for an SMV, and one nominee comes from an SMV",
    Severity.ERROR,
    About.PLAN,
    SV,
)
def an_smv_is_asked_for(round_: Round) -> Iterator[Remark]:
    """Asking is an error when missing; that none has come once all have answered must be explained."""
    decided = round_.decision(DecisionKind.ORGANISATIONS) is not None
    bodies = round_.entitled_bodies if decided else round_.bodies
    business = [body for body in bodies if body.kind is BodyKind.BUSINESS]
    if not any(body.asked_for_smv for body in business):
        yield Remark(
            subject="bodies",
            message="No entitled business organisation is asked to nominate from an SMV.",
            remedy="Name one that is, or set 'smv: true' for one of them in the term file.",
        )
    keys = {body.key for body in business}
    answers = [n for n in round_.nominations if n.body.key in keys and not n.replaced]
    if business and len(answers) >= len(business) and not any(p.smv for n in answers for p in n.nominees):
        yield Remark(
            subject="bodies",
            severity=Severity.EXPLAIN,
            message="Every business organisation has answered and no nominee comes from an SMV.",
            remedy="Ask one of them to nominate from an SMV.",
        )


@also("B5", About.NOMINATION)
def an_smv_is_named_where_asked_for(nomination: Nomination) -> Iterator[Remark]:
    """Shown of a body whose request asked for one; another body may still name one."""
    if nomination.body.asked_for_smv and nomination.nominees and not any(person.smv for person in nomination.nominees):
        yield Remark(
            subject=nomination.body.key,
            severity=Severity.ADVICE,
            message=f"{nomination.body.name} was asked for somebody from an SMV and names nobody who is.",
            remedy="Ask it to name one.",
        )


@rule("B11", "FH and AC nominate jointly, on one list", Severity.ERROR, About.NOMINATION, SV)
def labour_list_is_joint(nomination: Nomination) -> Iterator[Remark]:
    """I fællesskab."""
    yield from _jointly(nomination.body)


@also("B11", About.PLAN)
def labour_body_is_joint(round_: Round) -> Iterator[Remark]:
    """Seen when a round is opened: a body that is not both of them could not nominate."""
    for body in round_.bodies:
        if body.kind is BodyKind.LABOUR:
            yield from _jointly(body)


def _jointly(body: Body) -> Iterator[Remark]:
    if body.kind is BodyKind.LABOUR and main_organisations(body) != set(MAIN_ORGANISATIONS):
        yield Remark(
            subject=body.key,
            message=f"{body.name} does not speak for both FH and AC.",
            remedy="FH and AC nominate together: make them one body, with a contact each.",
        )
