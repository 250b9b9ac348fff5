"""From a launch to its row, its machine's start, and its public record; the same for every durable engine."""

from typing import Any

import msgspec

from architrave.engine.execution import ExecutionRecord, Launch
from architrave.interpreter.effects import FlowError, Outcome, Start
from architrave.store import ExecutionRow, Finish

_json = msgspec.json.Encoder()
_error_of = msgspec.json.Decoder(FlowError).decode


def to_json(value: object) -> str:
    """A value as JSON text for the store."""
    return _json.encode(value).decode()


def launch_of(row: ExecutionRow) -> Launch:
    """The launch in a row."""
    return Launch(
        id=row.id,
        program=row.program,
        flow_id=row.flow_id,
        flow_version=row.flow_version,
        name=row.name,
        launched_at=row.launched_at,
        inputs=msgspec.json.decode(row.inputs),
        caller=_decoded(row.caller),
    )


def start_of(launched: Launch | ExecutionRecord) -> Start:
    """The start of the machine for a launch."""
    return Start(launched.id, dict(launched.inputs), launched.launched_at, launched.flow_id, launched.flow_version)


def finish_of(execution_id: str, outcome: Outcome, at: int) -> Finish:
    """An outcome as the store keeps it. Raises ValueError or TypeError if it cannot be written as JSON."""
    error = None if outcome.error is None else to_json(outcome.error)
    return Finish(execution_id, outcome.status, at, outcome.completion_reason, to_json(outcome.output_data), error)


def error_of(finish: Finish) -> FlowError | None:
    """The error in a row; None if the execution did not fail."""
    return None if finish.error is None else _error_of(finish.error)


def running(launch: Launch) -> ExecutionRecord:
    """The record of an execution without an outcome."""
    return _record(launch, "RUNNING")


def completed(launch: Launch, finish: Finish) -> ExecutionRecord:
    """The record of an execution that has just ended."""
    output_data, error = _decoded(finish.output_data), _decoded(finish.error)
    return _record(launch, finish.status, finish.completed_at, finish.completion_reason, output_data, error)


def record_of(row: ExecutionRow) -> ExecutionRecord:
    """The record of an execution from its row."""
    return _record(
        launch_of(row),
        row.status or "RUNNING",
        row.completed_at,
        row.completion_reason,
        _decoded(row.output_data),
        _decoded(row.error),
        _decoded(row.parked),
    )


def _record(launch: Launch, status: str, *ended: Any) -> ExecutionRecord:
    return ExecutionRecord(
        launch.id,
        launch.program,
        launch.flow_id,
        launch.flow_version,
        launch.name,
        launch.launched_at,
        launch.inputs,
        launch.caller,
        status,
        *ended,
    )


def _decoded(text: str | None) -> Any:
    return None if text is None else msgspec.json.decode(text)
