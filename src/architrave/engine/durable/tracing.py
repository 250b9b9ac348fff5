"""The trace of an execution that an engine runs or ran: the same for the server and for Python programs."""

from architrave.engine.durable.records import start_of
from architrave.engine.execution import Engine, ExecutionRecord
from architrave.interpreter.journal import Replayed
from architrave.interpreter.trace import Trace, traced
from architrave.organization.flows import Flows


async def trace_of(engine: Engine, record: ExecutionRecord, flows: Flows) -> tuple[Trace, Replayed] | None:
    """What an execution has done so far, computed by replaying its journal, and where the replay ended.

    None if the version of the flow that it runs no longer exists.
    """
    program = flows.program(record.program)
    if program is None:
        return None
    entries = await engine.journal(record.id)
    trace, replayed, machine = traced(program, start_of(record), flows.program_of, entries)
    machine.close()
    if record.status != "RUNNING":
        trace.current = None
    return trace, replayed
