"""What a page of a run is made of: the flow and the common modules that it called, and what data actions sent."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from architrave.diagnostics import Source
from architrave.diagram.outline import outline_of
from architrave.diagram.recorded import RecordedRun, recorded
from architrave.flows.program import Program
from architrave.interpreter.plain import plain_json
from architrave.local.drawing import drawable
from architrave.local.faults import CannotRunError
from architrave.local.runs import Run, RunnableFlow
from architrave.local.trace_page.page import Figure, trace_page

if TYPE_CHECKING:
    from architrave.engine.data_actions import Exchange

_CALLS = frozenset({"dataAction", "decisionTable"})
"""What the values of a step that called a data action have."""


def run_page(flow: RunnableFlow, run: Run, inputs: Mapping[str, object]) -> str:
    """The page of a run on the virtual clock. `inputs` are the values that it was given, by full name."""
    shown: RecordedRun = recorded(run.to_json())
    given = {name: plain_json(value) for name, value in inputs.items()}
    programs = dict.fromkeys((flow.program, *(step.program for step in run.trace)))
    return trace_page(
        msgspec.structs.replace(shown, input_data=given),
        [Figure(program, outline_of(program), _source(flow, program)) for program in programs],
        _exchanges(run),
    )


def execution_page(run: RecordedRun, sources: Sequence[Source]) -> str:
    """The page of an execution from its trace.

    `sources` are the texts of its flow, if it is known, and of the common modules that it uses. Those that it called
    are shown.
    """
    called = {step.flow for step in run.trace}
    figures: list[Figure] = []
    for source in sources:
        with suppress(CannotRunError):
            flow = drawable(source)
            if source is sources[0] or flow.program.name in called:
                figures.append(Figure(flow.program, flow.outline, source))
    return trace_page(run, figures)


def _source(flow: RunnableFlow, program: Program) -> Source:
    """The text of a flow or module; without it, its name."""
    if program is flow.program:
        return flow.source
    return flow.sources.get(program.hash) or Source(program.name, "")


def _exchanges(run: Run) -> "dict[int, Sequence[Exchange]]":
    """The HTTP exchanges of steps, by the steps' indexes: the calls of data actions are in the order of the steps."""
    calls = (index for index, step in enumerate(run.trace) if not _CALLS.isdisjoint(step.seen or ()))
    return {index: found for index, found in zip(calls, run.exchanges, strict=False) if found}
