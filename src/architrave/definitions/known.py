"""What an organization lets a linter judge: which data actions, tables, modules and queues there are, with their types.

Serving and running do not ask this: a flow that names a data action without a definition can still be run with a
scripted reply. `lint --org` does.
"""

from collections.abc import Mapping
from typing import Any, cast

from architrave.definitions.values import DataAction, Organization
from architrave.expressions import types
from architrave.expressions.types import Type
from architrave.flows.known import DataActionContract, KnownOrganization
from architrave.flows.program import Program, Variable

_SCALARS = {
    "string": types.STRING,
    "integer": types.INTEGER,
    "number": types.DECIMAL,
    "boolean": types.BOOLEAN,
}
_MAX_DEPTH = 12


def known_of(organization: Organization) -> KnownOrganization:
    """The names and types of an organization that a flow may refer to."""
    return KnownOrganization(
        data_actions={
            (action.category or "", action.name): contract_of(action) for action in organization.data_actions
        },
        data_tables={
            table.name: {column.name: column.type for column in table.columns} for table in organization.data_tables
        },
        common_modules={
            flow.program.name: _module_of(flow.program)
            for flow in organization.flows
            if flow.program.flow_type == "commonModule"
        },
        queues=frozenset(
            entity.name for entity in organization.entities if entity.noun == "queue" and entity.name is not None
        ),
    )


def contract_of(action: DataAction) -> DataActionContract:
    """A data action's inputs and outputs by their flattened names."""
    inputs = cast("dict[str, Any]", action.contract["input"]["inputSchema"])
    required = cast("list[str]", inputs.get("required") or [])
    return DataActionContract(
        inputs=flattened(inputs),
        required=frozenset(required),
        outputs=flattened(cast("dict[str, Any]", action.contract["output"]["successSchema"])),
    )


def flattened(schema: Mapping[str, Any]) -> dict[str, Type]:
    """The leaves of a contract's schema by dotted names; a path through an array gives a collection (recorded)."""
    leaves: dict[str, Type] = {}
    _flatten(schema, "", in_array=False, depth=_MAX_DEPTH, leaves=leaves)
    return leaves


def _flatten(schema: Mapping[str, Any], path: str, *, in_array: bool, depth: int, leaves: dict[str, Type]) -> None:
    kind = schema.get("type")
    scalar = _SCALARS.get(kind) if isinstance(kind, str) else None
    if scalar is not None:
        leaves[path or "value"] = scalar.collection if in_array else scalar
        return
    if depth == 0:
        return
    items: Any = schema.get("items")
    if kind == "array" and isinstance(items, dict):
        _flatten(cast("dict[str, Any]", items), path, in_array=True, depth=depth - 1, leaves=leaves)
        return
    properties: Any = schema.get("properties")
    if isinstance(properties, dict):
        for name, inner in cast("dict[str, Any]", properties).items():
            if isinstance(inner, dict):
                under = f"{path}.{name}" if path else name
                _flatten(cast("dict[str, Any]", inner), under, in_array=in_array, depth=depth - 1, leaves=leaves)


def _module_of(program: Program) -> tuple[Mapping[str, Type], Mapping[str, Type]]:
    return _types_of(program.inputs), _types_of(program.outputs)


def _types_of(variables: tuple[Variable, ...]) -> dict[str, Type]:
    return {variable.key: variable.type for variable in variables}
