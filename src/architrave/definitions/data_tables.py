"""Data tables: `data-tables/NAME.schema.json` declares the columns, `data-tables/NAME.csv` holds the rows.

The schema is the platform's: an object whose properties are the columns, each with a `title` and the type string,
integer, number or boolean; `key` is the key column. The rows are in the platform's export format: a header line, then
one line per row.
"""

import csv
import io
import json
import math
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

from architrave.definitions import rules
from architrave.definitions.json_files import fault, read_json
from architrave.definitions.values import Column, DataTable, derived_id
from architrave.diagnostics import Diagnostic, Position, Source, did_you_mean
from architrave.diagnostics.guarding import guarded
from architrave.expressions import types
from architrave.expressions.types import Type

KEY = "key"
_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_BOOLEANS = {"true": True, "false": False}


def _integer(text: str) -> int | None:
    return int(text) if _INTEGER.fullmatch(text) else None


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _boolean(text: str) -> bool | None:
    return _BOOLEANS.get(text.lower())


_TYPES: dict[str, tuple[Type, Callable[[str], Any], str]] = {
    "string": (types.STRING, str, "a string"),
    "integer": (types.INTEGER, _integer, "a whole number"),
    "number": (types.DECIMAL, _decimal, "a number"),
    "boolean": (types.BOOLEAN, _boolean, "true or false"),
}
_BY_TYPE = {declared: (convert, words) for declared, convert, words in _TYPES.values()}


@guarded(lambda: None)
def read_data_table(name: str, schema: Source, rows: Source | None) -> tuple[DataTable | None, tuple[Diagnostic, ...]]:
    """The data table `name` with its rows, and its problems. Without `rows` it is empty. A `name` in the schema is used
    instead."""
    raw, problem = read_json(schema, rules.DATA_TABLE_SCHEMA)
    if problem is not None:
        return None, (problem,)
    whole = cast("dict[str, Any]", raw) if isinstance(raw, dict) else {}
    inner = whole.get("schema", whole)
    path = ("schema", "properties") if "schema" in whole else ("properties",)
    properties = cast("dict[str, Any]", inner).get("properties") if isinstance(inner, dict) else None
    if not isinstance(properties, dict):
        message = "The schema of a data table must be an object with `properties`."
        return None, (fault(schema, rules.DATA_TABLE_SCHEMA, message, path, "Add one property for each column."),)
    columns, faults = _columns(cast("dict[str, Any]", properties), schema, path)
    if KEY not in properties:
        message = 'The property "key" is missing: every data table needs it.'
        faults.append(
            fault(schema, rules.DATA_TABLE_SCHEMA, message, ("properties",), 'Add "key": {"type": "string"}.')
        )
    if faults:
        return None, tuple(faults)
    read, row_faults = ({}, []) if rows is None else _rows(rows, columns)
    named = whole.get("name")
    name = named if named and isinstance(named, str) else name
    given = whole.get("id")
    table_id = given if given and isinstance(given, str) else derived_id("dataTable", name)
    key = columns[KEY].name
    return DataTable(table_id, name, key, tuple(columns.values()), read), tuple(row_faults)


def _columns(
    properties: dict[str, Any], schema: Source, path: tuple[str, ...]
) -> tuple[dict[str, Column], list[Diagnostic]]:
    """The columns by the names that a CSV file may use for them."""
    columns: dict[str, Column] = {}
    faults: list[Diagnostic] = []
    for name, given in properties.items():
        declared = cast("dict[str, Any]", given) if isinstance(given, dict) else {}
        written = declared.get("type")
        kind = _TYPES.get(written) if isinstance(written, str) else None
        if kind is None:
            message = f'The column "{name}" has an unknown type: {written!r}.'
            advice = f"Use one of {', '.join(_TYPES)}."
            faults.append(fault(schema, rules.DATA_TABLE_SCHEMA, message, (*path, name, "type"), advice))
            continue
        type_, convert, words = kind
        title, default = declared.get("title"), declared.get("default")
        if title is not None and not isinstance(title, str):
            message = f'The title of the column "{name}" is not a text.'
            advice = "Write the column's name as text, or remove the title."
            faults.append(fault(schema, rules.DATA_TABLE_SCHEMA, message, (*path, name, "title"), advice))
            continue
        if default is not None and _converted(default, type_, convert) is None:
            message = f'The default of the column "{name}" is not {words}: {json.dumps(default, ensure_ascii=False)}.'
            advice = "Write a value of the column's type, or remove the default."
            faults.append(fault(schema, rules.DATA_TABLE_SCHEMA, message, (*path, name, "default"), advice))
            continue
        columns[name] = Column(title or name, type_, default)
    return columns, faults


def _converted(default: Any, type_: Type, convert: Callable[[str], Any]) -> Any:
    """A default as the value of a cell; None if it is not of the column's type. It can be written as text."""
    if isinstance(default, str):
        return convert(default)
    if type_ == types.DECIMAL and isinstance(default, float) and math.isfinite(default):
        return default
    is_scalar = isinstance(default, bool | int)
    return convert(json.dumps(default)) if is_scalar and type_ != types.STRING else None


def _rows(source: Source, columns: dict[str, Column]) -> tuple[dict[str, dict[str, Any]], list[Diagnostic]]:
    reader = csv.reader(io.StringIO(source.text, newline=""), strict=True)
    rows: dict[str, dict[str, Any]] = {}
    faults: list[Diagnostic] = []
    try:
        header = next(reader, list[str]())
        by_name = {column.name: column for column in columns.values()} | columns
        named = [by_name.get(name) for name in header]
        faults.extend(_header_faults(source, header, by_name, columns[KEY]))
        if faults:
            return {}, faults
        for cells in reader:
            if cells:
                _row(source, reader.line_num, dict(zip(named, cells, strict=False)), columns, rows, faults)
    except csv.Error as error:
        message = f"{source.name}, line {reader.line_num}: not valid CSV: {error}."
        advice = "Put values with quotes or line breaks in double quotes."
        faults.append(_row_fault(source, reader.line_num, message, advice))
    return rows, faults


def _header_faults(source: Source, header: list[str], known: dict[str, Column], key: Column) -> list[Diagnostic]:
    faults: list[Diagnostic] = []
    for name in header:
        if name not in known:
            meant = did_you_mean(name, known)
            advice = f'Did you mean "{meant}"?' if meant else f"Known columns: {', '.join(sorted(known))}."
            faults.append(_row_fault(source, 1, f'The schema has no column "{name}".', advice))
    if KEY not in header and key.name not in header:
        faults.append(
            _row_fault(source, 1, f'The key column "{key.name}" is missing.', "Add the column, with a key in each row.")
        )
    return faults


def _row(
    source: Source,
    line: int,
    cells: dict[Column | None, str],
    columns: dict[str, Column],
    rows: dict[str, dict[str, Any]],
    faults: list[Diagnostic],
) -> None:
    row: dict[str, Any] = {}
    for column in columns.values():
        text = cells.get(column, "")
        convert, words = _BY_TYPE[column.type]
        value = column.default if text == "" and column.type != types.STRING else convert(text)
        if value is None and text != "":
            faults.append(
                _row_fault(source, line, f'"{text}" in the column "{column.name}" is not {words}.', "Correct the cell.")
            )
        row[column.name] = value
    key = cells.get(columns[KEY], "")
    if key in rows:
        faults.append(
            _row_fault(source, line, f'Two rows have the key "{key}".', "Remove one of them: keys must be unique.")
        )
    rows[key] = row


def _row_fault(source: Source, line: int, message: str, advice: str) -> Diagnostic:
    start, end = Position(line, 1), Position(line, len(source.line(line)) + 1)
    return Diagnostic(rules.DATA_TABLE_ROW, message, source.name, start=start, end=end, help=advice)
