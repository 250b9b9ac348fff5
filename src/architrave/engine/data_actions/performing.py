"""Performs a data action: everything between a flow's inputs and outputs, except sending."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from architrave.definitions.values import DataAction
from architrave.engine.data_actions.agreeing import agreed_inputs, refused_inputs
from architrave.engine.data_actions.exchange import Exchange, NotSent, Request, Response, Send, Watch
from architrave.engine.data_actions.failures import failure
from architrave.engine.data_actions.replies import Unusable, conclude, resolve
from architrave.engine.data_actions.requests import build
from architrave.engine.data_actions.showing import shown_request, shown_response
from architrave.expressions.effort import HEAVY, weight_of
from architrave.interpreter.effects import DataActionReply
from architrave.templates import Refused

_LONG_BODY = 20_000
"""Replies of at least this many bytes are processed in a separate thread; so are HEAVY inputs."""


async def perform(
    action: DataAction,
    inputs: Mapping[str, Any],
    send: Send,
    *,
    login: DataAction | None = None,
    credentials: Mapping[str, str] | None = None,
    correlation_id: str | None = None,
    unset_inputs: str = "text",
    watch: Watch | None = None,
    is_scripted: bool = False,
) -> DataActionReply:
    """The reply of a data action to its inputs, as `CallDataAction` describes it.

    `send` returns the reply to a request. `login` is the integration's `customAuth` action, which is called first and
    is the only one that sees the `credentials`; its reply is the `authResponse` of the others (recorded).
    `correlation_id` is used for a failure if the reply names none; a new one by default. `unset_inputs` is the
    organization's setting, as `build` describes it. `watch` gets the exchange, but not that of the login.
    `is_scripted`: the login gets the same reply as the action, so that there is nothing secret in it.
    """
    correlation_id = correlation_id or str(uuid4())
    given, misfits = agreed_inputs(action, inputs)
    if misfits:
        return refused_inputs(misfits, correlation_id)
    try:
        more = (
            {} if login is None else {"authResponse": await _logged_in(login, send, credentials or {}, correlation_id)}
        )
        request = await _built(action, given, more, unset_inputs)
        if watch is None:
            response = await send(request)
        else:
            safe = shown_request(action, request, given, more, unset_inputs)
            secrets = {"credentials": credentials or {}, **({} if is_scripted else more)}
            response = await _watched(send, request, safe, secrets, watch)
    except Refused as refusal:
        return failure(f"The request could not be built. {refusal}", correlation_id=correlation_id)
    except NotSent as problem:
        return failure(
            problem.message,
            code=problem.code,
            status=problem.status,
            message=problem.message,
            correlation_id=correlation_id,
        )
    except Unusable as unusable:
        return unusable.reply
    except TimeoutError:
        return {"timeout": True}
    except UnicodeError:
        return failure("The request has text that cannot be encoded.", correlation_id=correlation_id)
    return await _concluded(action, response, correlation_id)


async def _built(action: DataAction, given: Mapping[str, Any], more: Mapping[str, Any], unset_inputs: str) -> Request:
    if weight_of(given) < HEAVY:
        return build(action, given, more, unset_inputs=unset_inputs)
    return await asyncio.to_thread(build, action, given, more, unset_inputs=unset_inputs)


async def _watched(send: Send, request: Request, safe: Request, secrets: Mapping[str, Any], watch: Watch) -> Response:
    """The reply to a request. `watch` gets `safe` with the reply, or with the reason why none came."""
    exchange = Exchange(safe, None, "There was no reply in time.")
    try:
        response = await send(request)
        exchange = Exchange(safe, shown_response(response, secrets))
    except NotSent as problem:
        exchange = Exchange(safe, None, problem.message)
        raise
    finally:
        watch(exchange)
    return response


async def _logged_in(login: DataAction, send: Send, credentials: Mapping[str, str], correlation_id: str) -> Any:
    response = await send(build(login, {}, {"credentials": dict(credentials)}))
    return resolve(login, response, correlation_id)


async def _concluded(action: DataAction, response: Response, correlation_id: str) -> DataActionReply:
    if len(response.body) < _LONG_BODY:
        return conclude(action, response, correlation_id)
    return await asyncio.to_thread(conclude, action, response, correlation_id)
