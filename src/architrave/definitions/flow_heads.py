"""The type and name of a flow by the first lines of its file, which takes microseconds.

Only what is written in the plainest way is understood, as Archy and most people write it: the type on the first line,
and below it the name, after other keys with a value on their own line. Of anything else, nothing is said.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from architrave.flows.flow_types import FLOW_TYPES

_TOP = re.compile(r"([A-Za-z]+):[ ]*(?:#.*)?")
_CHILD = re.compile(r"( +)([A-Za-z][A-Za-z0-9_]*):[ ]+(\S.*?)[ ]*")
_PLAIN = re.compile(r"[A-Za-z][\w./&+()]*(?:[ -]+[\w./&+()]+)*")
_QUOTED = re.compile(r'"([^"\\]*)"|' r"'([^']*)'")
_NO_TEXT = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class FlowHead:
    """The type of a flow as `FLOW_TYPES` spells it, and its name."""

    flow_type: str
    name: str


def head_of(text: str) -> FlowHead | None:
    """The head of a flow, by its text after substitutions; None if only reading it as YAML tells."""
    lines = [line for line in text[: 200 * _MOST_LINES].split("\n") if line.strip() and not line.startswith("#")]
    lines = lines[:_MOST_LINES]
    top = _TOP.fullmatch(lines[0].rstrip("\r")) if lines else None
    flow_type = None if top is None else FLOW_TYPES.get(top[1].lower())
    if flow_type is None:
        return None
    indentation: str | None = None
    for line, following in pairwise(lines[1:]):
        child = _CHILD.fullmatch(line.rstrip("\r"))
        if child is None or child[1] != (indentation or child[1]):
            return None
        indentation = child[1]
        name = _text_of(child[3])
        if name is None or following.startswith(f"{indentation} ") or following[:1] == "\t":
            return None
        if child[2] == "name":
            return FlowHead(flow_type.key, name)
        if child[2].lower() == "name":
            return None
    return None


def _text_of(value: str) -> str | None:
    """The text of a plain or quoted value that is certainly one line of text."""
    quoted = _QUOTED.fullmatch(value)
    if quoted is not None:
        text = quoted[1] if quoted[1] is not None else quoted[2]
        return text if text and text == text.strip() and text.isprintable() else None
    return value if _PLAIN.fullmatch(value) and value.lower() not in _NO_TEXT else None
