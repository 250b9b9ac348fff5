"""What `lint --org` checks flows against: an organization's entities, and the types of its data actions, tables and
common modules.

Serving and running do not use this: a flow can name an undefined data action and still run with a scripted reply.
"""

from typing import Any, cast

from architrave.definitions.flattening import flattened
from architrave.definitions.mocks import Mocks
from architrave.definitions.nouns import BY_SECTION
from architrave.definitions.values import DataAction, FlowFile, Organization
from architrave.expressions.types import Type
from architrave.flows.known import DataActionContract, KnownModule, KnownOrganization
from architrave.flows.outline import Declared


def known_of(organization: Organization, mocks: Mocks | None = None, folder: str = "") -> KnownOrganization:
    """The names and types of an organization that a flow may refer to. `mocks` are its scripted replies."""
    return KnownOrganization(
        data_actions={
            (action.category or "", name): contract_of(action)
            for action in organization.data_actions
            for name in (action.written_name, action.written_name.strip(), action.name)
        },
        data_tables={
            table.name: {column.name: column.type for column in table.columns} for table in organization.data_tables
        },
        common_modules={
            flow.outline.name: module_of(flow)
            for flow in organization.flows
            if flow.outline.flow_type == "commonModule"
        },
        entities=_entities(organization),
        scripted=mocks or (),
        folder=folder,
    )


def _entities(organization: Organization) -> dict[str, frozenset[str]]:
    """The names of all entities that org.yaml can list, by noun. Users are also known by email address."""
    names: dict[str, set[str]] = {noun.name: set() for noun in BY_SECTION.values()}
    for entity in organization.entities:
        also = entity.properties.get("email") if entity.noun == "user" else None
        names[entity.noun].update(name for name in (entity.name, also) if name is not None)
    # Public sources do not name all system prompts.
    del names["systemPrompt"]
    return {noun: frozenset(found) for noun, found in names.items()}


def contract_of(action: DataAction) -> DataActionContract:
    """A data action's inputs and outputs by their flattened names."""
    inputs = cast("dict[str, Any]", action.contract["input"]["inputSchema"])
    required = cast("list[str]", inputs.get("required") or [])
    return DataActionContract(
        inputs=flattened(inputs) if inputs else None,
        required=frozenset(required),
        outputs=flattened(cast("dict[str, Any]", action.contract["output"]["successSchema"])),
    )


def module_of(flow: FlowFile) -> KnownModule:
    """A common module as its file has it."""
    outline, versions = flow.outline, (flow.version_name,) if flow.published else ()
    return KnownModule(_types_of(outline.inputs), _types_of(outline.outputs), versions, outline.serves)


def _types_of(variables: tuple[Declared, ...]) -> dict[str, Type]:
    return {variable.key: variable.type for variable in variables}
