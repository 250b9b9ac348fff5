"""Compares the data actions that a run called with what a test expects."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from architrave.diagnostics.summary import counted
from architrave.expressions.faults import ExpressionError
from architrave.expressions.types import JSON, STRING, Type
from architrave.expressions.values import Json as JsonValue
from architrave.flowtests.expect import Expect, ExpectedCalls, ExpectedRequest, Values
from architrave.flowtests.noted import Noted, entries_of, items_of
from architrave.interpreter.shown import shown
from architrave.local.testing.failing import failed, value_failure
from architrave.local.testing.results import Failure
from architrave.local.testing.values import ValueOf
from architrave.local.testing.world import CallMade

if TYPE_CHECKING:
    from architrave.engine.data_actions import Request

_LONGEST = 300


def call_failures(expect: Expect, calls: Sequence[CallMade], value_of: ValueOf) -> Iterator[Failure]:
    """What is not as expected in `calls` and `never`."""
    for noted in items_of(expect.never):
        made = [call for call in calls if call.is_named(noted.value)]
        if made:
            inputs = shown(dict(made[0].inputs), _LONGEST)
            message = f"“{made[0].full_name}” was called with {inputs}, and should not be called."
            yield failed(noted, message, _often(len(made)), "never")
    for name, noted in entries_of(expect.calls):
        made = [call for call in calls if call.is_named(name)]
        yield from _of_one(name, noted.value, made, value_of)


def _of_one(name: str, wanted: ExpectedCalls, made: Sequence[CallMade], value_of: ValueOf) -> Iterator[Failure]:
    if wanted.times is not None and len(made) != wanted.times.value:
        got, expected = _often(len(made)), _often(wanted.times.value)
        yield failed(
            wanted.times,
            f"“{name}” was called {got}, expected {expected}.",
            str(len(made)),
            expected,
            instead=len(made),
        )
    yield from _requests(name, wanted.requests, made)
    if wanted.inputs is None:
        return
    expected = wanted.inputs.value
    if wanted.order is not None and wanted.order.value == "any":
        yield from _in_any_order(name, wanted.inputs, made, value_of)
        return
    for number, (noted, call) in enumerate(zip(expected, made, strict=False), 1):
        yield from input_failures(f"Call {number} of “{name}”", noted.value, call.inputs, value_of)
    if len(expected) != len(made):
        message = f"“{name}” was called {_often(len(made))}, but `inputs` has {len(expected)}."
        yield failed(wanted.inputs, message, str(len(made)), str(len(expected)))


def _requests(
    name: str, wanted: Noted[tuple[Noted[ExpectedRequest], ...]] | None, made: Sequence[CallMade]
) -> Iterator[Failure]:
    if wanted is None:
        return
    sent = [request for call in made for request in call.requests]
    for number, (noted, request) in enumerate(zip(wanted.value, sent, strict=False), 1):
        yield from request_failures(f"Request {number} of “{name}”", noted.value, request)
    if len(sent) != len(wanted.value):
        message = f"“{name}” built {counted(len(sent), 'request')}, but `requests` has {len(wanted.value)}."
        yield failed(wanted, message, str(len(sent)), str(len(wanted.value)), advice="It needs replies with `respond`.")


def _in_any_order(
    name: str, wanted: Noted[tuple[Noted[Values], ...]], made: Sequence[CallMade], value_of: ValueOf
) -> Iterator[Failure]:
    left = list(made)
    for noted in wanted.value:
        fits = (call for call in left if not any(input_failures("", noted.value, call.inputs, value_of)))
        found = next(fits, None)
        if found is None:
            yield failed(noted, f"No call of “{name}” has these inputs.")
        else:
            left.remove(found)
    if left:
        message = f"“{name}” was also called with {shown(dict(left[0].inputs), _LONGEST)}."
        yield failed(wanted, message, _often(len(made)), _often(len(wanted.value)))


def input_failures(what: str, wanted: Values, inputs: Mapping[str, Any], value_of: ValueOf | None) -> Iterator[Failure]:
    """The values, of those that are named, that are others. Without `value_of`, expressions cannot be evaluated."""
    for name, noted in wanted.items():
        actual = inputs.get(name)
        kind = type_of(actual)
        value = JsonValue(actual) if kind == JSON else actual
        yield from value_failure(f"{what}: `{name}`", noted, kind, value, value_of or _no_value)


def _no_value(expression: str, kind: Type) -> Any:
    raise ExpressionError("NoFlow", f"`{expression}` of type {kind} needs a flow.")


def request_failures(what: str, wanted: ExpectedRequest, request: "Request") -> Iterator[Failure]:
    """The parts of a request that are others; a body is compared as JSON if it is."""
    for part, noted, actual in (
        ("method", wanted.method, request.method),
        ("url", wanted.url, request.url),
        ("body", wanted.body, _body(request.body)),
    ):
        if noted is not None:
            yield from input_failures(what, {part: noted}, {part: actual}, None)
    if wanted.headers is not None:
        headers = {name.lower(): value for name, value in request.headers.items()}
        named = {name.lower(): noted for name, noted in wanted.headers.value.items()}
        yield from input_failures(f"{what}: header", named, headers, None)


def _body(text: str | None) -> Any:
    """A body as JSON data, or as its text."""
    try:
        return json.loads(text or "null")
    except ValueError:
        return text


def type_of(value: Any) -> Type:
    """The type as which a JSON value is compared."""
    return STRING if isinstance(value, str) else JSON


def _often(times: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(times, f"{times:,} times")
