"""How much CPU another process has used."""

import sys
import time

_OF_A_PROCESS = 2
"""The kind of clock that Linux keeps for each process: clock_getcpuclockid(3) makes the same number."""


def cpu_seconds(process_id: int) -> float:
    """How much CPU a process has used, in seconds; 0 if it has exited. Only Linux tells: elsewhere, the time counts."""
    if sys.platform != "linux":
        return time.monotonic()
    try:
        return time.clock_gettime((~process_id << 3) | _OF_A_PROCESS)
    except OSError:
        return 0.0
