"""Launches executions and runs them: what performs the effects that the interpreter asks for.

An *engine* takes launches, drives each execution's generator, performs its effects through `handlers/`, journals the
replies, and keeps the outcome. Three do: `virtual` (virtual clock, nothing kept), `embedded` (this process, one
database), `temporal` (workers on many machines). All give the same trace for the same flow and the same replies.

Data goes round: a `Launch` becomes a row and a machine; the machine yields an effect; a handler answers; the reply is
journaled and sent back; the outcome completes the row. What must be on disk before what is said in `embedded`.
"""

from architrave.engine.execution import Engine, EngineHealth, ExecutionRecord, Launch

__all__ = ["Engine", "EngineHealth", "ExecutionRecord", "Launch"]
