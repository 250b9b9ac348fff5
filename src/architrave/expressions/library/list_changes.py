"""Collections: adding, removing and replacing items. The given collection is not changed; the result is a new one.

Items are compared as by `==`, or for Strings optionally ignoring case.
"""

from collections.abc import Callable
from typing import Any

from architrave.expressions import bounds
from architrave.expressions.declare import Example, function
from architrave.expressions.faults import NO_SUCH_ITEM
from architrave.expressions.folding import fold
from architrave.expressions.library.lists import Items, existing_index

Texts = tuple[str | None, ...]


@function(
    "AddItem(srcCollection: Any[], valueToAdd: Any?) -> Any[]",
    "The collection with an item added at the end.",
    category="list",
    examples=[Example("AddItem(MakeList(1, 2), 3)", json=[1, 2, 3])],
)
def _add_item(items: Items, added: Any) -> Items:
    return bounds.collection((*items, added))


@function(
    "AddItemAt(srcCollection: Any[], insertIndex: Integer[0..], valueToAdd: Any?) -> Any[]",
    "The collection with an item inserted at a zero-based index, or added at the end if the index is larger.",
    category="list",
    examples=[
        Example("AddItemAt(MakeList(1, 3), 1, 2)", json=[1, 2, 3]),
        Example("AddItemAt(MakeList(1, 3), 9, 4)", json=[1, 3, 4]),
    ],
)
def _add_item_at(items: Items, index: int, added: Any) -> Items:
    return bounds.collection((*items[:index], added, *items[index:]))


@function(
    "RemoveItemAt(srcCollection: Any[], removeIndex: Integer[0..]) -> Any[]",
    "The collection without the item at a zero-based index; fails with NoSuchItem if the index is out of range.",
    category="list",
    examples=[
        Example("RemoveItemAt(MakeList(1, 2, 3), 0)", json=[2, 3]),
        Example("RemoveItemAt(MakeList(1, 2, 3), 3)", error=NO_SUCH_ITEM),
    ],
)
def _remove_item_at(items: Items, index: int) -> Items:
    place = existing_index(items, index)
    return (*items[:place], *items[place + 1 :])


@function(
    "ReplaceItemAt(srcCollection: Any[], replaceIndex: Integer[0..], newValue: Any?) -> Any[]",
    "The collection with the item at a zero-based index replaced; fails with NoSuchItem if the index is out of range.",
    category="list",
    examples=[
        Example("ReplaceItemAt(MakeList(1, 2, 3), 2, 9)", json=[1, 2, 9]),
        Example("ReplaceItemAt(MakeEmptyList(1), 0, 9)", error=NO_SUCH_ITEM),
    ],
)
def _replace_item_at(items: Items, index: int, new: Any) -> Items:
    place = existing_index(items, index)
    return (*items[:place], new, *items[place + 1 :])


@function(
    "RemoveDups(srcCollection: Any[]) -> Any[]",
    "The collection without items that equal an earlier item.",
    category="list",
    examples=[
        Example("RemoveDups(MakeList(2, 1, 2, NOT_SET, 1, NOT_SET))", json=[2, 1, None]),
        Example('RemoveDups(MakeList("a", "A"))', json=["a", "A"]),
    ],
)
def _remove_dups(items: Items) -> Items:
    return tuple(dict.fromkeys(items))


@function(
    "RemoveDups(srcCollection: String[], ignoreCase: Boolean) -> String[]",
    "The collection without texts that equal an earlier text, ignoring case or not.",
    category="list",
    examples=[Example('RemoveDups(MakeList("a", "A", "b"), true)', json=["a", "b"])],
)
def _remove_dups_in_any_case(items: Texts, ignore_case: bool) -> Texts:
    if not ignore_case:
        return _remove_dups(items)
    first: dict[str | None, str | None] = {}
    for item in items:
        first.setdefault(_folded(item), item)
    return tuple(first.values())


@function(
    "RemoveItem(srcCollection: Any[], valueToRemove: Any?) -> Any[]",
    "The collection without the items that equal the given value.",
    category="list",
    examples=[
        Example("RemoveItem(MakeList(1, 2, 1), 1)", json=[2]),
        Example("RemoveItem(MakeList(1, NOT_SET), NOT_SET)", json=[1]),
    ],
)
def _remove_item(items: Items, removed: Any) -> Items:
    return tuple(item for item in items if item != removed)


@function(
    "RemoveItem(srcCollection: String[], valueToRemove: String?, ignoreCase: Boolean) -> String[]",
    "The collection without the texts that equal the given text, ignoring case or not.",
    category="list",
    examples=[Example('RemoveItem(MakeList("a", "A", "b"), "A", true)', json=["b"])],
)
def _remove_item_in_any_case(items: Texts, removed: str | None, ignore_case: bool) -> Texts:
    matches = _matcher(removed, ignore_case)
    return tuple(item for item in items if not matches(item))


@function(
    "ReplaceItem(srcCollection: Any[], valueToReplace: Any?, newValue: Any?) -> Any[]",
    "The collection with every item that equals the given value replaced by another value.",
    category="list",
    examples=[
        Example("ReplaceItem(MakeList(1, 2, 1), 1, 9)", json=[9, 2, 9]),
        Example("ReplaceItem(MakeList(1, NOT_SET), NOT_SET, 0)", json=[1, 0]),
    ],
)
def _replace_item(items: Items, replaced: Any, new: Any) -> Items:
    return tuple(new if item == replaced else item for item in items)


@function(
    "ReplaceItem(srcCollection: String[], valueToReplace: String?, newValue: String?, ignoreCase: Boolean) -> String[]",
    "The collection with every text that equals the given text replaced by another text, ignoring case or not.",
    category="list",
    examples=[Example('ReplaceItem(MakeList("a", "A", "b"), "a", "x", true)', json=["x", "x", "b"])],
)
def _replace_item_in_any_case(items: Texts, replaced: str | None, new: str | None, ignore_case: bool) -> Texts:
    matches = _matcher(replaced, ignore_case)
    return tuple(new if matches(item) else item for item in items)


@function(
    "ReplaceItemFirst(srcCollection: Any[], valueToReplace: Any?, newValue: Any?) -> Any[]",
    "The collection with the first item that equals the given value replaced by another value.",
    category="list",
    examples=[Example("ReplaceItemFirst(MakeList(1, 2, 1), 1, 9)", json=[9, 2, 1])],
)
def _replace_item_first(items: Items, replaced: Any, new: Any) -> Items:
    return _with_first_replaced(items, lambda item: item == replaced, new)


@function(
    "ReplaceItemFirst(srcCollection: String[], valueToReplace: String?, newValue: String?, ignoreCase: Boolean)"
    " -> String[]",
    "The collection with the first text that equals the given text replaced by another text, ignoring case or not.",
    category="list",
    examples=[Example('ReplaceItemFirst(MakeList("A", "a"), "a", "x", true)', json=["x", "a"])],
)
def _replace_item_first_in_any_case(items: Texts, replaced: str | None, new: str | None, ignore_case: bool) -> Texts:
    return _with_first_replaced(items, _matcher(replaced, ignore_case), new)


def _with_first_replaced(items: Items, matches: Callable[[Any], bool], new: Any) -> Items:
    place = next((index for index, item in enumerate(items) if matches(item)), None)
    return items if place is None else (*items[:place], new, *items[place + 1 :])


def _folded(text: str | None) -> str | None:
    return None if text is None else fold(text)


def _matcher(wanted: str | None, ignore_case: bool) -> Callable[[str | None], bool]:
    if not ignore_case:
        return lambda item: item == wanted
    folded = _folded(wanted)
    return lambda item: _folded(item) == folded
