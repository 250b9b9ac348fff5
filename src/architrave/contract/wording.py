"""How the sender's text appears in our sentences: short, on one line, in straight quotes."""

import json
from collections.abc import Sequence
from typing import Any

_LONGEST = 60


def shorten(text: str, longest: int = _LONGEST) -> str:
    """The text on one line, with the middle cut out if it is long."""
    if len(text) <= longest:
        return _printable(text)
    head = longest * 2 // 3
    return f"{_printable(text[:head])}…{_printable(text[-(longest - head - 1) :])}"


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def quote(text: str) -> str:
    """The text in double quotes, shortened."""
    return f'"{shorten(text)}"'


def show(value: Any) -> str:
    """A JSON value as sentences show it: short values as they are, others by their kind."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return quote(value)
        case dict():
            return "an object"
        case list():
            return "an array"
        case _:
            return shorten(str(value))


def kind(value: Any) -> str:
    """The JSON kind of a value with its article."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case str():
            return "a string"
        case dict():
            return "an object"
        case list():
            return "an array"
        case _:
            return "a number"


def join(words: Sequence[str], conjunction: str = "and") -> str:
    """The words as a list in a sentence: `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


def dump(value: Any) -> str:
    """A JSON value as compact text for an example."""
    return json.dumps(value, ensure_ascii=False, default=str)
