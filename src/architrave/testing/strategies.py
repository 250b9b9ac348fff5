"""Inputs of a flow for hypothesis, from the types of its inputs and the literals of its expressions."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from architrave.expressions import types
from architrave.expressions.parser import parse
from architrave.expressions.syntax_tree import Literal, Node, children
from architrave.expressions.types import Type
from architrave.expressions.values import accept_input
from architrave.flows.program import Program
from architrave.flows.slots import slots_of

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from architrave.testing.flows import FlowUnderTest

_LONGEST = 40
_MOST_ITEMS = 5
_LARGEST = 2**31 - 1
_MOMENTS = (datetime(1800, 1, 1), datetime(2200, 12, 31))  # noqa: DTZ001 - hypothesis takes moments without a zone


def inputs(flow: "FlowUnderTest") -> "SearchStrategy[dict[str, Any]]":
    """A strategy for the inputs of a flow, as `flow.run` takes them; every input may be missing.

    Texts and numbers are any, and often those that the flow's expressions compare with, or next to them. An input of a
    type for which nothing is known, such as a queue, is missing or None. It needs hypothesis, which does not come with
    Architrave.
    """
    from hypothesis import strategies as st

    program = flow.flow.program
    known = _literals(program)
    named = {each.name.partition(".")[2]: _values(each.type, known) for each in program.inputs}
    return st.fixed_dictionaries({}, optional=named)


def _values(kind: Type, known: tuple[str | int, ...]) -> "SearchStrategy[Any]":
    from hypothesis import strategies as st

    if kind.is_collection:
        return st.lists(_some(kind.item, known), max_size=_MOST_ITEMS)
    return st.none() | _some(kind, known)


def _some(kind: Type, known: tuple[str | int, ...]) -> "SearchStrategy[Any]":
    """Values of a type that are set, if there is a way to make them."""
    from hypothesis import strategies as st

    fitting = [each for each in known if accept_input(kind, each)[1] is None]
    common = st.sampled_from(fitting) if fitting else st.nothing()
    match kind:
        case types.STRING:
            # Half of a surrogate pair is no character: no launch can have it.
            return common | st.text(st.characters(exclude_categories=("Cs",)), max_size=_LONGEST)
        case types.INTEGER:
            return common | st.integers(-_LARGEST, _LARGEST)
        case types.DECIMAL:
            return common | st.integers(-_LARGEST, _LARGEST).map(lambda value: value / 100)
        case types.BOOLEAN:
            return st.booleans()
        case types.DATETIME:
            return st.datetimes(*_MOMENTS).map(lambda moment: f"{moment.isoformat(timespec='milliseconds')}Z")
        case _:
            return st.none()


@cache
def _literals(program: Program) -> tuple[str | int, ...]:
    """The texts and whole numbers in a flow's expressions, and the numbers next to them."""
    found: dict[str | int, None] = {}
    for slot in slots_of(program):
        if slot.text is not None:
            for value in _in_tree(parse(slot.text)[0]):
                near = (value,) if isinstance(value, str) else (value - 1, value, value + 1)
                found |= dict.fromkeys(near)
    return tuple(found)


def _in_tree(tree: Node) -> Iterator[str | int]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Literal) and isinstance(node.value, str | int) and not isinstance(node.value, bool):
            yield node.value
        waiting += children(node)
