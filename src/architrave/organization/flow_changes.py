"""What flows change in the organization."""

from collections.abc import Mapping
from typing import Any

from architrave.organization.directory import for_flows
from architrave.organization.entities import Conflict, Entities


class FlowChanges:
    """Changes entities for running flows. Blocks until a change is on disk; raises `NotKept` if it is not."""

    def __init__(self, entities: Entities) -> None:
        self._entities = entities

    def create(self, noun: str, entity_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """The new entity; the one that exists, if it was made before with the same id."""
        done = self._entities.create(noun, entity_id, values, None)
        found = self._entities.find_deleted(noun, entity_id) if isinstance(done, Conflict) else done
        return {"id": entity_id, **values} if found is None else for_flows(noun, found.properties)

    def change(self, noun: str, entity_id: str, values: Mapping[str, Any]) -> dict[str, Any] | None:
        """The entity with other values; None if it does not exist."""
        done = self._entities.change(noun, entity_id, lambda before: {**before, **values}, None)
        return None if isinstance(done, Conflict) else for_flows(noun, done.properties)
