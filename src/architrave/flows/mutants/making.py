"""Makes the mutants of a flow, in the order of its text."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from architrave.expressions.types import BOOLEAN
from architrave.flows.actions import ACTIONS
from architrave.flows.actions.branching import Switch
from architrave.flows.actions.control import Wait
from architrave.flows.actions.data import UpdateData
from architrave.flows.actions.declaration import Running
from architrave.flows.document import Document
from architrave.flows.mutants.expressions import expression_changes
from architrave.flows.mutants.mutant import Change, Mutant, with_text
from architrave.flows.mutants.observed import is_overwritten, unread_variables
from architrave.flows.mutants.outlines import not_kept, swapped_cases, swapped_outputs, without_item
from architrave.flows.mutants.values import arrow, literal_changes
from architrave.flows.program import AnyAction, Program, Slot, Variable
from architrave.flows.slots import slots_in
from architrave.flows.yaml import Mapping, Node, Scalar, Sequence

REMOVED = "the action is removed"


def mutants_of(document: Document, program: Program) -> tuple[Mutant, ...]:
    """The mutants of a flow without errors; `program` is what was read from the document.

    Some may turn out to have errors when they are read.
    """
    if document.root is None:
        return ()
    making = _Making(document, program)
    found = list(making.mutants(document.root))
    return tuple(sorted(found, key=lambda each: (each.change.place.start, each.change.place.end)))


@dataclass(slots=True)
class _Making:
    document: Document
    program: Program
    _actions: dict[str, AnyAction] = field(init=False)
    _slots: dict[str, Slot[object]] = field(init=False)
    _unread: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        program = self.program
        self._unread = unread_variables(program)
        # An action that Architrave does not run has no slots here: none of its values matters.
        run = [each for each in program.actions if ACTIONS[each.kind].running is not Running.REFUSED]
        self._actions = {each.pointer: each for each in run}
        slots = [slot for action in run for slot in self._slots_of(action)]
        slots += [each.initial for each in self._variables()]
        self._slots = {slot.pointer: slot for slot in slots if slot.is_set}

    def _slots_of(self, action: AnyAction) -> Iterator[Slot[object]]:
        """The values that a run may need."""
        fields = action.fields
        if isinstance(fields, UpdateData):
            kept = (each for each in fields.statements if each.target.key not in self._unread)
            yield from slots_in(tuple(kept))
            return
        # It matters only after 72 hours of waiting.
        ignored = fields.trim if isinstance(fields, Wait) else None
        yield from (slot for slot in slots_in(fields) if slot is not ignored)

    def _variables(self) -> Iterator[Variable]:
        """The variables whose initial value matters."""
        program = self.program
        declared = [(each, program.start) for each in program.variables]
        declared += [(each, container) for container in program.containers.values() for each in container.variables]
        for variable, begin in declared:
            if variable.key not in self._unread and not is_overwritten(program, variable, begin):
                yield variable

    def mutants(self, root: Node) -> Iterator[Mutant]:
        """All mutants below a node."""
        waiting: list[tuple[Node, AnyAction | None]] = [(root, None)]
        while waiting:
            node, action = waiting.pop()
            for change in self._changes(node, action):
                yield Mutant(self.document, change, self._changed(node, change, action))
            match node:
                case Mapping():
                    actions = self._actions
                    waiting.extend((each.value, actions.get(each.key.pointer, action)) for each in node.entries)
                case Sequence():
                    waiting.extend((item, action) for item in node.items)
                case Scalar():
                    pass

    def _changed(self, node: Node, change: Change, action: AnyAction | None) -> AnyAction | None:
        """The action that a change is about: one that is removed, or the one around."""
        place = change.place
        is_item = isinstance(node, Sequence) and change.kind == "removed" and isinstance(place, Scalar)
        return self._actions.get(place.pointer, action) if is_item else action

    def _changes(self, node: Node, action: AnyAction | None) -> Iterator[Change]:
        slot = self._slots.get(node.pointer)
        if slot is not None:
            yield from _value_changes(node, slot)
        match node:
            case Sequence():
                yield from self._removed(node)
            case Mapping() if action is not None:
                yield from self._of_action(node, action)
            case _:
                pass

    def _removed(self, block: Sequence) -> Iterator[Change]:
        """A list of actions without one of them. One that only assigns what nothing reads does not matter."""
        for item in block.items:
            if not isinstance(item, Mapping) or len(item.entries) != 1:
                continue
            key = item.entries[0].key
            action = self._actions.get(key.pointer)
            if action is not None and not self._is_idle(action):
                yield without_item(block, item, key, "removed", REMOVED)

    def _is_idle(self, action: AnyAction) -> bool:
        fields = action.fields
        return isinstance(fields, UpdateData) and all(each.target.key in self._unread for each in fields.statements)

    def _of_action(self, node: Mapping, action: AnyAction) -> Iterator[Change]:
        """The changes of a map inside an action, or of the action itself."""
        fields, change = action.fields, not_kept(node)
        if change is not None and self._is_read(node):
            yield change
        outputs = node.get("outputs")
        if isinstance(outputs, Mapping) and node.pointer == action.pointer:
            yield from swapped_outputs(action, outputs)
        if isinstance(fields, Switch) and "cases" in node:
            yield from swapped_cases(node)
        statements = node.get("statements")
        if isinstance(fields, UpdateData) and isinstance(statements, Sequence) and node.pointer == action.pointer:
            yield from self._unassigned(fields, statements)

    def _is_read(self, output: Mapping) -> bool:
        variable = output.get("var")
        return not isinstance(variable, Scalar) or variable.text.lower() not in self._unread

    def _unassigned(self, fields: UpdateData, statements: Sequence) -> Iterator[Change]:
        """Update Data without one of its assignments. The removal of the only one is that of the action."""
        if len(fields.statements) != len(statements.items) or len(statements.items) < 2:
            return
        for statement, item in zip(fields.statements, statements.items, strict=True):
            if statement.target.key not in self._unread:
                text = f"{statement.target.name} is not assigned"
                yield without_item(statements, item, item, "assignment", text)


def _value_changes(node: Node, slot: Slot[object]) -> Iterator[Change]:
    if slot.text is None:
        yield from literal_changes(node, slot.type)
    elif isinstance(node, Scalar):
        for found in expression_changes(node.text, is_condition=slot.type == BOOLEAN):
            made = with_text(node, found.text, plain=node.plain)
            yield Change(found.kind, arrow(found.before, found.after), node, node, made)
