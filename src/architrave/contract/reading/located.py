"""JSON with places: looks up values in a JSON text and finds where each is, without reading all of it slowly."""

import json
import re
from dataclasses import dataclass
from functools import cache
from json.decoder import scanstring  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType]
from typing import TYPE_CHECKING, Any, cast

from architrave.contract.reading.escapes import unescape
from architrave.contract.reading.word import Word

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPACE = re.compile(r"[ \t\r\n]*")


def entries_of(value: Any) -> dict[str, Any]:
    """The value if it is an object, an empty one otherwise."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def items_of(value: Any) -> list[Any]:
    """The value if it is an array, an empty one otherwise."""
    return cast("list[Any]", value) if isinstance(value, list) else []


@cache
def _decoder() -> json.JSONDecoder:
    # Numbers are not used; an integer may have more digits than Python converts.
    return json.JSONDecoder(parse_int=float, strict=False)


@dataclass(frozen=True, slots=True)
class Located:
    """A JSON value in a text; `start` and `end` are offsets into the text's value."""

    text: Word
    start: int
    end: int
    value: Any

    @property
    def span(self) -> tuple[int, int]:
        """Its place in the source."""
        return self.text.span(self.start, self.end)

    def members(self) -> "Iterator[tuple[str, Located]]":
        """The members of an object, empty for other values."""
        if isinstance(self.value, dict):
            at = self._skip(self.start + 1)
            while self.text.value[at] != "}":
                key, at = cast("tuple[str, int]", scanstring(self.text.value, at + 1, False))
                value = _value_at(self.text, self._skip(self._skip(at) + 1))
                yield key, value
                at = self._next(value.end)

    def items(self) -> "Iterator[Located]":
        """The items of an array, empty for other values."""
        if isinstance(self.value, list):
            at = self._skip(self.start + 1)
            while self.text.value[at] != "]":
                value = _value_at(self.text, at)
                yield value
                at = self._next(value.end)

    def get(self, *keys: str) -> "Located | None":
        """The value of the first of these keys that an object has and that is not null."""
        entries = entries_of(self.value)
        wanted = next((key for key in keys if entries.get(key) is not None), None)
        if wanted is None:
            return None
        return [value for key, value in self.members() if key == wanted][-1]

    def at(self, path: tuple[str | int, ...]) -> "Located":
        """The value at a path that exists."""
        found = self
        for step in path:
            pairs = found.items() if isinstance(step, int) else (value for key, value in found.members() if key == step)
            inside = list(pairs)
            found = inside[step] if isinstance(step, int) else inside[-1]
        return found

    def string(self) -> Word | None:
        """The text of a string, None for other values. Its span includes the quotation marks."""
        if not isinstance(self.value, str):
            return None
        word = unescape(self.text.part(self.start + 1, self.end - 1))
        word.start, word.end = self.span
        return word

    def source_text(self) -> Word:
        """The value as it is written."""
        return self.text.part(self.start, self.end)

    def _skip(self, at: int) -> int:
        return _skip(self.text.value, at)

    def _next(self, at: int) -> int:
        at = self._skip(at)
        return self._skip(at + 1) if self.text.value[at] == "," else at


def locate(text: Word, start: int = 0) -> Located | None:
    """The JSON value that begins in a text at an offset, after white space; None if there is no valid one."""
    try:
        return _value_at(text, _skip(text.value, start))
    except (ValueError, RecursionError):
        return None


def _value_at(text: Word, at: int) -> Located:
    value, end = _decoder().raw_decode(text.value, at)
    return Located(text, at, end, value)


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found is not None else at
