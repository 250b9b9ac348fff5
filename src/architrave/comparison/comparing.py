"""`compare`: the differences between two versions of a flow."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from architrave.comparison.alignment import moved_of
from architrave.comparison.collected import Collected
from architrave.comparison.difference import Change, Comparison, Difference, What
from architrave.comparison.elements import BLOCKS, Element, element_of, identities_of, text_at
from architrave.comparison.interface import has_callers, is_module
from architrave.comparison.matching import Matching, matched
from architrave.comparison.meaning import UNORDERED, Meanings, Vocabulary, is_value
from architrave.comparison.outline import Act, Outline
from architrave.comparison.pairing import Part, paired
from architrave.comparison.places import place_of
from architrave.comparison.shown import shown
from architrave.comparison.side import Side
from architrave.comparison.variables import variable_differences
from architrave.flows.substitutions import shown as with_placeholders
from architrave.flows.yaml import Mapping, Node, Sequence

_VARIABLES = frozenset({"variables", "startUpTaskVariables"})
_NOTHING = Sequence(0, 0, "", ())


def compare(old: Side, new: Side) -> Comparison:
    """The differences between two versions of a flow, in the order of the new file.

    Two flows without differences run in the same way. Moved are the fewest actions that explain the new order.
    """
    vocabulary = Vocabulary(identities_of(old, new))
    outlines = [Outline(Meanings(side, side is new, vocabulary)) for side in (old, new)]
    for outline in outlines:
        outline.read(outline.meanings.side.body)
    found = _Comparing(outlines[0], outlines[1], matched(outlines[0], outlines[1]))
    return Comparison(_named(old), _named(new), found.all(), found.same())


def _named(side: Side) -> tuple[str, str]:
    return side.program.flow_type, with_placeholders(side.program.name)


@dataclass(frozen=True, slots=True)
class _Owner:
    """What a value belongs to: an action or element with its path; an empty one is the flow."""

    kind: str = ""
    name: str = ""
    within: tuple[str, ...] = ()

    @property
    def path(self) -> tuple[str, ...]:
        """The path to what is inside it."""
        return (*self.within, f"{self.kind} {self.name}") if self.kind else ()


@dataclass(slots=True)
class _Comparing:
    """The comparison of two outlines whose actions are matched."""

    old: Outline
    new: Outline
    matching: Matching
    found: Collected = field(default_factory=Collected)

    def all(self) -> tuple[Difference, ...]:
        """Every difference, in the order of the new file."""
        self._flow()
        self._values(self.old.meanings.side.body, self.new.meanings.side.body, "", (), _Owner())
        self._actions()
        return self.found.in_order()

    def same(self) -> dict[str, str]:
        """The elements and actions that both sides have, by their pointers: the new one and the old one."""
        elements = {new.pointer: old.pointer for old, new in self.old.meanings.vocabulary.identities.same}
        return elements | {new.key.pointer: old.key.pointer for old, new in self.matching.new_of.items()}

    def _add(
        self,
        change: Change,
        what: What,
        owner: _Owner,
        nodes: tuple[Node | None, Node | None],
        key: str = "",
        values: tuple[str | None, str | None] = (None, None),
        breaks: str | None = None,
        inside: int = 0,
    ) -> None:
        old, new = (place_of(side.meanings.side, each) for side, each in zip((self.old, self.new), nodes, strict=True))
        difference = Difference(
            change, what, owner.kind, owner.name, owner.within, key, *values, old, new, breaks, inside
        )
        self.found.keep(difference, nodes)

    def _flow(self) -> None:
        """Another type or name of the whole flow."""
        old, new = self.old.meanings.side, self.new.meanings.side
        nodes = old.body, new.body
        one, other = old.program, new.program
        if one.flow_type != other.flow_type:
            way = "called" if is_module(old) else "launched"
            breaks = f"it can no longer be {way}" if has_callers(old) else None
            self._add("changed", "flow", _Owner(), nodes, "type", (one.flow_type, other.flow_type), breaks)
        if one.name != other.name:
            names = shown(old.body.get("name"), "name"), shown(new.body.get("name"), "name")
            breaks = "flows call it by its name" if is_module(old) else None
            self._add("renamed", "flow", _Owner(), nodes, "name", names, breaks)

    def _values(self, old: Node | None, new: Node | None, key: str, path: tuple[str, ...], owner: _Owner) -> None:
        """The differences between two nodes below a key; those of actions are found by themselves."""
        if key in UNORDERED:
            old, new = old or _NOTHING, new or _NOTHING
        if old is not None and new is not None and not isinstance(old, Sequence):
            self.found.anchors.append((old.start, new.start))
        parts = () if is_value(old) or is_value(new) else tuple(paired(*self._sides, old, new, key))
        if not parts:
            self._value(old, new, key, path, owner)
        is_new = [part.new_place for part in parts if part.old is not None and part.new is not None]
        moved = moved_of(is_new) if key not in UNORDERED and key not in BLOCKS else set[int]()
        at = 0
        for part in parts:
            is_pair = part.old is not None and part.new is not None
            is_moved = is_pair and part.new_place >= 0 and at in moved
            at += is_pair
            if part.key != "refId" and (part.key != "name" or path) and self._counts(part, old, new):
                self._part(part, key, path, owner, is_moved=is_moved)

    def _counts(self, part: Part, old: Node | None, new: Node | None) -> bool:
        """Whether it makes a difference that one side has a part and the other one does not."""
        if part.key in UNORDERED or (part.old is not None and part.new is not None):
            return True
        sides = zip(self._sides, (old, new), strict=True)
        return isinstance(new or old, Sequence) or any(meanings.keeps(node, part.key) for meanings, node in sides)

    @property
    def _sides(self) -> tuple[Meanings, Meanings]:
        return self.old.meanings, self.new.meanings

    def _part(self, part: Part, key: str, path: tuple[str, ...], owner: _Owner, *, is_moved: bool) -> None:
        if part.key in BLOCKS and not isinstance(part.old or part.new, Mapping):
            return
        if key in _VARIABLES:
            nodes, tags = (part.old, part.new), (part.key, part.new_key)
            for difference in variable_differences(self._sides, nodes, tags, owner.path):
                self.found.keep(difference, nodes)
            return
        elements = [None if each is None else element_of(part.key, each) for each in (part.old, part.new)]
        if any(elements):
            self._element(elements[0], elements[1], part, owner)
            return
        if part.key != part.new_key and part.old_place < 0 and part.new_place < 0:
            self._add("changed", "value", owner, (part.old, part.new), ".".join(path), (part.key, part.new_key))
        label = path if part.key == "value" and "." in "".join(path[-1:]) else (*path, *_labels(part))
        if is_moved:
            values = shown(part.old), shown(part.new)
            self._add("moved", "value", owner, (part.old, part.new), ".".join(label), values)
        self._values(part.old, part.new, part.key, label, owner)

    def _value(self, old: Node | None, new: Node | None, key: str, path: tuple[str, ...], owner: _Owner) -> None:
        one, other = (meanings.of(each, key) for meanings, each in zip(self._sides, (old, new), strict=True))
        if one == other and old is not None and new is not None:
            return
        change: Change = "added" if old is None else "removed" if new is None else "changed"
        values = shown(old, key), shown(new, key)
        if change == "changed" and values[0] == values[1]:
            values = _with_type(old, values[0]), _with_type(new, values[1])
        self._add(change, "value", owner, (old, new), ".".join(path), values)

    def _element(self, old: Element | None, new: Element | None, part: Part, owner: _Owner) -> None:
        present = new or old
        if present is None:
            return
        if old is None or new is None:
            outline = self.old if new is None else self.new
            other = self.matching.new_of if new is None else self.matching.old_of
            inside = sum(present.body in act.owners for act in outline.acts if act not in other)
            itself = _Owner(present.tag, present.name or present.ref_id, owner.path)
            self._add("added" if old is None else "removed", "element", itself, (part.old, part.new), inside=inside)
            return
        itself = _Owner(new.tag, new.name or new.ref_id, owner.path)
        if old.name != new.name:
            values = shown(old.body.get("name"), "name"), shown(new.body.get("name"), "name")
            self._add("renamed", "element", itself, (old.body, new.body), "name", values)
        self._values(old.body, new.body, "", (), itself)

    def _actions(self) -> None:
        moved = self._moved()
        for act, other in self.matching.new_of.items():
            self.found.anchors.append((act.key.start, other.key.start))
            owner = _Owner(other.kind, other.name, other.within)
            nodes = act.key, other.key
            if act in moved:
                self._add("moved", "action", owner, nodes, "", (_path(act), _path(other)))
            if act.name != other.name:
                self._add("renamed", "action", owner, nodes, "name", (f'"{act.name}"', f'"{other.name}"'))
            if act.own != other.own:
                self._values(act.body, other.body, "", (), owner)
        for outline, matched_acts in ((self.old, self.matching.new_of), (self.new, self.matching.old_of)):
            left = [act for act in outline.acts if act not in matched_acts]
            alone: set[Node] = {act.body for act in left}
            for act in left:
                self._alone(act, outline, alone)

    def _alone(self, act: Act, outline: Outline, alone: set[Node]) -> None:
        """An action that was added or removed, unless what it is in was added or removed with it."""
        if any(owner in alone or owner in self._lonely for owner in act.owners):
            return
        inside = sum(act.body in each.owners for each in outline.acts if each.body in alone)
        owner = _Owner(act.kind, act.name, act.within)
        if outline is self.new:
            self._add("added", "action", owner, (None, act.key), inside=inside)
        else:
            self._add("removed", "action", owner, (act.key, None), inside=inside)

    @property
    def _lonely(self) -> set[Mapping]:
        return self.old.meanings.vocabulary.identities.alone

    def _moved(self) -> set[Act]:
        """The old actions that are in another list, or elsewhere in theirs."""
        moved: set[Act] = set()
        for block, acts in self.old.blocks.items():
            partner = self.matching.blocks.get(block)
            stayed: list[Act] = []
            for act in acts:
                other = self.matching.new_of.get(act)
                if other is not None and other.block is partner:
                    stayed.append(act)
                elif other is not None:
                    moved.add(act)
            moved |= {stayed[at] for at in moved_of([self.matching.new_of[act].number for act in stayed])}
        return moved


def _labels(part: Part) -> Iterator[str]:
    """What to call a part on the path to a value; nothing if what is below it says enough."""
    node = part.new or part.old
    if part.old_place < 0 and part.new_place < 0:
        if part.key != "statements":
            yield part.new_key
        return
    variable = text_at(node, "variable") if isinstance(node, Mapping) else ""
    if variable:
        yield variable
        return
    place = part.new_place if part.new is not None else part.old_place
    name = text_at(node, "name") if isinstance(node, Mapping) else ""
    yield f"{part.key or 'item'} {name or place + 1}"


def _path(act: Act) -> str:
    return " › ".join(act.within)


def _with_type(node: Node | None, value: str | None) -> str | None:
    """A value that looks like another one: with the form or kind in which it is written."""
    forms = [entry.name for entry in node.entries] if isinstance(node, Mapping) else []
    return f"{value} ({', '.join(forms)})" if forms and value is not None else value
