"""The OpenAPI document (3.1) of the endpoints."""

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

import architrave
from architrave.cloud.operations import Operation, operation
from architrave.cloud.parameters import Parameter
from architrave.server.endpoint import Endpoint
from architrave.server.openapi.schemas import ERROR_BODY, Schema, example_of, model_schemas, parameter_schema, schema_of

if TYPE_CHECKING:
    from architrave.cloud.models import ValueType

_PLACE = re.compile(r"\{(\w+)\}")
_JSON, _TEXT = "application/json", "text/plain"
_ERROR: Schema = {
    "description": "The request is refused",
    "content": {_JSON: {"schema": {"$ref": "#/components/schemas/ErrorBody"}}},
}


def document(endpoints: Iterable[Endpoint]) -> dict[str, Any]:
    """The document for a table of endpoints."""
    paths: dict[str, dict[str, Any]] = {}
    used: list[ValueType] = []
    for one in endpoints:
        known = operation(one.method, one.path)
        used += [] if known is None else [of for of in (known.body, known.answer) if of is not None]
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, known)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Architrave",
            "version": architrave.__version__,
            "description": "The part of the Genesys Cloud Platform API that Architrave serves locally.",
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": {"ErrorBody": ERROR_BODY, **model_schemas(used)},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


@cache
def document_of_server() -> dict[str, Any]:
    """The document of this version of the server."""
    from architrave.server.endpoints import ENDPOINTS  # the table has the endpoint that answers with this

    return document(ENDPOINTS)


def _operation(one: Endpoint, known: Operation | None) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": _operation_id(one),
        "tags": [_tag(one.path)],
        "summary": _summary(one),
        "parameters": [*_in_path(one.path), *map(_in_query, one.parameters.values())],
        "responses": {"2XX": _answer(known), "default": _ERROR},
        "security": [{"token": []}] if one.needs_token else [],
        "x-provenance": one.provenance.value,
        "x-fidelity": one.state,
    }
    if remarks := one.remarks:
        described["description"] = remarks
    if one.permissions:
        described["x-permissions"] = {"all" if one.needs_all else "any": list(one.permissions)}
    if known is not None and known.body is not None:
        content = {"schema": schema_of(known.body), "example": example_of(known.body)}
        described["requestBody"] = {"required": known.requires_body, "content": {_JSON: content}}
    return described


def _operation_id(one: Endpoint) -> str:
    """As the SDKs form them: `getRoutingQueue` is `get` and the words of the path."""
    words = re.findall(r"\w+", one.path.removeprefix("/api/v2"))
    return one.method.lower() + "".join(word[0].upper() + word[1:] for word in words)


def _tag(path: str) -> str:
    return path.removeprefix("/api/v2").strip("/").partition("/")[0]


def _summary(one: Endpoint) -> str:
    """The first sentence of what answers the endpoint."""
    text = (getattr(one.answer, "__doc__", None) or "Launch a flow").strip().partition("\n")[0]
    return text.rstrip(".")


def _in_path(path: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in _PLACE.findall(path)
    ]


def _in_query(one: Parameter) -> dict[str, Any]:
    return {"name": one.name, "in": "query", "required": one.is_required, "schema": parameter_schema(one)}


def _answer(known: Operation | None) -> dict[str, Any]:
    if known is None or known.answer is None:
        return {"description": "Done"}
    kind = _TEXT if known.answer.kind == "string" else _JSON
    return {"description": "The answer", "content": {kind: {"schema": schema_of(known.answer)}}}
