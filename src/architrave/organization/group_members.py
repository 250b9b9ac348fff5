"""The members and owners of a group: users, whom org.yaml names by id, name or email address."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from architrave.organization.entity import Entity
from architrave.organization.references import found

if TYPE_CHECKING:
    from architrave.organization.local import LocalOrganization

MEMBERS = "members"
OWNERS = "ownerIds"


def users_in(organization: "LocalOrganization", properties: Mapping[str, Any], name: str) -> list[Entity]:
    """The users that a property of a group names, each once, without those that do not exist."""
    named = cast("list[Any]", properties.get(name) or [])
    ids = [known.id for each in named if (known := found(organization, "user", str(each))) is not None]
    users = [organization.entities.find("user", each) for each in dict.fromkeys(ids)]
    return [user for user in users if user is not None]
