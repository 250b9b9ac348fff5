"""Fault injection: some requests are answered wrongly, late or not at all, as a chaos file says.

Architrave's own paths are spared. Which requests are chosen depends only on the seed and on how many were concerned
before, so a client that sends the same requests in the same order meets the same faults.
"""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from architrave.definitions.chaos import Chaos, Fault, Kind
from architrave.diagnostics.visible import visible_line
from architrave.server.http import Request

_KEPT = 1_000
"""How many injections, and how many tokens that expire early, are remembered."""

_LONGEST_PATH = 300

log = logging.getLogger("architrave.server")


@dataclass(frozen=True, slots=True)
class Injection:
    """A fault that was injected: when (milliseconds since the epoch), which, and into which request.

    Into an event: `method` is EVENT, and `path` the topic.
    """

    at: int
    fault: Fault
    method: str
    path: str
    client: str | None


@dataclass(slots=True)
class Tally:
    """How many requests a fault has concerned, and into how many it was injected."""

    fault: Fault
    concerned: int = 0
    injected: int = 0


class FaultInjection:
    """Chooses the requests into which the faults of a chaos file are injected, and remembers them.

    `now` returns milliseconds since the epoch.
    """

    def __init__(self, now: Callable[[], int], chaos: Chaos) -> None:
        self._now = now
        self.load(chaos)

    def load(self, chaos: Chaos) -> None:
        """Replace the faults, and forget what was injected."""
        self.chaos = chaos
        self.is_on = bool(chaos.faults)
        self.tallies = [Tally(fault) for fault in chaos.faults]
        self.injections: deque[Injection] = deque(maxlen=_KEPT)
        self._expiring: dict[str, tuple[int, Tally]] = {}

    def choose(self, request: Request, client: str | None) -> Tally | None:
        """The first fault that is to be injected into a request. Those after it do not count the request.

        `client` is the id of the client whose token the request has.
        """
        for index, tally in enumerate(self.tallies):
            fault = tally.fault
            is_for_client = fault.client in (None, client) or fault.kind == "expire"  # a login has no token yet
            if not (is_for_client and fault.concerns(request.method, request.path)):
                continue
            tally.concerned += 1
            if tally.injected != fault.times and self._is_drawn(fault, index, tally.concerned):
                return tally
        return None

    def choose_for_event(self, kind: Kind, topic: str) -> Tally | None:
        """The first fault of a kind that is to be injected into an event."""
        for index, tally in enumerate(self.tallies):
            if tally.fault.kind != kind or not tally.fault.concerns_event(topic):
                continue
            tally.concerned += 1
            if tally.injected != tally.fault.times and self._is_drawn(tally.fault, index, tally.concerned):
                return tally
        return None

    def note_event(self, tally: Tally, topic: str) -> None:
        """Count and log an injection into an event."""
        tally.injected += 1
        shown = visible_line(topic)
        self.injections.append(Injection(self._now(), tally.fault, "EVENT", shown, None))
        name = visible_line(tally.fault.name)
        log.info("injected the fault “%s” into an event of %s", name, shown, extra={"fault": tally.fault.name})

    def _is_drawn(self, fault: Fault, index: int, number: int) -> bool:
        """Whether the request that is the `number`th to concern a fault is chosen."""
        if number <= fault.after or (number - fault.after) % fault.every:
            return False
        # Reproducible, not secret.
        return fault.percent == 100 or Random(f"{self.chaos.seed} {index} {number}").randrange(100) < fault.percent  # noqa: S311

    def let_expire(self, token: str, tally: Tally) -> None:
        """Make a token expire early."""
        if len(self._expiring) >= _KEPT:
            del self._expiring[next(iter(self._expiring))]
        self._expiring[token] = self._now() + tally.fault.seconds * 1000, tally

    def expired(self, token: str) -> Tally | None:
        """The fault because of which a token has expired already, or None."""
        due, tally = self._expiring.get(token, (0, None))
        return tally if tally is not None and self._now() >= due else None

    def note(self, tally: Tally, request: Request, client: str | None) -> None:
        """Count and log an injection."""
        tally.injected += 1
        fault = tally.fault
        path = visible_line(request.path[:_LONGEST_PATH])
        self.injections.append(Injection(self._now(), fault, request.method, path, client))
        log.info(
            "injected the fault “%s” into %s %s, client %s",
            visible_line(fault.name),
            request.method,
            path,
            visible_line(client or "-"),
            extra={"fault": fault.name, "method": request.method, "path": path, "client": client},
        )
