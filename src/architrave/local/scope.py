"""The variables in scope in a part of a flow, and the expressions that a person writes there."""

import re
from dataclasses import replace

from architrave.diagnostics import Source, TextFault, did_you_mean
from architrave.expressions import compile_expression
from architrave.expressions.expression import Expression
from architrave.expressions.types import BOOLEAN, Type
from architrave.flows.actions.data import UpdateData
from architrave.flows.flow_types import FLOW_TYPES
from architrave.flows.program import Container, Program, Target
from architrave.local.faults import BadExpressionError
from architrave.local.sources import rendered

_TEXT = "<expression>"
_NAMES = re.compile(r"[^\W\d]\w*(?:\.[\w$]+)+")


class Scope:
    """The variables in scope in a state or task of a program.

    `variables` are those that the flow can assign, by lower-case full name; `types` also has the built-in ones.
    """

    def __init__(self, program: Program, container: Container | None) -> None:
        self._program = program
        declared = (*program.variables, *(() if container is None else container.variables))
        self.variables = {each.key: Target(each.key, each.name, each.type) for each in declared}
        self.variables = {**self.variables, **_stated(program), **self.variables}
        built_ins = FLOW_TYPES[program.flow_type.lower()].built_ins
        self._names = {**{name.lower(): name for name in built_ins}, **{each.key: each.name for each in self.targets}}
        self.types: dict[str, Type] = {
            **{name.lower(): type_ for name, type_ in built_ins.items()},
            **{each.key: each.type for each in self.targets},
        }

    @property
    def targets(self) -> tuple[Target, ...]:
        """The variables that the flow can assign."""
        return tuple(self.variables.values())

    def expression(self, text: str, slot: Type | None = None) -> Expression:
        """A checked expression, converted to the type `slot`. Raises BadExpressionError with every fault."""
        expression, faults = compile_expression(text, self.types, slot)
        if expression is None:
            source = Source(_TEXT, text)
            raise BadExpressionError(rendered((self._with_written_names(fault).at(source) for fault in faults), source))
        return expression

    def condition(self, text: str) -> Expression:
        """A checked expression whose value is a Boolean. Raises BadExpressionError."""
        return self.expression(text, BOOLEAN)

    def target(self, name: str) -> Target:
        """The variable with a full name (in any case). Raises BadExpressionError with a suggestion."""
        key = name.strip().lower()
        found = self.variables.get(key)
        if found is not None:
            return found
        if key in self.types:
            raise BadExpressionError(f"{self._names[key]} is built in and cannot be set.")
        near = did_you_mean(name, (each.name for each in self.targets))
        more = f"Did you mean {near}?" if near is not None else "Use a full name, such as Flow.x."
        raise BadExpressionError(f"There is no variable “{name.strip()}” here. {more}")

    def _with_written_names(self, fault: TextFault) -> TextFault:
        """The fault, with the variables in its help spelled as declared."""
        if fault.help is None:
            return fault
        return replace(fault, help=_NAMES.sub(lambda found: self._names.get(found[0], found[0]), fault.help))


def _stated(program: Program) -> dict[str, Target]:
    """The variables that only an Update Data action declares."""
    return {
        statement.target.key: statement.target
        for action in program.actions
        if isinstance(action.fields, UpdateData)
        for statement in action.fields.statements
        if not statement.target.key.startswith(("task.", "state."))
    }
