"""Get External Contact and Get External Organization."""

from collections.abc import Callable
from typing import Any

from architrave.flows.program import Action
from architrave.interpreter.effects import LookUp
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, performs
from architrave.interpreter.plain import world_value


def _getter(noun: str) -> Callable[[Machine, Action], Effects]:
    def get(machine: Machine, action: Action) -> Effects:
        identity: str | None = machine.evaluate(action.fields["id"])
        machine.seen = {"id": identity}
        entity: dict[str, Any] | None = machine.take((yield LookUp(noun, "id", identity))) if identity else None
        target = action.fields.get("result")
        if entity is None:
            machine.assign(target, None)
            return "notFound"
        if "failure" in entity:
            failure = entity["failure"]
            return machine.fail(action, failure["errorType"], failure["errorMessage"])
        if target is not None:
            machine.assign(target, world_value(target.type, entity, "The", noun))
        return "found"

    return get


performs("getExternalContact", failure=True)(_getter("externalContact"))
performs("getExternalOrganization", failure=True)(_getter("externalOrganization"))
