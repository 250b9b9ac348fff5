"""The quick path: a request in which nothing is wrong, accepted in microseconds.

It decodes the body once and compares it with the flow's table of inputs. On any doubt it says nothing, and the
careful path judges the request from its text.
"""

from decimal import Decimal
from typing import Any, cast

import msgspec

from architrave.contract.identifiers import is_uuid
from architrave.contract.request import Contract, LaunchRequest
from architrave.contract.world import FlowFinder


class _Body(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    flow_id: str
    flow_version: str | msgspec.UnsetType | None = msgspec.UNSET
    input_data: dict[str, Any] | msgspec.UnsetType | None = msgspec.UNSET
    name: str | msgspec.UnsetType | None = msgspec.UNSET


_decode = msgspec.json.Decoder(_Body, float_hook=Decimal).decode
_NOTHING: dict[str, Any] = {}


def accept(body: bytes, flows: FlowFinder, contract: Contract) -> LaunchRequest | None:
    """The launch that a body asks for, if it has the platform's fields alone and is good beyond doubt; else None."""
    try:
        sent = _decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ArithmeticError):
        return None
    version = sent.flow_version or None
    found = flows.find(sent.flow_id, version)
    if found is None or found.program is None or found.type != "workflow":
        return None
    if not is_uuid(sent.flow_id) and found.id != sent.flow_id:
        return None
    given = sent.input_data
    inputs = _inputs(given, found.inputs.exact) if given else _NOTHING
    if contract == "extended" and not (inputs is not None and found.required.issubset(inputs)):
        return None
    if inputs is None or _has_duplicates(body, sent):
        return None
    return LaunchRequest(found.id, version, dict(inputs), sent.name or None)


def _inputs(given: dict[str, Any], table: dict[str, tuple[str, Any]]) -> dict[str, Any] | None:
    """The inputs by their declared names; None where one is not beyond doubt."""
    inputs: dict[str, Any] = {}
    for key, value in given.items():
        known = table.get(key)
        if known is None or not (value is None or known[1](value)):
            return None
        inputs[known[0]] = value
    return inputs if len(inputs) == len(given) else None


def _has_duplicates(body: bytes, sent: _Body) -> bool:
    """Whether a key may stand twice in an object: then the text has more quotation marks than the value needs."""
    quotes = body.count(b'"')
    if b"\\" in body:
        if b"\\\\" in body:
            return True
        quotes -= body.count(b'\\"')
    strings = 2  # flowId and its value
    for field in (sent.flow_version, sent.name):
        if field is not msgspec.UNSET:
            strings += 1 if field is None else 2
    if sent.input_data is not msgspec.UNSET:
        strings += 1 + (_count_strings(sent.input_data) if sent.input_data else 0)
    return quotes != 2 * strings


def _count_strings(value: dict[str, Any]) -> int:
    count = len(value)
    todo: list[Any] = list(value.values())
    for item in todo:
        if type(item) is str:
            count += 1
        elif isinstance(item, dict):
            entries = cast("dict[str, Any]", item)
            count += len(entries)
            todo.extend(entries.values())
        elif isinstance(item, list):
            todo.extend(cast("list[Any]", item))
    return count
