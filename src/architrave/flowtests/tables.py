"""A table of cases in a CSV file: each line becomes a row, as if it were written in the test file.

The columns are `case`, `skip`, `todo`, `at`, `expect.KEY` (with further keys after dots, such as
`expect.outputs.total`), and the inputs of the flow by name. An empty cell says nothing.
"""

import csv
from collections.abc import Iterator

from architrave.diagnostics import Diagnostic, Position, Source, did_you_mean
from architrave.flows.yaml import Entry, Mapping, Node, Scalar
from architrave.flows.yaml.parse import parse
from architrave.flowtests.document import Row
from architrave.flowtests.expect import Expect
from architrave.flowtests.noted import Noted
from architrave.flowtests.objects import Object, keys_of
from architrave.flowtests.rules import FLOWTEST_TABLE
from architrave.flowtests.shapes import Reader

MOST_ROWS = 100_000
_OWN = ("case", "skip", "todo", "at")
_EXPECT = "expect"
_INPUTS = "inputs"
_ROW = Object(Row, "a row")


def read_table(source: Source) -> tuple[tuple[Noted[Row], ...], tuple[Diagnostic, ...]]:
    """The rows of a CSV file, and all problems in it."""
    reader = Reader(source, [])
    rows: list[Noted[Row]] = []
    header: list[str] = []
    for place, cells in _lines(source, reader):
        if not header:
            header = [cell.strip() for cell in cells]
            _check_header(header, place, reader)
        elif len(cells) != len(header):
            message = f"This line has {len(cells)} cells, but the first line has {len(header)}."
            reader.fault(FLOWTEST_TABLE, place, message, "Write a cell for each column; it may be empty.")
        elif len(rows) == MOST_ROWS:
            reader.fault(FLOWTEST_TABLE, place, f"A table has at most {MOST_ROWS:,} rows.", "Split the file.")
            break
        elif (row := reader.noted(_ROW, _row(header, cells, place))) is not None:
            rows.append(row)
    return tuple(rows), tuple(reader.faults)


def _lines(source: Source, reader: Reader) -> Iterator[tuple[Scalar, list[str]]]:
    """The records that are not empty, each with its place."""
    records = csv.reader(source.text.splitlines(keepends=True), strict=True)
    before = 0
    try:
        for cells in records:
            place = _place(source, before + 1)
            before = records.line_num
            if any(cell.strip() for cell in cells):
                yield place, cells
    except csv.Error as problem:
        reader.fault(FLOWTEST_TABLE, _place(source, before + 1), f"The file is not valid CSV: {problem}.")


def _place(source: Source, line: int) -> Scalar:
    start = source.offset(Position(line, 1))
    text = source.line(line)
    return Scalar(start, start + len(text), "", text, plain=True)


def _check_header(header: list[str], place: Scalar, reader: Reader) -> None:
    for name in header:
        first, dot, rest = name.partition(".")
        key = rest.partition(".")[0]
        if not name:
            reader.fault(FLOWTEST_TABLE, place, "A column has no name.", "The first line names the columns.")
        elif header.count(name) > 1:
            reader.fault(FLOWTEST_TABLE, place, f"Two columns are called “{name}”.")
        elif first == _EXPECT and (not dot or key not in keys_of(Expect)):
            near = did_you_mean(key, keys_of(Expect))
            advice = f"Did you mean `expect.{near}`?" if near else f"Keys: {', '.join(keys_of(Expect))}."
            reader.fault(FLOWTEST_TABLE, place, f"The column “{name}” is not a key of `expect`.", advice)


def _row(header: list[str], cells: list[str], place: Scalar) -> Mapping:
    """A line as a map of a test file."""
    values = [(name, cell.strip()) for name, cell in zip(header, cells, strict=True) if name and cell.strip()]
    return _mapping([(_path(name), _cell(cell, place)) for name, cell in values], place)


def _path(name: str) -> list[str]:
    """Where the value of a column is in a row; the name of an input or output may have dots."""
    if name.startswith(f"{_EXPECT}."):
        return name.split(".", 2)
    return [name] if name in _OWN else [_INPUTS, name]


def _cell(text: str, place: Scalar) -> Node:
    """The value of a cell: a list or map in YAML's form on one line, or else a single value."""
    node, faults = parse(text) if text[0] in "[{" else (None, ())
    if node is None or faults or isinstance(node, Scalar):
        return Scalar(place.start, place.end, "", text, plain=True)
    return _moved(node, place)


def _moved(node: Node, place: Scalar) -> Node:
    match node:
        case Scalar():
            return Scalar(place.start, place.end, "", node.text, node.plain)
        case Mapping():
            entries = (Entry(_key(entry.name, place), _moved(entry.value, place)) for entry in node.entries)
            return Mapping(place.start, place.end, "", tuple(entries))
        case _:
            return type(node)(place.start, place.end, "", tuple(_moved(item, place) for item in node.items))


def _mapping(values: list[tuple[list[str], Node]], place: Scalar) -> Mapping:
    """A map of values by their paths."""
    entries: list[Entry] = []
    for name in dict.fromkeys(path[0] for path, _ in values):
        inside = [(path[1:], value) for path, value in values if path[0] == name]
        leaf = next((value for path, value in inside if not path), None)
        entries.append(Entry(_key(name, place), leaf or _mapping(inside, place)))
    return Mapping(place.start, place.end, "", tuple(entries))


def _key(name: str, place: Scalar) -> Scalar:
    return Scalar(place.start, place.end, "", name, plain=False)
