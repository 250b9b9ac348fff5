"""Telemetry: one span per execution, with a child span for each data action that was called.

An execution's trace id is its execution id without the hyphens, so that a trace can be found by the id in any response
or log line. Spans contain no data from inputs, outputs or replies. Needs the extra `telemetry`.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from architrave.engine.durable.records import error_of
from architrave.engine.execution import Launch
from architrave.interpreter.effects import CallDataAction, Effect, Json
from architrave.store import Finish

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter

_NANOSECONDS = 1_000_000
_LOW = (1 << 64) - 1


class Telemetry(Protocol):
    """Notified of what an engine has done. Times are milliseconds since the epoch."""

    def executed(self, launch: Launch, finish: Finish) -> None:
        """The outcome of an execution is on disk."""
        ...

    def called(self, launch: Launch, effect: Effect, value: Json, began: int, ended: int) -> None:
        """An external effect was performed."""
        ...

    def close(self) -> None:
        """No more calls follow."""
        ...


class NoTelemetry:
    """Ignores everything."""

    def executed(self, launch: Launch, finish: Finish) -> None:
        """Nothing."""

    def called(self, launch: Launch, effect: Effect, value: Json, began: int, ended: int) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


class Spans:
    """Makes OpenTelemetry spans and passes them to an exporter."""

    def __init__(self, exporter: "SpanExporter") -> None:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        self._ids = _ids()
        self._provider = TracerProvider(
            resource=Resource.create({"service.name": "architrave"}), id_generator=self._ids
        )
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("architrave")

    def executed(self, launch: Launch, finish: Finish) -> None:
        """The span of the execution."""
        from opentelemetry.context import Context
        from opentelemetry.trace import Status, StatusCode

        self._ids.next = UUID(launch.id).int
        span = self._tracer.start_span(
            launch.name,
            context=Context(),
            start_time=launch.launched_at * _NANOSECONDS,
            attributes={
                "architrave.execution": launch.id,
                "architrave.flow.id": launch.flow_id,
                "architrave.flow.version": launch.flow_version,
                "architrave.status": finish.status,
            },
        )
        if (error := error_of(finish)) is not None:
            span.set_attribute("error.type", error.type)
            span.set_status(Status(StatusCode.ERROR, error.type))
        span.end(finish.completed_at * _NANOSECONDS)

    def called(self, launch: Launch, effect: Effect, value: Json, began: int, ended: int) -> None:
        """The span of a data action, inside that of its execution."""
        from opentelemetry.trace import (
            NonRecordingSpan,
            SpanContext,
            Status,
            StatusCode,
            TraceFlags,
            set_span_in_context,
        )

        if not isinstance(effect, CallDataAction):
            return
        number = UUID(launch.id).int
        parent = SpanContext(number, number & _LOW, is_remote=False, trace_flags=TraceFlags(TraceFlags.SAMPLED))
        span = self._tracer.start_span(
            f"{effect.category}/{effect.name}",
            context=set_span_in_context(NonRecordingSpan(parent)),
            start_time=began * _NANOSECONDS,
            attributes={"architrave.execution": launch.id},
        )
        if not (isinstance(value, dict) and "success" in value):
            span.set_status(Status(StatusCode.ERROR))
        span.end(ended * _NANOSECONDS)

    def close(self) -> None:
        """Export the remaining spans."""
        self._provider.shutdown()


def _ids() -> Any:
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

    class Ids(RandomIdGenerator):
        """Random ids, except for the span that `next` names: those of an execution's span follow from its id."""

        next: int | None = None

        def generate_trace_id(self) -> int:
            return super().generate_trace_id() if self.next is None else self.next

        def generate_span_id(self) -> int:
            number, self.next = self.next, None
            return super().generate_span_id() if number is None else number & _LOW

    return Ids()


def from_environment() -> Telemetry:
    """The telemetry that OTEL_TRACES_EXPORTER names: `console`, `otlp` or none. Raises ImportError."""
    match os.environ.get("OTEL_TRACES_EXPORTER", "none"):
        case "console":
            from opentelemetry.sdk.trace.export import ConsoleSpanExporter

            return Spans(ConsoleSpanExporter())
        case "otlp":
            exporter: Any = import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
            return Spans(exporter.OTLPSpanExporter())
        case _:
            return NoTelemetry()
