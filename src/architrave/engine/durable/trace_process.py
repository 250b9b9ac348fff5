"""A process that computes one trace: reads the work from its input, writes the text, and exits.

Run as `python -m architrave.engine.durable.trace_process`. Between the two, it may ask for common modules.
"""

import os
import signal
import sys
from typing import Any, BinaryIO

import msgspec

from architrave.diagnostics import Source
from architrave.engine.durable.trace_text import modules_from, text_of_trace
from architrave.engine.durable.tracing import LENGTH_BYTES, Text, Work, framed
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.interpreter.journal import decode

NICENESS = 10
"""How much its priority is lowered, in favor of the server."""


def main() -> None:
    """Compute the trace that standard input describes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    messages, answers = sys.stdin.buffer, sys.stdout.buffer
    work = _read(messages, Work)

    def ask(content_hash: str) -> Program:
        _write(answers, content_hash)
        return _program(_read(messages, Text | None), content_hash)

    entries = [entry for chunk in work.chunks for entry in decode(chunk)]
    program = _program(work.flow, work.flow.name)
    _write(answers, text_of_trace(program, work.start, modules_from(ask), entries))


def _program(flow: Text | None, name: str) -> Program:
    program = None if flow is None else read_flow(Source(flow.name, flow.text))[0]
    if program is None:
        raise LookupError(name)
    return program


def _read(messages: BinaryIO, kind: Any) -> Any:
    length = int.from_bytes(messages.read(LENGTH_BYTES), "big")
    return msgspec.msgpack.decode(messages.read(length), type=kind)


def _write(answers: BinaryIO, content: Any) -> None:
    answers.write(framed(content))
    answers.flush()


if __name__ == "__main__":
    main()
