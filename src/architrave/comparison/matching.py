"""Which actions of the two sides are the same, wherever they are.

Equal actions that exist once on each side belong together, and so do those inside them. Then the lists of actions are
aligned from the outside in, and what is left is searched in the whole flow, so that an action that was put into a
decision or into another state is found there.
"""

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from architrave.comparison.alignment import aligned
from architrave.comparison.elements import BLOCKS
from architrave.comparison.outline import Act, Outline
from architrave.comparison.pairing import paired
from architrave.flows.yaml import Entry, Mapping, Node, Sequence

_SAME, _NAMED, _EQUAL, _SOMEHOW = 1000, 60, 50, 20
"""How alike two actions of one kind are: matched already; with the same name; equal but for the name; similar."""

_LIKE = 0.5


@dataclass(slots=True)
class Matching:
    """The matched actions of two outlines, and the lists of actions that belong together, the old one first."""

    old: Outline
    new: Outline
    new_of: dict[Act, Act] = field(default_factory=dict[Act, Act])
    old_of: dict[Act, Act] = field(default_factory=dict[Act, Act])
    blocks: dict[Sequence, Sequence] = field(default_factory=dict[Sequence, Sequence])

    def pair(self, old: Act, new: Act) -> None:
        """Match two actions, and what is inside them."""
        self.new_of[old], self.old_of[new] = new, old
        self.walk(old.body, new.body)

    def walk(self, old: Node | None, new: Node | None, key: str = "") -> None:
        """Match the actions in two nodes that belong together."""
        if key in BLOCKS and isinstance(old, Sequence) and isinstance(new, Sequence):
            self.blocks[old] = new
            self._block(self.old.blocks.get(old, []), self.new.blocks.get(new, []))
            return
        for part in paired(self.old.meanings, self.new.meanings, old, new, key):
            if part.old is not None and part.new is not None:
                self.walk(part.old, part.new, part.key)

    def _block(self, olds: list[Act], news: list[Act]) -> None:
        def alike(old: Act, new: Act) -> int:
            if self.new_of.get(old) is new:
                return _SAME
            return 0 if old in self.new_of or new in self.old_of else likeness(old, new, self)

        def key(act: Act) -> object:
            # What is matched elsewhere must not be paired by being equal.
            old = act if act in self.new_of else self.old_of.get(act)
            return act.whole if old is None else ("matched", old.number)

        for a, b in aligned(olds, news, key, alike):
            if olds[a] not in self.new_of and news[b] not in self.old_of:
                self.pair(olds[a], news[b])


def matched(old: Outline, new: Outline) -> Matching:
    """The actions of both sides, matched."""
    found = Matching(old, new)
    _pair_left(found, lambda act: act.whole, unique=True)
    found.walk(old.meanings.side.body, new.meanings.side.body)
    _pair_left(found, lambda act: act.whole, unique=False)
    _pair_left(found, lambda act: (act.kind, act.name, act.own), unique=False)
    _pair_left(found, lambda act: (act.kind, act.name) if act.name != act.title else None, unique=True)
    return found


def _pair_left(found: Matching, key: Callable[[Act], Hashable | None], *, unique: bool) -> None:
    """Pair what is not matched yet by a key; with `unique`, only what has its key alone on both sides."""
    olds = [act for act in found.old.acts if act not in found.new_of]
    news = [act for act in found.new.acts if act not in found.old_of]
    many = [Counter(map(key, side)) for side in (olds, news)]
    waiting: dict[Hashable, list[Act]] = {}
    for act in news:
        waiting.setdefault(key(act), []).append(act)
    for act in olds:
        name = key(act)
        if name is None or act in found.new_of or (unique and any(side[name] != 1 for side in many)):
            continue
        free = [each for each in waiting.get(name, []) if each not in found.old_of]
        if free:
            found.pair(act, free[0])


def likeness(old: Act, new: Act, found: Matching) -> int:
    """How alike two actions are; 0 if they are not the same one."""
    if old.kind != new.kind:
        return 0
    share = _share(old, new, found)
    if old.name == new.name:
        return _NAMED + int(30 * share)
    if old.own == new.own:
        return _EQUAL
    return _SOMEHOW + int(20 * share) if share >= _LIKE else 0


def _share(old: Act, new: Act, found: Matching) -> float:
    """Which part of their fields two actions of one kind share."""
    if old.own == new.own:
        return 1.0
    fields = [
        {(entry.name, meanings.of(entry.value, entry.name)) for entry in _fields(act)}
        for act, meanings in ((old, found.old.meanings), (new, found.new.meanings))
    ]
    either = fields[0] | fields[1]
    return len(fields[0] & fields[1]) / len(either) if either else 1.0


def _fields(act: Act) -> list[Entry]:
    entries = act.body.entries if isinstance(act.body, Mapping) else ()
    return [entry for entry in entries if entry.name not in ("name", "refId", "outputs")]
