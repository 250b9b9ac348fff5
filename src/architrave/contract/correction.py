"""Applies fixes: the operations of JSON Patch (RFC 6902) that fixes are made of."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any, cast

from architrave.diagnostics import Diagnostic


def apply_fixes(document: Any, diagnostics: Iterable[Diagnostic]) -> Any:
    """A copy of the document with every fix applied, in their order. The document itself stays as it is."""
    result = deepcopy(document)
    for item in diagnostics:
        result = apply_patch(result, item.fix or [])
    return result


def apply_patch(document: Any, patch: Iterable[dict[str, Any]]) -> Any:
    """Apply one JSON Patch of `add`, `remove`, `replace` and `move` in place; returns the document.

    Raises KeyError, IndexError or ValueError for a patch that does not fit the document.
    """
    for operation in patch:
        match operation["op"]:
            case "add":
                document = _put(document, operation["path"], operation["value"])
            case "replace":
                if operation["path"]:
                    _take(document, operation["path"])
                document = _put(document, operation["path"], operation["value"])
            case "remove":
                _take(document, operation["path"])
            case "move":
                document = _put(document, operation["path"], _take(document, operation["from"]))
            case other:
                raise ValueError(other)
    return document


def _split(pointer: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def _parent(document: Any, parts: list[str]) -> Any:
    parent: Any = document
    for part in parts[:-1]:
        parent = cast("list[Any]", parent)[int(part)] if isinstance(parent, list) else parent[part]
    return parent


def _put(document: Any, pointer: str, value: Any) -> Any:
    parts = _split(pointer)
    if not parts:
        return value
    parent = _parent(document, parts)
    if isinstance(parent, list):
        items = cast("list[Any]", parent)
        items.insert(len(items) if parts[-1] == "-" else int(parts[-1]), value)
    else:
        parent[parts[-1]] = value
    return document


def _take(document: Any, pointer: str) -> Any:
    parts = _split(pointer)
    parent = _parent(document, parts)
    return parent.pop(int(parts[-1]) if isinstance(parent, list) else parts[-1])
