"""What a flow names in its organization: data actions, data tables, common modules, entities, attributes.

Only names that stand in the file are known; a name that is computed from a variable is not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from architrave.expressions.parser import parse
from architrave.expressions.question import Question
from architrave.expressions.syntax_tree import Literal
from architrave.expressions.types import JSON, Type
from architrave.flows.actions.conversations import GetData
from architrave.flows.actions.data_actions import CallData
from architrave.flows.actions.data_tables import CallDecisionTable, DataTableLookup
from architrave.flows.actions.find import FindById, FindByName
from architrave.flows.actions.modules import CallCommonModule
from architrave.flows.program import LookedUp, Program, Slot

Types = Mapping[str, Type]
DECISION_TABLES = "Decision Tables"
"""The category under which the mocks file has the replies of decision tables."""


@dataclass(frozen=True, slots=True)
class DataActionUse:
    """A call of a data action: the types of its inputs and of the outputs that the flow keeps, by flattened name."""

    category: str
    name: str
    inputs: Types = field(default_factory=dict[str, Type])
    outputs: Types = field(default_factory=dict[str, Type])


@dataclass(frozen=True, slots=True)
class DataTableUse:
    """A look-up in a data table: the types of the columns that the flow keeps, and the key if it is a literal."""

    name: str
    columns: Types = field(default_factory=dict[str, Type])
    key: str | None = None


@dataclass(frozen=True, slots=True)
class ModuleUse:
    """A call of a common module: the types of its inputs and of the outputs that the flow keeps, by full name."""

    name: str
    inputs: Types = field(default_factory=dict[str, Type])
    outputs: Types = field(default_factory=dict[str, Type])


@dataclass(frozen=True, slots=True)
class Uses:
    """Everything that a flow names in its organization, each in the order of the file."""

    data_actions: tuple[DataActionUse, ...]
    data_tables: tuple[DataTableUse, ...]
    modules: tuple[ModuleUse, ...]
    entities: tuple[LookedUp, ...]
    attributes: tuple[str, ...]


def uses_of(program: Program) -> Uses:
    """What a flow names. The flow may have errors: what could be read is used."""
    fields = [action.fields for action in program.actions]
    return Uses(
        data_actions=tuple(_data_actions(program)),
        data_tables=tuple(_data_table(each) for each in fields if isinstance(each, DataTableLookup)),
        modules=tuple(_module(each) for each in fields if isinstance(each, CallCommonModule)),
        entities=tuple(dict.fromkeys(_entities(program))),
        attributes=tuple(dict.fromkeys(_attributes(program))),
    )


def _data_actions(program: Program) -> Iterator[DataActionUse]:
    for action in program.actions:
        match action.fields:
            case CallData() as fields:
                name, call = fields.data_action.name, fields.data_action.item
                inputs = {key: slot.type for key, slot in call.inputs.items()}
                outputs = {key: target.type for key, target in call.success_outputs.items()}
                yield DataActionUse(fields.category.name, name, inputs, outputs)
            case CallDecisionTable(table=table, output=output) if table.name:
                yield DataActionUse(DECISION_TABLES, table.name, {}, {} if output is None else {"output": JSON})
            case _:
                pass


def _data_table(fields: DataTableLookup) -> DataTableUse:
    columns = {name: target.type for name, target in fields.table.item.found_outputs.items()}
    return DataTableUse(fields.table.name, columns, _literal(fields.key))


def _module(fields: CallCommonModule) -> ModuleUse:
    call = fields.module.item.item
    inputs = {name: slot.type for name, slot in call.inputs.items()}
    return ModuleUse(fields.module.name, inputs, {name: target.type for name, target in call.outputs.items()})


def _entities(program: Program) -> Iterator[LookedUp]:
    """Entities that literals name, in an order that does not change, and then those of the Find actions."""
    yield from sorted(LookedUp(noun, "name", name) for noun, name in program.entities)
    yield from sorted(program.look_ups)
    for action in program.actions:
        noun = action.kind.removeprefix("find").removesuffix("ById")
        noun = noun[:1].lower() + noun[1:]
        match action.fields:
            case FindByName(name=slot) if (name := _literal(slot)) is not None:
                yield LookedUp(noun, "name", name)
            case FindById(id=slot) if (identity := _literal(slot)) is not None:
                yield LookedUp(noun, "id", identity)
            case _:
                pass


def _attributes(program: Program) -> Iterator[str]:
    for action in program.actions:
        if isinstance(action.fields, GetData):
            for attribute in action.fields.attributes:
                name = _literal(attribute.name)
                if name is not None:
                    yield name


def _literal(slot: Slot[str]) -> str | None:
    """The text in a slot, if it is the same in every run."""
    if slot.is_constant:
        value = slot.evaluate({}, _ask_nothing)
        return value if value and value.strip() else None
    tree, faults = (None, ()) if slot.text is None else parse(slot.text)
    return tree.value if isinstance(tree, Literal) and isinstance(tree.value, str) and not faults else None


def _ask_nothing(_question: Question) -> None:
    """The answer to a constant's question: it has none."""
