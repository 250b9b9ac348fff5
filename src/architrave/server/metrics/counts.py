"""What the server counts while it answers requests."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from architrave.diagnostics import Diagnostic

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""The upper bounds of the durations of requests, in seconds."""

OTHER = "other"
"""The label of every unknown route and method: with a label for each, clients could create any number of series."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@dataclass(slots=True)
class Durations:
    """The durations of a route's requests: how many by bucket, the last for longer ones, and their sum in seconds."""

    by_bucket: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    total: float = 0.0


@dataclass(slots=True)
class Counts:
    """Requests by method, route and status; durations by route; rejected launches by rule; the event loop's lag."""

    requests: Counter[tuple[str, str, int]] = field(default_factory=Counter[tuple[str, str, int]])
    durations: dict[str, Durations] = field(default_factory=dict[str, Durations])
    rejections: Counter[str] = field(default_factory=Counter[str])
    lag: float = 0.0
    longest_lag: float = 0.0

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered; status 0: the client disconnected before."""
        self.requests[method if method in _METHODS else OTHER, route, status] += 1
        found = self.durations.get(route)
        if found is None:
            found = self.durations[route] = Durations()
        found.by_bucket[bisect_left(BUCKETS, seconds)] += 1
        found.total += seconds

    def rejected(self, problems: Iterable[Diagnostic]) -> None:
        """A launch was rejected; each rule that it breaks counts once."""
        self.rejections.update({item.rule.slug for item in problems if item.is_error})

    def delayed(self, seconds: float) -> None:
        """The event loop ran something this much too late."""
        self.lag = seconds
        self.longest_lag = max(self.longest_lag, seconds)
