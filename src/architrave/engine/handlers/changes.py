"""Changes to the organization that flows ask for."""

from architrave.engine.handlers.organization import Directory
from architrave.engine.world import Call
from architrave.interpreter.effects import Change, Changed, Failed


def change(directory: Directory, effect: Change, call: Call) -> Changed | Failed:
    """Makes an entity of what the flow gave. Nothing outside of the execution's own history keeps it (approximated)."""
    if effect.id is None:
        return {"success": {"id": call.idempotency_key, **effect.values}}
    found = directory.look_up(effect.noun, "id", effect.id)
    if found is None:
        message = f"There is no {effect.noun} with the id “{effect.id}” in the organization."
        return {"failure": {"errorType": "NotFound", "errorMessage": message}}
    return {"success": {**found, **effect.values}}
