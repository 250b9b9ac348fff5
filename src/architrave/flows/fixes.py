"""Fixes of a flow file, as JSON Patch on its document. A fix is offered only if it is certainly right."""

from collections.abc import Container, Iterable

from architrave.diagnostics import certainly_meant
from architrave.diagnostics.diagnostic import JsonPatch
from architrave.diagnostics.pointer import join_pointer
from architrave.flows.yaml.nodes import Node, Scalar


def renamed(key: Scalar, known: Iterable[str], siblings: Container[str] = ()) -> JsonPatch | None:
    """The fix that renames a key to the known key that is certainly meant; None if there is no such key.

    `siblings` are the other keys of its object: none of them can be meant.
    """
    meant = certainly_meant(key.text, known)
    if meant is None or meant in siblings:
        return None
    return [{"op": "move", "from": key.pointer, "path": key.pointer.rpartition("/")[0] + join_pointer((meant,))}]


def with_value(node: Node, value: str | bool) -> JsonPatch:
    """The fix that replaces the value of a node."""
    return [{"op": "replace", "path": node.pointer, "value": value}]
