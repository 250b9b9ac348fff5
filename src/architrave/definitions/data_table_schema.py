"""The schema of a data table, as the platform has it: what its columns are, and what is wrong with it.

A schema is an object whose `properties` are the columns, each with a `title` and the type string, integer, number or
boolean; `key` is the key column. A table in a folder and one that the API makes are read by the same rules.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from architrave.definitions.data_table_cells import CELL_TYPES, CellType
from architrave.definitions.values import Column
from architrave.expressions import types

KEY = "key"
"""The name of the key column."""

LONGEST_KEY = 256
"""The most characters of a key (documented)."""

PROPERTIES = "properties"


@dataclass(frozen=True, slots=True)
class SchemaFault:
    """What is wrong with a schema, at a path in it, and what to do."""

    path: tuple[str, ...]
    message: str
    advice: str


def columns_of(schema: Any) -> tuple[dict[str, Column], tuple[SchemaFault, ...]]:
    """The columns of a schema by their ids, in its order, and its faults. With faults, some columns may be missing."""
    properties = cast("dict[str, Any]", schema).get(PROPERTIES) if isinstance(schema, dict) else None
    if not isinstance(properties, dict):
        message = "The schema of a data table must be an object with `properties`."
        return {}, (SchemaFault((PROPERTIES,), message, "Add one property for each column."),)
    columns: dict[str, Column] = {}
    faults: list[SchemaFault] = []
    for name, given in cast("dict[str, Any]", properties).items():
        column = _column(name, cast("dict[str, Any]", given) if isinstance(given, dict) else {})
        if isinstance(column, SchemaFault):
            faults.append(column)
        else:
            columns[name] = column
    if KEY not in properties:
        message = 'The property "key" is missing: every data table needs it.'
        faults.append(SchemaFault((PROPERTIES,), message, 'Add "key": {"type": "string"}.'))
    elif KEY in columns and columns[KEY].type != types.STRING:
        message = 'The property "key" has another type than string.'
        faults.append(SchemaFault((PROPERTIES, KEY, "type"), message, 'Write "type": "string".'))
    return columns, tuple(faults)


def _column(name: str, declared: Mapping[str, Any]) -> Column | SchemaFault:
    written = declared.get("type")
    cell = CELL_TYPES.get(written) if isinstance(written, str) else None
    if cell is None:
        message = f'The column "{name}" has an unknown type: {written!r}.'
        return SchemaFault((PROPERTIES, name, "type"), message, f"Use one of {', '.join(CELL_TYPES)}.")
    title, default = declared.get("title"), declared.get("default")
    if title is not None and not isinstance(title, str):
        message = f'The title of the column "{name}" is not a text.'
        advice = "Write the column's name as text, or remove the title."
        return SchemaFault((PROPERTIES, name, "title"), message, advice)
    value = None if default is None else _converted(default, cell)
    if default is not None and value is None:
        shown = json.dumps(default, ensure_ascii=False)
        message = f'The default of the column "{name}" is not {cell.words}: {shown}.'
        advice = "Write a value of the column's type, or remove the default."
        return SchemaFault((PROPERTIES, name, "default"), message, advice)
    return Column(title or name, cell.type, value, name)


def _converted(default: Any, cell: CellType) -> Any:
    """A default as the value of a cell; None if it is not of the column's type. It can be written as text."""
    if isinstance(default, str):
        return cell.convert(default)
    if cell.type == types.DECIMAL and isinstance(default, float) and math.isfinite(default):
        return Decimal(repr(default))
    is_scalar = isinstance(default, bool | int)
    return cell.convert(json.dumps(default)) if is_scalar and cell.type != types.STRING else None
