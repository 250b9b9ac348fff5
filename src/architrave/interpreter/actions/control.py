"""Going elsewhere: tasks, states, waiting, and the end."""

from datetime import timedelta

from architrave.expressions.values import text_of
from architrave.flows.program import Action, Container
from architrave.interpreter.effects import ReadClock, Wait
from architrave.interpreter.faults import ActionFault
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, Path, performs

LONGEST_WAIT = timedelta(hours=72)
"""The longest wait (documented)."""


@performs("callTask")
def call_task(machine: Machine, action: Action) -> Path:
    """Runs a task and comes back, on the path that the task ended with."""
    fields = action.fields
    machine.call_task(action, _task(machine, action), fields.get("inputs", ()), fields.get("outputs", ()))
    return None


@performs("jumpToTask")
def jump_to_task(machine: Machine, action: Action) -> Path:
    """Goes on with a task, without a return."""
    machine.jump_to_task(_task(machine, action), action.fields.get("inputs", ()))
    return None


@performs("endTask")
def end_task(machine: Machine, action: Action) -> Path:
    """Ends the running task, or common module, on an output path."""
    path = action.fields.get("output_path") or "default"
    machine.end_call(path)
    return path


@performs("changeState")
def change_state(machine: Machine, action: Action) -> Path:
    """Leaves the running state for another one, without a return."""
    machine.enter_state(machine.program.containers[action.fields["state"]])
    return None


@performs("endState")
def end_state(machine: Machine, action: Action) -> Path:  # noqa: ARG001 - the signature of all perform functions
    """Ends the running state. A workflow has nothing after it but its end (assumed)."""
    machine.end_flow(None)
    return None


@performs("endWorkflow")
def end_workflow(machine: Machine, action: Action) -> Path:
    """Ends the flow; the exit reason becomes the completion reason."""
    slot = action.fields.get("exit_reason")
    reason = None if slot is None else machine.evaluate(slot)
    if reason is not None:
        machine.seen = {"exitReason": reason}
    machine.end_flow(reason)
    return None


@performs("wait")
def wait(machine: Machine, action: Action) -> Effects:
    """Waits for a duration.

    One of more than 72 hours invokes error handling, unless it is to be trimmed to what is left (documented). One of
    NOT_SET, or that is negative, does not wait (assumed).
    """
    duration: timedelta | None = machine.evaluate(action.fields["duration"])
    trim_slot = action.fields.get("trim")
    trim = trim_slot is not None and machine.evaluate(trim_slot) is True
    machine.seen = {"duration": duration}
    if duration is None or duration <= timedelta():
        return None
    if duration > LONGEST_WAIT:
        if not trim:
            raise ActionFault(
                "WaitTooLong", f"“{action.name}” would wait for {text_of(duration)}; the longest wait is 72 hours."
            )
        duration = LONGEST_WAIT
    machine.take((yield ReadClock()))
    machine.take((yield Wait(machine.time + duration // timedelta(milliseconds=1))))
    return None


def _task(machine: Machine, action: Action) -> Container:
    return machine.program.containers[action.fields["task"]]
