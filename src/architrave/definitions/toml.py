"""TOML with places: its values as the nodes that YAML is read into, so that both are checked in the same way."""

import re
import tomllib
from typing import Any, cast

from architrave.definitions import rules
from architrave.diagnostics import Diagnostic, Source
from architrave.diagnostics.pointer import join_pointer
from architrave.flows.yaml import Entry, Mapping, Node, Scalar, Sequence

_PLACE = re.compile(r"\s*\(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
_LINE = re.compile(
    r"""^[ \t]*(?:
        \[\[?[ \t]*(?P<table>[^\]\n]+?)[ \t]*\]
        | (?P<key>(?:"[^"\n]*"|'[^'\n]*'|[\w-]+)(?:[ \t]*\.[ \t]*(?:"[^"\n]*"|'[^'\n]*'|[\w-]+))*)[ \t]*=
    )""",
    re.MULTILINE | re.VERBOSE,
)
_NAME = re.compile(r"""\"([^"\n]*)"|'([^'\n]*)'|([\w-]+)""")

Path = tuple[str, ...]


def read_toml(source: Source) -> tuple[Mapping | None, tuple[Diagnostic, ...]]:
    """The document in a source as a node, or None and the syntax error."""
    try:
        document = tomllib.loads(source.text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return None, (_syntax_fault(source, str(error)),)
    except ValueError:
        return None, (_syntax_fault(source, "A number has thousands of digits"),)
    node = _Nodes(source.text).node(document, ())
    return cast("Mapping", node), ()


def _syntax_fault(source: Source, message: str) -> Diagnostic:
    found = _PLACE.search(message)
    offset = len(source.text.rstrip())
    if found is not None and found["line"]:
        lines = source.text.splitlines(keepends=True)[: int(found["line"]) - 1]
        offset = sum(map(len, lines)) + int(found["column"]) - 1
    return Diagnostic(
        rules.TOML_SYNTAX,
        f"{_PLACE.sub('', message).rstrip('.')}.",
        source.name,
        None,
        source.position(offset),
        source.position(offset + 1),
        help="Check the quotes and brackets here. Strings need quotes, and lists need commas.",
    )


class _Nodes:
    """Builds nodes from values. The parser does not give places, so that keys and strings are looked up in the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._keys = _key_places(text)

    def node(self, value: Any, path: tuple[str | int, ...]) -> Node:
        """The node of a value; its place is the place of the nearest key above that can be found."""
        start, end = self._place(path)
        pointer = join_pointer(path)
        if isinstance(value, dict):
            entries = cast("dict[str, Any]", value).items()
            return Mapping(start, end, pointer, tuple(self._entry(key, each, (*path, key)) for key, each in entries))
        if isinstance(value, list):
            items = enumerate(cast("list[Any]", value))
            return Sequence(start, end, pointer, tuple(self.node(item, (*path, at)) for at, item in items))
        if isinstance(value, str):
            return Scalar(*self._string(value, start, end), pointer, value, plain=False)
        written = str(value).lower() if isinstance(value, bool) else str(value)
        return Scalar(start, end, pointer, written, plain=True)

    def _entry(self, key: str, value: Any, path: tuple[str | int, ...]) -> Entry:
        return Entry(Scalar(*self._place(path), join_pointer(path), key, plain=False), self.node(value, path))

    def _place(self, path: tuple[str | int, ...]) -> tuple[int, int]:
        names = tuple(step for step in path if isinstance(step, str))
        for length in range(len(names), 0, -1):
            found = self._keys.get(names[:length])
            if found is None:
                continue
            # A key of an inline table is somewhere after the key of the table.
            inline = re.compile(rf"(?<![\w-]){re.escape(names[-1])}(?![\w-])").search(self._text, found[1])
            return found if length == len(names) or inline is None else inline.span()
        return 0, min(1, len(self._text))

    def _string(self, value: str, start: int, end: int) -> tuple[int, int]:
        for quote in ('"', "'"):
            at = self._text.find(f"{quote}{value}{quote}", end)
            if at >= 0:
                return at, at + len(value) + 2
        return start, end


def _key_places(text: str) -> dict[Path, tuple[int, int]]:
    """The place of each key and table that is written at the start of a line, by its path."""
    places: dict[Path, tuple[int, int]] = {}
    table: Path = ()
    for match in _LINE.finditer(text):
        group = "table" if match["table"] else "key"
        above = () if group == "table" else table
        for name in _NAME.finditer(match[group]):
            above = (*above, next(part for part in name.groups() if part is not None))
            start = match.start(group)
            places.setdefault(above, (start + name.start(), start + name.end()))
        if group == "table":
            table = above
    return places
