"""The data actions of an organization: those of its folder, and those made through the API, as calls use them.

An action has a published definition, a draft that is not published yet, or both. Calls use what is published when they
are made, flows as well as clients.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from architrave.definitions.data_actions import read_data_action
from architrave.definitions.nouns.integration import DATA_ACTION
from architrave.definitions.values import DataAction, Organization, derived_id
from architrave.definitions.values import Entity as WrittenEntity
from architrave.diagnostics import Diagnostic, Source
from architrave.organization.entities import Check, Conflict, Entities
from architrave.organization.entity import Entity
from architrave.organization.integrations import NOUN as INTEGRATION
from architrave.organization.integrations import Credentials, folded, in_use, integration_of
from architrave.store import Store

NOUN = DATA_ACTION.name
DEFINITION = ("name", "category", "secure", "contract", "config")
"""The properties that a draft has, too."""

CUSTOM = "custom_-_"
"""What the id of an action that was made through the API begins with (recorded in exports)."""

_CONCERNED = frozenset({NOUN, INTEGRATION, "credential"})


def written_actions(definition: Organization) -> list[WrittenEntity]:
    """The data actions of a folder as entities."""
    return [_written(action) for action in definition.data_actions]


def _written(action: DataAction) -> WrittenEntity:
    properties = {
        "id": action.id,
        "name": action.name,
        "category": action.category,
        "integrationId": derived_id(INTEGRATION, folded(integration_of(action))),
        "integrationType": action.integration_type,
        "actionType": action.action_type,
        "writtenName": action.written_name,
        "secure": action.secure,
        "contract": action.contract,
        "config": action.config,
        "publishedVersion": 1,
    }
    return WrittenEntity(NOUN, action.id, action.name, {name: each for name, each in properties.items() if each})


def published_version(action: Entity) -> int:
    """How often an action was published; 0 for one that is only a draft."""
    return action.properties.get("publishedVersion", 0)


def draft_of(action: Entity) -> Mapping[str, Any] | None:
    """The draft of an action, if it has one."""
    return action.properties.get("draft")


def action_of(entity_id: str, properties: Mapping[str, Any]) -> DataAction:
    """The action with these properties, ready to be called."""
    contract = cast("Mapping[str, Any]", properties.get("contract") or {})
    config = cast("Mapping[str, Any]", properties.get("config") or {})
    return DataAction(
        id=entity_id,
        name=properties.get("name") or "",
        category=properties.get("category"),
        integration_type=properties.get("integrationType"),
        contract={
            "input": {"inputSchema": _part(contract, "input", "inputSchema")},
            "output": {"successSchema": _part(contract, "output", "successSchema")},
        },
        config={**config, "request": config.get("request") or {}, "response": config.get("response") or {}},
        source=Source(f"data action {properties.get('name')}", ""),
        written_name=properties.get("writtenName") or properties.get("name") or "",
        action_type=properties.get("actionType") or "custom",
        secure=properties.get("secure") is True,
    )


def problems_of(properties: Mapping[str, Any]) -> tuple[Diagnostic, ...]:
    """What would make calls of an action with these properties fail, as the linter says it of a file."""
    action = action_of("", properties)
    written = {"name": action.name, "contract": action.contract, "config": action.config}
    text = json.dumps(written, indent=2, ensure_ascii=False)
    return read_data_action(Source(action.name, text), "data-actions/draft.json")[1]


def _part(contract: Mapping[str, Any], *steps: str) -> dict[str, Any]:
    found: Any = contract
    for step in steps:
        found = cast("Mapping[str, Any]", found).get(step) if isinstance(found, Mapping) else None
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


class DataActionsInUse:
    """An organization with its data actions and integrations as they are now.

    It is made again when one of them, or the folder, has changed. Thread-safe.
    """

    def __init__(self, store: Store, entities: Entities) -> None:
        self.credentials = Credentials(store, entities)
        self._entities = entities
        self._made: tuple[Organization, int, Organization] | None = None
        self._changes = 0
        self._actions: dict[str, tuple[int, DataAction]] = {}
        entities.listen(self._note)

    def over(self, definition: Organization) -> Organization:
        """The organization in `definition`, with the data actions and integrations of the store."""
        made, changes = self._made, self._changes
        if made is not None and made[0] is definition and made[1] == changes:
            return made[2]
        actions = tuple(self._action(one) for one in self._entities.all(NOUN) if published_version(one))
        integrations = in_use(definition, self._entities, self.credentials)
        found = replace(definition, data_actions=actions, integrations=integrations)
        self._made = definition, changes, found
        return found

    def _action(self, entity: Entity) -> DataAction:
        version, action = self._actions.get(entity.id, (0, None))
        if action is None or version != entity.version:
            action = action_of(entity.id, entity.properties)
            self._actions[entity.id] = entity.version, action
        return action

    def _note(self, changed: Sequence[Entity]) -> None:
        if any(one.noun in _CONCERNED for one in changed):
            self._changes += 1
            for one in changed:
                if one.noun == NOUN and one.is_deleted:
                    self._actions.pop(one.id, None)


class ActionDrafts:
    """Changes, drafts and publishes data actions. Blocks until a change is on disk; raises `NotKept` if it is not."""

    def __init__(self, entities: Entities) -> None:
        self._entities = entities

    def create(
        self, entity_id: str, properties: Mapping[str, Any], author: str | None, *, is_draft: bool
    ) -> Entity | Conflict:
        """Make an action: published at once, or as a draft with the version 1."""
        owned = {name: value for name, value in properties.items() if name not in DEFINITION}
        named = {"name": properties["name"], "category": properties.get("category")}
        drafted = {**owned, **named, "draft": {**_definition(properties), "version": 1}}
        made = drafted if is_draft else {**properties, "publishedVersion": 1}
        return self._entities.create(NOUN, entity_id, made, author)

    def change(self, entity_id: str, given: Mapping[str, Any], version: int, author: str | None) -> Entity | Conflict:
        """Change what is published. A conflict: it is gone, or has another version."""

        def change(before: Mapping[str, Any]) -> Mapping[str, Any]:
            return {**before, **given, "publishedVersion": before.get("publishedVersion", 0) + 1}

        def check(_connection: object, before: Entity, _after: Entity) -> Conflict | None:
            return _outdated(published_version(before), version)

        return self._entities.change(NOUN, entity_id, change, author, check=check)

    def draft(self, entity_id: str, author: str | None) -> Entity | Conflict:
        """Start a draft from what is published. One that there is stays as it is (assumed)."""

        def change(before: Mapping[str, Any]) -> Mapping[str, Any]:
            return before if before.get("draft") else {**before, "draft": {**_definition(before), "version": 1}}

        return self._entities.change(NOUN, entity_id, change, author)

    def change_draft(
        self, entity_id: str, given: Mapping[str, Any], version: int, author: str | None
    ) -> Entity | Conflict:
        """Change a draft. A conflict: it is gone, or has another version."""

        def change(before: Mapping[str, Any]) -> Mapping[str, Any]:
            draft: dict[str, Any] = {**(before.get("draft") or {}), **given, "version": version + 1}
            named = (
                {} if before.get("publishedVersion") else {"name": draft.get("name"), "category": draft.get("category")}
            )
            return {**before, **named, "draft": draft}

        return self._entities.change(NOUN, entity_id, change, author, check=_draft_has(version))

    def publish(self, entity_id: str, version: int, author: str | None) -> Entity | Conflict:
        """Publish a draft, which is then gone. A conflict: it is gone, or has another version."""

        def change(before: Mapping[str, Any]) -> Mapping[str, Any]:
            others = {name: value for name, value in before.items() if name != "draft"}
            done = before.get("publishedVersion", 0) + 1
            return {**others, **_definition(before.get("draft") or {}), "publishedVersion": done}

        return self._entities.change(NOUN, entity_id, change, author, check=_draft_has(version))

    def discard(self, entity_id: str, author: str | None) -> Entity | Conflict:
        """Delete a draft; an action that was never published is deleted with it (assumed)."""
        found = self._entities.find(NOUN, entity_id)
        if found is not None and not published_version(found):
            return self._entities.delete(NOUN, entity_id, author)

        def change(before: Mapping[str, Any]) -> Mapping[str, Any]:
            return {name: value for name, value in before.items() if name != "draft"}

        return self._entities.change(NOUN, entity_id, change, author)


def _definition(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {name: properties[name] for name in DEFINITION if name in properties}


def _draft_has(version: int) -> Check:
    def check(_connection: object, before: Entity, _after: Entity) -> Conflict | None:
        draft = draft_of(before)
        if draft is None:
            return Conflict("gone", f'The data action "{before.name}" has no draft.')
        return _outdated(draft["version"], version)

    return check


def _outdated(known: int, version: int) -> Conflict | None:
    if known == version:
        return None
    message = f"The data action has version {known}, and the request is about version {version}. Get it again."
    return Conflict("version", message)
