"""The figures of a page: the flow of a run, and the common modules that it called."""

from collections.abc import Mapping

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


def run_page(flow: RunnableFlow, run: Run, inputs: Mapping[str, object]) -> str:
    """The page of a run on the virtual clock. `inputs` are the values that it was given, by full name."""
    shown: RecordedRun = recorded(run.to_json())
    given = {name: plain_json(value) for name, value in inputs.items()}
    programs = dict.fromkeys((flow.program, *(step.program for step in run.trace)))
    return trace_page(
        msgspec.structs.replace(shown, input_data=given),
        [Figure(program, outline_of(program), _file(flow, program)) for program in programs],
    )


def execution_page(run: RecordedRun, source: Source | None) -> str:
    """The page of an execution from its trace. `source` is the text of its flow, if it is known."""
    if source is None:
        return trace_page(run, ())
    try:
        flow = drawable(source)
    except CannotRunError:
        return trace_page(run, ())
    return trace_page(run, [Figure(flow.program, flow.outline, source.name)])


def _file(flow: RunnableFlow, program: Program) -> str:
    if program is flow.program:
        return flow.source.name
    source = flow.sources.get(program.hash)
    return program.name if source is None else source.name
