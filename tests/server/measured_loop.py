"""An event loop that measures for how long it answers nobody: the CPU of its thread in each of its turns.

Only CPU counts, not elapsed time, so that a busy machine changes nothing. What computes elsewhere does not count.
"""

import asyncio
import time


class MeasuredLoop(asyncio.SelectorEventLoop):
    """`longest` is the most CPU that a turn has used since `measure` was called, in seconds."""

    longest = 0.0

    def measure(self) -> None:
        """Forget what was measured."""
        self.longest = 0.0

    def _run_once(self) -> None:
        began = time.thread_time()
        super()._run_once()  # type: ignore[misc]
        self.longest = max(self.longest, time.thread_time() - began)
