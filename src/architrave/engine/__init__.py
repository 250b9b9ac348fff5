"""Launches executions and runs them: performs the effects that the interpreter asks for.

An *engine* takes launches, drives each execution's generator, performs its effects through `handlers/`, journals the
replies, and stores the outcome. There are three: `virtual` (virtual clock, nothing stored), `embedded` (this process,
one database), `temporal` (workers on many machines). All produce the same trace for the same flow and replies.

The data flow: a `Launch` becomes a row and a machine; the machine yields an effect; a handler answers; the reply is
journaled and sent back; the outcome completes the row. `embedded` describes the order of writes to disk.
"""

from architrave.engine.execution import Engine, EngineHealth, ExecutionRecord, Launch

__all__ = ["Engine", "EngineHealth", "ExecutionRecord", "Launch"]
