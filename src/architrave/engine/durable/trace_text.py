"""The trace of an execution as JSON text, written while its journal is replayed."""

from collections.abc import Callable, Iterable

import msgspec

from architrave.diagnostics import Diagnostic
from architrave.engine import rules
from architrave.flows.program import Program
from architrave.interpreter.effects import Start
from architrave.interpreter.journal import Divergence, Entry
from architrave.interpreter.machine import Checkpoint, Modules
from architrave.interpreter.trace import current_json, error_json, step_json, traced

CHECKED_STEPS = 16
"""The number of steps between two checks of the time."""


class TraceText(msgspec.Struct, tag=True, frozen=True):
    """A trace as JSON texts: the array of its steps, the action that is being performed, the error of its outcome.

    `cut` says why there are no more steps, if the execution did more than the trace shows.
    """

    steps: bytes
    current: bytes | None = None
    error: bytes | None = None
    cut: bytes | None = None


def text_of_trace(
    program: Program,
    start: Start,
    modules: Modules,
    entries: Iterable[Entry],
    checkpoint: Checkpoint | None = None,
) -> TraceText:
    """Replay a journal and write what the execution did. An exception from `checkpoint` ends that."""
    encode = msgspec.json.encode
    trace, replayed, machine = traced(program, start, modules, entries, checkpoint)
    machine.close()
    steps: list[bytes] = []
    for number, step in enumerate(trace):
        if checkpoint is not None and number % CHECKED_STEPS == 0:
            checkpoint()
        steps.append(encode(step_json(step)))
    outcome = replayed.outcome
    return TraceText(
        b"[" + b",".join(steps) + b"]",
        None if trace.current is None else encode(current_json(*trace.current)),
        None if outcome is None or outcome.error is None else encode(error_json(outcome.error)),
        None if replayed.divergence is None else encode(trace_cut(replayed.divergence).to_json()),
    )


def trace_cut(divergence: Divergence) -> Diagnostic:
    """The diagnostic for a trace that ends before its journal does."""
    return Diagnostic(
        rules.JOURNAL_DIVERGED,
        f"The trace ends here, but the execution did more. {divergence.mismatch}",
        help="Its result is complete. For the whole trace, run the version of Architrave that started it.",
    )


def modules_from(ask: Callable[[str], Program]) -> Modules:
    """Common modules by their hash, each asked for once."""
    known: dict[str, Program] = {}

    def module(content_hash: str) -> Program:
        if content_hash not in known:
            known[content_hash] = ask(content_hash)
        return known[content_hash]

    return module
