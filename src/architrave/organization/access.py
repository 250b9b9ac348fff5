"""Who may do what: the callers that tokens identify, with the permissions of their roles.

Roles and clients are entities like others, so that what the API changes is stored. Those of org.yaml are taken over
like the entities of its sections.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from architrave.cloud.permissions import ASKED_FOR
from architrave.contract import Token
from architrave.definitions.grants import Grant, grants_of, stored_grants
from architrave.definitions.nouns.access import OAUTH_CLIENT, ROLE
from architrave.definitions.nouns.user import ACTIVE, USER
from architrave.definitions.values import Client, Organization, derived_id
from architrave.definitions.values import Entity as WrittenEntity
from architrave.organization.clients import Clients, properties_of
from architrave.organization.entities import Entities
from architrave.organization.entity import Entity
from architrave.organization.permissions import NONE, Permissions, of_grants

_CONCERNED = frozenset({ROLE.name, OAUTH_CLIENT.name, USER.name, "division"})
_EVERYTHING = Permissions(frozenset({"*", *ASKED_FOR}))


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request: the client of its token, and its permissions, from `grants`.

    `user` is the user that the token represents, None for client credentials; `scopes` limit what a user's token may
    do; None is no limit. `token` is the same for the contract.
    """

    client: Client
    permissions: Permissions
    grants: tuple[Grant, ...] = ()
    user: Entity | None = None
    scopes: tuple[str, ...] | None = None
    token: Token = field(init=False)

    def __post_init__(self) -> None:
        scopes = None if self.scopes is None else frozenset(self.scopes)
        object.__setattr__(self, "token", Token("valid", self.permissions.granted, scopes))

    @property
    def subject_id(self) -> str:
        """The id of the user or, with client credentials, of the client: whose roles count."""
        return self.client.id if self.user is None else self.user.id


class Access:
    """The clients, roles and callers of an organization. `own_client` may do everything."""

    def __init__(self, entities: Entities, own_client: Client | None) -> None:
        self._entities = entities
        self.clients = Clients(entities, own_client)
        self._callers: dict[tuple[str, str | None, tuple[str, ...] | None], Caller] = {}
        self._changes_of_roles = 0
        self._roles: tuple[int, dict[str, Entity]] = (-1, {})
        entities.listen(self._forget)

    def take(self, definition: Organization) -> None:
        """Take over the secrets in org.yaml."""
        self.clients.take_secrets(definition.clients)
        self._callers = {}

    def caller(
        self, client_id: str, user_id: str | None = None, scopes: tuple[str, ...] | None = None
    ) -> Caller | None:
        """The client, or the user of its token, with permissions; None if one of them does not exist or is inactive."""
        key, callers = (client_id, user_id, scopes), self._callers
        known = callers.get(key)
        if known is None:
            known = self._found(client_id, user_id, scopes)
            if known is not None:
                callers[key] = known  # if all were forgotten in the meantime, nobody uses this cache
        return known

    def _found(self, client_id: str, user_id: str | None, scopes: tuple[str, ...] | None) -> Caller | None:
        client = self.clients.find(client_id)
        if client is None:
            return None
        if user_id is None:
            is_own = self.clients.is_own(client_id)
            grants = (Grant("*"),) if is_own else client.grants
            return Caller(client, _EVERYTHING if is_own else self.permissions_of(grants), grants)
        user = self._entities.find(USER.name, user_id)
        if user is None or (user.properties.get("state") or ACTIVE) != ACTIVE:
            return None
        grants = grants_of(user.properties.get("roles"))
        return Caller(client, self.permissions_of(grants), grants, user, scopes)

    def permissions_of(self, grants: Sequence[Grant]) -> Permissions:
        """The permissions that grants give together."""
        if not grants:
            return NONE
        named = {grant.role: self.role(grant.role) for grant in grants}
        known = {name: tuple(role.properties.get("permissions") or ()) for name, role in named.items() if role}
        return of_grants(grants, known)

    def role(self, named: str) -> Entity | None:
        """The role with an id or a name."""
        changes = self._changes_of_roles  # before the roles are read, so that a change meanwhile counts
        made_at, roles = self._roles
        if made_at != changes:
            every = self._entities.all(ROLE.name)
            roles = {one.name: one for one in every} | {one.id: one for one in every}
            self._roles = changes, roles
        return roles.get(named)

    def _forget(self, changed: Sequence[Entity]) -> None:
        concerned = {one.noun for one in changed} & _CONCERNED
        if ROLE.name in concerned:
            self._changes_of_roles += 1
        if concerned:
            self._callers = {}


def access_entities(definition: Organization) -> Iterator[WrittenEntity]:
    """The roles and clients of org.yaml as entities."""
    for name, permissions in definition.roles.items():
        role_id = derived_id(ROLE.name, name)
        properties = {"id": role_id, "name": name, "permissions": list(permissions)}
        yield WrittenEntity(ROLE.name, role_id, name, properties)
    for client in definition.clients:
        roles = stored_grants(client.grants)
        yield WrittenEntity(OAUTH_CLIENT.name, client.id, client.name, properties_of(client, roles))
