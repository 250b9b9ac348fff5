"""Turns a contract's schema, and a reply that fits it, into the flat outputs that a flow sees.

The rules come from exported flows, which contain the platform's flattened schemas (recorded):

- Member names are joined with dots.
- An array of scalars becomes a collection.
- An array of objects becomes one collection per member, each as long as the array.
- An object or array without known members has no output.
- For an array at the top, the item's schema counts, and the first element gives the values.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from architrave.expressions import types
from architrave.expressions.types import Type

_SCALARS = {
    "string": types.STRING,
    "integer": types.INTEGER,
    "number": types.DECIMAL,
    "boolean": types.BOOLEAN,
}
_MAX_DEPTH = 50
"""The deepest JSON in a data action (documented)."""

_ALONE = "value"
"""The name of an output that is the whole reply."""

Schema = Mapping[str, Any]


def flattened(schema: Schema) -> dict[str, Type]:
    """The types of the outputs by name, in the order of the schema."""
    return {
        ".".join(path) or _ALONE: kind.collection if through_array else kind
        for path, kind, through_array in _leaves(_item_of(schema), (), False, _MAX_DEPTH)
    }


def flattened_values(schema: Schema, value: Any) -> dict[str, Any]:
    """The values of the outputs by name, without those that the reply does not have.

    In an array of objects, a member that an object lacks counts as null, so that the collections stay parallel
    (assumed).
    """
    if schema.get("type") == "array":
        items = cast("list[Any]", value) if isinstance(value, list) else []
        value = items[0] if items else None
    outputs: dict[str, Any] = {}
    for path, _, through_array in _leaves(_item_of(schema), (), False, _MAX_DEPTH):
        found = _along(path, value)
        if through_array:
            if isinstance(found, list) and any(item is not None for item in cast("list[Any]", found)):
                outputs[".".join(path) or _ALONE] = found
            elif found is not None:
                outputs[".".join(path) or _ALONE] = []
        elif found is not None:
            outputs[".".join(path) or _ALONE] = found
    return outputs


def _item_of(schema: Schema) -> Schema:
    """The schema that describes the values: for an array at the top, the schema of its items."""
    items: Any = schema.get("items")
    if _kind(schema) == "array":
        return cast("Schema", items) if isinstance(items, dict) else {}
    return schema


def _leaves(
    schema: Schema, path: tuple[str, ...], through: bool, depth: int
) -> Iterator[tuple[tuple[str, ...], Type, bool]]:
    """Each scalar in a schema: its path, its type, and whether it is inside an array."""
    kind = _kind(schema)
    scalar = _SCALARS.get(kind or "")
    if scalar is not None:
        yield path, scalar, through
        return
    if depth == 0:
        return
    items: Any = schema.get("items")
    if kind == "array":
        if isinstance(items, dict):
            yield from _leaves(cast("Schema", items), path, True, depth - 1)
        return
    properties: Any = schema.get("properties")
    if isinstance(properties, dict):
        for name, inner in cast("dict[str, Any]", properties).items():
            if isinstance(inner, dict):
                yield from _leaves(cast("Schema", inner), (*path, name), through, depth - 1)


def _kind(schema: Schema) -> str | None:
    """The type that a schema names; if it names several, the first that is not null."""
    kind: Any = schema.get("type")
    if isinstance(kind, list):
        return next((str(each) for each in cast("list[Any]", kind) if each != "null"), None)
    return kind if isinstance(kind, str) else None


def _along(path: tuple[str, ...], value: Any) -> Any:
    """The value at a path; through an array, the values in all its elements."""
    if isinstance(value, list):
        gathered: list[Any] = []
        for item in cast("list[Any]", value):
            found = _along(path, item)
            gathered.extend(cast("list[Any]", found) if isinstance(found, list) else [found])
        return gathered
    if not path:
        return value
    if isinstance(value, dict):
        return _along(path[1:], cast("dict[str, Any]", value).get(path[0]))
    return None


def unflattened(schema: Schema, outputs: Mapping[str, Any]) -> Any:
    """A reply that has these outputs by name: the reverse of `flattened_values`, as far as names tell it."""
    found = _built(_item_of(schema), (), outputs, _MAX_DEPTH)
    if _kind(schema) == "array":
        return [] if found is None else [found]
    return {} if found is None else found


def _built(schema: Schema, path: tuple[str, ...], outputs: Mapping[str, Any], depth: int) -> Any:
    """The value at a path; None if no output is in it."""
    if _kind(schema) in _SCALARS or depth == 0:
        return outputs.get(".".join(path) or _ALONE)
    if _kind(schema) == "array":
        items: Any = schema.get("items")
        inner: Schema = cast("Schema", items) if isinstance(items, dict) else {}
        columns = _built(inner, path, outputs, depth - 1)
        return _rows(cast("dict[str, Any]", columns)) if isinstance(columns, dict) else columns
    properties: Any = schema.get("properties")
    members = cast("dict[str, Any]", properties) if isinstance(properties, dict) else {}
    built = {
        name: value
        for name, one in members.items()
        if isinstance(one, dict)
        and (value := _built(cast("Schema", one), (*path, name), outputs, depth - 1)) is not None
    }
    return built or None


def _rows(columns: dict[str, Any]) -> list[dict[str, Any]]:
    """Parallel collections as objects, one for each place."""
    lists = {
        name: _rows(cast("dict[str, Any]", column)) if isinstance(column, dict) else cast("list[Any]", column)
        for name, column in columns.items()
        if isinstance(column, dict | list)
    }
    length = max(map(len, lists.values()), default=0)
    return [{name: column[place] for name, column in lists.items() if place < len(column)} for place in range(length)]
