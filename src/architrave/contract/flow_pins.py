"""What to write so that an organization in a folder knows a flow by the id that it has in the cloud.

Exported flows do not contain their ids, so a folder's flows have other ids until org.yaml pins them.
"""

from collections.abc import Iterator
from typing import Any

from architrave.contract.fields import Fields
from architrave.contract.repair import INPUT_DATA, as_object, resolve
from architrave.contract.wording import join, quote
from architrave.contract.world import FlowFinder, FoundFlow

LAUNCHABLE = "workflow"
_SHOWN = 6
"""How many flows are named."""

MOST_COMPARED = 30
"""With how many flows the inputs of each are compared with the body, for which each may have to be read."""


def pin_help(flow_id: str, fields: Fields, flows: FlowFinder, file: str) -> str:
    """How to make the folder's flows known by `flow_id`: the entry of `file` that pins the flow that is meant."""
    known = list(flows.known())
    if len(known) > MOST_COMPARED:
        has = f"The organization has {_listed([f'{each} ({name})' for each, name in known])}."
        return f"{has} {_one_of_these(flow_id, file)}"
    launchable = [flow for each, _ in known if (flow := flows.find(each, None)) and flow.type == LAUNCHABLE]
    if not launchable:
        return "The organization has no flow that can be launched."
    has = f"The organization has {_listed([f'{flow.id} ({flow.name})' for flow in launchable])}."
    fitting = [flow for flow in launchable if _fits(flow, fields)]
    candidates = fitting or launchable
    if len(candidates) > 1:
        names = _listed([quote(flow.name) for flow in candidates]) if fitting and len(launchable) > _SHOWN else ""
        inputs = f" The inputs fit {names}." if names else ""
        return f"{has}{inputs} {_one_of_these(flow_id, file)}"
    name = candidates[0].name
    which = f"{quote(name)}, whose inputs fit," if fitting and len(launchable) > 1 else quote(name)
    return (
        f"{has} Exported flows do not contain their ids: if this is the id of {which} in the cloud, write it into "
        f"{file}: {_entry(name, flow_id)}."
    )


def _one_of_these(flow_id: str, file: str) -> str:
    return (
        "Exported flows do not contain their ids: if this is the id of one of these flows in the cloud, write it into "
        f"{file} with the flow's name: {_entry('NAME', flow_id)}."
    )


def _entry(name: str, flow_id: str) -> str:
    from architrave.flows.yaml.write import inline

    return f"`flows: {inline({name: {'id': flow_id}})}`"


def _listed(names: list[str]) -> str:
    more = [f"{len(names) - _SHOWN} others"] if len(names) > _SHOWN else []
    return join(names[:_SHOWN] + more)


def _fits(flow: FoundFlow, fields: Fields) -> bool:
    """Whether the flow has every input in one of the body's objects."""
    return any(given and all(resolve(key, flow.inputs) for key in given) for given in _objects(fields))


def _objects(fields: Fields) -> Iterator[dict[str, Any]]:
    """What may be inputs: the field of inputs under any name, or an object that the contract does not know."""
    members = [*(one.member for one in fields.misnamed if one.role == INPUT_DATA), *fields.unknown]
    for role, member in fields.roles.items():
        if role not in ("flowId", "flowVersion", "name"):
            members.append(member)
    for member in members:
        given = as_object(member.node.value)
        if given is not None:
            yield given
