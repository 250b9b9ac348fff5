"""What the durable engines share: executions in memory, their way to the database and back, and retention.

    running         an execution in memory, and what of its journal is not on disk yet
    journal_writer  brings launches, journals and outcomes to disk, and tries again until the disk takes them
    recovery        brings an execution back from its row and its journal, or says why it is parked
    queries         reads what can be seen of executions
    records         from a launch to its row, its machine's start, and the record that can be seen
    retention       deletes what was completed some days ago
    answers         what is answered at once: the clock, random numbers, the world
    faults          internal errors and parked executions, and how they are logged
    time_limits     ends a machine that computes for too long
    sticky_cache    the machines that were used last

Both engines, `embedded` and `temporal`, import from here, and neither imports from the other.
"""
