"""Replies of the world as values of a type, and what does not fit."""

from decimal import Decimal

import pytest

from architrave.expressions.types import BOOLEAN, DECIMAL, INTEGER, JSON, QUEUE, STRING, Type
from architrave.expressions.values import Json, Record
from architrave.interpreter.faults import ReplyFault
from architrave.interpreter.plain import world_value


@pytest.mark.parametrize(
    ("kind", "given", "value"),
    [
        (STRING, "5", "5"),
        (STRING, 5, "5"),
        (STRING, True, "true"),
        (STRING, None, None),
        (STRING.collection, None, ()),
        (STRING.collection, ["a", None], ("a", None)),
        (INTEGER, "5", 5),
        (INTEGER, 5.0, 5),
        (DECIMAL, 2, Decimal(2)),
        (JSON, {"a": [1]}, Json({"a": [1]})),
    ],
)
def test_a_reply_fits_a_type(kind, given, value):
    assert world_value(kind, given, "The output", "x") == value


@pytest.mark.parametrize("kind", [STRING, INTEGER, DECIMAL, BOOLEAN, Type("cur"), Type("dtm"), Type("phn")])
def test_an_object_fits_no_plain_type(kind):
    """An object must not become a Record where the flow has a text: expressions would fail on it later."""
    with pytest.raises(ReplyFault, match="“x” does not fit the type"):
        world_value(kind, {"a": 1}, "The output", "x")
    with pytest.raises(ReplyFault):
        world_value(kind.collection, [{"a": 1}], "The output", "x")


def test_an_object_is_the_record_of_an_entity():
    found = world_value(QUEUE, {"id": "q-1", "name": "Support"}, "The queue")
    assert isinstance(found, Record)
    assert (found["id"], found["name"]) == ("q-1", "Support")
