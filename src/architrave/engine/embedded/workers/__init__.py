"""Worker processes: they compute executions that would keep the server's own thread from answering.

Python runs one thread of a process at a time. So two kinds of execution are computed beside the server: fresh ones
while many wait for their turn, and those that have computed for long. A worker runs an execution from its journal to
its outcome, or to the first effect that is not a question of time, chance or the organization's own entities, and
sends back the journal and where it stopped. What is kept, and when, stays the engine's business: a worker has no
database, knows nothing that the engine does not, and may be killed at any time; what it had is then computed again.

No worker runs before it is needed, and one that has nothing to do for a minute is ended.

    messages   what goes to a worker and comes back
    process    the worker's side
    worker     one worker, as the server sees it
    pool       the executor: which execution goes to which worker
"""

from architrave.engine.embedded.workers.pool import WorkerPool, default_workers

__all__ = ["WorkerPool", "default_workers"]
