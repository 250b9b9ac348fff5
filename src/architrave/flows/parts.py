"""The files that a flow is made of: its own, and those that its references name (`shared/tasks.yaml#/tasks/task[x]`).

A flow travels as one text: its own, then each other file behind a line with a private character and the file's path.
So whatever keeps, hashes or sends a flow needs to know nothing of files.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from posixpath import dirname, join, normpath

from architrave.diagnostics import Source

_MARK = "\ue002"
_HEAD = re.compile(rf"\n{_MARK}([^\n]*)\n")
_NAMED = re.compile(r"""Ref["']?[ \t]*:[ \t]*["']?([^"'\n#{}\[\]]+)#""")
_WITH_FILE = re.compile(r"""Ref["']?[ \t]*:[^\n\[]*#""")
_LONGEST_PATH = 1000
MOST_FILES = 100
"""How many other files a flow may refer to; assumed, far above what people write."""

ReadPart = Callable[[str], str | None]
"""The text of a file by its path relative to the flow's folder; None if it does not exist or may not be read."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the files of a flow: `path` is empty for its own file; `start` is the offset of `text` in the whole."""

    path: str
    start: int
    text: str


def with_parts(source: Source, read: ReadPart) -> Source:
    """The source of a flow with the files that it refers to, and those that these refer to."""
    found: dict[str, str] = {}
    waiting = [("", source.text)]
    while waiting:
        path, text = waiting.pop()
        for named in _NAMED.findall(text):
            other = file_from(path, named)
            is_new = bool(other) and other not in found and len(other) <= _LONGEST_PATH
            content = read(other) if is_new and len(found) < MOST_FILES else None
            if content is not None:
                found[other] = content
                waiting.append((other, content))
    return replace(source, parts=tuple(sorted(found.items()))) if found else source


def may_have_parts(text: str) -> bool:
    """Whether `with_parts` may find other files that a text refers to."""
    return _NAMED.search(text) is not None


def named_file(reference: str) -> str | None:
    """The file that a reference names, as written; None if it points into its own file."""
    before, hash_sign, _ = reference.partition("[")[0].partition("#")
    return before.strip() if hash_sign else None


def file_from(path: str, named: str) -> str:
    """The path of a file that a reference in the file `path` names. Both are relative to the flow's own folder."""
    return normpath(join(dirname(path), named.strip())) if named.strip() else path


def whole(source: Source) -> str:
    """The text of a flow with all its files."""
    return source.text + "".join(f"\n{_MARK}{path}\n{text}" for path, text in source.parts)


def parts_of(text: str) -> tuple[Part, ...]:
    """The files in the whole text of a flow, its own first."""
    if _MARK not in text:
        return (Part("", 0, text),)
    heads = list(_HEAD.finditer(text))
    ends = [*(head.start() for head in heads), len(text)]
    others = (Part(head[1], head.end(), text[head.end() : end]) for head, end in zip(heads, ends[1:], strict=True))
    return (Part("", 0, text[: ends[0]]), *others)


def refers_to_files(text: str) -> bool:
    """Whether a flow seems to refer to other files."""
    return _MARK in text or _WITH_FILE.search(text) is not None


def named_beside(name: str, path: str) -> str:
    """The name of one of the files of the flow `name`, as a person would type it."""
    return join(dirname(name), path) if path else name
