"""What the connections of a server share."""

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any, Protocol

from architrave.server.http import reasons
from architrave.server.http.admission import Admission
from architrave.server.http.limits import Limits
from architrave.server.http.messages import Handler, Observe, Refused, Render

REFUSED_CONNECTIONS = 1_000
"""How many connections beyond the limit get an answer before they are closed; the others are closed without one."""

log = logging.getLogger("architrave.server")


class Open(Protocol):
    """An open connection, as its server sees it."""

    @property
    def deadline(self) -> float:
        """When it must have got further, as a time of `ServerState.now`."""
        ...

    def on_deadline(self) -> None:
        """Its deadline has passed."""
        ...

    def stop(self) -> None:
        """Close it if it is idle, else after the answer."""
        ...

    def abort(self) -> None:
        """Close it now."""
        ...


@dataclass(slots=True, eq=False)
class ServerState:
    """What the connections of a server share.

    `now` is the loop's time at the last sweep over the connections, and the base of all deadlines: reading it costs
    nothing. `tasks` are the tasks that answer requests. `refused` counts refusals because of overload since then.
    `addresses` counts the connections of each address. Requests for the paths in `urgent` never wait for others.
    `observe` notices every answer of the handler.
    """

    handler: Handler
    render: Render
    limits: Limits
    loop: asyncio.AbstractEventLoop
    is_secure: bool = False
    urgent: frozenset[str] = frozenset()
    observe: Observe | None = None
    admission: Admission = field(init=False)
    addresses: Counter[str] = field(default_factory=Counter[str])
    connections: set[Open] = field(default_factory=set[Open])
    tasks: set[asyncio.Task[Any]] = field(default_factory=set[asyncio.Task[Any]])
    now: float = 0.0
    date: bytes = b""
    is_stopping: bool = False
    refused: int = 0
    emptied: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.admission = Admission(self.loop, self.limits.waiting_seconds)

    def sweep(self, now: float) -> None:
        """Take the time, act on passed deadlines, and log refusals because of overload."""
        self.now = now
        if self.refused:
            log.warning("refused %d connections or requests: too many at once", self.refused)
            self.refused = 0
        self.date = f"date: {formatdate(usegmt=True)}\r\n".encode("ascii")
        for connection in [one for one in self.connections if one.deadline <= now]:
            connection.on_deadline()

    def enter(self, connection: Open, address: str) -> Refused | None:
        """A connection from an address is open. Returns why it is refused, if it is."""
        others = len(self.connections)
        self.connections.add(connection)
        self.addresses[address] += 1
        if self.is_stopping or others >= self.limits.connections + REFUSED_CONNECTIONS:
            connection.abort()
            return None
        if others >= self.limits.connections:
            self.refused += 1
            return reasons.too_many_connections()
        if self.addresses[address] > self.limits.connections_of_address:
            self.refused += 1
            return reasons.too_many_connections(address)
        return None

    def leave(self, connection: Open, address: str) -> None:
        """A connection from an address is closed."""
        self.connections.discard(connection)
        self.addresses[address] -= 1
        if not self.addresses[address]:
            del self.addresses[address]
        if self.is_stopping:
            self.check_emptied()

    def check_emptied(self) -> None:
        """Note whether the last connection and the last task have ended."""
        if not self.connections and not self.tasks:
            self.emptied.set()
