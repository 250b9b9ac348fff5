"""What the durable engines share: executions in memory, their way to the database and back, and what is kept how long.

    running         an execution in memory, and what of its journal is not on disk yet
    journal_writer  brings launches, journals and outcomes to disk, and tries again until the disk takes them
    recovery        brings an execution back from its row and its journal, or says why it is parked
    queries         reads what can be seen of executions
    records         from a launch to its row, its machine's start, and the record that can be seen
    retention       deletes what was completed some days ago
    faults          what befalls an execution through no fault of its flow
    time_limits     ends a machine that computes for too long
    sticky_cache    the machines that were used last

Both engines, `embedded` and `temporal`, import from here, and neither imports from the other.
"""
