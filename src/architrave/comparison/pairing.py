"""The parts of two nodes that belong together: entries by key, items of lists by identity, name or likeness."""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass

from architrave.comparison.alignment import aligned
from architrave.comparison.elements import element_of, text_at
from architrave.comparison.meaning import UNORDERED, Meanings
from architrave.flows.yaml import Mapping, Node, Scalar, Sequence

_SAME_VARIABLE, _SAME_TAG, _ANY = 30, 10, 5
"""How alike two items of a list are that have no names."""


_BRANCHES = "outputs"
"""The key of an action's outputs: what is below another output is elsewhere."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of two nodes. `key` is its key, or the tag of an item of a list; the places are its indexes there.

    `new_key` is its key or tag in the new node: a variable may have another type, and an object that names one thing,
    such as a data action, may name another one.
    """

    key: str
    old: Node | None
    new: Node | None
    new_key: str = ""
    old_place: int = -1
    new_place: int = -1


@dataclass(frozen=True, slots=True)
class _Item:
    tag: str
    node: Node
    place: int
    identity: Hashable
    means: int
    body: int


def paired(old_side: Meanings, new_side: Meanings, old: Node | None, new: Node | None, key: str) -> Iterator[Part]:
    """The parts of two nodes below a key. Nodes of different kinds have no parts in common."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        if key not in _BRANCHES and _names_another(old, new):
            one, other = old.entries[0], new.entries[0]
            yield Part(one.name, one.value, other.value, other.name)
            return
        for name in dict.fromkeys([*old, *new]):
            yield Part(name, old.get(name), new.get(name), name)
    elif isinstance(old, Sequence) and isinstance(new, Sequence):
        yield from _items(_listed(old, old_side), _listed(new, new_side), is_ordered=key not in UNORDERED)


def _names_another(old: Mapping, new: Mapping) -> bool:
    """Whether both objects name one thing, each another one: `dataTable: {Prices: {…}}`."""
    if len(old.entries) != 1 or len(new.entries) != 1:
        return False
    one, other = old.entries[0], new.entries[0]
    return one.name != other.name and isinstance(one.value, Mapping) and isinstance(other.value, Mapping)


def _listed(node: Sequence, meanings: Meanings) -> list[_Item]:
    found: list[_Item] = []
    for place, item in enumerate(node.items):
        tag, inner = "", item
        if isinstance(item, Mapping) and len(item.entries) == 1:
            tag, inner = item.entries[0].name, item.entries[0].value
        body = meanings.of_body(inner, whole=True)
        found.append(_Item(tag, inner, place, _identity(tag, inner, meanings), meanings.of(item, whole=True), body))
    return found


def _identity(tag: str, node: Node, meanings: Meanings) -> Hashable:
    """What makes an item of a list the same on both sides; None if it is only its place."""
    element = element_of(tag, node)
    if element is not None:
        return meanings.vocabulary.identities.by_body.get(element.body)
    name = text_at(node, "name") if isinstance(node, Mapping) else ""
    if tag.endswith("Variable"):
        return name.lower()
    return (tag, name) if name else None


def _items(olds: list[_Item], news: list[_Item], *, is_ordered: bool) -> Iterator[Part]:
    pairs = _by_key(olds, news, lambda item: item.identity)
    left = [item for item in olds if item.place not in pairs]
    free = [item for item in news if item.place not in pairs.values()]
    renamed = _by_key(left, free, lambda item: (item.tag, item.body) if _can_be_renamed(item) else None)
    pairs |= renamed
    left = [item for item in left if item.place not in renamed]
    free = [item for item in free if item.place not in renamed.values()]
    if is_ordered or any(item.identity is None for item in (*left, *free)):
        for a, b in aligned(left, free, lambda item: item.means, _alike):
            pairs[left[a].place] = free[b].place
    for item in olds:
        other = news[pairs[item.place]] if item.place in pairs else None
        if other is None:
            yield Part(item.tag, item.node, None, item.tag, item.place)
        else:
            yield Part(item.tag, item.node, other.node, other.tag, item.place, other.place)
    taken = set(pairs.values())
    for item in news:
        if item.place not in taken:
            yield Part(item.tag, None, item.node, item.tag, new_place=item.place)


def _can_be_renamed(item: _Item) -> bool:
    """Whether an item with another name can be the same one. A variable with another name is another variable."""
    return isinstance(item.node, Mapping) and "name" in item.node and not item.tag.endswith("Variable")


def _by_key(olds: list[_Item], news: list[_Item], key: Callable[[_Item], Hashable]) -> dict[int, int]:
    """The places of items with the same key; of several, the first belongs to the first."""
    waiting: dict[Hashable, list[int]] = {}
    for item in news:
        if key(item) is not None:
            waiting.setdefault(key(item), []).append(item.place)
    pairs: dict[int, int] = {}
    for item in olds:
        places = waiting.get(key(item)) if key(item) is not None else None
        if places:
            pairs[item.place] = places.pop(0)
    return pairs


def _alike(old: _Item, new: _Item) -> int:
    if old.tag != new.tag or isinstance(old.node, Scalar) != isinstance(new.node, Scalar):
        return 0
    if old.identity is not None or new.identity is not None:
        return 0
    if not old.tag:
        return _ANY
    return _SAME_VARIABLE if variable_of(old.node) == variable_of(new.node) != "" else _SAME_TAG


def variable_of(node: Node) -> str:
    """The variable to which a statement of an updateData assigns; empty if this is something else."""
    return text_at(node, "variable").lower() if isinstance(node, Mapping) else ""
