"""The rows of a data table: a CSV file in the platform's export format, with a header line and a line for each row."""

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from architrave.definitions import rules
from architrave.definitions.data_table_cells import BY_TYPE, advice_for
from architrave.definitions.data_table_schema import KEY, LONGEST_KEY
from architrave.definitions.values import Column
from architrave.diagnostics import Diagnostic, Position, Source, did_you_mean
from architrave.expressions import types

_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
_SEPARATOR_LINE = re.compile(r"sep=.\s*", re.IGNORECASE)
_COMMAS = (
    "Separate them with commas. A spreadsheet uses the list separator of your region: change that in its settings, or "
    "replace the separators in the file."
)

LONGEST_CELL = 262_144
"""The most characters of a text in a row (recorded)."""

Rows = dict[str, dict[str, Any]]
"""The rows by their keys; each has its values by the ids of the columns."""


def read_rows(
    source: Source, columns: Mapping[str, Column], most: int | None = None
) -> tuple[Rows, tuple[Diagnostic, ...]]:
    """The rows of a CSV text, and its problems. `columns` are the columns by their names in the schema.

    With `most`, reading ends once there are more rows than that, or more problems. A line without any value is not a
    row (assumed: spreadsheets write such lines).
    """
    rows = _Rows(source, columns, most)
    form = _fault_of_form(source, rows.names)
    if form is not None:
        return {}, (_fault(source, 1, *form),)
    reader = csv.reader(io.StringIO(source.text, newline=""), strict=True)
    try:
        rows.read(reader)
    except csv.Error as error:
        message = f"{source.name} is not valid CSV here: {error}."
        advice = "Put values with quotes or line breaks in double quotes."
        rows.faults.append(_fault(source, reader.line_num, message, advice))
    return rows.rows, tuple(rows.faults)


def _fault_of_form(source: Source, names: Collection[str]) -> tuple[str, str] | None:
    """What is wrong with the file as a whole, and what to do. `names` are those of the columns."""
    if "\r" in source.text.rstrip("\r") and "\n" not in source.text:
        return "The lines end with a carriage return alone.", "Save the file with the line ends of Windows or Unix."
    first = source.line(1)
    if _SEPARATOR_LINE.fullmatch(first):
        return f"The first line, {first.strip()}, is not a header.", "Remove it. The columns are separated by commas."
    found = {separator: _known(first, separator, names) for separator in (",", *_SEPARATORS)}
    other = max(found, key=lambda separator: found[separator])
    if other in _SEPARATORS and found[other] > found[","]:
        return f"The columns are separated by {_SEPARATORS[other]}, not by commas.", _COMMAS
    return None


def _known(header: str, separator: str, names: Collection[str]) -> int:
    """How many known columns a header has, if this separates them."""
    return sum(name.strip().strip('"') in names for name in header.split(separator))


class _Rows:
    def __init__(self, source: Source, columns: Mapping[str, Column], most: int | None) -> None:
        self._source = source
        self._columns = columns
        self.names = {column.name: column for column in columns.values()} | dict(columns)
        self._most = most
        self.rows: Rows = {}
        self.faults: list[Diagnostic] = []

    def read(self, reader: Any) -> None:
        """Reads the lines of a CSV reader. Raises csv.Error."""
        header: list[str] = next(reader, list[str]())
        self.faults.extend(_fault(self._source, 1, *each) for each in self._faults_of(header))
        if self.faults:
            return
        named = [self.names[name] for name in header]
        for cells in reader:
            if self._most is not None and max(len(self.rows), len(self.faults)) > self._most:
                return
            if len(cells) > len(named):
                message = f"The row has {len(cells)} values, but there are {len(named)} columns."
                advice = "Put a value that contains a comma in double quotes. Numbers have a decimal point."
                self._fault(reader.line_num, message, advice)
            elif any(cells):
                self._row(reader.line_num, dict(zip(named, cells, strict=False)))

    def _faults_of(self, header: Sequence[str]) -> Iterator[tuple[str, str]]:
        """What is wrong with the header, and what to do."""
        seen: dict[Column, str] = {}
        for number, name in enumerate(header, 1):
            column = self.names.get(name)
            if not name.strip():
                yield f"Column {number} has no name.", "Remove the column, or write its name into the first line."
            elif column is None:
                meant = did_you_mean(name, self.names)
                known = f"Known columns: {', '.join(sorted(self.names))}."
                yield f'The schema has no column "{name}".', f'Did you mean "{meant}"?' if meant else known
            elif column in seen:
                yield f'The column "{name}" occurs twice.', "Remove one of them."
            else:
                seen[column] = name
        key = self._columns[KEY]
        if key not in seen:
            yield f'The key column "{key.name}" is missing.', "Add the column, with a key in each row."

    def _row(self, line: int, cells: Mapping[Column, str]) -> None:
        row: dict[str, Any] = {}
        for column in self._columns.values():
            text = cells.get(column, "")
            cell = BY_TYPE[column.type]
            value = column.default if text == "" and column.type != types.STRING else cell.convert(text)
            if value is None and text != "":
                message = f'"{text}" in the column "{column.name}" is not {cell.words}.'
                self._fault(line, message, advice_for(text, cell))
            row[column.id] = value
        key = cells.get(self._columns[KEY], "")
        if not key or len(key) > LONGEST_KEY or "\0" in key:
            what = "no key" if not key else "a key that no table can have"
            self._fault(line, f"The row has {what}.", f"Write a key of 1 to {LONGEST_KEY} characters.")
            return
        if key in self.rows:
            self._fault(line, f'Two rows have the key "{key}".', "Remove one of them: keys must be unique.")
        self.rows[key] = row

    def _fault(self, line: int, message: str, advice: str) -> None:
        self.faults.append(_fault(self._source, line, message, advice))


def _fault(source: Source, line: int, message: str, advice: str) -> Diagnostic:
    start, end = Position(line, 1), Position(line, len(source.line(line)) + 1)
    return Diagnostic(rules.DATA_TABLE_ROW, message, source.name, start=start, end=end, help=advice)
