"""Counts what an engine of this process has done: outcomes of executions, and calls of data actions."""

from collections import Counter

from architrave.engine.execution import Launch
from architrave.engine.telemetry import NoTelemetry, Telemetry
from architrave.interpreter.effects import CallDataAction, Effect, Json
from architrave.store import Finish


class WorkCounts:
    """Telemetry that counts, and passes everything on. `call_seconds` is the time that all calls took together."""

    def __init__(self, inner: Telemetry | None = None) -> None:
        self._inner = inner or NoTelemetry()
        self.finished: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self.call_seconds = 0.0

    def executed(self, launch: Launch, finish: Finish) -> None:
        """The outcome of an execution is on disk."""
        self.finished[finish.status] += 1
        self._inner.executed(launch, finish)

    def called(self, launch: Launch, effect: Effect, value: Json, began: int, ended: int) -> None:
        """An external effect was performed."""
        if isinstance(effect, CallDataAction):
            self.calls[_outcome(value)] += 1
            self.call_seconds += (ended - began) / 1000
        self._inner.called(launch, effect, value, began, ended)

    def close(self) -> None:
        """No more calls follow."""
        self._inner.close()


def _outcome(value: Json) -> str:
    known = value if isinstance(value, dict) else {}
    return "success" if "success" in known else "timeout" if "timeout" in known else "failure"
