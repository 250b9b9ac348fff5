"""Plain values as YAML on one line, in the form that `read_yaml` reads back as the same values."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from architrave.flows.yaml.scalars import resolve

_PLAIN = re.compile(r"[A-Za-z_](?:[\w ./@+\-]*[\w./@+\-])?|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}", re.ASCII)
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def inline(value: Any) -> str:
    """A value of texts, numbers, booleans, None, lists and maps: `{name: Sales, ids: [1, 2]}`."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float() | Decimal():
            return str(value)
        case str():
            return _text(value)
        case Mapping():
            entries = cast("Mapping[str, Any]", value)
            return "{" + ", ".join(f"{_text(str(name))}: {inline(each)}" for name, each in entries.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(inline(each) for each in cast("list[Any]", value)) + "]"
        case _:
            raise TypeError(f"{type(value).__name__} cannot be written as YAML")


def _text(text: str) -> str:
    """A text, in quotes unless it is read as the same text without them."""
    if _PLAIN.fullmatch(text) and resolve(text) == text:
        return text
    return '"' + "".join(_ESCAPES.get(character) or _printable(character) for character in text) + '"'


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    return f"\\u{ord(character):04x}" if ord(character) <= 0xFFFF else f"\\U{ord(character):08x}"
