"""Where a value is in a JSON text, by the path to it."""

import json
import re
from collections.abc import Sequence

Span = tuple[int, int]

_SPACE = re.compile(r"[ \t\r\n]*")
_decode = json.JSONDecoder().raw_decode


def value_span(text: str, path: Sequence[str | int]) -> Span | None:
    """The span of the value at a path: 0-based code points, the end exclusive. None if the text has no such value.

    The text must be valid JSON up to there. A key that occurs twice counts where it occurs last, as JSON parsers do.
    """
    found = _spans(text, path)
    return None if found is None else found[1]


def key_span(text: str, path: Sequence[str | int]) -> Span | None:
    """The span of the key at the end of a path, with its quotes; that of the value for an item of a list."""
    found = _spans(text, path)
    return None if found is None else found[0] or found[1]


def _spans(text: str, path: Sequence[str | int]) -> tuple[Span | None, Span] | None:
    at, key = _skip(text, 0), None
    try:
        for step in path:
            found = _entry(text, at, step)
            if found is None:
                return None
            key, at = found
        return key, (at, _decode(text, at)[1])
    except (ValueError, IndexError, RecursionError):
        return None


def _entry(text: str, at: int, step: str | int) -> tuple[Span | None, int] | None:
    """The key and the start of the value of an entry of the object or list that starts at `at`."""
    found: tuple[Span | None, int] | None = None
    if text[at] != ("[" if isinstance(step, int) else "{"):
        return None
    at, index = _skip(text, at + 1), 0
    while text[at] not in "]}":
        key: Span | None = None
        name: str | int = index
        if not isinstance(step, int):
            name, end = _decode(text, at)
            key = (at, end)
            at = _skip(text, _skip(text, end) + 1)
        if name == step:
            found = key, at
            if isinstance(step, int):
                return found
        at = _skip(text, _decode(text, at)[1])
        index += 1
        if text[at] == ",":
            at = _skip(text, at + 1)
    return found


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return at if found is None else found.end()
