"""The schema and one row of a data table that flows read."""

import csv
import io
import json
from typing import Any

from architrave.expressions.types import STRING, Type
from architrave.local.starting.file_names import file_name
from architrave.local.starting.needs import Called
from architrave.local.starting.samples import sample

_TYPES = {"str": "string", "int": "integer", "dec": "number", "bln": "boolean"}
_KEY = "key"
_EXAMPLE_KEY = "example"


def table_files(table: Called) -> dict[str, str]:
    """The texts of a data table's files by path. It has a row for each literal key, or one with the key `example`."""
    name = file_name(table.name)
    columns = {column: kind for column, kind in table.outputs.items() if column != _KEY}
    properties: dict[str, Any] = {_KEY: {"type": "string"}}
    properties |= {
        column: {"title": column, "type": _TYPES.get(kind.code, "string")} for column, kind in columns.items()
    }
    schema: dict[str, Any] = {} if name == table.name else {"name": table.name}
    schema["properties"] = properties
    rows = io.StringIO()
    writer = csv.writer(rows, lineterminator="\n")
    writer.writerow([_KEY, *columns])
    cells = [_cell(kind, column) for column, kind in columns.items()]
    writer.writerows([key, *cells] for key in table.keys or (_EXAMPLE_KEY,))
    path = f"data-tables/{name}"
    return {
        f"{path}.schema.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n",
        f"{path}.csv": rows.getvalue(),
    }


def _cell(kind: Type, column: str) -> str:
    value = sample(kind if kind.code in _TYPES and not kind.is_collection else STRING, column)
    return str(value).lower() if isinstance(value, bool) else str(value)
