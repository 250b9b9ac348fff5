"""The JSON Schema of each shape of a settings file."""

import jsonschema_rs
import pytest

from architrave.definitions.json_schema import json_schema
from architrave.definitions.sections import ORG_YAML
from architrave.definitions.shapes import Anything, Fields, Flag, Listed, Named, Short, Text, Whole


@pytest.mark.parametrize(
    ("shape", "good", "bad"),
    [
        (Text(), ["a", 5], [True, [], {}]),
        (Text(("a", "b")), ["a"], ["c", 1]),
        (Flag(), [True], ["yes", 1]),
        (Whole(1, 3), [1, 3], [0, 4, 1.5, "1"]),
        (Anything(), [1, "a", None, []], []),
        (Listed(Flag()), [[], [True]], [[1], {}]),
        (Named(Flag()), [{}, {"a": True}], [{"a": 1}, []]),
        (Short("a", Fields({"a": Flag()}, ("a",))), ["x", {"a": True}], [True, {}, {"a": 1}]),
        (Fields({"a": Flag(), "b": Text()}, ("a",)), [{"a": True}], [{}, {"b": "x"}, {"a": True, "c": 1}]),
    ],
)
def test_a_shape_takes_what_its_schema_takes(shape, good, bad):
    validator = jsonschema_rs.Draft202012Validator(json_schema(shape))
    assert [value for value in good if not validator.is_valid(value)] == []
    assert [value for value in bad if validator.is_valid(value)] == []


def test_the_schema_of_a_whole_file_is_a_schema():
    jsonschema_rs.Draft202012Validator(json_schema(ORG_YAML))  # raises if it is none
