"""The flattened names of a data action's contract."""

import pytest

from architrave.definitions.files import TextFiles
from architrave.definitions.flattening import flattened
from architrave.definitions.known import known_of
from architrave.definitions.reader import read_organization
from architrave.expressions.types import BOOLEAN, DECIMAL, INTEGER, STRING

SCHEMAS = [
    ({"type": "object", "properties": {"a": {"type": "string"}}}, {"a": STRING}),
    ({"properties": {"a": {"properties": {"b": {"type": "number"}}}}}, {"a.b": DECIMAL}),
    ({"properties": {"a": {"type": "array", "items": {"type": "integer"}}}}, {"a": INTEGER.collection}),
    (
        {"properties": {"a": {"type": "array", "items": {"properties": {"b": {"type": "boolean"}}}}}},
        {"a.b": BOOLEAN.collection},
    ),
    ({"type": "array", "items": {"properties": {"id": {"type": "string"}}}}, {"id": STRING}),
    ({"type": "string"}, {"value": STRING}),
    ({"type": ["string", "null"]}, {"value": STRING}),
    ({}, {}),
]


@pytest.mark.parametrize(("schema", "leaves"), SCHEMAS)
def test_leaves(schema, leaves):
    assert flattened(schema) == leaves


def test_a_recursive_schema_is_cut_off():
    schema: dict[str, object] = {"type": "object"}
    schema["properties"] = {"again": schema, "name": {"type": "string"}}
    assert flattened(schema)["name"] == STRING


def test_entities_are_known_by_noun_and_users_also_by_email():
    text = "users: [{id: u-1, name: Ada, email: ada@example.com}]\nqueues: [{name: Support}]"
    text += "\nschedules: [{name: Hours}]"
    organization, _ = read_organization(TextFiles({"org.yaml": text}), environment={})
    assert organization is not None
    entities = known_of(organization).entities
    assert {noun: set(names) for noun, names in entities.items() if names} == {
        "user": {"Ada", "ada@example.com"},
        "queue": {"Support"},
        "schedule": {"Hours"},
    }
    assert entities["skill"] == frozenset()
    assert "journeySegment" not in entities
