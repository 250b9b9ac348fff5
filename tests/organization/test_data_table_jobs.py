"""Rows as CSV files: whatever a row can have, an export and an import of it give the same row."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.definitions.data_table_rows import read_rows
from architrave.definitions.data_table_schema import columns_of
from architrave.diagnostics import Source
from architrave.organization.data_table import Table, content_of, row_in
from architrave.organization.data_table_jobs import csv_of

COLUMNS, _ = columns_of(
    {
        "properties": {
            "key": {"type": "string", "title": "Name"},
            "Size": {"type": "integer"},
            "Tills": {"type": "integer", "default": 3},
            "Rate": {"type": "number", "default": 1.5},
            "Open": {"type": "boolean"},
            "City": {"type": "string"},
            "Kind": {"type": "string", "default": "shop"},
            'A "b", c': {"type": "string", "title": "Name 2"},
        }
    }
)
TABLE = Table("t", "T", COLUMNS)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = {
    "Size": st.integers(-(2**63), 2**63 - 1),
    "Tills": st.integers(-(2**63), 2**63 - 1),
    "Rate": st.decimals(-(10**30), 10**30, allow_nan=False, places=6) | st.decimals(0, 1, places=20),
    "Open": st.booleans(),
    "City": texts,
    "Kind": texts,
    'A "b", c': texts,
}
keys = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30)
rows = st.dictionaries(keys, st.fixed_dictionaries({}, optional=values), max_size=5)


@pytest.mark.property
@given(rows)
def test_export_and_import(given_rows: dict[str, dict[str, Any]]) -> None:
    stored = [row_in(content_of({"key": key, **row})) for key, row in given_rows.items()]
    text = csv_of(TABLE, stored)
    read, faults = read_rows(Source("rows.csv", text), COLUMNS)
    assert faults == ()
    again = [row_in(content_of(row)) for row in read.values()]
    assert [TABLE.completed(row) for row in again] == [TABLE.completed(row) for row in stored]


def test_values_keep_their_digits() -> None:
    row = {"key": "k", "Rate": Decimal("0.1000"), "Size": 2**63 - 1}
    assert row_in(content_of(row)) == row
    assert str(TABLE.row_for_flows(row)["Rate"]) == "0.1000"
    assert TABLE.row_for_api({"key": "k", "Rate": Decimal("5.0")})["Rate"] == 5
    assert TABLE.row_for_api({"key": "k", "Rate": Decimal("0.1")})["Rate"] == 0.1


def test_a_file_is_read_only_until_it_has_too_much() -> None:
    rows = "".join(f"k{number}\n" for number in range(1_000))
    read, faults = read_rows(Source("rows.csv", f"key\n{rows}"), COLUMNS, 10)
    assert (len(read), faults) == (11, ())
    read, faults = read_rows(Source("rows.csv", "key\n" + "a,b,c,d,e,f,g\n" * 1_000), COLUMNS, 10)
    assert (read, len(faults)) == ({}, 11)
