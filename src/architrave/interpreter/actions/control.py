"""Control: tasks, states, waiting, and ending."""

from datetime import timedelta

from architrave.expressions.values import text_of
from architrave.flows.actions.control import (
    CallTask,
    ChangeState,
    EndState,
    EndTask,
    EndWorkflow,
    JumpToTask,
    Wait,
)
from architrave.flows.program import Action
from architrave.interpreter import effects
from architrave.interpreter.faults import ActionFault
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, Path, performs

LONGEST_WAIT = timedelta(hours=72)
"""The longest wait (documented)."""


@performs(CallTask)
def call_task(machine: Machine, action: Action[CallTask]) -> Path:
    """Runs a task and returns, on the path that the task ended with."""
    fields = action.fields
    machine.call_task(action, machine.program.containers[fields.task], fields.inputs, fields.outputs)
    return None


@performs(JumpToTask)
def jump_to_task(machine: Machine, action: Action[JumpToTask]) -> Path:
    """Continues with a task, without returning."""
    machine.jump_to_task(machine.program.containers[action.fields.task], action.fields.inputs)
    return None


@performs(EndTask)
def end_task(machine: Machine, action: Action[EndTask]) -> Path:
    """Ends the running task or common module on an output path."""
    path = action.fields.output_path.name or "default"
    machine.end_call(path)
    return path


@performs(ChangeState)
def change_state(machine: Machine, action: Action[ChangeState]) -> Path:
    """Leaves the running state for another, without returning."""
    machine.enter_state(machine.program.containers[action.fields.state])
    return None


@performs(EndState)
def end_state(machine: Machine, action: Action[EndState]) -> Path:  # noqa: ARG001 - the signature of all perform functions
    """Ends the running state, and with it the workflow (assumed)."""
    machine.end_flow(None)
    return None


@performs(EndWorkflow)
def end_workflow(machine: Machine, action: Action[EndWorkflow]) -> Path:
    """Ends the flow; the exit reason becomes the completion reason."""
    reason = machine.evaluate(action.fields.exit_reason)
    if reason is not None:
        machine.seen = {"exitReason": reason}
    machine.end_flow(reason)
    return None


@performs(Wait)
def wait(machine: Machine, action: Action[Wait]) -> Effects:
    """Waits for a duration.

    More than 72 hours invokes error handling, unless the action trims it to the remaining time (documented). NOT_SET
    or a negative duration does not wait (assumed).
    """
    duration = machine.evaluate(action.fields.duration)
    trim = machine.evaluate(action.fields.trim) is True
    machine.seen = {"duration": duration}
    if duration is None or duration <= timedelta():
        return None
    if duration > LONGEST_WAIT:
        if not trim:
            raise ActionFault(
                "WaitTooLong", f"“{action.name}” would wait for {text_of(duration)}; the longest wait is 72 hours."
            )
        duration = LONGEST_WAIT
    machine.take(asked := effects.ReadClock(), (yield asked))
    machine.take(asked := effects.Wait(machine.time + duration // timedelta(milliseconds=1)), (yield asked))
    return None
