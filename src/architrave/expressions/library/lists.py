"""Collections: making, counting and searching them. A collection has at most 2,000 items of one type.

Items are compared as by `==`: Strings are case-sensitive, NOT_SET equals NOT_SET (documented).
"""

from typing import Any

from architrave.expressions import bounds
from architrave.expressions.declare import Example, function
from architrave.expressions.faults import NO_SUCH_ITEM, ExpressionError
from architrave.expressions.values import Record

Items = tuple[Any, ...]

_LABEL_PROPERTIES = ("id", "name")


@function(
    "MakeList(item: Any?...) -> Any[]",
    "A collection of the given items, which must all have the same type.",
    category="list",
    examples=[
        Example('MakeList("red", "green")', json=["red", "green"]),
        Example("MakeList(1, NOT_SET, 3)", json=[1, None, 3]),
    ],
)
def _make_list(*items: Any) -> Items:
    return bounds.collection(items)


@function(
    "MakeEmptyList(item: Any?) -> Any[]",
    "An empty collection of the item's type; the item itself is not added.",
    category="list",
    examples=[
        Example("MakeEmptyList(ToDateTime(NOT_SET))", json=[]),
        Example('AddItem(MakeEmptyList(""), "a")', json=["a"]),
    ],
)
def _make_empty_list(_item: Any) -> Items:
    return ()


@function(
    "Count(value: Any[]) -> Integer",
    "How many items a collection has, including NOT_SET items.",
    category="list",
    examples=[Example("Count(MakeList(4, NOT_SET))", "2"), Example("Count(MakeEmptyList(0))", "0")],
)
def _count(items: Items) -> int:
    return len(items)


@function(
    "GetAt(collection: Any[], index: Integer[0..]) -> Any",
    "The item at a zero-based index; fails with NoSuchItem if the index is out of range.",
    category="list",
    examples=[
        Example('GetAt(MakeList("red", "green"), 1)', "green"),
        Example('GetAt(MakeList("red", "green"), 2)', error=NO_SUCH_ITEM),
    ],
)
def _get_at(items: Items, index: int) -> Any:
    return items[existing_index(items, index)]


@function(
    "Find(list: Any[], item: Any?) -> Integer[]",
    "The zero-based indexes of all items that equal the given one; an empty collection if there are none.",
    category="list",
    examples=[
        Example("Find(MakeList(5, 7, 5), 5)", json=[0, 2]),
        Example("Find(MakeList(5, NOT_SET), ToInt(NOT_SET))", json=[1]),
        Example('Find(MakeList("a"), "A")', json=[]),
    ],
)
def _find(items: Items, wanted: Any) -> Items:
    return tuple(index for index, item in enumerate(items) if item == wanted)


@function(
    "FindFirst(list: Any[], item: Any?) -> Integer",
    "The zero-based index of the first item that equals the given one; -1 if there is none.",
    category="list",
    examples=[Example("FindFirst(MakeList(5, 7, 5), 7)", "1"), Example("FindFirst(MakeList(5, 7), 6)", "-1")],
)
def _find_first(items: Items, wanted: Any) -> int:
    try:
        return items.index(wanted)
    except ValueError:
        return -1


@function(
    "FindItems(labels: KnowledgeBaseDocumentLabel[], name: String) -> Integer[]",
    "The zero-based indexes of all knowledge labels with a name.",
    category="list",
    examples=[
        Example(
            'FindItems(FindKnowledgeBaseDocumentById("kb-1").labels, "Returns")',
            shown="an Integer collection such as [0]",
        )
    ],
)
@function(
    "FindItems(labels: KnowledgeBaseDocumentLabel[], property: String, value: String) -> Integer[]",
    "The zero-based indexes of all knowledge labels with a property value; property and value can be in either order.",
    category="list",
    examples=[
        Example(
            'FindItems(FindKnowledgeBaseDocumentById("kb-1").labels, "Returns", "name")',
            shown="an Integer collection such as [0]",
        )
    ],
    note="The cloud's parameter names put the property first, its examples the value; both orders work.",
)
def _find_items(labels: tuple[Record | None, ...], first: str, second: str = "name") -> Items:
    wanted, key = (first, second) if second in _LABEL_PROPERTIES else (second, first)
    found = enumerate(labels)
    return tuple(index for index, label in found if label is not None and label.properties.get(key) == wanted)


@function(
    "FindFirstItem(labels: KnowledgeBaseDocumentLabel[], name: String) -> Integer",
    "The zero-based index of the first knowledge label with a name; -1 if there is none.",
    category="list",
    examples=[
        Example(
            'FindFirstItem(FindKnowledgeBaseDocumentById("kb-1").labels, "Returns")',
            shown="an Integer such as 0, or -1",
        )
    ],
)
@function(
    "FindFirstItem(labels: KnowledgeBaseDocumentLabel[], property: String, value: String) -> Integer",
    "The zero-based index of the first knowledge label with a property value; -1 if there is none.",
    category="list",
    examples=[
        Example(
            'FindFirstItem(FindKnowledgeBaseDocumentById("kb-1").labels, "Returns", "name")',
            shown="an Integer such as 0, or -1",
        )
    ],
    note="The cloud's parameter names put the property first, its examples the value; both orders work.",
)
def _find_first_item(labels: tuple[Record | None, ...], first: str, second: str = "name") -> int:
    return next(iter(_find_items(labels, first, second)), -1)


def existing_index(items: Items | list[Any] | str, index: int) -> int:
    """Return `index` if there is an item at it; otherwise raise the fault `NoSuchItem`."""
    if 0 <= index < len(items):
        return index
    valid = f"valid indexes are 0 to {len(items) - 1}" if items else "there are no items"
    raise ExpressionError(NO_SUCH_ITEM, f"Index {index} is out of range: {valid}.")
