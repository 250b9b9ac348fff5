"""Calls of data actions for clients: tests, which show each step, and executions, which give the result."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from architrave.contract.model_check import Problem
from architrave.contract.rules import WRONG_TYPE
from architrave.definitions.values import DataAction
from architrave.engine.data_actions import Request, Response, Run
from architrave.engine.data_actions.testing import Failure, Step
from architrave.organization.data_actions import action_of, draft_of
from architrave.organization.entity import Entity
from architrave.server.call import Answer, ApiCall
from architrave.server.correlation import new_correlation_id
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.entities.bodies import RejectedBody, body_of
from architrave.server.refusals import Refusal
from architrave.server.routes.data_actions import ONE, found_action, found_draft
from architrave.wire.errors import Detail

Shape = dict[str, Any]

_TIMED_OUT = 504


async def test(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Run a published data action, and show what each step did."""
    return await _tested(call, found_action(call), is_draft=False)


async def test_draft(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Run the draft of a data action, and show what each step did."""
    return await _tested(call, found_draft(call), is_draft=True)


async def execute(call: ApiCall) -> Answer | Refusal | RejectedBody:
    """Run a published data action, and return its result."""
    done = await _run(call, found_action(call), is_draft=False)
    if not isinstance(done, tuple):
        return done
    action, run, is_flat = done
    if run.failure is not None:
        return _refusal(run.failure)
    return Answer(run.flat_result(action) if is_flat else run.result)


async def _tested(call: ApiCall, found: Entity | Refusal, *, is_draft: bool) -> Shape | Refusal | RejectedBody:
    done = await _run(call, found, is_draft=is_draft)
    if not isinstance(done, tuple):
        return done
    action, run, is_flat = done
    shown: Shape = {
        "operations": [_operation(number, step) for number, step in enumerate(run.steps, 1)],
        "success": run.failure is None,
    }
    if run.failure is not None:
        return {**shown, "error": _error(run.failure)}
    return {**shown, "finalResult": run.flat_result(action) if is_flat else run.result}


async def _run(
    call: ApiCall, found: Entity | Refusal, *, is_draft: bool
) -> tuple[DataAction, Run, bool] | Refusal | RejectedBody:
    if isinstance(found, Refusal):
        return found
    is_flat = call.flag("flatten")
    if isinstance(is_flat, Refusal):
        return is_flat
    body = await body_of(call)
    if body.rejected is None and not isinstance(body.value, dict):
        message = "The inputs of a data action must be an object."
        body.report(Problem(WRONG_TYPE, message, (), 'Send {"NAME": VALUE, …}.'))
    if body.rejected is not None:
        return body.rejected
    properties = {**found.properties, **(draft_of(found) or {})} if is_draft else found.properties
    action = action_of(found.id, properties)
    run = await call.services.action_runs.run(action, body.fields, str(uuid4()))
    return action, run, is_flat is True


def _operation(number: int, step: Step) -> Shape:
    shown: Shape = {"step": number, "name": step.name, "success": step.failure is None}
    if step.failure is not None:
        return {**shown, "error": _error(step.failure)}
    return shown if step.result is None else {**shown, "result": _result(step.result)}


def _result(result: Any) -> Any:
    """The result of a step in its API form."""
    if isinstance(result, Request):
        shown: Shape = {"requestType": result.method, "requestUrl": result.url, "headers": dict(result.headers)}
        return shown if result.body is None else {**shown, "body": result.body}
    if isinstance(result, Response):
        text = result.body.decode("utf-8", "replace")
        return {"status": result.status, "headers": dict(result.headers), "body": text}
    return result


def _message(failure: Failure) -> str:
    said, why = str(failure.get("userMessage") or ""), str(failure.get("errorMessage") or "")
    return said if not why or why == said else f"{said} {why}".strip()


def _code(failure: Failure) -> str:
    return str(failure.get("errorCode") or "BAD_REQUEST").lower().replace("_", ".")


def _details(failure: Failure) -> list[str]:
    codes = failure.get("details.errorCode")
    return [str(one) for one in codes if one is not None] if isinstance(codes, list) else []  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]


def _error(failure: Mapping[str, Any]) -> Shape:
    """A failure as an error body."""
    shown = _refusal(failure).body(str(failure.get("correlationId") or new_correlation_id()))
    return {
        "status": failure.get("status") or shown.status,
        "code": shown.code,
        "message": shown.message,
        "contextId": shown.context_id,
        "details": [{"errorCode": one.error_code} for one in shown.details],
        "errors": [],
    }


def _refusal(failure: Mapping[str, Any]) -> Refusal:
    """The refusal of an execution that failed: 504 after a timeout, else 400, so that no client takes the other
    system's 401 or 429 for this server's."""
    status = _TIMED_OUT if failure.get("status") == _TIMED_OUT else 400
    details = tuple(Detail(error_code=one) for one in _details(failure))
    return Refusal(status, _code(failure), _message(failure), details=details)


_STEPS = "The names of the steps are assumed. Credentials and the inputs of a secure action are hidden."
_FAILED = "A failure is 504 after a timeout and else 400 (assumed); its code and message are those that a flow gets."

ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("POST", f"{ONE}/test", test, note=_STEPS, query=("flatten",)),
    endpoint("POST", f"{ONE}/draft/test", test_draft, note=_STEPS, query=("flatten",)),
    endpoint("POST", f"{ONE}/execute", execute, note=_FAILED, query=("flatten",)),
)
