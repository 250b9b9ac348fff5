"""Checks the inputs of a launch against those that the flow declares: names, types, and missing ones."""

from dataclasses import dataclass, field
from typing import Any

from architrave.contract.body.nodes import Member, Node
from architrave.contract.case import Case
from architrave.contract.findings import Patch
from architrave.contract.inputs import Input, InputTable
from architrave.contract.repair import INPUT_DATA, repair_value, resolve, same_json
from architrave.contract.rules import (
    DUPLICATE_KEY,
    INPUT_TYPE,
    MISSING_INPUT,
    MISSING_REQUIRED_INPUT,
    NOT_AN_INPUT,
    UNKNOWN_INPUT,
    UNSCOPED_INPUT,
)
from architrave.contract.wording import join, quote, show
from architrave.diagnostics import did_you_mean, join_pointer
from architrave.flows.program import Variable


@dataclass(slots=True)
class Given:
    """The inputs that a body sets, by their full name in the flow's declaration."""

    values: dict[str, Any] = field(default_factory=dict[str, Any])
    keys: dict[str, Member] = field(default_factory=dict[str, Member])


@dataclass(frozen=True, slots=True)
class InputSource:
    """A body field that contains inputs. If `bare`, names do not need the prefix `Flow.`."""

    member: Member
    bare: bool = False
    repairable: bool = True


def check_inputs(case: Case, sources: list[InputSource]) -> Given:
    """Check the entries of every field that contains inputs; return those that can be passed to the flow."""
    given = Given()
    table = case.table
    if table is None:
        for source in sources:
            given.values.update({member.key: member.node.value for member in source.member.node.fields()})
        return given
    for source in sources:
        own = Given()
        for entry in source.member.node.fields():
            _check_entry(case, source, entry, table, own)
        given.values = own.values | given.values
        given.keys = own.keys | given.keys
    return given


def _check_entry(case: Case, source: InputSource, entry: Member, table: InputTable, given: Given) -> None:
    path = (source.member.key, entry.key)
    found = resolve(entry.key, table)
    if found is None:
        _unknown(case, source, entry, table)
        return
    accepted = found.exact or (source.bare and not found.scoped and table.find_bare(entry.key) is not None)
    if not accepted:
        _check_name(case, source, entry, found.input, table, scoped=found.scoped)
    before = given.keys.get(found.input.name)
    if before is not None and not _same_once_repaired(before, entry, found.input):
        case.at_key(
            DUPLICATE_KEY,
            f"The input {found.input.name} is given twice, as {quote(before.key)} and as {quote(entry.key)}.",
            path,
            entry,
            "Input names are not case-sensitive. Remove one of the two.",
        )
    given.values[found.input.name] = entry.node.value
    given.keys[found.input.name] = entry
    check_value(case, entry, path, found.input, repairable=source.repairable and accepted)


def _check_name(
    case: Case, source: InputSource, entry: Member, meant: Input, table: InputTable, *, scoped: bool
) -> None:
    path = (source.member.key, entry.key)
    fix = _rename(source, entry, meant, table)
    if not scoped and table.find_bare(entry.key) is not None:
        message = f"The input {quote(entry.key)} has no prefix: its full name is {quote(meant.name)}."
        case.at_key(UNSCOPED_INPUT, message, path, entry, f"Rename it to {quote(meant.name)}.", fix)
        return
    message = f"The flow has no input {quote(entry.key)}. Did you mean {quote(meant.name)}?"
    case.at_key(UNKNOWN_INPUT, message, path, entry, f"Rename it to {quote(meant.name)}.", fix)


def _rename(source: InputSource, entry: Member, meant: Input, table: InputTable) -> Patch | None:
    """The patch that gives an entry its full name and, if necessary, a value that fits.

    If several entries mean the same input, one is kept if all have the same value; otherwise a person decides.
    """
    same = [
        (other, found.exact)
        for other in source.member.node.fields()
        if (found := resolve(other.key, table)) is not None and found.input is meant
    ]
    if not source.repairable or not all(_same_once_repaired(other, entry, meant) for other, _ in same):
        return None
    kept = next((other for other, exact in same if exact), same[0][0])
    if kept is not entry:
        return [{"op": "remove", "path": join_pointer([source.member.key, entry.key])}]
    old = join_pointer([source.member.key, entry.key])
    new = join_pointer([source.member.key, meant.name])
    value, _ = repair_value(entry.node.value, meant)
    if same_json(value, entry.node.value):
        return [{"op": "move", "from": old, "path": new}]
    return [{"op": "add", "path": new, "value": value}, {"op": "remove", "path": old}]


def _same_once_repaired(one: Member, other: Member, to: Input) -> bool:
    return same_json(repair_value(one.node.value, to)[0], repair_value(other.node.value, to)[0])


def check_value(case: Case, entry: Member, path: tuple[str | int, ...], to: Input, *, repairable: bool) -> None:
    """Check that the input accepts the value."""
    value = entry.node.value
    repaired, certain = repair_value(value, to)
    if certain and same_json(repaired, value):
        return
    fix: Patch | None = None
    if certain and repairable:
        fix = [{"op": "replace", "path": join_pointer(path), "value": repaired}]
    message = f"The input {to.name} has type {to.type} and does not accept {show(value)}."
    help_ = f"Send {show(repaired)}." if certain else f"Send {to.shape.words}, for example {to.shape.example}."
    if to.type.is_collection and isinstance(value, list) and (bad := _bad_item(entry.node, to)) is not None:
        message = f"The input {to.name} has type {to.type}, but its item {bad[0] + 1} is {show(bad[1])}."
    case.at_value(INPUT_TYPE, message, path, entry, help_, fix)


def _bad_item(node: Node, to: Input) -> tuple[int, Any] | None:
    return next(((index, item) for index, item in enumerate(node.value) if not to.accepts([item])), None)


def _unknown(case: Case, source: InputSource, entry: Member, table: InputTable) -> None:
    path = (source.member.key, entry.key)
    variable = _variable(case, entry.key)
    if variable is not None:
        name = variable.name if "." in variable.name else f"{variable.scope}.{variable.name}"
        kind = "an output" if variable.is_output else "a variable"
        message = f"{quote(name)} is {kind} of the flow, but is not marked as an input."
        help_ = (
            "Mark it as an input in Architect (Data > the variable > Input to flow) and publish again, or remove it."
        )
        case.at_key(NOT_AN_INPUT, message, path, entry, help_)
        return
    names = [item.name for item in table.all]
    if not names:
        message, help_ = f"The flow has no inputs, so it does not accept {quote(entry.key)}.", "Remove it."
    else:
        wanted = entry.key if "." in entry.key else f"Flow.{entry.key}"
        near = did_you_mean(wanted, names) if entry.key.strip() else None
        message = f"The flow has no input {quote(entry.key)}." + (f" Did you mean {quote(near)}?" if near else "")
        nested = "Do not nest inputs: put the prefix into each key. " if _is_scope(entry) else ""
        help_ = f"{nested}The flow's inputs are {join(names[:8])}" + (
            f" and {len(names) - 8} more." if len(names) > 8 else "."
        )
    case.at_key(UNKNOWN_INPUT, message, path, entry, help_)


def _is_scope(entry: Member) -> bool:
    return entry.key.lower() == "flow" and entry.node.is_object


def _variable(case: Case, key: str) -> Variable | None:
    program = case.flow.program if case.flow is not None else None
    if program is None:
        return None
    wanted = key.lower() if "." in key else f"flow.{key.lower()}"
    return next((variable for variable in program.variables if variable.key == wanted), None)


def check_missing(case: Case, given: Given, promised: frozenset[str]) -> None:
    """Report inputs that have neither a value nor an initial value, except those that a fix sets (`promised`)."""
    table, flow = case.table, case.flow
    if table is None or flow is None:
        return
    required = {name.lower() for name in flow.required}
    member = case.fields.roles.get(INPUT_DATA)
    path = (member.key,) if member is not None and member.node.is_object else ()
    start = member.node.start if member is not None and path else case.fields.node.start
    absent = [item for item in table.all if item.name not in given.values and item.name.lower() not in promised]
    for item in absent:
        if item.name.lower() in required:
            rule = MISSING_REQUIRED_INPUT if case.contract == "extended" else MISSING_INPUT
            message = f"The required input {item.name} ({item.type}) is missing."
            help_ = f"Add {quote(item.name)}: {item.shape.example} to inputData."
            case.findings.field(rule, message, path, (start, start + 1), help_)
    unset = [item for item in absent if item.name.lower() not in required and not item.has_initial]
    if unset:
        names = join([f"{item.name} ({item.type})" for item in unset])
        message = f"The inputs {names} have no value." if len(unset) > 1 else f"The input {names} has no value."
        help_ = "An input without a value is NOT_SET when the flow starts. Send a value if the flow needs one."
        case.findings.field(MISSING_INPUT, message, path, (start, start + 1), help_)
