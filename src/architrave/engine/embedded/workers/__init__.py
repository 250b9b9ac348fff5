"""Worker processes: they compute executions that would keep the server's own thread from answering.

Python runs one thread of a process at a time. So two kinds of execution are computed outside the server process: fresh
ones while many wait, and those that have computed for long. A worker runs an execution from its journal to its outcome,
or to the first effect other than time, random numbers and entities of the organization, and sends back the journal and
where it stopped. The engine alone decides what is written, and when: a worker has no database, knows nothing that the
engine does not, and may be killed at any time; its executions are then computed again.

Workers start when they are needed, and are stopped after a minute without work.

    messages        the messages to and from a worker
    process         the worker's side
    worker          one worker, as the server sees it
    crew            all workers: starting, stopping, replacing them
    classification  which executions and programs are for workers, as learnt from their results
    conversion      from executions to tasks, and from results to executions
    pool            the executor: assigns executions to workers
"""

from architrave.engine.embedded.workers.pool import WorkerPool, default_workers

__all__ = ["WorkerPool", "default_workers"]
