"""From executions to tasks of a worker, and from a task's result back to its execution."""

import msgspec

from architrave.engine.drive import Calling, Waiting
from architrave.engine.durable.recovery import journal_diverged
from architrave.engine.durable.running import DurableExecution
from architrave.engine.embedded.executor import Failed, OverLimit, Parked, Result, Returned
from architrave.engine.embedded.workers.messages import Task, TaskResult
from architrave.interpreter.effects import Wait, effect_of
from architrave.interpreter.journal import decode, encode

_to_json = msgspec.json.Encoder().encode
_from_json = msgspec.json.decode


def task_of(execution: DurableExecution, *, is_long: bool, continues: bool) -> Task:
    """The task that computes an execution; see `Task` for `is_long` and `continues`."""
    launch = execution.launch
    continues = continues and bool(execution.history)
    journal = [] if continues else list(execution.unread)
    if execution.history:
        journal.append(encode(execution.history[-1:] if continues else execution.history))
    return Task(
        launch.id,
        launch.program,
        launch.flow_id,
        launch.flow_version,
        launch.launched_at,
        b"{}" if continues else _to_json(launch.inputs),
        journal,
        is_long,
        continues,
        execution.woken,
    )


def needed_program(told: TaskResult) -> str:
    """The hash of the program that a result of the kind `unknown program` asks for."""
    return _from_json(told.data, type=str)


def advance(execution: DurableExecution, told: TaskResult) -> Result:
    """Advance an execution to where its worker stopped. Returns why it stopped there; raises DecodeError."""
    if told.finish is not None:
        execution.append_encoded(told.journal)
        execution.at = told.at
        return told.finish
    result = result_of(told)
    entries = decode(told.journal) if told.journal else []
    if isinstance(result, Waiting | Calling):
        execution.journal += entries
        execution.history += entries
        execution.sequence, execution.at = told.sequence, told.at
        execution.asked, execution.intended = result.effect, told.kind == "interrupted"
        execution.woken = False
    return result


def result_of(told: TaskResult) -> Result:
    """Why a worker stopped, without an outcome."""
    match told.kind:
        case "waiting":
            effect = effect_of(_from_json(told.data))
            return Waiting(effect) if isinstance(effect, Wait) else Calling(effect)
        case "calling" | "interrupted":
            return Calling(effect_of(_from_json(told.data)), interrupted=told.kind == "interrupted")
        case "over limit":
            return OverLimit()
        case "diverged":
            return Parked(journal_diverged(_from_json(told.data, type=str)))
        case "failed":
            return Failed(_from_json(told.data, type=str))
        case "ended" | "unknown program" | "needs journal" | "takes long":
            return Returned()
