"""The distributed engine: the same machine inside a Temporal workflow, for more than one machine.

How an execution goes:

    server   launch -> row on disk (PostgreSQL) -> answered -> workflow started, with the execution's id
    workflow drives the machine: clock and random numbers answered by Temporal, look-ups by local activities, data
             actions by activities, waits by timers; near 1,000 effects the journal goes to the store, and the
             workflow continues as new from there
    worker   a last activity completes the row, with the rest of the journal

A start that is tried twice is one start: the workflow's id is the execution's. A launch whose workflow was not started
(the server was killed in between, Temporal was away) is started by the sweeper. Servers keep nothing of their own; any
number of them, and of workers, share one database.

This needs the extra `temporal` (`pip install 'architrave[temporal,postgres]'`). Nothing outside this folder imports it.
"""
