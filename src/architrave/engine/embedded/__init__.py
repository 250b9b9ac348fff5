"""The embedded engine: one event loop, one database of which it is the only owner, and a second process for crowds.

How an execution goes:

    launch -> row on disk -> answered, ready -> machine driven -> effect
      a local effect      answered at once; the reply is journaled in memory
      an external effect  what is journaled goes to disk first, with an intent where it may not be repeated
      a wait              a timer; a long one is journaled and the machine given up, to be replayed when it wakes
    -> outcome and the rest of the journal on disk, in one write -> can be seen

An execution has at most one write under way, so its journal has no gaps; writes of many executions share one fsync.
Ready executions are driven in short slices between which the loop serves requests; where many wait, `forerun` has them
run beside it. After a restart, every execution without an outcome is replayed from its journal and goes on.
"""

from architrave.engine.embedded.engine import EmbeddedEngine

__all__ = ["EmbeddedEngine"]
