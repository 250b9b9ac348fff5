"""Reads a saved state, and checks it whole: its version, its tables, and every value of every row.

A large document is cut into rows first: decoding it at once would hold Python's lock, and with it the server, for too
long.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from architrave.store import migrations
from architrave.store.schema import JSON
from architrave.store.states import FORMAT, State, WrongState, row_type, tables

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_SPACE = re.compile(rb"[ \t\r\n]*+")
_TEXT = re.compile(_STRING, re.DOTALL)
_SCALAR = re.compile(_STRING + rb'|[^\s"{}\[\],:]++', re.DOTALL)
_ROW = re.compile(rb'\{(?:[^"{}]++|' + _STRING + rb")*+\}", re.DOTALL)
_SHOWN = 80

_HEADER = {"format": int, "architrave": str, "schema": int, "savedAt": str}


def read_state(content: bytes) -> State:
    """The state in a document. Blocks. Raises WrongState, which says what is wrong and where."""
    reader = _Reader(content)
    header: dict[str, Any] = {}
    found: dict[str, list[bytes]] | None = None
    for name in reader.members():
        if name == "tables":
            found = {table: list(reader.rows()) for table in reader.members()}
        elif name in _HEADER and name not in header:
            header[name] = _decoded(reader.scalar(), _HEADER[name], f'"{name}"')
        else:
            raise WrongState(f"A saved state has no key {_shown(name)}.")
        if {"format", "schema"} <= header.keys():
            _check_version(header)
    reader.end()
    _check_version(header)
    if found is None:
        raise WrongState('A saved state has the key "tables", which is missing.')
    return State({table.name: _checked(table, found) for table in _known(found)})


def _check_version(header: dict[str, Any]) -> None:
    for name in ("format", "schema"):
        if name not in header:
            raise WrongState(f'A saved state has the key "{name}", which is missing. Is this one?')
    by = f" (it was saved by Architrave {header['architrave']})" if "architrave" in header else ""
    if header["format"] != FORMAT:
        raise WrongState(f"The state has the format {header['format']}{by}; this server takes the format {FORMAT}.")
    if header["schema"] != migrations.LATEST:
        raise WrongState(
            f"The state has the schema {header['schema']}{by}; this server has the schema {migrations.LATEST}. "
            "Restore it with the version that saved it, or save it again with this one."
        )


def _known(found: dict[str, list[bytes]]) -> list[sa.Table]:
    known = tables()
    names = [table.name for table in known]
    for name in found:
        if name not in names:
            raise WrongState(f"A saved state has no table {_shown(name)}.")
    for name in names:
        if name not in found:
            raise WrongState(f'The state lacks the table "{name}".')
    return known


def _checked(table: sa.Table, found: dict[str, list[bytes]]) -> Sequence[msgspec.Struct]:
    shape = row_type(table)
    texts = [(column.name, column.info[JSON]) for column in table.columns if JSON in column.info]
    rows: list[msgspec.Struct] = []
    for number, text in enumerate(found[table.name]):
        where = f"tables.{table.name}[{number}]"
        row: Any = _decoded(text, shape, where)
        for name, kind in texts:
            if (value := getattr(row, name)) is not None:
                _decoded(value, kind, f"{where}.{name}, a JSON text")
        rows.append(row)
    return rows


def _decoded(text: bytes | str, kind: Any, where: str) -> Any:
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as problem:
        raise WrongState(f"{where}: {problem}.") from None


def _shown(name: str) -> str:
    return msgspec.json.encode(name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…").decode()


class _Reader:
    """Cuts a JSON text into the parts of a saved state, one after another."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._at = 0

    def members(self) -> Iterator[str]:
        """The names of an object's members. The caller reads the value of each before it asks for the next."""
        for _ in self._items(b"{", b"}"):
            name = _decoded(self._matched(_TEXT, "a name"), str, f"byte {self._at}")
            self._expect(b":")
            yield name

    def rows(self) -> Iterator[bytes]:
        """The objects in an array, which have no other objects inside."""
        for _ in self._items(b"[", b"]"):
            yield self._matched(_ROW, "a row, an object of plain values")

    def scalar(self) -> bytes:
        """A plain value."""
        return self._matched(_SCALAR, "a plain value")

    def end(self) -> None:
        """Check that nothing follows."""
        self._skip()
        if self._at < len(self._text):
            raise WrongState(f"The document is no saved state: there is more after its end, at byte {self._at}.")

    def _items(self, begin: bytes, end: bytes) -> Iterator[None]:
        self._expect(begin)
        if self._takes(end):
            return
        while True:
            yield
            if self._takes(end):
                return
            self._expect(b",")

    def _skip(self) -> None:
        found = _SPACE.match(self._text, self._at)
        self._at = self._at if found is None else found.end()

    def _takes(self, mark: bytes) -> bool:
        self._skip()
        is_there = self._text.startswith(mark, self._at)
        self._at += len(mark) if is_there else 0
        return is_there

    def _expect(self, mark: bytes) -> None:
        if not self._takes(mark):
            raise WrongState(f'The document is no saved state: "{mark.decode()}" is missing at byte {self._at}.')

    def _matched(self, pattern: re.Pattern[bytes], what: str) -> bytes:
        self._skip()
        found = pattern.match(self._text, self._at)
        if found is None:
            raise WrongState(f"The document is no saved state: {what} is missing at byte {self._at}.")
        self._at = found.end()
        return found[0]
