"""Rate limits: requests per minute for each OAuth client, counted in one-minute windows.

The cloud allows a client-credentials client 300 requests per minute and reports the usage in every response
(documented). A local server also counts and reports, but refuses requests only if a limit was set: a test suite with a
thousand launches should not have to wait four minutes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

import msgspec

WINDOW_SECONDS = 60

NO_LIMIT = 1_000_000_000
"""The reported limit if there is no limit."""


@dataclass(slots=True)
class Window:
    """One client's minute. `count` includes the current request."""

    ends: float
    count: int = 0


class Usage(msgspec.Struct, frozen=True, gc=False):
    """A client's rate-limit usage: requests so far, requests allowed, seconds until the window ends."""

    count: int
    allowed: int
    reset: int

    @property
    def is_over(self) -> bool:
        """Whether this request exceeds the limit."""
        return self.count > self.allowed


class RateLimits:
    """Counts requests by client. `allowed` is per minute; `clock` returns seconds, and may be set back."""

    def __init__(self, allowed: int | None, clock: Callable[[], float]) -> None:
        self._allowed = allowed or NO_LIMIT
        self._clock = clock
        self._windows: dict[str, Window] = {}

    def count(self, client_id: str) -> Usage:
        """Count one request of a client, and return the client's usage."""
        now = self._clock()
        window = self._windows.get(client_id)
        if window is None or not window.ends - WINDOW_SECONDS <= now < window.ends:
            window = self._windows[client_id] = Window(now + WINDOW_SECONDS)
        window.count += 1
        return Usage(window.count, self._allowed, max(1, ceil(window.ends - now)))
