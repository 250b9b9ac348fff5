"""The figures of a page: the flow of a run, and the common modules that it called."""

from collections.abc import Mapping

import msgspec

from architrave.diagram.outline import outline_of
from architrave.diagram.recorded import RecordedRun, recorded
from architrave.flows.program import Program
from architrave.interpreter.plain import plain_json
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


def _file(flow: RunnableFlow, program: Program) -> str:
    if program is flow.program:
        return flow.source.name
    source = flow.sources.get(program.hash)
    return program.name if source is None else source.name
