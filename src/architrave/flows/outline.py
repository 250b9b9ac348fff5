"""The outline of a flow: what others need to know of it without its program.

Listing flows, publishing them and checking calls between them need only outlines. An outline is plain data, so it can
be kept on disk; a program cannot, and takes a thousand times as long to read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from architrave.diagnostics import Position
from architrave.expressions.types import Type
from architrave.flows.actions.modules import CallCommonModule
from architrave.flows.program import LookedUp, Program, Variable
from architrave.flows.uses import DataActionUse, FlowUse, data_actions_of, data_tables_of, entities_of, flows_of


class ModuleCall(NamedTuple):
    """A call of a common module: the module's name, the reference to its version, and the action's place."""

    name: str
    reference: str
    pointer: str
    place: Position


class Declared(NamedTuple):
    """An input or output variable: `name` as written, with its scope in any case or without it."""

    key: str
    name: str
    scope: str
    type: Type
    description: str

    @property
    def full_name(self) -> str:
        """The name with the scope as the cloud spells it: `Flow.batchId`."""
        return f"{self.scope}.{self.name.rpartition('.')[2]}"


@dataclass(frozen=True, slots=True)
class Outline:
    """A flow without its actions. The fields up to `serves` are those of the `Program`.

    `inputs` and `outputs` are in the order of their declaration, `modules` and `data_actions`, the flow's calls, in the
    order of the file. `entities` are those of the organization that it names, data tables included, `flows` the flows
    that it hands over to.
    """

    flow_type: str
    name: str
    description: str
    division: str | None
    hash: str
    default_language: str | None
    supported_languages: tuple[str, ...]
    serves: frozenset[str]
    inputs: tuple[Declared, ...]
    outputs: tuple[Declared, ...]
    modules: tuple[ModuleCall, ...]
    data_actions: tuple[DataActionUse, ...]
    entities: tuple[LookedUp, ...]
    flows: tuple[FlowUse, ...] = ()

    @property
    def module_references(self) -> tuple[tuple[str, str], ...]:
        """The common modules that the flow calls: name and reference to the version, each once."""
        return tuple(dict.fromkeys((call.name, call.reference) for call in self.modules))


def outline_of(program: Program) -> Outline:
    """The outline of a program."""
    return Outline(
        flow_type=program.flow_type,
        name=program.name,
        description=program.description,
        division=program.division,
        hash=program.hash,
        default_language=program.default_language,
        supported_languages=tuple(program.supported_languages),
        serves=program.serves,
        inputs=_declared(program.inputs),
        outputs=_declared(program.outputs),
        modules=tuple(_module_calls(program)),
        data_actions=tuple(data_actions_of(program)),
        entities=tuple(dict.fromkeys((*entities_of(program), *_data_tables(program)))),
        flows=tuple(dict.fromkeys(flows_of(program))),
    )


def _module_calls(program: Program) -> Iterator[ModuleCall]:
    for action in program.actions:
        if isinstance(fields := action.fields, CallCommonModule):
            yield ModuleCall(fields.module.name, fields.version, action.pointer, action.place)


def _data_tables(program: Program) -> Iterator[LookedUp]:
    for use in data_tables_of(program):
        yield LookedUp("dataTable", "name", use.name)


def _declared(variables: tuple[Variable, ...]) -> tuple[Declared, ...]:
    return tuple(Declared(each.key, each.name, each.scope, each.type, each.description) for each in variables)
