"""The quick path: accepts a valid request in microseconds.

It decodes the body once and compares it with the flow's table of inputs. If in doubt, it returns None, and the careful
path checks the request from its text.
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
_BACKSLASH = ord("\\")
_FLOW_ID = 2
"""The strings that every body has: the key `flowId` and its value."""


def accept(body: bytes, flows: FlowFinder, contract: Contract) -> LaunchRequest | None:
    """The launch that a body requests, if it has only the platform's fields and is clearly valid; otherwise None."""
    try:
        sent = _decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ArithmeticError):
        return None
    version = sent.flow_version or None
    found = flows.find(sent.flow_id, version)
    if found is None or found.program is None or found.type != "workflow":
        return None
    if found.id != sent.flow_id and not is_uuid(sent.flow_id):
        return None
    inputs: dict[str, Any] = {}
    strings = _FLOW_ID if sent.name is msgspec.UNSET else _FLOW_ID + _strings(sent.name)
    if sent.flow_version is not msgspec.UNSET:
        strings += _strings(sent.flow_version)
    given = sent.input_data
    if given is not msgspec.UNSET:
        strings += 1
        if given:
            counted = _take(given, found.inputs.exact, inputs)
            if counted is None:
                return None
            strings += counted
    if contract == "extended" and not found.required.issubset(inputs):
        return None
    if _has_more_quotes(body, 2 * strings):
        return None
    return LaunchRequest(found.id, version, inputs, sent.name or None)


def _take(given: dict[str, Any], table: dict[str, tuple[str, Any]], inputs: dict[str, Any]) -> int | None:
    """Store the inputs under their declared names; return the number of strings in them, None if one is doubtful."""
    strings = len(given)
    for key, value in given.items():
        known = table.get(key)
        if known is None:
            return None
        if value is not None:
            if not known[1](value):
                return None
            if type(value) is str:
                strings += 1
            elif isinstance(value, dict | list):
                strings += _strings_in(cast("dict[str, Any] | list[Any]", value))
        inputs[known[0]] = value
    return strings if len(inputs) == len(given) else None


def _has_more_quotes(body: bytes, needed: int) -> bool:
    """Whether the text has more quotation marks than its value needs: an object may then have a duplicate key."""
    quotes = body.count(b'"')
    if _BACKSLASH in body:
        if b"\\\\" in body:
            return True
        quotes -= body.count(b'\\"')
    return quotes != needed


def _strings(value: object) -> int:
    """How many strings a field with this value has: its key, and the value if it is one."""
    return 1 if value is None else 2


def _strings_in(value: dict[str, Any] | list[Any]) -> int:
    count = 0
    todo: list[Any] = [value]
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
