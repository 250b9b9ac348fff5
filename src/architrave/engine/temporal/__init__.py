"""The distributed engine: the same machine on workers, directed by Temporal workflows, for more than one machine.

How an execution goes:

    server    launch -> row on disk (PostgreSQL) -> answered -> workflow started, with the execution's id
    workflow  asks for an activation; waits by a timer, or has a call made, where it was suspended; asks for the next
    advance   a local activity: runs the machine from the journal in the store to its next wait or call, or to its
              outcome, and keeps what it was told, or the outcome
    perform   an activity: makes the call whose intent is in the journal, and keeps the reply

All that an execution computes, asks and is told is in the store, and a machine is held in memory only so that it need
not be replayed. Temporal knows ids and times. So an activity may be done twice, by two workers: a chunk of a journal is
written once, and who comes second goes on from there.

A start that is tried twice is one start: the workflow's id is the execution's. A launch whose workflow was not started
(the server was killed in between, Temporal was away) is started by the sweeper. Servers keep nothing of their own; any
number of them, and of workers, share one database.

This needs the extra `temporal` (`pip install 'architrave[temporal,postgres]'`). Servers and workers import this
folder only where they are told to use Temporal.
"""
