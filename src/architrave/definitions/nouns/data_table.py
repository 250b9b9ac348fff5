"""Data tables: their columns. The rows have a store of their own (`store/data_table_rows.py`)."""

from architrave.definitions.nouns.declaration import TEXT, Noun, Property
from architrave.definitions.nouns.division import DIVISION_OF_ENTITY
from architrave.definitions.shapes import Anything

DATA_TABLE = Noun(
    "dataTable",
    "dataTables",
    "A table with a key, in which flows look up rows.",
    (
        Property("description", TEXT, "what it is for"),
        DIVISION_OF_ENTITY,
        Property("schema", Anything(), "its columns, as a JSON Schema"),
    ),
    unique="name",
    in_file=False,
    title="data table",
)
"""It is in `data-tables/`, not in org.yaml. Its endpoints are in `server/routes/data_tables.py`."""
