"""The actions of one side, in the order of the file, each with its place in the flow."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from architrave.comparison.elements import BLOCKS, element_of, entries_of, text_at
from architrave.comparison.meaning import Meanings
from architrave.flows.actions import ACTIONS
from architrave.flows.type_names import TYPE_BY_KEY
from architrave.flows.yaml import Mapping, Node, Scalar, Sequence

_TITLES = {key.lower(): declaration.title for key, declaration in ACTIONS.items()}
_KEYS = {key.lower(): key for key in ACTIONS}
_LISTS = {"outputs", "states", "tasks", "menus", "bots", "choices", "cases"}
_UNNAMED_KEYS = BLOCKS | _LISTS | {"evaluate", "firstTrue", "firstMatch", *TYPE_BY_KEY}
"""Keys that are left out of a path: what is below them has a name of its own."""


@dataclass(frozen=True, slots=True, eq=False)
class Act:
    """An action as written. `within` is the path of names to it, such as `("state Main", "Is it open?", "yes")`.

    `kind` is its Archy key, `title` what people call that, `name` its label or else its title. `block` is the list that
    it is in; `owners` are the bodies of the elements and actions around it. `own` is its meaning without its name and
    the actions inside it, `whole` with both.
    """

    number: int
    kind: str
    title: str
    name: str
    body: Node
    key: Scalar
    within: tuple[str, ...]
    block: Sequence
    owners: tuple[Node, ...]
    own: int
    whole: int


@dataclass(slots=True)
class Outline:
    """The actions of one side, and those of each of its lists of actions."""

    meanings: Meanings
    acts: list[Act] = field(default_factory=list[Act])
    blocks: dict[Sequence, list[Act]] = field(default_factory=dict[Sequence, list[Act]])

    def read(self, node: Node, within: tuple[str, ...] = (), owners: tuple[Node, ...] = ()) -> None:
        """Add the actions in a node. `within` and `owners` are the names of what is around it, and its elements."""
        for names, key, value in parts_of(node):
            path = (*within, *names)
            if key in BLOCKS and isinstance(value, Sequence):
                self.blocks[value] = []
                for entry_key, body in actions_of(value):
                    act = self._act(entry_key, body, path, value, owners)
                    self.acts.append(act)
                    self.blocks[value].append(act)
                    self.read(body, (*path, act.name), (*owners, body))
            else:
                self.read(value, path, owners if element_of(key, value) is None else (*owners, value))

    def _act(self, key: Scalar, body: Node, within: tuple[str, ...], block: Sequence, owners: tuple[Node, ...]) -> Act:
        folded = key.text.lower()
        kind, title = _KEYS.get(folded, key.text), _TITLES.get(folded, key.text)
        name = (text_at(body, "name") if isinstance(body, Mapping) else "") or title
        whole = self.meanings.vocabulary.number((kind, name, self.meanings.of_body(body, whole=True)))
        own = self.meanings.of_body(body)
        return Act(len(self.acts), kind, title, name, body, key, within, block, owners, own, whole)


def actions_of(block: Sequence) -> Iterator[tuple[Scalar, Node]]:
    """The actions in a list: the key and the body of each."""
    for item in block.items:
        for entry in item.entries if isinstance(item, Mapping) else ():
            yield entry.key, entry.value


def parts_of(node: Node) -> Iterator[tuple[tuple[str, ...], str, Node]]:
    """What is directly in a node: the names on the path to it, its key, and its value."""
    match node:
        case Scalar():
            pass
        case Sequence():
            for number, item in enumerate(node.items):
                yield from _item(item, number)
        case Mapping():
            for entry in entries_of(node):
                element = element_of(entry.name, entry.value)
                shown = element.name or element.ref_id if element else ""
                names = (f"{entry.name} {shown}",) if element else (entry.name,)
                yield () if entry.name in _UNNAMED_KEYS else names, entry.name, entry.value


def _item(item: Node, number: int) -> Iterator[tuple[tuple[str, ...], str, Node]]:
    """The parts of an item of a list. One without a name has a number: `case 2`."""
    if not isinstance(item, Mapping) or len(item.entries) != 1:
        yield (str(number + 1),), "", item
        return
    entry = item.entries[0]
    element = element_of(entry.name, entry.value)
    name = text_at(entry.value, "name") if isinstance(entry.value, Mapping) else ""
    shown = (element.name or element.ref_id) if element else name or str(number + 1)
    yield (f"{entry.name} {shown}",), entry.name, entry.value
