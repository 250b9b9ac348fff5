"""Flows with their expected traces, on the virtual engine. The traces are goldens."""

import io

import pytest
from rich.console import Console

from architrave.cli.views.trace import show_trace
from architrave.engine.virtual import VirtualEngine, VirtualRun
from architrave.interpreter.trace import iso, result_json
from tests.goldens import Golden
from tests.interpreter.cases import ALL, FLOWS, Case


def run(case: Case) -> VirtualRun:
    return VirtualEngine(case.handlers(), case.modules.__getitem__).run(case.program, case.start)


def as_text(case: Case, done: VirtualRun) -> str:
    text = io.StringIO()
    result = result_json(done.outcome, done.trace)
    result |= {"name": case.program.name, "launchedAt": iso(case.start.launched_at), "endedAt": iso(done.ended_at)}
    show_trace({**result, "diagnostics": []}, Console(file=text, width=200, soft_wrap=True, highlight=False))
    return text.getvalue()


@pytest.mark.parametrize("case", ALL, ids=str)
def test_a_flow_gives_its_trace(case: Case, golden: Golden) -> None:
    golden(case.golden, as_text(case, run(case)))


def test_no_trace_is_left_over() -> None:
    left = {path.name for path in FLOWS.glob("*.trace.txt")} - {case.golden.name for case in ALL}
    assert left == set(), "these traces have no case any more: delete them"
