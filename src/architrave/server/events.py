"""Events in bodies of requests: a JSON object, or a text that holds one, as the SDKs send it."""

import asyncio
from typing import Any, cast

import msgspec

from architrave.cloud.models import value_type
from architrave.contract.model_check import Problem
from architrave.contract.other_body import read_other_body
from architrave.contract.rules import WRONG_TYPE
from architrave.server.call import ApiCall
from architrave.server.entities.bodies import Body, with_floats

_ANYTHING = value_type("object")


async def read_body(call: ApiCall) -> Body:
    """The body of a request, which can be any JSON value."""
    request, most = call.request, call.services.options.max_body_bytes
    content = await request.body(most)
    kind = request.headers.get("content-type")
    return Body(request, content, await asyncio.to_thread(read_other_body, content, kind, _ANYTHING, most))


async def event_of(call: ApiCall) -> tuple[Body, dict[str, Any]]:
    """The event that the body is. Reports what is wrong with it."""
    body = await read_body(call)
    value: Any = body.read.value
    if isinstance(value, str):
        try:
            value = msgspec.json.decode(value)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            value = None
    if isinstance(value, dict):
        return body, cast("dict[str, Any]", with_floats(value))
    if body.rejected is None:
        advice = 'Send it as the body: {"mediaType": "VOICE"}.'
        body.report(Problem(WRONG_TYPE, "The event is not a JSON object.", (), advice))
    return body, {}
