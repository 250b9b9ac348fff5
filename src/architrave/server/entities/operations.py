"""The cloud's Operation: what a change that takes a while answers with. Here it is done at once."""

from typing import Any
from uuid import uuid4

OPERATION = "Operation"


def finished(action: str, client: str | None) -> dict[str, Any]:
    """An operation that is done. `action` is one of the model's `actionName`; `client` made it."""
    who = {} if client is None else {"client": {"id": client}}
    return {"id": str(uuid4()), "complete": True, **who, "actionName": action, "actionStatus": "SUCCESS"}
