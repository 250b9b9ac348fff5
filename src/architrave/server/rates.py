"""Rate limits: requests a minute for each OAuth client, counted in windows of a minute.

The cloud allows a client-credentials client 300 a minute and says with every answer how many are used (documented). A
local server counts and says, and refuses only where a limit was asked for: a test suite that runs a thousand launches
should not wait for four minutes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

import msgspec

WINDOW_SECONDS = 60

NO_LIMIT = 1_000_000_000
"""What is said to be allowed where nothing is refused."""


@dataclass(slots=True)
class Window:
    """One client's minute. `count` includes the request that is being answered."""

    ends: float
    count: int = 0


class Usage(msgspec.Struct, frozen=True, gc=False):
    """How much of its rate a client has used: requests so far, allowed in all, seconds until it starts anew."""

    count: int
    allowed: int
    reset: int

    @property
    def is_over(self) -> bool:
        """Whether this request is one too many."""
        return self.count > self.allowed


class RateLimits:
    """Counts requests by client. `allowed` a minute; `clock` gives seconds, and may be set back."""

    def __init__(self, allowed: int | None, clock: Callable[[], float]) -> None:
        self._allowed = allowed or NO_LIMIT
        self._clock = clock
        self._windows: dict[str, Window] = {}

    def count(self, client_id: str) -> Usage:
        """Count one request of a client, and say how much it has used."""
        now = self._clock()
        window = self._windows.get(client_id)
        if window is None or not window.ends - WINDOW_SECONDS <= now < window.ends:
            window = self._windows[client_id] = Window(now + WINDOW_SECONDS)
        window.count += 1
        return Usage(window.count, self._allowed, max(1, ceil(window.ends - now)))
