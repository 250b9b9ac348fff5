"""Where the values of a flow's variables come from: inputs, replies, look-ups, and expressions of other variables."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from architrave.exploring.seen import ActionId
from architrave.exploring.sources import FromFound, FromInput, FromReply, answered, never
from architrave.expressions import compile_expression
from architrave.expressions.compiler import Run, compile_tree
from architrave.expressions.syntax_tree import Span
from architrave.expressions.typed_tree import Constant, Typed, Variable, walk
from architrave.expressions.types import Type
from architrave.flows.actions.control import CallTask, JumpToTask
from architrave.flows.actions.data import UpdateData
from architrave.flows.actions.loops import Loop
from architrave.flows.actions.modules import CallCommonModule
from architrave.flows.flow_types import FLOW_TYPES
from architrave.flows.program import AnyAction, Program, Slot, Target
from architrave.flows.slots import slots_in

Key = tuple[str, str]
"""A variable: the hash of its program, and its lower-case full name."""


@dataclass(frozen=True, slots=True)
class FromExpression:
    """The value of a tree with the variables of a program."""

    program: str
    tree: Typed


@dataclass(frozen=True, slots=True)
class FromLoop:
    """The index of a loop: less than the value of a tree, which is the number of its passes."""

    program: str
    count: Typed


Origin = FromInput | FromReply | FromFound | FromExpression | FromLoop


class Origins:
    """The origins of all variables of a flow and of the common modules that it can call."""

    def __init__(self, flow: Program, modules: Mapping[str, Program]) -> None:
        """`modules` are the programs of common modules by lower-case name."""
        self.flow = flow
        self.programs = {program.hash: program for program in (flow, *modules.values())}
        self._modules = modules
        self._types = {digest: _types(program) for digest, program in self.programs.items()}
        self._compiled: dict[int, tuple[Typed, Run]] = {}
        self._trees: dict[tuple[str, str, str], Typed | None] = {}

    def tree(self, program: str, slot: Slot[Any] | None) -> Typed | None:
        """The typed tree of a slot; None for one without an expression."""
        if slot is None or slot.text is None:
            return None
        key = (program, slot.text, str(slot.type))
        if key not in self._trees:
            expression, _ = compile_expression(slot.text, self._types[program], slot.type)
            self._trees[key] = None if expression is None else expression.tree
        return self._trees[key]

    def above(self, action: ActionId) -> list[tuple[ActionId, str]]:
        """The actions that contain an action, innermost first, each with the output that leads to it."""
        found: list[tuple[ActionId, str]] = []
        at: tuple[ActionId, str] | None = self._parents.get(action)
        while at is not None:
            found.append(at)
            at = self._parents.get(at[0])
        return found

    @cached_property
    def _parents(self) -> dict[ActionId, tuple[ActionId, str]]:
        return {
            (digest, inner.number): ((digest, action.number), output.lower())
            for digest, program in self.programs.items()
            for action in program.actions
            for output, block in action.branches.items()
            for inner in block
        }

    def run_of(self, tree: Typed) -> Run:
        """The function that evaluates a tree."""
        known = self._compiled.get(id(tree))
        if known is None:
            known = self._compiled[id(tree)] = tree, compile_tree(tree, "")
        return known[1]

    @cached_property
    def all(self) -> dict[Key, list[Origin]]:
        """The origins of each variable that has one which can be steered."""
        found: dict[Key, list[Origin]] = {}
        for variable in self.flow.inputs:
            found.setdefault((self.flow.hash, variable.key), []).append(FromInput(variable.name, variable.type))
        for program in self.programs.values():
            for action in program.actions:
                for key, origin in self._of(program, action):
                    listed = found.setdefault(key, [])
                    if origin not in listed:
                        listed.append(origin)
        return found

    @cached_property
    def constants(self) -> dict[str, list[Any]]:
        """The values that the flow's expressions and literals name, by the code of their type, in their order."""
        found: dict[str, dict[str, Any]] = {}
        for program in self.programs.values():
            for slot in _slots(program):
                tree = self.tree(program.hash, slot)
                for node in walk(tree) if tree is not None else ():
                    if isinstance(node, Constant) and node.name is None and node.value is not None:
                        found.setdefault(node.type.code, {}).setdefault(repr(node.value), node.value)
                if slot.is_constant and slot.is_set and slot.text is None and slot.type.code in ("str", "int", "dec"):
                    value: Any = slot.evaluate({}, never)
                    if value is not None and not slot.type.is_collection:
                        found.setdefault(slot.type.code, {}).setdefault(repr(value), value)
        return {code: list(values.values()) for code, values in found.items()}

    def sources(self, program: str, trees: Iterable[Typed | None]) -> dict[Origin, None]:
        """The inputs, replies and look-ups on which the values of trees depend, nearest first."""
        found: dict[Origin, None] = {}
        waiting = [(program, tree) for tree in trees if tree is not None]
        seen: set[Key] = set()
        while waiting:
            digest, tree = waiting.pop(0)
            for node in walk(tree):
                key = (digest, node.key) if isinstance(node, Variable) else None
                if key is None or key in seen:
                    continue
                seen.add(key)
                for origin in self.all.get(key, ()):
                    if isinstance(origin, FromExpression):
                        waiting.append((origin.program, origin.tree))
                    elif isinstance(origin, FromLoop):
                        waiting.append((origin.program, origin.count))
                    else:
                        found.setdefault(origin)
        return found

    def _of(self, program: Program, action: AnyAction) -> Iterator[tuple[Key, Origin]]:
        for target, origin in answered(action):
            yield (program.hash, target.key), origin
        fields = action.fields
        match fields:
            case UpdateData():
                for statement in fields.statements:
                    yield from self._from(program.hash, statement.value, (program.hash, statement.target.key))
            case Loop(index=Target() as index):
                count = self.tree(program.hash, fields.count)
                if count is not None:
                    yield (program.hash, index.key), FromLoop(program.hash, count)
            case JumpToTask():
                outputs: Mapping[str, Target] = fields.outputs if isinstance(fields, CallTask) else {}
                yield from self._called(program.hash, program.hash, fields.inputs, outputs)
            case CallCommonModule():
                module, call = self._modules.get(fields.module.name.casefold()), fields.module.item.item
                if module is not None:
                    yield from self._called(program.hash, module.hash, call.inputs, call.outputs)
            case _:
                pass

    def _called(
        self, caller: str, callee: str, inputs: Mapping[str, Slot[Any]], outputs: Mapping[str, Target]
    ) -> Iterator[tuple[Key, Origin]]:
        """Of the inputs of a task or module, and of the variables that take its outputs."""
        for name, slot in inputs.items():
            yield from self._from(caller, slot, (callee, name.lower()))
        for name, target in outputs.items():
            result = Variable(target.type, name.lower(), name, _NOWHERE)
            yield (caller, target.key), FromExpression(callee, result)

    def _from(self, digest: str, slot: Slot[Any], key: Key) -> Iterator[tuple[Key, Origin]]:
        tree = self.tree(digest, slot)
        if tree is not None:
            yield key, FromExpression(digest, tree)


_NOWHERE = Span(0, 0)


def _types(program: Program) -> dict[str, Type]:
    """The types of all variables of a program, those of its states and tasks together."""
    found = {name.lower(): kind for name, kind in FLOW_TYPES[program.flow_type.lower()].built_ins.items()}
    for action in program.actions:
        if isinstance(action.fields, UpdateData):
            found |= {each.target.key: each.target.type for each in action.fields.statements}
    for container in program.containers.values():
        found |= {variable.key: variable.type for variable in container.variables}
    return found | {variable.key: variable.type for variable in program.variables}


def _slots(program: Program) -> Iterator[Slot[Any]]:
    for action in program.actions:
        yield from slots_in(action.fields)
    for variable in program.variables:
        yield variable.initial
