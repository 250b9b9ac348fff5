"""JSON files in an organization's folder: their data, their syntax errors, and the positions of their values."""

import json
import re
from collections.abc import Sequence
from typing import Any

from architrave.diagnostics import Diagnostic, Rule, Source, join_pointer
from architrave.diagnostics.whole import may_have_halves, whole_json
from architrave.flows.quoting import offsets_of
from architrave.flows.yaml import Scalar

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()

Span = tuple[int, int]
"""Two 0-based code point offsets, the second exclusive."""


def read_json(source: Source, rule: Rule) -> tuple[Any, Diagnostic | None]:
    """The plain data of a JSON text, or its syntax error, reported as `rule`."""
    try:
        data = json.loads(source.text)
        return whole_json(data) if may_have_halves(source.text) else data, None
    except json.JSONDecodeError as error:
        place = source.position(error.pos)
        message = f"{source.name} is not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}."
        return None, Diagnostic(
            rule, message, source.name, start=place, end=place, help="Fix it here, or export the file again."
        )
    except RecursionError:
        return None, Diagnostic(
            rule, f"{source.name} is nested too deeply.", source.name, help="Export the file again."
        )


def fault(
    source: Source, rule: Rule, message: str, path: Sequence[str], advice: str, within: Span | None = None
) -> Diagnostic:
    """A fault at a path of names in a valid JSON file; `within` is a part of the string at that path.

    If the file does not have the path, the place is the innermost object that exists.
    """
    start, end = _place(source.text, path)
    if within is not None:
        start, end = _inside(source.text, (start, end), within)
    return Diagnostic(
        rule, message, source.name, join_pointer(path), source.position(start), source.position(end), advice
    )


def _place(text: str, path: Sequence[str]) -> Span:
    """The place of the value at a path; for an object or array, the place of its name."""
    at = _after_space(text, 0)
    place = at, at + 1
    for step in path:
        member = _member(text, at, step)
        if member is None:
            break
        name, (at, end) = member
        place = name if text[at] in "{[" else (at, end)
    return place


def _member(text: str, at: int, name: str) -> tuple[Span, Span] | None:
    """The places of a member's name and value; if several have the name, those of the last, which counts."""
    found: tuple[Span, Span] | None = None
    if text[at] != "{":
        return found
    at = _after_space(text, at + 1)
    while text[at] != "}":
        key, key_end = _DECODER.raw_decode(text, at)
        value = _after_space(text, _after_space(text, key_end) + 1)
        end = _DECODER.raw_decode(text, value)[1]
        if key == name:
            found = (at, key_end), (value, end)
        at = _after_space(text, end)
        at = _after_space(text, at + 1) if text[at] == "," else at
    return found


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return at if found is None else found.end()


def _inside(text: str, place: Span, within: Span) -> Span:
    """The place of a part of a quoted string, or of the whole string if that cannot be determined."""
    start, end = place
    if text[start] != '"':
        return place
    written = Scalar(start, end, "", _DECODER.raw_decode(text, start)[0], plain=False)
    offsets = offsets_of(written, text)
    if offsets is None:
        return place
    first, last = (min(offset, len(offsets) - 1) for offset in within)
    return offsets[first], max(offsets[first] + 1, offsets[last])
