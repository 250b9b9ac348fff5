"""JSON objects: reading and changing properties. Names are case-sensitive; the given object is not changed.

New values can have any type (`ToJson` defines the conversion); NOT_SET becomes null.
"""

from typing import Any

from architrave.expressions import bounds
from architrave.expressions.declare import Example, function
from architrave.expressions.faults import WRONG_KIND, ExpressionError
from architrave.expressions.values import Json
from architrave.expressions.values.json_data import json_data


@function(
    "GetJsonObjectProperty(object: JSON, name: String) -> JSON",
    "The value of a property, by case-sensitive name; NOT_SET if there is none.",
    category="json",
    examples=[
        Example('GetJsonObjectProperty(JsonParse("{\\"id\\": 7}"), "id")', "7"),
        Example('GetJsonObjectProperty(JsonParse("{\\"id\\": 7}"), "ID")', "NOT_SET"),
        Example('GetJsonObjectProperty(JsonParse("[7]"), "id")', error=WRONG_KIND),
    ],
)
def _get_property(json: Json, name: str) -> Json | None:
    properties = _properties(json, "GetJsonObjectProperty")
    return Json(properties[name]) if name in properties else None


@function(
    "GetJsonObjectPropertyNames(object: JSON) -> String[]",
    "The names of all properties, in order.",
    category="json",
    examples=[Example('GetJsonObjectPropertyNames(JsonParse("{\\"b\\": 1, \\"a\\": 2}"))', json=["b", "a"])],
)
def _get_property_names(json: Json) -> tuple[str, ...]:
    return bounds.collection(tuple(_properties(json, "GetJsonObjectPropertyNames")))


@function(
    "SetJsonObjectProperty(object: JSON, name: String, value: Any?) -> JSON",
    "The object with a property set; a new property is added at the end.",
    category="json",
    examples=[
        Example('SetJsonObjectProperty(MakeEmptyJsonObject(), "n", 42)', '{"n":42}'),
        Example('SetJsonObjectProperty(JsonParse("{\\"a\\":1,\\"b\\":2}"), "a", NOT_SET)', '{"a":null,"b":2}'),
    ],
)
@function(
    "SetJsonObjectProperty(object: JSON, name: String, value: Any[]) -> JSON",
    "The object with a property set to a collection, as an array.",
    category="json",
    examples=[Example('SetJsonObjectProperty(MakeEmptyJsonObject(), "n", MakeList(1, 2))', '{"n":[1,2]}')],
)
def _set_property(json: Json, name: str, value: Any) -> Json:
    return Json({**_properties(json, "SetJsonObjectProperty"), name: json_data(value)})


@function(
    "DeleteJsonObjectProperty(object: JSON, name: String) -> JSON",
    "The object without a property; unchanged if it does not have the property.",
    category="json",
    examples=[Example('DeleteJsonObjectProperty(JsonParse("{\\"a\\":1,\\"b\\":2}"), "a")', '{"b":2}')],
)
def _delete_property(json: Json, name: str) -> Json:
    properties = _properties(json, "DeleteJsonObjectProperty")
    return Json({key: value for key, value in properties.items() if key != name})


def _properties(json: Json, function_name: str) -> dict[str, Any]:
    if isinstance(json.value, dict):
        return json.value  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    raise ExpressionError(WRONG_KIND, f"{function_name} needs a JSON object.")
