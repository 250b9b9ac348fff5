"""The embedded engine: one event loop, one database of which it is the only owner, and worker processes.

How an execution goes:

    launch -> row on disk -> answered, ready -> machine driven -> effect
      a local effect      answered at once; the reply is journaled in memory
      an external effect  what is journaled goes to disk first, with an intent where it may not be repeated
      a wait              a timer; a long one is journaled and the machine given up, to be replayed when it wakes
    -> outcome and the rest of the journal on disk, in one write -> can be seen

An execution has at most one write under way, so its journal has no gaps; writes of many executions share one fsync.
Ready executions are computed in short slices, between which the loop serves requests. Where many wait, or one computes
for long, `workers` compute them. After a restart, every execution without an outcome goes on from its journal.

    engine      launches, records, health; start and stop
    runner      has executions computed, performs their calls, wakes them
    scheduler   what is done next: a pure function
    executor    who computes an execution: `in_process`, or `workers`
    timers      which execution wakes when
"""

from architrave.engine.embedded.engine import EmbeddedEngine

__all__ = ["EmbeddedEngine"]
