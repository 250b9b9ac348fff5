"""Applies fixes: the JSON Patch operations (RFC 6902) that fixes consist of."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any, cast

from architrave.contract.findings import Patch
from architrave.contract.rules import MISNAMED_FIELD
from architrave.diagnostics import Diagnostic


def apply_fixes(document: Any, diagnostics: Iterable[Diagnostic]) -> Any:
    """A copy of the document with every fix applied in order. The document itself does not change."""
    result = deepcopy(document)
    for item in diagnostics:
        result = apply_patch(result, item.fix or [])
    return result


def gather_fixes(diagnostics: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics, with each fix inside a field that another fix renames merged into that other fix.

    Once a field is renamed, a fix that points into it by the old name no longer applies.
    """
    renamed = {item.pointer: new for item in diagnostics if (new := _new_pointer(item)) is not None}
    inside: dict[str | None, Patch] = {}
    gathered: list[Diagnostic] = []
    for item in diagnostics:
        field = "/".join((item.pointer or "").split("/")[:2])
        if item.fix and item.pointer != field and field in renamed:
            inside.setdefault(field, []).extend(_moved(item.fix, field, renamed[field]))
            gathered.append(replace(item, fix=None))
        else:
            gathered.append(item)
    return tuple(
        replace(item, fix=[*item.fix, *inside[item.pointer]])
        if item.fix and item.pointer in inside and _new_pointer(item) is not None
        else item
        for item in gathered
    )


def _new_pointer(item: Diagnostic) -> str | None:
    """Where the field of a diagnostic is after its fix renamed it; None if its fix does not rename the field."""
    if item.rule is not MISNAMED_FIELD or not item.fix or item.fix[0]["op"] not in ("move", "add"):
        return None
    new = item.fix[0]["path"]
    return new if new.count("/") == 1 else None


def _moved(patch: Patch, old: str, new: str) -> Patch:
    return [
        {key: new + value[len(old) :] if key in ("path", "from") else value for key, value in operation.items()}
        for operation in patch
    ]


def apply_patch(document: Any, patch: Iterable[dict[str, Any]]) -> Any:
    """Apply one JSON Patch of `add`, `remove`, `replace` and `move` in place; return the document.

    Raises KeyError, IndexError or ValueError if the patch does not apply to the document.
    """
    for operation in patch:
        match operation["op"]:
            case "add":
                document = _put(document, operation["path"], operation["value"])
            case "replace":
                document = _replace(document, operation["path"], operation["value"])
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


def _replace(document: Any, pointer: str, value: Any) -> Any:
    """Replace a value without changing the order of the members."""
    parts = _split(pointer)
    if not parts:
        return value
    parent = _parent(document, parts)
    step: Any = int(parts[-1]) if isinstance(parent, list) else parts[-1]
    parent[step]  # raises if there is nothing to replace
    parent[step] = value
    return document


def _take(document: Any, pointer: str) -> Any:
    parts = _split(pointer)
    parent = _parent(document, parts)
    return parent.pop(int(parts[-1]) if isinstance(parent, list) else parts[-1])
