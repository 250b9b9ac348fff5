"""Call Common Module."""

from architrave.flows.actions.modules import CallCommonModule
from architrave.flows.program import Action
from architrave.interpreter.effects import LookUp
from architrave.interpreter.faults import ActionFault
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, performs


@performs(CallCommonModule)
def call_common_module(machine: Machine, action: Action[CallCommonModule]) -> Effects:
    """Runs a common module with separate variables; its outputs are assigned when it ends.

    A fault inside it goes to the calling flow's error handling (assumed).
    """
    name, version, call = action.fields.module.name, action.fields.version, action.fields.module.item.item
    inputs = {key.lower(): machine.evaluate(slot) for key, slot in call.inputs.items()}
    machine.seen = {"commonModule": name, "inputs": dict(inputs)}
    module = machine.take(asked := LookUp("commonModule", "name", name, version), (yield asked))
    if module is None:
        raise ActionFault("CommonModuleNotFound", f"There is no published common module “{name}” ({version}).")
    machine.call_module(action, str(module["hash"]), inputs, call.outputs)
    return None
