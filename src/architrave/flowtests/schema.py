"""The JSON Schema of a test file, for editors: derived from the declarations of its keys."""

from architrave.flowtests.document import FILE
from architrave.flowtests.shapes import Schema


def test_schema() -> Schema:
    """The JSON Schema (2020-12) of `*.flowtest.yaml`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Flow test",
        "description": "Tests of a Genesys Cloud Architect flow, run by `architrave test`.",
        **FILE.schema(),
    }


test_schema.__test__ = False  # type: ignore[attr-defined] - its name begins like that of a test of pytest
