"""What the durable engines share: executions in memory, their way to the database and back, and retention.

    running         an execution in memory, and the part of its journal that is not on disk yet
    journal_writer  writes launches, journals and outcomes to disk, and retries until it succeeds
    recovery        recovers an execution from its row and its journal, or says why it is parked
    queries         reads the records of executions
    records         from a launch to its row, its machine's start, and its public record
    timeline        the time that a database has seen pass
    tracing         traces, computed beside the serving loop: `trace_text` writes one, `trace_process` is the process
    retention       deletes executions that were completed some days ago
    answers         the answers available at once: the clock, random numbers, the world
    faults          internal errors and parked executions, and how they are logged
    time_limits     ends a machine that computes for too long
    sticky_cache    the most recently used machines

Both engines, `embedded` and `temporal`, import from here, and neither imports from the other.
"""
