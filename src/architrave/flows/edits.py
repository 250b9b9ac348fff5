"""Edits of YAML text: renames a key or replaces a scalar, and leaves every other character as it is."""

import json
import re
from collections.abc import Mapping as MappingABC
from dataclasses import dataclass
from typing import Any

from architrave.flows.quoting import offsets_of
from architrave.flows.substitutions import shown
from architrave.flows.yaml import Mapping, Node, Scalar, Sequence
from architrave.flows.yaml.scalars import resolve

_WORD = re.compile(r"[A-Za-z_][\w.-]*")
_BREAKS_PLAIN = re.compile(r":(\s|$)|\s#|[\[\]{},\n]|\s$")
"""What cannot be in a text without quotes, in any place of a document."""


@dataclass(frozen=True, slots=True)
class Edit:
    """The text to write between two offsets."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Places:
    """The keys and the scalar values of a document by pointer, as a diagnostic shows it. None if it occurs twice."""

    keys: MappingABC[str, Scalar | None]
    values: MappingABC[str, Scalar | None]


def places_of(root: Node) -> Places:
    """The places that can be edited."""
    keys: dict[str, Scalar | None] = {}
    values: dict[str, Scalar | None] = {}
    waiting: list[Node] = [root]
    while waiting:
        node = waiting.pop()
        match node:
            case Scalar():
                pointer = shown(node.pointer)
                values[pointer] = None if pointer in values else node
            case Sequence():
                waiting.extend(node.items)
            case Mapping():
                for entry in node.entries:
                    pointer = shown(entry.key.pointer)
                    keys[pointer] = None if pointer in keys else entry.key
                    waiting.append(entry.value)
    return Places(keys, values)


def edit_of(operation: MappingABC[str, Any], places: Places, text: str) -> Edit | None:
    """The edit for one operation of a JSON Patch; None if the text cannot be edited in this way.

    Known operations: `move` that renames a key of an object, and `replace` of a scalar by a string or boolean.
    """
    match operation:
        case {"op": "move", "from": str(source), "path": str(path)}:
            key = places.keys.get(source)
            if key is None or source.rpartition("/")[0] != path.rpartition("/")[0]:
                return None
            return _written(key, path.rpartition("/")[2].replace("~1", "/").replace("~0", "~"), text)
        case {"op": "replace", "path": str(path), "value": bool(value)}:
            scalar = places.values.get(path)
            return None if scalar is None else Edit(scalar.start, scalar.end, "true" if value else "false")
        case {"op": "replace", "path": str(path), "value": str(value)}:
            scalar = places.values.get(path)
            return None if scalar is None else _written(scalar, value, text)
        case _:
            return None


def _written(scalar: Scalar, value: str, text: str) -> Edit | None:
    """The smallest edit that gives a scalar another text, in the style in which it is written."""
    offsets = offsets_of(scalar, text)
    if offsets is None:
        return None
    if scalar.plain and not _stays_plain(scalar.text, value):
        return Edit(scalar.start, scalar.end, json.dumps(value, ensure_ascii=False))
    before = _common(scalar.text, value)
    after = _common(scalar.text[before:][::-1], value[before:][::-1])
    new = value[before : len(value) - after]
    match text[scalar.start] if not scalar.plain else "":
        case "'":
            new = new.replace("'", "''")
        case '"':
            new = json.dumps(new, ensure_ascii=False)[1:-1]
        case _:
            pass
    return Edit(offsets[before], offsets[len(scalar.text) - after], new)


def _stays_plain(old: str, new: str) -> bool:
    """Whether a text can be written without quotes, like the one that it replaces."""
    if _WORD.fullmatch(new):
        return isinstance(resolve(new), str)
    return old[:1] == new[:1] and not _BREAKS_PLAIN.search(new)


def _common(one: str, other: str) -> int:
    """The length of the common start of two texts."""
    length = 0
    for mine, its in zip(one, other, strict=False):
        if mine != its:
            break
        length += 1
    return length
