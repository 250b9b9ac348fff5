"""Rate limits: requests per minute for each access token, counted in one-minute windows.

The cloud allows a token of client credentials 300 requests per minute and reports the usage in every response
(documented as `client.credentials.token.rate.per.minute`). A local server counts and reports the same, but refuses
requests only if a limit was set: a test suite with a thousand launches should not have to wait four minutes.
"""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

WINDOW_MILLISECONDS = 60_000

CLOUD_LIMIT = 300
"""Requests per minute and token in the cloud (documented)."""

_KEPT = 1_000
"""How many windows are kept before those that have ended are dropped."""


@dataclass(slots=True)
class Window:
    """One token's minute. `ends` is in milliseconds; `count` includes the current request."""

    ends: int
    count: int = 0


class Usage(msgspec.Struct, frozen=True, gc=False):
    """A token's usage: requests so far, requests allowed, seconds until the window ends.

    `is_over`: whether this request exceeds the limit and must be refused.
    """

    count: int
    allowed: int
    reset: int
    is_over: bool = False


class RateLimits:
    """Counts requests by token. `limit` is per minute: more are refused; with None, none are.

    `clock` returns milliseconds, and may be set back.
    """

    def __init__(self, limit: int | None, clock: Callable[[], int]) -> None:
        self._allowed = limit or CLOUD_LIMIT
        self._is_enforced = limit is not None
        self._clock = clock
        self._windows: dict[str, Window] = {}

    def count(self, token: str) -> Usage:
        """Count one request with a token, and return the token's usage."""
        now = self._clock()
        window = self._windows.get(token)
        if window is None or not window.ends - WINDOW_MILLISECONDS <= now < window.ends:
            window = self._begin(token, now)
        window.count += 1
        is_over = self._is_enforced and window.count > self._allowed
        reset = (window.ends - now + 999) // 1000
        return Usage(window.count, self._allowed, reset, is_over)

    def _begin(self, token: str, now: int) -> Window:
        if len(self._windows) >= _KEPT:
            self._windows = {key: one for key, one in self._windows.items() if now < one.ends}
        window = self._windows[token] = Window(now + WINDOW_MILLISECONDS)
        return window
