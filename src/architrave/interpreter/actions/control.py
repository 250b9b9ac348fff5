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

LONGEST_WAITS = timedelta(hours=72)
"""How long an execution can wait, all its waits together (documented for one wait; for all of them inferred)."""

TRIMMED = timedelta(seconds=1)
"""How long before the end of the 72 hours a trimmed wait ends (assumed)."""

_MILLISECOND = timedelta(milliseconds=1)


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
    """Waits for a duration, but not beyond the execution's 72 hours.

    A wait that would end later goes on to the end of the 72 hours, and then invokes error handling; with
    `trimDurationNearMaxRunningTime` it ends before them (documented; that all waits together have 72 hours is
    inferred, and how long before is assumed). NOT_SET or a negative duration does not wait (assumed).
    The waits are added up: the time of day, which anyone can set, does not say how long an execution has run.
    """
    duration = machine.evaluate(action.fields.duration)
    trim = machine.evaluate(action.fields.trim) is True
    machine.seen = {"duration": duration}
    if duration is None or duration <= timedelta():
        return None
    left = LONGEST_WAITS - machine.waited
    allowed = duration if duration <= left else left - TRIMMED if trim else left
    machine.take(asked := effects.ReadClock(), (yield asked))
    if allowed > timedelta():
        machine.waited += allowed
        until = machine.time + allowed // _MILLISECOND
        machine.take(asked := effects.Wait(until), (yield asked))
    if duration <= left or trim:
        return None
    raise ActionFault(
        "MaximumRunningTimeExceeded",
        f"“{action.name}” would wait for {text_of(duration)}, past the 72 hours that an execution can run.",
    )
