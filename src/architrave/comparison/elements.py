"""The elements of a flow that others refer to or that have names: states, tasks, menus, bots, and choices of menus.

An element is the same on both sides if it has the same refId, or else the same name, or else the same tracking number
(`Save Exit Reason_69`: an editor that renames a state keeps its number), or else similar content. So a refId that was
generated anew, and a reference with it, is no difference.
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field

from architrave.comparison.side import Side
from architrave.flows.yaml import Entry, Mapping, Node, Scalar, Sequence

ELEMENTS = frozenset({"state", "task", "menu", "bot"})
"""The tags of elements that need not have a refId."""

BLOCKS = frozenset({"actions", "startUpTaskActions"})
"""The keys of lists of actions."""

_TRACKED = re.compile(r".*_(\d+)", re.DOTALL)
_LAST_ITEM = re.compile(r"(?:.*/)?(?P<tag>\w+)\[(?P<id>.*)\]", re.DOTALL)
_CHOICE = "menu"
"""How the tags of choices begin: `menuTask`, `menuDisconnect`."""

_LIKE = 0.5
"""How much two elements must have in common to be the same one under another name."""


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """A state, task, menu, bot or choice: `tag` is its key, `ref_id` its refId or else its name."""

    tag: str
    ref_id: str
    name: str
    body: Mapping

    @property
    def tracking_number(self) -> str:
        """The number at the end of a refId that an editor generated; empty without one."""
        found = _TRACKED.fullmatch(self.ref_id)
        return found[1] if found else ""


@dataclass(slots=True)
class Identities:
    """Which elements of the two sides are the same: a number for each, by its node and by what refers to it.

    `same` are those on both sides, the old one first; `alone` are the elements that exist on one side only.
    """

    by_body: dict[Mapping, int] = field(default_factory=dict[Mapping, int])
    by_reference: tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]] = field(
        default_factory=lambda: ({}, {})
    )
    same: list[tuple[Mapping, Mapping]] = field(default_factory=list[tuple[Mapping, Mapping]])
    alone: set[Mapping] = field(default_factory=set[Mapping])

    def of_reference(self, is_new: bool, text: str) -> Hashable:
        """What a reference points to: the same on both sides if it is the same element."""
        found = _LAST_ITEM.fullmatch(text.strip())
        if found is None:
            return text.strip()
        key = found["tag"], found["id"]
        return self.by_reference[is_new].get(key, key)


def identities_of(old: Side, new: Side) -> Identities:
    """The elements of both sides, matched."""
    olds, news = list(elements_in(old.body)), list(elements_in(new.body))
    pairs: list[tuple[Element, Element]] = []
    keys: tuple[Callable[[Element], Hashable | None], ...] = (
        lambda each: (each.tag, each.ref_id),
        lambda each: (each.tag, each.name) if each.name else None,
        lambda each: (each.tag, each.tracking_number) if each.tracking_number else None,
    )
    for key in keys:
        found = _same(olds, news, key)
        pairs += found
        olds, news = _without(olds, {a for a, _ in found}), _without(news, {b for _, b in found})
    found = _alike(olds, news)
    pairs += found
    olds, news = _without(olds, {a for a, _ in found}), _without(news, {b for _, b in found})
    result = Identities(same=[(a.body, b.body) for a, b in pairs])
    every = [*((a, b) for a, b in pairs), *((a, None) for a in olds), *((None, b) for b in news)]
    for number, (a, b) in enumerate(every):
        for side, each in enumerate((a, b)):
            if each is not None:
                result.by_body[each.body] = number
                if a is None or b is None:
                    result.alone.add(each.body)
                else:
                    result.by_reference[side].setdefault((each.tag, each.ref_id), number)
    return result


def elements_in(root: Node) -> Iterator[Element]:
    """Every element in a tree, in the order of the file."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        match node:
            case Sequence():
                waiting.extend(reversed(node.items))
            case Mapping():
                for entry in entries_of(node):
                    element = element_of(entry.name, entry.value)
                    if element is not None:
                        yield element
                waiting.extend(entry.value for entry in reversed(entries_of(node)))
            case Scalar():
                pass


def element_of(tag: str, body: Node) -> Element | None:
    """The element that an entry of this key is, or None."""
    if not isinstance(body, Mapping):
        return None
    ref_id, name = text_at(body, "refId"), text_at(body, "name")
    is_choice = tag.startswith(_CHOICE) and tag != _CHOICE
    if ref_id or (name and (is_choice or (tag in ELEMENTS and any(key in body for key in ("actions", "choices"))))):
        return Element(tag, ref_id or name, name, body)
    return None


def entries_of(node: Mapping) -> tuple[Entry, ...]:
    """The entries of an object, each key once: of a key that is there twice, the last one counts, as for the reader."""
    found = [node.entry(name) for name in node]
    return tuple(entry for entry in found if entry is not None)


def text_at(body: Mapping, key: str) -> str:
    """The text of a key; empty if it has none."""
    node = body.get(key)
    return node.text if isinstance(node, Scalar) else ""


def _without(elements: list[Element], matched: set[Element]) -> list[Element]:
    return [each for each in elements if each not in matched]


def _same(
    olds: list[Element], news: list[Element], key: Callable[[Element], Hashable | None]
) -> list[tuple[Element, Element]]:
    """Pairs with the same key. Of several with one key, the first belongs to the first."""
    waiting: dict[Hashable, list[Element]] = {}
    for each in news:
        waiting.setdefault(key(each), []).append(each)
    pairs: list[tuple[Element, Element]] = []
    for each in olds:
        found = waiting.get(key(each)) if key(each) is not None else None
        if found:
            pairs.append((each, found.pop(0)))
    return pairs


def _alike(olds: list[Element], news: list[Element]) -> list[tuple[Element, Element]]:
    """Pairs of elements of one kind with similar content, the most similar first."""
    contents = {each: _contents(each.body) for each in (*olds, *news)}
    found = [
        (share, -a, -b)
        for a, old in enumerate(olds)
        for b, new in enumerate(news)
        if old.tag == new.tag and (share := _share(contents[old], contents[new])) >= _LIKE
    ]
    pairs: list[tuple[Element, Element]] = []
    used: set[Element] = set()
    for _, a, b in sorted(found, reverse=True):
        old, new = olds[-a], news[-b]
        if old not in used and new not in used:
            used |= {old, new}
            pairs.append((old, new))
    return pairs


def _share(one: Counter[tuple[str, str]], other: Counter[tuple[str, str]]) -> float:
    either = (one | other).total()
    return (one & other).total() / either if either else 0.0


def _contents(body: Mapping) -> Counter[tuple[str, str]]:
    """The keys and texts of everything in an element but its own name."""
    found: Counter[tuple[str, str]] = Counter()
    waiting: list[Node] = [body]
    while waiting:
        node = waiting.pop()
        match node:
            case Sequence():
                waiting.extend(node.items)
            case Mapping():
                for entry in node.entries:
                    if isinstance(entry.value, Scalar):
                        is_own = node is body and entry.name in ("name", "refId")
                        found.update([] if is_own else [(entry.name, entry.value.text)])
                    waiting.append(entry.value)
            case Scalar():
                pass
    return found
