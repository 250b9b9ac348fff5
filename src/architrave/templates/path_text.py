"""Translates a path in Jayway's notation to the standard's notation.

Jayway accepts more than the standard: a path without `$`, a dot before a bracket, a name of any characters after a dot,
and a function after the last step. Brackets are copied unchanged for the standard's parser.
"""

import json
import re

LONGEST = 2_000
DEEPEST = 12

_NAME = re.compile(r"[^.\[\]()\s'\"*,]+")
_PLAIN = re.compile(r"[A-Za-z_]\w*", re.ASCII)


class BadPath(Exception):  # noqa: N818 - caught where a path is compiled
    """Why a text is not a valid path."""


def written_out(text: str, functions: frozenset[str]) -> tuple[str, str | None]:
    """The path in the standard's notation, and the function at its end. Raises BadPath."""
    if not text:
        raise BadPath("The path is empty.")
    if len(text) > LONGEST:
        raise BadPath(f"The path is longer than {LONGEST:,} characters.")
    if not text.startswith(("$", "@")):
        text = f"$.{text}"
    out = ["$"]
    at = 1
    while at < len(text):
        if text[at] == "[":
            end = _closing(text, at)
            out.append(text[at:end])
            at = end
        elif text[at] == ".":
            at, function = _dotted(text, at, out, functions)
            if function is not None:
                return "".join(out), function
        else:
            raise BadPath(f"The path {text} is not valid: unexpected {text[at]!r} at character {at + 1}.")
    return "".join(out), None


def _dotted(text: str, at: int, out: list[str], functions: frozenset[str]) -> tuple[int, str | None]:
    """Read what follows one or two dots; returns where it ends, and the function if it is one."""
    deep = text.startswith("..", at)
    at += 2 if deep else 1
    if deep:
        out.append("..")
    if text[at : at + 1] == "[":
        return at, None
    if text[at : at + 1] == "*":
        out.append("[*]")
        return at + 1, None
    name = _NAME.match(text, at)
    if name is None:
        raise BadPath(f"The path {text} is not valid: expected a name at character {at + 1}.")
    if text[name.end() :] == "()":
        if deep or name[0] not in functions:
            raise BadPath(f"The path {text} calls {name[0]}(), which Architrave does not support.")
        return len(text), name[0]
    out.append(_bracketed(name[0], deep=deep))
    return name.end(), None


def _bracketed(name: str, *, deep: bool) -> str:
    if _PLAIN.fullmatch(name):
        return name if deep else f".{name}"
    return f"[{json.dumps(name)}]"


def _closing(text: str, start: int) -> int:
    """The position after the bracket that closes the one at `start`; brackets in quotes are skipped."""
    depth, quote, at = 0, "", start
    while at < len(text):
        character = text[at]
        if quote:
            if character == "\\":
                at += 1
            elif character == quote:
                quote = ""
        elif character in "'\"":
            quote = character
        elif character in "[(":
            depth += 1
            if depth > DEEPEST:
                raise BadPath(f"The path {text} is nested too deeply.")
        elif character in "])":
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    raise BadPath(f"The path {text} is not valid: a bracket is not closed.")
