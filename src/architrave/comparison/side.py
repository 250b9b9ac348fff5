"""One of the two flows that are compared: its document, its program, and the typed values that were read from it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from architrave.diagnostics import Diagnostic, Position, Source
from architrave.expressions.types import Type
from architrave.flows.actions.shape import Keyed
from architrave.flows.document import Document, read_document
from architrave.flows.flow_types import FLOW_TYPES
from architrave.flows.program import Action, Fields, Program, Slot
from architrave.flows.reader import read_flow
from architrave.flows.yaml import Mapping as MappingNode
from architrave.flows.yaml import Node


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """A flow to compare. `body` is the object below its type; `types` are the types of its literals by pointer.

    `required` are the full names of the inputs that its organization requires, in lower case.
    """

    document: Document
    program: Program
    body: MappingNode
    types: Mapping[str, Type]
    required: frozenset[str] = frozenset()

    def position(self, node: Node) -> Position:
        """The place of a node in the file that it is in."""
        return self.document.position(node.start)


def read_side(
    source: Source,
    substitutions: Mapping[str, str],
    required: Callable[[Program], frozenset[str]] = lambda _program: frozenset(),
) -> tuple[Side | None, tuple[Diagnostic, ...]]:
    """A flow to compare, and its problems; None if the text is not a flow. A flow with errors can be compared.

    `required` gives the full names, in lower case, of the inputs that its organization requires.
    """
    program, faults = read_flow(source, substitutions=substitutions, allow_placeholders=True)
    if program is None:
        return None, faults
    document, _ = read_document(source, substitutions)
    body = _body(document.root)
    if body is None:
        return None, faults
    # Places in other files are not unique: there, values are compared as written.
    types = _types(program) if len(document.files) == 1 else {}
    return Side(document, program, body, types, required(program)), faults


def _body(root: Node | None) -> MappingNode | None:
    for entry in root.entries if isinstance(root, MappingNode) else ():
        if entry.name.lower() in FLOW_TYPES and isinstance(entry.value, MappingNode):
            return entry.value
    return None


def _types(program: Program) -> dict[str, Type]:
    variables = [*program.variables, *(each for of in program.containers.values() for each in of.variables)]
    slots = [*(variable.initial for variable in variables), *_slots([action.fields for action in program.actions])]
    return {slot.pointer: slot.type for slot in slots if slot.is_constant and slot.is_set}


def _slots(values: Iterable[object]) -> Iterator[Slot[object]]:
    """The value slots in fields of actions, without those of the actions inside them."""
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        if isinstance(value, Slot):
            yield cast("Slot[object]", value)
        elif isinstance(value, Fields):
            waiting += value.values().values()
        elif isinstance(value, Keyed):
            waiting.append(cast("Keyed[object]", value).item)
        elif isinstance(value, Mapping):
            waiting += cast("Mapping[str, object]", value).values()
        elif isinstance(value, tuple):
            waiting += (each for each in cast("tuple[object, ...]", value) if not isinstance(each, Action))
