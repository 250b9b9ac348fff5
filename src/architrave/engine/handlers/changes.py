"""Changes to the organization by flows."""

from typing import Any

from architrave.engine.handlers.organization import Changes, Directory
from architrave.engine.world import Call
from architrave.interpreter.effects import Change, Changed, Failed


class Unkept:
    """Changes that nothing keeps: they are only in the history of the execution."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def create(self, noun: str, entity_id: str, values: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        """The entity that would be made."""
        return {"id": entity_id, **values}

    def change(self, noun: str, entity_id: str, values: dict[str, Any]) -> dict[str, Any] | None:
        """The entity as it would be."""
        found = self._directory.look_up(noun, "id", entity_id)
        return None if found is None else {**found, **values}


_MADE_BY: dict[str, dict[str, Any]] = {"promote": {"type": "Curated"}}
"""What an operation sets besides the values of its effect (that a promoted contact is curated is documented)."""


def change(changes: Changes, effect: Change, call: Call) -> Changed | Failed:
    """Makes an entity from the flow's values, or changes one. The same effect makes the same entity only once."""
    if effect.id is None:
        return {"success": changes.create(effect.noun, call.idempotency_key, effect.values)}
    found = changes.change(effect.noun, effect.id, effect.values | _MADE_BY.get(effect.operation, {}))
    if found is None:
        message = f"The organization has no {effect.noun} with the id “{effect.id}”."
        return {"failure": {"errorType": "NotFound", "errorMessage": message}}
    return {"success": found}
