"""The forms of the desk, which staff start by hand, and the flows that start by themselves.

The first task of a form checks what was entered and says what to write instead. At its end a run is named by what it did, so
that the list of runs can be read.
"""

import asyncio
import functools
import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from httpx import HTTPError
from prefect import Flow, flow, get_client, task
from prefect.client.schemas.objects import State
from prefect.exceptions import PrefectHTTPStatusError
from prefect.runtime import flow_run
from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from flows.desk import REFUSED, refused
from flows.logs import run_log
from flows.offer import as_in_menu
from models.errors import DatabaseGone, EntryRefused, UdpegningError
from models.event import RUN
from models.problems import problems

Step = Callable[..., Awaitable[State]]
PATIENCE, PAUSE = 60, 15  # times, and seconds between them: a quarter of an hour
LONGEST_NAME = 160  # characters of a run's name


def by_itself(name: str, *, validate_parameters: bool = True, patient: bool = True) -> Callable[[Step], Flow[..., Any]]:
    """A flow that the calendar or an event starts. At its end the run is named by what it did.

    An error of ours ends it as *Refused*. While the database cannot be reached a `patient` one waits, and does it then: for
    nobody would submit it again. Prefect's retries are no use for that: they repeat every run that ends failed, and a missed
    deadline is such an end.
    """

    def made(step: Step) -> Flow[..., Any]:
        @functools.wraps(step)
        async def named(*args: Any, **kwargs: Any) -> State:
            RUN.set(str(flow_run.id or ""))
            try:
                ended = await _until_it_can(step, args, kwargs, PATIENCE if patient else 0)
            except UdpegningError as error:
                ended = refused(error)
            ended.message = as_in_menu(ended.message or "")
            await name_run(ended)
            return ended

        return flow(name=name, description=inspect.getdoc(step), validate_parameters=validate_parameters)(named)

    return made


def form(name: str) -> Callable[[Step], Flow[..., Any]]:
    """A form: its fields are the function's parameters, their help stands in the docstring, and it ends as the function says."""

    def made(step: Step) -> Flow[..., Any]:
        fields = _fields(step)

        @functools.wraps(step)
        async def entered(*args: Any, **kwargs: Any) -> State:
            given = inspect.signature(step).bind_partial(*args, **kwargs).arguments
            checked: State = await check_the_form(fields, given, return_state=True)  # type: ignore[misc]
            if checked.name == REFUSED:  # the task's own state would end the run as «1/1 states failed»
                return refused(EntryRefused(checked.message or ""))
            return await step(**await checked.aresult())

        return by_itself(name, validate_parameters=False, patient=False)(entered)

    return made


async def _until_it_can(step: Step, args: Sequence[Any], kwargs: Mapping[str, Any], times: int) -> State:
    for _ in range(times):
        try:
            return await step(*args, **kwargs)
        except DatabaseGone as error:
            run_log().warning("%s Trying again in %s seconds.", error, PAUSE)
            await asyncio.sleep(PAUSE)
    return await step(*args, **kwargs)


@task(name="check the form", persist_result=False)
async def check_the_form(fields: type[BaseModel], given: Mapping[str, Any]) -> dict[str, Any] | State:
    """What was entered, as the step takes it; a failed state when something is wrong."""
    try:
        read = fields(**given)
    except ValidationError as error:
        return refused(EntryRefused(problems(error)))
    return {name: getattr(read, name) for name in fields.model_fields}


async def name_run(ended: State) -> None:
    """Name the run by what it did: the list of runs shows names, not messages. A server that does not take it stops nothing."""
    words = " ".join((ended.message or "").split())
    name = words if len(words) <= LONGEST_NAME else f"{words[:LONGEST_NAME].rpartition(' ')[0]} ..."
    if not name or flow_run.id is None:
        return
    try:
        async with get_client() as client:
            await client.update_flow_run(flow_run.id, name=name)
    except (PrefectHTTPStatusError, HTTPError) as error:
        run_log().warning("The run could not be named: %s", error)


def _fields(step: Step) -> type[BaseModel]:
    asked: dict[str, Any] = {
        each.name: (each.annotation, ... if each.default is each.empty else each.default)
        for each in inspect.signature(step).parameters.values()
    }
    return create_model(step.__name__, __config__=ConfigDict(extra="forbid"), **asked)
