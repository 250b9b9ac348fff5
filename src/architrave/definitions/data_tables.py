"""Data tables: `data-tables/NAME.schema.json` declares the columns, `data-tables/NAME.csv` holds the rows.

The schema is the platform's (`data_table_schema`), alone or in a data table as the API returns it.
"""

from typing import Any, cast

from architrave.definitions import rules
from architrave.definitions.data_table_rows import read_rows
from architrave.definitions.data_table_schema import KEY, columns_of
from architrave.definitions.json_files import fault, read_json
from architrave.definitions.values import DataTable, derived_id
from architrave.diagnostics import Diagnostic, Source
from architrave.diagnostics.guarding import guarded

_WHOLE = "schema"


@guarded(lambda: None)
def read_data_table(name: str, schema: Source, rows: Source | None) -> tuple[DataTable | None, tuple[Diagnostic, ...]]:
    """The data table `name` with its rows, and its problems. Without `rows` it is empty. A `name` in the schema is used
    instead."""
    raw, problem = read_json(schema, rules.DATA_TABLE_SCHEMA)
    if problem is not None:
        return None, (problem,)
    whole = cast("dict[str, Any]", raw) if isinstance(raw, dict) else {}
    inner, before = (whole[_WHOLE], (_WHOLE,)) if _WHOLE in whole else (whole, ())
    columns, wrong = columns_of(inner)
    if wrong:
        found = (fault(schema, rules.DATA_TABLE_SCHEMA, one.message, (*before, *one.path), one.advice) for one in wrong)
        return None, tuple(found)
    read, row_faults = ({}, ()) if rows is None else read_rows(rows, columns)
    named = _text(whole, "name") or name
    division: Any = whole.get("division")
    table = DataTable(
        _text(whole, "id") or derived_id("dataTable", named),
        named,
        columns[KEY].name,
        tuple(columns.values()),
        read,
        description=_text(whole, "description") or "",
        division=_text(cast("dict[str, Any]", division), "id") if isinstance(division, dict) else None,
        schema=cast("dict[str, Any]", inner) if before else _bare(whole),
        file=schema.name,
        rows_file=None if rows is None else rows.name,
    )
    return table, row_faults


def _text(whole: dict[str, Any], name: str) -> str | None:
    value = whole.get(name)
    return value if isinstance(value, str) and value else None


def _bare(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema without what only the table has."""
    return {name: value for name, value in schema.items() if name not in ("name", "division")}
