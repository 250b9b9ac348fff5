"""The distributed engine: the same machine on workers on several hosts, directed by Temporal workflows.

The life of an execution:

    server    launch -> row on disk (PostgreSQL) -> answered -> workflow started, with the execution's id
    workflow  requests an activation; when it is suspended, waits by a timer or has a call made; requests the next
    advance   a local activity: runs the machine from the journal in the store to its next wait, call or outcome,
              and stores the new journal entries or the outcome
    perform   an activity: makes the call whose intent is in the journal, and stores the reply

All state of an execution is in the store; a machine is held in memory only to save a replay. Temporal knows only ids
and times. So an activity may run twice, on two workers: a chunk of a journal is written once, and the second worker
continues from there.

Starting a workflow twice starts it once: its id is the execution's id. A launch whose workflow was not started (the
server was killed in between, Temporal was down) is started by the sweeper. Servers have no local state; any number of
servers and workers share one database.

Needs the extra `temporal` (`pip install 'architrave[temporal,postgres]'`). Servers and workers import this package
only if they are configured to use Temporal.
"""
