"""Finds closing brackets and quotes, and undoes escapes, as Jayway does."""

import re

from architrave.templates.json_path.faults import BadPath

_ESCAPE = re.compile(r"\\(?:u(.{4})|(.))", re.DOTALL)
_CONTROLS = {"r": "\r", "f": "\f", "t": "\t", "n": "\n", "b": "\b"}


def closing(text: str, opened: int, pair: str, *, skip_patterns: bool = False) -> int:
    """The position of the bracket that closes the one at `opened`; -1 if there is none. Raises BadPath."""
    depth, at = 1, opened + 1
    skipped = "'\"/" if skip_patterns else "'\""
    while at < len(text):
        character = text[at]
        if character in skipped:
            at = unescaped_index(text, at, character)
            if at < 0:
                raise BadPath(f"a {character} is not closed")
        elif character == pair[0]:
            depth += 1
        elif character == pair[1]:
            depth -= 1
            if depth == 0:
                return at
        at += 1
    return -1


def unescaped_index(text: str, start: int, wanted: str) -> int:
    """The next position of a character after `start` that has no backslash before it; -1 if there is none."""
    at = start + 1
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == wanted:
            return at
        at += 1
    return -1


def unescaped(text: str) -> str:
    """A text without its escapes. Raises BadPath."""
    return _ESCAPE.sub(_meant, text) if "\\" in text else text


def _meant(found: re.Match[str]) -> str:
    if found[1] is None:
        return _CONTROLS.get(found[2], found[2])
    try:
        return chr(int(found[1], 16))
    except ValueError:
        raise BadPath(f"\\u{found[1]} is not a character") from None
