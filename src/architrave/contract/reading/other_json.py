"""JSON files that people mistake for a launch request, and what to give instead."""

from typing import Any

from architrave.contract.reading.found import NotARequest
from architrave.contract.reading.located import entries_of

_REQUEST = "Give the request: its JSON body, the HTTP message, or a curl command."
_KINDS: tuple[tuple[frozenset[str], str, str], ...] = (
    (
        frozenset({"message", "code", "status", "contextId"}),
        "{name} is an error response of the Platform API, not the request that caused it.",
        _REQUEST,
    ),
    (
        frozenset({"access_token", "token_type"}),
        "{name} is the response to a login, with an access token.",
        "Do not share it. " + _REQUEST,
    ),
    (
        frozenset({"values", "_postman_variable_scope"}),
        "{name} is a Postman environment, not a request.",
        "Export the collection that contains the request, and run `architrave check COLLECTION --environment {file}`.",
    ),
    (frozenset({"cells", "nbformat"}), "{name} is a Jupyter notebook.", "In it, use architrave.check_launch(payload)."),
    (
        frozenset({"contract", "config", "integrationType"}),
        "{name} is an exported data action.",
        ("To check it, put it into the folder data-actions of an organization, and run `architrave lint FOLDER`."),
    ),
    (
        frozenset({"openapi", "paths"}),
        "{name} is an OpenAPI document.",
        _REQUEST,
    ),
    (frozenset({"swagger", "paths"}), "{name} is an OpenAPI document.", _REQUEST),
    (frozenset({"$schema", "properties"}), "{name} is a JSON Schema.", _REQUEST),
    (frozenset({"dependencies", "name", "version"}), "{name} is a package.json of Node.js.", _REQUEST),
)


def other_json(value: Any) -> NotARequest | None:
    """What a JSON value is, if it is one of the known kinds that are not requests."""
    keys = entries_of(value).keys()
    return next((NotARequest(what, instead) for needed, what, instead in _KINDS if keys >= needed), None)
