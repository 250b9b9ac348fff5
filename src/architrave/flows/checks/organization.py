"""What the organization lacks: data actions, data tables, common modules, queues and other entities.

Names are compared without regard to case, as when the flow runs.
"""

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from architrave.diagnostics import Rule, did_you_mean
from architrave.expressions.types import DECIMAL, INTEGER, QUEUE, Type
from architrave.flows import rules
from architrave.flows.actions.data_actions import CallData, DataActionCall
from architrave.flows.actions.data_tables import DataTableLookup
from architrave.flows.actions.modules import CallCommonModule
from architrave.flows.known import DataActionContract, KnownOrganization
from architrave.flows.literals import looked_up
from architrave.flows.module_references import reference_fault
from architrave.flows.program import Target
from architrave.flows.reading import Reading
from architrave.flows.substitutions import has_placeholder
from architrave.flows.yaml import Entry, Node
from architrave.flows.yaml import Mapping as MappingNode

T = TypeVar("T")
_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


def check_organization(reading: Reading, known: KnownOrganization) -> None:
    """Reports names that the organization does not have, and inputs and outputs that a contract does not have."""
    for action in reading.actions:
        entry = reading.entries[action.number]
        match action.fields:
            case CallData() as fields if action.kind == "callData":
                _data_action(reading, fields, entry, known)
            case DataTableLookup() as fields:
                _data_table(reading, fields, entry, known)
            case CallCommonModule() as fields:
                _common_module(reading, fields, entry, known)
            case _:
                pass
    for kind, literal, node in reading.entities:
        noun, name = looked_up(kind, literal)
        names = known.entities.get(noun)
        # For flow types that do not run here, org.yaml needs to list only the queues.
        if names is None or not (reading.flow_type.is_run or kind == QUEUE):
            continue
        if not any(_same(each, name) for each in names):
            _report(reading, rules.UNKNOWN_ENTITY, _WORD.sub(" ", noun).lower(), name, names, node)


def _data_action(reading: Reading, fields: CallData, entry: Entry, known: KnownOrganization) -> None:
    category, name, call = fields.category.name, fields.data_action.name, fields.data_action.item
    node = _inside(entry, "category", category, "dataAction", name)
    contract = _contract(known, category, name)
    if contract is None:
        if (category, name) in known.scripted:
            return
        names = [f"{of}/{each}".lstrip("/") for of, each in known.data_actions]
        init = f"Run `architrave init {known.folder or 'FOLDER'}`"
        advice = f"{init}, or add a reply to mocks.yaml, or its definition to data-actions/."
        _report(reading, rules.UNKNOWN_DATA_ACTION, "data action", f"{category}/{name}", names, node, advice)
        return
    body = node.value if isinstance(node, Entry) else node
    _names(reading, rules.UNKNOWN_INPUT_NAME, body, "inputs", contract.inputs, f"`{name}` has no input")
    _names(reading, rules.UNKNOWN_OUTPUT_NAME, body, "successOutputs", contract.outputs, f"`{name}` has no output")
    _types(reading, body, "successOutputs", contract.outputs, call.success_outputs)
    _required(reading, call, contract, node)


def _required(reading: Reading, call: DataActionCall, contract: DataActionContract, node: Entry | Node) -> None:
    for name in sorted(contract.required):
        slot = call.inputs.get(name)
        if slot is None or not slot.is_set:
            message = f"The required input `{name}` of the data action has no value."
            place = node.key if isinstance(node, Entry) else node
            reading.report(rules.MISSING_CONTRACT_INPUT, message, place, f"Add a value for `{name}` under `inputs:`.")


def _data_table(reading: Reading, fields: DataTableLookup, entry: Entry, known: KnownOrganization) -> None:
    name = fields.table.name
    node = _inside(entry, "dataTable", name)
    columns = _named(known.data_tables, name)
    if columns is None:
        _report(reading, rules.UNKNOWN_DATA_TABLE, "data table", name, known.data_tables, node)
        return
    body = node.value if isinstance(node, Entry) else node
    _names(reading, rules.UNKNOWN_OUTPUT_NAME, body, "foundOutputs", columns, f"The table `{name}` has no column")
    _types(reading, body, "foundOutputs", columns, fields.table.item.found_outputs)


def _common_module(reading: Reading, fields: CallCommonModule, entry: Entry, known: KnownOrganization) -> None:
    name = fields.module.name
    node = _inside(entry, "commonModule", name)
    module = _named(known.common_modules, name)
    if module is None:
        _report(reading, rules.UNKNOWN_COMMON_MODULE, "common module", name, known.common_modules, node)
        return
    fault = reference_fault(name, fields.version, module, reading.flow_type.key)
    if fault is not None and not has_placeholder(fields.version):
        version = _inside(entry, "commonModule", name, fields.module.item.name)
        place = version.key if isinstance(version, Entry) else version
        reading.report(fault.rule, fault.message, place, fault.help)
    body = node.value if isinstance(node, Entry) else node
    call = body.entries[0].value if isinstance(body, MappingNode) and body.entries else body
    _names(reading, rules.UNKNOWN_INPUT_NAME, call, "inputs", module.inputs, f"`{name}` has no input", fold=True)
    _names(reading, rules.UNKNOWN_OUTPUT_NAME, call, "outputs", module.outputs, f"`{name}` has no output", fold=True)


def _named(known: Mapping[str, T], name: str) -> T | None:
    """The entry with this name, in any case."""
    return next((found for each, found in known.items() if _same(each, name)), None)


def _contract(known: KnownOrganization, category: str, name: str) -> DataActionContract | None:
    """A data action's contract. A definition whose folder does not name an integration matches every integration."""
    of = {each: found for (integration, each), found in known.data_actions.items() if _same(integration, category)}
    of_any = {each: found for (integration, each), found in known.data_actions.items() if not integration}
    return _named(of, name) or _named(of_any, name)


def _same(name: str, other: str) -> bool:
    return _folded(name) == _folded(other)


def _folded(name: str) -> str:
    return name.strip().casefold()


def _inside(entry: Entry, *path: str) -> Entry | Node:
    """The entry at the end of a path of keys, or the last one that exists."""
    found = entry
    for key in path:
        inner = found.value.entry(key) if isinstance(found.value, MappingNode) else None
        if inner is None:
            break
        found = inner
    return found


def _names(
    reading: Reading,
    rule: Rule,
    body: Node,
    key: str,
    known: Mapping[str, Type] | None,
    message: str,
    *,
    fold: bool = False,
) -> None:
    """Reports names under a key that are not in the contract."""
    node = body.get(key) if isinstance(body, MappingNode) else None
    if known is None or not isinstance(node, MappingNode):
        return
    for entry in node.entries:
        name = entry.name.lower() if fold else entry.name
        if name not in known and not has_placeholder(name):
            near = did_you_mean(entry.name, known)
            help_text = f"Did you mean `{near}`?" if near else _has(known)
            reading.report(rule, f"{message} `{entry.name}`.", entry.key, help_text)


def _types(
    reading: Reading, body: Node, key: str, known: Mapping[str, Type] | None, targets: Mapping[str, Target]
) -> None:
    """Reports outputs whose variable has a different type than the contract."""
    node = body.get(key) if isinstance(body, MappingNode) else None
    for name, target in targets.items():
        kind = None if known is None else known.get(name)
        if kind is None or kind == target.type or (kind == INTEGER and target.type == DECIMAL):
            continue
        entry = node.entry(name) if isinstance(node, MappingNode) else None
        message = f"`{name}` has type {kind}, but the variable `{target.name}` has type {target.type}."
        place = entry.value if entry is not None else body
        reading.report(rules.WRONG_TYPE_ASSIGNED, message, place, f"Use a variable of type {kind}.")


def _report(
    reading: Reading,
    rule: Rule,
    noun: str,
    name: str,
    known: Iterable[str],
    node: Entry | Node,
    advice: str | None = None,
) -> None:
    if has_placeholder(name):
        return
    names = [each for each in known if not has_placeholder(each)]
    near = did_you_mean(name, names)
    help_text = f"Did you mean `{near}`?" if near else advice or _has(names)
    place = node.key if isinstance(node, Entry) else node
    reading.report(rule, f"The organization has no {noun} `{name}`.", place, help_text)


def _has(names: Iterable[str]) -> str:
    shown = sorted(names)
    if not shown:
        return "There are none."
    return "Known names: " + ", ".join(f"`{name}`" for name in shown[:8]) + (", …." if len(shown) > 8 else ".")
