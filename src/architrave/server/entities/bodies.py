"""Bodies of requests: checked against the cloud's types, or rejected with every problem."""

import asyncio
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Any, cast

from architrave.cloud.operations import operation
from architrave.contract.model_check import Problem
from architrave.contract.other_body import OtherBody, read_other_body
from architrave.contract.rules import MISSING_FIELD, NO_SUCH_ENTITY
from architrave.diagnostics import Diagnostic
from architrave.server.call import ApiCall
from architrave.server.http import Request

_LARGE = 100_000
"""From this size on, in bytes, a body is checked in a thread."""


@dataclass(frozen=True, slots=True)
class RejectedBody:
    """A body with problems. `said` is what was requested, for the log. `fields_code` is the code of what is wrong with
    its fields, if it is not that of the rule."""

    said: str
    body: bytes
    diagnostics: tuple[Diagnostic, ...]
    fields_code: str = ""


@dataclass(slots=True)
class Body:
    """A body that was read. `value` is usable once `rejected` is None."""

    request: Request
    content: bytes
    read: OtherBody

    @property
    def value(self) -> Any:
        """The JSON value; without the properties that are null, which count as absent."""
        return without_nulls(self.read.value)

    @property
    def fields(self) -> dict[str, Any]:
        """The properties of the object that the body is; none if it is something else, which is reported already."""
        value = self.value
        return cast("dict[str, Any]", value) if isinstance(value, dict) else {}

    def listed(self, name: str) -> list[Any]:
        """The items of the list that a property is; none if it is something else, which is reported already."""
        value = self.fields.get(name)
        return cast("list[Any]", value) if isinstance(value, list) else []

    @property
    def items(self) -> list[dict[str, Any]]:
        """The objects of the list that the body is; what is not an object counts as empty, and is reported already."""
        value = self.value
        items = cast("list[Any]", value) if isinstance(value, list) else []
        return [cast("dict[str, Any]", one) if isinstance(one, dict) else {"id": None} for one in items]

    @property
    def rejected(self) -> RejectedBody | None:
        """The body with its problems; None without any."""
        if not self.read.diagnostics:
            return None
        return RejectedBody(f"{self.request.method} {self.request.route}", self.content, tuple(self.read.diagnostics))

    def unknown(self, noun: str, entity_id: str, *path: str | int) -> None:
        """Report that the organization has no entity with the id at `path`."""
        message = f'The organization has no {noun} with the id "{entity_id}".'
        self.report(Problem(NO_SUCH_ENTITY, message, path, "Send the id of one that exists."))

    def without_id(self, noun: str, *path: str | int) -> None:
        """Report that the object at `path`, which should name an entity, has no id."""
        self.report(Problem(MISSING_FIELD, f"The {noun} is named without an id.", path, 'Add "id".'))

    def report(self, problem: Problem) -> None:
        """Add a problem that the type of the body does not show."""
        self.read.report([problem])


async def body_of(call: ApiCall, given: frozenset[str] = frozenset()) -> Body:
    """The body of a request, checked against the type that the cloud's operation has for it.

    `given` are properties that the type requires and the server gives.
    """
    request = call.request
    known = operation(request.method, request.route or "")
    if known is None or known.body is None:
        raise RuntimeError(f"the cloud's {request.method} {request.route} has no body")
    of, most = known.body, call.services.options.max_body_bytes
    content = await request.body(most)
    kind = request.headers.get("content-type")
    if len(content) > _LARGE:
        return Body(request, content, await asyncio.to_thread(read_other_body, content, kind, of, most, given))
    return Body(request, content, read_other_body(content, kind, of, most, given))


def with_floats(value: Any) -> Any:
    """A JSON value with floats for fractions, as entities keep them. A number that no float can hold becomes a text."""
    if isinstance(value, Decimal):
        number = float(value)
        return number if isfinite(number) else str(value)
    if isinstance(value, dict):
        return {key: with_floats(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
    return [with_floats(item) for item in value] if isinstance(value, list) else value  # pyright: ignore[reportUnknownVariableType]


def without_nulls(value: Any) -> Any:
    """A JSON value without the properties that are null, at any depth. Items of lists stay."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}  # pyright: ignore[reportUnknownVariableType]
    return [without_nulls(item) for item in value] if isinstance(value, list) else value  # pyright: ignore[reportUnknownVariableType]
