"""What a flow never looks at: variables that nothing reads, and initial values that are overwritten before any use."""

import re
from enum import Enum

from architrave.flows.actions import ACTIONS
from architrave.flows.actions.control import CallTask, ChangeState, EndState, EndWorkflow, JumpToTask
from architrave.flows.actions.data import UpdateData
from architrave.flows.actions.data_actions import CallData
from architrave.flows.actions.data_tables import DataTableLookup
from architrave.flows.actions.loops import Loop
from architrave.flows.actions.modules import CallCommonModule
from architrave.flows.program import AnyAction, Block, Container, Fields, Program, Slot, Targets, Variable
from architrave.flows.slots import slots_in

_NAME = re.compile(r"[^\W\d]\w*\.[^\W\d]\w*")


def names_in(slot: Slot[object]) -> set[str]:
    """The variables that an expression mentions, by their keys."""
    return set() if slot.text is None else {name.lower() for name in _NAME.findall(slot.text)}


def unread_variables(program: Program) -> frozenset[str]:
    """The keys of variables that are no output, and that no expression reads except to assign them anew."""
    declared = [*program.variables, *(each for found in program.containers.values() for each in found.variables)]
    read = {each.key for each in declared if each.is_output}
    for variable in declared:
        read |= names_in(variable.initial)
    for action in program.actions:
        if isinstance(action.fields, UpdateData):
            for statement in action.fields.statements:
                read |= names_in(statement.value) - {statement.target.key}
        else:
            for slot in slots_in(action.fields):
                read |= names_in(slot)
    return frozenset(each.key for each in declared if each.key not in read)


class _Use(Enum):
    """What is the first to happen to a variable: it is read, it is overwritten or the flow ends, or neither yet."""

    READ = 1
    OVERWRITTEN = 2
    NOT_YET = 3


def is_overwritten(program: Program, variable: Variable, begin: Container | None) -> bool:
    """Whether a run certainly assigns a variable before it reads it, or never reads it at all.

    `begin` is where the variable gets its initial value: where the flow starts, or its state or task.
    """
    if begin is None or program.error_handling is not None:
        return False
    use = _FirstUse(program, variable).of_container(begin)
    return use is _Use.OVERWRITTEN or (use is _Use.NOT_YET and not variable.is_output)


class _FirstUse:
    """Looks along all ways through a flow for the first use of a variable.

    The value of an output is read wherever the flow may end, also by a fault.
    """

    def __init__(self, program: Program, variable: Variable) -> None:
        self._program = program
        self._variable = variable.key
        self._is_output = variable.is_output
        self._entered: dict[str, _Use] = {}

    def of_container(self, container: Container) -> _Use:
        """In a state or task, and in what it goes on with. One that is entered again adds nothing."""
        if container.ref_id not in self._entered:
            self._entered[container.ref_id] = _Use.NOT_YET
            self._entered[container.ref_id] = self._of_block(container.block)
        return self._entered[container.ref_id]

    def _of_block(self, block: Block) -> _Use:
        for action in block:
            use = self._of_action(action)
            if use is not _Use.NOT_YET:
                return use
        return _Use.NOT_YET

    def _of_action(self, action: AnyAction) -> _Use:
        fields = action.fields
        if self._is_output and not _cannot_end(fields):
            return _Use.READ
        if isinstance(fields, UpdateData):
            return self._of_statements(fields)
        if any(self._variable in names_in(slot) for slot in slots_in(fields)):
            return _Use.READ
        match fields:
            case Loop(index=index) if index is not None and index.key == self._variable:
                return _Use.OVERWRITTEN
            case EndWorkflow() | EndState():
                return _Use.OVERWRITTEN
            case ChangeState(state=target):
                return self._ended(target)
            case CallTask(task=target):
                called = self._called(target)
                return called if called is not _Use.NOT_YET else self._of_ways(action)
            case CallCommonModule(module=module) if self._is_in(module.item.item.outputs):
                return _Use.OVERWRITTEN
            case JumpToTask(task=target):
                return self._ended(target)
            case _:
                return self._of_ways(action)

    def _of_statements(self, fields: UpdateData) -> _Use:
        for statement in fields.statements:
            if self._variable in names_in(statement.value):
                return _Use.READ
            if statement.target.key == self._variable:
                return _Use.OVERWRITTEN
        return _Use.NOT_YET

    def _called(self, target: str) -> _Use:
        container = self._program.containers.get(target)
        return _Use.READ if container is None else self.of_container(container)

    def _ended(self, target: str) -> _Use:
        """A state or task that is not returned from."""
        return _Use.READ if self._called(target) is _Use.READ else _Use.OVERWRITTEN

    def _of_ways(self, action: AnyAction) -> _Use:
        """The outputs of an action, also those in which nothing is written."""
        declared = ACTIONS[action.kind]
        names = dict.fromkeys((*declared.outputs, *action.branches))
        uses = {self._of_way(action, name) for name in names}
        if _Use.READ in uses:
            return _Use.READ
        is_closed = uses == {_Use.OVERWRITTEN} and not declared.goes_on and not declared.is_open_outputs
        return _Use.OVERWRITTEN if is_closed else _Use.NOT_YET

    def _of_way(self, action: AnyAction, name: str) -> _Use:
        match action.fields:
            case CallData(data_action=called) if name == "success":
                is_kept = self._is_in(called.item.success_outputs)
            case DataTableLookup(table=table) if name == "found":
                is_kept = self._is_in(table.item.found_outputs)
            case _:
                is_kept = False
        return _Use.OVERWRITTEN if is_kept else self._of_block(action.branches.get(name, ()))

    def _is_in(self, kept: Targets) -> bool:
        """Whether a result is assigned to the variable."""
        return any(target.key == self._variable for target in kept.values())


def _cannot_end(fields: Fields) -> bool:
    """Whether a flow certainly goes on after an action begins, without a fault."""
    return isinstance(fields, UpdateData | Loop) and all(slot.is_constant for slot in slots_in(fields))
