"""Values on one line, as people read them: texts in quotes, expressions as written, `no value`."""

import re
from typing import Any

from architrave.comparison.elements import BLOCKS, text_at
from architrave.comparison.meaning import is_value
from architrave.flows.substitutions import shown as with_placeholders
from architrave.flows.yaml import Mapping, Node, Scalar, Sequence
from architrave.flows.yaml.write import inline

NO_VALUE = "no value"
_SPACES = re.compile(r"\s*\n\s*")
_TEXTS = ("name", "description")
_UNITS = ("years", "months", "weeks", "days", "hours", "minutes", "seconds", "ms")


def shown(node: Node | None, key: str = "") -> str | None:
    """A node as text; None if it is missing."""
    if node is None:
        return None
    return _shown(node, key)


def _shown(node: Node, key: str) -> str:
    if isinstance(node, Mapping) and is_value(node):
        return _value(node)
    if isinstance(node, Scalar):
        return quoted(node) if key in _TEXTS or " " in node.text or not node.text else with_placeholders(node.text)
    if isinstance(node, Sequence) and all(is_value(item) for item in node.items):
        return f"[{', '.join(_shown(item, '') for item in node.items)}]"
    if isinstance(node, Mapping) and [entry.name for entry in node.entries] == ["none"]:
        return "nothing set"
    value = node.get("value") if isinstance(node, Mapping) else None
    if isinstance(node, Mapping) and value is not None and is_value(value):
        keys = {name for name in node if name not in BLOCKS}
        if keys == {"variable", "value"}:
            return f"{text_at(node, 'variable')} = {_value(value)}"
        if keys == {"value"}:
            return _value(value)
    return inline(_plain(node))


def _value(node: Node) -> str:
    for entry in node.entries if isinstance(node, Mapping) else ():
        match entry.name:
            case "lit":
                return _literal(entry.value)
            case "exp" | "var" if isinstance(entry.value, Scalar):
                return with_placeholders(_SPACES.sub(" ", entry.value.text.strip()))
            case "tts" if isinstance(entry.value, Scalar):
                return f"speech {quoted(entry.value)}"
            case "prompt" if isinstance(entry.value, Scalar):
                return f"prompt {with_placeholders(entry.value.text)}"
            case "noValue" | "noValueWithNoFallback":
                return NO_VALUE
            case _:
                pass
    return inline(_plain(node))


def _literal(node: Node) -> str:
    match node:
        case Scalar():
            return quoted(node)
        case Sequence():
            return f"[{', '.join(_shown(item, '') for item in node.items)}]"
        case Mapping():
            entries = {entry.name: entry.value for entry in node.entries}
            name = entries.get("name")
            if len(entries) == 1 and isinstance(name, Scalar):
                return quoted(name)
            if entries and all(unit in _UNITS and isinstance(each, Scalar) for unit, each in entries.items()):
                return " ".join(f"{each.text} {unit}" for unit, each in entries.items() if isinstance(each, Scalar))
            return inline(_plain(node))


def quoted(node: Scalar) -> str:
    """A scalar: a text in quotes, a number or Boolean as it is."""
    if not isinstance(node.value, str):
        return node.text or '""'
    written = inline(with_placeholders(node.text))
    return written if written.startswith('"') else f'"{written}"'


def _plain(node: Node) -> Any:
    """A node as plain data, without the actions in it, which are shown by themselves."""
    match node:
        case Scalar():
            return with_placeholders(node.text) if isinstance(node.value, str) else node.value
        case Sequence():
            return [_plain(item) for item in node.items]
        case Mapping():
            return {
                with_placeholders(each.name): _plain(each.value) for each in node.entries if each.name not in BLOCKS
            }
