"""Rows that the API sends: checked against the columns of their table.

That strings are at most 262,144 characters long is recorded; that keys have 1 to 256 is documented, the rest assumed.
For a column that is left out, the cloud takes its default, or else an empty text, 0 or false (recorded: Terraform's
provider relies on it).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

from architrave.contract.model_check import Problem
from architrave.contract.rules import INVALID_VALUE, MISSING_FIELD, UNKNOWN_FIELD, WRONG_TYPE
from architrave.contract.wording import kind, quote
from architrave.definitions.data_table_cells import LARGEST_INTEGER
from architrave.definitions.data_table_rows import LONGEST_CELL
from architrave.definitions.data_table_schema import KEY, LONGEST_KEY
from architrave.definitions.values import Column
from architrave.diagnostics import did_you_mean
from architrave.expressions import types
from architrave.organization.data_table import Table

_LARGEST_EXPONENT = 300

_BLANK = {types.STRING: "", types.INTEGER: 0, types.DECIMAL: Decimal(0), types.BOOLEAN: False}
_WORDS = {
    types.STRING: "a string",
    types.INTEGER: "a whole number",
    types.DECIMAL: "a number",
    types.BOOLEAN: "true or false",
}


@dataclass(slots=True)
class SentRow:
    """A row that was sent. It is usable if there are no `problems`."""

    key: str = ""
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    problems: list[Problem] = field(default_factory=list[Problem])


def read_row(table: Table, sent: Any, key: str | None = None) -> SentRow:
    """The row in a JSON value, in which null counts as absent. `key` is the one that it must have, if that is given."""
    if not isinstance(sent, dict):
        problem = Problem(WRONG_TYPE, f"The body is {kind(sent)}; a row is an object.", (), "Put it in braces.")
        return SentRow(problems=[problem])
    given = {name: value for name, value in cast("dict[str, Any]", sent).items() if value is not None}
    if key is not None:
        given.setdefault(KEY, key)
    row = SentRow(
        values={name: _given(value, table.columns[name]) for name, value in given.items() if name in table.columns}
    )
    row.problems += _problems(table, given)
    if not row.problems:
        row.key = row.values[KEY]
        if key is not None and row.key != key:
            message = f"The row in the path has the key {quote(key)}, the body {quote(row.key)}."
            row.problems.append(Problem(INVALID_VALUE, message, (KEY,), "A key never changes: make another row."))
    for name, column in table.columns.items():
        if name not in row.values and name != KEY:
            row.values[name] = _BLANK[column.type] if column.default is None else column.default
    return row


def _given(value: Any, column: Column) -> Any:
    if isinstance(value, Decimal) and _is_plain(value):
        return Decimal(format(value, "f"))
    return Decimal(value) if column.type == types.DECIMAL and type(value) is int else value


def _is_plain(value: Decimal) -> bool:
    """Whether a number is one that clients can read: it has the range of a floating-point number."""
    return value.is_finite() and -_LARGEST_EXPONENT <= value.adjusted() <= _LARGEST_EXPONENT


def _problems(table: Table, given: Mapping[str, Any]) -> Iterator[Problem]:
    for name, value in given.items():
        column = table.columns.get(name)
        if column is None:
            meant = did_you_mean(name, table.columns)
            known = f"Its fields are: {', '.join(table.columns)}."
            help_text = f'Did you mean "{meant}"?' if meant else known
            message = f"The data table {quote(table.name)} has no field {quote(name)}."
            yield Problem(UNKNOWN_FIELD, message, (name,), help_text, at_key=True)
        elif not _fits(value, column):
            message = f"{quote(name)} is {kind(value)}; the field is {_WORDS[column.type]}."
            yield Problem(WRONG_TYPE, message, (name,), f"Send {_WORDS[column.type]}.")
        elif isinstance(value, str) and (fault := _text_fault(name, value)) is not None:
            yield Problem(INVALID_VALUE, fault, (name,))
    for name in sorted(table.required | {KEY}):
        column = table.columns.get(name)
        if name not in given and column is not None and (column.default is None or name == KEY):
            message = f"The row has no {quote(name)}, which the data table {quote(table.name)} requires."
            yield Problem(MISSING_FIELD, message, (), f"Send {_WORDS[column.type]}.")


def _fits(value: Any, column: Column) -> bool:
    if column.type == types.STRING:
        return isinstance(value, str)
    if column.type == types.BOOLEAN:
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    if column.type == types.INTEGER:
        return isinstance(value, int) and -LARGEST_INTEGER - 1 <= value <= LARGEST_INTEGER
    return (isinstance(value, int) and abs(value) <= LARGEST_INTEGER) or (
        isinstance(value, Decimal) and _is_plain(value)
    )


def _text_fault(name: str, value: str) -> str | None:
    if name == KEY and (not value or len(value) > LONGEST_KEY or "\0" in value):
        return f"A key has 1 to {LONGEST_KEY} characters, and no NUL."
    if len(value) > LONGEST_CELL:
        return f"{quote(name)} has {len(value):,} characters; a text has at most {LONGEST_CELL:,}."
    try:
        value.encode()
    except UnicodeEncodeError:
        return f"{quote(name)} has half of a surrogate pair."
    return None
