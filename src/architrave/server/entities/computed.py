"""Properties that the API shows and no entity has: they are computed from others."""

from collections.abc import Callable
from typing import Any

from architrave.definitions.nouns.declaration import FLOW
from architrave.organization.entity import Entity
from architrave.organization.group_members import MEMBERS, OWNERS, users_in
from architrave.organization.local import LocalOrganization
from architrave.organization.queue_members import members_of
from architrave.organization.references import found
from architrave.server.entities.prompt_resources import resource_shape, resources_of
from architrave.wire import iso_instant


def _of_queue(queue: Entity, organization: LocalOrganization) -> dict[str, Any]:
    members = members_of(queue.properties, organization.entities)
    joined = sum(member.joined for member in members)
    return {"memberCount": len(members), "userMemberCount": len(members), "joinedMemberCount": joined}


def _of_group(group: Entity, organization: LocalOrganization) -> dict[str, Any]:
    members = users_in(organization, group.properties, MEMBERS)
    owners = [
        {"id": owner.id, "name": owner.name, "selfUri": f"/api/v2/users/{owner.id}"}
        for owner in users_in(organization, group.properties, OWNERS)
    ]
    is_for_owners = group.properties.get("visibility") == "ownerIds"  # as the SDKs call it in bodies
    return {"memberCount": len(members), "owners": owners} | ({"visibility": "owners"} if is_for_owners else {})


def _of_prompt(prompt: Entity, _organization: LocalOrganization) -> dict[str, Any]:
    return {"resources": [resource_shape(prompt, one) for one in resources_of(prompt)]}


def _of_contact(contact: Entity, _organization: LocalOrganization) -> dict[str, Any]:
    times = {"createDate": iso_instant(contact.created_at), "modifyDate": iso_instant(contact.changed_at)}
    return times | ({} if "type" in contact.properties else {"type": "Curated"})


def _of_trigger(trigger: Entity, organization: LocalOrganization) -> dict[str, Any]:
    target = found(organization, FLOW, str(trigger.properties.get("target")))
    form = trigger.properties.get("dataFormat")
    settings = {} if form is None else {"workflowTargetSettings": {"dataFormat": form}}
    return {} if target is None else {"target": {"type": "Workflow", "id": target.id, **settings}}


_COMPUTED: dict[str, Callable[[Entity, LocalOrganization], dict[str, Any]]] = {
    "queue": _of_queue,
    "group": _of_group,
    "userPrompt": _of_prompt,
    "externalContact": _of_contact,
    "externalOrganization": _of_contact,
    "trigger": _of_trigger,
}


def computed(noun: str, entity: Entity, organization: LocalOrganization) -> dict[str, Any]:
    """The computed properties of an entity."""
    compute = _COMPUTED.get(noun)
    return {} if compute is None else compute(entity, organization)
