"""What a property names: another entity or a flow, by id or name."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from architrave.definitions.nouns import BY_NAME
from architrave.definitions.nouns.declaration import FLOW

if TYPE_CHECKING:
    from architrave.organization.local import LocalOrganization

_OTHER_PATHS = {FLOW: "/api/v2/flows", "user": "/api/v2/users"}


@dataclass(frozen=True, slots=True)
class Reference:
    """Something that exists, by id and name; `address` is its path in the API, None if the API does not serve it."""

    id: str
    name: str
    address: str | None


def found(organization: "LocalOrganization", noun: str, named: str) -> Reference | None:
    """The entity or the flow with this id or, if there is none, the only one with this name; None without one."""
    if noun == FLOW:
        flow = organization.flows.get(named) or organization.flows.named(named)
        return None if flow is None else Reference(flow.row.id, flow.row.name, f"{_OTHER_PATHS[FLOW]}/{flow.row.id}")
    entity = organization.directory.named(noun, named)
    if entity is None:
        return None
    api = BY_NAME[noun].api
    path = _OTHER_PATHS.get(noun) if api is None else api.path
    return Reference(entity["id"], entity.get("name") or "", None if path is None else f"{path}/{entity['id']}")
