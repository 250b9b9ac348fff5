"""The request of a data action: its address, headers and body from the definition's templates."""

import json
import re
from collections.abc import Mapping
from typing import Any, cast

from architrave.definitions.values import DataAction
from architrave.diagnostics.whole import whole
from architrave.engine.data_actions.exchange import Request
from architrave.templates import Fault, Refused, Strictness, parse_template, render

RAW_REQUEST = "${input.rawRequest}"
"""The body of a definition without one (documented)."""

_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
_WITHOUT_BODY = frozenset({"GET", "HEAD"})
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_OURS = frozenset({"host", "content-length", "connection", "transfer-encoding", "upgrade", "te", "trailer"})
"""Headers that the sender sets. `Transfer-Encoding: buffered` asks for what happens anyway (documented)."""


UNSET_INPUTS = {"text": Strictness.UNSET, "failure": Strictness.STRICT}
"""What a reference to an input without a value means in a request, by the organization's setting."""


def build(
    action: DataAction, inputs: Mapping[str, Any], more: Mapping[str, Any], *, unset_inputs: str = "text"
) -> Request:
    """The request that an action sends for its inputs.

    `more` are further values for its templates: `credentials` or `authResponse`. `unset_inputs` is the organization's
    setting for references to inputs without a value: with `text` they are sent as they are written, with `failure` the
    action fails. Sources disagree about the platform, so the default is assumed: a help page says that `${x}` prints
    itself; the strict mode, recorded for success templates, would fail. Raises Refused with the reason.
    """
    strictness = UNSET_INPUTS[unset_inputs]
    config = cast("dict[str, Any]", action.config["request"])
    method = config.get("requestType")
    if not isinstance(method, str) or method.upper() not in _METHODS:
        raise Refused("Its requestType must be GET, POST, PUT, PATCH or DELETE.")
    method = method.upper()
    values = {**more, "input": {**inputs, "rawRequest": json.dumps(dict(inputs), ensure_ascii=False)}}
    url = rendered(config.get("requestUrlTemplate"), "requestUrlTemplate", values, strictness).strip()
    if not url or _CONTROL.search(url):
        raise Refused("Its requestUrlTemplate gives no address, or an address with a line break.")
    body = None
    if method not in _WITHOUT_BODY:
        written = config.get("requestTemplate")
        body = rendered(RAW_REQUEST if written is None else written, "requestTemplate", values, strictness) or None
    return Request(method, url, _headers(config.get("headers"), values, strictness), body)


def _headers(written: Any, values: Mapping[str, Any], strictness: Strictness) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, template in object_of(written, "headers").items():
        value = rendered(template, f"the header {name}", values, strictness).strip()
        if _HEADER_NAME.fullmatch(name) is None or _CONTROL.search(value):
            raise Refused(f"The header {name[:80]} has a name or a value that HTTP does not allow.")
        if name.lower() not in _OURS:
            headers[name] = value
    return headers


def object_of(value: Any, name: str) -> dict[str, Any]:
    """A part of a definition, which must be an object or missing. Raises Refused for anything else."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Refused(f"Its {name} is not an object.")
    return cast("dict[str, Any]", value)


def rendered(text: Any, name: str, values: Mapping[str, Any], strictness: Strictness) -> str:
    """The result of a template, which can be encoded. Raises Refused with the template's name.

    A name that was not set ends it in Velocity's strict mode (recorded for a success template, with its message).
    """
    if not isinstance(text, str):
        raise Refused(f"Its {name} is not a text.")
    template = parse_template(text)
    if isinstance(template, Fault):
        raise Refused(f"Its {name} cannot be read: at its character {template.offset + 1}: {template.message}")
    try:
        return whole(render(template, values, name=name, strictness=strictness))
    except Refused as refusal:
        raise Refused(f"Its {name} cannot be rendered: {refusal}") from None
