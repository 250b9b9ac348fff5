"""An exchange as a person may see it: no credentials, also where a template puts them into an address or a body.

The request is built a second time, with a mark in place of every credential, of everything that a login returned and of
the inputs of a secure action, so
that no encoding of a secret can slip through. Headers and parameters of an address that usually carry a secret are
hidden by their names, and credentials that a reply repeats are hidden by their values.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, cast
from urllib.parse import quote

from architrave.definitions.values import DataAction
from architrave.engine.data_actions.exchange import Request, Response
from architrave.engine.data_actions.requests import build
from architrave.templates import Refused

HIDDEN = "***"
"""What is shown in place of a secret."""

_SECRET_NAME = re.compile(
    r"auth(?!or)|authorization|cookie|token|secret|passw|api[-_]?key|signature|session|credential|jwt|^(sig|key|code)$",
    re.IGNORECASE,
)
_PARAMETER = re.compile(r"([?&#;])([^=&#;]+)=([^&#;]*)")
_USER = re.compile(r"(//)[^/@\s]*@")
_SHORTEST = 6
"""Shorter values are hidden in no reply: they would be found everywhere."""


def shown_request(
    action: DataAction, request: Request, inputs: Mapping[str, Any], more: Mapping[str, Any], unset_inputs: str
) -> Request:
    """A request as it was sent, but for its secrets. `inputs`, `more` and `unset_inputs` are those of `build`."""
    try:
        shown = cast("Mapping[str, Any]", _marked(inputs)) if action.secure else inputs
        safe = (
            build(action, shown, cast("Mapping[str, Any]", _marked(more)), unset_inputs=unset_inputs)
            if more or action.secure
            else request
        )
    except Refused:  # a template that takes a credential apart
        return Request(request.method, HIDDEN, dict.fromkeys(request.headers, HIDDEN), HIDDEN)
    return replace(safe, url=shown_address(safe.url), headers=_shown_headers(safe.headers))


def shown_response(response: Response, secrets: Mapping[str, Any]) -> Response:
    """A reply without the values of `secrets`, at any depth, also where they are escaped or encoded."""
    hidden = sorted({form for text in _texts(secrets) if len(text) >= _SHORTEST for form in _forms(text)}, key=len)
    body, headers = response.body, _shown_headers(response.headers)
    for form in reversed(hidden):
        body = body.replace(form.encode("utf-8", "replace"), HIDDEN.encode())
        headers = {name: value.replace(form, HIDDEN) for name, value in headers.items()}
    return replace(response, body=body, headers=headers)


def shown_address(url: str) -> str:
    """An address without a password, and without the values of parameters that usually carry a secret."""
    return _PARAMETER.sub(_parameter, _USER.sub(rf"\1{HIDDEN}@", url))


def _parameter(found: "re.Match[str]") -> str:
    sign, name, value = found.groups()
    return f"{sign}{name}={HIDDEN if _SECRET_NAME.search(name) else value}"


def _shown_headers(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: HIDDEN if _SECRET_NAME.search(name) else shown_address(value) for name, value in headers.items()}


def _marked(value: Any) -> Any:
    """A value with a mark in place of each text and number in it."""
    if isinstance(value, Mapping):
        return {name: _marked(each) for name, each in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list):
        return [_marked(each) for each in cast("list[Any]", value)]
    return value if value is None or isinstance(value, bool) else HIDDEN


def _forms(text: str) -> tuple[str, ...]:
    """A text as it is, and as JSON, as a part of an address, and in base64."""
    whole = text.encode("utf-8", "replace")
    return text, json.dumps(text)[1:-1], quote(whole, safe=""), b64encode(whole).decode().rstrip("=")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for each in cast("Mapping[str, Any]", value).values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in cast("list[Any]", value):
            yield from _texts(each)
    elif isinstance(value, str):
        yield value
