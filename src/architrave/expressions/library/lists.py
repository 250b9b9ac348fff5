"""Collections: making them, counting them, looking into them. A collection holds at most 2,000 items of one type.

Items are compared as `==` does: Strings by case, NOT_SET equal to NOT_SET (documented).
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
    "A collection of the given items, which are all of one type.",
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
    "An empty collection of the item's type; the item itself does not get into it.",
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
    "How many items a collection has, NOT_SET ones included.",
    category="list",
    examples=[Example("Count(MakeList(4, NOT_SET))", "2"), Example("Count(MakeEmptyList(0))", "0")],
)
def _count(items: Items) -> int:
    return len(items)


@function(
    "GetAt(collection: Any[], index: Integer[0..]) -> Any",
    "The item at a zero-based place; a place that the collection does not have is a fault.",
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
    "The zero-based places of all items equal to the given one; an empty collection where there is none.",
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
    "The zero-based place of the first item equal to the given one; -1 where there is none.",
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
    "The zero-based places of all knowledge labels of a name.",
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
    "The zero-based places of all knowledge labels whose property has a value; the two may be given in either order.",
    category="list",
    examples=[
        Example(
            'FindItems(FindKnowledgeBaseDocumentById("kb-1").labels, "Returns", "name")',
            shown="an Integer collection such as [0]",
        )
    ],
    note="The cloud's parameter names put the property first, its examples the value; whichever names one is taken.",
)
def _find_items(labels: tuple[Record | None, ...], first: str, second: str = "name") -> Items:
    wanted, key = (first, second) if second in _LABEL_PROPERTIES else (second, first)
    found = enumerate(labels)
    return tuple(index for index, label in found if label is not None and label.properties.get(key) == wanted)


@function(
    "FindFirstItem(labels: KnowledgeBaseDocumentLabel[], name: String) -> Integer",
    "The zero-based place of the first knowledge label of a name; -1 where there is none.",
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
    "The zero-based place of the first knowledge label whose property has a value; -1 where there is none.",
    category="list",
    examples=[
        Example(
            'FindFirstItem(FindKnowledgeBaseDocumentById("kb-1").labels, "Returns", "name")',
            shown="an Integer such as 0, or -1",
        )
    ],
    note="The cloud's parameter names put the property first, its examples the value; whichever names one is taken.",
)
def _find_first_item(labels: tuple[Record | None, ...], first: str, second: str = "name") -> int:
    return next(iter(_find_items(labels, first, second)), -1)


def existing_index(items: Items | list[Any] | str, index: int) -> int:
    """Give `index` back when there is an item at it; otherwise the fault `NoSuchItem`."""
    if 0 <= index < len(items):
        return index
    has = "is empty" if not items else f"has the places 0 to {len(items) - 1}"
    raise ExpressionError(NO_SUCH_ITEM, f"There is no item at {index}: what it is looked for in {has}.")
