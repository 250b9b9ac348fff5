"""Spans: an execution's span is found by its id and contains those of its data actions; no span contains values."""

import asyncio
from pathlib import Path
from uuid import UUID

import pytest

pytest.importorskip("opentelemetry.sdk", reason="opentelemetry-sdk is not installed")

from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from architrave.engine.embedded import EmbeddedEngine
from architrave.engine.telemetry import NoTelemetry, Spans, from_environment
from architrave.store import open_store
from tests.engine.scripts import RecordingWorld, launch, programs, scripted

__all__ = ["scripted"]


@pytest.mark.usefixtures("scripted")
def test_one_span_for_an_execution_and_one_for_each_call(tmp_path: Path) -> None:
    exporter = InMemorySpanExporter()

    async def scenario() -> list[str]:
        store, diagnostics = open_store(tmp_path / "test.db")
        assert store is not None, diagnostics
        engine = EmbeddedEngine(store, programs, RecordingWorld(), telemetry=Spans(exporter))
        await engine.start()
        good, bad = launch("calls", secret="a-value-of-somebody"), launch("breaks")
        await engine.launch(good)
        await engine.launch(bad)
        async with asyncio.timeout(60):
            while engine.health().finished < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await engine.stop()
        store.close()
        return [good.id, bad.id]

    good, bad = asyncio.run(scenario())
    spans = exporter.get_finished_spans()
    mine = [span for span in spans if span.context is not None and span.context.trace_id == UUID(good).int]
    (root,) = [span for span in mine if span.parent is None]
    calls = [span for span in mine if span.parent is not None]
    assert root.name == "a run of calls"
    assert root.status.is_ok or root.status.is_unset
    assert [span.name for span in calls] == ["ERP/Post"] * 3
    assert {span.parent.span_id for span in calls if span.parent} == {root.context.span_id if root.context else None}
    assert "a-value-of-somebody" not in "".join(span.to_json() for span in spans)
    (broken,) = [span for span in spans if span.context is not None and span.context.trace_id == UUID(bad).int]
    assert not broken.status.is_ok
    assert dict(broken.attributes or {})["error.type"] == "InternalError"


def test_the_environment_says_where_spans_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OTEL_TRACES_EXPORTER", raising=False)
    assert isinstance(from_environment(), NoTelemetry)
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "console")
    spans = from_environment()
    assert isinstance(spans, Spans)
    spans.close()
