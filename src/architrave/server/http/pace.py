"""How fast a body arrives, compared with how fast it must."""

import math

from architrave.server.http.limits import Limits


class BodyPace:
    """The pace of one body. A client that is late has less time for the next bytes; fast bytes make up for it."""

    __slots__ = ("_late", "_limits", "_since", "received")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._late = 0.0
        self._since = math.inf
        self.received = 0
        """The bytes received when the deadline was last set."""

    def begin(self) -> None:
        """A new body begins."""
        self._late = 0.0
        self._since = math.inf
        self.received = 0

    def deadline(self, now: float, received: int, *, was_receiving: bool) -> float:
        """When the next bytes must have arrived; the time when nothing was received on purpose does not count."""
        elapsed = max(0.0, now - self._since) if was_receiving else 0.0
        gained = (received - self.received) / self._limits.body_bytes_per_second
        self._late = max(0.0, self._late + elapsed - gained)
        self._since, self.received = now, received
        return now + self._limits.body_seconds - self._late
