"""Changes to the organization by flows."""

from architrave.engine.handlers.organization import Directory
from architrave.engine.world import Call
from architrave.interpreter.effects import Change, Changed, Failed


def change(directory: Directory, effect: Change, call: Call) -> Changed | Failed:
    """Makes an entity from the flow's values. It is kept only in the execution's history (approximated)."""
    if effect.id is None:
        return {"success": {"id": call.idempotency_key, **effect.values}}
    found = directory.look_up(effect.noun, "id", effect.id)
    if found is None:
        message = f"The organization has no {effect.noun} with the id “{effect.id}”."
        return {"failure": {"errorType": "NotFound", "errorMessage": message}}
    return {"success": {**found, **effect.values}}
