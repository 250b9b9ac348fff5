"""What a node means, as a number: two nodes mean the same if and only if they have the same number.

Not part of a meaning: the order of keys and of lists whose order has no effect, formatting, quotes around a text,
parentheses and spaces in an expression and the case of its names, refIds, `{none: true}`, and values that are not set.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field

from architrave.comparison.elements import BLOCKS, Identities, entries_of
from architrave.comparison.side import Side
from architrave.expressions.parser import parse
from architrave.expressions.printer import print_tree
from architrave.expressions.syntax_tree import (
    Binary,
    Call,
    Conditional,
    Index,
    Member,
    Reference,
    Unary,
    fold,
)
from architrave.expressions.syntax_tree import Node as Tree
from architrave.flows.yaml import Entry, Mapping, Node, Scalar, Sequence
from architrave.flows.yaml.scalars import resolve

UNORDERED = frozenset(
    {"variables", "startUpTaskVariables", "states", "tasks", "menus", "bots", "choices", "outputPaths"}
)
"""The lists whose order has no effect: their items are found by name, refId or digit."""

VALUE_FORMS = frozenset({"lit", "exp", "noValue", "noValueWithNoFallback", "tts", "prompt", "var"})
"""The keys that make an object a value."""

_VARIABLES = frozenset({"var", "variable"})
_TEXTS = frozenset({"name", "description"})
_NOTHING = ("none", "noValue")


@dataclass(slots=True)
class Vocabulary:
    """The numbers of meanings, the same for both sides."""

    identities: Identities
    numbers: dict[Hashable, int] = field(default_factory=dict[Hashable, int])

    def number(self, meaning: Hashable) -> int:
        """The number of a meaning."""
        return self.numbers.setdefault(meaning, len(self.numbers))


@dataclass(slots=True)
class Meanings:
    """The meanings of the nodes of one side. With `whole`, the actions inside a node are part of its meaning."""

    side: Side
    is_new: bool
    vocabulary: Vocabulary
    _known: dict[tuple[Node, str, bool], int] = field(default_factory=dict[tuple[Node, str, bool], int])

    def of(self, node: Node | None, key: str = "", *, whole: bool = False) -> int:
        """The meaning of a node below a key. One that is missing means the same as `noValue`."""
        if node is None:
            return self.vocabulary.number(())
        known = self._known.get((node, key, whole))
        if known is None:
            known = self._known[node, key, whole] = self.vocabulary.number(self._meaning(node, key, whole))
        return known

    def of_body(self, body: Node, *, whole: bool = False) -> int:
        """The meaning of an action or element without its name."""
        if not isinstance(body, Mapping):
            return self.of(body, whole=whole)
        return self.vocabulary.number(tuple(sorted(self._entries(body, whole, skipped="name"))))

    def _meaning(self, node: Node, key: str, whole: bool) -> Hashable:
        match node:
            case Scalar():
                return self._scalar(node, key)
            case Sequence():
                items = [self.of(item, whole=whole) for item in node.items]
                return ("list", *(sorted(items) if key in UNORDERED else items)) if items else ()
            case Mapping():
                return tuple(sorted(self._entries(node, whole)))

    def keeps(self, node: Node | None, key: str) -> bool:
        """Whether a key of an object is a part of its meaning."""
        return isinstance(node, Mapping) and any(name == key for name, _ in self._entries(node, whole=False))

    def _entries(self, node: Mapping, whole: bool, skipped: str = "") -> Iterator[tuple[str, int]]:
        is_alone = len(node.entries) == 1
        for entry in entries_of(node):
            if entry.name in ("refId", skipped) or _is_nothing(entry):
                continue
            if entry.name in BLOCKS and isinstance(entry.value, Sequence):
                if whole and entry.value.items:
                    yield entry.name, self.of(entry.value, entry.name, whole=True)
                continue
            if entry.name in ("lit", "exp"):
                yield entry.name, self.vocabulary.number(self._value(entry))
                continue
            means = self.of(entry.value, entry.name, whole=whole)
            if means == self.of(None) and (has_block(entry.value) or (not is_alone and is_unset(entry.value))):
                continue
            yield entry.name, means

    def _scalar(self, node: Scalar, key: str) -> Hashable:
        if key in _VARIABLES:
            return "variable", node.text.lower()
        if key.endswith("Ref"):
            return "reference", self.vocabulary.identities.of_reference(self.is_new, node.text)
        if key not in _TEXTS and isinstance(node.value, bool):
            return "text", str(node.value).lower()
        return "text", node.text

    def _value(self, entry: Entry) -> Hashable:
        node = entry.value
        if entry.name == "exp" and isinstance(node, Scalar):
            return "expression", canonical(node.text)
        if not isinstance(node, Scalar) or isinstance(resolve(node.text), str):
            return "literal", self.of(node)
        # Where a slot has no type, `5` is a number and `"5"` a text.
        return "literal", self.of(node), self.side.types.get(node.pointer)


def canonical(text: str) -> str:
    """An expression in one spelling: names of variables and functions in lower case, spaces and parentheses as printed.

    One that cannot be parsed stays as it is written.
    """
    tree, faults = parse(text)
    return text.strip() if faults else print_tree(fold(tree, _lower))


def _lower(node: Tree, parts: list[Tree]) -> Tree:
    """The same tree with names in lower case: they are case-insensitive."""
    match node:
        case Reference(name, span):
            return Reference(name.lower(), span)
        case Call(name, _, span, name_span):
            return Call(name.lower(), tuple(parts), span, name_span)
        case Unary(operator, _, span):
            return Unary(operator, parts[0], span)
        case Binary(operator, _, _, span, place):
            return Binary(operator, parts[0], parts[1], span, place)
        case Conditional(_, _, _, span, place):
            return Conditional(parts[0], parts[1], parts[2], span, place)
        case Member(_, name, span, place):
            return Member(parts[0], name, span, place)
        case Index(_, _, span, place):
            return Index(parts[0], parts[1], span, place)
        case _:
            return node


def is_value(node: Node | None) -> bool:
    """Whether a node is a value: a literal, an expression, speech, a variable for a result, or nothing."""
    return isinstance(node, Mapping) and any(entry.name in VALUE_FORMS for entry in node.entries)


def is_unset(node: Node) -> bool:
    """Whether a node is `{noValue: true}`."""
    return isinstance(node, Mapping) and len(node.entries) == 1 and node.entries[0].name == "noValue"


def _is_nothing(entry: Entry) -> bool:
    return entry.name in _NOTHING and isinstance(entry.value, Scalar) and entry.value.text.lower() == "true"


def has_block(node: Node) -> bool:
    """Whether there are actions in a node."""
    match node:
        case Mapping():
            return any(entry.name in BLOCKS or has_block(entry.value) for entry in node.entries)
        case Sequence():
            return any(has_block(item) for item in node.items)
        case Scalar():
            return False
