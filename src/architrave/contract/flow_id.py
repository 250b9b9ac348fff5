"""Checks the flow id: whether it is a UUID, what people paste instead, and which id was most likely meant."""

import re
from dataclasses import dataclass

from architrave.contract.identifiers import hyphenate, is_uuid, looks_truncated, uuids_in
from architrave.contract.wording import join, quote
from architrave.contract.world import FlowFinder

_PLACEHOLDER = re.compile(r"\$\{?\w+\}?|\{\{.*\}\}|\{\w+\}|<.*>|%\w+%|(?:your|my|the)[-_ ].*", re.IGNORECASE)
_WHERE = "GET /api/v2/flows?type=workflow lists the flows with their ids."


@dataclass(frozen=True, slots=True)
class BadFlowId:
    """What is wrong with a flow id, and the id that was clearly meant, if any."""

    message: str
    help: str
    meant: str | None = None


def check_flow_id(value: str, flows: FlowFinder | None) -> BadFlowId | None:
    """What is wrong with a flow id; None for a UUID and for an id that the organization knows."""
    if is_uuid(value) or (flows is not None and (found := flows.find(value, None)) is not None and found.id == value):
        return None
    if not value.strip():
        return BadFlowId("The flow id is empty.", _WHERE)
    if _PLACEHOLDER.fullmatch(value.strip()):
        message = f"The flow id {quote(value)} is a placeholder that was not filled in."
        help_ = "In a shell, variables such as $NAME are filled in inside double quotes, not single quotes."
        return BadFlowId(message, f"{help_} {_WHERE}")
    return _repaired(value) or _named(value, flows) or _other(value, flows)


def _repaired(value: str) -> BadFlowId | None:
    inside = uuids_in(value)
    bare = hyphenate(value.strip(" {}()\"'"))
    if len(inside) == 1 and "/" in value:
        return BadFlowId(
            f"The flow id {quote(value)} is a URL or path, not an id.", f"Send only the id: {inside[0]}.", inside[0]
        )
    if len(inside) == 1 and len(value) <= 60:
        message = f"The flow id {quote(value)} contains more than the UUID."
        return BadFlowId(message, f"Send only {inside[0]}.", inside[0])
    if bare is not None:
        return BadFlowId(
            f"The flow id {quote(value)} is a UUID without hyphens (-).", f"Send {bare.lower()}.", bare.lower()
        )
    return None


def _named(value: str, flows: FlowFinder | None) -> BadFlowId | None:
    if flows is None:
        return None
    same = [flow_id for flow_id, name in flows.known() if name.lower() == value.strip().lower()]
    if not same:
        return None
    message = f"The flow id {quote(value)} is the name of a flow, not its id."
    if len(same) == 1:
        return BadFlowId(message, f"Send that flow's id: {same[0]}.", same[0])
    return BadFlowId(message, f"Flows with that name have the ids {join(same[:4])}.")


def _other(value: str, flows: FlowFinder | None) -> BadFlowId:
    if looks_truncated(value):
        message = f"The flow id {quote(value)} is a truncated UUID: it has {_digits(value)} of 32 digits."
        near = [flow_id for flow_id, _ in flows.known() if flow_id.startswith(value.lower())] if flows else []
        if near:
            return BadFlowId(message, f"Did you mean {join(near[:4], 'or')}?")
        return BadFlowId(message, f"Copy the whole id: 36 characters, including the hyphens. {_WHERE}")
    if "://" in value or value.startswith(("/", "#")):
        return BadFlowId(f"The flow id {quote(value)} is a URL or path, not an id.", _WHERE)
    message = f"The flow id {quote(value)} is not a UUID (8-4-4-4-12 hexadecimal digits)."
    return BadFlowId(message, f"Do not send a flow's name or an id from the browser's address bar. {_WHERE}")


def _digits(value: str) -> int:
    return sum(char != "-" for char in value)
