"""JSON arrays: reading, searching and changing items. The given array is not changed; the result is a new array.

Items are compared as JSON: by kind and value, objects in any order of their properties. New items can have any type,
including collections (`ToJson` defines the conversion); NOT_SET becomes null.
"""

from typing import Any

from architrave.diagnostics import Provenance
from architrave.expressions import bounds
from architrave.expressions.declare import Example, function
from architrave.expressions.faults import NO_SUCH_ITEM, WRONG_KIND, ExpressionError
from architrave.expressions.library.lists import existing_index
from architrave.expressions.values import Json
from architrave.expressions.values.json import comparable
from architrave.expressions.values.json_data import json_data

_COLLECTIONS = "Assumed from SetJsonObjectProperty, whose documented example has a collection."
_NUMBERS = 'JsonParse("[1, 2, 1]")'


@function(
    "Count(json: JSON) -> Integer",
    "The number of items in a JSON array; fails with WrongKind for any other JSON.",
    category="json",
    examples=[Example(f"Count({_NUMBERS})", "3"), Example("Count(MakeEmptyJsonObject())", error=WRONG_KIND)],
)
def _count(json: Json) -> int:
    return len(_items(json, "Count"))


@function(
    "GetAt(json: JSON, index: Integer[0..]) -> JSON",
    "The item of a JSON array, or the character of a JSON string, at a zero-based index.",
    category="json",
    examples=[
        Example(f"GetAt({_NUMBERS}, 1)", "2"),
        Example('GetAt(ToJson("abc"), 2)', "c"),
        Example(f"GetAt({_NUMBERS}, 3)", error=NO_SUCH_ITEM),
    ],
)
def json_item(json: Json, index: int) -> Json:
    """The item of a JSON array, or the character of a JSON string, at an index; also used for `json[index]`.

    Raises:
        ExpressionError: `NoSuchItem` for an index out of range, `WrongKind` for any other JSON.

    """
    value: Any = json.value
    if not isinstance(value, (list, str)):
        raise ExpressionError(WRONG_KIND, "Only a JSON array or a JSON string has items.")
    return Json(value[existing_index(value, index)])  # pyright: ignore[reportUnknownArgumentType]


@function(
    "FindJsonArrayItem(array: JSON, item: Any?) -> Integer[]",
    "The zero-based indexes of all items that equal a value; an empty collection if there are none.",
    category="list",
    examples=[Example(f"FindJsonArrayItem({_NUMBERS}, 1)", json=[0, 2])],
)
@function(
    "FindJsonArrayItem(array: JSON, item: Any[]) -> Integer[]",
    "The zero-based indexes of all items that are arrays equal to a collection.",
    category="list",
    provenance=Provenance.ASSUMED,
    note=_COLLECTIONS,
    examples=[Example('FindJsonArrayItem(JsonParse("[[1, 2], 1]"), MakeList(1, 2))', json=[0])],
)
def _find(json: Json, wanted: Any) -> tuple[int, ...]:
    return bounds.collection(tuple(_places(_items(json, "FindJsonArrayItem"), wanted)))


@function(
    "FindJsonArrayItemFirst(array: JSON, item: Any?) -> Integer",
    "The zero-based index of the first item that equals a value; -1 if there is none.",
    category="list",
    examples=[
        Example(f"FindJsonArrayItemFirst({_NUMBERS}, 2)", "1"),
        Example(f'FindJsonArrayItemFirst({_NUMBERS}, "2")', "-1"),
    ],
)
@function(
    "FindJsonArrayItemFirst(array: JSON, item: Any[]) -> Integer",
    "The zero-based index of the first item that is an array equal to a collection; -1 if there is none.",
    category="list",
    provenance=Provenance.ASSUMED,
    note=_COLLECTIONS,
    examples=[Example('FindJsonArrayItemFirst(JsonParse("[1, [1, 2]]"), MakeList(1, 2))', "1")],
)
def _find_first(json: Json, wanted: Any) -> int:
    return next(iter(_places(_items(json, "FindJsonArrayItemFirst"), wanted)), -1)


@function(
    "AddJsonArrayItem(array: JSON, item: Any?) -> JSON",
    "The array with an item added at the end.",
    category="list",
    examples=[Example(f'AddJsonArrayItem({_NUMBERS}, "x")', '[1,2,1,"x"]')],
)
@function(
    "AddJsonArrayItem(array: JSON, item: Any[]) -> JSON",
    "The array with a collection's items added at the end, as one array.",
    category="list",
    provenance=Provenance.ASSUMED,
    note=_COLLECTIONS,
    examples=[Example(f"AddJsonArrayItem({_NUMBERS}, MakeList(3, 4))", "[1,2,1,[3,4]]")],
)
def _add(json: Json, added: Any) -> Json:
    return Json([*_items(json, "AddJsonArrayItem"), json_data(added)])


@function(
    "AddJsonArrayItemAt(array: JSON, index: Integer[0..], item: Any?) -> JSON",
    "The array with an item inserted at a zero-based index, or added at the end if the index is larger.",
    category="list",
    examples=[
        Example(f"AddJsonArrayItemAt({_NUMBERS}, 1, NOT_SET)", "[1,null,2,1]"),
        Example(f"AddJsonArrayItemAt({_NUMBERS}, 9, 3)", "[1,2,1,3]"),
    ],
)
@function(
    "AddJsonArrayItemAt(array: JSON, index: Integer[0..], item: Any[]) -> JSON",
    "The array with a collection inserted, as one array, at a zero-based index, or at the end if the index is larger.",
    category="list",
    provenance=Provenance.ASSUMED,
    note=_COLLECTIONS,
    examples=[Example(f"AddJsonArrayItemAt({_NUMBERS}, 0, MakeList(3, 4))", "[[3,4],1,2,1]")],
)
def _add_at(json: Json, index: int, added: Any) -> Json:
    items = _items(json, "AddJsonArrayItemAt")
    return Json([*items[:index], json_data(added), *items[index:]])


@function(
    "RemoveJsonArrayDups(array: JSON) -> JSON",
    "The array without items that equal an earlier item.",
    category="list",
    examples=[Example(f"RemoveJsonArrayDups({_NUMBERS})", "[1,2]")],
)
def _remove_dups(json: Json) -> Json:
    first: dict[Any, Any] = {}
    for item in _items(json, "RemoveJsonArrayDups"):
        first.setdefault(comparable(item), item)
    return Json(list(first.values()))


@function(
    "RemoveJsonArrayItem(array: JSON, item: Any?) -> JSON",
    "The array without the items that equal a value.",
    category="list",
    examples=[Example(f"RemoveJsonArrayItem({_NUMBERS}, 1)", "[2]")],
)
@function(
    "RemoveJsonArrayItem(array: JSON, item: Any[]) -> JSON",
    "The array without the items that are arrays equal to a collection.",
    category="list",
    provenance=Provenance.ASSUMED,
    note=_COLLECTIONS,
    examples=[Example('RemoveJsonArrayItem(JsonParse("[[1, 2], 1]"), MakeList(1, 2))', "[1]")],
)
def _remove(json: Json, removed: Any) -> Json:
    items = _items(json, "RemoveJsonArrayItem")
    places = set(_places(items, removed))
    return Json([item for index, item in enumerate(items) if index not in places])


@function(
    "RemoveJsonArrayItemAt(array: JSON, index: Integer[0..]) -> JSON",
    "The array without the item at a zero-based index; fails with NoSuchItem if the index is out of range.",
    category="list",
    examples=[
        Example(f"RemoveJsonArrayItemAt({_NUMBERS}, 1)", "[1,1]"),
        Example(f"RemoveJsonArrayItemAt({_NUMBERS}, 3)", error=NO_SUCH_ITEM),
    ],
)
def _remove_at(json: Json, index: int) -> Json:
    items = list(_items(json, "RemoveJsonArrayItemAt"))
    del items[existing_index(items, index)]
    return Json(items)


@function(
    "ReplaceJsonArrayItem(array: JSON, item: Any?, replacement: Any?) -> JSON",
    "The array with every item that equals a value replaced by another value.",
    category="list",
    mixed=True,
    examples=[Example(f'ReplaceJsonArrayItem({_NUMBERS}, 1, "x")', '["x",2,"x"]')],
)
@function(
    "ReplaceJsonArrayItem(array: JSON, item: Any?, replacement: Any[]) -> JSON",
    "The array with every item that equals a value replaced by a collection, as an array.",
    category="list",
    provenance=Provenance.ASSUMED,
    note=_COLLECTIONS,
    mixed=True,
    examples=[Example(f"ReplaceJsonArrayItem({_NUMBERS}, 1, MakeList(3, 4))", "[[3,4],2,[3,4]]")],
)
def _replace(json: Json, replaced: Any, replacement: Any) -> Json:
    items = list(_items(json, "ReplaceJsonArrayItem"))
    new = json_data(replacement)
    for place in _places(items, replaced):
        items[place] = new
    return Json(items)


@function(
    "ReplaceJsonArrayItemAt(array: JSON, index: Integer[0..], replacement: Any?) -> JSON",
    "The array with the item at a zero-based index replaced; fails with NoSuchItem if the index is out of range.",
    category="list",
    examples=[
        Example(f"ReplaceJsonArrayItemAt({_NUMBERS}, 0, true)", "[true,2,1]"),
        Example(f"ReplaceJsonArrayItemAt({_NUMBERS}, 3, true)", error=NO_SUCH_ITEM),
    ],
)
@function(
    "ReplaceJsonArrayItemAt(array: JSON, index: Integer[0..], replacement: Any[]) -> JSON",
    "The array with the item at a zero-based index replaced by a collection, as an array.",
    category="list",
    provenance=Provenance.ASSUMED,
    note=_COLLECTIONS,
    examples=[Example(f"ReplaceJsonArrayItemAt({_NUMBERS}, 0, MakeList(3, 4))", "[[3,4],2,1]")],
)
def _replace_at(json: Json, index: int, replacement: Any) -> Json:
    items = list(_items(json, "ReplaceJsonArrayItemAt"))
    items[existing_index(items, index)] = json_data(replacement)
    return Json(items)


@function(
    "ReplaceJsonArrayItemFirst(array: JSON, item: Any?, replacement: Any?) -> JSON",
    "The array with the first item that equals a value replaced by another value.",
    category="list",
    mixed=True,
    examples=[Example(f"ReplaceJsonArrayItemFirst({_NUMBERS}, 1, 9)", "[9,2,1]")],
)
@function(
    "ReplaceJsonArrayItemFirst(array: JSON, item: Any?, replacement: Any[]) -> JSON",
    "The array with the first item that equals a value replaced by a collection, as an array.",
    category="list",
    provenance=Provenance.ASSUMED,
    note=_COLLECTIONS,
    mixed=True,
    examples=[Example(f"ReplaceJsonArrayItemFirst({_NUMBERS}, 1, MakeList(3, 4))", "[[3,4],2,1]")],
)
def _replace_first(json: Json, replaced: Any, replacement: Any) -> Json:
    items = list(_items(json, "ReplaceJsonArrayItemFirst"))
    for place in _places(items, replaced)[:1]:
        items[place] = json_data(replacement)
    return Json(items)


def _items(json: Json, function_name: str) -> list[Any]:
    if isinstance(json.value, list):
        return json.value  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    raise ExpressionError(WRONG_KIND, f"{function_name} needs a JSON array.")


def _places(items: list[Any], wanted: Any) -> list[int]:
    key = comparable(json_data(wanted))
    return [index for index, item in enumerate(items) if comparable(item) == key]
