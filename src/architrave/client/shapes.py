"""What commands need of a server's responses. A response without it does not come from a Platform API."""

from datetime import datetime
from typing import Annotated, Any

import msgspec

Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class Entity(msgspec.Struct, frozen=True, rename="camel"):
    """Something with an id and, mostly, a name."""

    id: str
    name: str | None = None


class Flow(Entity, frozen=True, rename="camel"):
    """A flow."""

    type: str | None = None
    input_schema: dict[str, Any] | None = None
    published_version: dict[str, Any] | None = None


class _Error(msgspec.Struct, frozen=True):
    message: str
    type: str | None = None
    action: str | None = None
    expression: str | None = None
    values: dict[str, Any] | None = None


class _Message(msgspec.Struct, frozen=True):
    message: str


class Execution(Entity, frozen=True, rename="camel", kw_only=True):
    """The state of an execution."""

    status: str
    date_launched: Moment | None = None
    date_completed: Moment | None = None
    completion_reason: str | None = None
    output_data: dict[str, Any] | None = None
    flow_error_info: _Error | None = None
    parked: list[_Message] | None = None


class Resumed(msgspec.Struct, frozen=True):
    """How many parked executions continue; Architrave's own."""

    resumed: int


class _Change(msgspec.Struct, frozen=True):
    variable: str
    before: Any
    after: Any
    expression: str | None = None


class _Step(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    type: str
    depth: int
    at: Moment
    output: str | None
    error: _Error | None
    inputs: dict[str, Any]
    expressions: dict[str, str] | None = None
    changes: list[_Change]


class Trace(Entity, frozen=True, rename="camel", kw_only=True):
    """What an execution did; Architrave's own."""

    status: str
    launched_at: Moment
    input_data: dict[str, Any] | None = None
    completion_reason: str | None
    output_data: dict[str, Any] | None
    error: _Error | None
    trace: list[_Step]
    diagnostics: list[_Message]


class FlowText(msgspec.Struct, frozen=True):
    """The text of a flow, the name of its file, and the common modules that it uses; Architrave's own."""

    file: str
    text: str
    modules: list["FlowText"] = []


class Page(msgspec.Struct, frozen=True, rename="camel"):
    """A page of a listing."""

    entities: list[dict[str, Any]]
    page_count: int = 1
    next_uri: str | None = None


def problem_with(body: Any, shape: type[Any]) -> str | None:
    """Why a response does not have a shape; None if it has it."""
    try:
        msgspec.convert(body, shape)
    except msgspec.ValidationError as error:
        return str(error)
    return None
