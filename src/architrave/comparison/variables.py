"""Differences between declared variables, inputs and outputs among them."""

from collections.abc import Iterator
from dataclasses import dataclass

from architrave.comparison.difference import Change, Difference, What
from architrave.comparison.elements import text_at
from architrave.comparison.interface import has_callers, input_broken, output_broken
from architrave.comparison.meaning import Meanings
from architrave.comparison.places import place_of
from architrave.comparison.shown import NO_VALUE, shown
from architrave.expressions.types import Type
from architrave.flows.type_names import declared_type
from architrave.flows.yaml import Mapping, Node, Scalar

_INITIAL = "initialValue"
_FLAGS = ("isInput", "isOutput")
_READ = ("name", "refId", *_FLAGS, _INITIAL)
_INTERFACE = ("type", "input", "output", "required")
"""What differs for callers."""


@dataclass(frozen=True, slots=True)
class _Declared:
    """A variable as one side declares it. `type` is None if its key names no type."""

    name: str
    type: Type | None
    written_type: str
    is_input: bool
    is_output: bool
    body: Mapping

    @property
    def initial(self) -> str:
        """The initial value as text."""
        return shown(self.body.get(_INITIAL)) or NO_VALUE

    @property
    def as_input(self) -> Type | None:
        return self.type if self.is_input else None

    @property
    def as_output(self) -> Type | None:
        return self.type if self.is_output else None


def variable_differences(
    sides: tuple[Meanings, Meanings],
    nodes: tuple[Node | None, Node | None],
    tags: tuple[str, str],
    path: tuple[str, ...],
) -> Iterator[Difference]:
    """The differences between two declarations of a variable, or one that was added or removed.

    `tags` are the keys of the declarations, `path` what they are in; an empty path is the flow.
    """
    before, after = (_declared(node, tag) for node, tag in zip(nodes, tags, strict=True))
    present = after or before
    if present is None:
        return
    change: Change = "added" if before is None else "removed" if after is None else "changed"
    breaks = None if path else _breaks(sides, before, after)
    old, new = (
        None if each is None else place_of(side.side, each.body)
        for each, side in zip((before, after), sides, strict=True)
    )
    what = _what(before, after)
    for key, one, other in _changes(sides, before, after, is_of_flow=not path):
        is_breaking = change != "changed" or key in _INTERFACE
        kind, name = present.written_type, present.name
        reason = breaks if is_breaking else None
        yield Difference(change, what, kind, name, path, key, one, other, old, new, reason)


def _changes(
    sides: tuple[Meanings, Meanings], before: _Declared | None, after: _Declared | None, *, is_of_flow: bool
) -> Iterator[tuple[str, str | None, str | None]]:
    """What differs between two declarations: its key, and both values."""
    if before is None or after is None:
        yield "", None if before is None else before.initial, None if after is None else after.initial
        return
    if before.written_type != after.written_type:
        yield "type", before.written_type, after.written_type
    if before.is_input != after.is_input:
        yield "input", _yes(before.is_input), _yes(after.is_input)
    if before.is_output != after.is_output:
        yield "output", _yes(before.is_output), _yes(after.is_output)
    if is_of_flow and before.is_input and after.is_input:
        was, now = (_is_required(side, after) for side in sides)
        if was != now:
            yield "required", _yes(was), _yes(now)
    means = [side.of(each.body.get(_INITIAL)) for side, each in zip(sides, (before, after), strict=True)]
    # A literal of another type means something else, which the type says already.
    if means[0] != means[1] and (before.initial != after.initial or before.type == after.type):
        yield "initial value", before.initial, after.initial
    for key in dict.fromkeys([*before.body, *after.body]):
        one, other = before.body.get(key), after.body.get(key)
        if key in _FLAGS and None not in (one, other) and _flag(before.body, key) == _flag(after.body, key):
            # Neither true nor false: a fault, which may differ as well.
            if not {_text(one), _text(other)} <= {"true", "false"} and _text(one) != _text(other):
                yield key, shown(one, key), shown(other, key)
        elif key not in _READ and sides[0].of(one, key) != sides[1].of(other, key):
            yield key, shown(one, key), shown(other, key)


def _declared(node: Node | None, tag: str) -> _Declared | None:
    if not isinstance(node, Mapping):
        return None
    kind = declared_type(tag)
    written = tag if kind is None else str(kind)
    return _Declared(text_at(node, "name"), kind, written, _flag(node, "isInput"), _flag(node, "isOutput"), node)


def _flag(body: Mapping, key: str) -> bool:
    node = body.get(key)
    return isinstance(node, Scalar) and node.text.lower() == "true"


def _text(node: Node | None) -> str:
    return node.text.lower() if isinstance(node, Scalar) else ""


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"


def _what(before: _Declared | None, after: _Declared | None) -> What:
    either = [each for each in (before, after) if each is not None]
    if any(each.is_input for each in either):
        return "input"
    return "output" if any(each.is_output for each in either) else "variable"


def _is_required(meanings: Meanings, variable: _Declared) -> bool:
    return variable.name.lower() in meanings.side.required


def _breaks(sides: tuple[Meanings, Meanings], before: _Declared | None, after: _Declared | None) -> str | None:
    """What a change of a variable of the flow breaks, in one sentence."""
    old_side, new_side = sides
    if not has_callers(old_side.side):
        return None
    sentences = (
        input_broken(
            None if before is None else before.as_input,
            None if after is None else after.as_input,
            is_required=after is not None and _is_required(new_side, after),
            was_required=before is not None and before.is_input and _is_required(old_side, before),
        ),
        output_broken(None if before is None else before.as_output, None if after is None else after.as_output),
    )
    return "; ".join(sentence for sentence in sentences if sentence) or None
