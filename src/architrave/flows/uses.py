"""What a flow names in its organization: data actions, data tables, common modules, other flows, entities, attributes.

Only names that stand in the file are known; a name that is computed from a variable is not.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from architrave.expressions.parser import parse
from architrave.expressions.question import Question
from architrave.expressions.syntax_tree import Literal
from architrave.expressions.types import JSON, STRING, Type
from architrave.flows.actions.bots import CallBotFlow, CallDigitalBotFlow, CallVoiceFlow
from architrave.flows.actions.conversations import GetData
from architrave.flows.actions.data_actions import CallData
from architrave.flows.actions.data_tables import CallDecisionTable, DataTableLookup
from architrave.flows.actions.external_contacts import GetExternal, PromoteExternalContact
from architrave.flows.actions.find import FindById, FindByIds, FindByName
from architrave.flows.actions.modules import CallCommonModule
from architrave.flows.actions.records import AddFlowMilestone, InitializeFlowOutcome, SetFlowOutcome
from architrave.flows.actions.routing import TransferToAcd, TransferToFlow, TransferToFlowSecure
from architrave.flows.program import AnyAction, LookedUp, Program, Slot, Targets
from architrave.flows.substitutions import has_placeholder
from architrave.flows.yaml import Mapping as MappingNode
from architrave.flows.yaml import Node, Sequence

Types = Mapping[str, Type]
_VERB = re.compile("find|get|promote")
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
class FlowUse:
    """A flow to which another one hands over: a bot that it calls, a flow to which it transfers.

    `types` are the flow types that it can have, the usual one first; if it is none of them, it is still found by its
    name.
    """

    name: str
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Uses:
    """Everything that a flow names in its organization, each in the order of the file."""

    data_actions: tuple[DataActionUse, ...]
    data_tables: tuple[DataTableUse, ...]
    modules: tuple[ModuleUse, ...]
    entities: tuple[LookedUp, ...]
    attributes: tuple[str, ...]
    flows: tuple[FlowUse, ...] = ()


def uses_of(program: Program, root: Node | None = None) -> Uses:
    """What a flow names. The flow may have errors: what could be read is used.

    `root` is its document; with it, the columns and the module's inputs and outputs that the flow ignores (`noValue`)
    are known too. Their types are not in the file, and count as String.
    """
    return Uses(
        data_actions=tuple(data_actions_of(program)),
        data_tables=tuple(data_tables_of(program, root)),
        modules=tuple(_modules(program, root)),
        entities=tuple(dict.fromkeys(entities_of(program))),
        attributes=tuple(dict.fromkeys(_attributes(program))),
        flows=tuple(dict.fromkeys(flows_of(program))),
    )


def data_actions_of(program: Program) -> Iterator[DataActionUse]:
    """The calls of data actions, in the order of the file."""
    for action in program.actions:
        match action.fields:
            case CallData() as fields:
                category, name, call = fields.category.name, fields.data_action.name, fields.data_action.item
                yield DataActionUse(category, name, _inputs(call.inputs), _targets(call.success_outputs))
            case CallDecisionTable(table=table, output=output) if table.name:
                yield DataActionUse(DECISION_TABLES, table.name, {}, {} if output is None else {"output": JSON})
            case _:
                pass


def data_tables_of(program: Program, root: Node | None = None) -> Iterator[DataTableUse]:
    """The look-ups in data tables, in the order of the file; without `root`, without the columns that are ignored."""
    for action in program.actions:
        if isinstance(fields := action.fields, DataTableLookup):
            body = _below(root, action, "dataTable", fields.table.name)
            columns = _ignored(body, "foundOutputs") | _targets(fields.table.item.found_outputs)
            yield DataTableUse(fields.table.name, columns, _literal(fields.key))


def _modules(program: Program, root: Node | None) -> Iterator[ModuleUse]:
    for action in program.actions:
        if isinstance(fields := action.fields, CallCommonModule):
            name, version, call = fields.module.name, fields.module.item.name, fields.module.item.item
            body = _below(root, action, "commonModule", name, version)
            inputs = _ignored(body, "inputs") | _inputs(call.inputs)
            yield ModuleUse(name, inputs, _ignored(body, "outputs") | _targets(call.outputs))


def flows_of(program: Program) -> Iterator[FlowUse]:
    """The other flows that a flow names, in the order of the file."""
    return (each for each in _flows(program) if each.name)


def _flows(program: Program) -> Iterator[FlowUse]:
    for action in program.actions:
        match action.fields:
            case CallBotFlow(bot=bot) | CallVoiceFlow(bot=bot):
                yield FlowUse(bot.name, ("botFlow", "bot"))
            case CallDigitalBotFlow(bot=bot):
                yield FlowUse(bot.name, ("digitalBot",))
            case TransferToFlow(target_flow=target):
                yield FlowUse(target.name or "", ("inboundCall",))
            case TransferToFlowSecure(target_flow=target):
                yield FlowUse(target.name or "", ("secureCall",))
            case TransferToAcd(override_in_queue_flow=target):
                yield FlowUse(target.name or "", ("inqueueCall", "inqueueEmail", "inqueueShortMessage"))
            case _:
                pass


def _targets(targets: Targets) -> dict[str, Type]:
    return {name: target.type for name, target in targets.items()}


def _inputs(slots: Mapping[str, Slot[object]]) -> dict[str, Type]:
    return {name: slot.type for name, slot in slots.items()}


def _below(root: Node | None, action: AnyAction, *path: str) -> Node | None:
    """The node in an action at the end of a path of keys."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in action.pointer.split("/")[1:]]
    node = root
    for step in (*steps, *path):
        match node:
            case MappingNode():
                node = node.get(step)
            case Sequence(items=items) if step.isdecimal() and int(step) < len(items):
                node = items[int(step)]
            case _:
                return None
    return node


def _ignored(body: Node | None, key: str) -> dict[str, Type]:
    """The names below a key, as Strings."""
    names = body.get(key) if isinstance(body, MappingNode) else None
    if not isinstance(names, MappingNode):
        return {}
    return {entry.name: STRING for entry in names.entries if not has_placeholder(entry.name)}


def entities_of(program: Program) -> Iterator[LookedUp]:
    """Entities that literals name, in an order that does not change, and then those of the Find actions."""
    yield from sorted(LookedUp(noun, "name", name) for noun, name in program.entities)
    yield from sorted(program.look_ups)
    for action in program.actions:
        match action.fields:
            case FindByName(name=slot) if (name := _literal(slot)) is not None:
                yield LookedUp(_noun(action.kind), "email" if action.kind == "findUser" else "name", name)
            case FindById(id=slot) | GetExternal(id=slot) | PromoteExternalContact(id=slot):
                if (identity := _literal(slot)) is not None:
                    yield LookedUp(_noun(action.kind), "id", identity)
            case FindByIds(ids=slot) if slot.is_constant:
                yield from (LookedUp("user", "id", each) for each in slot.evaluate({}, _ask_nothing) or () if each)
            case SetFlowOutcome(flow_outcome=outcome) | InitializeFlowOutcome(flow_outcome=outcome) if outcome.name:
                yield LookedUp("flowOutcome", "name", outcome.name)
            case AddFlowMilestone(milestone=milestone, flow_outcome=outcome):
                for of, named in (("flowOutcome", outcome), ("flowMilestone", milestone)):
                    if named.name:
                        yield LookedUp(of, "name", named.name)
            case _:
                pass


def _noun(kind: str) -> str:
    """What an action finds, gets or promotes: `findUserById` finds a `user`."""
    noun = _VERB.sub("", kind).removesuffix("ById")
    return noun[:1].lower() + noun[1:]


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
