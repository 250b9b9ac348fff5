"""Patterns for paths, as in a `.gitignore` file.

`*` and `?` match within one part of a path, `**` matches any number of parts. A pattern without a `/` matches a file or
folder at any depth; any other is relative to the folder of the file that contains it. A folder stands for all its
files.
"""

import re
from functools import lru_cache


def matches(path: str, glob: str) -> bool:
    """Whether a pattern matches a path or a folder that holds it. Both have `/` between their parts."""
    return _pattern(glob, "(?:/.*)?").match(path) is not None


def matches_exactly(path: str, glob: str) -> bool:
    """Whether a pattern matches a path itself."""
    return _pattern(glob).match(path) is not None


@lru_cache(maxsize=256)
def _pattern(glob: str, below: str = "") -> re.Pattern[str]:
    written = glob.strip().removeprefix("./").rstrip("/")
    parts = written.strip("/").split("/")
    if "/" not in written:
        parts = ["**", *parts]
    regex = ""
    for index, part in enumerate(parts):
        is_last = index == len(parts) - 1
        if part == "**":
            regex += ".*" if is_last else "(?:[^/]+/)*"
        else:
            regex += _part(part) + ("" if is_last else "/")
    return re.compile(rf"{regex}{below}\Z", re.DOTALL)


def _part(part: str) -> str:
    regex = ""
    at = 0
    while at < len(part):
        character = part[at]
        end = part.find("]", at + 2) if character == "[" else -1
        if end > 0:
            inside = part[at + 1 : end].replace("\\", r"\\").replace("[", r"\[")
            regex += f"[{'^' + inside[1:] if inside[0] in '!^' else inside}]"
            at = end
        else:
            regex += {"*": "[^/]*", "?": "[^/]"}.get(character, re.escape(character))
        at += 1
    return regex
