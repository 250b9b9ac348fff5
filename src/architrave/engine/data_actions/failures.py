"""The failure outputs of a data action: the thirteen that flows can bind (recorded), by flattened name.

The platform's texts for an unusable reply are documented; the codes by HTTP status are assumed. `errorMessage` is
Architrave's: it tells the person who runs the flow what was really wrong, and appears only in the trace.
"""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from architrave.engine.data_actions.exchange import Response
from architrave.interpreter.effects import DataActionFailed, Json

BAD_REQUEST = "BAD_REQUEST"
REMOTE_ENDPOINT = "ACTION.REMOTE_ENDPOINT"
PROCESSING = "ACTION.PROCESSING"
MALFORMED = "The request could not be understood by the server due to malformed syntax."
_CORRELATION_HEADER = "inin-correlation-id"

_BY_STATUS = {
    400: (BAD_REQUEST, MALFORMED),
    401: ("UNAUTHORIZED", "No authentication bearer token was accepted by the remote endpoint."),
    403: ("FORBIDDEN", "The remote endpoint did not allow the request."),
    404: ("NOT_FOUND", "The remote endpoint did not find the requested resource."),
    405: ("METHOD_NOT_ALLOWED", "The remote endpoint does not take requests of this method."),
    408: ("REQUEST_TIMEOUT", "The remote endpoint gave up waiting for the request."),
    409: ("CONFLICT", "The request is in conflict with the state of the remote resource."),
    413: ("REQUEST_ENTITY_TOO_LARGE", "The request is larger than the remote endpoint takes."),
    415: ("UNSUPPORTED_MEDIA_TYPE", "The remote endpoint does not take this content type."),
    429: ("TOO_MANY_REQUESTS", "The remote endpoint has had too many requests."),
    500: ("INTERNAL_SERVER_ERROR", "The remote endpoint failed."),
    502: ("BAD_GATEWAY", "The remote endpoint could not reach what it depends on."),
    503: ("SERVICE_UNAVAILABLE", "The remote endpoint is not available."),
    504: ("GATEWAY_TIMEOUT", "The remote endpoint waited too long for what it depends on."),
}
_DETAIL_NAMES = ("errorCode", "fieldName", "entityId", "entityName")


def failure(
    why: str,
    *,
    code: str = BAD_REQUEST,
    status: int = 400,
    message: str = MALFORMED,
    details: Iterable[Mapping[str, Any]] = ({"errorCode": PROCESSING},),
    correlation_id: str,
) -> DataActionFailed:
    """A reply that is a failure. `why` is for the person who runs the flow, the rest are the platform's outputs."""
    listed = list(details)
    outputs: dict[str, Json] = {
        "errorCode": code,
        "status": status,
        "correlationId": correlation_id,
        "userMessage": message,
        "userParams.key": [],
        "userParams.value": [],
    }
    for name in _DETAIL_NAMES:
        values = [_text(detail.get(name)) for detail in listed]
        outputs[f"details.{name}"] = values if any(value is not None for value in values) else []
    return {"failure": {**outputs, "errorMessage": why}}


def not_json(why: str, correlation_id: str) -> DataActionFailed:
    """The failure for a reply that is not JSON (documented, word for word in its outputs)."""
    return failure(why, details=({"errorCode": REMOTE_ENDPOINT},), correlation_id=correlation_id)


def of_status(response: Response, body: Any, correlation_id: str) -> DataActionFailed:
    """The failure for a reply with an error status. The error body of a Platform API sets the outputs."""
    status = response.status
    code, message = _BY_STATUS.get(status) or _BY_STATUS[500 if status >= 500 else 400]
    correlation_id = response.headers.get(_CORRELATION_HEADER) or correlation_id
    said: dict[str, Any] = cast("dict[str, Any]", body) if isinstance(body, dict) else {}
    details = said.get("details")
    reply = failure(
        f"The remote endpoint answered with the status {status}.",
        code=_text(said.get("errorCode") or said.get("code")) or code,
        status=status,
        message=_text(said.get("userMessage") or said.get("message")) or message,
        details=_objects(details) or [{"errorCode": REMOTE_ENDPOINT}],
        correlation_id=_text(said.get("correlationId") or said.get("contextId")) or correlation_id,
    )
    outputs = reply["failure"]
    for output, names in (
        ("userParamsMessage", ("userParamsMessage", "messageWithParams")),
        ("entityId", ("entityId",)),
        ("entityName", ("entityName",)),
    ):
        text = next((_text(said[name]) for name in names if said.get(name) is not None), None)
        if text is not None:
            outputs[output] = text
    _fill_params(outputs, said)
    return reply


def _fill_params(outputs: dict[str, Json], said: dict[str, Any]) -> None:
    params = [(item.get("key"), item.get("value")) for item in _objects(said.get("userParams"))]
    named = said.get("messageParams")
    if not params and isinstance(named, dict):
        params = list(cast("dict[str, Any]", named).items())
    outputs["userParams.key"] = [_text(key) for key, _ in params]
    outputs["userParams.value"] = [_text(value) for _, value in params]


def _objects(value: Any) -> list[dict[str, Any]]:
    items = cast("list[Any]", value) if isinstance(value, list) else []
    return [cast("dict[str, Any]", item) for item in items if isinstance(item, dict)]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None if value is None else str(value)
