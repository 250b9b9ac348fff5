"""Replies as the flat outputs that a flow sees."""

import pytest

from architrave.definitions.flattening import flattened, flattened_values, unflattened


def obj(**properties):
    return {"type": "object", "properties": properties}


def array(items):
    return {"type": "array", "items": items}


TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
LINES = obj(lines=array(obj(sku=TEXT, of=obj(url=TEXT))))

CASES = [
    (obj(a=obj(b=TEXT)), {"a": {"b": "x", "more": 1}}, {"a.b": "x"}),
    (obj(a=TEXT, b=TEXT), {"a": "x"}, {"a": "x"}),
    (obj(a=TEXT), {"a": None}, {}),
    (obj(a=array(WHOLE)), {"a": [1, 2]}, {"a": [1, 2]}),
    (obj(a=array(WHOLE)), {"a": []}, {"a": []}),
    (
        LINES,
        {"lines": [{"sku": "1", "of": {"url": "u"}}, {"sku": "2"}]},
        {"lines.sku": ["1", "2"], "lines.of.url": ["u", None]},
    ),
    (LINES, {"lines": [{"sku": "1"}]}, {"lines.sku": ["1"], "lines.of.url": []}),
    (obj(a=obj()), {"a": {"b": 1}}, {}),
    (array(obj(id=TEXT)), [{"id": "1"}, {"id": "2"}], {"id": "1"}),
    (array(obj(id=TEXT)), [], {}),
    (array({"type": "object"}), [{"id": "1"}], {}),
    (obj(**{"urn:x:2.0:User": obj(id=TEXT)}), {"urn:x:2.0:User": {"id": "1"}}, {"urn:x:2.0:User.id": "1"}),
    (obj(a=TEXT), "no object", {}),
]


@pytest.mark.parametrize(("schema", "value", "outputs"), CASES)
def test_values(schema, value, outputs):
    assert flattened_values(schema, value) == outputs


@pytest.mark.parametrize(("schema", "value", "outputs"), CASES)
def test_every_value_has_a_type(schema, value, outputs):
    types = flattened(schema)
    assert set(outputs) <= set(types)
    assert all(types[name].is_collection == isinstance(found, list) for name, found in outputs.items())


@pytest.mark.parametrize(("schema", "value", "outputs"), CASES)
def test_a_reply_made_of_outputs_has_these_outputs(schema, value, outputs):
    assert flattened_values(schema, unflattened(schema, outputs)) == outputs


def test_columns_become_objects():
    outputs = {"lines.sku": ["1", "2"], "lines.of.url": ["u"]}
    assert unflattened(LINES, outputs) == {"lines": [{"sku": "1", "of": {"url": "u"}}, {"sku": "2"}]}
