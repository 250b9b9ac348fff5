"""Call Common Module."""

from typing import Any

from architrave.flows.program import Action, Slot, Target
from architrave.interpreter.effects import LookUp
from architrave.interpreter.faults import ActionFault
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, performs


@performs("callCommonModule")
def call_common_module(machine: Machine, action: Action) -> Effects:
    """Runs a common module with variables of its own; its outputs are handed over when it ends.

    A fault inside it goes to the calling flow's error handling (assumed).
    """
    fields = action.fields
    slots: dict[str, Slot] = fields.get("inputs") or {}
    targets: dict[str, Target | None] = fields.get("outputs") or {}
    inputs = {name.lower(): machine.evaluate(slot) for name, slot in slots.items()}
    name, version = fields["module"], fields.get("version") or "latestPublished"
    machine.seen = {"commonModule": name, "inputs": dict(inputs)}
    module: dict[str, Any] | None = machine.take((yield LookUp("commonModule", "name", name, version)))
    if module is None:
        raise ActionFault("CommonModuleNotFound", f"There is no published common module “{name}” ({version}).")
    outputs = tuple((key.lower(), target) for key, target in targets.items() if target is not None)
    machine.call_module(action, module["hash"], inputs, outputs)
    return None
