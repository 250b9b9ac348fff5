"""A data table in use: its columns, and its rows as the store, flows and the API see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self, cast

import msgspec

from architrave.definitions.data_table_schema import KEY, columns_of
from architrave.definitions.values import Column, DataTable
from architrave.expressions import types
from architrave.organization.entity import Entity

Row = Mapping[str, Any]
"""The values of a row by the ids of the columns; a column without a value is missing."""

Found = dict[str, Any]

_encode = msgspec.json.Encoder(decimal_format="number").encode
_decode = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode


@dataclass(frozen=True, slots=True)
class Table:
    """A data table. `columns` are by their ids; `required` are the ids of those that every row must have."""

    id: str
    name: str
    columns: Mapping[str, Column]
    required: frozenset[str] = frozenset()

    @classmethod
    def of(cls, entity: Entity) -> Self:
        """The table of an entity."""
        schema = cast("dict[str, Any]", entity.properties.get("schema") or {})
        columns, _ = columns_of(schema)
        required = schema.get("required")
        names = cast("list[object]", required) if isinstance(required, list) else []
        return cls(entity.id, entity.name, columns, frozenset(one for one in names if isinstance(one, str)))

    @classmethod
    def written(cls, table: DataTable) -> Self:
        """The table in a folder."""
        return cls(table.id, table.name, {column.id: column for column in table.columns})

    def for_flows(self) -> Found:
        """The table as flows look it up."""
        columns = {column.name: str(column.type) for column in self.columns.values()}
        return {"id": self.id, "name": self.name, "key": self.columns[KEY].name, "columns": columns}

    def row_for_flows(self, row: Row) -> Found:
        """A row as flows look it up: its values by the titles of the columns; numbers are texts."""
        values = self.completed(row)
        return {column.name: _plain(values.get(name)) for name, column in self.columns.items()}

    def row_for_api(self, row: Row) -> Found:
        """A row as the API shows it: its values by the ids of the columns."""
        return {name: _number(value) for name, value in self.completed(row).items()}

    def completed(self, row: Row) -> Found:
        """A row with the defaults of the columns for which it has no value: they may be newer than the row."""
        found = {name: _value(row.get(name), column) for name, column in self.columns.items()}
        return {name: value for name, value in found.items() if value is not None}


def content_of(row: Row) -> str:
    """A row as the text that the store has."""
    return _encode({name: value for name, value in row.items() if value is not None}).decode()


def row_in(content: str) -> dict[str, Any]:
    """The row in a text of the store. Numbers with a fraction are Decimals."""
    return _decode(content)


def _value(value: Any, column: Column) -> Any:
    """The value of a column: its default if there is none, and an empty text for a text without one."""
    if value is None:
        value = column.default
    if column.type == types.DECIMAL and type(value) is int:  # written without a fraction
        value = Decimal(value)
    return "" if value is None and column.type == types.STRING else value


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def _number(value: Any) -> Any:
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() and value.adjusted() < _WHOLE_DIGITS else float(value)


_WHOLE_DIGITS = 15
"""A number with so many digits before the point is exact in JSON, also without a fraction."""
