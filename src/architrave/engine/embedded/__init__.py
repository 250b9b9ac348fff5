"""The embedded engine: one event loop, one database that it owns exclusively, and worker processes.

The life of an execution:

    launch -> row on disk -> answered, ready -> machine driven -> effect
      a local effect      answered at once; the reply is journaled in memory
      an external effect  the journal goes to disk first, with an intent if the effect must not be repeated
      a wait              a timer; for a long wait, the journal and the end of the wait are written, and the machine is
                          dropped; it is replayed when the wait is over, not before
    -> outcome and the rest of the journal on disk, in one write -> visible

An execution has at most one write in progress, so its journal has no gaps; writes of many executions share one fsync.
Ready executions are computed in short slices, between which the loop serves requests. If many wait, or one computes for
long, `workers` compute them. After a restart, every execution without an outcome continues from its journal; one that
waits is not even read before it is due.

    engine       launches, records, health; start and stop
    runner       what becomes of an execution that was computed
    ready_queue  what can be computed, slice by slice
    scheduler    decides what to do next: a pure function
    executor     computes an execution: `in_process` or `workers`
    calls        performs external effects
    waits        wakes executions, with `timers`
"""

from architrave.engine.embedded.engine import EmbeddedEngine

__all__ = ["EmbeddedEngine"]
