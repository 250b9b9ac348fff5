"""Data tables: `data-tables/NAME.schema.json` declares the columns, `data-tables/NAME.csv` holds the rows.

The schema is the platform's: an object whose properties are the columns, each with a `title` and the type string,
integer, number or boolean; `key` is the key column.
"""

import json
import math
from typing import Any, cast

from architrave.definitions import rules
from architrave.definitions.data_table_cells import CELL_TYPES, CellType
from architrave.definitions.data_table_rows import KEY, read_rows
from architrave.definitions.json_files import fault, read_json
from architrave.definitions.values import Column, DataTable, derived_id
from architrave.diagnostics import Diagnostic, Source
from architrave.diagnostics.guarding import guarded
from architrave.expressions import types


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
    read, row_faults = ({}, ()) if rows is None else read_rows(rows, columns)
    named = whole.get("name")
    name = named if named and isinstance(named, str) else name
    given = whole.get("id")
    table_id = given if given and isinstance(given, str) else derived_id("dataTable", name)
    key = columns[KEY].name
    return DataTable(table_id, name, key, tuple(columns.values()), read), row_faults


def _columns(
    properties: dict[str, Any], schema: Source, path: tuple[str, ...]
) -> tuple[dict[str, Column], list[Diagnostic]]:
    """The columns by their names in the schema."""
    columns: dict[str, Column] = {}
    faults: list[Diagnostic] = []
    for name, given in properties.items():
        declared = cast("dict[str, Any]", given) if isinstance(given, dict) else {}
        written = declared.get("type")
        cell = CELL_TYPES.get(written) if isinstance(written, str) else None
        if cell is None:
            message = f'The column "{name}" has an unknown type: {written!r}.'
            advice = f"Use one of {', '.join(CELL_TYPES)}."
            faults.append(fault(schema, rules.DATA_TABLE_SCHEMA, message, (*path, name, "type"), advice))
            continue
        title, default = declared.get("title"), declared.get("default")
        if title is not None and not isinstance(title, str):
            message = f'The title of the column "{name}" is not a text.'
            advice = "Write the column's name as text, or remove the title."
            faults.append(fault(schema, rules.DATA_TABLE_SCHEMA, message, (*path, name, "title"), advice))
            continue
        if default is not None and _converted(default, cell) is None:
            message = (
                f'The default of the column "{name}" is not {cell.words}: {json.dumps(default, ensure_ascii=False)}.'
            )
            advice = "Write a value of the column's type, or remove the default."
            faults.append(fault(schema, rules.DATA_TABLE_SCHEMA, message, (*path, name, "default"), advice))
            continue
        columns[name] = Column(title or name, cell.type, default)
    return columns, faults


def _converted(default: Any, cell: CellType) -> Any:
    """A default as the value of a cell; None if it is not of the column's type. It can be written as text."""
    if isinstance(default, str):
        return cell.convert(default)
    if cell.type == types.DECIMAL and isinstance(default, float) and math.isfinite(default):
        return default
    is_scalar = isinstance(default, bool | int)
    return cell.convert(json.dumps(default)) if is_scalar and cell.type != types.STRING else None
