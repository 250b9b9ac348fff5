"""Data tables: typed rows, and errors in rows and schemas."""

from decimal import Decimal

import pytest

from architrave.definitions.data_tables import read_data_table
from architrave.diagnostics import Source

SCHEMA = """{"schema": {"properties": {
    "key": {"title": "Store", "type": "string"}, "Tills": {"type": "integer", "default": 2},
    "Fee": {"type": "number"}, "Open": {"type": "boolean"}, "City": {"type": "string"}}}}"""


def read(rows, schema=SCHEMA):
    return read_data_table("Stores", Source("Stores.schema.json", schema), Source("Stores.csv", rows))


def test_rows_have_the_types_of_their_columns():
    table, diagnostics = read('key,Tills,Fee,Open,City\nS1,4,1.50,TRUE,"Graz, Austria"\nS2,,,,\n')
    assert diagnostics == ()
    assert table.key == "Store"
    assert table.rows["S1"] == {
        "key": "S1",
        "Tills": 4,
        "Fee": Decimal("1.50"),
        "Open": True,
        "City": "Graz, Austria",
    }
    assert table.rows["S2"] == {"key": "S2", "Tills": 2, "Fee": None, "Open": None, "City": ""}


def test_the_key_column_may_have_its_title():
    table, diagnostics = read("Store,City\nS1,Graz\n")
    assert diagnostics == ()
    assert set(table.rows) == {"S1"}


ROWS = [
    ("key,Tills\nS1,many\n", 2, "a whole number"),
    ("key,Fee\nS1,1e5\n", 2, "a number"),
    ("key,Open\nS1,yes\n", 2, "true or false"),
    ("key,Town\nS1,Graz\n", 1, 'no column "Town"'),
    ("City\nGraz\n", 1, '"Store" is missing'),
    ("key\nS1\nS1\n", 3, "Two rows"),
    ('key,City\nS1,"Graz\n', 2, "not valid CSV here"),
    ("key;Tills;Open\nS1;4;true\n", 1, "separated by semicolons, not by commas"),
    ('"key";"Tills"\r\n"S1";"4"\r\n', 1, "separated by semicolons"),
    ("Store\tTills\nS1\t4\n", 1, "separated by tabs"),
    ("key|City\nS1|Graz, Austria\n", 1, "separated by bars"),
    ("sep=;\nkey;Tills\nS1;4\n", 1, "The first line, sep=;, is not a header"),
    ("sep=,\r\nkey,Tills\r\nS1,4\r\n", 1, "The first line, sep=,, is not a header"),
    ("key,Tills\rS1,4\r", 1, "carriage return"),
    ("key,Fee\nS1,1,5\n", 2, "3 values, but there are 2 columns"),
    ("key,City,,\nS1,Graz,,\n", 1, "Column 3 has no name"),
    ("key,City,City\nS1,Graz,Wien\n", 1, "occurs twice"),
    ("key,City,Store\nS1,Graz,S1\n", 1, "occurs twice"),
    ("key,City\nS1,Graz\n,Wien\n", 3, "no key"),
    (f"key\n{'k' * 257}\n", 2, "no table can have"),
    (f"key,Tills\nS1,{2**63}\n", 2, "a whole number"),
]


@pytest.mark.parametrize(("rows", "line", "said"), ROWS)
def test_rows_that_do_not_fit(rows, line, said):
    _, diagnostics = read(rows)
    fault = diagnostics[0]
    assert {each.start.line for each in diagnostics} == {line}
    assert fault.rule.slug == "data-table-row"
    assert fault.start.line == line
    assert said in fault.message


SCHEMAS = [
    ("{", "not valid JSON"),
    ("[]", "properties"),
    ('{"properties": {"City": {"type": "string"}}}', '"key"'),
    ('{"properties": {"key": {"type": "string"}, "City": {"type": "text"}}}', "'text'"),
    ("[" * 100_000, "nested too deeply"),
    ('{"properties": {"key": {"type": "integer"}}}', "another type than string"),
    ('{"properties": {"key": {"type": "string"}, "Fee": {"type": "number", "default": "much"}}}', "default"),
    ('{"schema": 5}', "properties"),
]


@pytest.mark.parametrize(("schema", "said"), SCHEMAS)
def test_schemas_that_cannot_be_used(schema, said):
    table, diagnostics = read("key\nS1\n", schema)
    assert table is None
    assert [fault.rule.slug for fault in diagnostics] == ["data-table-schema"]
    assert said in diagnostics[0].message


ADVICE = [
    ("Fee", "1,5", "Write it with a decimal point"),
    ("Fee", "1.234,50", "without separators of thousands"),
    ("Fee", "1'234.50", "without separators of thousands"),
    ("Fee", " 1.5", "Remove the spaces"),
    ("Fee", "much", "Correct the cell"),
    ("Tills", "1,000", "such as 1234."),
    ("Open", "WAHR", "Write true."),
    ("Open", "Falsch", "Write false."),
    ("Open", "VRAI", "Write true."),
    ("Open", "0", "Write false."),
    ("Open", "maybe", "Write true or false."),
]


@pytest.mark.parametrize(("column", "cell", "advice"), ADVICE)
def test_cells_that_a_spreadsheet_writes(column, cell, advice):
    _, (fault,) = read(f'key,{column}\nS1,"{cell}"\n')
    assert fault.message.startswith(f'"{cell}" in the column "{column}" is not')
    assert advice in fault.help


def test_lines_without_a_value_are_no_rows():
    table, diagnostics = read("key,City\r\nS1,Graz\r\n,\r\n\r\n,\r\n")
    assert diagnostics == ()
    assert list(table.rows) == ["S1"]
