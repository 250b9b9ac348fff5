"""What may happen very often is logged at most once a minute for each key, with a count."""

import asyncio
from collections.abc import Callable

SECONDS = 60
MOST_KEYS = 1_000
"""How many keys have counts of their own: whoever sends requests chooses some of the keys."""

OTHERS = "others"

Say = Callable[[int], None]


class Repeats:
    """Counts events by key. The first one is said at once, the later ones together at the end of each minute."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._counts: dict[str, int] = {}

    def note(self, key: str, say: Say) -> None:
        """Count one event; `say` gets the number of events that have not been said. Needs a running event loop."""
        if key not in self._counts and len(self._counts) >= MOST_KEYS:
            key = OTHERS
        if key in self._counts:
            self._counts[key] += 1
            return
        self._counts[key] = 0
        say(1)
        self._wait(key, say)

    def _wait(self, key: str, say: Say) -> None:
        asyncio.get_running_loop().call_later(self._seconds, self._end, key, say)

    def _end(self, key: str, say: Say) -> None:
        count = self._counts.pop(key)
        if count:
            self._counts[key] = 0
            say(count)
            self._wait(key, say)
