"""A run as `architrave run --format json` and a server's trace show it, and the coverage of many runs."""

from typing import Any

import msgspec


class RecordedChange(msgspec.Struct, frozen=True):
    """A variable that a step assigned, with its values as JSON; `expression` is what was written for it."""

    variable: str
    before: Any = None
    after: Any = None
    expression: str | None = None


class RecordedError(msgspec.Struct, frozen=True):
    """Why a step or a run failed."""

    message: str
    type: str | None = None
    action: str | None = None
    expression: str | None = None
    values: dict[str, Any] | None = None


class RecordedStep(msgspec.Struct, frozen=True):
    """One action that ran: `action` is its number in the flow, `output` the path that it took, `at` ISO text."""

    action: int
    name: str
    type: str
    flow: str
    at: str
    output: str | None = None
    depth: int = 1
    inputs: dict[str, Any] = {}
    expressions: dict[str, str] = {}
    changes: list[RecordedChange] = []
    error: RecordedError | None = None
    until: str | None = None
    calling: str | None = None


class RecordedRun(msgspec.Struct, frozen=True, rename="camel"):
    """A run: its steps and its result. `current` is the action that a running execution is performing."""

    status: str
    trace: list[RecordedStep]
    name: str | None = None
    id: str | None = None
    launched_at: str | None = None
    ended_at: str | None = None
    completion_reason: str | None = None
    input_data: dict[str, Any] | None = None
    output_data: dict[str, Any] | None = None
    error: RecordedError | None = None
    current: RecordedStep | None = None


def recorded(run: object) -> RecordedRun:
    """The run of its JSON data. Raises ValueError, which says what does not fit, for other data."""
    return msgspec.convert(run, RecordedRun)


def read_run(content: bytes) -> RecordedRun:
    """The run of its JSON text. Raises ValueError for other texts."""
    return msgspec.json.decode(content, type=RecordedRun)


class CoveredAction(msgspec.Struct, frozen=True):
    """An action, and whether it was reached; `outputs` says of each output whether it was taken."""

    action: int
    name: str
    type: str
    covered: bool
    outputs: dict[str, bool] = {}


class CoveredFlow(msgspec.Struct, frozen=True):
    """What tests have reached of a flow."""

    name: str
    actions: list[CoveredAction]


class RecordedCoverage(msgspec.Struct, frozen=True):
    """What tests have reached of flows."""

    flows: list[CoveredFlow]


def read_coverage(content: bytes) -> RecordedCoverage:
    """The coverage in its JSON text. Raises ValueError for other texts."""
    return msgspec.json.decode(content, type=RecordedCoverage)
