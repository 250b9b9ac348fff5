"""The integrations and credentials of an organization: those that its folder names, and those made through the API."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from architrave.definitions.nouns.integration import CREDENTIAL, INTEGRATION
from architrave.definitions.values import DataAction, Integration, Organization, derived_id
from architrave.definitions.values import Entity as WrittenEntity
from architrave.organization.entities import Conflict, Entities
from architrave.organization.entity import Entity, key_of
from architrave.store import Store, secrets

NOUN = INTEGRATION.name
WEB_SERVICES = "custom-rest-actions"
"""The type of an integration that calls any web service (documented)."""

ENABLED, DISABLED = "ENABLED", "DISABLED"
BASIC = "basicAuth"
"""The type of credentials with a user name and a password, which are sent with every request (assumed)."""


def folded(name: str) -> str:
    """A name of an integration for comparisons: flows ignore case and spaces around it."""
    return name.strip().casefold()


def integration_of(action: DataAction) -> str:
    """The name of an action's integration; of one whose file names none, the type."""
    return action.category or action.integration_type or WEB_SERVICES


def written_integrations(definition: Organization) -> list[WrittenEntity]:
    """The integrations that a folder names: in org.yaml, and as the categories of its data actions."""
    types = {folded(name): (name, WEB_SERVICES) for name in definition.integrations}
    for action in definition.data_actions:
        name = integration_of(action)
        before, _ = types.get(folded(name), (name, ""))
        types[folded(name)] = before, action.integration_type or WEB_SERVICES
    return [_written(name, kind) for name, kind in types.values()]


def _written(name: str, kind: str) -> WrittenEntity:
    entity_id = derived_id(NOUN, folded(name))
    properties = {"id": entity_id, "name": name, "integrationType": kind, "intendedState": ENABLED}
    return WrittenEntity(NOUN, entity_id, name, properties)


def is_enabled(integration: Entity) -> bool:
    """Whether the data actions of an integration can be called."""
    return integration.properties.get("intendedState") == ENABLED


def credential_ids(integration: Entity) -> list[str]:
    """The ids of the credentials that an integration uses."""
    config = cast("Mapping[str, Any]", integration.properties.get("config") or {})
    named = cast("Mapping[str, Any]", config.get("credentials") or {}).values()
    ids = (cast("Mapping[str, Any]", one).get("id") for one in named if isinstance(one, dict))
    return [each for each in ids if isinstance(each, str)]


def users_of_integration(entity: Entity, entities: Entities) -> Iterator[str]:
    """What uses an integration or a credential, in words."""
    if entity.noun == NOUN:
        for one in entities.all("dataAction"):
            if one.properties.get("integrationId") == entity.id:
                yield f'the data action "{one.name}"'
    elif entity.noun == CREDENTIAL.name:
        for one in entities.all(NOUN):
            if entity.id in credential_ids(one):
                yield f'the integration "{one.name}"'


class Credentials:
    """Makes and changes credentials. Blocks until a change is on disk; raises `NotKept` if it is not."""

    def __init__(self, store: Store, entities: Entities) -> None:
        self._store = store
        self._entities = entities

    def create(
        self, entity_id: str, properties: Mapping[str, Any], fields: Mapping[str, str], author: str | None
    ) -> Entity | Conflict:
        """Make a credential with these secret fields."""
        with self._entities.steady() as connection:
            secrets.save(connection, key_of(entity_id), fields)
        return self._entities.create(CREDENTIAL.name, entity_id, {**properties, "changes": 1}, author)

    def change(
        self, entity_id: str, properties: Mapping[str, Any], fields: Mapping[str, str] | None, author: str | None
    ) -> Entity | Conflict:
        """Set a credential's name, type and secret fields; the fields stay if none are given."""

        def change(before: Mapping[str, Any]) -> Mapping[str, Any]:
            return {**before, **properties, "changes": before.get("changes", 0) + (fields is not None)}

        def keep(connection: Any, _before: Entity, after: Entity) -> None:
            if fields is not None:
                secrets.save(connection, after.key[1], fields)

        return self._entities.change(CREDENTIAL.name, entity_id, change, author, check=keep)

    def fields_of(self, ids: list[str]) -> dict[str, dict[str, str]]:
        """The secret fields of credentials that exist, by id. Nothing but a call of a data action needs them."""
        there = [each for each in ids if self._entities.find(CREDENTIAL.name, each) is not None]
        if not there:
            return {}
        with self._store.read() as connection:
            found = secrets.all_fields(connection, map(key_of, there))
        return {each: found[key_of(each)] for each in there if key_of(each) in found}


def in_use(definition: Organization, entities: Entities, credentials: Credentials) -> dict[str, Integration]:
    """The integrations by name, as calls need them: with what org.yaml says of them, and with their credentials."""
    known = {folded(name): one for name, one in definition.integrations.items()}
    all_of_them = sorted(entities.all(NOUN), key=is_enabled)  # of two with one name, one that is enabled counts
    fields = credentials.fields_of([each for one in all_of_them for each in credential_ids(one)])
    found: dict[str, Integration] = {}
    for one in all_of_them:
        base = known.get(folded(one.name)) or Integration(one.name)
        given: dict[str, str] = dict(base.credentials)
        headers = dict(base.headers)
        for each in credential_ids(one):
            given |= fields.get(each, {})
            headers |= _headers(entities.find(CREDENTIAL.name, each), fields.get(each, {}))
        found[folded(one.name)] = replace(base, credentials=given, headers=headers, is_enabled=is_enabled(one))
    return found


def _headers(credential: Entity | None, fields: Mapping[str, str]) -> dict[str, str]:
    if credential is None or credential.properties.get("type") != BASIC:
        return {}
    user, password = fields.get("userName", fields.get("username", "")), fields.get("password", "")
    return {"Authorization": f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"}
